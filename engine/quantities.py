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

from engine import phases, unfold
from engine.arrays import Array
from engine.errors import InputError, did_you_mean, quoted
from engine.experiment import Experiment
from engine.phases import RULES, Kind, Phase
from engine.shown import Shown
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
        with np.errstate(all="ignore"):
            return float(KINDS[self.name].number(worked, row, self.indices))


@dataclass(frozen=True, eq=False)
class QuantityKind:
    """A kind of quantity. ``indices`` says what each index counts: "input", "output", "layer",
    "unit" of the layer, "source" in the layer below, "hidden" a layer that has one above, "target"
    a unit of the layer above.
    """

    name: str
    indices: tuple[str, ...]
    number: Callable[[Worked, int, tuple[int, ...]], float]


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


def _known(value: float | None) -> float:
    assert value is not None, "the update is complete"
    return value


# What lies between: the engine's own functions, asked again


def _shown(worked: Worked, row: int) -> Shown:
    return Shown(worked.end, row=row)


def _product(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    """w_jk a_k, a summand of z."""
    layer, unit, source = at
    return unfold.weighted_sum(worked.trace, layer, unit, row).terms[1 + source]


def _behind_delta(worked: Worked, layer: int) -> TrainState:
    """Where δ of a layer has just been computed: in place, the layers above have moved by then."""
    return worked.behind[Phase(Kind.BACKWARD, layer + 1)]


def _path(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    """δ_i w_ij, a summand of ∂L/∂a_j; 0 where the rule leaves that path out."""
    layer, unit, target = at
    experiment = worked.trace.experiment
    rule, above = RULES[experiment.hyperparameters.rule], experiment.shape.sizes[layer + 2]
    terms = unfold.path_sum(_behind_delta(worked, layer), layer, unit, row).terms
    paths = zip(rule.paths(layer + 1, unit, above), terms.tolist(), strict=True)
    return sum(term for path, term in paths if path.delta == target)


def _dL_da(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    """∂L/∂a, of a hidden unit the sum of its paths."""
    layer, unit = at
    trace = worked.trace
    if layer == len(trace.z) - 1:
        return phases.output_slope(trace.experiment, trace)[row, unit]
    now = _behind_delta(worked, layer).parameters
    return phases.path_sum(trace.experiment, trace, layer, now)[row, unit]


def _da_dz(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    """f′(z)."""
    layer, unit = at
    return phases.slope(worked.trace.experiment, worked.trace, layer)[row, unit]


def _W_change(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    layer, unit, source = at
    return _known(_shown(worked, row).change(layer + 1, unit, source))


def _b_change(worked: Worked, row: int, at: tuple[int, ...]) -> float:
    layer, unit = at
    return _known(_shown(worked, row).change(layer + 1, unit, None))


def _kinds(*kinds: QuantityKind) -> dict[str, QuantityKind]:
    return {kind.name: kind for kind in kinds}


_UNIT, _WEIGHT = ("layer", "unit"), ("layer", "unit", "source")
KINDS = _kinds(
    QuantityKind("x", ("input",), lambda w, row, at: w.trace.x[row, at[0]]),
    QuantityKind("y", ("output",), lambda w, row, at: w.trace.y[row, at[0]]),
    QuantityKind("W", _WEIGHT, lambda w, _, at: w.trace.before.W[at[0]][at[1:]]),
    QuantityKind("b", _UNIT, lambda w, _, at: w.trace.before.b[at[0]][at[1]]),
    QuantityKind("product", _WEIGHT, _product),
    QuantityKind("z", _UNIT, lambda w, row, at: w.trace.z[at[0]][row, at[1]]),
    QuantityKind("a", _UNIT, lambda w, row, at: w.trace.a[at[0]][row, at[1]]),
    QuantityKind("share", ("output",), lambda w, n, at: _known(_shown(w, n).shares()[at[0]])),
    QuantityKind("loss", (), lambda w, _row, _at: _known(w.trace.loss)),
    QuantityKind("penalty", (), lambda w, _row, _at: _known(w.trace.penalty)),
    QuantityKind("path", ("hidden", "unit", "target"), _path),
    QuantityKind("dL_da", _UNIT, _dL_da),
    QuantityKind("da_dz", _UNIT, _da_dz),
    QuantityKind("delta", _UNIT, lambda w, row, at: _entry(w.trace.delta, at[0])[row, at[1]]),
    QuantityKind("dW", _WEIGHT, lambda w, _, at: _entry(w.trace.dW, at[0])[at[1:]]),
    QuantityKind("db", _UNIT, lambda w, _, at: _entry(w.trace.db, at[0])[at[1]]),
    QuantityKind("W_change", _WEIGHT, _W_change),
    QuantityKind("b_change", _UNIT, _b_change),
    QuantityKind("W_after", _WEIGHT, lambda w, _, at: w.end.parameters.W[at[0]][at[1:]]),
    QuantityKind("b_after", _UNIT, lambda w, _, at: w.end.parameters.b[at[0]][at[1]]),
)
