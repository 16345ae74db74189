"""The course of training along a branch: how it goes on, and how what it came by is made again.

Phases and whole updates, no grains and no goals; how much of a phase is shown is not known here.
"""

from __future__ import annotations

import math
from time import perf_counter

import numpy as np

from engine import phases
from engine.accelerator import Accelerator
from engine.arrays import Array
from engine.branch import Branch, Change, changed
from engine.checkpoints import Checkpoint, unpack
from engine.evaluation import losses, mean_loss
from engine.experiment import Experiment
from engine.goal import ENDLESS
from engine.moment import Place
from engine.state import TrainState
from engine.stretch import Kernel, run_to_show

CHECKPOINT_SECONDS = 0.1


class Course:
    """Where training stands on its branch; every method leaves both consistent.

    ``state``: between two phases. ``boundary``: the one before the update that the state is in,
    with all changes up to there. ``worked``: the same as the update before left it, without what
    was changed there. ``previous``: the boundary before that update; None where it is not at hand.
    ``diverged_at``: the update whose loss or parameters stopped being finite numbers, or None; the
    state then stands before that update.

    Numbers may overflow on the way: whoever calls ``advance`` or ``make_updates`` lets NumPy pass
    over that. ``accelerator`` makes whole stretches of updates where it can; what is inside an
    update is always made by the reference rules.
    """

    def __init__(self, experiment: Experiment, accelerator: Accelerator | None) -> None:
        self.accelerator = accelerator
        self.begin(experiment)

    # Beginning

    def begin(self, experiment: Experiment) -> None:
        """Stand before update 1, on a new branch."""
        self._stand_at(phases.start(experiment))
        self.branch = Branch(self.state)
        self.diverged_at: int | None = None
        self._applied = 0  # of the branch's changes
        self._last_checkpoint = perf_counter()

    def resume(self, state: TrainState, applied: int) -> None:
        """Stand at a saved state, to which the branch's first ``applied`` changes led."""
        self._stand_at(state)
        self._applied = applied
        self.branch.resume(state, applied)

    def follow(self, branch: Branch) -> None:
        """Stand on another branch, near the place where it was left."""
        self.branch, self.diverged_at = branch, None
        self._load(branch.checkpoints.before(branch.place.update))

    # Going on

    def advance(self) -> bool:
        """One phase; False, and the last finite boundary, if it gave a number that is not
        finite.
        """
        state = phases.advance(self.state)
        if state.phase == 0:
            return self._accept(state)
        trace = state.trace
        if trace is not None and trace.loss is not None and not math.isfinite(trace.loss):
            return self._diverge()
        self.state = state
        return True

    def make_updates(self, most: int, deadline: float, loss_below: float | None = None) -> bool:
        """A stretch of updates by a kernel, or else one update by the reference rules; False, and
        the last finite boundary, if training diverged.
        """
        if self.accelerator is None or self.state.phase or most < 1:
            return self._accept(phases.complete(self.state))
        made_by = self._made_by(self.accelerator)
        if made_by is None:
            return self._accept(phases.complete(self.state))
        kernel, end = made_by
        update, branch = self.state.update, self.branch
        in_time = kernel.updates_in(deadline - perf_counter(), self.state.experiment)
        ends = [update + most, update + in_time, end]
        if self._applied < len(branch.changes):
            ends.append(branch.changes[self._applied].update)
        if update < branch.recorded:
            ends.append(branch.recorded)
        return self._stretch(kernel, min(ends) - update, loss_below)

    def training_loss(self) -> float:
        """The mean loss over the training set, with the parameters of the state."""
        if self.branch.ended is not None and self.branch.ended[0] == self.state.update:
            return self.branch.ended[1]
        return mean_loss(self.state, self.state.experiment.dataset.train)

    def unfold(self) -> None:
        """Make the trace of the update that led to the boundary, where a kernel made it: by the
        reference rules, from the state before.
        """
        state, before = self.state, self.previous
        if state.phase or state.trace is not None or before is None:
            return
        with np.errstate(all="ignore"):
            trace = phases.complete(before).trace
        self.state = self.boundary = self.worked = state._replace(trace=trace)

    # Going back

    def turn_back(self, update: int) -> None:
        """Stand at the nearest boundary at hand from which the update that led to ``update`` is
        shown or can be made again.
        """
        nearest = self.branch.checkpoints.before(update)
        resumed = update == self.branch.resumed  # nothing led there
        for at_hand in (self.boundary, self.previous):
            if at_hand is None or not nearest.update <= at_hand.update <= update:
                continue
            if at_hand.trace is not None or resumed or at_hand.update < update:
                self._return_to(at_hand)
                return
        self._load(nearest)

    def replay(self, place: Place, seconds: float) -> bool:
        """Go on for a while, as before, towards the start of a place's phase; True when it stands
        there, or when training diverged on the way.
        """
        deadline = perf_counter() + seconds
        self.diverged_at = None
        last = min(place.update, self.branch.reached)
        with np.errstate(all="ignore"):
            while self.state.update < last:
                if not self.make_updates(last - self.state.update, deadline):
                    return True
                if perf_counter() > deadline:
                    return False
            while self.state.phase < place.phase and self.advance():
                if self.state.phase == 0:
                    break
        return True

    # Choices

    def cut(self, update: int) -> None:
        """Go over to a new branch that shares everything up to ``update`` and nothing behind it."""
        self.branch = self.branch.cut(update)
        if self.branch.recorded < self.branch.reached:
            # A bin of the history was cut in the middle; its losses are added again. Not by
            # ``turn_back``: it may stand at a checkpoint behind the first of them.
            self._load(self.branch.checkpoints.nearest(self.branch.recorded))
            self._replay_all(self.branch.reached)

    def change(self, change: Change) -> None:
        """Put a change at the boundary where the state stands, the end of the branch."""
        self.branch.change(change)
        self._stand_at(changed(self.state, change))
        self._applied = len(self.branch.changes)
        self.branch.checkpoints.add(self.state, self._applied)

    # Inside

    def _stand_at(self, boundary: TrainState) -> None:
        self.state = self.boundary = self.worked = boundary
        self.previous: TrainState | None = None

    def _load(self, checkpoint: Checkpoint) -> None:
        self._stand_at(unpack(checkpoint))
        self._applied = checkpoint.changes
        self._apply_changes()

    def _return_to(self, boundary: TrainState) -> None:
        """Stand at a boundary that was at hand; all changes up to there are in it."""
        if boundary is self.boundary:
            self.state = boundary
            return
        self._stand_at(boundary)
        self._applied = sum(change.update <= boundary.update for change in self.branch.changes)

    def _apply_changes(self) -> None:
        changes = self.branch.changes
        while self._applied < len(changes) and changes[self._applied].update <= self.state.update:
            self.state = self.boundary = changed(self.state, changes[self._applied])
            self._applied += 1

    def _made_by(self, accelerator: Accelerator) -> tuple[Kernel, int] | None:
        """The kernel that makes the next updates, and the update up to which it does; None, the
        reference rules. What was made before is made again by the same.
        """
        update, branch = self.state.update, self.branch
        if update >= branch.reached:
            kernel = accelerator.kernel(self.state.experiment)
            return None if kernel is None else (kernel, update + ENDLESS)
        stretch = branch.made_by.around(update, branch.reached)
        if stretch is None:
            kernel = accelerator.kernel(self.state.experiment)
            stretch = branch.made_by.settle(kernel, branch.reached)
        return None if stretch.kernel is None else (stretch.kernel, stretch.end)

    def _stretch(self, kernel: Kernel, updates: int, loss_below: float | None) -> bool:
        """Let a kernel make updates."""
        start, branch = self.state, self.branch
        history = branch.history if start.update >= branch.recorded else None
        outcome, before = run_to_show(kernel, start, updates, history, loss_below)
        if outcome.state.update > start.update:
            if history is not None:
                branch.record_stretch(outcome.state.update, kernel, outcome.ended)
            self._arrive(outcome.state, before)
        return not outcome.lost or self._diverge()

    def _accept(self, state: TrainState) -> bool:
        """Take an update that the reference rules completed, if all of it is finite."""
        theta, trace = state.parameters.theta, state.trace
        assert trace is not None
        assert trace.loss is not None
        if not math.isfinite(trace.loss) or not all(map(_finite, (theta, *state.slots))):
            return self._diverge()
        if state.update > self.branch.recorded:
            self.branch.record(state.update, trace.loss)
            if state.position == 0:
                self.branch.record_epoch(state.update, *losses(state))
        self._arrive(state, self.boundary)
        return True

    def _arrive(self, boundary: TrainState, previous: TrainState) -> None:
        """Stand at a boundary that one update led to from the previous one."""
        self._stand_at(boundary)
        self.previous = previous
        if self._applied < len(self.branch.changes):
            self._apply_changes()
        now = perf_counter()
        if now - self._last_checkpoint >= CHECKPOINT_SECONDS:
            self._last_checkpoint = now
            self.branch.checkpoints.add(self.state, self._applied)

    def _diverge(self) -> bool:
        update = self.state.update
        if self.state.phase:
            self.turn_back(update)
            self._replay_all(update)
        self.diverged_at = update + 1
        return False

    def _replay_all(self, update: int) -> None:
        while not self.replay(Place(update, 0), 1.0):
            pass


def _finite(vector: Array) -> bool:
    # One dot product costs less than isfinite().all(); finite numbers may overflow in it.
    return math.isfinite(vector.dot(vector)) or bool(np.isfinite(vector).all())
