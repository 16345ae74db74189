"""The terms of a phase: the order in which a learner sees its numbers, one at a time.

A phase is computed once, by its rule in `engine.phases`; its terms only say how much of it is
shown. Nothing here computes a number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, overload

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


class Run(NamedTuple):
    """Some terms, repeated ``times`` times; ``along`` names the number that goes on by one from
    ``first`` each time ("": they stand once).
    """

    pattern: tuple[Term, ...]
    along: str = ""
    first: int = 0
    times: int = 1

    @property
    def size(self) -> int:
        """How many terms these are."""
        return len(self.pattern) * self.times

    def at(self, index: int) -> Term:
        """One of them."""
        whole, part = divmod(index, len(self.pattern))
        term = self.pattern[part]
        return term._replace(**{self.along: self.first + whole}) if self.along else term

    def cut(self, size: int) -> tuple[Run, ...]:
        """The first ones only."""
        whole, part = divmod(size, len(self.pattern))
        rest = Run(self.pattern[:part], self.along, self.first + whole)
        cut = self._replace(times=whole)
        return tuple(run for run in (cut, rest) if run.size)


class Terms(Sequence[Term]):
    """The terms of a unit, made one by one when asked for: there may be millions of them."""

    def __init__(self, *runs: Run) -> None:
        self.runs = runs
        self._ends = tuple(accumulate(run.size for run in runs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Term: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, index: int | slice) -> Term | tuple[Term, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        run = bisect_right(self._ends, place)
        return self.runs[run].at(place - self._ends[run] + self.runs[run].size)

    def up_to(self, size: int) -> Terms:
        """The first ``size`` of them."""
        kept: list[Run] = []
        for run, end in zip(self.runs, self._ends, strict=True):
            kept += run.cut(max(0, min(run.size, size - end + run.size)))
        return Terms(*kept)

    def count_of(self, *kinds: What) -> int:
        """How many of them make something of these kinds known."""
        return sum(run.times * sum(term.what in kinds for term in run.pattern) for run in self.runs)


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
def terms(plan: Outline, phase: Phase, unit: int) -> Terms:
    """The terms of a phase's unit (from 1), in the order in which they are shown.

    What needs every unit's value before it can be known (a softmax; the article's dW, which takes
    the δ of another unit) comes after the last unit's own terms.
    """
    j = unit - 1
    last = unit == units(plan, phase)
    match phase.kind:
        case Kind.BATCH:
            return Terms(Run((Term(What.BATCH),)))
        case Kind.FORWARD:
            return Terms(*_forward(plan, phase.layer, j, last))
        case Kind.LOSS:
            layer = len(plan.sizes) - 1
            share = Term(What.SHARE, layer, j)
            return Terms(Run((share, Term(What.LOSS, layer, j)) if last else (share,)))
        case Kind.BACKWARD:
            return Terms(*_backward(plan, phase.layer, j, last))
        case Kind.UPDATE:
            return Terms(*_update(plan, *_place_in_update(plan, phase, j)))


def _forward(plan: Outline, layer: int, j: int, last: bool) -> tuple[Run, ...]:
    products = Run((Term(What.PRODUCT, layer, j),), "source", 0, plan.sizes[layer - 1])
    summed = (Run((Term(What.BIAS, layer, j),)), products, Run((Term(What.SUM, layer, j),)))
    if not (plan.softmax and layer == len(plan.sizes) - 1):
        return (*summed, Run((Term(What.ACTIVATION, layer, j),)))
    if not last:
        return summed
    return (*summed, Run((Term(What.ACTIVATION, layer),), "unit", 0, plan.sizes[layer]))


def _backward(plan: Outline, layer: int, j: int, last: bool) -> tuple[Run, ...]:
    delta = (*_into_delta(plan, layer, j), Run((Term(What.DELTA, layer, j),)))
    if set(_deltas(plan, layer, j)) == {j}:
        return (*delta, *_gradients(plan, layer, j))
    if not last:
        return delta
    return delta + tuple(
        run for i in range(plan.sizes[layer]) for run in _gradients(plan, layer, i)
    )


def _deltas(plan: Outline, layer: int, j: int) -> tuple[int, ...]:
    """The units whose δ enter row j of dW."""
    return RULES[plan.rule].deltas(layer, j, plan.sizes[layer - 1])


def _into_delta(plan: Outline, layer: int, j: int) -> tuple[Run, ...]:
    top, path = len(plan.sizes) - 1, (Term(What.PATH, layer, j, j),)
    if layer == top and plan.softmax:
        return (Run(path, "above", 0, plan.sizes[layer]),)
    slope = Run((Term(What.PATHS, layer, j), Term(What.SLOPE, layer, j)))
    if layer == top:
        return (slope,)
    rule: Rule = RULES[plan.rule]
    above = rule.paths(layer, j, plan.sizes[layer + 1])
    return Run(path, "above", above.first.delta, above.count), slope


def _gradients(plan: Outline, layer: int, j: int) -> tuple[Run, ...]:
    gradient = (Term(What.GRADIENT, layer, j),)
    return Run(gradient, "source", 0, plan.sizes[layer - 1]), Run(gradient)


def _update(plan: Outline, layer: int, j: int) -> tuple[Run, ...]:
    averages = (Term(What.AVERAGE, layer, j, slot=slot) for slot in range(plan.slots))
    one = (*averages, Term(What.CHANGE, layer, j), Term(What.VALUE, layer, j))
    return Run(one, "source", 0, plan.sizes[layer - 1]), Run(one)


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
