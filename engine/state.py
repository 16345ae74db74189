"""What a training run is made of, all of it immutable: parameters, the trace of an update, the
state between two phases.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.arrays import Array, Indices, read_only

if TYPE_CHECKING:
    from engine.experiment import Experiment


@dataclass(frozen=True)
class Shape:
    """The sizes of a network: ``sizes[0]`` inputs, then the units of each layer.

    The flat vector θ holds, layer by layer, W row by row (into unit j, from unit k), then b.
    """

    sizes: tuple[int, ...]

    @property
    def layers(self) -> int:
        """L, the number of layers that have parameters."""
        return len(self.sizes) - 1

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        offsets = [0]
        for inputs, units in zip(self.sizes, self.sizes[1:], strict=False):
            offsets.append(offsets[-1] + units * inputs + units)
        return tuple(offsets)

    @property
    def count(self) -> int:
        """P, the length of θ."""
        return self._offsets[-1]

    @cached_property
    def layer_slices(self) -> tuple[slice, ...]:
        """For each layer, where its W and b stand in θ."""
        return tuple(slice(a, b) for a, b in zip(self._offsets, self._offsets[1:], strict=False))

    @cached_property
    def _views(self) -> tuple[tuple[slice, tuple[int, int], slice], ...]:
        views: list[tuple[slice, tuple[int, int], slice]] = []
        for layer, part in enumerate(self.layer_slices):
            inputs, units = self.sizes[layer], self.sizes[layer + 1]
            middle = part.start + units * inputs
            views.append((slice(part.start, middle), (units, inputs), slice(middle, part.stop)))
        return tuple(views)

    def weights(self, theta: Array) -> tuple[Array, ...]:
        """W of each layer, (units, inputs), as views of a flat vector (P,)."""
        return tuple([theta[w].reshape(shape) for w, shape, _ in self._views])

    def biases(self, theta: Array) -> tuple[Array, ...]:
        """b of each layer, (units,), as views of a flat vector (P,)."""
        return tuple([theta[b] for _, _, b in self._views])

    def split_layer(self, layer: int, flat: Array) -> tuple[Array, Array]:
        """(W, b) of one layer, counted from 0, from that layer's own flat part."""
        inputs, units = self.sizes[layer], self.sizes[layer + 1]
        return flat[: units * inputs].reshape(units, inputs), flat[units * inputs :]

    def index(self, layer: int, unit: int, source: int | None) -> int:
        """Where W[layer][unit, source], or b[layer][unit] if source is None, stands in θ."""
        weights, (_, inputs), biases = self._views[layer]
        return biases.start + unit if source is None else weights.start + unit * inputs + source

    @cached_property
    def is_weight(self) -> Array:
        """1.0 where θ holds a weight, 0.0 where it holds a bias; (P,)."""
        marks = np.zeros(self.count)
        for w, _, _ in self._views:
            marks[w] = 1.0
        return read_only(marks)


class Parameters(NamedTuple):
    """θ, one flat read-only vector (P,), with W (units, inputs) and b (units,) of each layer as
    views of it.
    """

    theta: Array
    W: tuple[Array, ...]
    b: tuple[Array, ...]


def parameters(theta: Array, shape: Shape) -> Parameters:
    """Parameters over θ, which is closed for writing first: views made before that would stay
    open.
    """
    read_only(theta)
    return Parameters(theta, shape.weights(theta), shape.biases(theta))


@dataclass(slots=True, eq=False)
class Room:
    """Room for the gradient of one update: a vector (P,) laid out as θ, with each layer's part as
    views of it, so that nobody need join the parts.

    Each layer's backward phase writes its own part, from the last layer down. ``lowest`` is the one
    that was written last: what a state has shown is not written again.
    """

    flat: Array
    W: tuple[Array, ...]
    b: tuple[Array, ...]
    lowest: int


