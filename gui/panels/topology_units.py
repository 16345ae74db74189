"""Paints the units that are circles, with rows or with one value; `topology_cells` paints cells."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.letters import SMALLEST, drop, font, name, name_px, width
from gui.math_boxes import index
from gui.numbers import not_yet
from gui.panels.topology_cells import paint_cells
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_marks import Number
from gui.panels.topology_scene import Scene
from gui.panels.topology_values import HUES, centered, fitting, hanging
from gui.theme import TINT_CURRENT_UNIT, TINT_PILL, TINT_PILL_DONE, Theme

INSIDE = 0.74  # of the radius: how far from the middle a row reaches
_ROW_PITCH = 0.43  # radii
_LINE = 1.25
_CURRENT_LINE = 2.5
_RING = 2.0
TINT_USED = 0.18  # of a unit that shows one value, which goes into the current term


def paint_units(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw every unit with its values."""
    for column in layout.columns:
        if column.form is Form.CELLS:
            paint_cells(painter, layout, column, scene, theme)
        else:
            _paint_circles(painter, layout, column, scene, theme)


def _paint_circles(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    hue = theme.color(scene.work.token)
    for unit in range(column.units):
        current = scene.at_work(column.layer, unit)
        center, radius = column.center(unit), column.half
        pen = QPen(hue, _CURRENT_LINE) if current else QPen(theme.control, _LINE)
        if scene.hovered is not None and scene.hovered[:4] == (column.layer, unit, None, False):
            pen = QPen(hue if current else theme.ink2, _CURRENT_LINE)
        painter.setPen(pen)
        painter.setBrush(_fill(column, unit, current, scene, theme))
        painter.drawEllipse(center, radius, radius)
        if scene.selection is not None and scene.selection[:4] == (column.layer, unit, None, False):
            _ring(painter, center, radius, theme)
    if column.layer == 0:
        _paint_inputs(painter, layout, column, scene, theme)
    elif column.form is Form.ROWS:
        _paint_rows(painter, layout, column, scene, theme)
    else:
        _paint_values(painter, column, scene, theme)


def _fill(column: Column, unit: int, current: bool, scene: Scene, theme: Theme) -> QColor:
    """The tint of a current unit; of one whose number was used, where it is all that it shows."""
    if current:
        return theme.tint(scene.work.token, TINT_CURRENT_UNIT)
    marks = scene.marks
    if marks is None or column.form is Form.ROWS:
        return theme.stage
    for numbers, share in ((marks.used, TINT_USED), (marks.spent, TINT_PILL_DONE)):
        for letter, hue in HUES.items():
            if Number(letter, column.layer, unit) in numbers:
                return theme.tint(marks.token if letter == "a" else hue, share)
    return theme.stage


def _ring(painter: QPainter, center: QPointF, radius: float, theme: Theme) -> None:
    painter.setPen(QPen(theme.ink, _RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(center, radius + 4.0, radius + 4.0)


def _paint_inputs(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    """x₁ over its value; the value alone where the circle is small."""
    values = scene.values("x", 0)
    room, px = 1.6 * column.half, layout.em
    large = column.half >= 1.45 * px
    waits = width(not_yet(), SMALLEST) <= room  # in two lines it takes the name's place
    for unit in range(column.units):
        value = None if values is None else values[unit]
        y = column.y(unit)
        if large and (waits or value is not None):
            quiet = "ink2" if scene.used("a", 0, unit) else "ink3"
            label = name("x", index(unit + 1), quiet, layout.names)
            label.paint(painter, column.x - label.width / 2, y - 0.25 * px, theme)
            y += 0.65 * px
        bold = scene.at_work(0, unit) or scene.used("a", 0, unit)
        centered(painter, value, scene.numbers, QPointF(column.x, y), room, theme, "ink", bold, px)


def _paint_rows(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    """z, a, δ: letter left, number right."""
    for row, letter in enumerate(("z", "a", "δ")):
        values = scene.values(letter, column.layer)
        for unit in range(column.units):
            middle = column.y(unit) + (row - 1) * _ROW_PITCH * column.half
            value = None if values is None else values[unit]
            fresh = scene.fresh(letter, column.layer, unit)
            used = scene.used(letter, column.layer, unit)
            if value is not None and (letter == "δ" or used):
                strength = TINT_PILL if fresh or used else TINT_PILL_DONE
                color = theme.tint(HUES[letter], strength)
                _paint_pill(painter, column, middle, layout.em, color)
            bold = letter == "δ" or fresh or used
            _paint_row(painter, layout, column, letter, value, middle, scene, theme, bold)


def _paint_row(
    painter: QPainter,
    layout: Layout,
    column: Column,
    letter: str,
    value: float | None,
    middle: float,
    scene: Scene,
    theme: Theme,
    bold: bool,
) -> None:
    reach, px = INSIDE * column.half, layout.em
    token = "ink3" if value is None else HUES[letter]
    label = name(letter, "", token, name_px(layout.em))
    if value is None:
        px, bold = max(SMALLEST - 1, px - 1), False
    whole = scene.numbers.text(value)
    room = 2 * reach - label.width - 3
    if room < width(whole, px, bold) <= 2 * reach:  # the digits are asked for, the letter is not
        room = 2 * reach
    text = fitting(value, scene.numbers, room, px, bold)
    right = column.x + reach - hanging(text, value, scene.numbers, room, px, bold)
    left = right - width(text, px, bold)
    if left >= column.x - reach + label.width:  # else the number is told by its place and its hue
        label.paint(painter, column.x - reach, middle + drop(layout.em), theme)
    painter.setFont(font(px, bold))
    painter.setPen(theme.color(token))
    painter.drawText(QPointF(left, middle + drop(px)), text)


def _paint_pill(painter: QPainter, column: Column, middle: float, em: int, color: QColor) -> None:
    reach = INSIDE * column.half + 0.3 * em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    rect = QRectF(column.x - reach, middle - 0.68 * em, 2 * reach, 1.36 * em)
    painter.drawRoundedRect(rect, 3, 3)


def _paint_values(painter: QPainter, column: Column, scene: Scene, theme: Theme) -> None:
    """The one value that the phase is about, at 2 decimals."""
    values = scene.values(scene.letter, column.layer)
    numbers = scene.numbers.at_most(2)
    for unit in range(column.units):
        letter, layer = scene.letter, column.layer
        bold = letter == "δ" or scene.at_work(layer, unit) or scene.used(letter, layer, unit)
        value = None if values is None else values[unit]
        token = HUES[scene.letter]
        room = 1.7 * column.half
        at = column.center(unit)
        centered(painter, value, numbers, at, room, theme, token, bold, SMALLEST)
