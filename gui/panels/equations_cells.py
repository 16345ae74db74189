"""The columns of an equation, measured: three rows of each (symbols, numbers, result), and where a
line of them is broken.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.formula import Hue, Quantity, quantities
from engine.symbols import Column, Equation
from gui import formula_boxes
from gui.formula_boxes import Write
from gui.math_boxes import Box, Fraction, Glyphs, operator, recolored, row, words
from gui.math_layout import Laid, measure

LEAST = 12  # px, but for scripts
PAD = 0.5  # em beside a term, inside its tint
_NUMBERS = 0.92  # of the symbols' size


def number_size(px: int) -> int:
    """How large numbers are beside symbols of this size."""
    return max(LEAST, round(px * _NUMBERS))


class Cells(NamedTuple):
    """The three rows of one column, or of the sign before it, measured."""

    rows: tuple[Laid | None, Laid | None, Laid | None]
    width: float
    column: Column | None = None
    closes: bool = False


def cells(equation: Equation, write: Write, px: int) -> list[Cells]:
    """Columns with the signs between them, in the order in which they stand."""
    small = number_size(px)
    given = equation.left is None
    made: list[Cells] = []
    columns = equation.columns
    opened = False
    for number_, column in enumerate(columns):
        if number_ and not given:
            results = column.value is not None and not is_plain(equation)
            made.append(_sign(operator("+"), px, small, results=results))
        if column.averaged and not opened:
            results = not is_plain(equation)
            made.append(_opening(equation.samples, px, small, results=results))
            opened = True
        made.append(_column(equation, column, write, px, small, first=number_ == 0))
        if opened and (number_ + 1 == len(columns) or not columns[number_ + 1].averaged):
            results = not is_plain(equation)
            made.append(_sign(Glyphs(")"), px, small, results=results)._replace(closes=True))
            opened = False
    return made


def _column(
    equation: Equation, column: Column, write: Write, px: int, small: int, *, first: bool
) -> Cells:
    pending = column.value is None
    alone = first or equation.left is None
    top: Box = formula_boxes.symbols(column.expression, write, first=alone)
    middle: Box = formula_boxes.numbers(column.expression, write, first=alone)
    tone = _tone(equation, column)
    result: Box | None = formula_boxes.value(column.value, write, tone, first=first)
    put_in = measure(middle, small)
    width_ = put_in.width  # also while it waits: its place is kept
    if pending and equation.left is not None:
        top, put_in, result = recolored(top, "ink3"), measure(words(write(None)), small), None
    if equation.left is None or is_plain(equation):
        result = None
    laid = (
        measure(top, px),
        put_in,
        None if result is None else measure(result, small),
    )
    width_ = max(width_, *(part.width for part in laid if part is not None))
    return Cells(laid, width_ + 2 * PAD * px, column)


def _tone(equation: Equation, column: Column) -> str:
    """A result has the hue of what it makes; products of the backward pass have its own."""
    if len(equation.columns) == 1 and equation.left is not None:
        return formula_boxes.hue(equation.left)
    backward = any(q.hue is Hue.BACKWARD for q in quantities(column.expression))
    return "bwd" if backward else "ink"


def _sign(box: Box, px: int, small: int, *, results: bool = True) -> Cells:
    large, little = measure(box, px), measure(box, small)
    return Cells((large, little, little if results else None), max(large.width, little.width))


def _opening(samples: int, px: int, small: int, *, results: bool) -> Cells:
    box = row(Fraction(Glyphs("1"), Glyphs(str(samples))), operator("·"), Glyphs("("))
    return _sign(box, px, small, results=results)


def broken(cells: list[Cells], room: float, for_total: float) -> list[list[Cells]]:
    """Lines of cells; a new one begins at the sign before a term, and the total has room behind
    the last one.
    """
    lines: list[list[Cells]] = [[]]
    used = 0.0
    for piece in _pieces(cells):
        wide = sum(cell.width for cell in piece)
        needed = wide + (for_total if piece[-1] is cells[-1] else 0.0)
        if lines[-1] and used + needed > room:
            lines.append([])
            used = 0.0
        lines[-1] += piece
        used += wide
    return lines


def _pieces(cells: list[Cells]) -> list[list[Cells]]:
    """What stays on one line: a term with the signs around it."""
    pieces: list[list[Cells]] = [[]]
    for cell in cells:
        has_term = any(other.column is not None for other in pieces[-1])
        if has_term and not cell.closes:
            pieces.append([])
        pieces[-1].append(cell)
    return pieces


def is_plain(equation: Equation) -> bool:
    """Whether the columns are symbols alone: what they come to needs no row of its own."""
    columns = equation.columns
    return len(columns) > 1 and all(isinstance(c.expression, Quantity) for c in columns)
