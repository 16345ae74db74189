"""Paints the paths among the outputs of a softmax, whose δ needs every one of them."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from engine.terms import What
from gui.panels.topology_edges import paint_heads
from gui.panels.topology_geometry import Column, Layout
from gui.panels.topology_scene import Scene
from gui.theme import TINT_PATH, TINT_PATH_DONE, Theme

_LINE = 1.5
_CASING = 0.6  # em around the line
_TURN = math.radians(40)  # where an arc leaves a circle, off its right


def arc(column: Column, start: int, end: int) -> QPainterPath:
    """From one unit of a column to another, at their right; both differ."""
    down = 1.0 if end > start else -1.0
    first, last = _rim(column, start, down), _rim(column, end, -down)
    out = column.half * 0.5 + 0.14 * abs(last.y() - first.y())
    x = column.x + column.half + min(out, 44.0)
    path = QPainterPath(first)
    path.cubicTo(QPointF(x, first.y()), QPointF(x, last.y()), last)
    return path


def _rim(column: Column, unit: int, down: float) -> QPointF:
    rect, center = column.rect(unit), column.center(unit)
    dx, dy = rect.width() / 2 * math.cos(_TURN), rect.height() / 2 * math.sin(_TURN)
    return center + QPointF(dx, dy * down)


def paint_arcs(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the arc of the current path, and paler those of the paths before it."""
    marks = scene.marks
    if marks is None or marks.fan is not None or marks.unit is None or scene.work.token != "bwd":
        return
    column, hue = layout.columns[marks.unit.layer], theme.bwd
    for chip in marks.chips:
        if chip.at.unit == marks.unit.unit or marks.term.what not in (What.PATH, What.DELTA):
            continue
        painter.setOpacity(scene.strength if chip.now else 1.0)
        path = arc(column, chip.at.unit, marks.unit.unit)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tint = TINT_PATH if chip.now else TINT_PATH_DONE
        painter.setPen(QPen(theme.tint(hue, tint), _LINE + _CASING * layout.em))
        painter.drawPath(path)
        painter.setPen(QPen(hue, _LINE))
        painter.drawPath(path)
        tip = path.pointAtPercent(1.0)
        paint_heads(painter, [QLineF(tip, path.pointAtPercent(0.9))], 0.6 * layout.em, hue)
    painter.setOpacity(1.0)
