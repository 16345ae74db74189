"""Paints the units of a wide layer: a cell for each, with a bar, or with its number."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.values import Values
from gui.letters import SMALLEST, drop, font, width
from gui.panels.topology_fit import TEXT_CELL
from gui.panels.topology_geometry import Column, Layout
from gui.panels.topology_marks import Marks
from gui.panels.topology_scene import Scene
from gui.panels.topology_values import HUES, centered
from gui.theme import Theme

_RING = 2.0
_PALE = 0.5
_TINT_CURRENT = 0.10


def paint_cells(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    """A cell for each unit that is seen: a bar from the middle axis, or the number where it is high
    enough.
    """
    letter = "x" if column.layer == 0 else scene.letter
    hue = theme.color(HUES.get(letter, "ink2"))
    values = scene.values(letter, column.layer)
    seen = column.seen(layout.body() if layout.overflows else QRectF(0, 0, *layout.plan[:2]))
    rects = [column.rect(unit) for unit in seen]
    whole = scene.marks is None and scene.at_work(column.layer, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(hue, 0.14) if whole else theme.tint("ink", 0.07))
    painter.drawRects(rects)
    _tint_current(painter, column, scene, theme)
    if values is not None and column.pitch >= TEXT_CELL:
        numbers = scene.numbers.at_most(2)
        for unit, rect in zip(seen, rects, strict=True):
            value = values[unit]
            if value is None:
                continue  # the line below the column says "not yet"
            token = HUES.get(letter, "ink")
            bold = whole or scene.used("a" if letter == "x" else letter, column.layer, unit)
            at, room = rect.center(), rect.width() - 4
            centered(painter, value, numbers, at, room, theme, token, bold, SMALLEST)
    elif values is not None:
        _paint_bars(painter, column, seen, values, scene, theme)
    _frame_current(painter, column, scene, theme)
    for focus in scene.focus:
        if focus.layer == column.layer:
            _frame(painter, column.rect(focus.unit), theme.ink)
            if scene.marks is None or focus[:2] not in _marked(scene.marks):
                _paint_focus(painter, layout, column, focus.unit, values, scene, theme)


def _paint_bars(
    painter: QPainter,
    column: Column,
    seen: range,
    values: Values,
    scene: Scene,
    theme: Theme,
) -> None:
    """The values as bars; those that a term's sum has not come to yet are pale."""
    letter = "x" if column.layer == 0 else scene.letter
    hue = theme.color(HUES.get(letter, "ink2"))
    waiting = _waiting(column, scene, seen)
    rects = [column.rect(unit) for unit in seen]
    most = scene.largest(letter, column.layer)
    for pale in (True, False):
        some = [None if (unit in waiting) is not pale else values[unit] for unit in seen]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tint(hue, _PALE) if pale else hue)
        painter.drawRects(_bars(rects, some, most))
    if not rects:
        return
    painter.setPen(QPen(theme.control, 1.0))
    painter.drawLine(QPointF(column.x, rects[0].top()), QPointF(column.x, rects[-1].bottom()))


def _waiting(column: Column, scene: Scene, seen: range) -> frozenset[int]:
    """Those of the units that are seen whose numbers the current unit's sum is still to take."""
    marks = scene.marks
    if marks is None or marks.fan is None or not marks.summing:
        return frozenset()
    letter = "a" if marks.fan.into else "δ"
    layer = marks.fan.layer - 1 if marks.fan.into else marks.fan.layer
    if layer != column.layer or (layer and letter != scene.letter):
        return frozenset()
    taken = {number.unit for number in marks.used | marks.spent if number[:2] == (letter, layer)}
    last = max(taken, default=-1)  # they are taken one after the other
    return frozenset(unit for unit in seen if unit > last)


def _marked(marks: Marks) -> set[tuple[int, int]]:
    """(layer, unit) of the current unit and the one at the other end of the edge at work."""
    return {(each.layer, each.unit) for each in (marks.unit, marks.other) if each is not None}


def _tint_current(painter: QPainter, column: Column, scene: Scene, theme: Theme) -> None:
    marks = scene.marks
    if marks is not None and marks.unit is not None and marks.unit.layer == column.layer:
        painter.setBrush(theme.tint(marks.token, _TINT_CURRENT))
        painter.drawRect(column.rect(marks.unit.unit))


def _frame_current(painter: QPainter, column: Column, scene: Scene, theme: Theme) -> None:
    if scene.marks is None:
        return
    for layer, unit in _marked(scene.marks):
        if layer == column.layer:
            _frame(painter, column.rect(unit), theme.color(scene.marks.token))


def _frame(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, _RING))
    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 2, 2)


def _paint_focus(
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
    top = min(max(column.y(unit) - tall / 2, body.top() + 2), body.bottom() - tall - 2)
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


def _bars(rects: list[QRectF], values: list[float | None], most: float) -> list[QRectF]:
    """A bar for each value that is shown and finite; ``most`` is the longest."""
    bars: list[QRectF] = []
    for rect, value in zip(rects, values, strict=True):
        if value is None or not math.isfinite(value):
            continue
        long = value / most * (rect.width() / 2 - 2)
        left = rect.center().x() + min(0.0, long)
        bars.append(QRectF(left, rect.top(), abs(long), rect.height()))
    return bars
