"""One thing to work out: its formula, room for the numbers, and the box for the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.formula import Quantity, Quotient
from engine.terms import What
from engine.worksheet_steps import Step
from gui import formula_boxes
from gui.math_boxes import Box, Glyphs, Operator, Row, Space, operator, recolored, row, words
from gui.math_layout import Laid, measure
from gui.numbers import NumberFormat
from gui.theme import PRINT
from gui.worksheets.blocks import MATH, paint_box

GAP = 24.0  # between columns
_NUMBERS = 13
_LARGER = 1.15  # of an activation: its exponents would be too small to read
_BOX_HEIGHT = 25.0
_BOX_WIDTH = (46.0, 8.0)  # and so much more for each decimal
_COLUMNS = ((1, 1, 1), (1, 1), (3, 2), (1,))  # shares of the width, the densest first
_PITCH = 1.5  # em, between lines of a broken formula
_FIGURES = re.compile(r"([0-9])\.([0-9])")  # a point in a formula that is text, as in 0.01 z


def _tr(text: str) -> str:
    return QCoreApplication.translate("Worksheet", text)


@dataclass(frozen=True, eq=False)
class Item:
    """A step in a column of a width. ``key``: with the numbers put in and the box filled."""

    step: Step
    write: NumberFormat
    room: float
    key: bool

    @cached_property
    def formula(self) -> tuple[Laid, ...]:
        """The left side and the formula in letters, in lines that fit."""
        left = formula_boxes.name(self.step.left, "ink")
        sign = "←" if self.step.term.what is What.VALUE else "="
        if self.step.rule:
            rule = words(_FIGURES.sub(rf"\1{self.write.point}\2", self.step.rule), "ink")
            return (measure(row(left, operator(sign), rule), self._px(MATH)),)
        right = recolored(self._symbols, "ink")
        return _broken(row(left, operator(sign)), right, self._px(MATH), self.room)

    @property
    def _write(self) -> formula_boxes.Write:
        return formula_boxes.Write(self.write.full, self.write.full)

    @property
    def _symbols(self) -> Box:
        """The right side in letters; a mean over samples has one term, whose letters all share."""
        step = self.step
        if not step.averaged:
            return formula_boxes.symbols(step.tree, self._write)
        mean = words(_tr("mean over the {n} samples of").format(n=step.samples), "ink")
        made: list[Box] = [mean, Space(0.3), formula_boxes.symbols(step.parts[0], self._write)]
        for part in step.parts[step.averaged :]:
            made += [operator("+"), formula_boxes.symbols(part, self._write)]
        return row(*made)

    @cached_property
    def numbers(self) -> tuple[Laid, ...]:
        """The formula with its numbers put in, in lines that fit beside the box."""
        right = recolored(formula_boxes.numbers(self.step.tree, self._write), "ink2")
        room = self.room - self._tail
        return _broken(row(Glyphs("="), Glyphs("\u2005")), right, self._px(_NUMBERS), room)

    def _px(self, px: int) -> int:
        activation = self.step.term.what is What.ACTIVATION
        return round(px * _LARGER) if activation and isinstance(self.step.tree, Quotient) else px

    @property
    def fits(self) -> bool:
        """Whether every line is as short as the column is wide."""
        lines = max(laid.width for laid in self.formula) <= self.room
        return lines and max(laid.width for laid in self.numbers) <= self.room - self._tail

    @property
    def is_broken(self) -> bool:
        """Whether one of its formulas needs more than a line."""
        return len(self.formula) + len(self.numbers) > 2

    @property
    def _tail(self) -> float:
        return self._box_width + self._equals.width + 14

    @property
    def _box_width(self) -> float:
        return _BOX_WIDTH[0] + _BOX_WIDTH[1] * self.write.digits

    @property
    def _equals(self) -> Laid:
        return measure(Glyphs("="), _NUMBERS)

    @property
    def formula_height(self) -> float:
        """How high the lines of the formula are."""
        return _stacked(self.formula)

    @property
    def numbers_height(self) -> float:
        """How high the lines of the numbers are, and the box."""
        return max(_BOX_HEIGHT, _stacked(self.numbers)) + 4

    def paint(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        """Draw it, its formula from one height on and its box above another."""
        _paint_lines(painter, self.formula, x, top)
        wide = self._box_width
        box = QRectF(x + self.room - wide, bottom - _BOX_HEIGHT, wide, _BOX_HEIGHT)
        equals = self._equals
        baseline = box.center().y() + 0.34 * _NUMBERS
        left = box.left() - equals.width - 7
        if self.key:
            last = self.numbers[-1]
            # Its baseline is that of the result, and its letters end above the box's lower edge.
            low = min(baseline + last.descent, bottom + 2)
            spare = (_line(last) - last.ascent - last.descent) / 2
            _paint_lines(painter, self.numbers, x, low + spare - _stacked(self.numbers))
        else:
            equals.paint(painter, x, baseline, PRINT)
            painter.setPen(QPen(PRINT.border, 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x + equals.width + 6, baseline + 4, left - 6, baseline + 4))
        equals.paint(painter, left, baseline, PRINT)
        paint_box(painter, box, self.write.text(self.step.value) if self.key else "")


def given(left: Quantity, text: str) -> Laid:
    """ "w₁₁⁽¹⁾ = 0.4"."""
    name = formula_boxes.name(left, "ink")
    return measure(row(name, operator("="), Glyphs(text)), MATH)


@dataclass(frozen=True, eq=False)
class ItemRow:
    """Items side by side."""

    items: Sequence[Item]
    heading: bool = False

    @property
    def height(self) -> float:
        return self._formulas + max(item.numbers_height for item in self.items) + 16

    @property
    def _formulas(self) -> float:
        return max(item.formula_height for item in self.items)

    def paint(self, painter: QPainter, top: float) -> None:
        x, bottom = 0.0, top + self.height - 14
        for item in self.items:
            first = top + self._formulas - item.formula_height
            item.paint(painter, x, first, bottom)
            x += item.room + GAP


def rows(
    units: Sequence[Sequence[Step]], numbers: NumberFormat, room: float, *, key: bool
) -> list[ItemRow]:
    """The steps of each unit from a new row on, in as many columns as all of them fit into."""
    if all(len(unit) == 1 for unit in units):
        units = [[step for unit in units for step in unit]]
    made: list[ItemRow] = []
    for shares in _COLUMNS:
        made = _in_columns(units, numbers, room, shares, key=key)
        every = [item for line in made for item in line.items]
        if all(item.fits and not item.is_broken for item in every):
            break
    return made


def _in_columns(
    units: Sequence[Sequence[Step]],
    numbers: NumberFormat,
    room: float,
    shares: Sequence[int],
    *,
    key: bool,
) -> list[ItemRow]:
    spare = room - GAP * (len(shares) - 1)
    wide = [spare * share / sum(shares) for share in shares]
    made: list[ItemRow] = []
    for steps in units:
        for first in range(0, len(steps), len(shares)):
            line = zip(steps[first : first + len(shares)], wide, strict=False)
            made.append(ItemRow([Item(step, numbers, own, key) for step, own in line]))
    return made


def _broken(before: Box, box: Box, px: int, room: float) -> tuple[Laid, ...]:
    """A formula in as many lines as it needs, broken before its outermost signs."""
    pieces: list[list[Box]] = [[before]]
    for child in box.children if isinstance(box, Row) else (box,):
        if isinstance(child, Operator):
            pieces.append([child])
        else:
            pieces[-1].append(child)
    lines: list[list[Box]] = []
    for piece in pieces:
        longer = [*lines[-1], *piece] if lines else piece
        if lines and measure(Row(tuple(longer)), px).width > room:
            lines.append(piece)
        else:
            lines[-1:] = [longer]
    return tuple(measure(Row(tuple(line)), px) for line in lines)


def _line(laid: Laid) -> float:
    """The height of one line."""
    return max(laid.ascent + laid.descent, _PITCH * laid.px)


def _stacked(lines: Sequence[Laid]) -> float:
    """The height of lines one under the other."""
    return sum(map(_line, lines))


def _paint_lines(painter: QPainter, lines: Sequence[Laid], x: float, top: float) -> None:
    for laid in lines:
        spare = (_line(laid) - laid.ascent - laid.descent) / 2
        laid.paint(painter, x, top + spare + laid.ascent, PRINT)
        top += _line(laid)
