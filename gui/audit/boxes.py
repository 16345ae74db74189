"""The formulas of the audit, typeset: what differs is tagged, for the table to mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import Enum

from engine.audit_formulas import CLOSED_FORM, OUTPUT_SLOPE, Formula, Side, Symbol, difference
from gui.math_boxes import (
    Box,
    Glyphs,
    Row,
    Scripts,
    Space,
    Style,
    Tagged,
    function,
    operator,
    row,
    symbol,
    words,
)

_COLORS = {"δ": "bwd", "a": "fwd"}
_THIN = 0.13
_GAP = 0.3


class Mark(Enum):
    """Why a part of a formula is tagged."""

    DUE = "due"  # it stands in the reference and not, or not so, in the other
    WRONG = "wrong"  # it stands in the other and not, or not so, in the reference
    MISSING = "missing"  # the empty place of a term
    INHERITED = "inherited"  # a δ of the other that is not the reference's


def name(formula: Formula) -> Box:
    """The left side: δ, or the derivative of L by a parameter, on one line."""
    of = quantity(formula.of)
    if formula.parameter is None:
        return of
    return row(Glyphs("∂"), Glyphs("L", style=Style.ITALIC), Glyphs("/"), Glyphs("∂"), of)


def reference(formula: Formula) -> Box:
    """The right side of the reference, what the other lacks or alters tagged as due."""
    found = difference(formula)
    return _side(formula.reference, dict.fromkeys(found.reference, Mark.DUE))


def other(formula: Formula, altered: Set[Symbol], missing: str) -> Box:
    """The right side of the other variant, its differences tagged, and so is each δ of ``altered``;
    ``missing`` stands in the place of a term that it lacks.
    """
    found = difference(formula)
    marks = {
        (number, place): Mark.INHERITED
        for number, term in enumerate(formula.other.terms)
        for place, factor in enumerate(term)
        if _is_altered(factor, altered)
    }
    marks |= dict.fromkeys(found.other, Mark.WRONG)
    gap = Tagged(row(Space(_GAP), words(missing, "err"), Space(_GAP)), Mark.MISSING)
    return _side(formula.other, marks, [gap] * found.missing)


def altered(formulas: Iterable[Formula]) -> frozenset[Symbol]:
    """Each δ that has another value in the other variant: by its own formula, or by one above.

    ``formulas`` go from the output layer down.
    """
    found: set[Symbol] = set()
    for formula in formulas:
        factors = [factor for term in formula.other.terms for factor in term]
        if formula.parameter is None and (
            formula.differs or any(_is_altered(factor, found) for factor in factors)
        ):
            found.add(formula.of)
    return frozenset(found)


def quantity(what: Symbol) -> Box:
    """One quantity: w₁₂⁽²⁾."""
    if what.letter == CLOSED_FORM:
        return row(_output("ŷ", what.sub), operator("−"), _output("y", what.sub))
    if what.letter == OUTPUT_SLOPE:
        slope = (Glyphs("∂", "bwd"), Glyphs("L", "bwd", Style.ITALIC), Glyphs("/", "bwd"))
        return row(*slope, Glyphs("∂", "bwd"), _output("ŷ", what.sub, "bwd"))
    color = _COLORS.get(what.letter, "ink")
    if not what.new:
        return symbol(what.letter, what.sub, what.layer, color)
    layer = (Glyphs("("), Glyphs(f"{what.layer}", style=Style.ITALIC), Glyphs(")"))
    base, sub = Glyphs(what.letter, style=Style.ITALIC), Glyphs(what.sub, style=Style.ITALIC)
    return Scripts(base, sub, row(*layer, Space(_THIN), words("new", "ink")))


def _output(letter: str, sub: str, color: str = "ink") -> Box:
    return symbol("y", sub, color=color, hat=letter == "ŷ")


_Marks = Mapping[tuple[int, int | None], Mark]


def _is_altered(factor: Symbol, altered: Set[Symbol]) -> bool:
    """Whether a factor is one of these, or a δ under Σ of a layer that has some."""
    if factor.letter == "δ" and factor.sub == "j":
        return any(symbol.layer == factor.layer for symbol in altered)
    return factor in altered


def _side(side: Side, marks: _Marks, gaps: Sequence[Box] = ()) -> Box:
    terms: list[Box] = []
    for number, term in enumerate(side.terms):
        factors = [
            _tagged(quantity(factor), marks.get((number, place)))
            for place, factor in enumerate(term)
        ]
        terms.append(_tagged(_joined(factors, _dot()), marks.get((number, None))))
    total = _joined(terms, operator("+"))
    if side.over:
        letter = Glyphs(side.over, style=Style.ITALIC)
        total = row(Scripts(Glyphs("Σ"), letter), Space(_THIN), total)
    for gap in gaps:
        total = row(total, Space(_GAP), gap, Space(_GAP / 2))
    if side.slope is None:
        return row(operator("="), total)
    if len(side.terms) > 1:
        total = row(Glyphs("("), Space(_THIN), total, Space(_THIN), Glyphs(")"))
    slope = function("f′", quantity(side.slope))
    return row(operator("="), total, _dot(), slope)


def _tagged(box: Box, mark: Mark | None) -> Box:
    return box if mark is None else Tagged(box, mark)


def _dot() -> Box:
    return row(Space(_THIN), Glyphs("·"), Space(_THIN))


def _joined(boxes: list[Box], between: Box) -> Row:
    joined: list[Box] = []
    for box in boxes:
        joined += [between, box] if joined else [box]
    return Row(tuple(joined))
