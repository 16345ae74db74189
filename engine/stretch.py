"""From a boundary of training to the arguments of a compiled kernel, and back."""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Indices, read_only
from engine.data import Dataset
from engine.experiment import Experiment
from engine.history import History
from engine.kernels import codes
from engine.kernels.choosing import choices_of, family
from engine.kernels.values import Bins, Choices, Entry, Given, Moving, Scratch, Task
from engine.splitmix import epoch_order
from engine.state import TrainState, parameters

MOST_UPDATES = 2**20  # of one call


class Ended(NamedTuple):
    """The losses at the last epoch's end, which was at ``update``."""

    update: int
    training: float
    validation: float | None


class Outcome(NamedTuple):
    """Where a stretch ended. ``lost``: the next update gives a number that is not finite.
    ``below``: an epoch ended with a training loss below the one asked for. ``ended``: the last
    epoch that ended on the way, if its losses were worked out.
    """

    state: TrainState
    lost: bool
    below: bool
    ended: Ended | None


class _Tables(NamedTuple):
    """A dataset the way kernels read it, in the order of the training set: (columns, samples), or
    with a row for each sample.
    """

    dataset: Dataset
    x: Array
    y: Array
    x_rest: Array
    y_rest: Array
    in_order: Indices


class Kernel:
    """A compiled kernel, and what it needs for the experiment that it trained last.

    ``name`` says which it is. A stretch that a kernel has made is the same to the bit whenever it
    makes it again, in one go or in several.
    """

    def __init__(self, name: str, entry: Entry) -> None:
        self.name = name
        self._entry = entry
        self._experiment: Experiment | None = None
        self._tables: _Tables | None = None
        self._seconds = 1.0  # of one update, as far as is known

    def updates_in(self, seconds: float, experiment: Experiment) -> int:
        """How many updates fit into a time, by the last stretches; at least one."""
        self._prepare(experiment)
        return max(1, min(MOST_UPDATES, int(seconds / self._seconds)))

    def run(
        self,
        state: TrainState,
        updates: int,
        history: History | None = None,
        loss_below: float | None = None,
    ) -> Outcome:
        """Make updates from a boundary, and note their losses in ``history``; fewer where training
        diverges, or where an epoch ends with a training loss below a value.
        """
        self._prepare(state.experiment)
        records = history is not None
        defers = records and loss_below is None and self._repeats()
        task = Task(updates, records, defers, loss_below or 0.0)
        begun = perf_counter()
        moving, status = self._call(state, task, history)
        if status == codes.PARAMETERS_LOST:
            made = int(moving.clock[codes.UPDATE]) - state.update
            moving, _ = self._call(state, task._replace(updates=made), history)
        self._pace(perf_counter() - begun, int(moving.clock[codes.UPDATE]) - state.update)
        lost = status in (codes.LOSS_LOST, codes.PARAMETERS_LOST)
        return Outcome(
            _state_after(state, moving), lost, status == codes.BELOW, self._ended(moving)
        )

    def _prepare(self, experiment: Experiment) -> None:
        if experiment is self._experiment:
            return
        choices = choices_of(experiment)
        assert choices is not None, "the accelerator has no kernel for this experiment"
        dataset, rows = experiment.dataset, family(choices) == "by_matrices"
        if self._tables is None or self._tables.dataset is not dataset:
            self._tables = _tables(dataset, rows)
        h = experiment.hyperparameters
        held = np.zeros(0, np.bool_) if experiment.held is None else experiment.held
        self._experiment = experiment
        self._held, self._scratch = held, _scratch(choices, experiment.shape.count)
        self._numbers = np.array([getattr(h, name) for name in codes.NUMBERS], dtype=np.float64)
        self._own = choices
        # A guess; the first stretch tells more.
        self._seconds = 1e-6 + 2e-10 * experiment.shape.count * choices.B
        self._choices = choices._replace(
            sizes=np.array(choices.sizes), activations=np.array(choices.activations)
        )

    def _repeats(self) -> bool:
        """One update an epoch, always in the same order: the loss over all data after an update is
        that of the next one's batch.
        """
        assert self._experiment is not None
        whole = self._experiment.dataset.train.size == self._own.B
        return whole and not self._experiment.hyperparameters.shuffle

    def _call(self, state: TrainState, task: Task, history: History | None) -> tuple[Moving, int]:
        tables = self._tables
        assert tables is not None
        moving = Moving(
            state.parameters.theta.copy(),
            np.stack(state.slots) if state.slots else np.zeros((0, 0)),
            np.array([state.update, state.epoch, state.position, state.time, 0]),
            np.full(2, np.nan),
        )
        given = Given(
            self._numbers,
            self._held,
            tables.x,
            tables.y,
            tables.x_rest,
            tables.y_rest,
            self._orders(state, task.updates),
            tables.in_order,
        )
        bins = _NO_BINS if history is None else history.bins(state.update + task.updates)
        status = self._entry(self._choices, task, moving, given, bins, self._scratch)
        return moving, status

    def _orders(self, state: TrainState, updates: int) -> Indices:
        """The order of each epoch that the stretch comes to: (epochs, samples)."""
        h, samples = state.experiment.hyperparameters, state.experiment.dataset.train.size
        if not h.shuffle:
            tables = self._tables
            assert tables is not None
            return tables.in_order
        epochs = 1 + (state.position + updates * self._own.B) // samples
        orders = [epoch_order(h.seed, state.epoch + e, samples, True) for e in range(epochs)]
        return np.stack(orders)

    def _ended(self, moving: Moving) -> Ended | None:
        update = int(moving.clock[codes.ENDED])
        tables = self._tables
        assert tables is not None
        if not update or np.isnan(moving.ended[0]):
            return None
        rest = float(moving.ended[1]) if tables.dataset.validation.size else None
        return Ended(update, float(moving.ended[0]), rest)

    def _pace(self, seconds: float, updates: int) -> None:
        # A single quick update's time is the call's; a stretch says more.
        if updates > 1 or (updates and seconds > 0.001):
            weight = min(0.5, updates / 16)
            # Where it took much longer, that was the call, or the system let the thread wait.
            each = min(seconds / updates, 2 * self._seconds)
            self._seconds += weight * (each - self._seconds)


