"""Choices made on the way: what goes on, what begins a branch; what a saved state brings back."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from engine import phases
from engine.arrays import Array
from engine.errors import InputError
from engine.experiment import Layer
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from engine.optimizers import OPTIMIZERS
from engine.restarts import restarts
from engine.trainer import Trainer
from tests.engine.small_run import LONG, bits, plain, small


@pytest.mark.parametrize(
    ("change", "restarting"),
    [
        ({"learning_rate": 0.2}, False),
        ({"batch_size": 5}, False),
        ({"optimizer": "adam"}, False),
        ({"loss": "huber"}, False),
        ({"update_order": "in_place"}, False),
        ({"shuffle": True}, False),
        ({"round_to": 3}, False),
        ({"seed": 4}, True),
        ({"initializer": "zeros"}, True),
        ({"initializer_scale": 0.5}, True),
        ({"layers": (Layer(3, "tanh"), Layer(1, "identity"))}, True),
        ({"layers": (Layer(2, "relu"), Layer(1, "identity"))}, True),
        ({"validation_share": 0.3}, True),
        ({"start": np.zeros(9)}, True),
        ({"frozen": np.arange(9) == 3}, False),
    ],
    ids=lambda value: str(value)[:40],
)
def test_that_only_new_data_layers_and_starting_values_restart(
    change: dict[str, Any], restarting: bool
) -> None:
    old = small()
    new = old.edited(**change)
    assert restarts(old, new) is restarting
    trainer = Trainer(old)
    trainer.train(Goal(update=6), LONG)
    left = trainer.edit(new)
    assert (left is not None) is restarting
    assert trainer.state.update == (0 if restarting else 6)
    assert trainer.branch.reached == trainer.state.update


def test_that_undo_of_a_restart_brings_the_trained_weights_back() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=9), LONG)
    for _ in range(3):
        trainer.step(Grain.LAYER)
    before, history = bits(trainer.state), trainer.history().batch.last.tolist()
    left = trainer.edit(small(layers=(Layer(1, "identity"),)))
    assert left is not None
    trainer.train(Goal(update=30), LONG)
    undone = trainer.restore(left)
    assert bits(trainer.state) == before
    assert trainer.history().batch.last.tolist() == history
    trainer.restore(undone)
    assert trainer.state.update == 30
    assert trainer.state.experiment.shape.sizes == (2, 1)


def test_that_an_edit_of_parameters_begins_a_branch_with_exactly_those() -> None:
    trainer, theta = Trainer(small()), np.linspace(-1.0, 1.0, 9)
    trainer.train(Goal(update=5), LONG)
    trained = trainer.state.parameters.theta.copy()
    left = trainer.edit(trainer.state.experiment, theta)
    theta[0] = 99.0  # the trainer keeps a copy of its own
    assert trainer.state.parameters.theta.tolist() == np.linspace(-1.0, 1.0, 9).tolist()
    assert trainer.state.update == 5
    trainer.step(Grain.UPDATE)
    trainer.step_back(Grain.UPDATE)
    assert trainer.state.parameters.theta.tolist() == np.linspace(-1.0, 1.0, 9).tolist()
    assert left is not None
    trainer.restore(left)
    assert (trainer.state.parameters.theta == trained).all()


def test_that_a_parameter_frozen_on_the_way_keeps_its_value_from_there_until_it_is_let_go() -> None:
    trainer = Trainer(small(optimizer="adam"))
    trainer.train(Goal(update=6), LONG)
    trainer.edit(trainer.state.experiment.edited(frozen=np.arange(9) == 3))
    trainer.train(Goal(update=12), LONG)
    trainer.edit(trainer.state.experiment.edited(frozen=None))
    trainer.train(Goal(update=18), LONG)
    values = list[float]()
    for update in range(19):
        trainer.go_to(Place(update, 0))
        values.append(float(trainer.state.parameters.theta[3]))
    assert len(set(values[6:13])) == 1
    assert len(set(values)) == 13  # it moved in all other updates
    assert trainer.branch.changes[0].update == 6


def test_that_parameters_set_before_update_1_are_the_starting_values() -> None:
    trainer = Trainer(small())
    trainer.edit(trainer.state.experiment, np.full(9, 0.25))
    assert trainer.state.experiment.start is not None
    assert trainer.state.experiment.start.tolist() == [0.25] * 9
    trainer.train(Goal(update=3), LONG)
    trainer.restart()
    assert trainer.state.parameters.theta.tolist() == [0.25] * 9


def test_that_an_edit_within_an_update_keeps_the_phase_and_computes_it_anew() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=3), LONG)
    for _ in range(4):
        trainer.step(Grain.LAYER)
    trainer.edit(trainer.state.experiment.edited(batch_size=3))
    assert (trainer.state.update, trainer.state.phase) == (3, 4)
    trace = trainer.state.trace
    assert trace is not None
    assert trace.samples.tolist() == [6]  # one sample of the epoch is left, whatever the size
    trainer.step_back(Grain.UPDATE)
    trainer.step_back(Grain.UPDATE)
    trainer.step(Grain.LAYER)
    trace = trainer.state.trace
    assert trace is not None
    assert trace.samples.tolist() == [4, 5]  # the past keeps its own


def test_that_another_program_of_phases_begins_at_the_update() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=3), LONG)
    for _ in range(4):
        trainer.step(Grain.LAYER)
    trainer.edit(trainer.state.experiment.edited(update_order="in_place"))
    assert (trainer.state.update, trainer.state.phase) == (3, 0)


def test_that_a_slider_dragged_while_paused_is_one_change() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=3), LONG)
    for step in range(1, 101):
        trainer.edit(trainer.state.experiment.edited(learning_rate=step / 1000))
    assert len(trainer.branch.changes) == 1
    trainer.train(Goal(update=10), LONG)
    end = bits(trainer.state)
    trainer.go_to(Place(1, 0))
    trainer.go_to(Place(10, 0))
    assert bits(trainer.state) == end


def test_that_an_optimizer_chosen_and_unchosen_while_paused_has_forgotten_on_replay_too() -> None:
    trainer = Trainer(small(optimizer="adam"))
    trainer.train(Goal(update=4), LONG)
    for optimizer in ("sgd", "adam"):
        trainer.edit(trainer.state.experiment.edited(optimizer=optimizer))
    assert not any(slot.any() for slot in trainer.state.slots)
    trainer.train(Goal(update=10), LONG)
    end = bits(trainer.state)
    trainer.go_to(Place(1, 0))
    trainer.train(Goal(update=10), LONG)
    assert bits(trainer.state) == end


def test_that_another_optimizer_starts_with_empty_averages_and_its_own_time() -> None:
    trainer = Trainer(small(optimizer="adam"))
    trainer.train(Goal(update=5), LONG)
    trainer.edit(trainer.state.experiment.edited(optimizer="rmsprop"))
    assert trainer.state.time == 0
    assert [slot.any() for slot in trainer.state.slots] == [False]


@pytest.mark.parametrize("update", [0, 6])
@pytest.mark.parametrize("theta", [np.full(9, np.nan), np.full(9, np.inf), np.zeros(8)])
def test_that_parameters_that_are_refused_change_nothing(update: int, theta: Array) -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=9), LONG)
    trainer.go_to(Place(update, 0))
    before, branch = bits(trainer.state), trainer.branch
    with pytest.raises(InputError):
        trainer.edit(trainer.state.experiment, theta)
    assert bits(trainer.state) == before
    assert trainer.branch is branch
    assert trainer.branch.reached == 9


# A saved state


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_a_resumed_run_goes_on_and_back_as_if_never_left(optimizer: str) -> None:
    first = Trainer(small(optimizer=optimizer, shuffle=True))
    first.train(Goal(update=4), LONG)
    first.edit(first.state.experiment.edited(learning_rate=0.01, batch_size=3))
    first.train(Goal(update=11), LONG)
    saved = first.state._replace(trace=None)
    resumed = Trainer(first.branch.start, saved, tuple(first.branch.changes))
    assert bits(resumed.state) == bits(saved)
    assert resumed.state.experiment is saved.experiment
    for trainer in (first, resumed):
        trainer.train(Goal(update=20), LONG)
    assert bits(resumed.state) == bits(first.state)
    for place in itertools.starmap(Place, ((11, 0), (7, 3), (2, 1), (11, 2), (12, 0), (0, 0))):
        first.go_to(place)
        resumed.go_to(place)
        assert bits(resumed.state) == bits(first.state), place


def test_that_a_resumed_run_shows_the_losses_since_then() -> None:
    first = Trainer(small())
    first.train(Goal(update=6), LONG)
    resumed = Trainer(first.branch.start, first.state._replace(trace=None))
    for trainer in (first, resumed):
        trainer.train(Goal(update=10), LONG)
    found, known = resumed.history().batch.last, first.history().batch.last
    assert np.isnan(found[:6]).all()
    assert found[6:].tolist() == known[6:].tolist()


def test_that_a_state_saved_before_update_1_is_a_fresh_start() -> None:
    experiment = small()
    trainer = Trainer(experiment, phases.start(experiment))
    assert trainer.branch.resumed is None
    trainer.train(Goal(update=3), LONG)
    assert bits(trainer.state) == bits(plain(experiment, 3))
