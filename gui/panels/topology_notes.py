"""Paints what stands at the current unit: its running sum, and f′(z) when it is reached."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.panels.topology_beside import paint_beside, paint_other
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_lines import GAP, Line, slope_line, total_line, total_room
from gui.panels.topology_marks import Marks
from gui.panels.topology_room import sides, slope_place, total_place
from gui.panels.topology_scene import Scene
from gui.theme import Theme

_IN_THE_UNIT = (What.SUM, What.ACTIVATION)  # z has its own place by then


def paint_notes(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the running sum of the current unit, and f′(z)."""
    marks = scene.marks
    if marks is None or marks.unit is None:
        return
    column = layout.columns[marks.unit.layer]
    if column.form is Form.ROWS:
        _paint_above(painter, layout, scene, marks, theme)
    else:
        paint_beside(painter, layout, column, scene, marks, theme)
    other = marks.other
    if other is not None and layout.columns[other.layer].form is Form.CELLS:
        paint_other(painter, layout, other, scene, marks, theme)


def _paint_above(
    painter: QPainter, layout: Layout, scene: Scene, marks: Marks, theme: Theme
) -> None:
    px = layout.em
    for line, rect in lines_above(layout, scene, marks):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(rect, theme.stage)
        if rect.height() < 2 * px:
            line.paint(painter, rect.right(), rect.center().y(), px, theme)
        else:
            line.paint_stacked(painter, rect, px, theme)


def lines_above(layout: Layout, scene: Scene, marks: Marks) -> list[tuple[Line, QRectF]]:
    """The running sum and f′(z) with their places."""
    unit, px, total = marks.unit, layout.em, marks.total
    assert unit is not None
    made: list[tuple[Line, QRectF]] = []
    column = layout.columns[unit.layer]
    near = QRectF(column.x, column.rect(unit.unit).top(), 0.0, 0.0)
    if total is not None and not (total.letter == "z" and marks.term.what in _IN_THE_UNIT):
        label, short, number = total_room(total, marks, scene.numbers, px)
        between = GAP * px + number
        narrow = (short + between, max(label, number))
        near = total_place(layout, unit.layer, unit.unit, label + between, narrow)
        briefly = near.height() < 2 * px and near.width() < label + between - 0.5
        made.append((total_line(total, marks, scene.numbers, px, short=briefly), near))
    if marks.slope is not None:
        line = slope_line(marks, scene.numbers, px)
        wide = float(math.ceil(line.width(px)))
        rect = slope_place(layout, unit.layer, unit.unit, sides(near), wide)
        made.append((line, rect))
    return made


def note_rects(layout: Layout, scene: Scene) -> list[QRectF]:
    """What the notes above a unit cover; where room is scarce, a bias of the unit above."""
    marks = scene.marks
    if marks is None or marks.unit is None or layout.form is not Form.ROWS or not marks.unit.layer:
        return []
    return [rect for _, rect in lines_above(layout, scene, marks)]
