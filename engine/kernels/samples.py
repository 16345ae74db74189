"""A stretch of plain updates, one sample each: the loops with which most networks begin.

Such a run is one chain of operations, each of which waits for the one before, so that everything
that is not in the chain counts. The loops here are those of ``engine.kernels.updates`` without the
samples of a block, and without the softmax, which is seldom met with one sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.arrays import Array
from engine.fast import index, inlined
from engine.kernels.codes import (
    BELOW,
    BINARY_CROSS,
    DONE,
    EPOCH,
    HALF_SQUARED,
    HUBER_DELTA,
    LOSS_LOST,
    PARAMETERS_LOST,
    POSITION,
    RATE,
    TIME,
    UPDATE,
)
from engine.kernels.epochs import end_epoch
from engine.kernels.functions import slope, value
from engine.kernels.history import note
from engine.kernels.losses import rarer_delta, rarer_total
from engine.kernels.values import Bins, Choices, Given, Moving, Scratch, Task


@inlined
def train(
    choices: Choices,
    task: Task,
    moving: Moving,
    given: Given,
    bins: Bins,
    scratch: Scratch,
) -> int:
    """As ``engine.kernels.updates.train``. ``choices`` may be constants."""
    sizes, activations, layers = choices.sizes, choices.activations, choices.layers
    loss = choices.loss
    theta, clock = moving.theta, moving.clock
    x, y, orders, numbers = given.x, given.y, given.orders, given.numbers
    a, z, d, target, columns = scratch.a, scratch.z, scratch.d, scratch.target, scratch.columns
    batch_bins, shift = bins.batch, bins.shifts[0]
    rate, huber = numbers[RATE], numbers[HUBER_DELTA]
    samples, outputs = x.shape[1], index(sizes[layers])
    first_epoch, last_row = clock[EPOCH], orders.shape[0] - 1
    records = task.records
    left = task.updates
    status = DONE
    while left > 0:
        row = min(clock[EPOCH] - first_epoch, last_row)
        update, position = clock[UPDATE], clock[POSITION]
        end = min(samples, position + left)
        for at in range(position, end):
            sample = index(orders[index(row), index(at)])
            for k in range(index(sizes[0])):
                a[k] = x[k, sample]
            for j in range(outputs):
                target[j] = y[j, sample]
            top = _forward(sizes, activations, layers, theta, a, z)
            total = 0.0
            if loss == HALF_SQUARED:
                for j in range(outputs):
                    r = a[top + j] - target[j]
                    total += 0.5 * r * r
                    d[top + j] = r
            else:
                total = rarer_total(
                    loss, outputs, index(1), index(1), top, target, z, a, columns, huber
                )
                rarer_delta(loss, outputs, index(1), top, target, a, d, columns, huber)
            if not math.isfinite(total):
                status = LOSS_LOST
                break
            if loss != BINARY_CROSS:
                for j in range(top, top + outputs):
                    d[j] *= slope(activations[layers - 1], z[j], a[j])
            _hand_down(sizes, activations, layers, top, theta, a, z, d)
            if _descend(sizes, layers, rate, a, d, theta) != 0.0:
                status = PARAMETERS_LOST
                break
            update += 1
            if records:
                note(batch_bins, shift, update, total)
        made = update - clock[UPDATE]
        clock[UPDATE] = update
        clock[TIME] += made
        clock[POSITION] = position + made
        left -= made
        if status != DONE:
            return status
        if position + made == samples and end_epoch(
            choices, False, task, moving, given, bins, scratch
        ):
            return BELOW
    return DONE


@inlined
def _forward(
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    theta: Array,
    a: Array,
    z: Array,
) -> int:
    """z and a of all layers; where the last one begins."""
    offset, below, here = index(0), index(0), index(sizes[0])
    for layer in range(layers):
        inputs, units = index(sizes[layer]), index(sizes[layer + 1])
        for j in range(units):
            total = theta[offset + units * inputs + j]
            for k in range(inputs):
                total += theta[offset + j * inputs + k] * a[below + k]
            z[here + j] = total
            a[here + j] = value(activations[layer], total)
        offset += units * (inputs + index(1))
        below = here
        here += units
    return below


@inlined
def _hand_down(
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    top: int,
    theta: Array,
    a: Array,
    z: Array,
    d: Array,
) -> None:
    """δ of all layers below the last one."""
    offset, unit = index(theta.size), top
    for up in range(1, layers):
        layer = layers - up
        inputs, units = index(sizes[layer]), index(sizes[layer + 1])
        offset -= units * (inputs + index(1))
        below = unit - inputs
        for k in range(inputs):
            total = 0.0
            for j in range(units):
                total += theta[offset + j * inputs + k] * d[unit + j]
            d[below + k] = total * slope(activations[layer - 1], z[below + k], a[below + k])
        unit = below


@inlined
def _descend(
    sizes: Sequence[int], layers: int, rate: float, a: Array, d: Array, theta: Array
) -> float:
    """w ← w − η δ a and b ← b − η δ; 0, or NaN if one is no longer a finite number."""
    lost = 0.0
    offset, below, here = index(0), index(0), index(sizes[0])
    for layer in range(layers):
        inputs, units = index(sizes[layer]), index(sizes[layer + 1])
        for j in range(units):
            step = rate * d[here + j]
            for k in range(inputs):
                w = theta[offset + j * inputs + k] - step * a[below + k]
                theta[offset + j * inputs + k] = w
                lost += w * 0.0
            b = theta[offset + units * inputs + j] - step
            theta[offset + units * inputs + j] = b
            lost += b * 0.0
        offset += units * (inputs + index(1))
        below = here
        here += units
    return lost
