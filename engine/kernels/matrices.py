"""A stretch of updates by matrix products, for wide layers.

Where the products are large, a batch of m samples lies samples first: the activations A of a layer
are a matrix (m, units), z is A Wᵀ + b, δ below is D W, and a gradient Dᵀ A. BLAS makes these
quicker than the same products of the matrices turned, and a sample is loaded as one row.
``engine.kernels.products`` says which layers lie units first instead.
"""

from __future__ import annotations

import math

from engine.arrays import Array, Indices
from engine.fast import compiled, kernel, shaping
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
from engine.kernels.history import note
from engine.kernels.losses import output_delta, softmax, total_loss
from engine.kernels.products import (
    activate_all,
    add_product,
    load,
    matrix,
    set_biases,
    sum_samples,
    times_slope_all,
    units_first,
)
from engine.kernels.values import Bins, Choices, Given, Moving, Scratch, Task

# A finite number and one below 2⁹⁷⁰, half the last place of the largest, never add up to infinity.
_SMALL = 1e290


@kernel
def by_matrices(
    choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
) -> int:
    """As ``engine.kernels.updates.train``, with the whole batch as one block."""
    clock, samples = moving.clock, given.x.shape[0]
    first_epoch = clock[EPOCH]
    pending = False
    done = 0
    while done < task.updates:
        row = min(clock[EPOCH] - first_epoch, given.orders.shape[0] - 1)
        m = min(choices.B, samples - clock[POSITION])
        loss, reach = _evaluate(
            choices, given.x, given.y, given.orders, row, clock[POSITION], m, moving, given, scratch
        )
        loss /= m
        if pending:
            pending = False
            moving.ended[0] = loss
            note(bins.training, bins.shifts[1], clock[UPDATE], loss)
        if not math.isfinite(loss):
            return LOSS_LOST
        if _descend_all(choices, m, reach, moving, given, scratch) != 0.0:
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
                if x.shape[0] == 0 or (part == 0 and pending):
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
    samples = x.shape[0]
    total = 0.0
    for begin in range(0, samples, choices.E):
        m = min(choices.E, samples - begin)
        loss, _ = _evaluate(choices, x, y, given.in_order, 0, begin, m, moving, given, scratch)
        total += loss
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
) -> tuple[float, float]:
    """The forward pass of m samples: the sum of their losses, and Σ |a| over all layers."""
    inputs, outputs = choices.sizes[0], choices.sizes[choices.layers]
    turned = units_first(choices, 0)
    reach = load(turned, x, orders, row, begin, m, scratch.a)
    load(True, y, orders, row, begin, m, scratch.target)
    offset, unit = 0, inputs
    for layer in range(choices.layers):
        inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
        biases = offset + units * inputs
        A = matrix(scratch.a, unit - inputs, inputs, m, turned)
        turned = units_first(choices, layer + 1)
        W = moving.theta[offset:biases].reshape(units, inputs)
        z = scratch.z[unit * m : (unit + units) * m]
        a = scratch.a[unit * m : (unit + units) * m]
        set_biases(turned, moving.theta[biases : biases + units], m, z)
        add_product(1.0, A, W.T, 1.0, matrix(z, 0, units, m, turned), scratch.factors)
        if choices.activations[layer] == SOFTMAX:
            _softmax(units, m, z, a, scratch.columns)
        else:
            reach += activate_all(choices.activations[layer], z, a)
        offset, unit = biases + units, unit + units
    first, last = (choices.units - outputs) * m, choices.units * m
    loss = _total_loss(
        choices.loss,
        outputs,
        m,
        scratch.target,
        scratch.z[first:last],
        scratch.a[first:last],
        scratch.columns,
        given.numbers[HUBER_DELTA],
    )
    return loss, reach


@shaping
def _descend_all(
    choices: Choices, m: int, reach: float, moving: Moving, given: Given, scratch: Scratch
) -> float:
    """The backward pass and the update; 0, or NaN if a parameter is lost. Going down, the δ below
    a layer is made before its W moves, or after it in place. ``reach``: Σ |a| over all layers.
    """
    theta, gradient = moving.theta, scratch.gradient
    scale = 1.0 / m
    step = -given.numbers[RATE] * scale
    first = (choices.units - choices.sizes[choices.layers]) * m
    _output_delta(choices, m, first, scratch, given.numbers[HUBER_DELTA])
    lost, size = 0.0, 0.0
    offset, unit = theta.size, choices.units
    for up in range(choices.layers):
        layer = choices.layers - 1 - up
        inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
        offset -= units * (inputs + 1)
        unit -= units
        biases = offset + units * inputs
        if layer and not choices.in_place:
            _hand_down(choices, layer, offset, unit, m, theta, scratch)
        turned = units_first(choices, layer + 1)
        D = matrix(scratch.d, unit, units, m, turned)
        A = matrix(scratch.a, unit - inputs, inputs, m, units_first(choices, layer))
        db, b = gradient[biases : biases + units], theta[biases : biases + units]
        size += sum_samples(turned, scratch.d[unit * m : (unit + units) * m], m, db)
        if choices.plain:
            W = theta[offset:biases].reshape(units, inputs)
            add_product(step, D.T, A, 1.0, W, scratch.factors)
            _add_scaled(step, db, b)
        else:
            dW = gradient[offset:biases].reshape(units, inputs)
            add_product(1.0, D.T, A, 0.0, dW, scratch.factors)
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
    # No sum of products δ a, nor of δ, exceeds this. Where it is small, as nearly always, θ need
    # not be looked through.
    largest = size * (1.0 + reach)
    if choices.plain and not (largest < _SMALL and abs(step) * largest < _SMALL):
        return _lost(theta)
    return lost


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
    """δ of the layer below: D W · f′(z)."""
    inputs, units = choices.sizes[layer], choices.sizes[layer + 1]
    first, last = (unit - inputs) * m, unit * m
    D = matrix(scratch.d, unit, units, m, units_first(choices, layer + 1))
    W = theta[offset : offset + units * inputs].reshape(units, inputs)
    below = matrix(scratch.d, unit - inputs, inputs, m, units_first(choices, layer))
    add_product(1.0, D, W, 0.0, below, scratch.factors)
    times_slope_all(
        choices.activations[layer - 1],
        scratch.z[first:last],
        scratch.a[first:last],
        scratch.d[first:last],
    )


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
