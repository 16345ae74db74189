"""The columns of an equation, measured: three rows of each (symbols, numbers, result), and where a
line of them is broken.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from engine.formula import Hue, Node, Quantity, quantities
from engine.symbols import Column, Equation
from gui import formula_boxes
from gui.formula_boxes import Write
from gui.math_boxes import Box, Fraction, Glyphs, operator, recolored, row, words
from gui.math_layout import Laid, measure

LEAST = 12  # px, but for scripts
PAD = 0.5  # em beside a term, inside its tint
_NUMBERS = 0.92  # of the symbols' size

Rows = tuple[Laid | None, Laid | None, Laid | None]


class Cells(NamedTuple):
    """The three rows of one column, or of the sign before it, measured."""

    rows: Rows
    width: float
    column: Column | None = None
    closes: bool = False


class _Manner(NamedTuple):
    """How a column is drawn: its size, the hue of its result, whether it stands first, and whether
    it is given or has no result of its own.
    """

    px: int
    tone: str
    first: bool
    given: bool
    plain: bool


def number_size(px: int) -> int:
    """How large numbers are beside symbols of this size."""
    return max(LEAST, round(px * _NUMBERS))


def cells(equation: Equation, write: Write, px: int) -> list[Cells]:
    """Columns with the signs between them, in the order in which they stand."""
    given, plain = equation.left is None, is_plain(equation)
    made: list[Cells] = []
    columns = equation.columns
    opened = False
    for position, column in enumerate(columns):
        if position and not given:
            made.append(_sign(operator("+"), px, column.value is not None and not plain))
        if column.averaged and not opened:
            made.append(_opening(equation.samples, px))
            opened = True
        manner = _Manner(px, _tone(equation, column), position == 0, given, plain)
        rows, width = _column(column.expression, column.value, write, manner)
        made.append(Cells(rows, width, column))
        if opened and (position + 1 == len(columns) or not columns[position + 1].averaged):
            made.append(_sign(Glyphs(")"), px, True)._replace(closes=True))
            opened = False
    return made


@lru_cache(maxsize=2048)
def _column(
    expression: Node, value: float | None, write: Write, manner: _Manner
) -> tuple[Rows, float]:
    """The rows of a column and its width. From one step to the next most columns stay as they
    were, so they are kept.
    """
    px, small = manner.px, number_size(manner.px)
    alone = manner.first or manner.given
    top: Box = formula_boxes.symbols(expression, write, first=alone)
    put_in = measure(formula_boxes.numbers(expression, write, first=alone), small)
    widths = [put_in.width]  # also while it waits: its place is kept
    result = None
    if value is None and not manner.given:
        top, put_in = recolored(top, "ink3"), measure(words(write(None)), small)
    elif not manner.given and not manner.plain:
        box = formula_boxes.value(value, write, manner.tone, first=manner.first)
        result = measure(box, small)
        widths.append(result.width)
    symbols = measure(top, px)
    width = max(*widths, symbols.width, put_in.width)
    return (symbols, put_in, result), width + 2 * PAD * px


def _tone(equation: Equation, column: Column) -> str:
    """A result has the hue of what it makes; products of the backward pass have its own."""
    if len(equation.columns) == 1 and equation.left is not None:
        return formula_boxes.hue(equation.left)
    backward = any(q.hue is Hue.BACKWARD for q in quantities(column.expression))
    return "bwd" if backward else "ink"


@lru_cache(maxsize=64)
def _sign(box: Box, px: int, results: bool) -> Cells:
    large, little = measure(box, px), measure(box, number_size(px))
    return Cells((large, little, little if results else None), max(large.width, little.width))


def _opening(samples: int, px: int) -> Cells:
    box = row(Fraction(Glyphs("1"), Glyphs(str(samples))), operator("·"), Glyphs("("))
    return _sign(box, px, True)


def broken(made: list[Cells], room: float, for_total: float) -> list[list[Cells]]:
    """Lines of cells; a new one begins at the sign before a term, and the total has room behind
    the last one.
    """
    lines: list[list[Cells]] = [[]]
    used = 0.0
    for piece in _pieces(made):
        wide = sum(cell.width for cell in piece)
        needed = wide + (for_total if piece[-1] is made[-1] else 0.0)
        if lines[-1] and used + needed > room:
            lines.append([])
            used = 0.0
        lines[-1] += piece
        used += wide
    return lines


def _pieces(made: list[Cells]) -> list[list[Cells]]:
    """What stays on one line: a term with the signs around it."""
    pieces: list[list[Cells]] = [[]]
    has_term = False
    for cell in made:
        if has_term and not cell.closes:
            pieces.append([])
            has_term = False
        pieces[-1].append(cell)
        has_term = has_term or cell.column is not None
    return pieces


def is_plain(equation: Equation) -> bool:
    """Whether the columns are symbols alone: what they come to needs no row of its own. A mean has
    one all the same, for its total to stand behind.
    """
    columns = equation.columns
    alone = all(isinstance(c.expression, Quantity) and not c.averaged for c in columns)
    return len(columns) > 1 and alone
