"""Paints the units: circles with rows, circles with one value, cells; and the box of the loss."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.phases import Kind
from gui.math_boxes import index
from gui.numbers import NumberFormat, not_yet
from gui.panels.topology_geometry import Column, Form, Layout, LossBox
from gui.panels.topology_layout import TEXT_CELL
from gui.panels.topology_scene import Scene
from gui.panels.topology_type import SMALLEST, drop, font, metrics, name, width
from gui.theme import TINT_CURRENT_UNIT, TINT_PILL, TINT_PILL_DONE, Theme

INSIDE = 0.74  # of the radius: how far from the middle a row reaches
_ROW_PITCH = 0.43  # radii
_LINE = 1.25
_CURRENT_LINE = 2.5
_RING = 2.0
HUES = {"z": "ink", "a": "fwd", "δ": "bwd"}


@lru_cache(maxsize=16)
def _formats(decimals: int) -> tuple[NumberFormat, ...]:
    return tuple(NumberFormat(fewer) for fewer in range(decimals, -1, -1))


def fitting(value: float | None, numbers: NumberFormat, room: float, px: int, bold: bool) -> str:
    """The number as it is written elsewhere, or, where that is too wide, with fewer decimals."""
    text = numbers.text(value)
    if value is None or width(text, px, bold) <= room:
        return text
    for fewer in _formats(numbers.decimals):
        text = fewer.fixed(value)
        if width(text, px, bold) <= room:
            break
    return text


def paint_units(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw every unit with its values."""
    for column in layout.columns:
        if column.form is Form.CELLS:
            _paint_cells(painter, column, scene, theme)
        else:
            _paint_circles(painter, layout, column, scene, theme)


def _at_work(column: Column, scene: Scene) -> bool:
    if scene.work.kind is Kind.BATCH:
        return column.layer == 0
    return 0 < column.layer == scene.work.layer and scene.work.kind is not Kind.UPDATE


def _paint_circles(
    painter: QPainter, layout: Layout, column: Column, scene: Scene, theme: Theme
) -> None:
    current = _at_work(column, scene)
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
    room, px = 2 * column.half - 8, layout.em
    named = column.half >= 1.55 * px
    for unit in range(len(column.ys)):
        value = None if values is None else values[unit]
        y = column.ys[unit]
        if named:
            label = name("x", index(unit + 1), "ink3", px)
            label.paint(painter, column.x - label.width / 2, y - 0.25 * px, theme)
            y += 0.65 * px
        bold = _at_work(column, scene)
        _centered(painter, value, scene.numbers, QPointF(column.x, y), room, theme, "ink", bold, px)


def _centered(
    painter: QPainter,
    value: float | None,
    numbers: NumberFormat,
    middle: QPointF,
    room: float,
    theme: Theme,
    token: str,
    bold: bool,
    px: int,
) -> None:
    """A number around a point; "not yet" in two lines where one is too wide."""
    if value is None:
        painter.setPen(theme.ink3)
        painter.setFont(font(SMALLEST))
        lines = [not_yet()]
        if width(lines[0], SMALLEST) > room:
            lines = lines[0].split()
        first = middle.y() + drop(SMALLEST) - 0.52 * SMALLEST * (len(lines) - 1)
        for number, line in enumerate(lines):
            x = middle.x() - width(line, SMALLEST) / 2
            painter.drawText(QPointF(x, first + 1.04 * SMALLEST * number), line)
        return
    text = short(value, numbers, room, px, bold)
    painter.setPen(theme.color(token))
    painter.setFont(font(px, bold))
    painter.drawText(QPointF(middle.x() - width(text, px, bold) / 2, middle.y() + drop(px)), text)


