"""Finite differences written down once more, with NumPy alone, for tests of the gradient check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], float]


def experiment(**settings: Any) -> Experiment:
    """A 3-4-2 network, tanh and the identity, on five random samples."""
    random = np.random.default_rng(11)
    table = TableData(random.normal(size=(5, 3)), random.normal(size=(5, 2)))
    layers = (Layer(4, "tanh"), Layer(2, "identity"))
    return Experiment(3, layers, table, hyperparameters=Hyperparameters(seed=5, **settings))


def loss_of_two_layers(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The mean of ½Σ(y − ŷ)² over the batch, for the 3-4-2 network."""
    first, b1, second, b2 = np.split(theta, [12, 16, 24])
    hidden = np.tanh(x @ first.reshape(4, 3).T + b1)
    out = hidden @ second.reshape(2, 4).T + b2
    return float(np.mean(0.5 * np.sum((y - out) ** 2, axis=1)))


def loss_of_the_article(theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The same for the article's network: 2-2-2-1, sigmoid, sigmoid, identity."""
    first, b1, second, b2, third, b3 = np.split(theta, [4, 6, 10, 12, 14])
    one = 1 / (1 + np.exp(-(x @ first.reshape(2, 2).T + b1)))
    two = 1 / (1 + np.exp(-(one @ second.reshape(2, 2).T + b2)))
    out = two @ third.reshape(1, 2).T + b3
    return float(np.mean(0.5 * np.sum((y - out) ** 2, axis=1)))


def central(loss: Loss, theta: np.ndarray, x: np.ndarray, y: np.ndarray) -> list[float]:
    """(L(p + h) − L(p − h)) / 2h by every parameter."""
    found: list[float] = []
    for index, p in enumerate(theta):
        h = 1e-5 * max(1.0, abs(p))
        up, down = theta.copy(), theta.copy()
        up[index], down[index] = p + h, p - h
        found.append((loss(up, x, y) - loss(down, x, y)) / (up[index] - down[index]))
    return found
