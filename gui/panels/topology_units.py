"""Paints the units that are circles, with rows or with one value; `topology_cells` paints cells."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.phases import Kind
from gui.math_boxes import index
from gui.panels.topology_cells import paint_cells
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_scene import Scene
from gui.panels.topology_type import SMALLEST, drop, font, name, width
from gui.panels.topology_values import HUES, at_work, centered, fitting, hanging
from gui.theme import TINT_CURRENT_UNIT, TINT_PILL, TINT_PILL_DONE, Theme

INSIDE = 0.74  # of the radius: how far from the middle a row reaches
_ROW_PITCH = 0.43  # radii
_LINE = 1.25
_CURRENT_LINE = 2.5
_RING = 2.0


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
    current = at_work(column, scene)
    hue = theme.color(scene.work.token)
    for unit in range(len(column.ys)):
        center, radius = column.center(unit), column.half
        pen = QPen(hue, _CURRENT_LINE) if current else QPen(theme.control, _LINE)
        if scene.hovered is not None and scene.hovered[:4] == (column.layer, unit, None, False):
            pen = QPen(hue if current else theme.ink2, _CURRENT_LINE)
        painter.setPen(pen)
        painter.setBrush(theme.tint(hue, TINT_CURRENT_UNIT) if current else theme.stage)
        painter.drawEllipse(center, radius, radius)
        if scene.selection is not None and scene.selection[:4] == (column.layer, unit, None, False):
            _ring(painter, center, radius, theme)
    if column.layer == 0:
        _paint_inputs(painter, layout, column, scene, theme)
    elif column.form is Form.ROWS:
        _paint_rows(painter, layout, column, scene, theme)
    else:
        _paint_values(painter, column, scene, theme)


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
    named = column.half >= 1.55 * px
    for unit in range(len(column.ys)):
        value = None if values is None else values[unit]
        y = column.ys[unit]
        if named:
            label = name("x", index(unit + 1), "ink3", px)
            label.paint(painter, column.x - label.width / 2, y - 0.25 * px, theme)
            y += 0.65 * px
        bold = at_work(column, scene)
        centered(painter, value, scene.numbers, QPointF(column.x, y), room, theme, "ink", bold, px)


def _paint_rows(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    """z, a, δ: letter left, number right."""
    for row, letter in enumerate(("z", "a", "δ")):
        values = scene.values(letter, column.layer)
        bold = letter == "δ" or (
            scene.work.kind is Kind.FORWARD and column.layer == scene.work.layer
        )
        for unit, y in enumerate(column.ys):
            middle = y + (row - 1) * _ROW_PITCH * column.half
            value = None if values is None else values[unit]
            if letter == "δ" and value is not None:
                _paint_pill(painter, column, middle, layout.em, scene, theme)
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
    label = name(letter, "", token, px)
    label.paint(painter, column.x - reach, middle + 0.24 * px, theme)
    if value is None:
        px, bold = max(SMALLEST - 1, px - 1), False
    room = 2 * reach - label.width - 4
    text = fitting(value, scene.numbers, room, px, bold)
    right = column.x + reach - hanging(text, value, scene.numbers, room, px, bold)
    painter.setFont(font(px, bold))
    painter.setPen(theme.color(token))
    painter.drawText(QPointF(right - width(text, px, bold), middle + drop(px)), text)


def _paint_pill(
    painter: QPainter, column: Column, middle: float, em: int, scene: Scene, theme: Theme
) -> None:
    work = scene.work
    now = work.kind is Kind.BACKWARD and work.layer == column.layer
    reach = INSIDE * column.half + 0.3 * em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint("bwd", TINT_PILL if now else TINT_PILL_DONE))
    rect = QRectF(column.x - reach, middle - 0.68 * em, 2 * reach, 1.36 * em)
    painter.drawRoundedRect(rect, 3, 3)


def _paint_values(painter: QPainter, column: Column, scene: Scene, theme: Theme) -> None:
    """The one value that the phase is about, at 2 decimals."""
    values = scene.values(scene.letter, column.layer)
    numbers = scene.numbers.at_most(2)
    bold = at_work(column, scene)
    for unit in range(len(column.ys)):
        value = None if values is None else values[unit]
        token = HUES[scene.letter]
        room = 1.7 * column.half
        at = column.center(unit)
        centered(painter, value, numbers, at, room, theme, token, bold, SMALLEST)
