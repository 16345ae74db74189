"""A stretch of updates by matrix products, for wide layers.

A batch of m samples lies units first, as in ``engine.kernels.blocks``: a layer's activations are a
matrix (units, m), so that every product reads and writes rows that lie together. The loops are
functions of their own (``compiled``): inside one large function the compiler could no longer tell
which arrays overlap, and would not take several numbers at once.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array, Indices
from engine.fast import compiled, gemm, kernel, shaping
from engine.kernels.codes import (
    BELOW,
    DONE,
    ENDED,
    EPOCH,
    HUBER_DELTA,
    LOSS_LOST,
    PARAMETERS_LOST,
    POSITION,
    RATE,
    SOFTMAX,
    TIME,
    UPDATE,
)
from engine.kernels.descent import descend
from engine.kernels.functions import activate, times_slope
from engine.kernels.history import note
from engine.kernels.losses import output_delta, softmax, total_loss
from engine.kernels.values import Bins, Choices, Given, Moving, Scratch, Task

_DOUBLE, _TRANSPOSED, _AS_IT_IS = np.int8(ord("d")), np.int8(ord("t")), np.int8(ord("n"))


@kernel
def by_matrices(
    choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
) -> int:
    """As ``engine.kernels.updates.train``, with the whole batch as one block."""
    clock, samples = moving.clock, given.x.shape[1]
    first_epoch = clock[EPOCH]
    factors = np.empty(2)
    pending = False
    done = 0
    while done < task.updates:
        row = min(clock[EPOCH] - first_epoch, given.orders.shape[0] - 1)
        m = min(choices.B, samples - clock[POSITION])
        loss = _evaluate(
            choices, given.x, given.y, given.orders, row, clock[POSITION], m, moving, given, scratch
        )
        loss /= m
        if pending:
            pending = False
            moving.ended[0] = loss
            note(bins.training, bins.shifts[1], clock[UPDATE], loss)
        if not math.isfinite(loss):
            return LOSS_LOST
        if _descend_all(choices, m, moving, given, scratch, factors) != 0.0:
            return PARAMETERS_LOST
        done += 1
        clock[UPDATE] += 1
        clock[TIME] += 1
        clock[POSITION] += m
        if task.records:
            note(bins.batch, bins.shifts[0], clock[UPDATE], loss)
        if clock[POSITION] < samples:
            continue
        clock[POSITION] = 0
        clock[EPOCH] += 1
        if task.records or task.loss_below > 0.0:
            clock[ENDED] = clock[UPDATE]
            pending = task.defer and done < task.updates
            for part in range(2):
                x = given.x if part == 0 else given.x_rest
                y = given.y if part == 0 else given.y_rest
                if x.shape[1] == 0 or (part == 0 and pending):
                    continue
                moving.ended[part] = _mean_loss(choices, x, y, moving, given, scratch)
                if task.records:
                    series = bins.training if part == 0 else bins.validation
                    note(series, bins.shifts[1 + part], clock[UPDATE], moving.ended[part])
            if moving.ended[0] < task.loss_below:
                return BELOW
    return DONE


@shaping
def _mean_loss(
    choices: Choices, x: Array, y: Array, moving: Moving, given: Given, scratch: Scratch
) -> float:
    samples = x.shape[1]
    total = 0.0
    for begin in range(0, samples, choices.E):
        count = min(choices.E, samples - begin)
        total += _evaluate(choices, x, y, given.in_order, 0, begin, count, moving, given, scratch)
    return total / samples


@shaping
def _evaluate(
    choices: Choices,
    x: Array,
    y: Array,
    orders: Indices,
    row: int,
    begin: int,
    m: int,
    moving: Moving,
    given: Given,
    scratch: Scratch,
) -> float:
    """The forward pass of m samples and the sum of their losses."""
    inputs, outputs = choices.sizes[0], choices.sizes[choices.layers]
    _load(x, orders, row, begin, scratch.a[: inputs * m].reshape(inputs, m))
    _load(y, orders, row, begin, scratch.target[: outputs * m].reshape(outputs, m))
    offset, below, here = 0, 0, inputs
    for layer in range(choices.layers):
        inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
        biases = offset + units * inputs
        z = scratch.z[here * m : (here + units) * m]
        a = scratch.a[here * m : (here + units) * m]
        np.dot(
            moving.theta[offset:biases].reshape(units, inputs),
            scratch.a[below * m : here * m].reshape(inputs, m),
            z.reshape(units, m),
        )
        _add_biases(z.reshape(units, m), moving.theta[biases : biases + units])
        if choices.activations[layer] == SOFTMAX:
            _softmax(units, m, z, a, scratch.columns)
        else:
            _activate(choices.activations[layer], z, a)
        offset, below, here = biases + units, here, here + units
    first, last = (choices.units - outputs) * m, choices.units * m
    return _total_loss(
        choices.loss,
        outputs,
        m,
        scratch.target,
        scratch.z[first:last],
        scratch.a[first:last],
        scratch.columns,
        given.numbers[HUBER_DELTA],
    )


@shaping
def _descend_all(
    choices: Choices, m: int, moving: Moving, given: Given, scratch: Scratch, factors: Array
) -> float:
    """The backward pass and the update; 0, or NaN if a parameter is lost. Going down, the δ below
    a layer is made before its W moves, or after it in place. ``factors`` (2,): room.
    """
    theta, gradient, d = moving.theta, scratch.gradient, scratch.d
    scale = 1.0 / m
    step = -given.numbers[RATE] * scale
    first = (choices.units - choices.sizes[choices.layers]) * m
    _output_delta(choices, m, first, scratch, given.numbers[HUBER_DELTA])
    lost = 0.0
    offset, unit = theta.size, choices.units
    for up in range(choices.layers):
        layer = choices.layers - 1 - up
        inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
        offset -= units * (inputs + 1)
        unit -= units
        biases = offset + units * inputs
        if layer and not choices.in_place:
            _hand_down(choices, layer, offset, unit, m, theta, scratch)
        D = d[unit * m : (unit + units) * m].reshape(units, m)
        A = scratch.a[(unit - inputs) * m : unit * m].reshape(inputs, m)
        _sum_rows(D, gradient[biases : biases + units])
        if choices.plain:
            W = theta[offset:biases].reshape(units, inputs)
            _add_product(step, D, A, 1.0, W, factors)
            _add_scaled(step, gradient[biases : biases + units], theta[biases : biases + units])
        else:
            dW = gradient[offset:biases].reshape(units, inputs)
            _add_product(1.0, D, A, 0.0, dW, factors)
            for part in range(2):
                lost += _descend(
                    choices.optimizer,
                    choices.penalty and part == 0,
                    part == 0,
                    biases if part else offset,
                    biases + units if part else biases,
                    scale,
                    moving,
                    given,
                    gradient,
                )
        if layer and choices.in_place:
            _hand_down(choices, layer, offset, unit, m, theta, scratch)
    return lost + _lost(theta) if choices.plain else lost


@shaping
def _hand_down(
    choices: Choices,
    layer: int,
    offset: int,
    unit: int,
    m: int,
    theta: Array,
    scratch: Scratch,
) -> None:
    """δ of the layer below: Wᵀ δ · f′(z)."""
    inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
    first, last = (unit - inputs) * m, unit * m
    W = theta[offset : offset + units * inputs].reshape(units, inputs)
    below = scratch.d[first:last]
    np.dot(W.T, scratch.d[last : last + units * m].reshape(units, m), below.reshape(inputs, m))
    _times_slope(
        choices.activations[layer - 1], scratch.z[first:last], scratch.a[first:last], below
    )


@shaping
def _add_product(scale: float, d: Array, a: Array, keep: float, W: Array, factors: Array) -> None:
    """W ← keep · W + scale · d aᵀ in one go. d (units, m), a (inputs, m), W (units, inputs).

    The product counts columns first: to it these are dᵀ, aᵀ and Wᵀ.
    """
    factors[0], factors[1] = scale, keep
    units, count = d.shape
    inputs = a.shape[0]
    gemm(
        _DOUBLE,
        _TRANSPOSED,
        _AS_IT_IS,
        inputs,
        units,
        count,
        factors.ctypes.data,
        a.ctypes.data,
        count,
        d.ctypes.data,
        count,
        factors[1:].ctypes.data,
        W.ctypes.data,
        inputs,
    )


@compiled
def _load(table: Array, orders: Indices, row: int, first: int, block: Array) -> None:
    rows, count = block.shape
    for k in range(rows):
        for s in range(count):
            block[k, s] = table[k, orders[row, first + s]]


@compiled
def _add_biases(z: Array, b: Array) -> None:
    for j in range(z.shape[0]):
        for s in range(z.shape[1]):
            z[j, s] += b[j]


@compiled
def _activate(code: int, z: Array, a: Array) -> None:
    activate(code, z, a, 0, z.size)


@compiled
def _times_slope(code: int, z: Array, a: Array, d: Array) -> None:
    times_slope(code, z, a, d, 0, z.size)


@compiled
def _softmax(units: int, count: int, z: Array, a: Array, columns: Array) -> None:
    softmax(units, count, 0, z, a, columns)


@compiled
def _total_loss(
    loss: int, units: int, count: int, y: Array, z: Array, a: Array, columns: Array, huber: float
) -> float:
    return total_loss(loss, units, count, count, 0, y, z, a, columns, huber)


@compiled
def _output_delta(choices: Choices, count: int, first: int, scratch: Scratch, huber: float) -> None:
    output_delta(
        choices.loss,
        choices.activations[choices.layers - 1],
        choices.sizes[choices.layers],
        count,
        count,
        first,
        scratch.target,
        scratch.z,
        scratch.a,
        scratch.d,
        scratch.columns,
        huber,
    )


@compiled
def _sum_rows(d: Array, sums: Array) -> None:
    for j in range(d.shape[0]):
        total = 0.0
        for s in range(d.shape[1]):
            total += d[j, s]
        sums[j] = total


@compiled
def _add_scaled(scale: float, g: Array, theta: Array) -> None:
    for i in range(g.size):
        theta[i] += scale * g[i]


@compiled
def _lost(theta: Array) -> float:
    total = 0.0
    for i in range(theta.size):
        total += theta[i] * 0.0
    return total


@compiled
def _descend(
    optimizer: int,
    penalty: bool,
    is_weight: bool,
    begin: int,
    end: int,
    scale: float,
    moving: Moving,
    given: Given,
    gradient: Array,
) -> float:
    return descend(
        optimizer,
        penalty,
        is_weight,
        begin,
        end,
        scale,
        moving.clock[TIME] + 1,
        gradient,
        moving.theta,
        moving.slots,
        given.held,
        given.numbers,
    )
