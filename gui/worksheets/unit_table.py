"""A table with z, a and δ of every unit, where the units of a network are too small for boxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.letters import drop, name
from gui.theme import PRINT
from gui.worksheets.answers import LETTERS, Answers
from gui.worksheets.blocks import TEXT, Words
from gui.worksheets.words import tr

_PITCH = 27.0
_HEAD = 46.0
_LABEL = 62.0
_BOX = (46.0, 8.0)  # and so much more for each decimal
_TALL = 21.0
_APART = 12.0  # between two boxes
_BETWEEN = 34.0  # between two layers


@dataclass(frozen=True, eq=False)
class UnitTable:
    """Layers side by side, a row for each unit."""

    answers: Answers
    layers: tuple[int, ...]
    heading: bool = False

    @property
    def height(self) -> float:
        sizes = self.answers.variant.experiment.shape.sizes
        return _HEAD + _PITCH * max(sizes[layer] for layer in self.layers) + 14

    @cached_property
    def _letters(self) -> list[str]:
        """Those that are worked out or given at all."""
        there = {what for what, *_ in self.answers.steps}
        return [letter for letter, what in LETTERS.items() if what in there]

    def paint(self, painter: QPainter, top: float) -> None:
        for place, layer in enumerate(self.layers):
            self._paint_layer(painter, place * (_wide(self.answers) + _BETWEEN), top, layer)

    def _paint_layer(self, painter: QPainter, left: float, top: float, layer: int) -> None:
        answers, box = self.answers, _box(self.answers)
        sizes = answers.variant.experiment.shape.sizes
        several = len(answers.variant.experiment.dataset.x) > 1
        title = tr("Layer {n}, sample 1") if several else tr("Layer {n}")
        title = tr("Output") if layer == len(sizes) - 1 and not several else title.format(n=layer)
        Words(title, bold=True).paint(painter, left, top + 12)
        for place, letter in enumerate(self._letters):
            label = name(letter, "", "ink2", TEXT)
            middle = left + _LABEL + place * (box + _APART) + box / 2
            label.paint(painter, middle - label.width / 2, top + 34 + drop(TEXT), PRINT)
        painter.setPen(QPen(PRINT.hair, 1.0))
        painter.drawLine(QLineF(left, top + _HEAD, left + _wide(answers), top + _HEAD))
        for unit in range(sizes[layer]):
            middle = top + _HEAD + _PITCH * (unit + 0.5) + 4
            Words(tr("Unit {n}").format(n=unit + 1), color="ink2").paint(painter, left, middle)
            for place, letter in enumerate(self._letters):
                step = answers.steps.get((LETTERS[letter], layer, unit))
                x = left + _LABEL + place * (box + _APART)
                if step is not None:
                    rect = QRectF(x, middle - _TALL / 2, box, _TALL)
                    answers.paint(painter, step, rect, TEXT - 1)


def unit_tables(answers: Answers, room: float) -> Iterable[UnitTable]:
    """The tables of all layers, as many side by side as have room."""
    layers = range(1, len(answers.variant.experiment.shape.sizes))
    across = max(1, int((room + _BETWEEN) / (_wide(answers) + _BETWEEN)))
    for first in range(0, len(layers), across):
        yield UnitTable(answers, tuple(layers[first : first + across]))


def _box(answers: Answers) -> float:
    return _BOX[0] + _BOX[1] * answers.numbers.digits


def _wide(answers: Answers) -> float:
    return _LABEL + len(LETTERS) * (_box(answers) + _APART) - _APART
