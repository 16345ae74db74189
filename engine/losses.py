"""How far a prediction is from its target, one number per sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array


@dataclass(frozen=True, eq=False)
class Loss:
    """One loss L of a sample and its gradient.

    Arrays have the shape (samples, outputs). ``shares(y, a, z, huber_delta)`` gives each output's
    share of L, same shape: L of a sample is their sum. ``gradient(y, a, huber_delta)`` gives ∂L/∂a.
    ``delta(y, a)``, where there is one, gives ∂L/∂z of the output layer in closed form: it stays
    finite where the chain rule would divide by 0. ``output`` is the activation that the output
    layer must then have.
    """

    name: str
    shares: Callable[[Array, Array, Array, float], Array]
    gradient: Callable[[Array, Array, float], Array]
    formula: str
    gradient_formula: str
    delta: Callable[[Array, Array], Array] | None = None
    output: str | None = None
    kinked: bool = False


def _huber_shares(y: Array, a: Array, _z: Array, huber_delta: float) -> Array:
    r = np.abs(y - a)
    return np.where(r <= huber_delta, 0.5 * r * r, huber_delta * (r - 0.5 * huber_delta))


def _binary_shares(y: Array, _a: Array, z: Array, _huber_delta: float) -> Array:
    # −y ln σ(z) − (1−y) ln(1−σ(z)) = ln(1 + eᶻ) − y z: finite for every z.
    return np.logaddexp(0.0, z) - y * z


def _cross_shares(y: Array, _a: Array, z: Array, _huber_delta: float) -> Array:
    shifted = z - z.max(axis=-1, keepdims=True)
    log_a = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.where(y == 0.0, 0.0, -y * log_a)


def _cross_delta(y: Array, a: Array) -> Array:
    return a * y.sum(axis=-1, keepdims=True) - y


def _registry(*losses: Loss) -> dict[str, Loss]:
    return {loss.name: loss for loss in losses}


LOSSES = _registry(
    Loss(
        "half_squared_error",
        lambda y, a, z, d: 0.5 * (y - a) ** 2,
        lambda y, a, d: a - y,
        "½ Σ (y − ŷ)²",
        "−(y − ŷ)",
    ),
    Loss(
        "squared_error",
        lambda y, a, z, d: (y - a) ** 2,
        lambda y, a, d: 2.0 * (a - y),
        "Σ (y − ŷ)²",
        "−2(y − ŷ)",
    ),
    Loss(
        "mean_squared_error",
        lambda y, a, z, d: (y - a) ** 2 / y.shape[-1],
        lambda y, a, d: 2.0 * (a - y) / y.shape[-1],
        "(1/n) Σ (y − ŷ)²",
        "−(2/n)(y − ŷ)",
    ),
    Loss(
        "mean_absolute_error",
        lambda y, a, z, d: np.abs(y - a) / y.shape[-1],
        lambda y, a, d: np.sign(a - y) / y.shape[-1],
        "(1/n) Σ |y − ŷ|",
        "−(1/n) sign(y − ŷ)",
        kinked=True,
    ),
    Loss(
        "huber",
        _huber_shares,
        lambda y, a, d: np.clip(a - y, -d, d),
        "Σ ½ r² if |r| ≤ d, else d(|r| − ½ d), r = y − ŷ",
        "−r if |r| ≤ d, else −d sign(r)",
    ),
    Loss(
        "binary_cross_entropy",
        _binary_shares,
        lambda y, a, d: (a - y) / (a * (1.0 - a)),
        "−Σ (y ln ŷ + (1 − y) ln(1 − ŷ))",
        "(ŷ − y) / (ŷ(1 − ŷ))",
        delta=lambda y, a: a - y,
        output="sigmoid",
    ),
    Loss(
        "cross_entropy",
        _cross_shares,
        lambda y, a, d: -y / a,
        "−Σ y ln ŷ",
        "−y / ŷ",
        delta=_cross_delta,
        output="softmax",
    ),
)
