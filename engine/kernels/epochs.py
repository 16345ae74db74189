"""What happens at the end of an epoch, for compiled code: the loss over all samples."""

from __future__ import annotations

from engine.arrays import Array
from engine.fast import index, inlined
from engine.kernels.blocks import load
from engine.kernels.codes import ENDED, EPOCH, HUBER_DELTA, POSITION, UPDATE
from engine.kernels.history import note
from engine.kernels.layers import forward
from engine.kernels.losses import total_loss
from engine.kernels.values import Bins, Choices, Given, Moving, Scratch, Task


@inlined
def end_epoch(
    choices: Choices,
    pending: bool,
    task: Task,
    moving: Moving,
    given: Given,
    bins: Bins,
    scratch: Scratch,
) -> bool:
    """Begin the next epoch, and work out and note the losses of the one that ended, but for the
    training loss where it is ``pending``. Whether it is below the task's.
    """
    clock, ended = moving.clock, moving.ended
    clock[POSITION] = 0
    clock[EPOCH] += 1
    if not task.records and task.loss_below <= 0.0:
        return False
    clock[ENDED] = clock[UPDATE]
    if not pending:
        ended[0] = _mean_loss(choices, given.x, given.y, moving, given, scratch)
        if task.records:
            note(bins.training, bins.shifts[1], clock[UPDATE], ended[0])
    if given.x_rest.shape[1]:
        ended[1] = _mean_loss(choices, given.x_rest, given.y_rest, moving, given, scratch)
        if task.records:
            note(bins.validation, bins.shifts[2], clock[UPDATE], ended[1])
    return ended[0] < task.loss_below


@inlined
def _mean_loss(
    choices: Choices, x: Array, y: Array, moving: Moving, given: Given, scratch: Scratch
) -> float:
    """The mean of L over all samples of a table, E at a time."""
    sizes, layers, loss, E = choices.sizes, choices.layers, choices.loss, choices.E
    theta, in_order, huber = moving.theta, given.in_order, given.numbers[HUBER_DELTA]
    a, z, target, columns = scratch.a, scratch.z, scratch.target, scratch.columns
    samples, outputs = x.shape[1], sizes[layers]
    first = (choices.units - outputs) * E
    total = 0.0
    for begin in range(0, samples, E):
        count = min(E, samples - begin)
        load(x, in_order, index(0), index(begin), index(count), index(E), a)
        load(y, in_order, index(0), index(begin), index(count), index(E), target)
        forward(sizes, choices.activations, layers, E, theta, a, z, columns)
        total += total_loss(
            loss, index(outputs), index(E), index(count), index(first), target, z, a, columns, huber
        )
    return total / samples
