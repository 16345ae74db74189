"""All of the mathematics: the program of an update, and the pure rule of each of its phases.

Notation (the article's): w_jk leads INTO unit j FROM unit k; z = W a + b; a = f(z); δ = ∂L/∂z.
Layers are counted from 1 in a phase's name and from 0 in tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.arithmetic import Arithmetic
from engine.arrays import Array, read_only
from engine.experiment import Experiment
from engine.optimizers import Gradient
from engine.splitmix import epoch_order
from engine.state import Parameters, Shape, Trace, TrainState, parameters, room


class Kind(StrEnum):
    """What a phase does."""

    BATCH = "batch"
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Phase(NamedTuple):
    """One entry of an update's program; ``layer`` is 1…L, or 0 where the phase belongs to no single
    layer.
    """

    kind: Kind
    layer: int = 0

    @property
    def name(self) -> str:
        """As in a moment: "backward-1", "loss"."""
        return f"{self.kind}-{self.layer}" if self.layer else str(self.kind)


@lru_cache(maxsize=64)
def _program(layers: int, in_place: bool) -> tuple[Phase, ...]:
    down = range(layers, 0, -1)
    start = (
        Phase(Kind.BATCH),
        *(Phase(Kind.FORWARD, layer) for layer in range(1, layers + 1)),
        Phase(Kind.LOSS),
    )
    if in_place:
        return start + tuple(
            Phase(kind, layer) for layer in down for kind in (Kind.BACKWARD, Kind.UPDATE)
        )
    return (*start, *(Phase(Kind.BACKWARD, layer) for layer in down), Phase(Kind.UPDATE))


def program(experiment: Experiment) -> tuple[Phase, ...]:
    """The phases of one update: BATCH, FORWARD 1…L, LOSS, BACKWARD L…1, UPDATE; in place, each
    layer's UPDATE follows its BACKWARD.
    """
    return _program(len(experiment.layers), experiment.hyperparameters.update_order == "in_place")


class Path(NamedTuple):
    """One product of ∂L/∂a_k: the δ of unit ``delta`` of the layer above, times the weight that
    leads from k into unit ``row`` there. Both count from 0, and are the same by the chain rule.
    """

    delta: int
    row: int


@dataclass(frozen=True)
class Paths:
    """The products of ∂L/∂a_k, which go on by one in both numbers from ``first``. They are not
    written out: a unit may have a million.
    """

    first: Path
    count: int

    @property
    def deltas(self) -> slice:
        """Which δ's of the layer above they take."""
        return slice(self.first.delta, self.first.delta + self.count)

    @property
    def rows(self) -> slice:
        """Which rows of W above."""
        return slice(self.first.row, self.first.row + self.count)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Path:
        if not 0 <= index < self.count:
            raise IndexError(index)
        return Path(self.first.delta + index, self.first.row + index)

    def __iter__(self) -> Iterator[Path]:
        return map(self.__getitem__, range(self.count))


@dataclass(frozen=True, eq=False)
class Rule:
    """How δ is handed down a layer, and how δ and the activations below make a gradient.

    ``path_sum(arithmetic, layer, W, delta)``: Σ_j δ_j w_jk, the ∂L/∂a (N, units) of ``layer``
    (1…L−1), from W and δ of the layer above. ``mean_product(arithmetic, layer, delta, a, dW)`` puts
    ∂L/∂W of ``layer`` into dW (units, inputs). The other two name what these sum: ``paths(layer, k,
    units above)`` the products of ∂L/∂a_k, ``deltas(layer, j, inputs)`` the unit whose δ enters
    each entry of row j of dW.
    """

    name: str
    path_sum: Callable[[Arithmetic, int, Array, Array], Array]
    mean_product: Callable[[Arithmetic, int, Array, Array, Array], None]
    paths: Callable[[int, int, int], Paths]
    deltas: Callable[[int, int, int], tuple[int, ...]]


def _all_paths(_layer: int, _k: int, above: int) -> Paths:
    return Paths(Path(0, 0), above)


def _printed_path_sum(arithmetic: Arithmetic, layer: int, W: Array, delta: Array) -> Array:
    if layer != 1:
        return arithmetic.path_sum(W, delta)
    # The article prints one path for each unit of layer 1: δ₁w₁₁ and δ₂w₁₂, where the chain rule
    # sums two.
    return arithmetic.round(delta * W[0])


def _printed_mean_product(
    arithmetic: Arithmetic, layer: int, delta: Array, a: Array, dW: Array
) -> None:
    if layer == 3:
        arithmetic.mean_product(delta, a, dW)
    else:
        # The article updates w₁₂ with δ₂ and w₂₁ with δ₁: each entry takes the δ of its source's
        # number.
        dW[:] = arithmetic.mean(arithmetic.round(delta * a))


