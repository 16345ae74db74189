"""Steps, goals and ways back, against plain repetition of `advance`; losses against a loop."""

from __future__ import annotations

import math

import numpy as np
import pytest

import engine.checkpoints
import engine.course
import engine.evaluation
from engine import phases, session
from engine.arrays import Array, Indices
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.optimizers import OPTIMIZERS
from engine.trainer import BREATH, Trainer
from tests.engine.small_run import LONG, bits, plain, small


def mean_loss_by_hand(experiment: Experiment, theta: Array, rows: Indices) -> float:
    """½ (y − ŷ)² of the small network, sample by sample."""
    (W1, W2), (b1, b2) = experiment.shape.weights(theta), experiment.shape.biases(theta)
    total = 0.0
    for x, y in zip(experiment.dataset.x[rows], experiment.dataset.y[rows], strict=True):
        predicted = b2[0] + sum(W2[0, j] * math.tanh(b1[j] + W1[j] @ x) for j in range(2))
        total += 0.5 * (y[0] - predicted) ** 2
    return total / len(rows)


# Steps


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_stepping_running_and_going_back_agree_to_the_bit(
    optimizer: str, order: str, shuffle: bool
) -> None:
    experiment = small(optimizer=optimizer, update_order=order, shuffle=shuffle)
    expected = plain(experiment, 11, 3)
    stepped, run, wandering = (Trainer(experiment) for _ in range(3))
    while (stepped.state.update, stepped.state.phase) < (11, 3):
        assert stepped.step(Grain.LAYER)
    assert run.train(Goal(update=11), LONG) is Stop.UPDATES
    for _ in range(3):
        assert run.step(Grain.LAYER)
    wandering.train(Goal(update=20), LONG)
    for place in (Place(3, 2), Place(19, 4), Place(0, 0), Place(11, 3)):
        wandering.go_to(place)
        assert bits(wandering.state) == bits(plain(experiment, *place[:2]))
    assert bits(stepped.state) == bits(run.state) == bits(wandering.state) == bits(expected)


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
def test_that_each_grain_ends_where_the_contract_says(order: str) -> None:
    experiment = small(update_order=order)
    names = [phase.name for phase in phases.program(experiment)]
    ends: dict[Grain, list[tuple[int, str]]] = {}
    for grain, count in ((Grain.PASS, 4), (Grain.UPDATE, 2), (Grain.EPOCH, 2)):
        trainer = Trainer(experiment)
        ends[grain] = []
        for _ in range(count):
            trainer.step(grain)
            ends[grain].append((trainer.state.update, names[trainer.state.phase - 1]))
    last = names[-1]
    behind_backward = (1, last) if names[-1] == "backward-1" else (0, "backward-1")
    assert ends[Grain.PASS] == [(0, "loss"), behind_backward, (1, last), (1, "loss")]
    assert ends[Grain.UPDATE] == [(1, last), (2, last)]
    assert ends[Grain.EPOCH] == [(4, last), (8, last)]  # 7 samples in batches of 2


def test_that_a_step_of_an_update_from_within_one_completes_it() -> None:
    trainer = Trainer(small())
    trainer.step(Grain.LAYER)
    trainer.step(Grain.UPDATE)
    assert bits(trainer.state) == bits(plain(small(), 1))


def test_that_going_back_at_the_very_start_stays() -> None:
    trainer = Trainer(small())
    for grain in Grain:
        trainer.step_back(grain)
        assert (trainer.state.update, trainer.state.phase) == (0, 0)


def test_that_an_update_gone_back_to_shows_the_update_that_led_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine.course, "CHECKPOINT_SECONDS", 0.0)  # one stands there, without it
    trainer = Trainer(small())
    trainer.train(Goal(update=9), LONG)
    trainer.go_to(Place(4, 0))
    expected = plain(small(), 4).trace
    assert trainer.state.trace is not None
    assert expected is not None
    assert trainer.state.trace.loss == expected.loss
    assert trainer.state.trace.samples.tolist() == expected.samples.tolist()


def test_that_epochs_are_stepped_back_over_batches_of_varying_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Few checkpoints are left, so that changes of the batch size lie between them.
    monkeypatch.setattr(engine.course, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(engine.checkpoints, "RECENT", 4)
    monkeypatch.setattr(engine.checkpoints, "OLD", 2)
    trainer, starts = Trainer(small()), [Place(0, 0)]
    for update, batch in ((2, 5), (6, 1), (9, 3), (20, 10**6)):
        trainer.train(Goal(update=update), LONG)
        trainer.edit(trainer.state.experiment.edited(batch_size=batch))
    trainer.train(Goal(update=25), LONG)
    # Found independently: every boundary at which no sample of its epoch has been used.
    for update in range(26):
        trainer.go_to(Place(update, 0))
        if update and trainer.state.position == 0:
            starts.append(Place(update, 0))
    assert len(starts) > 6
    while starts[-1].update:
        trainer.step_back(Grain.EPOCH)
        starts.pop()
        assert trainer.place == starts[-1]


def test_that_a_long_way_back_is_gone_in_short_stretches() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=40), LONG)
    trainer.branch.checkpoints.thin()
    trainer.seek(Place(30, 2))
    seen = [trainer.state.update]
    while not trainer.continue_seek(Place(30, 2), seconds=-1.0):
        seen.append(trainer.state.update)
    assert seen == list(range(seen[0], seen[0] + len(seen)))
    assert len(seen) > 1
    assert bits(trainer.state) == bits(plain(small(), 30, 2))


