"""What the parameters of a state give: their mean loss over samples, and what of it is no longer a
finite number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arrays import Array, Indices
from engine.errors import InputError
from engine.phases import Kind, Phase
from engine.state import Trace, TrainState

BLOCK = 4096  # samples of one block when a whole set is evaluated

_UNIT = (
    "{quantity} of unit {unit} of layer {layer} would no longer be a finite number; give a value "
    "nearer to 0."
)
_UNIT_OF_DATA = (
    "{quantity} of unit {unit} of layer {layer} would no longer be a finite number for some of the "
    "data; give a value nearer to 0."
)
_LOSS = "The loss would no longer be a finite number; give a value nearer to 0."
_LOSS_OF_DATA = (
    "The loss over the data would no longer be a finite number; give a value nearer to 0."
)
_PENALTY = (
    "The penalty on the weights would no longer be a finite number; give a value nearer to 0."
)
_GRADIENT = (
    "The gradient at unit {unit} of layer {layer} would no longer be a finite number; give a value "
    "nearer to 0."
)
_UPDATED = (
    "The next update would leave no finite number at unit {unit} of layer {layer}; give a value "
    "nearer to 0."
)


class Losses(NamedTuple):
    """The mean loss over the training set, and over the validation set where there is one."""

    training: float
    validation: float | None


def losses(state: TrainState) -> Losses:
    """Both with the parameters of a state; where they overflow, infinite or not a number."""
    dataset = state.experiment.dataset
    with np.errstate(all="ignore"):
        training = mean_loss(state, dataset.train)
        return Losses(
            training, mean_loss(state, dataset.validation) if dataset.validation.size else None
        )


def mean_loss(state: TrainState, samples: Indices) -> float:
    """The mean of L over samples (indices into the data), with the state's parameters, by the same
    rules as training.
    """
    total = 0.0
    for block in _blocks(state, samples):
        *_, (_, end) = _forward(block)
        assert end.trace is not None
        assert end.trace.losses is not None
        total += float(end.trace.losses.sum())
    return total / samples.size


def overflow(boundary: TrainState) -> InputError | None:
    """What is no longer a finite number, first in the update that the boundary stands before, then
    for the other data, as a sentence; None where all is finite.
    """
    with np.errstate(all="ignore"):
        return _in_update(boundary) or _in_data(boundary)


def _in_update(state: TrainState) -> InputError | None:
    for phase in phases.program(state.experiment):
        state = phases.advance(state)
        problem = _lost_in(phase, state)
        if problem is not None:
            return problem
    return None


def _in_data(state: TrainState) -> InputError | None:
    dataset = state.experiment.dataset
    for samples in (dataset.train, dataset.validation):
        for block in _blocks(state, samples):
            for phase, after in _forward(block):
                problem = _lost_in(phase, after, of_data=True)
                if problem is not None:
                    return problem
        if samples.size and not np.isfinite(mean_loss(state, samples)):  # the sum is too large
            return InputError(_LOSS_OF_DATA)
    return None


def _blocks(state: TrainState, samples: Indices) -> Iterator[TrainState]:
    """Batches that hold all of the samples, ready for the forward pass."""
    dataset = state.experiment.dataset
    for begin in range(0, samples.size, BLOCK):
        block = samples[begin : begin + BLOCK]
        x, y = dataset.x[block], dataset.y[block]
        trace = Trace(state.experiment, state.parameters, block, x, y)
        yield state._replace(phase=1, trace=trace)


def _forward(state: TrainState) -> Iterator[tuple[Phase, TrainState]]:
    """Each phase from the first layer's to the loss, with the state behind it."""
    for phase in phases.program(state.experiment)[state.phase :]:
        state = phases.advance(state)
        yield phase, state
        if phase.kind is Kind.LOSS:
            return


def _lost_in(phase: Phase, state: TrainState, *, of_data: bool = False) -> InputError | None:
    """What a phase has just made that is not finite."""
    for template, quantity, layer, numbers in _made_by(phase, state):
        lost = np.flatnonzero(~np.isfinite(numbers).all(axis=1))
        if lost.size:
            told = {_UNIT: _UNIT_OF_DATA, _LOSS: _LOSS_OF_DATA}.get(template) if of_data else None
            unit = int(lost[0]) + 1
            return InputError(told or template, quantity=quantity, layer=layer, unit=unit)
    return None


def _made_by(phase: Phase, state: TrainState) -> Iterator[tuple[str, str, int, Array]]:
    """What a phase has just made: (sentence, quantity, layer, numbers), a row for each unit."""
    trace, at = state.trace, phase.layer - 1
    assert trace is not None
    match phase.kind:
        case Kind.BATCH:
            return
        case Kind.FORWARD:
            yield _UNIT, "z", phase.layer, trace.z[at].T
            yield _UNIT, "a", phase.layer, trace.a[at].T
        case Kind.LOSS:
            yield _LOSS, "", 0, np.array([[trace.loss]])
            yield _PENALTY, "", 0, np.array([[trace.penalty]])
        case Kind.BACKWARD:
            delta, dW, db = trace.delta[at], trace.dW[at], trace.db[at]
            assert delta is not None
            assert dW is not None
            assert db is not None
            yield _UNIT, "δ", phase.layer, delta.T
            yield _GRADIENT, "", phase.layer, np.column_stack([dW, db])
        case Kind.UPDATE:
            shape = state.experiment.shape
            for layer in range(at, phase.layer) if phase.layer else range(shape.layers):
                for vector in (state.parameters.theta, *state.slots):
                    W, b = shape.split_layer(layer, vector[shape.layer_slices[layer]])
                    yield _UPDATED, "", layer + 1, np.column_stack([W, b])
