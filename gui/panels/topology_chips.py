"""Paints the products and changes of a term as chips: outlined what is added, filled what is being
added.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.frame import Selection
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_labels import label_rect, labels
from gui.panels.topology_marks import Chip, Fan, Marks
from gui.panels.topology_notes import note_rects
from gui.panels.topology_room import (
    Sides,
    bias_chip_place,
    chip_fits,
    chip_place,
    chip_width,
    chips_fit,
    output_chip_place,
    sides,
)
from gui.panels.topology_scene import Scene
from gui.panels.topology_type import drop, font, width
from gui.theme import Theme

_LINE = 1.5


class PlacedChip(NamedTuple):
    """A chip that is in the picture: where, and what it says."""

    chip: Chip
    rect: QRectF
    text: str
    px: int


def shown_chips(layout: Layout, scene: Scene) -> list[PlacedChip]:
    """The chips in the picture, the current one last.

    Where those of a unit's edges would touch, the current one alone. Where units show one value
    there are none of a sum, which stands beside its unit.
    """
    marks = scene.marks
    if marks is None:
        return []
    chips = _with_room(layout, marks) if layout.form is Form.ROWS else _alone(layout, marks)
    placed = [_placed(layout, scene, chip) for chip in chips]
    return sorted(placed, key=lambda each: each.chip.now)


def _with_room(layout: Layout, marks: Marks) -> list[Chip]:
    return [
        chip
        for chip in marks.chips
        if chip.at.source is None
        or (
            chip_fits(layout, *chip.at[:2], chip.at.source)
            and (chip.now or chips_fit(layout, _fan(marks, chip)))
        )
    ]


def _fan(marks: Marks, chip: Chip) -> Fan:
    """The edges of the current unit that a chip's is one of."""
    if marks.fan is not None and marks.fan.layer == chip.at.layer:
        return marks.fan
    return Fan(chip.at.layer, chip.at.unit, into=True)


def _alone(layout: Layout, marks: Marks) -> list[Chip]:
    return [
        chip
        for chip in marks.chips
        if (chip.at.source is None and not chip.at.bias)
        or (
            chip.at == marks.parameter
            and not marks.summing
            and chip.at.source is not None
            and chip_fits(layout, *chip.at[:2], chip.at.source)
        )
    ]


def _placed(layout: Layout, scene: Scene, chip: Chip) -> PlacedChip:
    """A chip with as many digits as its room holds: up to the label of its weight."""
    way, at = labels(layout), chip.at
    px = way.px if at.source is not None else layout.em
    label, notes = QRectF(), tuple(sides(rect) for rect in note_rects(layout, scene))
    if at.source is not None and layout.form is not Form.CELLS:
        label = label_rect(layout, way, at.layer, at.unit, at.source)

    def fits(text: str) -> bool:
        wide = chip_width(_dressed(chip, text), px)
        return not _place(layout, at, wide, notes).intersects(label)

    text = _dressed(chip, scene.numbers.at_most(way.decimals).fitting(chip.value, fits))
    return PlacedChip(chip, _place(layout, at, chip_width(text, px), notes), text, px)


def _dressed(chip: Chip, text: str) -> str:
    """With the plus of a summand, where it does not read as nothing."""
    nothing = not any(figure in text for figure in "123456789∞")
    return f"+{text}" if chip.signed and chip.value > 0 and not nothing else text


def _place(layout: Layout, at: Selection, wide: float, notes: tuple[Sides, ...]) -> QRectF:
    """The place of a chip of this width, in the middle of the room that it always has."""
    if at.source is not None:
        rect = chip_place(layout, at.layer, at.unit, at.source, wide)
    elif at.bias:
        rect = bias_chip_place(layout, at.layer, at.unit, wide, notes)
    else:
        rect = output_chip_place(layout, at.unit, wide)
    spare = (rect.width() - wide) / 2
    return rect.adjusted(spare, 0, -spare, 0)


def paint_chips(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the chips of the current term."""
    hue = theme.color(scene.work.token)
    for chip, rect, text, px in shown_chips(layout, scene):
        painter.setOpacity(scene.strength if chip.now else 1.0)
        painter.setPen(QPen(hue, _LINE))
        painter.setBrush(hue if chip.now else theme.stage)
        round_ = rect.height() / 2
        painter.drawRoundedRect(rect, round_, round_)
        painter.setFont(font(px, True))
        painter.setPen(theme.stage if chip.now else hue)
        middle = rect.center()
        left = middle.x() - width(text, px, True) / 2
        painter.drawText(QPointF(left, middle.y() + drop(px)), text)
    painter.setOpacity(1.0)
