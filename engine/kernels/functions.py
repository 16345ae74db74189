"""Exponential, activations and their derivatives, for compiled code.

Each keeps NaN: a comparison with NaN is false, and the branch for that is the one that returns z.
"""

from __future__ import annotations

import math

import numpy as np

from engine.activations import LEAK
from engine.arrays import Array
from engine.fast import exact, exact_call
from engine.kernels.codes import (
    ELU,
    IDENTITY,
    LEAKY_RELU,
    RELU,
    SIGMOID,
    SILU,
    SOFTPLUS,
    TANH,
)

_PER_LN2 = 1.4426950408889634
# ln 2 in two parts; the first has zeros at its end, so that k times it is exact.
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11 = (1.0 / math.factorial(n) for n in range(3, 14))
_ROOT_HALF = math.sqrt(0.5)
_INVERSE_SQRT_TAU = 1.0 / math.sqrt(2.0 * math.pi)


@exact
def _reduced(x: float) -> tuple[float, float]:
    """(2ᵏ, eʳ − 1) with x = k ln 2 + r, |r| ≤ ½ ln 2: the series of eʳ up to r¹³ ÷ 13!, whose rest
    is below 1e-17. x is held within −708 … 709, where 2ᵏ is a normal number.
    """
    x = -708.0 if x < -708.0 else x
    x = 709.0 if x > 709.0 else x
    k = np.rint(x * _PER_LN2)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + r * _1) + r2 * (_2 + r * _3)
    middle = (_4 + r * _5) + r2 * (_6 + r * _7)
    high = (_8 + r * _9) + r2 * (_10 + r * _11)
    bits = np.int64(np.int64(np.int64(k) + 1023) << np.int64(52))
    return bits.view(np.float64), r + r2 * (low + r4 * (middle + r4 * high))


@exact
def exp(x: float) -> float:
    """eˣ, to one unit in the last place; beyond −708 and 709 the value there."""
    scale, rest = _reduced(x)
    return scale + scale * rest


@exact
def expm1(x: float) -> float:
    """eˣ − 1, also near 0 to full relative precision."""
    scale, rest = _reduced(x)
    return scale * rest + (scale - 1.0)


@exact
def sigmoid(z: float) -> float:
    """1 / (1 + e⁻ᶻ)."""
    return 1.0 / (1.0 + exp(-z))


@exact
def softplus(z: float) -> float:
    """ln(1 + eᶻ) without overflow."""
    return (0.0 if z <= 0.0 else z) + math.log1p(exp(-abs(z)))


@exact
def _tanh(z: float) -> float:
    e = expm1(2.0 * (22.0 if z > 22.0 else z))
    return e / (e + 2.0)


@exact
def _normal_cdf(z: float) -> float:
    return 0.5 * (1.0 + math.erf(z * _ROOT_HALF))


@exact_call
def _rarer_value(code: int, z: float) -> float:
    if code == LEAKY_RELU:
        return z if z > 0.0 else LEAK * z
    if code == ELU:
        return elu(z)
    if code == SOFTPLUS:
        return softplus(z)
    if code == SILU:
        return z * sigmoid(z)
    return z * _normal_cdf(z)


@exact_call
def _rarer_slope(code: int, z: float) -> float:
    if code == LEAKY_RELU:
        return 1.0 if z > 0.0 else LEAK
    if code == ELU:
        return 1.0 if z > 0.0 else exp(z)
    if code == SOFTPLUS:
        return sigmoid(z)
    if code == SILU:
        return silu_slope(z)
    return _normal_cdf(z) + z * math.exp(-0.5 * z * z) * _INVERSE_SQRT_TAU


@exact
def elu(z: float) -> float:
    """z, or eᶻ − 1 where z ≤ 0."""
    return z if z > 0.0 else expm1(z)


@exact
def silu_slope(z: float) -> float:
    """The derivative of z σ(z)."""
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))


@exact
def value(code: int, z: float) -> float:
    """a = f(z) of one unit. A softmax needs its whole layer and is not among these."""
    if code == SIGMOID:
        return sigmoid(z)
    if code == IDENTITY:
        return z
    if code == RELU:
        return 0.0 if z <= 0.0 else z
    if code == TANH:
        return _tanh(z)
    return _rarer_value(code, z)


@exact
def slope(code: int, z: float, a: float) -> float:
    """f′(z) of one unit."""
    if code == SIGMOID:
        return a * (1.0 - a)
    if code == IDENTITY:
        return 1.0
    if code == RELU:
        return 1.0 if z > 0.0 else 0.0
    if code == TANH:
        return 1.0 - a * a
    return _rarer_slope(code, z)


# One loop for each function, so that none of them asks which it is: the quick ones then take
# several numbers at once.


@exact
def activate(code: int, z: Array, a: Array, begin: int, end: int) -> None:
    """a = f(z) for the entries from ``begin`` to ``end``."""
    if code == SIGMOID:
        for i in range(begin, end):
            a[i] = value(SIGMOID, z[i])
    elif code == TANH:
        for i in range(begin, end):
            a[i] = value(TANH, z[i])
    elif code == RELU:
        for i in range(begin, end):
            a[i] = value(RELU, z[i])
    elif code == LEAKY_RELU:
        for i in range(begin, end):
            a[i] = z[i] if z[i] > 0.0 else LEAK * z[i]
    elif code == ELU:
        for i in range(begin, end):
            a[i] = elu(z[i])
    elif code == SILU:
        for i in range(begin, end):
            a[i] = z[i] * sigmoid(z[i])
    else:
        for i in range(begin, end):
            a[i] = value(code, z[i])


@exact
def times_slope(code: int, z: Array, a: Array, d: Array, begin: int, end: int) -> None:
    """d ← d · f′(z) for the entries from ``begin`` to ``end``."""
    if code == IDENTITY:
        return
    if code == SIGMOID:
        for i in range(begin, end):
            d[i] *= slope(SIGMOID, z[i], a[i])
    elif code == TANH:
        for i in range(begin, end):
            d[i] *= slope(TANH, z[i], a[i])
    elif code == RELU:
        for i in range(begin, end):
            d[i] *= slope(RELU, z[i], a[i])
    elif code == LEAKY_RELU:
        for i in range(begin, end):
            d[i] *= 1.0 if z[i] > 0.0 else LEAK
    elif code == ELU:
        for i in range(begin, end):
            d[i] *= 1.0 if z[i] > 0.0 else exp(z[i])
    elif code == SILU:
        for i in range(begin, end):
            d[i] *= silu_slope(z[i])
    else:
        for i in range(begin, end):
            d[i] *= slope(code, z[i], a[i])
