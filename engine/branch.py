"""The record of one line of training: where it started, what was changed on the way, the losses,
and the checkpoints by which it can be gone back on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import phases
from engine.arithmetic_log import ArithmeticLog
from engine.arrays import Array
from engine.checkpoints import Checkpoints, pack, unpack
from engine.experiment import Experiment
from engine.history import History
from engine.moment import Place
from engine.state import TrainState, parameters
from engine.stretch import Ended, Kernel

PENDING = 512


class Change(NamedTuple):
    """A choice that took effect after ``update`` completed updates: a new experiment, new values θ,
    or both.
    """

    update: int
    experiment: Experiment
    theta: Array | None = None


class Branch:
    """One line of training, up to the update ``reached``.

    ``recorded``: the last update whose loss is in the history. ``ended``: the last recorded epoch
    end, as (update, training loss). ``place``: where the branch was left. ``made_by``: which
    arithmetic made each update.
    """

    def __init__(self, first: TrainState) -> None:
        self.changes: list[Change] = []
        self._history = History()
        self.reached = first.update
        self.recorded = first.update
        self.ended: tuple[int, float] | None = None
        self.place = Place(first.update, 0)
        self.made_by = ArithmeticLog()
        self.checkpoints = Checkpoints(pack(first, 0))
        self._pending: list[float] = []

    @property
    def start(self) -> Experiment:
        """The experiment as it was before the first change."""
        return self.checkpoints.first.experiment

    @property
    def resumed(self) -> int | None:
        """The update at which a saved state was loaded."""
        return self.checkpoints.resumed

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
        self.checkpoints.resumed = self.reached = self.recorded = state.update
        self.checkpoints.add(state, applied)

    def change(self, change: Change) -> None:
        """Note a choice that takes effect at the end of the branch."""
        last = self.changes[-1] if self.changes else None
        if (
            last is not None
            and last.update == change.update
            and change.theta is None
            and last.experiment.optimizer is change.experiment.optimizer
        ):
            # A slider that is dragged while paused is one change, not a hundred.
            self.checkpoints.forget(len(self.changes))
            self.changes[-1] = Change(last.update, change.experiment, last.theta)
        else:
            self.changes.append(change)
        self.ended = None  # measured with the old choices

    def experiment_during(self, update: int) -> Experiment:
        """The one in force while the update after ``update`` completed ones was made."""
        earlier = [change.experiment for change in self.changes if change.update <= update]
        return earlier[-1] if earlier else self.start

    def epoch_start(self, epoch: int) -> int:
        """How many updates were complete when an epoch began."""
        checkpoint = self.checkpoints.before_epoch(epoch)
        update, size = checkpoint.update, self.start.dataset.train.size
        reached, position = checkpoint.epoch, checkpoint.position
        while reached < epoch:
            batch = self.experiment_during(update).hyperparameters.batch_size
            left = -(-(size - position) // batch)
            later = [c.update - update for c in self.changes if c.update > update]
            steps = min(left, *later) if later else left
            update += steps
            position += steps * batch
            if steps == left:
                reached, position = reached + 1, 0
        return update

    def cut(self, update: int) -> Branch:
        """A new branch that shares everything up to ``update`` and nothing behind it."""
        other = Branch(unpack(self.checkpoints.first))
        other.checkpoints = self.checkpoints.cut(update)
        other.changes = [change for change in self.changes if change.update <= update]
        other._history = self.history.copy()
        other.reached = min(self.reached, update)
        other.made_by = self.made_by.cut(other.reached)
        other.recorded = max(other._history.cut(update), other.resumed or 0)
        return other


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
