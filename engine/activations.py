"""The functions that turn a unit's weighted sum z into its activation a."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.formula import (
    ONE,
    TWO,
    Call,
    Case,
    Negative,
    Node,
    Number,
    Power,
    Quotient,
    evaluate,
    exp,
    minus,
    plus,
    times,
)

LEAK = 0.01
_LOWEST = np.array(-709.0)  # an array spares a conversion at each call
_SQRT_HALF = math.sqrt(0.5)
_INVERSE_SQRT_TAU = 1.0 / math.sqrt(2.0 * math.pi)


@dataclass(frozen=True, eq=False)
class Activation:
    """One activation function: a = f(z) with its derivative.

    ``f`` takes z of shape (…, units) and returns a of the same shape. ``derivative`` takes
    (z, a) and returns f′(z), same shape. ``formula`` and ``derivative_formula`` are what a textbook
    prints. ``unfold(z)`` and ``unfold_derivative(z, a)`` are the same as trees, with the numbers of
    one unit in them. ``low`` and ``high`` bound the values that a can take. ``kinks`` are the z at
    which f has no derivative.
    """

    name: str
    f: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    formula: str
    derivative_formula: str
    unfold: Callable[[Node], Node]
    unfold_derivative: Callable[[Node, Node], Node]
    low: float = -math.inf
    high: float = math.inf
    kinks: tuple[float, ...] = ()


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + e⁻ᶻ), to full relative precision; below −709 the exponential is held
    finite.
    """
    return 1.0 / (1.0 + np.exp(-np.maximum(z, _LOWEST)))


def softplus(z: Array) -> Array:
    """ln(1 + eᶻ) without overflow."""
    return np.logaddexp(0.0, z)


def softmax(z: Array) -> Array:
    """eᶻ divided by its sum over the units (last axis); shifted by the largest z, so no
    overflow.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _erf(z: Array) -> Array:
    # NumPy has no erf and SciPy is no dependency; math.erf is exact, and gelu layers are small.
    values = [math.erf(value) for value in z.ravel().tolist()]
    return np.array(values, dtype=np.float64).reshape(z.shape)


def _normal_cdf(z: Array) -> Array:
    return 0.5 * (1.0 + _erf(z * _SQRT_HALF))


def _gelu_derivative(z: Array, _a: Array) -> Array:
    return _normal_cdf(z) + z * np.exp(-0.5 * z * z) * _INVERSE_SQRT_TAU


def _silu_derivative(z: Array, _a: Array) -> Array:
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))


def _elu(z: Array) -> Array:
    return np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))


def _elu_derivative(z: Array, _a: Array) -> Array:
    return np.where(z > 0.0, 1.0, np.exp(np.minimum(z, 0.0)))


_ZERO, _LEAK = Number(0.0), Number(LEAK)


def _logistic(z: Node) -> Node:
    return Quotient(ONE, plus(ONE, exp(Negative(z))))


def _split(z: Node, above: Node, below: Node) -> Node:
    """One branch for z > 0 and one for the rest."""
    positive = evaluate(z) > 0.0
    return Case(above if positive else below, z, ">" if positive else "≤", _ZERO)


def _gelu_slope(z: Node, _a: Node) -> Node:
    return plus(Call("Phi", z), times(z, Call("phi", z)))


def _silu_slope(z: Node, _a: Node) -> Node:
    return times(Call("sigma", z), plus(ONE, times(z, minus(ONE, Call("sigma", z)))))


def _registry(*activations: Activation) -> dict[str, Activation]:
    return {activation.name: activation for activation in activations}


ACTIVATIONS = _registry(
    Activation(
        "identity",
        lambda z: z,
        lambda z, a: np.ones(z.shape),
        "z",
        "1",
        lambda z: z,
        lambda z, a: ONE,
    ),
    Activation(
        "sigmoid",
        sigmoid,
        lambda z, a: a * (1.0 - a),
        "1 / (1 + e⁻ᶻ)",
        "a(1 − a)",
        _logistic,
        lambda z, a: times(a, minus(ONE, a)),
        low=0.0,
        high=1.0,
    ),
    Activation(
        "tanh",
        np.tanh,
        lambda z, a: 1.0 - a * a,
        "tanh(z)",
        "1 − a²",
        lambda z: Call("tanh", z),
        lambda z, a: minus(ONE, Power(a, TWO)),
        low=-1.0,
        high=1.0,
    ),
    Activation(
        "relu",
        lambda z: np.maximum(z, 0.0),
        lambda z, a: (z > 0.0).astype(np.float64),
        "max(0, z)",
        "1 if z > 0, else 0",
        lambda z: Call("max0", z),
        lambda z, a: _split(z, ONE, _ZERO),
        low=0.0,
        kinks=(0.0,),
    ),
    Activation(
        "leaky_relu",
        lambda z: np.where(z > 0.0, z, LEAK * z),
        lambda z, a: np.where(z > 0.0, 1.0, LEAK),
        "z if z > 0, else 0.01 z",
        "1 if z > 0, else 0.01",
        lambda z: _split(z, z, times(_LEAK, z)),
        lambda z, a: _split(z, ONE, _LEAK),
        kinks=(0.0,),
    ),
    Activation(
        "elu",
        _elu,
        _elu_derivative,
        "z if z > 0, else eᶻ − 1",
        "1 if z > 0, else eᶻ",
        lambda z: _split(z, z, minus(exp(z), ONE)),
        lambda z, a: _split(z, ONE, exp(z)),
        low=-1.0,
    ),
    Activation(
        "softplus",
        softplus,
        lambda z, a: sigmoid(z),
        "ln(1 + eᶻ)",
        "σ(z)",
        lambda z: Call("ln", plus(ONE, exp(z))),
        lambda z, a: _logistic(z),
        low=0.0,
    ),
    Activation(
        "silu",
        lambda z: z * sigmoid(z),
        _silu_derivative,
        "z σ(z)",
        "σ(z)(1 + z(1 − σ(z)))",
        lambda z: Quotient(z, plus(ONE, exp(Negative(z)))),
        _silu_slope,
        low=-0.2785,
    ),
    Activation(
        "gelu",
        lambda z: z * _normal_cdf(z),
        _gelu_derivative,
        "z Φ(z)",
        "Φ(z) + z φ(z)",
        lambda z: times(z, Call("Phi", z)),
        _gelu_slope,
        low=-0.17,
    ),
    # The derivative of softmax is a matrix; what stands here is its diagonal, for showing. Training
    # takes δ from the cross entropy's closed form, the only loss that goes with it. One z makes the
    # numerator alone: `engine.equations` puts the sum over all outputs under it.
    Activation(
        "softmax",
        softmax,
        lambda z, a: a * (1.0 - a),
        "eᶻ / Σ eᶻ",
        "a(1 − a)",
        exp,
        lambda z, a: times(a, minus(ONE, a)),
        low=0.0,
        high=1.0,
    ),
)