# Goals


def test_that_a_goal_of_updates_or_epochs_is_met_exactly() -> None:
    trainer = Trainer(small())
    assert trainer.train(Goal(update=5), LONG) is Stop.UPDATES
    assert trainer.state.update == 5
    assert trainer.train(Goal(epoch=3), LONG) is Stop.EPOCHS
    assert (trainer.state.update, trainer.state.position) == (12, 0)


def test_that_a_goal_already_met_trains_nothing() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=8), LONG)
    for goal, stop in (
        (Goal(update=3), Stop.UPDATES),
        (Goal(epoch=2), Stop.EPOCHS),
        (Goal(loss_below=1e9), Stop.LOSS),
    ):
        assert trainer.train(goal, LONG) is stop
        assert trainer.state.update == 8


def test_that_a_goal_met_within_an_update_is_met_when_the_update_is_complete() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(update=4), LONG)
    trainer.step(Grain.LAYER)
    assert trainer.met(Goal(update=4)) is None
    trainer.train(Goal(update=4), LONG)
    assert (trainer.state.update, trainer.state.phase) == (5, 0)


def test_that_loss_below_stops_at_the_first_epoch_whose_training_loss_is() -> None:
    experiment, trainer = small(), Trainer(small())
    rows = experiment.dataset.train
    state, below = phases.start(experiment), 0.05
    while state.position or mean_loss_by_hand(experiment, state.parameters.theta, rows) >= below:
        state = phases.advance(state)
        while state.phase:
            state = phases.advance(state)
    assert trainer.train(Goal(loss_below=below), LONG) is Stop.LOSS
    assert trainer.state.update == state.update > 8


def test_that_time_up_is_no_reason_to_stop_within_an_update() -> None:
    trainer = Trainer(small())
    for update in range(1, 4):
        assert trainer.train(Goal(), seconds=-1.0) is None
        assert (trainer.state.update, trainer.state.phase) == (update, 0)


def test_that_others_may_breathe_every_few_updates() -> None:
    breaths: list[int] = []
    trainer = Trainer(small())
    trainer.train(Goal(update=175), LONG, lambda: breaths.append(trainer.state.update))
    assert breaths == list(range(BREATH, 176, BREATH))


@pytest.mark.parametrize("block", [3, 4096])
def test_that_the_losses_of_whole_sets_are_means_over_their_samples(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.evaluation, "BLOCK", block)
    trainer = Trainer(small(validation_share=0.3))
    trainer.train(Goal(update=6), LONG)
    trainer.step(Grain.PASS)
    experiment, theta = trainer.state.experiment, trainer.state.parameters.theta
    training, validation = trainer.evaluate()
    dataset = experiment.dataset
    assert training == pytest.approx(mean_loss_by_hand(experiment, theta, dataset.train))
    assert validation == pytest.approx(mean_loss_by_hand(experiment, theta, dataset.validation))
    assert Trainer(small()).evaluate().validation is None


def test_that_the_training_losses_of_epochs_are_in_the_history() -> None:
    trainer = Trainer(small(validation_share=0.3))
    trainer.train(Goal(epoch=3), LONG)
    view = trainer.history()
    for epoch in (1, 2, 3):
        update = 3 * epoch  # 5 samples in batches of 2
        state = plain(trainer.state.experiment, update)
        dataset, theta = state.experiment.dataset, state.parameters.theta
        for series, rows in ((view.training, dataset.train), (view.validation, dataset.validation)):
            expected = mean_loss_by_hand(state.experiment, theta, rows)
            assert series.last[update - 1] == pytest.approx(expected)
    assert np.isnan(view.training.last[[0, 1, 3, 4, 6, 7]]).all()


def test_that_loss_below_is_judged_by_the_loss_in_force() -> None:
    trainer = Trainer(small())
    trainer.train(Goal(epoch=2), LONG)
    half = trainer.evaluate().training
    trainer.edit(trainer.state.experiment.edited(loss="squared_error"))
    assert trainer.evaluate().training == pytest.approx(2 * half)
    assert trainer.met(Goal(loss_below=1.5 * half)) is None
    assert trainer.met(Goal(loss_below=2.1 * half)) is Stop.LOSS


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "identity"])
def test_that_the_articles_network_learns_with_each_usual_activation(activation: str) -> None:
    article = session.builtin("article").experiment
    hidden = [Layer(layer.units, activation) for layer in article.layers[:-1]]
    trainer = Trainer(article.edited(layers=(*hidden, article.layers[-1])))
    goal = Goal(epoch=50, loss_below=0.05)
    assert trainer.train(goal, LONG) is Stop.LOSS
