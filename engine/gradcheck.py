"""Checks gradients against central differences of the objective: the one test that no formula can
fool.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arrays import Array, Indices, Mask
from engine.experiment import Experiment
from engine.phases import Kind, Phase
from engine.state import Shape, Trace, TrainState

STEP = 1e-5
TOLERANCE = 1e-6
_MOST_FLOATS = 2_000_000  # of one layer's z, for all the moved parameters that are tried at once
_FEW_PRODUCTS = 400_000  # w·a of all the layers above, for a piece of work of about a millisecond

# Here the slope goes on, but its own slope jumps: a central difference is off by up to h/4, more
# than the tolerance, although the gradient is right. So these are marked like kinks.
_BENDS = {"elu": (0.0,)}


class Difference(NamedTuple):
    """The central difference by one parameter, an index into θ; ``kink`` as in Check."""

    parameter: int
    value: float
    kink: bool


class Check(NamedTuple):
    """One parameter's gradient as the rule gave it, and as a central difference gives it.

    ``parameter`` is its index into θ. ``kink``: within ±h an argument of ReLU or |x| changes sign,
    so that the difference means nothing; it is then not judged, and ``passes`` is True.
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
    def relative_error(self) -> float:
        """|g − n| relative to the larger of both; 0 where both are 0."""
        size = max(abs(self.gradient), abs(self.difference))
        return abs(self.gradient - self.difference) / size if size else 0.0

    @property
    def passes(self) -> bool:
        """Whether both agree, or cannot be compared."""
        return self.kink or self.error <= TOLERANCE


class _Point(NamedTuple):
    """Where the differences are taken: a forward pass at the parameters from before the update, in
    full precision and without penalty, and the experiment whose penalty is added.
    """

    state: TrainState
    trace: Trace
    experiment: Experiment


def after_backward(state: TrainState) -> TrainState:
    """The update that a boundary stands before, run until the gradient of every layer is known."""
    program = phases.program(state.experiment)
    last = program.index(Phase(Kind.BACKWARD, 1))
    with np.errstate(all="ignore"):
        while state.phase <= last:
            state = phases.advance(state)
            if state.phase == 0:
                break
    return state


def check(state: TrainState, indices: Sequence[int] | None = None) -> list[Check]:
    """Check the gradients of the batch that ``state`` has worked on: all, or those of some indices
    into θ, in ascending order.

    The objective is the mean loss of the batch plus the penalty, at the parameters from before the
    update. With the in-place order each layer's gradient was taken after the layers above it had
    moved, so those of the lower layers are no gradient at any one point; they are compared with the
    derivative at the old parameters all the same, and the check shows by how much they miss it.
    With ``round_to`` the gradient is the rounded one and the objective is not rounded, since a
    staircase has no slope. A gradient that is not computed yet is NaN and does not pass.
    """
    trace = _worked_on(state)
    gradient = flat_gradient(trace)
    wanted = np.arange(gradient.size) if indices is None else _in_order(indices)
    return [
        Check(found.parameter, float(gradient[found.parameter]), found.value, found.kink)
        for piece in _pieces(state, wanted)
        for found in piece
    ]


def differences(state: TrainState, indices: Sequence[int]) -> Iterator[list[Difference]]:
    """The central differences that ``check`` compares with, for some indices into θ, in pieces of
    about a millisecond; a single parameter is never parted, however large the batch.

    The batch need only be chosen: they belong to the update, wherever in it ``state`` stands.
    """
    return _pieces(state, _in_order(indices), _FEW_PRODUCTS)


def _in_order(indices: Sequence[int]) -> Indices:
    """Each of them once."""
    return np.array(sorted(set(indices)), np.int64)


def same_update(one: Trace, other: Trace) -> bool:
    """Whether two traces are of one update, and so have the same differences."""
    same = one.before.theta is other.before.theta and one.experiment is other.experiment
    return same and np.array_equal(one.samples, other.samples)


def flat_gradient(trace: Trace) -> Array:
    """The batch's gradient (P,) as the rule computed it, penalty included; NaN where it is not
    yet.
    """
    pieces: list[Array] = []
    for W, b, dW, db in zip(trace.before.W, trace.before.b, trace.dW, trace.db, strict=True):
        pieces.append(np.full(W.size, np.nan) if dW is None else dW.ravel())
        pieces.append(np.full(b.size, np.nan) if db is None else db)
    return np.concatenate(pieces)


def name(shape: Shape, index: int) -> str:
    """How files call the parameter at an index into θ: "W[0][1][0]", "b[2][0]"."""
    for layer, part in enumerate(shape.layer_slices):
        if index < part.stop:
            unit, source = _place(shape, layer, np.array([index]))
            end = f"[{source[0]}]" if source[0] >= 0 else ""
            return f"{'W' if end else 'b'}[{layer}][{unit[0]}]{end}"
    raise IndexError(index)


def _worked_on(state: TrainState) -> Trace:
    assert state.trace is not None, "a batch was worked on"
    return state.trace


def _pieces(
    state: TrainState, wanted: Indices, products: float = math.inf
) -> Iterator[list[Difference]]:
    """Differences for ascending indices, those of one layer together, a few at a time."""
    if not wanted.size:
        return
    # Not around a yield: whoever waits there would have the setting too.
    with np.errstate(all="ignore"):
        point = _point(state, _worked_on(state))
    for layer, chosen in _chunks(point, wanted, products):
        with np.errstate(all="ignore"):
            values, kinks = _differences(point, layer, chosen)
        found = zip(chosen.tolist(), values.tolist(), kinks.tolist(), strict=True)
        yield [Difference(*one) for one in found]


