"""One line of training that can be gone back on: where it started, what was changed on the way, and
checkpoints.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arithmetic_log import ArithmeticLog
from engine.arrays import Array, read_only
from engine.experiment import Experiment
from engine.history import History
from engine.moment import Place
from engine.state import TrainState, parameters
from engine.stretch import Ended, Kernel

RECENT = 18_000  # half an hour at one checkpoint per 0.1 s
OLD = 1_000
PENDING = 512
BYTES = 100_000_000


class Change(NamedTuple):
    """A choice that took effect after ``update`` completed updates: a new experiment, new values θ,
    or both.
    """

    update: int
    experiment: Experiment
    theta: Array | None = None


class Checkpoint(NamedTuple):
    """A boundary between two updates, packed: θ and the optimizer's slots in one vector, no trace.

    ``changes``: how many of the branch's changes have taken effect.
    """

    update: int
    epoch: int
    position: int
    time: int
    packed: Array
    experiment: Experiment
    changes: int


class Branch:
    """The course of one run.

    ``reached``: the last update completed on it. ``recorded``: the last one whose loss is in the
    history. ``resumed``: the update at which a saved state was loaded. ``ended``: the last recorded
    epoch end, as (update, training loss). ``place``: where the branch was left. ``made_by``: which
    arithmetic made each update.
    """

    def __init__(self, first: TrainState) -> None:
        self.changes: list[Change] = []
        self._history = History()
        self.reached = first.update
        self.recorded = first.update
        self.resumed: int | None = None
        self.ended: tuple[int, float] | None = None
        self.place = Place(first.update, 0)
        self.made_by = ArithmeticLog()
        self._checkpoints = [pack(first, 0)]
        self._pending: list[float] = []

    @property
    def start(self) -> Experiment:
        """The experiment as it was before the first change."""
        return self._checkpoints[0].experiment

    @property
    def checkpoints(self) -> int:
        """How many checkpoints are held."""
        return len(self._checkpoints)

    @property
    def history(self) -> History:
        """The losses so far."""
        self._flush()
        return self._history

    def record(self, update: int, loss: float) -> None:
        """Note the loss of the update that follows the last recorded one, made by the rules."""
        self.recorded = update
        self._reach(update, None)
        self._pending.append(loss)
        if len(self._pending) >= PENDING:
            self._flush()

    def record_stretch(self, update: int, kernel: Kernel, ended: Ended | None) -> None:
        """A kernel has made the updates up to ``update`` and noted their losses in ``history``."""
        self.recorded = update
        self._reach(update, kernel)
        last = ended.update if ended is not None else None
        self._history.filled(update, last, ended is not None and ended.validation is not None)
        if ended is not None:
            self.ended = (ended.update, ended.training)

    def _reach(self, update: int, kernel: Kernel | None) -> None:
        if update > self.reached:
            self.made_by.note(self.reached, kernel)
            self.reached = update

    def record_epoch(self, update: int, training: float, validation: float | None) -> None:
        """Note the losses at the end of an epoch."""
        self.ended = (update, training)
        self._history.training.extend(update, np.array([training]))
        if validation is not None:
            self._history.validation.extend(update, np.array([validation]))

    def _flush(self) -> None:
        # Adding one loss to the bins costs 20 times what adding many at once does for each.
        self._history.batch.extend(self.recorded - len(self._pending) + 1, np.array(self._pending))
        self._pending.clear()

    def resume(self, state: TrainState, applied: int) -> None:
        """Go on from a saved state, as if the updates before it had been made on this branch."""
        self.resumed = self.reached = self.recorded = state.update
        self.add_checkpoint(state, applied)

    def forget_checkpoints(self, changes: int) -> None:
        """Drop the checkpoints that hold the effect of that many changes, because the last of these
        was replaced.
        """
        self._checkpoints = [c for c in self._checkpoints if c.changes < changes]

    def add_checkpoint(self, state: TrainState, applied: int) -> None:
        """Keep the boundary that ``state`` stands at; on a full branch older ones make room."""
        if (
            self._checkpoints[-1].update >= state.update
            and self._checkpoints[-1].changes >= applied
        ):
            return
        self._checkpoints.append(pack(state, applied))
        recent = _room(self._checkpoints[-1].packed.nbytes, RECENT)
        old = max(2, recent * OLD // RECENT)
        if len(self._checkpoints) > recent + old + recent // 36:
            self._checkpoints = _thinned(self._checkpoints, recent, old, self.resumed)

    def nearest(self, update: int) -> Checkpoint:
        """The latest checkpoint at or before ``update``."""
        index = bisect_right(self._checkpoints, update, key=lambda checkpoint: checkpoint.update)
        return self._checkpoints[max(0, index - 1)]

    def before_epoch(self, epoch: int) -> Checkpoint:
        """The latest checkpoint from which the first update of ``epoch`` still lies ahead, or
        stands there.
        """
        earlier = [
            c
            for c in self._checkpoints
            if c.epoch < epoch or (c.epoch == epoch and c.position == 0)
        ]
        return earlier[-1] if earlier else self._checkpoints[0]

    def cut(self, update: int) -> Branch:
        """A new branch that shares everything up to ``update`` and nothing behind it."""
        kept = [c for c in self._checkpoints if c.update <= update]
        other = Branch(unpack(kept[0]))
        other._checkpoints = kept
        other.changes = [change for change in self.changes if change.update <= update]
        other._history = self.history.copy()
        other.reached = min(self.reached, update)
        other.made_by = self.made_by.cut(other.reached)
        other.resumed = (
            self.resumed if self.resumed is not None and self.resumed <= update else None
        )
        other.recorded = max(other._history.cut(update), other.resumed or 0)
        return other

    def thin(self) -> None:
        """Hold fewer checkpoints, for a branch that was left."""
        self._checkpoints = _thinned(
            self._checkpoints,
            100,
            _room(self._checkpoints[-1].packed.nbytes, OLD),
            self.resumed,
        )


def pack(state: TrainState, changes: int) -> Checkpoint:
    """The checkpoint of a boundary; ``changes`` have taken effect by then."""
    theta = state.parameters.theta
    packed = read_only(np.concatenate([theta, *state.slots])) if state.slots else theta
    return Checkpoint(
        state.update, state.epoch, state.position, state.time, packed, state.experiment, changes
    )


def unpack(checkpoint: Checkpoint) -> TrainState:
    """The state that a checkpoint holds, without a trace."""
    vectors = [
        read_only(v) for v in checkpoint.packed.reshape(-1, checkpoint.experiment.shape.count)
    ]
    return TrainState(
        checkpoint.experiment,
        checkpoint.update,
        checkpoint.epoch,
        checkpoint.position,
        checkpoint.time,
        parameters(vectors[0], checkpoint.experiment.shape),
        tuple(vectors[1:]),
        0,
        None,
    )


def changed(state: TrainState, change: Change) -> TrainState:
    """The boundary after a change: another optimizer starts with empty running averages and a clock
    at 0.
    """
    old, new = state.experiment, change.experiment
    state = state._replace(experiment=new)
    if old.optimizer is not new.optimizer:
        state = state._replace(slots=phases.empty_slots(new), time=0)
    if change.theta is not None:
        state = state._replace(parameters=parameters(change.theta, new.shape))
    return state


def _room(size: int, most: int) -> int:
    return max(4, min(most, BYTES // max(1, size)))


def _thinned(
    checkpoints: list[Checkpoint], recent: int, old: int, resumed: int | None
) -> list[Checkpoint]:
    """All of the newest, and of the rest about ``old``, evenly spread over the updates.

    The first one stays, and that of a saved state: nothing else gives it back without a replay.
    """
    head, tail = checkpoints[:-recent], checkpoints[-recent:]
    if not head:
        return checkpoints
    spacing = max(1, (head[-1].update - head[0].update) // old)
    kept = [head[0]]
    for checkpoint in head[1:]:
        if checkpoint.update - kept[-1].update >= spacing or checkpoint.update == resumed:
            kept.append(checkpoint)
    return kept + tail