def short(value: float, numbers: NumberFormat, room: float, px: int, bold: bool) -> str:
    """A number for a small place: a whole one without decimals, else as many as fit."""
    if value == math.floor(value) and abs(value) < 1e4:
        return NumberFormat(0).text(value)
    return fitting(value, numbers, room, px, bold)


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
    text = fitting(value, scene.numbers, 2 * reach - label.width - 4, px, bold)
    painter.setFont(font(px, bold))
    painter.setPen(theme.color(token))
    painter.drawText(QPointF(column.x + reach - width(text, px, bold), middle + drop(px)), text)


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
    numbers = NumberFormat(min(2, scene.numbers.decimals))
    bold = _at_work(column, scene)
    for unit in range(len(column.ys)):
        value = None if values is None else values[unit]
        token = HUES[scene.letter]
        room = 2 * column.half - 5
        at = column.center(unit)
        _centered(painter, value, numbers, at, room, theme, token, bold, SMALLEST)


def _paint_cells(painter: QPainter, column: Column, scene: Scene, theme: Theme) -> None:
    """A cell a unit: a bar from the middle axis, or the number where it is high enough."""
    letter = "x" if column.layer == 0 else scene.letter
    hue = theme.color(HUES.get(letter, "ink2"))
    values = scene.values(letter, column.layer)
    rects = [column.rect(unit) for unit in range(len(column.ys))]
    current = _at_work(column, scene)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(hue, 0.14) if current else theme.tint("ink", 0.07))
    painter.drawRects(rects)
    if values is not None and column.pitch >= TEXT_CELL:
        numbers = NumberFormat(min(2, scene.numbers.decimals))
        for rect, value in zip(rects, values, strict=True):
            token = HUES.get(letter, "ink")
            at, room = rect.center(), rect.width() - 4
            _centered(painter, value, numbers, at, room, theme, token, current, SMALLEST)
    elif values is not None:
        painter.setBrush(hue)
        painter.drawRects(_bars(rects, values))
        first, last = rects[0], rects[-1]
        painter.setPen(QPen(theme.control, 1.0))
        painter.drawLine(QPointF(column.x, first.top()), QPointF(column.x, last.bottom()))
    for unit, rect in enumerate(rects):
        if any(focus[:2] == (column.layer, unit) for focus in scene.focus):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.ink, _RING))
            painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 2, 2)


def _bars(rects: list[QRectF], values: list[float]) -> list[QRectF]:
    finite = [value if math.isfinite(value) else 0.0 for value in values]
    most = max((abs(value) for value in finite), default=0.0) or 1.0
    bars: list[QRectF] = []
    for rect, value in zip(rects, finite, strict=True):
        long = value / most * (rect.width() / 2 - 2)
        left = rect.center().x() + min(0.0, long)
        bars.append(QRectF(left, rect.top(), abs(long), rect.height()))
    return bars


