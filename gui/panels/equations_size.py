"""How large an equation is drawn, and where its lines are broken, so that it fits its room."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.formula import Node, Quantity, Words
from engine.symbols import Equation
from gui import formula_boxes
from gui.formula_boxes import Write, writer
from gui.letters import width as text_width
from gui.math_boxes import Tagged, number, operator
from gui.math_layout import ROW_PITCH, Laid, measure
from gui.numbers import NumberFormat
from gui.panels.equations_cells import LEAST, PAD, Cells, broken, cells, is_plain, number_size

SIZES = (25, 23, 21, 19, 17, 15)
CAPTION = 12
ROWS = ("symbols", "numbers", "result")
ROW_GAP = 0.45  # em between two rows that are high
FOOT = 3.0
_BLOCK_GAP = 14.0
_LEAST_FOR_CAPTIONS = 560.0
_SLACK = 1.05  # widths do not shrink quite as letters do
_TIGHT = 0.87  # of the smallest letters, where one term is wider than the line
_BEHIND_LEFT = 0.26  # em
_WIDE_NUMBER = -88.88888888888888


class Look(NamedTuple):
    """How large an equation may be: sizes of its letters, of the words beside it, whether its rows
    are named at the left, and the least size of the formula at its right.
    """

    sizes: tuple[int, ...] = SIZES
    caption: int = CAPTION
    named: bool = True
    closing: int = LEAST


class Total(NamedTuple):
    """The sum behind the last row. ``below``: it stands under the columns, which have no results of
    their own; ``room``: what is kept free for it.
    """

    sign: Laid | None
    value: Laid | None
    room: float
    below: bool
    inset: float = 0.0


class Measured(NamedTuple):
    """An equation measured at one size. ``inset``: what the rows' names take; ``start``: where
    the equals signs stand; ``first``: where the first column does.
    """

    px: int
    write: Write
    cells: list[Cells]
    left: Laid | None
    equals: tuple[Laid | None, Laid | None, Laid | None]
    total: Total
    inset: float
    start: float
    first: float


class Line(NamedTuple):
    """Some of its columns: the baselines of their rows, and how far down the last row reaches."""

    cells: list[Cells]
    baselines: list[float]
    bottom: float


class Sized(NamedTuple):
    """The size that was chosen, its lines, and what they take in all."""

    measured: Measured
    lines: list[Line]
    width: float
    height: float


def sized(
    equation: Equation, numbers: NumberFormat, width: float, height: float, look: Look
) -> Sized:
    """The equation as large as it fits; where no size fits on one line, broken at operators.

    What is still too high is scrolled. Where one term alone is too wide in the smallest letters,
    its numbers have fewer digits.
    """
    found = _fitted(equation, writer(numbers), width, height, look)
    if found.width <= width:
        return found
    px = max(LEAST, round(_TIGHT * look.sizes[-1]))
    for fewer in numbers.fewer():
        found = _in_lines(_measured(equation, writer(fewer), px, width, look), width)
        if found.width <= width:
            break
    return found


def _fitted(equation: Equation, write: Write, width: float, height: float, look: Look) -> Sized:
    sizes = look.sizes
    largest = _in_one_line(_measured(equation, write, sizes[0], width, look))
    if largest.width <= width and largest.height <= height:
        return largest
    share = min(width / largest.width, height / largest.height)
    for px in sizes[1:]:
        if px <= share * sizes[0] * _SLACK:
            found = _in_one_line(_measured(equation, write, px, width, look))
            if found.width <= width and found.height <= height:
                return found
    for px in sizes[1:-1]:
        if _height_in_lines(largest, px / sizes[0], width) <= height * _SLACK:
            found = _in_lines(_measured(equation, write, px, width, look), width)
            if found.width <= width and found.height <= height:
                return found
    return _in_lines(_measured(equation, write, sizes[-1], width, look), width)


def _height_in_lines(largest: Sized, scale: float, width: float) -> float:
    """About how high it is at another size, broken into lines, without being measured again."""
    measured = largest.measured
    first = measured.inset + (measured.first - measured.inset) * scale
    lines = broken(measured.cells, (width - first) / scale, measured.total.room)
    return len(lines) * (largest.height * scale + _BLOCK_GAP) - _BLOCK_GAP


def _measured(equation: Equation, write: Write, px: int, width: float, look: Look) -> Measured:
    left = _left_side(equation.left, px)
    named = look.named and width >= _LEAST_FOR_CAPTIONS
    inset = _names_width() if named else 0.0
    start = inset + (0.0 if left is None else left.width + left.overhang + _BEHIND_LEFT * px)
    sign = "" if equation.left is None else "←" if equation.assigned else "="
    equals = _equals(sign, px)
    first = start + max((laid.width for laid in equals if laid is not None), default=0.0)
    made, total = cells(equation, write, px), _total(equation, write, px)
    return Measured(px, write, made, left, equals, total, inset, start, first)


def _in_one_line(measured: Measured) -> Sized:
    return _with_lines(measured, [measured.cells])


def _in_lines(measured: Measured, width: float) -> Sized:
    room = width - measured.first
    return _with_lines(measured, broken(measured.cells, room, measured.total.room))


def _with_lines(measured: Measured, parts: list[list[Cells]]) -> Sized:
    lines: list[Line] = []
    y, widest = 0.0, 0.0
    for position, part in enumerate(parts):
        left = None if position else measured.left
        baselines = _row_baselines(part, left, measured, y)
        bottom = baselines[-1] + descent(part, -1, measured.px)
        lines.append(Line(part, baselines, bottom))
        y = bottom + _BLOCK_GAP
        wide = measured.first + sum(cell.width for cell in part)
        widest = max(widest, wide + (measured.total.room if position + 1 == len(parts) else 0.0))
    return Sized(measured, lines, widest, y - _BLOCK_GAP + FOOT + 5)


def _row_baselines(
    part: list[Cells], left: Laid | None, measured: Measured, top: float
) -> list[float]:
    """The baselines of the rows of a line; what is only given has two."""
    px = measured.px
    ascent = max((ink(cell, 0)[0] for cell in part), default=0.0)
    if left is not None:
        ascent = max(ascent, left.ascent)
    baselines = [top + max(ascent, 0.8 * px) + 2]
    for row in range(1, 2 if measured.left is None else 3):
        above = max((ink(cell, row - 1)[1] for cell in part), default=0.0)
        below = max((ink(cell, row)[0] for cell in part), default=0.0)
        pitch = max(ROW_PITCH * px, above + below + ROW_GAP * px)
        baselines.append(baselines[-1] + pitch)
    return baselines


def ink(cell: Cells, row: int) -> tuple[float, float]:
    """How far a row reaches above and below its baseline."""
    laid = cell.rows[row]
    return (0.0, 0.0) if laid is None else (laid.ascent, laid.descent)


def descent(part: list[Cells], row: int, px: int) -> float:
    """How far a row of a line reaches down."""
    return max(0.3 * px, max((ink(cell, row)[1] for cell in part), default=0.0))


@lru_cache(maxsize=64)
def _left_side(left: Quantity | None, px: int) -> Laid | None:
    return None if left is None else measure(Tagged(formula_boxes.name(left, "ink"), left), px)


@lru_cache(maxsize=64)
def _equals(sign: str, px: int) -> tuple[Laid | None, Laid | None, Laid | None]:
    """The sign at the start of each row."""
    if not sign:
        return None, None, None
    equal = measure(operator("="), number_size(px))
    return measure(operator(sign), px), equal, equal


def _total(equation: Equation, write: Write, px: int) -> Total:
    small = number_size(px)
    plain = is_plain(equation)
    single = len(equation.columns) == 1 and equation.whole
    if equation.left is None or (single and not plain):
        return Total(None, None, 0.0, False)
    sign = None if plain else measure(operator("="), small)
    hue = formula_boxes.hue(equation.left)
    value = None
    if equation.total is not None:
        value = measure(Tagged(number(write(equation.total), hue), _summed(equation)), small)
    room = max(measure(number(text), small).width for text in _widest(equation.sums, write))
    room = max(room, 0.0 if value is None else value.width)
    room += 0.0 if sign is None else sign.width
    return Total(sign, value, 0.0 if plain else room, plain, PAD * px)


def _summed(equation: Equation) -> Node:
    """What the total is: the left side, or as yet a part of the sum."""
    if equation.whole and equation.left is not None:
        return replace(equation.left, value=equation.total)
    return Words(equation.note, dict(equation.note_values), equation.total)


@lru_cache(maxsize=64)
def _widest(sums: tuple[float, ...], write: Write) -> frozenset[str]:
    """The texts of the running sums that may be the widest: room is kept for all of them."""
    texts = [write(total) for total in (_WIDE_NUMBER, *sums)]
    powers = [text for text in texts if "×" in text]
    return frozenset([max(texts, key=len), *([max(powers, key=len)] if powers else [])])


def _names_width() -> float:
    """What the names of the rows take, with the space behind them."""
    return 22 + max(
        text_width(QCoreApplication.translate("Equations", text), CAPTION) for text in ROWS
    )
