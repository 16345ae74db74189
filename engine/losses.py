"""How far a prediction is from its target, one number per sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.formula import (
    HALF,
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
    minus,
    plus,
    times,
)


@dataclass(frozen=True, eq=False)
class Loss:
    """One loss L of a sample and its gradient.

    Arrays have the shape (samples, outputs). ``shares(y, a, z, huber_delta)`` gives each output's
    share of L, same shape: L of a sample is their sum. ``gradient(y, a, huber_delta)`` gives ∂L/∂a.
    ``delta(y, a)``, where there is one, gives ∂L/∂z of the output layer in closed form: it stays
    finite where the chain rule would divide by 0. ``unfold_share(y, ŷ, outputs, huber_delta)`` and
    ``unfold_gradient`` are the formulas of one output as trees. ``output`` is the activation that
    the output layer must then have.
    """

    name: str
    shares: Callable[[Array, Array, Array, float], Array]
    gradient: Callable[[Array, Array, float], Array]
    formula: str
    gradient_formula: str
    unfold_share: Callable[[Node, Node, int, float], Node]
    unfold_gradient: Callable[[Node, Node, int, float], Node]
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


def _squared(y: Node, a: Node) -> Node:
    return Power(minus(y, a), TWO)


def _over(outputs: int) -> Node:
    """1/n, which is left out where n is 1."""
    return Quotient(ONE, Number(float(outputs)))


def _mean_share(part: Node, outputs: int) -> Node:
    return part if outputs == 1 else times(_over(outputs), part)


def _huber_case(y: Node, a: Node, inside: Node, outside: Node, d: float) -> Node:
    near = abs(evaluate(y) - evaluate(a)) <= d
    size = Call("abs", minus(y, a))
    return Case(inside if near else outside, size, "≤" if near else ">", Number(d))


def _huber_share_tree(y: Node, a: Node, _n: int, d: float) -> Node:
    beyond = times(Number(d), minus(Call("abs", minus(y, a)), times(HALF, Number(d))))
    return _huber_case(y, a, times(HALF, _squared(y, a)), beyond, d)


def _huber_slope_tree(y: Node, a: Node, _n: int, d: float) -> Node:
    beyond = Negative(times(Number(d), Call("sign", minus(y, a))))
    return _huber_case(y, a, Negative(minus(y, a)), beyond, d)


def _binary_tree(y: Node, a: Node, _n: int, _d: float) -> Node:
    zero = times(minus(ONE, y), Call("ln", minus(ONE, a)))
    return Negative(plus(times(y, Call("ln", a)), zero))


def _mean_slope_tree(y: Node, a: Node, n: int, _d: float) -> Node:
    two = TWO if n == 1 else Quotient(TWO, Number(float(n)))
    return Negative(times(two, minus(y, a)))


def _registry(*losses: Loss) -> dict[str, Loss]:
    return {loss.name: loss for loss in losses}


LOSSES = _registry(
    Loss(
        "half_squared_error",
        lambda y, a, z, d: 0.5 * (y - a) ** 2,
        lambda y, a, d: a - y,
        "½ Σ (y − ŷ)²",
        "−(y − ŷ)",
        lambda y, a, n, d: times(HALF, _squared(y, a)),
        lambda y, a, n, d: Negative(minus(y, a)),
    ),
    Loss(
        "squared_error",
        lambda y, a, z, d: (y - a) ** 2,
        lambda y, a, d: 2.0 * (a - y),
        "Σ (y − ŷ)²",
        "−2(y − ŷ)",
        lambda y, a, n, d: _squared(y, a),
        lambda y, a, n, d: Negative(times(TWO, minus(y, a))),
    ),
    Loss(
        "mean_squared_error",
        lambda y, a, z, d: (y - a) ** 2 / y.shape[-1],
        lambda y, a, d: 2.0 * (a - y) / y.shape[-1],
        "(1/n) Σ (y − ŷ)²",
        "−(2/n)(y − ŷ)",
        lambda y, a, n, d: _mean_share(_squared(y, a), n),
        _mean_slope_tree,
    ),
    Loss(
        "mean_absolute_error",
        lambda y, a, z, d: np.abs(y - a) / y.shape[-1],
        lambda y, a, d: np.sign(a - y) / y.shape[-1],
        "(1/n) Σ |y − ŷ|",
        "−(1/n) sign(y − ŷ)",
        lambda y, a, n, d: _mean_share(Call("abs", minus(y, a)), n),
        lambda y, a, n, d: Negative(_mean_share(Call("sign", minus(y, a)), n)),
        kinked=True,
    ),
    Loss(
        "huber",
        _huber_shares,
        lambda y, a, d: np.clip(a - y, -d, d),
        "Σ ½ r² if |r| ≤ d, else d(|r| − ½ d), r = y − ŷ",
        "−r if |r| ≤ d, else −d sign(r)",
        _huber_share_tree,
        _huber_slope_tree,
    ),
    Loss(
        "binary_cross_entropy",
        _binary_shares,
        lambda y, a, d: (a - y) / (a * (1.0 - a)),
        "−Σ (y ln ŷ + (1 − y) ln(1 − ŷ))",
        "(ŷ − y) / (ŷ(1 − ŷ))",
        _binary_tree,
        lambda y, a, n, d: Quotient(minus(a, y), times(a, minus(ONE, a))),
        delta=lambda y, a: a - y,
        output="sigmoid",
    ),
    Loss(
        "cross_entropy",
        _cross_shares,
        lambda y, a, d: -y / a,
        "−Σ y ln ŷ",
        "−y / ŷ",
        lambda y, a, n, d: Negative(times(y, Call("ln", a))),
        lambda y, a, n, d: Negative(Quotient(y, a)),
        delta=_cross_delta,
        output="softmax",
    ),
)
