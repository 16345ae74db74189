"""A stretch of updates over blocks of samples: what every kernel but the matrices' compiles.

A function that is handed a tuple of arrays counts references wherever it takes one out of it, which
costs as much as an update of a small network. So ``train`` takes them all out once, before its
loop, and hands them on one by one.
"""

from __future__ import annotations

import math

from engine.fast import inlined
from engine.kernels.blocks import add_gradient, descend_plainly, forward, hand_down, load
from engine.kernels.codes import (
    BELOW,
    DONE,
    EPOCH,
    HUBER_DELTA,
    LOSS_LOST,
    PARAMETERS_LOST,
    POSITION,
    RATE,
    TIME,
    UPDATE,
)
from engine.kernels.descent import descend
from engine.kernels.epochs import end_epoch
from engine.kernels.history import note
from engine.kernels.losses import output_delta, total_loss
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
    """Make the task's updates, or fewer, and say why it stopped: a number of
    ``engine.kernels.codes``. At PARAMETERS_LOST the parameters are those behind the update that
    lost them, and the clock stands before it.
    """
    sizes, activations, layers = choices.sizes, choices.activations, choices.layers
    B, K = choices.B, choices.K
    in_place, penalty, plain = choices.in_place, choices.penalty, choices.plain
    theta, slots, clock, ended = moving.theta, moving.slots, moving.clock, moving.ended
    numbers, held = given.numbers, given.held
    x, y, orders = given.x, given.y, given.orders
    batch_bins, shifts = bins.batch, bins.shifts
    a, z, d, gradient = scratch.a, scratch.z, scratch.d, scratch.gradient
    target, columns = scratch.target, scratch.columns
    samples, outputs, huber = x.shape[1], sizes[layers], numbers[HUBER_DELTA]
    top = choices.units - outputs
    first_epoch, last_row = clock[EPOCH], orders.shape[0] - 1
    pending = False
    done = 0
    while done < task.updates:
        row = min(clock[EPOCH] - first_epoch, last_row)
        position = clock[POSITION]
        size = min(B, samples - position)
        scale = 1.0 / size
        if not plain:
            gradient[:] = 0.0
        total, lost = 0.0, 0.0
        for begin in range(0, size, K):
            count = min(K, size - begin)
            load(x, orders, row, position + begin, count, K, a)
            load(y, orders, row, position + begin, count, K, target)
            forward(sizes, activations, layers, K, theta, a, z, columns)
            total += total_loss(
                choices.loss, outputs, K, count, top * K, target, z, a, columns, huber
            )
            is_last = begin + K >= size
            if is_last:
                total *= scale
                if pending:
                    pending = False
                    ended[0] = total
                    note(bins.training, shifts[1], clock[UPDATE], total)
            if not math.isfinite(total):
                return LOSS_LOST
            output_delta(
                choices.loss,
                activations[layers - 1],
                outputs,
                K,
                count,
                top * K,
                target,
                z,
                a,
                d,
                columns,
                huber,
            )
            offset, unit = theta.size, choices.units
            for up in range(layers):
                layer = layers - 1 - up
                inputs, units = sizes[layer], sizes[layer + 1]
                offset -= units * (inputs + 1)
                unit -= units
                biases = offset + units * inputs
                for turn in range(2):
                    # δ goes down through W as it was, or in place as it then is.
                    if (turn == 0) != in_place:
                        if layer:
                            f = activations[layer - 1]
                            hand_down(inputs, units, offset, unit, f, K, theta, a, z, d)
                    elif plain:
                        rate = numbers[RATE] * scale
                        lost += descend_plainly(inputs, units, offset, unit, K, rate, a, d, theta)
                    else:
                        add_gradient(inputs, units, offset, unit, K, a, d, gradient)
                        if not is_last:
                            continue
                        for part in range(2):
                            lost += descend(
                                choices.optimizer,
                                penalty and part == 0,
                                part == 0,
                                biases if part else offset,
                                biases + units if part else biases,
                                scale,
                                clock[TIME] + 1,
                                gradient,
                                theta,
                                slots,
                                held,
                                numbers,
                            )
        if lost != 0.0:
            return PARAMETERS_LOST
        done += 1
        clock[UPDATE] += 1
        clock[TIME] += 1
        clock[POSITION] = position + size
        if task.records:
            note(batch_bins, shifts[0], clock[UPDATE], total)
        if position + size < samples:
            continue
        pending = task.defer and done < task.updates
        if end_epoch(choices, pending, task, moving, given, bins, scratch):
            return BELOW
    return DONE
