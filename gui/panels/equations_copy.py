"""An equation to be copied: as LaTeX, as text, every number with all its digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine.formula import Node
from engine.symbols import Column, Equation
from gui import formula_boxes
from gui.formula_boxes import Write
from gui.math_boxes import Box, number
from gui.math_export import to_latex, to_text
from gui.numbers import NumberFormat

Spell = Callable[[Box], str]


def as_latex(equation: Equation) -> str:
    """Three lines of an ``align*``: in symbols, with numbers, the result."""
    first, *others = _right_sides(equation, _EXACT, to_latex)
    if equation.left is None:
        return " \\\\\n".join([first, *others])
    left = to_latex(formula_boxes.name(equation.left, "ink")).strip()
    sign = r"\leftarrow" if equation.assigned else "="
    lines = [f"{left} &{sign} {first}", *(f"&= {line}" for line in others)]
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def as_text(equation: Equation, write: Write | None = None) -> str:
    """The same in lines of Unicode text; ``write``: how numbers are written, else with every
    digit.
    """
    first, *others = _right_sides(equation, write or _EXACT, to_text)
    if equation.left is None:
        return "\n".join([first, *others])
    left = to_text(formula_boxes.name(equation.left, "ink"))
    sign = "←" if equation.assigned else "="
    return "\n".join([f"{left} {sign} {first}", *(f"= {line}" for line in others)])


_POINTS = NumberFormat()
_EXACT = Write(_POINTS.full, _POINTS.typed)


def _right_sides(equation: Equation, write: Write, spell: Spell) -> list[str]:
    """What stands right of the equals signs, row by row; dots stand for terms that wait."""
    known = tuple(column for column in equation.columns if column.value is not None)
    waits = equation.left is not None and len(known) < len(equation.columns)
    dots = (r" + \cdots" if spell is to_latex else " + …") if waits else ""
    rows = [
        _joined(equation, equation.columns, _symbols, write, spell),
        _joined(equation, known, _numbers, write, spell) + dots,
    ]
    if equation.left is not None and equation.total is not None:
        rows.append(spell(number(write(equation.total))) + dots)
    return rows if known else rows[:1]


def _joined(
    equation: Equation,
    columns: tuple[Column, ...],
    part: Callable[[Node, Write, Spell, bool], str],
    write: Write,
    spell: Spell,
) -> str:
    given = equation.left is None
    pieces: list[str] = []
    opened = False
    for position, column in enumerate(columns):
        if position:
            pieces.append(", " if given else " + ")
        if column.averaged and not opened:
            pieces.append(f"1/{equation.samples}(")
            opened = True
        pieces.append(part(column.expression, write, spell, given or not position))
        if opened and (position + 1 == len(columns) or not columns[position + 1].averaged):
            pieces.append(")")
            opened = False
    return "".join(pieces)


# From one step to the next most terms stay as they were, and a screen reader is told of each step.


@lru_cache(maxsize=1024)
def _symbols(expression: Node, write: Write, spell: Spell, first: bool) -> str:
    return spell(formula_boxes.symbols(expression, write, first=first)).strip()


@lru_cache(maxsize=1024)
def _numbers(expression: Node, write: Write, spell: Spell, first: bool) -> str:
    return spell(formula_boxes.numbers(expression, write, first=first)).strip()
