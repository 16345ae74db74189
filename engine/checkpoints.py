"""Packed boundaries of a run, from which later moments are computed again; of a long run, some."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, read_only
from engine.experiment import Experiment
from engine.state import TrainState, parameters

RECENT = 18_000  # half an hour at one checkpoint per 0.1 s
OLD = 1_000
LEFT = 100  # of the newest on a branch that was left
BYTES = 100_000_000


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


class Checkpoints:
    """In the order of their updates; the first, where the run started, is always there.

    ``resumed``: the update at which a saved state was loaded. It stays as well: nothing else gives
    it back without a replay.
    """

    def __init__(self, first: Checkpoint) -> None:
        self.resumed: int | None = None
        self._kept = [first]

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def first(self) -> Checkpoint:
        """Where the run started."""
        return self._kept[0]

    def add(self, state: TrainState, applied: int) -> None:
        """Keep the boundary that ``state`` stands at; where there are many, older ones make
        room.
        """
        last = self._kept[-1]
        if last.update >= state.update and last.changes >= applied:
            return
        self._kept.append(pack(state, applied))
        recent = self._room(RECENT)
        old = max(2, recent * OLD // RECENT)
        if len(self._kept) > recent + old + recent // 36:
            self._thin(recent, old)

    def thin(self) -> None:
        """Hold fewer, for a branch that was left."""
        self._thin(LEFT, self._room(OLD))

    def forget(self, changes: int) -> None:
        """Drop those that hold the effect of that many changes, because the last of these was
        replaced.
        """
        self._kept = [c for c in self._kept if c.changes < changes]

    def cut(self, update: int) -> Checkpoints:
        """The same up to an update."""
        other = Checkpoints(self.first)
        other._kept = [c for c in self._kept if c.update <= update]
        if self.resumed is not None and self.resumed <= update:
            other.resumed = self.resumed
        return other

    def nearest(self, update: int) -> Checkpoint:
        """The latest at or before ``update``."""
        index = bisect_right(self._kept, update, key=lambda checkpoint: checkpoint.update)
        return self._kept[max(0, index - 1)]

    def before(self, update: int) -> Checkpoint:
        """The latest from which the update that led to ``update`` can be made again; a saved state
        has none.
        """
        return self.nearest(update if update == self.resumed else max(0, update - 1))

    def before_epoch(self, epoch: int) -> Checkpoint:
        """The latest from which the first update of ``epoch`` still lies ahead, or stands there."""
        earlier = [
            c for c in self._kept if c.epoch < epoch or (c.epoch == epoch and c.position == 0)
        ]
        return earlier[-1] if earlier else self.first

    def _room(self, most: int) -> int:
        return max(4, min(most, BYTES // max(1, self._kept[-1].packed.nbytes)))

    def _thin(self, recent: int, old: int) -> None:
        """Keep all of the newest, and of the rest about ``old``, evenly spread over the updates."""
        head, tail = self._kept[:-recent], self._kept[-recent:]
        if not head:
            return
        spacing = max(1, (head[-1].update - head[0].update) // old)
        kept = [head[0]]
        for checkpoint in head[1:]:
            far = checkpoint.update - kept[-1].update >= spacing
            if far or checkpoint.update == self.resumed:
                kept.append(checkpoint)
        self._kept = kept + tail


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
