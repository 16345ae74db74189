"""One update worked in plain decimal arithmetic, written without the engine: what a pupil does.

Every product, every sum and every result is rounded half away from zero. One sample, the loss
½ Σ (y − ŷ)², plain gradient descent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Key = tuple[str | int, ...]


def half_away(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _activated(name: str, z: Decimal) -> Decimal:
    match name:
        case "identity":
            return z
        case "relu":
            return max(z, Decimal(0))
        case "tanh":
            return Decimal(math.tanh(float(z)))
        case "sigmoid":
            return Decimal(1 / (1 + math.exp(-float(z))))
        case _:
            raise ValueError(name)


def _slope(name: str, z: Decimal, a: Decimal) -> Decimal:
    match name:
        case "identity":
            return Decimal(1)
        case "relu":
            return Decimal(1 if z > 0 else 0)
        case "tanh":
            return 1 - a * a
        case "sigmoid":
            return a * (1 - a)
        case _:
            raise ValueError(name)


def work(
    activations: Sequence[str],
    W: Sequence[Sequence[Sequence[Decimal]]],
    b: Sequence[Sequence[Decimal]],
    x: Sequence[Decimal],
    y: Sequence[Decimal],
    rate: Decimal,
    decimals: int,
) -> dict[Key, Decimal]:
    """Every result by its name, layer, unit and source (all from 1): ("z", 1, 2), ("dw", 1, 2, 1).

    "path" is ∂L/∂a and "slope" f′(z); "w" and "b" are the new parameters.
    """

    def rounded(value: Decimal) -> Decimal:
        return half_away(value, decimals)

    def added(terms: list[Decimal]) -> Decimal:
        total = Decimal(0)
        for term in terms:
            total = rounded(total + rounded(term))
        return total

    made: dict[Key, Decimal] = {}
    a = [list(x)]
    z: list[list[Decimal]] = [[]]
    for layer, name in enumerate(activations, start=1):
        rows = zip(W[layer - 1], b[layer - 1], strict=True)
        z.append(
            [added([bias, *(w * v for w, v in zip(ws, a[-1], strict=True))]) for ws, bias in rows]
        )
        a.append([rounded(_activated(name, value)) for value in z[-1]])
        for j in range(len(z[layer])):
            made["z", layer, j + 1], made["a", layer, j + 1] = z[layer][j], a[layer][j]
    made[("loss",)] = added([(t - p) ** 2 / 2 for t, p in zip(y, a[-1], strict=True)])
    above: list[Decimal] = []
    for layer in range(len(activations), 0, -1):
        delta: list[Decimal] = []
        for j in range(len(a[layer])):
            if layer == len(activations):
                path = rounded(a[layer][j] - y[j])
            else:
                path = added([d * ws[j] for d, ws in zip(above, W[layer], strict=True)])
            slope = rounded(_slope(activations[layer - 1], z[layer][j], a[layer][j]))
            delta.append(rounded(path * slope))
            made["path", layer, j + 1], made["slope", layer, j + 1] = path, slope
            made["delta", layer, j + 1] = delta[j]
            for k, source in enumerate(a[layer - 1]):
                gradient = rounded(delta[j] * source)
                made["dw", layer, j + 1, k + 1] = gradient
                made["w", layer, j + 1, k + 1] = added([W[layer - 1][j][k], -rate * gradient])
            made["db", layer, j + 1] = delta[j]
            made["b", layer, j + 1] = added([b[layer - 1][j], -rate * delta[j]])
        above = delta
    return made