def _point(state: TrainState, trace: Trace) -> _Point:
    plain = trace.experiment.edited(round_to=None, l1=0.0, l2=0.0)
    start = state._replace(
        experiment=plain,
        parameters=trace.before,
        phase=1,
        trace=Trace(plain, trace.before, trace.samples, trace.x, trace.y),
    )
    end = _to_loss(start)
    assert end.trace is not None
    return _Point(end, end.trace, trace.experiment)


def _to_loss(state: TrainState) -> TrainState:
    """The forward pass from wherever the state stands in it, up to the loss."""
    behind = phases.program(state.experiment).index(Phase(Kind.LOSS)) + 1
    while state.phase < behind:
        state = phases.advance(state)
    return state


def _chunks(point: _Point, wanted: Indices, products: float) -> Iterator[tuple[int, Indices]]:
    """For each layer, some of its indices at a time: few enough for the memory, and for so many
    products.
    """
    trace = point.trace
    copies = 2 * trace.samples.size
    widest = max(z.shape[1] for z in trace.z)
    for layer, part in enumerate(point.experiment.shape.layer_slices):
        above = sum(W.size for W in trace.before.W[layer + 1 :])
        most = min(_MOST_FLOATS / (copies * widest), products / (copies * (above + widest)))
        some = max(1, int(most))
        of_layer = wanted[(wanted >= part.start) & (wanted < part.stop)]
        for begin in range(0, of_layer.size, some):
            yield layer, of_layer[begin : begin + some]


def _differences(point: _Point, layer: int, indices: Indices) -> tuple[Array, Mask]:
    """The central differences for M parameters of one layer, and which of them cross a kink.

    Each parameter moved up and down makes two copies of the batch, (M, 2, N, units); only their z
    of this layer differ, and the engine's own forward pass takes them all on from there.
    """
    trace, experiment = point.trace, point.experiment
    h = experiment.hyperparameters
    p = trace.before.theta[indices]
    moved = p[:, None] + (STEP * np.maximum(1.0, np.abs(p)))[:, None] * np.array([1.0, -1.0])
    units, sources = _place(experiment.shape, layer, indices)
    entering = np.where(sources >= 0, trace.below(layer)[:, np.maximum(sources, 0)], 1.0)
    z = np.broadcast_to(trace.z[layer], (indices.size, 2, *trace.z[layer].shape)).copy()
    rows = np.arange(indices.size)
    z[rows, :, :, units] += (moved - p[:, None])[:, :, None] * entering.T[:, None, :]
    end = _forward_from(point, layer, z.reshape(-1, z.shape[-1]))
    assert end.losses is not None
    losses = end.losses.reshape(indices.size, 2, -1)
    penalties = np.where(sources[:, None] < 0, 0.0, _penalty(experiment, moved))
    rise = (losses[:, 0] - losses[:, 1]).mean(axis=1) + penalties[:, 0] - penalties[:, 1]
    kinks = _crossings(experiment, layer, end, indices.size)
    if h.l1:
        kinks |= (sources >= 0) & (moved[:, 0] * moved[:, 1] <= 0.0)
    return rise / (moved[:, 0] - moved[:, 1]), kinks


def _place(shape: Shape, layer: int, indices: Indices) -> tuple[Indices, Indices]:
    """The unit, and the source or −1 for a bias, of parameters of one layer."""
    inputs, units = shape.sizes[layer], shape.sizes[layer + 1]
    local = indices - shape.layer_slices[layer].start
    is_bias = local >= units * inputs
    unit, source = local // inputs, local % inputs
    unit[is_bias], source[is_bias] = local[is_bias] - units * inputs, -1
    return unit, source


def _forward_from(point: _Point, layer: int, z: Array) -> Trace:
    """The forward pass of several copies of the batch, from z (copies × N, units) of a layer on."""
    trace, state = point.trace, point.state
    a = state.experiment.activations[layer].f(z)
    copies = len(z) // trace.samples.size
    begun = trace._replace(
        y=np.tile(trace.y, (copies, 1)),
        z=(*trace.z[:layer], z),
        a=(*trace.a[:layer], a),
    )
    end = _to_loss(state._replace(phase=layer + 2, trace=begun)).trace
    assert end is not None
    return end


def _penalty(experiment: Experiment, w: Array) -> Array:
    """What each of some weights adds to the objective."""
    h = experiment.hyperparameters
    return h.l1 * np.abs(w) + 0.5 * h.l2 * w * w


def _crossings(experiment: Experiment, layer: int, end: Trace, count: int) -> Mask:
    """(count,) True where an argument of a function changes sign at a kink between both copies."""
    arguments = [
        end.z[index] - kink
        for index, activation in enumerate(experiment.activations)
        for kink in (*activation.kinks, *_BENDS.get(activation.name, ()))
        if index >= layer
    ]
    difference = end.a[-1] - end.y
    if experiment.loss.kinked:
        arguments.append(difference)
    if experiment.loss.name == "huber":  # a bend, as in _BENDS
        arguments.append(np.abs(difference) - experiment.hyperparameters.huber_delta)
    crossed = np.zeros(count, dtype=np.bool_)
    for argument in arguments:
        above, below = np.moveaxis(np.sign(argument).reshape(count, 2, -1), 1, 0)
        crossed |= ((above * below <= 0.0) & (above != below)).any(axis=1)
    return crossed