def run_to_show(
    kernel: Kernel,
    start: TrainState,
    updates: int,
    history: History | None,
    loss_below: float | None,
) -> tuple[Outcome, TrainState]:
    """A stretch of at least one update, and the state before its last one: from there the reference
    rules unfold what led to the end. So the last update is a call of its own.
    """
    first = kernel.run(start, updates - 1, history, loss_below) if updates > 1 else None
    before = start if first is None else first.state
    if before.update == start.update + updates - 1 and not (first and first.below):
        last = kernel.run(before, 1, history, loss_below)
        if last.ended is None and first is not None:
            last = last._replace(ended=first.ended)
        if last.state.update > before.update:
            return last, before
        first = last
    assert first is not None
    made = first.state.update - start.update
    return first, kernel.run(start, made - 1).state if made > 1 else start


def _tables(dataset: Dataset, rows: bool) -> _Tables:
    def table(values: Array, samples: Indices) -> Array:
        chosen = values[samples]
        return np.ascontiguousarray(chosen if rows else chosen.T)

    train, rest = dataset.train, dataset.validation
    in_order = np.arange(max(train.size, rest.size))[None]
    x, y = dataset.x, dataset.y
    return _Tables(
        dataset, table(x, train), table(y, train), table(x, rest), table(y, rest), in_order
    )


def _scratch(choices: Choices, count: int) -> Scratch:
    columns, outputs = max(choices.K, choices.E), choices.sizes[-1]
    a, z, d = (np.zeros(choices.units * columns) for _ in range(3))
    target, factors = np.zeros(outputs * columns), np.zeros(2)
    return Scratch(a, z, d, target, np.zeros((2, columns)), np.zeros(count), factors)


def _state_after(state: TrainState, moving: Moving) -> TrainState:
    update, epoch, position, time, _ = moving.clock.tolist()
    return state._replace(
        update=update,
        epoch=epoch,
        position=position,
        time=time,
        parameters=parameters(moving.theta, state.experiment.shape),
        slots=tuple(read_only(slot) for slot in moving.slots),
        phase=0,
        trace=None,
    )


_NO_BINS = Bins(np.zeros(3, np.int64), *(np.zeros((3, 1)) for _ in range(3)))