def paint_loss(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the targets, and the box with y, ŷ and L under the output."""
    if layout.plan.sizes[-1] > 1:
        _paint_targets(painter, layout, scene, theme)
    box = layout.loss
    if box is None:
        return
    at_work = scene.work.kind is Kind.LOSS
    _paint_stem(painter, layout, box, scene, theme)
    painter.setPen(QPen(theme.ink, _CURRENT_LINE) if at_work else QPen(theme.control, 1.0))
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(box.rect, 3, 3)
    _paint_loss_rows(painter, layout, box, scene, theme)
    if box.caption:
        text = scene.loss_words
        size = max(SMALLEST, layout.em - 1)
        painter.setFont(font(size))
        painter.setPen(theme.ink3)
        wide = width(text, size)
        x = min(box.rect.center().x() - wide / 2, layout.plan.width - 6 - wide)
        painter.drawText(QPointF(x, box.rect.bottom() + 1.25 * layout.em), text)


def _paint_loss_rows(
    painter: QPainter, layout: Layout, box: LossBox, scene: Scene, theme: Theme
) -> None:
    em = layout.em
    rows: list[tuple[str, bool, float | None]] = [("L", False, scene.loss)]
    if box.rows:
        targets, outputs = scene.targets, scene.values("a", len(layout.columns) - 1)
        y = None if targets is None else targets[0]
        a = None if outputs is None else outputs[0]
        rows = [("y", False, y), ("y", True, a), *rows]
    pitch = 1.55 * em
    top = box.rect.center().y() - pitch * (len(rows) - 1) / 2
    for number, (letter, hat, value) in enumerate(rows):
        middle = top + pitch * number
        label = name(letter, "", "ink3" if value is None else "ink", em, hat)
        label.paint(painter, box.rect.left() + 0.75 * em, middle + 0.3 * em, theme)
        bold = letter == "L" and value is not None
        px = em if value is not None else max(SMALLEST - 1, em - 1)
        text = fitting(value, scene.numbers, box.rect.width() - 2.6 * em, px, bold)
        painter.setFont(font(px, bold))
        painter.setPen(theme.ink3 if value is None else theme.ink)
        x = box.rect.right() - 0.7 * em - width(text, px, bold)
        painter.drawText(QPointF(x, middle + drop(px)), text)


def _paint_stem(
    painter: QPainter, layout: Layout, box: LossBox, scene: Scene, theme: Theme
) -> None:
    """The line from the output to the loss; backward, the gradient comes up along it."""
    x, bottom = layout.columns[-1].x, box.rect.top()
    under = layout.columns[-1].rect(layout.plan.sizes[-1] - 1).bottom()
    top = under + (1.7 * layout.em if layout.form is Form.ROWS else 2.0)
    if top >= bottom:
        return
    back = scene.work.kind is Kind.BACKWARD and scene.work.layer == len(layout.columns) - 1
    color = theme.bwd if back else theme.control
    painter.setPen(QPen(color, _CURRENT_LINE if back else 1.0))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    if back:
        from gui.panels.topology_edges import paint_heads

        paint_heads(painter, [_upward(x, top, bottom)], 0.6 * layout.em, color)


def _upward(x: float, top: float, bottom: float):
    from PySide6.QtCore import QLineF

    return QLineF(x, top, x, bottom)


def _paint_targets(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """y₁, y₂, … beside the outputs, where there are several."""
    column, targets, em = layout.columns[-1], scene.targets, layout.em
    if column.form is Form.CELLS and column.pitch < TEXT_CELL:
        return
    left = column.x + column.half + 8
    room = layout.content.width() - left - 2
    tall = column.pitch >= 2.6 * em
    for unit, y in enumerate(column.ys):
        value = None if targets is None else targets[unit]
        px = em if value is not None else SMALLEST - 1
        text = short(value, scene.numbers, room, px, False) if value is not None else not_yet()
        if tall:
            label = name("y", index(unit + 1), "ink2", em)
            label.paint(painter, left, y - 0.2 * em, theme)
        painter.setFont(font(px))
        painter.setPen(theme.ink3 if value is None else theme.ink)
        middle = y + (0.7 * em if tall else 0.0)
        if width(text, px) <= room + 2:
            painter.drawText(QPointF(left, middle + drop(px)), text)


def paint_foot(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Which value the circles and cells show, under each column; L where it has no box."""
    if layout.form is Form.ROWS:
        return
    base = layout.plan.height - layout.foot / 2 + drop(SMALLEST)
    for column in layout.columns[1:]:
        reached = scene.values(scene.letter, column.layer) is not None
        last = column.layer == len(layout.columns) - 1
        if last and layout.loss is None and scene.loss is not None:
            text = fitting(scene.loss, scene.numbers, column.area.width() - 20, SMALLEST, False)
            label = name("L", "", "ink", SMALLEST)
            left = min(
                column.x - (label.width + 6 + width(text, SMALLEST)) / 2,
                layout.content.width() - 6 - label.width - 6 - width(text, SMALLEST),
            )
            label.paint(painter, left, base, theme)
            painter.setFont(font(SMALLEST))
            painter.setPen(theme.ink)
            painter.drawText(QPointF(left + label.width + 6, base), text)
        elif reached:
            label = name(scene.letter, "", HUES[scene.letter], SMALLEST + 1)
            label.paint(painter, column.x - label.width / 2, base, theme)
        else:
            painter.setFont(font(SMALLEST))
            painter.setPen(theme.ink3)
            text = metrics(SMALLEST).elidedText(
                not_yet(), Qt.TextElideMode.ElideRight, column.area.width()
            )
            painter.drawText(QPointF(column.x - width(text, SMALLEST) / 2, base), text)
