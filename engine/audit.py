"""The formula audit: the same network from the same start, trained by right formulas and by others.

Two comparisons: the chain rule with what the article prints, and simultaneous updates with updates
in place. Each shows the formulas, the gradients with the central difference, and the losses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import NamedTuple

import numpy as np

from engine import audit_formulas, audit_slips, gradcheck, phases
from engine.arrays import Indices
from engine.audit_formulas import Formula
from engine.audit_slips import Slip
from engine.errors import InputError
from engine.experiment import AS_PRINTED_SIZES, Experiment
from engine.goal import Goal, Stop
from engine.gradcheck import Check
from engine.trainer import Trainer

MOST_PARAMETERS = 200  # of a larger network so many are checked, evenly spread
POINTS = 100
_BLOCK = 25


class Comparison(StrEnum):
    """What the two variants differ in: the rule, or the order of updates."""

    RULE = "rule"
    ORDER = "order"


@dataclass(frozen=True, eq=False)
class Audit:
    """Two experiments that differ in one convention only, ``reference`` and ``other``.

    ``parameters``: indices into θ of those that are checked, ascending. ``formulas`` and ``slips``
    belong to them.
    """

    comparison: Comparison
    reference: Experiment
    other: Experiment
    parameters: Indices
    formulas: tuple[Formula, ...]
    slips: tuple[Slip, ...]


class Line(NamedTuple):
    """One parameter's gradient in the first update, in both variants; the central difference is
    the same.
    """

    reference: Check
    other: Check

    @property
    def parameter(self) -> int:
        """The index into θ."""
        return self.reference.parameter


class Point(NamedTuple):
    """The training loss after so many updates."""

    update: int
    loss: float


def prepare(experiment: Experiment, comparison: Comparison) -> Audit:
    """The two variants of an experiment; the other conventions on which the comparison would
    depend are set aside: the rule or the order that is not compared, and rounding.

    Raises InputError where the article prints no formulas for the shape.
    """
    plain = experiment.edited(rule="chain_rule", update_order="simultaneous", round_to=None)
    shape, parameters = plain.shape, _spread(plain.shape.count)
    if comparison is Comparison.ORDER:
        formulas = audit_formulas.order_formulas(plain, parameters.tolist())
        slips = audit_slips.in_place_slips(formulas, shape)
        other = plain.edited(update_order="in_place")
    else:
        _check_shape(shape.sizes)
        formulas = audit_formulas.rule_formulas(plain, parameters.tolist())
        slips = audit_slips.printed_slips(formulas, shape)
        other = plain.edited(rule="as_printed")
    return Audit(comparison, plain, other, parameters, formulas, slips)


def lines(audit: Audit) -> Iterator[list[Line]]:
    """The gradients of the first update, a few parameters at a time."""
    states = [
        gradcheck.after_backward(phases.start(experiment))
        for experiment in (audit.reference, audit.other)
    ]
    for begin in range(0, audit.parameters.size, _BLOCK):
        block = audit.parameters[begin : begin + _BLOCK].tolist()
        reference, other = (gradcheck.check(state, block) for state in states)
        yield [Line(*pair) for pair in zip(reference, other, strict=True)]


class Curve:
    """Trains one variant and keeps its training loss at evenly spaced updates, from the start on.

    ``diverged_at``: the update that gave no finite number, where training ended early.
    """

    def __init__(self, experiment: Experiment, updates: int) -> None:
        self.points: list[Point] = []
        self.diverged_at: int | None = None
        self._trainer = Trainer(experiment)
        count = min(updates, POINTS)
        self._stops = [updates * number // count for number in range(count + 1)]

    @property
    def update(self) -> int:
        """How far training has come."""
        return self._trainer.state.update

    def go_on(self, seconds: float, breathe: Callable[[], None] | None = None) -> bool:
        """Train for a while; True when all points are there. ``breathe`` as for the Trainer."""
        deadline = perf_counter() + seconds
        while len(self.points) < len(self._stops) and self.diverged_at is None:
            goal = Goal(update=self._stops[len(self.points)])
            stop = self._trainer.train(goal, max(0.0, deadline - perf_counter()), breathe)
            if stop is Stop.DIVERGED:
                self.diverged_at = self._trainer.diverged_at
            elif stop is Stop.UPDATES:
                self.points.append(Point(self.update, self._trainer.evaluate().training))
            if perf_counter() >= deadline:
                break
        return len(self.points) == len(self._stops) or self.diverged_at is not None


def _check_shape(sizes: tuple[int, ...]) -> None:
    if sizes != AS_PRINTED_SIZES:
        raise InputError(
            "The article prints formulas for a 2-2-2-1 network only, and this one is {sizes}; "
            "compare the order of updates instead, or open the article’s network.",
            sizes="-".join(str(size) for size in sizes),
        )


def _spread(count: int) -> Indices:
    """All of so many parameters, or MOST_PARAMETERS of them from the first to the last."""
    if count <= MOST_PARAMETERS:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_PARAMETERS).round().astype(np.int64)
