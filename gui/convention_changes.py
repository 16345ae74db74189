"""What a change of a convention does to the formulas: each that it touches, before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.arrays import Indices, Mask
from engine.audit_formulas import Formula, order_formulas, rule_formulas
from engine.experiment import Experiment
from engine.state import Shape
from gui.audit import boxes
from gui.conventions import FROZEN, in_force, label
from gui.frame import Selection
from gui.freezing import parameter_at, words_of
from gui.loss_boxes import CHANGED, MINUS, THIN, loss_box, slope_box
from gui.math_boxes import (
    Box,
    Fenced,
    Glyphs,
    Scripts,
    Style,
    Tagged,
    index,
    operator,
    row,
    symbol,
)
from gui.numbers import NumberFormat

_MOST_FROZEN = 3
_FACTORS: dict[str, Callable[[int], float]] = {
    "half_squared_error": lambda outputs: 1.0,
    "squared_error": lambda outputs: 2.0,
    "mean_squared_error": lambda outputs: 2.0 / outputs,
}
"""What stands before ŷ − y in the slope of a loss."""


class Line(NamedTuple):
    """One formula: its left side, and what follows it before and after, sign included."""

    of: Box
    before: Box
    after: Box


class Change(NamedTuple):
    """One convention that changed: its name, its words before and after, the formulas that it
    touches, and what that means.
    """

    key: str
    name: str
    before: str
    after: str
    lines: tuple[Line, ...]
    meaning: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conventions", text)


def changes(old: Experiment, new: Experiment, numbers: NumberFormat) -> tuple[Change, ...]:
    """All conventions in which two experiments differ, in the order of the line that names them."""
    made = (
        _loss(old, new, numbers),
        _order(old, new),
        _biases(old, new),
        _rule(old, new),
        _rounding(old, new),
        _frozen(old, new),
    )
    return tuple(change for change in made if change is not None)


def _loss(old: Experiment, new: Experiment, numbers: NumberFormat) -> Change | None:
    before, after = old.loss.name, new.loss.name
    if before == after:
        return None
    marked = before in _FACTORS and after in _FACTORS
    losses = [_equals(loss_box(name, marked=marked)) for name in (before, after)]
    slopes = [_equals(slope_box(name, marked=marked)) for name in (before, after)]
    lines = Line(_L, *losses), Line(_slope(symbol("y", "j", hat=True)), *slopes)
    sides = label("loss", before), label("loss", after)
    return Change("loss", _tr("Loss"), *sides, lines, _factor(old, new, numbers))


def _factor(old: Experiment, new: Experiment, numbers: NumberFormat) -> str:
    """How the gradients change where nothing but the factor does."""
    outputs = new.layers[-1].units
    before, after = _FACTORS.get(old.loss.name), _FACTORS.get(new.loss.name)
    if before is None or after is None:
        return _tr("Every gradient begins with this slope.")
    ratio = after(outputs) / before(outputs)
    if ratio == 1.0:
        if outputs == 1:
            return _tr("With one output both factors are the same, and so is every gradient.")
        text = _tr("With {n} outputs both factors are the same, and so is every gradient.")
        return text.format(n=outputs)
    times = numbers.typed(ratio) if (4.0 * ratio).is_integer() else numbers.text(ratio)
    text = _tr("Every gradient of the loss is multiplied by {times}.")
    return text.format(times=times)


def _order(old: Experiment, new: Experiment) -> Change | None:
    before, after = (e.hyperparameters.update_order for e in (old, new))
    if before == after:
        return None
    shape = new.shape
    if shape.layers == 1:
        lines, meaning = (), _tr("With one layer both orders give the same numbers.")
    else:
        # The first unit of the layer below the output stands for all hidden units.
        formulas = order_formulas(new, [shape.index(shape.layers - 2, 0, 0)])
        lines = _lines(formulas, swapped=before == "in_place")
        meaning = _meaning(new, "update_order")
    sides = label("update_order", before), label("update_order", after)
    return Change("update_order", _tr("Update"), *sides, lines, meaning)


def _rule(old: Experiment, new: Experiment) -> Change | None:
    before, after = (e.hyperparameters.rule for e in (old, new))
    if before == after or old.shape != new.shape:
        return None
    formulas = rule_formulas(new, range(new.shape.count))
    sides = label("rule", before), label("rule", after)
    lines = _lines(formulas, swapped=before == "as_printed")
    return Change("rule", _tr("Rule"), *sides, lines, _meaning(new, "rule"))


def _lines(formulas: Sequence[Formula], *, swapped: bool) -> tuple[Line, ...]:
    """The formulas that differ; ``swapped``: from the other variant to the reference."""
    made: list[Line] = []
    for formula in formulas:
        if formula.differs:
            right = boxes.reference(formula)
            other = boxes.other(formula, frozenset(), _tr("missing"))
            sides = (other, right) if swapped else (right, other)
            made.append(Line(boxes.name(formula), *sides))
    return tuple(made)


def _biases(old: Experiment, new: Experiment) -> Change | None:
    before, after = (e.hyperparameters.update_biases for e in (old, new))
    if before == after:
        return None
    bias = symbol("b", "j", "l")
    line = _moved(bias, new, (before, after))
    sides = _tr("updated"), _tr("not updated")
    if after:
        sides = sides[1], sides[0]
    meaning = _meaning(new, "update_biases")
    return Change("update_biases", _tr("Biases"), *sides, (line,), meaning)


def _frozen(old: Experiment, new: Experiment) -> Change | None:
    if old.shape != new.shape:
        return None
    before, after = _marks(old), _marks(new)
    touched = np.flatnonzero(before != after)
    if not touched.size:
        return None
    shown = [parameter_at(new.shape, int(place)) for place in touched[:_MOST_FROZEN]]
    lines = tuple(
        _moved(_symbol(what), new, (_moves(old, place), _moves(new, place)))
        for what, place in zip(shown, touched.tolist(), strict=False)
    )
    meaning = _tr("Its gradient is computed and shown all the same.")
    if touched.size > 1:
        meaning = _tr("Their gradients are computed and shown all the same.")
    if touched.size > len(shown):
        more = _tr("So it is for {n} more.").format(n=touched.size - len(shown))
        meaning = f"{more} {meaning}"
    sides = _tr("updated"), _tr("frozen")
    if before[touched[0]]:
        sides = sides[1], sides[0]
    return Change(FROZEN, _name(new.shape, touched, shown), *sides, lines, meaning)


def _name(shape: Shape, touched: Indices, shown: Sequence[Selection]) -> str:
    """What was frozen: one parameter, a whole unit, or so many parameters."""
    if len(shown) == 1:
        return words_of(shown[0])
    first = shown[0]
    inputs = shape.sizes[first.layer - 1]
    row_of_weights = shape.index(first.layer - 1, first.unit, 0)
    whole = [*range(row_of_weights, row_of_weights + inputs)]
    whole.append(shape.index(first.layer - 1, first.unit, None))
    if touched.tolist() == whole:
        text = _tr("Unit {j} of layer {n}")
        return text.format(j=first.unit + 1, n=first.layer)
    return _tr("{n} parameters").format(n=touched.size)


def _marks(experiment: Experiment) -> Mask:
    none = np.zeros(experiment.shape.count, np.bool_)
    return none if experiment.frozen is None else experiment.frozen


def _moves(experiment: Experiment, place: int) -> bool:
    """Whether an update changes a parameter: frozen or not, a bias may stay with all others."""
    return experiment.held is None or not experiment.held[place]


def _symbol(what: Selection) -> Box:
    if what.source is None:
        return symbol("b", index(what.unit + 1), what.layer)
    return symbol("w", index(what.unit + 1, what.source + 1), what.layer)


def _moved(of: Box, experiment: Experiment, moves: tuple[bool, bool]) -> Line:
    """What an update does with a parameter, where it moves and where it stays."""
    if experiment.optimizer.name == "sgd":
        rate = Glyphs("η", style=Style.ITALIC)
        change = row(operator(MINUS), rate, THIN, _slope(of))
    else:
        change = row(operator("+"), Glyphs("Δ"), of)
    moved = row(operator("←"), of, Tagged(change, CHANGED))
    stays = row(operator("←"), of)
    before, after = (moved if moves_on else stays for moves_on in moves)
    return Line(of, before, after)


def _rounding(old: Experiment, new: Experiment) -> Change | None:
    before, after = (e.hyperparameters.round_to for e in (old, new))
    if before == after:
        return None
    z = symbol("z", "j")
    line = Line(z, _equals(_sum(before)), _equals(_sum(after)))
    sides = _precision(before), _precision(after)
    meaning = _tr("So it is with every other product, sum and result.")
    if after is not None:
        meaning = _tr(
            "rd rounds to {n} decimals, half away from zero. So it is with every other product, "
            "sum and result."
        ).format(n=after)
    return Change("round_to", _tr("Rounding"), *sides, (line,), meaning)


def _precision(decimals: int | None) -> str:
    return _tr("full precision") if decimals is None else _tr("{n} decimals").format(n=decimals)


def _sum(decimals: int | None) -> Box:
    """z of a unit with two inputs, as it is added up."""
    total: Box = symbol("b", "j")
    for k in ("1", "2"):
        product = row(symbol("w", f"j{k}"), THIN, symbol("a", k, color="fwd"))
        total = _rounded(row(total, operator("+"), _rounded(product, decimals)), decimals)
    return total


def _rounded(box: Box, decimals: int | None) -> Box:
    if decimals is None:
        return box
    return row(Tagged(Scripts(Glyphs("rd"), Glyphs(str(decimals))), CHANGED), Fenced(box))


_L = Glyphs("L", style=Style.ITALIC)


def _slope(by: Box) -> Box:
    return row(Glyphs("∂"), _L, Glyphs("/"), Glyphs("∂"), by)


def _meaning(experiment: Experiment, key: str) -> str:
    """What a convention that is in force now means."""
    return next(c.meaning for c in in_force(experiment) if c.key == key)


def _equals(box: Box) -> Box:
    return row(operator("="), box)
