"""Paints what the network is measured by: targets, the box of the loss, and the line below all."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.phases import Kind
from engine.terms import What
from gui.letters import SMALLEST, drop, font, metrics, name, name_px, width
from gui.math_boxes import index
from gui.numbers import not_yet
from gui.panels.topology_edges import paint_heads
from gui.panels.topology_fit import TEXT_CELL
from gui.panels.topology_geometry import Form, Layout, LossBox
from gui.panels.topology_scene import Scene
from gui.panels.topology_values import HUES, fitting, hanging, short
from gui.theme import Theme

_CURRENT_LINE = 2.5
_FROM_LOSS = (What.PATHS, What.SLOPE, What.DELTA)


def paint_loss(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the targets, and the box with y, ŷ and L under the output."""
    if layout.plan.sizes[-1] > 1:
        _paint_targets(painter, layout, scene, theme)
    box = layout.loss
    if box is None:
        return
    marks = scene.marks
    at_work = scene.work.kind is Kind.LOSS and (marks is None or marks.term.what is What.LOSS)
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
        label = name(letter, "", "ink3" if value is None else "ink", name_px(em), hat)
        label.paint(painter, box.rect.left() + 0.75 * em, middle + drop(em), theme)
        bold = letter == "L" and value is not None
        px = em if value is not None else max(SMALLEST - 1, em - 1)
        room = box.rect.width() - 2.6 * em
        text = fitting(value, scene.numbers, room, px, bold)
        painter.setFont(font(px, bold))
        painter.setPen(theme.ink3 if value is None else theme.ink)
        x = box.rect.right() - 0.7 * em - width(text, px, bold)
        x -= hanging(text, value, scene.numbers, room, px, bold)
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
    back = _comes_up(layout, scene)
    color = theme.bwd if back else theme.control
    painter.setPen(QPen(color, _CURRENT_LINE if back else 1.0))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    if back:
        paint_heads(painter, [QLineF(x, top, x, bottom)], 0.6 * layout.em, color)


def _comes_up(layout: Layout, scene: Scene) -> bool:
    """Whether ∂L/∂a goes from the loss to the output that the stem leads to."""
    if scene.work.kind is not Kind.BACKWARD or scene.work.layer != len(layout.columns) - 1:
        return False
    marks, lowest = scene.marks, layout.plan.sizes[-1] - 1
    return marks is None or (marks.term.what in _FROM_LOSS and marks.term.unit == lowest)


def _paint_targets(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """y₁, y₂, … beside the outputs, where there are several."""
    column, targets, em = layout.columns[-1], scene.targets, layout.em
    if column.form is Form.CELLS and column.pitch < TEXT_CELL:
        return
    left = column.x + column.half + 8
    room = layout.content.width() - left - 2
    tall = column.pitch >= 2.6 * em
    for unit in range(column.units):
        y = column.y(unit)
        value = None if targets is None else targets[unit]
        px = em if value is not None else SMALLEST - 1
        text = short(value, scene.numbers, room, px, False) if value is not None else not_yet()
        if tall:
            label = name("y", index(unit + 1), "ink2", layout.names)
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
        elif layout.form is Form.CELLS:  # circles say it themselves
            painter.setFont(font(SMALLEST))
            painter.setPen(theme.ink3)
            text = metrics(SMALLEST).elidedText(
                not_yet(), Qt.TextElideMode.ElideRight, column.area.width()
            )
            painter.drawText(QPointF(column.x - width(text, SMALLEST) / 2, base), text)