def room(shape: Shape, filled: Room | None = None) -> Room:
    """New room; with a copy of what stands in another."""
    flat = np.empty(shape.count) if filled is None else filled.flat.copy()
    return Room(flat, shape.weights(flat), shape.biases(flat), shape.layers)


class Trace(NamedTuple):
    """What one update has computed so far. N samples; entry l of a tuple belongs to layer l + 1.

    z, a: (N, units), as far as the forward pass has come. ``losses`` (N,) each sample's own L,
    ``loss`` their mean, ``penalty`` what L1 and L2 add. ``delta`` (N, units) ∂L/∂z of each sample's
    own loss. ``gradient``: the batch's, penalty included, of those layers that have a δ; later
    phases fill the rest. ``change`` the layer's flat Δ. None: not yet. ``experiment``: the choices
    that the update is made with. ``slots``, ``time``: the optimizer's running averages before the
    update, and its own count of updates with this one.
    """

    experiment: Experiment
    before: Parameters
    samples: Indices
    x: Array
    y: Array
    z: tuple[Array, ...] = ()
    a: tuple[Array, ...] = ()
    losses: Array | None = None
    loss: float | None = None
    penalty: float | None = None
    delta: tuple[Array | None, ...] = ()
    gradient: Room | None = None
    change: tuple[Array | None, ...] = ()
    slots: tuple[Array, ...] = ()
    time: int = 1

    def below(self, layer: int) -> Array:
        """The activations (N, inputs) that enter a layer, counted from 0: x, or a of the layer
        before.
        """
        return self.a[layer - 1] if layer else self.x

    @property
    def dW(self) -> tuple[Array | None, ...]:
        """The gradient of each layer's W, (units, inputs); None: not yet."""
        return self.delta if self.gradient is None else self._known(self.gradient.W)

    @property
    def db(self) -> tuple[Array | None, ...]:
        """The gradient of each layer's b, (units,); None: not yet."""
        return self.delta if self.gradient is None else self._known(self.gradient.b)

    def _known(self, values: tuple[Array, ...]) -> tuple[Array | None, ...]:
        pairs = zip(values, self.delta, strict=True)
        return tuple([None if delta is None else value for value, delta in pairs])

    # Written out: _replace takes twice as long, and every phase makes a new trace and state.

    def forward(self, z: Array, a: Array) -> Trace:
        """With z and a of one more layer."""
        return Trace(*self[:5], (*self.z, z), (*self.a, a), *self[7:])

    def judged(self, losses: Array, loss: float, penalty: float) -> Trace:
        """With the loss of each sample, their mean, and the penalty."""
        return Trace(*self[:7], losses, loss, penalty, *self[10:])

    def backward(self, layer: int, delta: Array, gradient: Room) -> Trace:
        """With δ of a layer, counted from 0, whose gradient now stands in ``gradient``."""
        return Trace(*self[:10], _put(self.delta, layer, delta), gradient, *self[12:])

    def updated(self, change: tuple[Array | None, ...]) -> Trace:
        """With the change of each layer that has been updated."""
        return Trace(*self[:12], change, *self[13:])


def _put(values: tuple[Array | None, ...], index: int, value: Array) -> tuple[Array | None, ...]:
    return (*values[:index], value, *values[index + 1 :])


class TrainState(NamedTuple):
    """A run between two phases.

    ``update``, ``epoch``: completed ones. ``position``: training samples of this epoch already
    used. ``time``: the optimizer's own count of updates. ``phase``: index into program(experiment)
    of the phase that comes next; at 0 ``trace`` still shows the last completed update.
    """

    experiment: Experiment
    update: int
    epoch: int
    position: int
    time: int
    parameters: Parameters
    slots: tuple[Array, ...]
    phase: int
    trace: Trace | None

    def next(self, trace: Trace) -> TrainState:
        """At the next phase, with what this one has computed."""
        return TrainState(*self[:7], self.phase + 1, trace)
