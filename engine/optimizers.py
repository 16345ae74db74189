"""How a gradient becomes a change of the parameters: each optimizer returns Δ, and applying it is
not its business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import Hyperparameters

Slots = tuple[Array, ...]


class Gradient(NamedTuple):
    """What an optimizer sees: flat vectors of one length (P,), all parameters or those of one
    layer.

    ``time`` counts the optimizer's updates from 1; ``is_weight`` is 1.0 for weights and 0.0 for
    biases.
    """

    g: Array
    theta: Array
    is_weight: Array
    time: int


@dataclass(frozen=True, eq=False)
class Optimizer:
    """One rule of descent, with the defaults of PyTorch 2.13.

    ``change(gradient, slots, h)`` returns Δ of shape (P,) and the new running averages, one (P,)
    vector for each name in ``slots``. ``settings`` names the hyperparameters it reads besides the
    learning rate.
    """

    name: str
    change: Callable[[Gradient, Slots, Hyperparameters], tuple[Array, Slots]]
    formula: str
    slots: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


def _sgd(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    return -h.learning_rate * gradient.g, slots


def _momentum(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    v = h.momentum * slots[0] + gradient.g
    return -h.learning_rate * v, (v,)


def _nesterov(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    v = h.momentum * slots[0] + gradient.g
    return -h.learning_rate * (gradient.g + h.momentum * v), (v,)


def _rmsprop(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    s = h.alpha * slots[0] + (1.0 - h.alpha) * gradient.g * gradient.g
    return -h.learning_rate * gradient.g / (np.sqrt(s) + h.effective_epsilon), (s,)


def _adagrad(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    s = slots[0] + gradient.g * gradient.g
    return -h.learning_rate * gradient.g / (np.sqrt(s) + h.effective_epsilon), (s,)


def _adam(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    m = h.beta1 * slots[0] + (1.0 - h.beta1) * gradient.g
    s = h.beta2 * slots[1] + (1.0 - h.beta2) * gradient.g * gradient.g
    m_hat = m / (1.0 - h.beta1**gradient.time)
    s_hat = s / (1.0 - h.beta2**gradient.time)
    return -h.learning_rate * m_hat / (np.sqrt(s_hat) + h.effective_epsilon), (m, s)


def _adamw(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    change, slots = _adam(gradient, slots, h)
    decay = -h.learning_rate * h.weight_decay * gradient.is_weight * gradient.theta
    return change + decay, slots


def _registry(*optimizers: Optimizer) -> dict[str, Optimizer]:
    return {optimizer.name: optimizer for optimizer in optimizers}


OPTIMIZERS = _registry(
    Optimizer("sgd", _sgd, "Δ = −η g"),
    Optimizer("momentum", _momentum, "v ← μ v + g, Δ = −η v", ("v",), ("momentum",)),
    Optimizer("nesterov", _nesterov, "v ← μ v + g, Δ = −η (g + μ v)", ("v",), ("momentum",)),
    Optimizer(
        "rmsprop",
        _rmsprop,
        "s ← α s + (1 − α) g², Δ = −η g / (√s + ε)",
        ("s",),
        ("alpha", "epsilon"),
    ),
    Optimizer("adagrad", _adagrad, "s ← s + g², Δ = −η g / (√s + ε)", ("s",), ("epsilon",)),
    Optimizer(
        "adam",
        _adam,
        "m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², Δ = −η m̂ / (√ŝ + ε)",
        ("m", "s"),
        ("beta1", "beta2", "epsilon"),
    ),
    Optimizer(
        "adamw",
        _adamw,
        "as adam, and Δ − η λ w for weights",
        ("m", "s"),
        ("beta1", "beta2", "epsilon", "weight_decay"),
    ),
)
