"""Paints the products and changes of a term as chips: outlined what is added, filled what is being
added.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.frame import Selection
from gui.letters import drop, font, width
from gui.panels.topology_free import is_free
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_labels import label_rect, labels
from gui.panels.topology_lines import readable
from gui.panels.topology_marks import Chip, Fan, Marks
from gui.panels.topology_notes import covered_rects, note_rects
from gui.panels.topology_room import (
    Sides,
    bias_chip_place,
    bias_label,
    chip_fits,
    chip_place,
    chip_width,
    chips_fit,
    obstacles,
    output_chip_place,
    sides,
    slot,
)
from gui.panels.topology_scene import Scene
from gui.theme import Theme

_LINE = 1.5


class PlacedChip(NamedTuple):
    """A chip that is in the picture: where, and what it says."""

    chip: Chip
    rect: QRectF
    text: str
    px: int


@lru_cache(maxsize=2)
def shown_chips(layout: Layout, scene: Scene) -> tuple[PlacedChip, ...]:
    """The chips in the picture, the current one last.

    Where those of a unit's edges would touch, the current one alone; none that would lie on a note,
    on the current one, or on the label that is at work. Where units show one value there are none
    of a sum, which stands beside its unit.
    """
    marks = scene.marks
    if marks is None:
        return ()
    chips = _with_room(layout, marks) if layout.form is Form.ROWS else _alone(layout, marks)
    placed = [_placed(layout, scene, chip) for chip in chips]
    placed.sort(key=lambda each: not each.chip.now)
    taken, kept = [*covered_rects(layout, scene)], list[PlacedChip]()
    for each in placed:
        if not any(each.rect.intersects(rect) for rect in taken):
            kept.insert(0, each)
            taken.append(each.rect)
        if each is placed[0] and marks.parameter is not None:
            taken += current_label(layout, marks.parameter)
    return tuple(kept)


def current_label(layout: Layout, what: Selection) -> list[QRectF]:
    """The label of what is at work, where it is drawn."""
    if what.source is None:
        shown, rect = layout.form is Form.ROWS, bias_label(layout, what.layer, what.unit)
    else:
        shown = layout.form is not Form.CELLS
        rect = label_rect(layout, labels(layout), what.layer, what.unit, what.source)
    return [rect] if shown else []


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
        if (
            chip.at.source is None
            and not chip.at.bias
            and layout.columns[-1].form is not Form.CELLS
        )
        or (
            chip.at == marks.parameter
            and not marks.summing
            and chip.at.source is not None
            and chip_fits(layout, *chip.at[:2], chip.at.source)
        )
    ]


def _placed(layout: Layout, scene: Scene, chip: Chip) -> PlacedChip:
    """A chip with as many digits as its room holds: up to the label of its weight, or, at a bias,
    up to whatever is near.
    """
    way, at = labels(layout), chip.at
    px = way.px if at.source is not None else layout.em
    numbers, notes = scene.numbers.at_most(way.decimals), note_rects(layout, scene)
    around = tuple(map(sides, notes))

    def place(text: str, usual: float = slot(layout)) -> QRectF:
        return _place(layout, at, chip_width(text, px), usual, around)

    if at.source is None:
        taken, usual = [*obstacles(layout, at.layer, at.unit), *notes], slot(layout)
        text = ""
        for each in readable(numbers):
            text = _dressed(chip, each.text(chip.value))
            if is_free(layout, place(text, usual), taken):
                break
            usual = 0.0  # where the usual place is taken, as wide as it is
        return PlacedChip(chip, place(text, usual), text, px)
    label = QRectF()
    if layout.form is not Form.CELLS:
        label = label_rect(layout, way, at.layer, at.unit, at.source)
    text = numbers.fitting(
        chip.value, lambda text: not place(_dressed(chip, text)).intersects(label)
    )
    text = _dressed(chip, text)
    return PlacedChip(chip, place(text), text, px)


def _dressed(chip: Chip, text: str) -> str:
    """With the plus of a summand, where it does not read as nothing."""
    nothing = not any(figure in text for figure in "123456789∞")
    return f"+{text}" if chip.signed and chip.value > 0 and not nothing else text


def _place(
    layout: Layout, at: Selection, wide: float, usual: float, notes: tuple[Sides, ...]
) -> QRectF:
    """The place of a chip of this width, in the middle of the room that it ``usual``ly has."""
    room = max(wide, usual)
    if at.source is not None:
        rect = chip_place(layout, at.layer, at.unit, at.source, wide)
    elif at.bias:
        rect = bias_chip_place(layout, at.layer, at.unit, room, notes)
    else:
        rect = output_chip_place(layout, at.unit, room)
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
