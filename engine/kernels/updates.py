"""A stretch of updates over blocks of samples: what every kernel but the matrices' compiles.

A function that is handed a tuple of arrays counts references wherever it takes one out of it, which
costs as much as an update of a small network. So ``train`` takes them all out once, before its
loop, and hands them on one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.fast import index, inlined
from engine.kernels.blocks import load
from engine.kernels.codes import (
    BELOW,
    DONE,
    EPOCH,
    HUBER_DELTA,
    LOSS_LOST,
    PARAMETERS_LOST,
    POSITION,
    TIME,
    UPDATE,
)
from engine.kernels.epochs import end_epoch
from engine.kernels.history import note
from engine.kernels.layers import (
    Step,
    backward,
    backward_written_out,
    forward,
    forward_written_out,
)
from engine.kernels.losses import output_delta, total_loss
from engine.kernels.values import Bins, Choices, Entry, Given, Moving, Scratch, Task


def _training(walk_up: Callable[..., None], walk_down: Callable[..., float]) -> Entry:
    """The loop over updates, with one of the ways to walk over the layers."""

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
        optimizer, in_place = choices.optimizer, choices.in_place
        penalty, plain = choices.penalty, choices.plain
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
                load(x, orders, index(row), index(position + begin), index(count), index(K), a)
                load(y, orders, index(row), index(position + begin), index(count), index(K), target)
                walk_up(sizes, activations, layers, K, theta, a, z, columns)
                total += total_loss(
                    choices.loss,
                    index(outputs),
                    index(K),
                    index(count),
                    index(top * K),
                    target,
                    z,
                    a,
                    columns,
                    huber,
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
                    index(outputs),
                    index(K),
                    index(count),
                    index(top * K),
                    target,
                    z,
                    a,
                    d,
                    columns,
                    huber,
                )
                step = Step(optimizer, in_place, penalty, plain, is_last, scale, clock[TIME] + 1)
                lost += walk_down(
                    step,
                    sizes,
                    activations,
                    layers,
                    K,
                    theta,
                    slots,
                    a,
                    z,
                    d,
                    gradient,
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

    return train


train = _training(forward, backward)
train_written_out = _training(forward_written_out, backward_written_out)
