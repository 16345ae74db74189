"""An equation to be copied: as LaTeX, as text, every number with all its digits."""

from __future__ import annotations

from engine.symbols import Column, Equation
from gui import formula_boxes
from gui.formula_boxes import Write
from gui.math_boxes import Box, Glyphs, number, operator, row
from gui.math_export import to_latex, to_text
from gui.numbers import NumberFormat


def as_latex(equation: Equation) -> str:
    """Three lines of an ``align*``: in symbols, with numbers, the result."""
    first, *others = [to_latex(line).strip() for line in _right_sides(equation, _EXACT)]
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
    rows = _right_sides(equation, write or _EXACT)
    first, *others = [to_text(line).strip() for line in rows]
    if equation.left is None:
        return "\n".join([first, *others])
    left = to_text(formula_boxes.name(equation.left, "ink"))
    sign = "←" if equation.assigned else "="
    return "\n".join([f"{left} {sign} {first}", *(f"= {line}" for line in others)])


_POINTS = NumberFormat()
_EXACT = Write(_POINTS.full, _POINTS.typed)


def _right_sides(equation: Equation, write: Write) -> list[Box]:
    """What stands right of the equals signs, row by row."""
    columns = equation.columns
    given = equation.left is None
    joined = ", " if given else "+"
    known = [column for column in columns if column.value is not None]
    rows = [
        _joined(
            equation,
            [
                formula_boxes.symbols(c.expression, write, first=given or not position)
                for position, c in enumerate(columns)
            ],
            columns,
            joined,
        ),
        _joined(
            equation,
            [
                formula_boxes.numbers(c.expression, write, first=given or not position)
                for position, c in enumerate(known)
            ],
            tuple(known),
            joined,
        ),
    ]
    if equation.left is not None and equation.total is not None:
        rows.append(number(write(equation.total)))
    return rows


def _joined(equation: Equation, parts: list[Box], columns: tuple[Column, ...], sign: str) -> Box:
    pieces: list[Box] = []
    opened = False
    for position, (part, column) in enumerate(zip(parts, columns, strict=True)):
        if position:
            pieces.append(Glyphs(sign) if sign == ", " else operator(sign))
        if column.averaged and not opened:
            pieces.append(Glyphs(f"1/{equation.samples}("))
            opened = True
        pieces.append(part)
        if opened and (position + 1 == len(columns) or not columns[position + 1].averaged):
            pieces.append(Glyphs(")"))
            opened = False
    return row(*pieces)
