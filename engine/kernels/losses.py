"""The losses, and δ of the output layer, of a block of samples.

A block lies units first: entry j·K + s belongs to output j and sample s of its K columns, of which
the first ``count`` hold samples.
"""

from __future__ import annotations

import math

from engine.arrays import Array
from engine.fast import compiled, inlined
from engine.kernels.codes import (
    BINARY_CROSS,
    CROSS,
    HALF_SQUARED,
    HUBER,
    MEAN_ABSOLUTE,
    MEAN_SQUARED,
    SQUARED,
)
from engine.kernels.functions import exp, slope, softplus, times_slope


@compiled
def softmax(outputs: int, K: int, first: int, z: Array, a: Array, columns: Array) -> None:
    """a = eᶻ ÷ Σ eᶻ from z, both from entry ``first`` on. ``columns`` (2, at least K): the largest
    z of each sample and the logarithm of the sum are left in row 0, added up.
    """
    for s in range(K):
        columns[0, s] = z[first + s]
        columns[1, s] = 0.0
    for j in range(1, outputs):
        for s in range(K):
            value = z[first + j * K + s]
            columns[0, s] = columns[0, s] if value <= columns[0, s] else value
    for j in range(outputs):
        for s in range(K):
            value = exp(z[first + j * K + s] - columns[0, s])
            a[first + j * K + s] = value
            columns[1, s] += value
    for s in range(K):
        columns[0, s] += math.log(columns[1, s])
        columns[1, s] = 1.0 / columns[1, s]
    for j in range(outputs):
        for s in range(K):
            a[first + j * K + s] *= columns[1, s]


@compiled
def rarer_total(
    loss: int,
    outputs: int,
    K: int,
    count: int,
    first: int,
    y: Array,
    z: Array,
    a: Array,
    columns: Array,
    huber: float,
) -> float:
    total = 0.0
    for j in range(outputs):
        at = first + j * K
        if loss == SQUARED:
            for s in range(count):
                r = a[at + s] - y[j * K + s]
                total += r * r
        elif loss == MEAN_SQUARED:
            for s in range(count):
                r = a[at + s] - y[j * K + s]
                total += r * r / outputs
        elif loss == MEAN_ABSOLUTE:
            for s in range(count):
                total += abs(a[at + s] - y[j * K + s]) / outputs
        elif loss == HUBER:
            for s in range(count):
                r = abs(a[at + s] - y[j * K + s])
                total += 0.5 * r * r if r <= huber else huber * (r - 0.5 * huber)
        elif loss == BINARY_CROSS:
            for s in range(count):
                total += softplus(z[at + s]) - y[j * K + s] * z[at + s]
        elif loss == CROSS:
            for s in range(count):
                target = y[j * K + s]
                total -= 0.0 if target == 0.0 else target * (z[at + s] - columns[0, s])
    return total


@compiled
def rarer_delta(
    loss: int,
    outputs: int,
    K: int,
    first: int,
    y: Array,
    a: Array,
    d: Array,
    columns: Array,
    huber: float,
) -> None:
    if loss == CROSS:
        for s in range(K):
            columns[1, s] = 0.0
        for j in range(outputs):
            for s in range(K):
                columns[1, s] += y[j * K + s]
    for j in range(outputs):
        at = first + j * K
        if loss == BINARY_CROSS:
            for s in range(K):
                d[at + s] = a[at + s] - y[j * K + s]
        elif loss == SQUARED:
            for s in range(K):
                d[at + s] = 2.0 * (a[at + s] - y[j * K + s])
        elif loss == MEAN_SQUARED:
            for s in range(K):
                d[at + s] = 2.0 * (a[at + s] - y[j * K + s]) / outputs
        elif loss == MEAN_ABSOLUTE:
            for s in range(K):
                r = a[at + s] - y[j * K + s]
                d[at + s] = ((1.0 if r > 0.0 else 0.0) - (1.0 if r < 0.0 else 0.0)) / outputs
        elif loss == HUBER:
            for s in range(K):
                r = a[at + s] - y[j * K + s]
                r = -huber if r < -huber else r
                d[at + s] = huber if r > huber else r
        elif loss == CROSS:
            for s in range(K):
                d[at + s] = a[at + s] * columns[1, s] - y[j * K + s]


@inlined
def total_loss(
    loss: int,
    outputs: int,
    K: int,
    count: int,
    first: int,
    y: Array,
    z: Array,
    a: Array,
    columns: Array,
    huber: float,
) -> float:
    """Σ over the samples of L. ``y`` begins with output 0; z and a with entry ``first``."""
    if loss != HALF_SQUARED:
        return rarer_total(loss, outputs, K, count, first, y, z, a, columns, huber)
    total = 0.0
    for j in range(outputs):
        for s in range(count):
            r = a[first + j * K + s] - y[j * K + s]
            total += 0.5 * r * r
    return total


@inlined
def output_delta(
    loss: int,
    activation: int,
    outputs: int,
    K: int,
    count: int,
    first: int,
    y: Array,
    z: Array,
    a: Array,
    d: Array,
    columns: Array,
    huber: float,
) -> None:
    """δ of the output layer: ∂L/∂a · f′(z), or the cross entropies' closed forms. Columns without a
    sample get 0, so that they add nothing to a gradient.
    """
    if loss == HALF_SQUARED:
        for j in range(outputs):
            for s in range(K):
                d[first + j * K + s] = a[first + j * K + s] - y[j * K + s]
    else:
        rarer_delta(loss, outputs, K, first, y, a, d, columns, huber)
    for j in range(outputs):
        for s in range(count, K):
            d[first + j * K + s] = 0.0
    if loss not in (BINARY_CROSS, CROSS):
        if K == 1:
            for i in range(first, first + outputs):
                d[i] *= slope(activation, z[i], a[i])
        else:
            times_slope(activation, z, a, d, first, first + outputs * K)
