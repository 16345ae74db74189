"""The numbers of one update under the names that files give them: z[0][1], dW[1][0][0], loss.

Indices count from 0: layer 0 is the first hidden layer. z, a, delta and their kind are those of one
sample; loss, dW and db those of the batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arrays import Array
from engine.errors import InputError
from engine.experiment import Experiment
from engine.hyperparameters import did_you_mean, quoted
from engine.phases import RULES, Kind, Phase
from engine.state import Shape, Trace, TrainState

_FORM = re.compile(r"(\w{1,40})((?:\[\d{1,9}\]){0,4})")


class Worked(NamedTuple):
    """One update, worked through: the state behind each of its phases, and the one at its end."""

    behind: dict[Phase, TrainState]
    end: TrainState

    @property
    def trace(self) -> Trace:
        """Everything that the update computed."""
        assert self.end.trace is not None, "the update is complete"
        return self.end.trace


def work(boundary: TrainState) -> Worked:
    """The update that a boundary stands before."""
    behind: dict[Phase, TrainState] = {}
    state = boundary
    with np.errstate(all="ignore"):
        for phase in phases.program(boundary.experiment):
            state = phases.advance(state)
            behind[phase] = state
    return Worked(behind, state)


class Quantity(NamedTuple):
    """A number of an update: the name of its kind, and its indices."""

    name: str
    indices: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.name + "".join(f"[{index}]" for index in self.indices)

    def value(self, worked: Worked, row: int) -> float:
        """The number itself, of a row of the batch where it belongs to one sample."""
        kind = KINDS[self.name]
        layer, place = 0, self.indices
        if kind.has_layer:
            layer, place = place[0], place[1:]
        with np.errstate(all="ignore"):
            array = kind.array(worked, layer)
        return float(array[(row, *place)] if kind.per_sample else array[place])


@dataclass(frozen=True, eq=False)
class QuantityKind:
    """A kind of quantity. ``indices`` says what each index counts: "input", "output", "layer",
    "unit" of the layer, "source" in the layer below, "hidden" a layer that has one above, "target"
    a unit of the layer above.

    ``array(worked, layer)`` holds all of a layer's: (N, …) where ``per_sample``, then one axis for
    each index behind the layer's.
    """

    name: str
    indices: tuple[str, ...]
    array: Callable[[Worked, int], Array]
    per_sample: bool = False

    @property
    def has_layer(self) -> bool:
        """Whether the first index is a layer."""
        return self.indices[:1] in (("layer",), ("hidden",))


def quantity(text: str, shape: Shape, where: str) -> Quantity:
    """The quantity of a name, for a network of this shape. InputError, with ``where``, if it is
    none.
    """
    match = _FORM.fullmatch(text)
    name = match[1] if match else text.partition("[")[0]
    kind = KINDS.get(name)
    if match is None or kind is None:
        raise InputError(
            "{where} is {value}; write one of {choices} with its indices, such as z[0][1].{hint}",
            where=where,
            value=quoted(text),
            choices=", ".join(KINDS),
            hint="" if kind else did_you_mean(name, tuple(KINDS)),
        )
    indices = tuple(int(digits) for digits in re.findall(r"\d+", match[2]))
    if len(indices) != len(kind.indices):
        raise InputError(
            "{where} is {value}; write it as {form}.",
            where=where,
            value=quoted(text),
            form=name + "".join(f"[{what}]" for what in kind.indices),
        )
    for index, what in zip(indices, kind.indices, strict=True):
        size = _size(shape, what, indices[0])
        if index >= size:
            raise InputError(
                "{where} is {value}, but the network has {size} here: the {what} is at most {last}."
                if size
                else "{where} is {value}, but the network has no hidden layer.",
                where=where,
                value=quoted(text),
                size=size,
                what="layer" if what == "hidden" else what,
                last=size - 1,
            )
    return Quantity(name, indices)


def batch_size(experiment: Experiment, update: int) -> int:
    """How many samples the batch of an update has, counted from 1; an epoch's last may be short."""
    size = experiment.dataset.train.size
    batch = min(experiment.hyperparameters.batch_size, size)
    return min(batch, size - (update - 1) % -(-size // batch) * batch)


def _size(shape: Shape, what: str, layer: int) -> int:
    """How many there are of what an index counts, in this layer or beside it."""
    match what:
        case "layer":
            return shape.layers
        case "hidden":
            return shape.layers - 1
        case "input":
            return shape.sizes[0]
        case "output":
            return shape.sizes[-1]
        case _:
            return shape.sizes[layer + {"source": 0, "unit": 1, "target": 2}[what]]


# What a trace holds


def _entry(values: tuple[Array | None, ...], layer: int) -> Array:
    value = values[layer]
    assert value is not None, "the update is complete"
    return value


def _change(worked: Worked, layer: int) -> tuple[Array, Array]:
    """Δ of a layer, as (W, b)."""
    shape = worked.end.experiment.shape
    return shape.split_layer(layer, _entry(worked.trace.change, layer))


def _number(value: float | None) -> Array:
    assert value is not None, "the update is complete"
    return np.array(value)


# What lies between, by the rules that the phases use


def _shares(worked: Worked, _layer: int) -> Array:
    """(N, outputs) each output's share of L."""
    trace, experiment = worked.trace, worked.end.experiment
    huber_delta = experiment.hyperparameters.huber_delta
    shares = experiment.loss.shares(trace.y, trace.a[-1], trace.z[-1], huber_delta)
    return experiment.arithmetic.round(shares)


def _products(worked: Worked, layer: int) -> Array:
    """(N, units, sources) w_jk a_k, the summands of z."""
    trace = worked.trace
    products = trace.before.W[layer][None] * trace.below(layer)[:, None, :]
    return worked.end.experiment.arithmetic.round(products)


def _behind_delta(worked: Worked, layer: int) -> TrainState:
    """Where δ of a layer has just been computed: in place, the layers above have moved by then."""
    return worked.behind[Phase(Kind.BACKWARD, layer + 1)]


def _dL_da(worked: Worked, layer: int) -> Array:
    """(N, units) ∂L/∂a, of a hidden layer the sum of its paths."""
    state, trace = _behind_delta(worked, layer), worked.trace
    arithmetic, h = state.experiment.arithmetic, state.experiment.hyperparameters
    if layer == len(state.experiment.layers) - 1:
        slope = state.experiment.loss.gradient(trace.y, trace.a[-1], h.huber_delta)
        return arithmetic.round(slope)
    above, W = _entry(trace.delta, layer + 1), state.parameters.W[layer + 1]
    return RULES[h.rule].path_sum(arithmetic, layer + 1, W, above)


def _paths(worked: Worked, layer: int) -> Array:
    """(N, units, targets) δ_i w_ij, the summands of ∂L/∂a_j by the chain rule."""
    state = _behind_delta(worked, layer)
    W, delta = state.parameters.W[layer + 1], _entry(worked.trace.delta, layer + 1)
    return state.experiment.arithmetic.round(delta[:, None, :] * W.T[None])


def _da_dz(worked: Worked, layer: int) -> Array:
    """(N, units) f′(z)."""
    trace, experiment = worked.trace, worked.end.experiment
    slope = experiment.activations[layer].derivative(trace.z[layer], trace.a[layer])
    return experiment.arithmetic.round(slope)


def _kinds(*kinds: QuantityKind) -> dict[str, QuantityKind]:
    return {kind.name: kind for kind in kinds}


_UNIT, _WEIGHT = ("layer", "unit"), ("layer", "unit", "source")
KINDS = _kinds(
    QuantityKind("x", ("input",), lambda worked, _: worked.trace.x, True),
    QuantityKind("y", ("output",), lambda worked, _: worked.trace.y, True),
    QuantityKind("W", _WEIGHT, lambda worked, layer: worked.trace.before.W[layer]),
    QuantityKind("b", _UNIT, lambda worked, layer: worked.trace.before.b[layer]),
    QuantityKind("product", _WEIGHT, _products, True),
    QuantityKind("z", _UNIT, lambda worked, layer: worked.trace.z[layer], True),
    QuantityKind("a", _UNIT, lambda worked, layer: worked.trace.a[layer], True),
    QuantityKind("share", ("output",), _shares, True),
    QuantityKind("loss", (), lambda worked, _: _number(worked.trace.loss)),
    QuantityKind("penalty", (), lambda worked, _: _number(worked.trace.penalty)),
    QuantityKind("path", ("hidden", "unit", "target"), _paths, True),
    QuantityKind("dL_da", _UNIT, _dL_da, True),
    QuantityKind("da_dz", _UNIT, _da_dz, True),
    QuantityKind("delta", _UNIT, lambda worked, layer: _entry(worked.trace.delta, layer), True),
    QuantityKind("dW", _WEIGHT, lambda worked, layer: _entry(worked.trace.dW, layer)),
    QuantityKind("db", _UNIT, lambda worked, layer: _entry(worked.trace.db, layer)),
    QuantityKind("W_change", _WEIGHT, lambda worked, layer: _change(worked, layer)[0]),
    QuantityKind("b_change", _UNIT, lambda worked, layer: _change(worked, layer)[1]),
    QuantityKind("W_after", _WEIGHT, lambda worked, layer: worked.end.parameters.W[layer]),
    QuantityKind("b_after", _UNIT, lambda worked, layer: worked.end.parameters.b[layer]),
)
