"""Checks gradients against central differences of the objective: the one test that no formula can
fool.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arrays import Array
from engine.phases import Kind
from engine.state import Parameters, Trace, TrainState, parameters

STEP = 1e-5
TOLERANCE = 1e-6


class Check(NamedTuple):
    """One parameter's gradient as the rule gave it, and as a central difference gives it.

    ``parameter``: index into θ. ``kink``: within ±h an argument of ReLU or |x| changes sign, so
    that the difference means nothing; it is then not judged, and ``passes`` is True.
    """

    parameter: int
    gradient: float
    difference: float
    kink: bool

    @property
    def error(self) -> float:
        """|g − n| relative to max(1, |g|, |n|)."""
        size = max(1.0, abs(self.gradient), abs(self.difference))
        return abs(self.gradient - self.difference) / size

    @property
    def passes(self) -> bool:
        """Whether both agree, or cannot be compared."""
        return self.kink or self.error <= TOLERANCE


def check(state: TrainState, indices: Sequence[int] | None = None) -> list[Check]:
    """Check the batch of an update whose backward pass is complete; all parameters, or those of
    some indices.

    The objective is the mean loss of the batch plus the penalty, at the parameters from before the
    update. With the in-place order the lower layers' δ come from parameters already updated, so
    they are no gradient at any one point: the check shows that they differ. ``state`` must have a
    trace.
    """
    trace = state.trace
    assert trace is not None, "a batch was worked on"
    gradient = flat_gradient(trace)
    wanted = range(gradient.size) if indices is None else indices
    kinks = _kinks(state)
    with np.errstate(all="ignore"):
        return [_check_one(state, trace, index, float(gradient[index]), kinks) for index in wanted]


def flat_gradient(trace: Trace) -> Array:
    """The batch's gradient (P,) as the rule computed it, penalty included; NaN where it is not
    yet.
    """
    pieces: list[Array] = []
    for W, b, dW, db in zip(trace.before.W, trace.before.b, trace.dW, trace.db, strict=True):
        pieces.append(np.full(W.size, np.nan) if dW is None else dW.ravel())
        pieces.append(np.full(b.size, np.nan) if db is None else db)
    return np.concatenate(pieces)


def _check_one(state: TrainState, trace: Trace, index: int, gradient: float, kinks: bool) -> Check:
    value = float(trace.before.theta[index])
    h = STEP * max(1.0, abs(value))
    above, below = _moved(state, trace, index, h), _moved(state, trace, index, -h)
    difference = (_objective(above) - _objective(below)) / (2.0 * h)
    return Check(index, gradient, difference, kinks and _crosses(above, below))


def _moved(state: TrainState, trace: Trace, index: int, step: float) -> TrainState:
    """The forward pass of the same batch with one parameter moved, in full precision."""
    theta = trace.before.theta.copy()
    theta[index] += step
    experiment = state.experiment
    if experiment.hyperparameters.round_to is not None:
        # A rounded objective is a staircase; its slope is 0 almost everywhere.
        experiment = experiment.edited(round_to=None)
    new: Parameters = parameters(theta, experiment.shape)
    moved = state._replace(
        experiment=experiment,
        parameters=new,
        phase=1,
        trace=Trace(new, trace.samples, trace.x, trace.y),
    )
    while phases.program(experiment)[moved.phase - 1].kind is not Kind.LOSS:
        moved = phases.advance(moved)
    return moved


def _objective(state: TrainState) -> float:
    trace = state.trace
    assert trace is not None
    assert trace.losses is not None
    assert trace.penalty is not None
    return float(trace.losses.mean()) + trace.penalty


def _kinks(state: TrainState) -> bool:
    """Whether anything in the experiment has a kink at all."""
    experiment = state.experiment
    h = experiment.hyperparameters
    return any(a.kinks for a in experiment.activations) or experiment.loss.kinked or h.l1 > 0.0


def _crosses(above: TrainState, below: TrainState) -> bool:
    """Whether an argument of a kinked function changes sign between two states, or is at the
    kink.
    """
    one, other = above.trace, below.trace
    assert one is not None
    assert other is not None
    experiment = above.experiment
    pairs = [
        (a - kink, b - kink)
        for activation, a, b in zip(experiment.activations, one.z, other.z, strict=True)
        for kink in activation.kinks
    ]
    if experiment.loss.kinked:
        pairs.append((one.a[-1] - one.y, other.a[-1] - other.y))
    if experiment.hyperparameters.l1:
        pairs += list(zip(above.parameters.W, below.parameters.W, strict=True))
    return any(bool(((a * b <= 0.0) & ((a != 0.0) | (b != 0.0))).any()) for a, b in pairs)
