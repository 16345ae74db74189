"""The terms of a phase: the order in which a learner sees its numbers, one at a time.

A phase is computed once, by its rule in `engine.phases`; its terms only say how much of it is
shown. Nothing here computes a number.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from engine.experiment import Experiment
from engine.phases import RULES, Kind, Phase, Rule


class What(StrEnum):
    """What becomes known with a term."""

    BATCH = "batch"  # the samples
    BIAS = "bias"  # b_j, the first summand of z
    PRODUCT = "product"  # w_jk a_k joins the sum
    SUM = "sum"  # z
    ACTIVATION = "activation"  # a = f(z)
    SHARE = "share"  # one output's share of L
    LOSS = "loss"  # L, its mean over the batch, the penalty
    PATH = "path"  # δ_j w_jk comes down from one unit of the layer above
    PATHS = "paths"  # their sum ∂L/∂a
    SLOPE = "slope"  # f′(z)
    DELTA = "delta"  # δ
    GRADIENT = "gradient"  # one entry of dW, or db
    AVERAGE = "average"  # a running average of the optimizer
    CHANGE = "change"  # Δ of one parameter
    VALUE = "value"  # its new value


class Term(NamedTuple):
    """One term. ``layer`` counts from 1 (0 where it belongs to no layer), the rest from 0.

    ``source``: the unit that a weight leads from; None means the bias, or no parameter at all.
    ``above``: for a path, the unit of the layer above (of a softmax: of the same layer) whose δ it
    brings; ``source`` is then the same as ``unit``. ``slot``: which of the running averages.
    """

    what: What
    layer: int = 0
    unit: int = 0
    source: int | None = None
    above: int = 0
    slot: int = 0


class Outline(NamedTuple):
    """All that the terms of an experiment depend on."""

    sizes: tuple[int, ...]
    softmax: bool
    rule: str
    slots: int


class Cursor(NamedTuple):
    """How much of a phase is shown: everything up to this term of this unit, both from 1."""

    unit: int
    term: int


def outline(experiment: Experiment) -> Outline:
    """What the terms of this experiment depend on."""
    return Outline(
        experiment.shape.sizes,
        experiment.layers[-1].activation == "softmax",
        experiment.hyperparameters.rule,
        len(experiment.optimizer.slots),
    )


def units(plan: Outline, phase: Phase) -> int:
    """How many units a phase works on; an update of all layers counts them from the first layer
    on.
    """
    match phase.kind:
        case Kind.BATCH:
            return 1
        case Kind.LOSS:
            return plan.sizes[-1]
        case Kind.FORWARD | Kind.BACKWARD:
            return plan.sizes[phase.layer]
        case Kind.UPDATE:
            return plan.sizes[phase.layer] if phase.layer else sum(plan.sizes[1:])


@lru_cache(maxsize=64)
def terms(plan: Outline, phase: Phase, unit: int) -> tuple[Term, ...]:
    """The terms of a phase's unit (from 1), in the order in which they are shown.

    What needs every unit's value before it can be known (a softmax; the article's dW, which takes
    the δ of another unit) comes after the last unit's own terms.
    """
    j = unit - 1
    last = unit == units(plan, phase)
    match phase.kind:
        case Kind.BATCH:
            return (Term(What.BATCH),)
        case Kind.FORWARD:
            return _forward(plan, phase.layer, j, last)
        case Kind.LOSS:
            layer = len(plan.sizes) - 1
            share = Term(What.SHARE, layer, j)
            return (share, Term(What.LOSS, layer, j)) if last else (share,)
        case Kind.BACKWARD:
            return _backward(plan, phase.layer, j, last)
        case Kind.UPDATE:
            return _update(plan, *_place_in_update(plan, phase, j))


def _forward(plan: Outline, layer: int, j: int, last: bool) -> tuple[Term, ...]:
    products = (Term(What.PRODUCT, layer, j, k) for k in range(plan.sizes[layer - 1]))
    summed = (Term(What.BIAS, layer, j), *products, Term(What.SUM, layer, j))
    if not (plan.softmax and layer == len(plan.sizes) - 1):
        return (*summed, Term(What.ACTIVATION, layer, j))
    if not last:
        return summed
    return (*summed, *(Term(What.ACTIVATION, layer, i) for i in range(plan.sizes[layer])))


def _backward(plan: Outline, layer: int, j: int, last: bool) -> tuple[Term, ...]:
    delta = (*_into_delta(plan, layer, j), Term(What.DELTA, layer, j))
    if all(d == j for d in _deltas(plan, layer, j)):
        return (*delta, *_gradients(plan, layer, j))
    if not last:
        return delta
    return delta + tuple(
        term for i in range(plan.sizes[layer]) for term in _gradients(plan, layer, i)
    )


def _deltas(plan: Outline, layer: int, j: int) -> tuple[int, ...]:
    """The units whose δ enter row j of dW."""
    return RULES[plan.rule].deltas(layer, j, plan.sizes[layer - 1])


def _into_delta(plan: Outline, layer: int, j: int) -> tuple[Term, ...]:
    top = len(plan.sizes) - 1
    if layer == top and plan.softmax:
        return tuple(Term(What.PATH, layer, j, j, above=i) for i in range(plan.sizes[layer]))
    slope = (Term(What.PATHS, layer, j), Term(What.SLOPE, layer, j))
    if layer == top:
        return slope
    rule: Rule = RULES[plan.rule]
    above = rule.paths(layer, j, plan.sizes[layer + 1])
    return (*(Term(What.PATH, layer, j, j, above=path.delta) for path in above), *slope)


def _gradients(plan: Outline, layer: int, j: int) -> tuple[Term, ...]:
    row = (Term(What.GRADIENT, layer, j, k) for k in range(plan.sizes[layer - 1]))
    return (*row, Term(What.GRADIENT, layer, j))


def _update(plan: Outline, layer: int, j: int) -> tuple[Term, ...]:
    found: list[Term] = []
    for source in (*range(plan.sizes[layer - 1]), None):
        averages = (Term(What.AVERAGE, layer, j, source, slot=s) for s in range(plan.slots))
        found += [
            *averages,
            Term(What.CHANGE, layer, j, source),
            Term(What.VALUE, layer, j, source),
        ]
    return tuple(found)


def _place_in_update(plan: Outline, phase: Phase, j: int) -> tuple[int, int]:
    """(layer, unit from 0) of an update's unit."""
    layer = phase.layer or 1
    while not phase.layer and j >= plan.sizes[layer]:
        j -= plan.sizes[layer]
        layer += 1
    return layer, j


def at(plan: Outline, phase: Phase, cursor: Cursor) -> Term:
    """The term that a cursor stands on: the last one that is shown."""
    return terms(plan, phase, cursor.unit)[cursor.term - 1]
