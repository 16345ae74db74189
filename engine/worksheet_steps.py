"""An update worked out on paper: every result of it in order, with the formula that gives it.

The formulas are those of `engine.equations`, the values those of `engine.phases`. ``agrees`` works
a formula with the numbers that stand in it, as somebody with a pencil would.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from engine import phases, terms
from engine.activations import ACTIVATIONS
from engine.arithmetic import round_half_away
from engine.equations import equation
from engine.experiment import Experiment
from engine.formula import (
    Call,
    Case,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    Words,
    evaluate,
)
from engine.phases import Kind, Phase
from engine.shown import Shown
from engine.state import TrainState
from engine.symbols import Equation
from engine.terms import Cursor, Term, What

_HALF = Decimal("0.5")
_DOUBT = Decimal("1e-6")  # of the last decimal: so near a half, rounding could go either way


class Ask(StrEnum):
    """What a worksheet can ask for, in the order in which it is worked out."""

    Z = "z"
    A = "a"
    LOSS = "loss"
    DELTA = "delta"
    GRADIENTS = "gradients"
    UPDATE = "update"


ASKED_BY = {
    What.SUM: Ask.Z,
    What.ACTIVATION: Ask.A,
    What.LOSS: Ask.LOSS,
    What.PATHS: Ask.DELTA,
    What.SLOPE: Ask.DELTA,
    What.DELTA: Ask.DELTA,
    What.GRADIENT: Ask.GRADIENTS,
    What.VALUE: Ask.UPDATE,
}

_KINDS = {
    Ask.Z: Kind.FORWARD,
    Ask.A: Kind.FORWARD,
    Ask.LOSS: Kind.LOSS,
    Ask.DELTA: Kind.BACKWARD,
    Ask.GRADIENTS: Kind.BACKWARD,
    Ask.UPDATE: Kind.UPDATE,
}


@dataclass(frozen=True, eq=False)
class Step:
    """One result: ``left`` is the sum of ``parts``, which comes to ``value``.

    The first ``averaged`` parts are summed and divided by ``samples``. ``row``: the sample of the
    batch that it belongs to; of gradients and new weights, which belong to the whole batch, 0.
    ``rule``: the formula with all its cases, where the tree holds only the one that applies.
    """

    phase: Phase
    term: Term
    row: int
    left: Quantity
    parts: tuple[Node, ...]
    value: float
    samples: int = 1
    averaged: int = 0
    rule: str = ""

    @property
    def ask(self) -> Ask:
        """Which of the askable quantities it is, or leads to."""
        return ASKED_BY[self.term.what]

    @property
    def tree(self) -> Node:
        """The right side as one formula."""
        parts = self.parts
        if self.averaged:
            mean = Quotient(_sum(parts[: self.averaged]), Number(float(self.samples)))
            parts = (mean, *parts[self.averaged :])
        return _sum(parts)


def steps(experiment: Experiment, asked: Collection[Ask]) -> Iterator[Step]:
    """Every result of the first update, in the order of its phases, up to the last phase that has
    one that is asked; each is computed when it is taken.
    """
    kinds = {_KINDS[ask] for ask in asked}
    program = phases.program(experiment)
    last = max(index for index, phase in enumerate(program) if phase.kind in kinds)
    state = phases.start(experiment)
    for phase in program[: last + 1]:
        state = phases.advance(state)
        yield from _of_phase(state, phase)


def _of_phase(state: TrainState, phase: Phase) -> Iterator[Step]:
    assert state.trace is not None
    plan = terms.outline(state.trace.experiment)
    for row in range(state.trace.samples.size):
        for unit in range(1, terms.units(plan, phase) + 1):
            for number, term in enumerate(terms.terms(plan, phase, unit), start=1):
                shared = term.what in (What.GRADIENT, What.VALUE)
                if term.what not in ASKED_BY or (row and shared):
                    continue
                shown = Shown(state, Cursor(unit, number), row)
                if not _is_skipped(shown, term):
                    yield _step(shown, phase, term)


def _is_skipped(shown: Shown, term: Term) -> bool:
    """Where δ of the output has a closed form, the two factors of the chain rule are left out; so
    are parameters that an update leaves as they are.
    """
    if term.what is What.VALUE:
        held = shown.experiment.held
        place = shown.place_of(term.layer, term.unit, term.source)
        return held is not None and bool(held[place])
    closed = shown.experiment.loss.delta is not None and term.layer == shown.layers
    return closed and term.what in (What.PATHS, What.SLOPE)


def _step(shown: Shown, phase: Phase, term: Term) -> Step:
    made = equation(shown)
    assert made is not None
    assert made.left is not None
    assert made.total is not None
    parts = tuple(column.expression for column in made.columns)
    averaged = sum(column.averaged for column in made.columns)
    closing = made.closing
    if term.what is What.DELTA and closing is not None:
        parts = (closing.expression,)
    if term.what is What.VALUE:
        parts = (parts[0], _change(shown))
    rule = _rule(shown, term) if any(map(_has_case, parts)) else ""
    return Step(phase, term, shown.row, made.left, parts, made.total, made.samples, averaged, rule)


def _change(shown: Shown) -> Node:
    """Δ of the parameter whose new value is shown, as the optimizer's formula."""
    cursor = shown.cursor
    assert cursor is not None
    before = equation(Shown(shown.state, Cursor(cursor.unit, cursor.term - 1), shown.row))
    assert isinstance(before, Equation)
    return before.columns[0].expression


def _rule(shown: Shown, term: Term) -> str:
    experiment = shown.experiment
    loss = experiment.loss
    match term.what:
        case What.LOSS:
            return loss.formula
        case What.PATHS:
            return loss.gradient_formula
        case What.SLOPE:
            return ACTIVATIONS[experiment.layers[term.layer - 1].activation].derivative_formula
        case _:
            return ACTIVATIONS[experiment.layers[term.layer - 1].activation].formula


def _has_case(node: Node) -> bool:
    match node:
        case Case():
            return True
        case Sum(parts) | Product(parts):
            return any(map(_has_case, parts))
        case Negative(part) | Call(_, part):
            return _has_case(part)
        case Quotient(above, below):
            return _has_case(above) or _has_case(below)
        case Power(_, exponent):
            return _has_case(exponent)
        case Quantity() | Number() | Words():
            return False


def _sum(parts: tuple[Node, ...]) -> Node:
    return parts[0] if len(parts) == 1 else Sum(parts)


def agrees(step: Step, decimals: int) -> bool:
    """Whether the formula, worked with the numbers in it and with every product and sum rounded
    half away from zero, gives the value, and no digit that decides is in doubt.
    """
    averaged, others = step.parts[: step.averaged], step.parts[step.averaged :]
    total = _added(0.0, averaged, decimals)
    if averaged:
        total = _on_paper(total / step.samples, decimals)
    return _added(total, others, decimals) == step.value


def _added(total: float, parts: tuple[Node, ...], decimals: int) -> float:
    for part in parts:
        total = round_half_away(total + _on_paper(evaluate(part), decimals), decimals)
    return total


def _on_paper(value: float, decimals: int) -> float:
    """Rounded half away from zero; not a number where the digit that decides is in doubt.

    A float may stand a little beside 0.245: then the engine rounds down what a pupil rounds up.
    Where it is 0.245 to the bit, both round up.
    """
    if not math.isfinite(value):
        return math.nan
    scaled = abs(Decimal(repr(value))).scaleb(decimals)
    away = abs(scaled % 1 - _HALF)
    return math.nan if 0 < away < _DOUBT else round_half_away(value, decimals)
