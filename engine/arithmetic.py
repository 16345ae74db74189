"""The sums of backpropagation in two arithmetics: full precision, and rounded as on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

import numpy as np

from engine.arrays import Array


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """How sums are formed. N samples; W is (units, inputs), b (units,), a (N, inputs), delta (N,
    units).

    ``weighted_sum(W, b, a)`` z = b + Σ_k w_jk a_k, (N, units). ``path_sum(W, delta)`` ∂L/∂a_k = Σ_j
    δ_j w_jk, (N, inputs). ``mean_product(delta, a, dW)`` puts the mean over the samples of δ_j a_k
    into dW (units, inputs). ``mean(v)`` over the samples. ``round(v)`` is applied to every other
    intermediate result. ``running(terms)`` the partial sums of some terms (n,), as a person adds
    them up.
    """

    weighted_sum: Callable[[Array, Array, Array], Array]
    path_sum: Callable[[Array, Array], Array]
    mean_product: Callable[[Array, Array, Array], None]
    mean: Callable[[Array], Array]
    round: Callable[[Array], Array]
    running: Callable[[Array], Array]


def _weighted_sum(W: Array, b: Array, a: Array) -> Array:
    z = a.dot(W.T)
    z += b
    return z


def _path_sum(W: Array, delta: Array) -> Array:
    return delta.dot(W)


def _mean_product(delta: Array, a: Array, dW: Array) -> None:
    if 1 < len(a) < a.shape[1]:  # δ has fewer entries than dW, to divide by N
        np.matmul(delta.T / len(a), a, dW)
    else:
        delta.T.dot(a, dW)
        if len(a) > 1:
            dW /= len(a)


def _mean(v: Array) -> Array:
    return v[0] if len(v) == 1 else v.sum(axis=0) / len(v)


EXACT = Arithmetic(_weighted_sum, _path_sum, _mean_product, _mean, lambda v: v, np.cumsum)


def round_half_away(value: float, decimals: int) -> float:
    """A number rounded half away from zero on its shortest decimal form, as one rounds on paper:
    0.285 → 0.29.
    """
    if not np.isfinite(value):
        return value
    with localcontext() as context:
        context.prec = 400  # as many digits as a float can show, so that quantize never runs out
        return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@lru_cache(maxsize=16)
def rounded(decimals: int) -> Arithmetic:
    """Arithmetic in which every product and every partial sum is rounded before it is used."""

    def round_each(v: Array) -> Array:
        return np.array([round_half_away(x, decimals) for x in v.ravel().tolist()]).reshape(v.shape)

    def running_sum(start: Array, terms: list[Array]) -> Array:
        total = start
        for term in terms:
            total = round_each(total + round_each(term))
        return total

    def weighted_sum(W: Array, b: Array, a: Array) -> Array:
        start = np.broadcast_to(b, (len(a), len(b)))
        return running_sum(start, [a[:, k, None] * W[None, :, k] for k in range(a.shape[1])])

    def path_sum(W: Array, delta: Array) -> Array:
        start = np.zeros((len(delta), W.shape[1]))
        return running_sum(start, [delta[:, j, None] * W[None, j, :] for j in range(W.shape[0])])

    def mean_product(delta: Array, a: Array, dW: Array) -> None:
        dW[:] = mean(delta[:, :, None] * a[:, None, :])

    def mean(v: Array) -> Array:
        total = running_sum(np.zeros(v.shape[1:]), list(v))
        return round_each(total / len(v))

    def running(terms: Array) -> Array:
        sums = terms.copy()
        for index in range(1, terms.size):
            sums[index] = round_half_away(float(sums[index - 1] + terms[index]), decimals)
        return sums

    return Arithmetic(weighted_sum, path_sum, mean_product, mean, round_each, running)


def arithmetic(round_to: int | None) -> Arithmetic:
    """The arithmetic of the convention ``round_to``: None is full precision."""
    return EXACT if round_to is None else rounded(round_to)
