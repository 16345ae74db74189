"""Optimizers against their published recurrences, written out number by number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from engine.arrays import read_only
from engine.hyperparameters import Hyperparameters
from engine.optimizers import OPTIMIZERS, Gradient, Slots

GRADIENTS = [0.5, -0.3, 0.0, 2.0, -1e-3]
RATE = 0.1

Recurrence = Callable[[Hyperparameters], Iterator[float]]


def sgd(h: Hyperparameters) -> Iterator[float]:
    for g in GRADIENTS:
        yield -RATE * g


def momentum(h: Hyperparameters) -> Iterator[float]:
    v = 0.0
    for g in GRADIENTS:
        v = h.momentum * v + g
        yield -RATE * v


def nesterov(h: Hyperparameters) -> Iterator[float]:
    v = 0.0
    for g in GRADIENTS:
        v = h.momentum * v + g
        yield -RATE * (g + h.momentum * v)


def rmsprop(h: Hyperparameters) -> Iterator[float]:
    s = 0.0
    for g in GRADIENTS:
        s = h.alpha * s + (1 - h.alpha) * g**2
        yield -RATE * g / (math.sqrt(s) + (h.epsilon or 1e-8))


def adagrad(h: Hyperparameters) -> Iterator[float]:
    s = 0.0
    for g in GRADIENTS:
        s += g**2
        yield -RATE * g / (math.sqrt(s) + (h.epsilon or 1e-10))


def adam(h: Hyperparameters) -> Iterator[float]:
    m = s = 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m = h.beta1 * m + (1 - h.beta1) * g
        s = h.beta2 * s + (1 - h.beta2) * g**2
        root = math.sqrt(s / (1 - h.beta2**t))
        yield -RATE * m / (1 - h.beta1**t) / (root + (h.epsilon or 1e-8))


RECURRENCES: dict[str, Recurrence] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adagrad": adagrad,
    "adam": adam,
}
OTHER = {"momentum": 0.5, "alpha": 0.8, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.01}


def changes(name: str, h: Hyperparameters, theta: float, is_weight: float) -> list[float]:
    """Δ of one parameter in each of the updates; the arrays given are closed for writing."""
    optimizer = OPTIMIZERS[name]
    slots: Slots = tuple(read_only(np.zeros(2)) for _ in optimizer.slots)
    found: list[float] = []
    for time, g in enumerate(GRADIENTS, start=1):
        given = [read_only(np.full(2, v)) for v in (g, theta, is_weight)]
        gradient = Gradient(given[0], given[1], given[2], time)
        change, slots = optimizer.change(gradient, tuple(map(read_only, slots)), h)
        assert change[0] == change[1]
        found.append(float(change[0]))
        theta += found[-1]
    return found


def test_that_the_registry_holds_the_optimizers_of_the_contract() -> None:
    assert list(OPTIMIZERS) == [*RECURRENCES, "adamw"]


@pytest.mark.parametrize("settings", [{}, OTHER], ids=["defaults", "other"])
@pytest.mark.parametrize("name", RECURRENCES)
def test_that_each_change_follows_the_recurrence(name: str, settings: dict[str, float]) -> None:
    h = Hyperparameters(optimizer=name, learning_rate=RATE, **settings)  # type: ignore[arg-type]
    expected = list(RECURRENCES[name](h))
    assert changes(name, h, 1.5, 1.0) == pytest.approx(expected, rel=1e-13, abs=1e-300)


def test_that_adamw_shrinks_weights_and_no_biases_beside_adams_change() -> None:
    h = Hyperparameters(optimizer="adamw", learning_rate=RATE, weight_decay=0.2)
    plain = list(adam(h))
    assert changes("adamw", h, 1.5, 0.0) == pytest.approx(plain, rel=1e-13, abs=1e-300)
    theta, expected = 1.5, list[float]()
    for step in plain:
        expected.append(step - RATE * 0.2 * theta)
        theta += expected[-1]
    assert changes("adamw", h, 1.5, 1.0) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_a_gradient_of_zero_from_the_start_changes_nothing(name: str) -> None:
    optimizer, h = OPTIMIZERS[name], Hyperparameters(optimizer=name, weight_decay=0.0)
    zeros = np.zeros(3)
    with np.errstate(all="raise"):
        change, slots = optimizer.change(
            Gradient(zeros, np.ones(3), np.ones(3), 1), tuple(zeros for _ in optimizer.slots), h
        )
    assert not change.any()
    assert not any(slot.any() for slot in slots)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_an_optimizer_returns_one_average_for_each_slot_it_names(name: str) -> None:
    optimizer, h = OPTIMIZERS[name], Hyperparameters(optimizer=name)
    zeros = read_only(np.zeros(3))
    given = tuple(zeros for _ in optimizer.slots)
    _, slots = optimizer.change(Gradient(np.ones(3), zeros, zeros, 1), given, h)
    assert len(slots) == len(optimizer.slots)
    assert all(slot.shape == (3,) for slot in slots)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_an_optimizer_depends_on_the_settings_it_names_and_no_others(name: str) -> None:
    reads = set[str]()
    for key, value in {**OTHER, "weight_decay": 0.3}.items():
        plain = Hyperparameters(optimizer=name, learning_rate=RATE)
        other = Hyperparameters(optimizer=name, learning_rate=RATE, **{key: value})  # type: ignore[arg-type]
        if changes(name, plain, 1.5, 1.0) != changes(name, other, 1.5, 1.0):
            reads.add(key)
    assert reads == set(OPTIMIZERS[name].settings)
