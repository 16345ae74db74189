"""The phases of an update: their order, what they may change, and that they change nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from engine import phases
from engine.arrays import Array
from engine.data import TableData
from engine.experiment import Experiment
from engine.optimizers import OPTIMIZERS
from engine.state import Trace, TrainState
from tests.engine.article_network import THETA, experiment, one_update
from tests.engine.shown_trace import contents


def names(chosen: Experiment) -> list[str]:
    return [phase.name for phase in phases.program(chosen)]


# The program


def test_that_an_update_runs_forward_then_back_then_updates() -> None:
    assert names(experiment()) == [
        *("batch", "forward-1", "forward-2", "forward-3", "loss"),
        *("backward-3", "backward-2", "backward-1", "update"),
    ]


def test_that_in_place_each_layer_is_updated_before_the_one_below() -> None:
    assert names(experiment(update_order="in_place")) == [
        *("batch", "forward-1", "forward-2", "forward-3", "loss"),
        *("backward-3", "update-3", "backward-2", "update-2", "backward-1", "update-1"),
    ]


def test_that_a_trace_fills_phase_by_phase() -> None:
    state, filled = phases.start(experiment()), list[tuple[int, ...]]()
    assert state.trace is None
    for _ in names(experiment()):
        state = phases.advance(state)
        trace = state.trace
        assert trace is not None
        there = (sum(v is not None for v in t) for t in (trace.delta, trace.dW, trace.change))
        filled.append((len(trace.z), len(trace.a), trace.loss is not None, *there))
    assert filled == [
        (0, 0, False, 0, 0, 0),
        (1, 1, False, 0, 0, 0),
        (2, 2, False, 0, 0, 0),
        (3, 3, False, 0, 0, 0),
        (3, 3, True, 0, 0, 0),
        (3, 3, True, 1, 1, 0),
        (3, 3, True, 2, 2, 0),
        (3, 3, True, 3, 3, 0),
        (3, 3, True, 3, 3, 3),
    ]


# Batches and epochs


def test_that_an_epoch_ends_with_a_short_batch_and_the_next_begins_anew() -> None:
    x = np.arange(14.0).reshape(7, 2) / 14
    state = phases.start(experiment(data=TableData(x, x[:, :1]), batch_size=3, learning_rate=0.001))
    seen: list[tuple[int, int, list[int]]] = []
    for _ in range(4):
        state = phases.advance(state)
        assert state.trace is not None
        seen.append((state.epoch, state.position, state.trace.samples.tolist()))
        assert (state.trace.x == x[state.trace.samples]).all()
        while state.phase:
            state = phases.advance(state)
    assert seen == [(0, 0, [0, 1, 2]), (0, 3, [3, 4, 5]), (0, 6, [6]), (1, 0, [0, 1, 2])]
    assert (state.update, state.time, state.epoch, state.position) == (4, 4, 1, 3)


def test_that_shuffled_epochs_visit_every_training_sample_once() -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (10, 2))
    chosen = experiment(
        data=TableData(x, x[:, :1]), batch_size=3, shuffle=True, validation_share=0.2
    )
    state, epochs = phases.start(chosen), list[list[int]]()
    for _ in range(3):
        visited: list[int] = []
        while state.epoch == len(epochs):
            state = phases.advance(state)
            assert state.trace is not None
            if state.phase == 1:
                visited += state.trace.samples.tolist()
        epochs.append(visited)
    assert all(sorted(visited) == chosen.dataset.train.tolist() for visited in epochs)
    assert epochs[0] != epochs[1] != epochs[2]


# What is held


def joined(parts: tuple[Array | None, ...]) -> Array:
    return np.concatenate([part.ravel() for part in parts if part is not None])


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_frozen_parameters_keep_their_value_and_averages(optimizer: str, order: str) -> None:
    frozen = np.zeros(15, dtype=np.bool_)
    frozen[[0, 5, 7, 12]] = True
    held, free = (
        one_update(experiment(optimizer=optimizer, update_order=order, frozen=marks))
        for marks in (frozen, None)
    )
    assert held.trace is not None
    assert free.trace is not None
    assert (held.parameters.theta[frozen] == np.array(THETA)[frozen]).all()
    assert not any(slot[frozen].any() for slot in held.slots)
    assert not joined(held.trace.change)[frozen].any()
    if order == "simultaneous":  # the gradient is computed and shown, and the rest goes on
        assert joined(held.trace.dW).tolist() == joined(free.trace.dW).tolist()
        assert (held.parameters.theta[~frozen] == free.parameters.theta[~frozen]).all()
        assert (held.parameters.theta[~frozen] != np.array(THETA)[~frozen]).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_biases_that_are_not_updated_keep_their_value(optimizer: str) -> None:
    chosen = experiment(optimizer=optimizer, update_biases=False)
    state, biases = one_update(chosen), chosen.shape.is_weight == 0.0
    assert state.trace is not None
    assert (state.parameters.theta[biases] == np.array(THETA)[biases]).all()
    assert (state.parameters.theta[~biases] != np.array(THETA)[~biases]).all()
    assert not any(slot[biases].any() for slot in state.slots)
    assert joined(state.trace.db).all()
    assert not joined(state.trace.change)[biases].any()


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
def test_that_rounding_moves_nothing_that_is_held(order: str) -> None:
    start, frozen = np.array(THETA) + 0.00123, np.zeros(15, dtype=np.bool_)
    frozen[[0, 7]] = True
    chosen = experiment(
        start=start, frozen=frozen, update_biases=False, round_to=2, update_order=order
    )
    held = frozen | (chosen.shape.is_weight == 0.0)
    assert (one_update(chosen).parameters.theta[held] == start[held]).all()


# Purity


def arrays(value: object, name: str) -> list[tuple[str, Array]]:
    """Every array within a state, with its name."""
    if isinstance(value, np.ndarray):
        return [(name, value)]
    if isinstance(value, Trace):
        return [f for k, v in contents(value).items() for f in arrays(v, f"{name}.{k}")]
    if isinstance(value, tuple):
        keys = getattr(value, "_fields", None) or range(len(value))
        return [f for k, v in zip(keys, value, strict=True) for f in arrays(v, f"{name}.{k}")]
    return []


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_advance_leaves_the_state_it_was_given_unchanged(optimizer: str, order: str) -> None:
    chosen = experiment(optimizer=optimizer, update_order=order)
    state = phases.start(chosen)
    for _ in range(2 * len(phases.program(chosen))):
        before = [(name, array.tobytes()) for name, array in arrays(state, "state")]
        first, again = phases.advance(state), phases.advance(state)
        assert [(name, array.tobytes()) for name, array in arrays(state, "state")] == before
        assert [(n, a.tobytes()) for n, a in arrays(first, "state")] == [
            (n, a.tobytes()) for n, a in arrays(again, "state")
        ]
        state = first


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_parameters_averages_and_changes_cannot_be_written(optimizer: str, order: str) -> None:
    chosen = experiment(optimizer=optimizer, update_order=order)
    state = phases.start(chosen)
    for _ in range(2 * len(phases.program(chosen))):
        state = phases.advance(state)
        open_ = [name for name, array in arrays(state, "state") if array.flags.writeable]
        closed = ("state.parameters", "state.slots", "state.trace.before", "state.trace.change")
        assert [name for name in open_ if name.startswith(closed)] == []


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
def test_that_a_phase_that_runs_again_writes_nothing_that_it_has_shown(order: str) -> None:
    chosen = experiment(update_order=order)
    state = phases.start(chosen)
    for kind, layer in phases.program(chosen):
        first, again = phases.advance(state), phases.advance(state)
        if kind == phases.Kind.BACKWARD:
            for one, other in zip(gradient(first, layer), gradient(again, layer), strict=True):
                assert one.tolist() == other.tolist()
                assert not np.shares_memory(one, other)
        state = again


def gradient(state: TrainState, layer: int) -> tuple[Array, Array]:
    assert state.trace is not None
    dW, db = state.trace.dW[layer - 1], state.trace.db[layer - 1]
    assert dW is not None
    assert db is not None
    return dW, db
