"""Moves through training in time: steps, runs, goes back, and starts a new branch when the past is
edited.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

import numpy as np

from engine import grain as grains
from engine import phases
from engine.accelerator import Accelerator
from engine.arrays import Array, read_only
from engine.branch import Branch, Change, changed
from engine.checkpoints import Checkpoint, unpack
from engine.evaluation import Losses, losses, mean_loss, overflow
from engine.experiment import Experiment
from engine.goal import ENDLESS, Goal, Stop
from engine.grain import FINE, Grain
from engine.history import HistoryView
from engine.moment import Place
from engine.restarts import check_values, restarts, starting_at
from engine.state import TrainState
from engine.stretch import Kernel, run_to_show
from engine.terms import Cursor

CHECKPOINT_SECONDS = 0.1
BREATH = 5  # updates between two calls of ``breathe``
LEAST_REST = 0.25  # of a stretch's time, for which a kernel is not called again


class Trainer:
    """Holds the state that is shown and the branch that it stands on; every method leaves both
    consistent.

    ``state`` is immutable and may be handed to other threads. ``cursor``: how much of the phase
    that has run last is shown; None, all of it. ``diverged_at`` is the update whose
    loss or parameters stopped being finite numbers, or None; the state then stands before that
    update.

    ``resumed`` is a saved state to go on from; ``changes`` are the live changes that led to it.
    ``accelerator``, which may be given later, makes whole stretches of updates where it can; what
    is inside an update is always made by the reference rules.
    """

    def __init__(
        self,
        experiment: Experiment,
        resumed: TrainState | None = None,
        changes: tuple[Change, ...] = (),
        accelerator: Accelerator | None = None,
    ) -> None:
        self.accelerator = accelerator
        self._begin(experiment)
        self.branch.changes.extend(changes)
        if resumed is not None and resumed.update:
            self._stand_at(resumed)
            self._applied = len(changes)
            self.branch.resume(resumed, self._applied)

    def _begin(self, experiment: Experiment) -> None:
        self._stand_at(phases.start(experiment))
        self.branch = Branch(self.state)
        self.diverged_at: int | None = None
        self._applied = 0
        self._last_checkpoint = perf_counter()

    def _stand_at(self, boundary: TrainState) -> None:
        self.state = self.boundary = self._worked = boundary
        self._previous: TrainState | None = None
        self.cursor: Cursor | None = None

    @property
    def shown(self) -> TrainState:
        """The state to show: inside the last phase of an update the one it leads to, before what
        was changed there took effect.
        """
        self._unfold()
        return self.state if self.cursor is None or self.state.phase else self._worked

    @property
    def base(self) -> TrainState:
        """The boundary before the update that the learner stands in: what an edit changes."""
        if self.cursor is None or self.state.phase or self._previous is None:
            return self.boundary
        return self._previous

    @property
    def place(self) -> Place:
        """Where the learner stands."""
        state = self.shown
        if self.cursor is None:
            return Place(state.update, state.phase)
        if state.phase:
            return Place(state.update, state.phase - 1, *self.cursor)
        return Place(state.update - 1, len(phases.program(state.experiment)) - 1, *self.cursor)

    # Forward

    def step(self, grain: Grain) -> bool:
        """Go on to the end of the grain; False if training diverged on the way: the last finite
        state is then shown.
        """
        self.diverged_at = None
        inside = self.cursor is not None
        with np.errstate(all="ignore"):
            if grain in FINE:
                return self._step_within(grain)
            self.cursor = None
            if inside and _ends(self.state, grain):
                return True
            while self._advance():
                if _ends(self.state, grain):
                    return True
        return False

    def _step_within(self, grain: Grain) -> bool:
        place = grains.next_within(self.shown.experiment, self.place, grain)
        if self.cursor is None and not self._advance():
            return False
        self.cursor = grains.cursor_of(place)
        return True

    def train(
        self, goal: Goal, seconds: float, breathe: Callable[[], None] | None = None
    ) -> Stop | None:
        """Complete whole updates until the goal is met or the time is up (None).

        ``breathe`` is called every few updates by the reference rules, so that another thread can
        have the interpreter; a kernel runs without it.
        """
        deadline = perf_counter() + seconds
        nearly = deadline - seconds * LEAST_REST
        self.diverged_at = None
        self.cursor = None
        loss = self._training_loss
        stop = goal.met(self.state, loss)
        with np.errstate(all="ignore"):
            while stop is None:
                if not self._some_updates(goal.updates_left(self.state), deadline, goal.loss_below):
                    return Stop.DIVERGED
                stop = goal.met(self.state, loss)
                by_rules = self.state.trace is not None
                if breathe is not None and by_rules and not self.state.update % BREATH:
                    breathe()
                if perf_counter() >= (deadline if by_rules else nearly):
                    break
        return stop

    def met(self, goal: Goal) -> Stop | None:
        """Which part of a goal the state meets, if any."""
        return goal.met(self.state, self._training_loss)

    def evaluate(self) -> Losses:
        """The training and validation loss with the parameters of the state."""
        return losses(self.state)

    # Back

    def step_back(self, grain: Grain) -> None:
        """Go to the end of the grain before; at the very start, stay."""
        self.go_to(self.place_before(grain))

    def place_before(self, grain: Grain) -> Place:
        """Where ``step_back`` leads."""
        place = self.place
        inside = place.phase > 0 or place.unit > 0
        match grain:
            case Grain.TERM | Grain.UNIT | Grain.LAYER | Grain.PASS:
                return self._before_within(place, grain)
            case Grain.UPDATE:
                return Place(place.update if inside else max(0, place.update - 1), 0)
            case Grain.EPOCH:
                start = self.base
                inside = inside or start.position > 0
                epoch = start.epoch if inside else max(0, start.epoch - 1)
                return Place(self.branch.epoch_start(epoch), 0)

    def go_to(self, place: Place) -> None:
        """Show an earlier (or later, already reached) moment of this branch, exactly as it was."""
        self.seek(place)
        while not self.continue_seek(place, 1.0):
            pass

    def seek(self, place: Place) -> None:
        """Show the nearest boundary before a place that is at hand; ``continue_seek`` goes on from
        there.
        """
        if self.cursor is not None and place[:2] == self.place[:2] and place.unit:
            return
        resumed = place.update == self.branch.resumed
        nearest = self.branch.checkpoints.before(place.update)
        for state in (self.boundary, self._previous):
            if state is None or not nearest.update <= state.update <= place.update:
                continue
            if state.trace is not None or resumed or state.update < place.update:
                self._return_to(state)
                return
        self._load(nearest)

    def continue_seek(self, place: Place, seconds: float) -> bool:
        """Replay towards a place for a while; True when it is reached."""
        deadline = perf_counter() + seconds
        self.diverged_at = None
        if self.cursor is not None and place[:2] == self.place[:2] and place.unit:
            self._point_at(self.shown.experiment, place)
            return True
        last = min(place.update, self.branch.reached)
        with np.errstate(all="ignore"):
            while self.state.update < last:
                if not self._some_updates(last - self.state.update, deadline):
                    return True
                if perf_counter() > deadline:
                    return False
            while self.state.phase < place.phase and self._advance():
                if self.state.phase == 0:
                    break
            if place.unit and self.state.update == place.update and self.state.phase == place.phase:
                experiment = self.state.experiment
                if self._advance():
                    self._point_at(experiment, place)
        return True

    def _point_at(self, experiment: Experiment, place: Place) -> None:
        """Show the phase that has just run up to a place inside it."""
        settled = grains.settled(experiment, place)
        inside = settled[:2] == place[:2]
        self.cursor = grains.cursor_of(settled) if inside else None

    # Choices

    def edit(self, experiment: Experiment, theta: Array | None = None) -> Branch | None:
        """Take a choice into effect, and return the branch that was left because of it, if one was.

        ``theta`` (P,): new values of the parameters. What restarts begins a new branch at update 0;
        a change of the past, or of parameters, begins one at this update, with the values of this
        update computed anew; any other choice goes on with the same branch.
        Raises InputError, and changes nothing, for a ``theta`` of another length or not finite, and
        for one with which the next update, or the loss over the data, would no longer be finite.
        """
        old, place = self.state.experiment, self.place
        update = place.update
        if theta is not None:
            theta = read_only(theta.copy())
            self._check(experiment, theta)
        left = None
        if restarts(old, experiment):
            left = self._leave()
            self._begin(starting_at(experiment, theta))
            return left
        if self.branch.reached > update or theta is not None:
            left = self._leave()
            self.branch = left.cut(update)
            self._refill_history()
        if update == 0:
            self._begin(starting_at(experiment, theta))
        else:
            self.go_to(Place(update, 0))
            self._change(Change(update, experiment, theta))
        if phases.program(experiment) == phases.program(old):
            self.go_to(place)
        return left

    def restore(self, branch: Branch) -> Branch:
        """Return to a branch at the moment where it was left; the branch left for it is
        returned.
        """
        left = self._leave()
        self.branch, self.diverged_at = branch, None
        self._load(branch.checkpoints.before(branch.place.update))
        self.go_to(branch.place)
        return left

    def restart(self, experiment: Experiment | None = None) -> Branch:
        """Begin again at update 0, with other choices or the same; returns the branch left."""
        left = self._leave()
        self._begin(experiment or self.shown.experiment)
        return left

    # What is shown

    def history(self) -> HistoryView:
        """The losses so far on this branch."""
        return self.branch.history.view()

    # Inside

    def _check(self, experiment: Experiment, theta: Array) -> None:
        """Refuse new values of the parameters that cannot be gone on with. What was not finite
        before may be mended bit by bit.
        """
        check_values(theta, experiment)
        after = self.base
        if after.update == 0 or restarts(self.state.experiment, experiment):
            after = phases.start(starting_at(experiment, theta))
        else:
            after = changed(after, Change(after.update, experiment, theta))
        problem = overflow(after)
        if problem is not None and overflow(self.base) is None:
            raise problem

    def _training_loss(self) -> float:
        if self.branch.ended is not None and self.branch.ended[0] == self.state.update:
            return self.branch.ended[1]
        return mean_loss(self.state, self.state.experiment.dataset.train)

    def _leave(self) -> Branch:
        left = self.branch
        left.place = self.place
        left.checkpoints.thin()
        return left

    def _change(self, change: Change) -> None:
        """Put a change at the boundary where the state stands."""
        self.branch.change(change)
        self._stand_at(changed(self.state, change))
        self._applied = len(self.branch.changes)
        self.branch.checkpoints.add(self.state, self._applied)

    def _refill_history(self) -> None:
        """Add again the losses of a bin that was cut in the middle."""
        if self.branch.recorded < self.branch.reached:
            # Not go_to: it may begin at a checkpoint behind the losses that are missing.
            self._load(self.branch.checkpoints.nearest(self.branch.recorded))
            while not self.continue_seek(Place(self.branch.reached, 0), 1.0):
                pass

    def _load(self, checkpoint: Checkpoint) -> None:
        self._stand_at(unpack(checkpoint))
        self._applied = checkpoint.changes
        self._apply_changes()

    def _return_to(self, boundary: TrainState) -> None:
        """Stand at a boundary that was at hand; all changes up to there are in it."""
        if boundary is self.boundary:
            self.state, self.cursor = boundary, None
            return
        self._stand_at(boundary)
        self._applied = sum(change.update <= boundary.update for change in self.branch.changes)

    def _apply_changes(self) -> None:
        changes = self.branch.changes
        while self._applied < len(changes) and changes[self._applied].update <= self.state.update:
            self.state = self.boundary = changed(self.state, changes[self._applied])
            self._applied += 1

    def _advance(self) -> bool:
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

    def _some_updates(self, most: int, deadline: float, loss_below: float | None = None) -> bool:
        """A stretch of updates by a kernel, or else one update by the reference rules; False, and
        the last finite boundary, if training diverged.
        """
        if self.accelerator is None or self.state.phase or most < 1:
            return self._complete_update()
        made = self._made_by(self.accelerator)
        if made is None:
            return self._complete_update()
        kernel, end = made
        update = self.state.update
        most = min(
            most, end - update, kernel.updates_in(deadline - perf_counter(), self.state.experiment)
        )
        if self._applied < len(self.branch.changes):
            most = min(most, self.branch.changes[self._applied].update - update)
        if update < self.branch.recorded:
            most = min(most, self.branch.recorded - update)
        return self._stretch(kernel, most, loss_below)

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
            self._stand_at(outcome.state)
            self._previous = before
            if history is not None:
                branch.record_stretch(outcome.state.update, kernel, outcome.ended)
            if self._applied < len(branch.changes):
                self._apply_changes()
            self._keep_checkpoint()
        return not outcome.lost or self._diverge()

    def _unfold(self) -> None:
        """Make the trace of the update that led to the boundary, where a kernel made it: by the
        reference rules, from the state before.
        """
        state, before = self.state, self._previous
        if state.phase or state.trace is not None or before is None:
            return
        with np.errstate(all="ignore"):
            trace = phases.complete(before).trace
        self.state = self.boundary = self._worked = state._replace(trace=trace)

    def _complete_update(self) -> bool:
        return self._accept(phases.complete(self.state))

    def _accept(self, state: TrainState) -> bool:
        """Take a completed update into the branch if all of it is finite."""
        theta, trace = state.parameters.theta, state.trace
        assert trace is not None
        assert trace.loss is not None
        if not math.isfinite(trace.loss) or not all(map(_finite, (theta, *state.slots))):
            return self._diverge()
        previous = self.boundary
        self._stand_at(state)
        self._previous = previous
        if state.update > self.branch.recorded:
            self._record(state, trace.loss)
        if self._applied < len(self.branch.changes):
            self._apply_changes()
        self._keep_checkpoint()
        return True

    def _keep_checkpoint(self) -> None:
        now = perf_counter()
        if now - self._last_checkpoint >= CHECKPOINT_SECONDS:
            self._last_checkpoint = now
            self.branch.checkpoints.add(self.state, self._applied)

    def _record(self, state: TrainState, loss: float) -> None:
        self.branch.record(state.update, loss)
        if state.position == 0:
            self.branch.record_epoch(state.update, *losses(state))

    def _diverge(self) -> bool:
        at = self.state.update + 1
        self.cursor = None
        if self.state.phase:
            self.go_to(Place(self.state.update, 0))
        self.diverged_at = at
        return False

    def _before_within(self, place: Place, grain: Grain) -> Place:
        """The end of the term, unit, phase or pass before a place."""
        if place == (0, 0, 0, 0):
            return Place(0, 0)
        if not place.phase and not place.unit:
            experiment = self.branch.experiment_during(place.update - 1)
            place = Place(place.update - 1, len(phases.program(experiment)))
        experiment = self.branch.experiment_during(place.update)
        if grain in FINE:
            return grains.before_within(experiment, place, grain)
        if place.unit and grain is Grain.LAYER:
            return Place(place.update, place.phase)
        program = phases.program(experiment)
        ends = range(len(program)) if grain is Grain.LAYER else grains.pass_ends(program)
        reach = place.phase + (1 if place.unit else 0)
        return Place(place.update, max(end for end in ends if end < reach))


def _ends(state: TrainState, grain: Grain) -> bool:
    match grain:
        case Grain.PASS:
            return state.phase in grains.pass_ends(phases.program(state.experiment))
        case Grain.UPDATE:
            return state.phase == 0
        case Grain.EPOCH:
            return state.phase == 0 and state.position == 0
        case _:
            return True


def _finite(vector: Array) -> bool:
    # One dot product costs less than isfinite().all(); finite numbers may overflow in it.
    return math.isfinite(vector.dot(vector)) or bool(np.isfinite(vector).all())
