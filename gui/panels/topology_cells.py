"""Paints the units of a wide layer: a cell for each, with a bar, or with its number."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.shown import Values
from gui.panels.topology_geometry import Column, Layout
from gui.panels.topology_layout import TEXT_CELL
from gui.panels.topology_scene import Scene
from gui.panels.topology_type import SMALLEST, drop, font, width
from gui.panels.topology_values import HUES, at_work, centered
from gui.theme import Theme

_RING = 2.0


def paint_cells(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    """A cell a unit: a bar from the middle axis, or the number where it is high enough."""
    letter = "x" if column.layer == 0 else scene.letter
    hue = theme.color(HUES.get(letter, "ink2"))
    values = scene.values(letter, column.layer)
    rects = [column.rect(unit) for unit in range(len(column.ys))]
    current = at_work(column, scene)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(hue, 0.14) if current else theme.tint("ink", 0.07))
    painter.drawRects(rects)
    if values is not None and column.pitch >= TEXT_CELL:
        numbers = scene.numbers.at_most(2)
        for rect, value in zip(rects, values, strict=True):
            if value is None:
                continue  # the line below the column says "not yet"
            token = HUES.get(letter, "ink")
            at, room = rect.center(), rect.width() - 4
            centered(painter, value, numbers, at, room, theme, token, current, SMALLEST)
    elif values is not None:
        painter.setBrush(hue)
        painter.drawRects(_bars(rects, values))
        first, last = rects[0], rects[-1]
        painter.setPen(QPen(theme.control, 1.0))
        painter.drawLine(QPointF(column.x, first.top()), QPointF(column.x, last.bottom()))
    for focus in scene.focus:
        if focus.layer == column.layer:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.ink, _RING))
            painter.drawRoundedRect(rects[focus.unit].adjusted(-2, -2, 2, 2), 2, 2)
            _paint_beside(painter, layout, column, focus.unit, values, scene, theme)


def _paint_beside(
    painter: QPainter,
    layout: Layout,
    column: Column,
    unit: int,
    values: Values | None,
    scene: Scene,
    theme: Theme,
) -> None:
    """The number of a current cell and its value, where the gap beside it has room."""
    letter = "x" if column.layer == 0 else scene.letter
    value = None if values is None else values[unit]
    title = QCoreApplication.translate("Topology", "unit {n}").format(n=unit + 1)
    number = f"{letter} {scene.numbers.text(value)}"
    wide = max(width(title, SMALLEST, True), width(number, SMALLEST, True))
    left = column.x + column.half + 8
    if column.layer == len(layout.columns) - 1:
        left = column.x - column.half - 8 - wide
    body, tall = layout.body(), 2.7 * SMALLEST
    top = min(max(column.ys[unit] - tall / 2, body.top() + 2), body.bottom() - tall - 2)
    if wide + 20 > column.area.right() - column.x - column.half and left > column.x:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(QRectF(left - 4, top, wide + 8, tall), 3, 3)
    painter.setFont(font(SMALLEST, True))
    painter.setPen(theme.ink)
    painter.drawText(QPointF(left, top + 0.75 * SMALLEST + drop(SMALLEST)), title)
    painter.setPen(theme.ink3 if value is None else theme.color(HUES.get(letter, "ink")))
    painter.drawText(QPointF(left, top + 1.95 * SMALLEST + drop(SMALLEST)), number)


def _bars(rects: list[QRectF], values: Values) -> list[QRectF]:
    """A bar for each value that is shown and finite."""
    known = [
        (rect, value)
        for rect, value in zip(rects, values, strict=True)
        if value is not None and math.isfinite(value)
    ]
    most = max((abs(value) for _, value in known), default=0.0) or 1.0
    bars: list[QRectF] = []
    for rect, value in known:
        long = value / most * (rect.width() / 2 - 2)
        left = rect.center().x() + min(0.0, long)
        bars.append(QRectF(left, rect.top(), abs(long), rect.height()))
    return bars
