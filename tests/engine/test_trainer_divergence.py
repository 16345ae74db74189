"""Training that diverges stops at its last finite state, whichever way it went there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import phases
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.state import TrainState
from engine.trainer import Trainer
from tests.engine.small_run import LONG, bits, small


def diverging() -> Experiment:
    return small(learning_rate=40.0)


def last_finite(experiment: Experiment) -> TrainState:
    """The boundary before the update in which a loss or a parameter is not finite."""
    state = phases.start(experiment)
    with np.errstate(all="ignore"):
        while True:
            after = phases.advance(state)
            while after.phase:
                after = phases.advance(after)
            assert after.trace is not None
            assert after.trace.loss is not None
            if not (np.isfinite(after.trace.loss) and np.isfinite(after.parameters.theta).all()):
                return state
            state = after


def by_layers(trainer: Trainer) -> None:
    while trainer.step(Grain.LAYER):
        pass


def by_epochs(trainer: Trainer) -> None:
    while trainer.step(Grain.EPOCH):
        pass


def by_running(trainer: Trainer) -> None:
    assert trainer.train(Goal(update=10**6), LONG) is Stop.DIVERGED


def by_running_from_within(trainer: Trainer) -> None:
    before = last_finite(diverging()).update
    trainer.train(Goal(update=before), LONG)
    trainer.step(Grain.LAYER)
    assert trainer.train(Goal(update=10**6), LONG) is Stop.DIVERGED


def by_running_again(trainer: Trainer) -> None:
    by_running(trainer)
    trainer.step_back(Grain.UPDATE)
    assert trainer.diverged_at is None
    by_running(trainer)
    by_running(trainer)


@pytest.mark.parametrize(
    "way", [by_layers, by_epochs, by_running, by_running_from_within, by_running_again]
)
def test_that_divergence_stops_at_the_last_finite_state(way: Callable[[Trainer], None]) -> None:
    trainer, expected = Trainer(diverging()), last_finite(diverging())
    way(trainer)
    assert bits(trainer.state) == bits(expected)
    assert trainer.diverged_at == expected.update + 1
    assert trainer.branch.reached == expected.update
    assert np.isfinite(trainer.history().batch.last).all()
    assert len(trainer.history().batch.last) == expected.update


def test_that_after_divergence_another_learning_rate_goes_on_from_there() -> None:
    trainer = Trainer(diverging())
    by_running(trainer)
    trainer.go_to(Place(2, 0))
    trainer.edit(trainer.state.experiment.edited(learning_rate=0.01))
    assert trainer.diverged_at is None
    assert trainer.train(Goal(update=60), LONG) is Stop.UPDATES


def test_that_an_edit_that_diverges_at_once_shows_the_boundary() -> None:
    far = TableData(np.ones((7, 2)), np.full((7, 1), 1e200))  # its square is not finite
    trainer = Trainer(small(data=far, loss="mean_absolute_error"))
    trainer.train(Goal(update=3), LONG)
    for _ in range(4):  # behind forward-1, forward-2 and the loss
        trainer.step(Grain.LAYER)
    trainer.edit(trainer.state.experiment.edited(loss="half_squared_error"))
    assert (trainer.state.update, trainer.state.phase) == (3, 0)
    assert trainer.diverged_at == 4


def test_that_averages_that_overflow_are_divergence() -> None:
    # The gradient is finite, its square is not: Adam's change is then 0 for ever.
    x, y = np.array([[1e160, 1e160]]), np.array([[5.0]])
    experiment = Experiment(layers=(Layer(1, "identity"),), data=TableData(x, y)).edited(
        loss="mean_absolute_error", optimizer="adam"
    )
    trainer = Trainer(experiment)
    assert trainer.train(Goal(update=3), LONG) is Stop.DIVERGED
    assert trainer.diverged_at == 1
