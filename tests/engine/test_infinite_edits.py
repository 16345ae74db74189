"""New values with which numbers would overflow are refused before anything is changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.arrays import Array
from engine.data import TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from engine.trainer import Trainer
from tests.engine.small_run import LONG, bits, small


def network(*layers: Layer, x: Any = (1.0,), y: float = 0.0, **changes: Any) -> Experiment:
    """One input and one target, the same for each sample; weights and biases of 0."""
    column = np.array(x, dtype=np.float64)[:, None]
    data = TableData(column, np.full_like(column, y))
    return Experiment(1, layers, data).edited(initializer="zeros", **changes)


def with_value(trainer: Trainer, index: int, value: float) -> Array:
    theta = trainer.base.parameters.theta.copy()
    theta[index] = value
    return theta


def refusal(trainer: Trainer, theta: Array) -> str:
    with pytest.raises(InputError) as caught:
        trainer.edit(trainer.state.experiment, theta)
    return str(caught.value)


def all_finite_by_hand(experiment: Experiment, theta: Array) -> bool:
    """Whether every z, and every ½ (y − ŷ)², of the article's network is finite."""
    a, dataset = experiment.dataset.x, experiment.dataset
    with np.errstate(all="ignore"):
        weights, biases = experiment.shape.weights(theta), experiment.shape.biases(theta)
        for number, (W, b) in enumerate(zip(weights, biases, strict=True)):
            z = np.einsum("nk,jk->nj", a, W) + b
            if not np.isfinite(z).all():
                return False
            a = z if number == 2 else 1.0 / (1.0 + np.exp(-z))
        return bool(np.isfinite(0.5 * (dataset.y - a) ** 2).all())


@pytest.mark.parametrize("value", [1e100, -1e200, 1.7e308])
@pytest.mark.parametrize("update", [0, 7])
def test_that_exactly_the_values_are_refused_that_overflow(update: int, value: float) -> None:
    trainer = Trainer(Experiment())
    trainer.train(Goal(update=update), LONG)
    judged = set[bool]()
    for index in range(15):
        theta = with_value(trainer, index, value)
        fine = all_finite_by_hand(trainer.state.experiment, theta)
        judged.add(fine)
        if fine:
            left = trainer.edit(trainer.state.experiment, theta)
            assert left is not None
            trainer.restore(left)
        else:
            assert "finite number" in refusal(trainer, theta)
    assert True in judged
    assert (abs(value) < 1e150) == (False not in judged)


@pytest.mark.parametrize("place", [Place(0, 0), Place(6, 0), Place(6, 3), Place(9, 2), Place(4, 5)])
def test_that_a_refused_value_changes_nothing(place: Place) -> None:
    trainer = Trainer(small(optimizer="adam"))
    trainer.train(Goal(update=9), LONG)
    trainer.go_to(place)
    state, branch = trainer.state, trainer.branch
    before = bits(state), len(branch.changes), len(branch.checkpoints), branch.reached
    refusal(trainer, with_value(trainer, 8, 1e200))
    assert trainer.state is state
    assert trainer.branch is branch
    after = bits(trainer.state), len(branch.changes), len(branch.checkpoints), branch.reached
    assert after == before
    assert trainer.place == place
    trainer.edit(trainer.state.experiment, with_value(trainer, 8, 0.5))
    assert trainer.base.parameters.theta[8] == 0.5


def test_that_a_value_is_refused_within_a_phase_too() -> None:
    trainer = Trainer(small())
    for _ in range(9):
        trainer.step(Grain.TERM)
    place = trainer.place
    refusal(trainer, with_value(trainer, 8, -1e200))
    assert trainer.place == place


ONE = Layer(1, "identity")
RELU = Layer(1, "relu")
CASES: list[tuple[Experiment, int, float, str]] = [
    (network(Layer(2, "tanh"), ONE, x=[10.0]), 1, 1e308, "z of unit 2 of layer 1 would"),
    (network(RELU, ONE, x=[1e200], start=np.array([0, 0, 1e150, 0])), 0, 1.0, "z of unit 1 of"),
    (network(ONE), 1, 1e200, "The loss would no longer be a finite number; give a value nearer"),
    (network(ONE, x=[1.0, 1e9]), 0, 1e148, "The loss over the data would no longer be a"),
    (
        network(Layer(2, "tanh"), ONE, x=[1.0, 9.0]),
        1,
        1e308,
        "z of unit 2 of layer 1 would no longer be a finite number for some of the data; give",
    ),
    (network(ONE, x=[0.0], l2=1.0), 0, 1e160, "The penalty on the weights would"),
    # The unit is 0, so that its huge weight shows in δ alone.
    (network(ONE, ONE, x=[0.0], y=1e150), 2, 1e160, "δ of unit 1 of layer 1 would"),
    (network(ONE, x=[1e200]), 1, 1e150, "The gradient at unit 1 of layer 1 would"),
    (
        network(ONE, x=[1e200], loss="huber", optimizer="adam"),
        1,
        1.0,
        "The next update would leave no finite number at unit 1 of layer 1; give",
    ),
]


@pytest.mark.parametrize(("experiment", "index", "value", "told"), CASES)
def test_that_the_sentence_says_what_overflows_and_where(
    experiment: Experiment, index: int, value: float, told: str
) -> None:
    trainer = Trainer(experiment)
    said = refusal(trainer, with_value(trainer, index, value))
    assert told in said
    assert said.endswith("give a value nearer to 0.")


def test_that_the_data_held_back_for_validation_count_too() -> None:
    experiment = network(ONE, x=[1.0] * 9 + [1e9])
    shares = (experiment.edited(validation_share=0.1, seed=seed) for seed in range(100))
    held_back = next(e for e in shares if 9 in e.dataset.validation)
    trainer = Trainer(held_back)
    assert "The loss over the data" in refusal(trainer, with_value(trainer, 0, 1e148))


def test_that_a_state_that_is_not_finite_already_can_be_mended_bit_by_bit() -> None:
    start = np.array([0.1, 1e200, 0.1, -1e200, 0.1, 0.1, 0.1, 0.1, 0.1])
    trainer = Trainer(small(start=start).edited(layers=(Layer(2, "identity"), ONE), start=start))
    assert not trainer.step(Grain.UPDATE)
    trainer.edit(trainer.state.experiment, with_value(trainer, 1, 0.1))
    trainer.edit(trainer.state.experiment, with_value(trainer, 3, 0.1))
    assert trainer.step(Grain.UPDATE)
    assert "finite number" in refusal(trainer, with_value(trainer, 3, 1e200))


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("decimals", [None, 4])
def test_that_every_order_and_arithmetic_is_looked_at(order: str, decimals: int | None) -> None:
    trainer = Trainer(small(update_order=order, round_to=decimals))
    trainer.step(Grain.UPDATE)
    assert "The loss would" in refusal(trainer, with_value(trainer, 8, 1e170))
    trainer.edit(trainer.state.experiment, with_value(trainer, 8, 1e100))
