"""The "state" of a session's file: how far training has come, held against what leads there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine import hyperparameters, phases
from engine.arrays import Array, read_only
from engine.branch import Change
from engine.errors import InputError
from engine.experiment import Experiment
from engine.json_values import Reader
from engine.state import TrainState, parameters

KEYS = ("update", "epoch", "position", "W", "b", "slots", "changes")
MOST_UPDATES = 10**15

Changes = tuple[Change, ...]


class _Clock(NamedTuple):
    """Where a number of updates leads: completed epochs, samples used since, and the updates since
    the optimizer was chosen.
    """

    epoch: int
    position: int
    time: int


def read(item: Reader, start: Experiment) -> tuple[Experiment, TrainState | None, Changes]:
    """The experiment at update 0, the state and the live changes; without progress no state.

    A state at update 0 has nothing but choices and starting values: they become the experiment's.
    """
    item.only(KEYS)
    update = item.child("update").count(0, MOST_UPDATES)
    changes = _changes(item, start, update)
    experiment = changes[-1].experiment if changes else start
    clock = _clock(start, changes, update)
    _check_clock(item, clock, update)
    theta = read_only(item.vector(start.shape))
    slots = _slots(item, experiment, clock.time)
    if update:
        own = parameters(theta, start.shape)
        epoch, position, time = clock
        return (
            start,
            TrainState(experiment, update, epoch, position, time, own, slots, 0, None),
            changes,
        )
    if any(slot.any() for slot in slots):
        raise InputError(
            "{where}.slots has running averages before the first update; leave slots out.",
            where=item.where,
        )
    if not np.array_equal(theta, experiment.starting_parameters.theta):
        experiment = experiment.edited(start=theta)
    return experiment, None, ()


def _clock(start: Experiment, changes: Changes, update: int) -> _Clock:
    """Count the updates, with the batch sizes and optimizers that were in force."""
    size = start.dataset.train.size
    epoch = position = counted = chosen = 0
    experiment = start
    for until, after in [*((c.update, c.experiment) for c in changes), (update, None)]:
        batch = experiment.hyperparameters.batch_size
        steps, first = until - counted, -(-(size - position) // batch)
        if steps < first:
            position += steps * batch
        else:
            passes, rest = divmod(steps - first, -(-size // batch))
            epoch, position = epoch + 1 + passes, rest * batch
        counted = until
        if after is not None:
            chosen = chosen if after.optimizer is experiment.optimizer else until
            experiment = after
    return _Clock(epoch, position, update - chosen)


def _check_clock(item: Reader, clock: _Clock, update: int) -> None:
    """What a file says beyond the number of updates must follow from it."""
    for key, right in (("epoch", clock.epoch), ("position", clock.position)):
        if key in item and item.child(key).count(0, MOST_UPDATES) != right:
            raise InputError(
                "{where} is {found}, but {update} updates of this session lead to {right}; "
                "correct one of them, or leave {key} out.",
                where=item.child(key).where,
                found=item.get(key),
                update=update,
                right=right,
                key=key,
            )


def _slots(item: Reader, experiment: Experiment, time: int) -> tuple[Array, ...]:
    """The optimizer's running averages, one (P,) vector for each of its slots."""
    names = experiment.optimizer.slots
    if "slots" not in item and (not names or time == 0):
        return phases.empty_slots(experiment)
    given = item.child("slots")
    given.only(("time", *names), hint=f"The optimizer is {experiment.optimizer.name}.")
    if "time" in given and given.child("time").count(0, MOST_UPDATES) != time:
        raise InputError(
            "{where} is {found}, but the optimizer has made {right} updates; correct one of them, "
            "or leave time out.",
            where=given.child("time").where,
            found=given.get("time"),
            right=time,
        )
    if time == 0 and not any(name in given for name in names):
        return phases.empty_slots(experiment)
    return tuple(_vector(given.child(name), experiment) for name in names)


def _vector(item: Reader, experiment: Experiment) -> Array:
    item.only(("W", "b"))
    return read_only(item.vector(experiment.shape))


def _changes(item: Reader, start: Experiment, last: int) -> Changes:
    made: list[Change] = []
    experiment, earlier = start, 0
    for entry in item.child("changes").readers() if "changes" in item else ():
        entry.only(("update", "hyperparameters", "frozen", "parameters"))
        update = entry.child("update").count(0, MOST_UPDATES)
        if not earlier <= update <= last:
            raise InputError(
                "{where} is {update}; changes stand in order, and none comes after the state's "
                "update {last}.",
                where=entry.child("update").where,
                update=update,
                last=last,
            )
        earlier = update
        if "hyperparameters" in entry:
            experiment = _changed(experiment, entry.child("hyperparameters"))
        if "frozen" in entry:
            entry.child("frozen").only(("W", "b"))
            experiment = experiment.edited(frozen=entry.child("frozen").marks(start.shape))
        theta = _vector(entry.child("parameters"), start) if "parameters" in entry else None
        made.append(Change(update, experiment, theta))
    return tuple(made)


def _changed(experiment: Experiment, entry: Reader) -> Experiment:
    values: Mapping[str, object] = entry.mapping()
    names = tuple(hyperparameters.DECLARATIONS)
    entry.only(names)
    for key, value in values.items():
        declaration = hyperparameters.DECLARATIONS[key]
        if declaration.restarts:
            raise InputError(
                "{where}.{key} cannot change during training; remove it.",
                where=entry.where,
                key=key,
            )
        declaration.check(value, f"{entry.where}.{key}")
    return experiment.edited(**values)