RULES = {
    "chain_rule": Rule(
        "chain_rule",
        lambda arithmetic, layer, W, delta: arithmetic.path_sum(W, delta),
        lambda arithmetic, layer, delta, a, dW: arithmetic.mean_product(delta, a, dW),
        _all_paths,
        lambda layer, j, inputs: (j,) * inputs,
    ),
    "as_printed": Rule(
        "as_printed",
        _printed_path_sum,
        _printed_mean_product,
        lambda layer, k, above: _all_paths(layer, k, above) if layer != 1 else Paths(Path(k, 0), 1),
        lambda layer, j, inputs: (j,) * inputs if layer == 3 else tuple(range(inputs)),
    ),
}


def start(experiment: Experiment) -> TrainState:
    """The state before update 1."""
    theta = experiment.starting_parameters
    return TrainState(experiment, 0, 0, 0, 0, theta, empty_slots(experiment), 0, None)


def empty_slots(experiment: Experiment) -> tuple[Array, ...]:
    """Running averages before the first update: zeros, one (P,) for each of the optimizer's
    slots.
    """
    return tuple(read_only(np.zeros(experiment.shape.count)) for _ in experiment.optimizer.slots)


def advance(state: TrainState) -> TrainState:
    """Run the phase that ``state`` stands at; the only thing that moves time. Pure."""
    kind, layer = program(state.experiment)[state.phase]
    return _PHASES[kind](state, layer - 1)


def complete(state: TrainState) -> TrainState:
    """Advance to the end of the update."""
    for kind, layer in program(state.experiment)[state.phase :]:
        state = _PHASES[kind](state, layer - 1)
    return state


def _batch(state: TrainState, _: int) -> TrainState:
    """The next samples in this epoch's order."""
    dataset, h = state.experiment.dataset, state.experiment.hyperparameters
    order = epoch_order(h.seed, state.epoch, dataset.train.size, h.shuffle)
    samples = dataset.train[order[state.position : state.position + h.batch_size]]
    nothing = (None,) * len(state.experiment.layers)
    trace = Trace(
        state.experiment,
        state.parameters,
        samples,
        dataset.x.take(samples, axis=0),
        dataset.y.take(samples, axis=0),
        delta=nothing,
        change=nothing,
        slots=state.slots,
        time=state.time + 1,
    )
    return state.next(trace)


def _forward(state: TrainState, layer: int) -> TrainState:
    """z = W a + b, a = f(z)."""
    trace, arithmetic = _open(state), state.experiment.arithmetic
    z = arithmetic.weighted_sum(
        state.parameters.W[layer], state.parameters.b[layer], trace.below(layer)
    )
    a = arithmetic.round(state.experiment.activations[layer].f(z))
    return state.next(trace.forward(z, a))


def _loss(state: TrainState, _: int) -> TrainState:
    """L of each sample, their mean, and the penalty."""
    trace, experiment = _open(state), state.experiment
    round_, h = experiment.arithmetic.round, experiment.hyperparameters
    shares = round_(experiment.loss.shares(trace.y, trace.a[-1], trace.z[-1], h.huber_delta))
    losses = round_(shares.sum(axis=1))
    loss = float(experiment.arithmetic.mean(losses))
    return state.next(trace.judged(losses, loss, penalty(experiment, state.parameters.W)))


def penalty(experiment: Experiment, W: tuple[Array, ...]) -> float:
    """l1·Σ|W| + ½·l2·ΣW²; biases are left out."""
    h = experiment.hyperparameters
    if not h.l1 and not h.l2:
        return 0.0
    return sum(h.l1 * float(np.abs(w).sum()) + 0.5 * h.l2 * float((w * w).sum()) for w in W)


def _backward(state: TrainState, layer: int) -> TrainState:
    """δ = ∂L/∂a · f′(z), dW = mean of δ aᵀ, db = mean of δ."""
    trace, experiment = _open(state), state.experiment
    arithmetic, h = experiment.arithmetic, experiment.hyperparameters
    delta = (
        _output_delta(experiment, trace)
        if layer == len(experiment.layers) - 1
        else _hidden_delta(state, trace, layer)
    )
    gradient = trace.gradient
    if gradient is None or gradient.lowest <= layer:  # or this phase has run before
        gradient = room(experiment.shape, gradient)
    W, dW, db = state.parameters.W[layer], gradient.W[layer], gradient.b[layer]
    RULES[h.rule].mean_product(arithmetic, layer + 1, delta, trace.below(layer), dW)
    if h.l1:
        dW[:] = arithmetic.round(dW + h.l1 * np.sign(W))
    if h.l2:
        dW[:] = arithmetic.round(dW + h.l2 * W)
    db[:] = arithmetic.mean(delta)
    gradient.lowest = layer
    return state.next(trace.backward(layer, delta, gradient))


