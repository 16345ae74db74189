"""What is worked out of a variant's first sample: a box for it, or its number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.terms import What
from engine.worksheet import Variant
from engine.worksheet_steps import Step
from gui.letters import drop, font, width
from gui.numbers import NumberFormat
from gui.theme import PRINT
from gui.worksheets.blocks import paint_box

LETTERS = {"z": What.SUM, "a": What.ACTIVATION, "δ": What.DELTA}
_LEAST = 9  # px


@dataclass(frozen=True, eq=False)
class Answers:
    """The results of the first sample. ``key``: boxes hold their numbers."""

    variant: Variant
    numbers: NumberFormat
    key: bool

    @cached_property
    def steps(self) -> dict[tuple[What, int, int], Step]:
        """By what, layer and unit."""
        return {
            (step.term.what, step.term.layer, step.term.unit): step
            for step in self.variant.steps
            if step.row == 0 and step.term.what in (*LETTERS.values(), What.LOSS)
        }

    def fit(self, room: float) -> bool:
        """Whether a box of this width holds every number of a unit, in letters that can be read."""
        # Known from the decimals alone: the pupils' pages and the key look alike.
        return self.wide(_LEAST) - width("0", _LEAST, True) <= room

    def wide(self, px: int) -> float:
        """The width of a box for most results in letters of this size."""
        return width("−00." + "0" * self.numbers.places, px, True) + 8

    def paint(self, painter: QPainter, step: Step, box: QRectF, px: int) -> None:
        """A box where the value is asked; where it is given, the number."""
        asked = self.variant.is_asked(step)
        text = self.numbers.text(step.value) if self.key or not asked else ""
        while px > _LEAST and width(text, px, asked) > box.width() - 6:
            px -= 1
        if asked:
            paint_box(painter, box, "")
        painter.setFont(font(px, asked))
        painter.setPen(PRINT.ink)
        at = QPointF(box.right() - 4 - width(text, px, asked), box.center().y() + drop(px))
        painter.drawText(at, text)