def _output_delta(experiment: Experiment, trace: Trace) -> Array:
    """δ of the output layer: ∂L/∂a · f′(z), or the closed form where the loss has one."""
    round_, loss = experiment.arithmetic.round, experiment.loss
    if loss.delta is not None:
        return round_(loss.delta(trace.y, trace.a[-1]))
    return round_(output_slope(experiment, trace) * slope(experiment, trace, len(trace.z) - 1))


def _hidden_delta(state: TrainState, trace: Trace, layer: int) -> Array:
    """δ of a hidden layer: the paths from the layer above, summed, times f′(z)."""
    experiment = state.experiment
    dL_da = path_sum(experiment, trace, layer, state.parameters)
    return experiment.arithmetic.round(dL_da * slope(experiment, trace, layer))


def output_slope(experiment: Experiment, trace: Trace) -> Array:
    """∂L/∂a of the output layer, (N, units)."""
    h = experiment.hyperparameters
    return experiment.arithmetic.round(
        experiment.loss.gradient(trace.y, trace.a[-1], h.huber_delta)
    )


def path_sum(experiment: Experiment, trace: Trace, layer: int, now: Parameters) -> Array:
    """∂L/∂a of a hidden layer (counted from 0), (N, units), from δ of the layer above and the
    parameters as they are now: in place, the layer above has moved already.
    """
    above = trace.delta[layer + 1]
    assert above is not None, "the program runs the layer above first"
    rule = RULES[experiment.hyperparameters.rule]
    return rule.path_sum(experiment.arithmetic, layer + 1, now.W[layer + 1], above)


def slope(experiment: Experiment, trace: Trace, layer: int) -> Array:
    """f′(z) of a layer (counted from 0), (N, units)."""
    derivative = experiment.activations[layer].derivative
    return experiment.arithmetic.round(derivative(trace.z[layer], trace.a[layer]))


def _update(state: TrainState, layer: int) -> TrainState:
    """θ ← θ + Δ, for all layers (layer −1) or for one; after the last one the update is
    complete.
    """
    experiment, trace = state.experiment, _open(state)
    shape = experiment.shape
    assert trace.gradient is not None, "the program computes a gradient before it is used"
    part = slice(0, shape.count) if layer < 0 else shape.layer_slices[layer]
    theta = state.parameters.theta
    gradient = Gradient(
        trace.gradient.flat[part], theta[part], shape.is_weight[part], state.time + 1
    )
    change, slots = experiment.optimizer.change(
        gradient, tuple([slot[part] for slot in state.slots]), experiment.hyperparameters
    )
    change = experiment.arithmetic.round(change)
    moved = experiment.arithmetic.round(theta[part] + change)
    if experiment.held is not None:
        held = experiment.held[part]
        change, moved = np.where(held, 0.0, change), np.where(held, theta[part], moved)
        slots = tuple(
            np.where(held, old[part], new) for old, new in zip(state.slots, slots, strict=True)
        )
    theta, *slots = _placed((theta, *state.slots), (moved, *slots), part)
    trace = trace.updated(_split_change(trace.change, change, layer, shape))
    return _after_update(state, parameters(theta, shape), tuple(slots), trace)


def _after_update(
    state: TrainState, new: Parameters, slots: tuple[Array, ...], trace: Trace
) -> TrainState:
    """On to the next phase; behind the last one stands the next update, and behind the last sample
    the next epoch.
    """
    experiment = state.experiment
    if state.phase + 1 < len(program(experiment)):
        return state.next(trace)._replace(parameters=new, slots=slots)
    position = state.position + trace.samples.size
    epoch_ends = position >= experiment.dataset.train.size
    epoch = state.epoch + 1 if epoch_ends else state.epoch
    position = 0 if epoch_ends else position
    update, time = state.update + 1, state.time + 1
    return TrainState(experiment, update, epoch, position, time, new, slots, 0, trace)


def _split_change(
    old: tuple[Array | None, ...], change: Array, layer: int, shape: Shape
) -> tuple[Array | None, ...]:
    """The trace's changes, one flat part a layer: all of them, or ``layer`` put in."""
    read_only(change)
    if layer < 0:
        return tuple([change[part] for part in shape.layer_slices])
    return (*old[:layer], change, *old[layer + 1 :])


def _placed(old: tuple[Array, ...], new: tuple[Array, ...], part: slice) -> tuple[Array, ...]:
    """Vectors with one part replaced, closed for writing."""
    placed: list[Array] = []
    for before, after in zip(old, new, strict=True):
        whole = after
        if after.size != before.size:
            whole = before.copy()
            whole[part] = after
        placed.append(read_only(whole))
    return tuple(placed)


def _open(state: TrainState) -> Trace:
    assert state.trace is not None, "BATCH comes first"
    return state.trace


_PHASES = {
    Kind.BATCH: _batch,
    Kind.FORWARD: _forward,
    Kind.LOSS: _loss,
    Kind.BACKWARD: _backward,
    Kind.UPDATE: _update,
}
