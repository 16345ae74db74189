"""Moves a learner through training in time: steps, runs, goes back, and starts a new branch when
the past is edited.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np

from engine import grain as grains
from engine import phases
from engine.accelerator import Accelerator
from engine.arrays import Array, read_only
from engine.branch import Branch, Change
from engine.course import Course
from engine.evaluation import Losses, losses
from engine.experiment import Experiment
from engine.goal import Goal, Stop
from engine.grain import FINE, Grain
from engine.history import HistoryView
from engine.moment import Place
from engine.restarts import check_values, restarts, starting_at
from engine.state import TrainState
from engine.terms import Cursor

BREATH = 5  # updates between two calls of ``breathe``
LEAST_REST = 0.25  # of a stretch's time, for which a kernel is not called again


class Trainer:
    """Where the learner stands: on a course of training, and at a cursor inside its phase.

    ``cursor``: how much of the phase that has run last is shown; None, all of it.
    ``resumed`` is a saved state to go on from; ``changes`` are the live changes that led to it.
    """

    def __init__(
        self,
        experiment: Experiment,
        resumed: TrainState | None = None,
        changes: tuple[Change, ...] = (),
        accelerator: Accelerator | None = None,
    ) -> None:
        self._course = Course(experiment, accelerator)
        self.cursor: Cursor | None = None
        self.branch.changes.extend(changes)
        if resumed is not None and resumed.update:
            self._course.resume(resumed, len(changes))

    @property
    def state(self) -> TrainState:
        """What has been computed: immutable, and may be handed to other threads."""
        return self._course.state

    @property
    def boundary(self) -> TrainState:
        """The boundary before the update that the state is in: what a session keeps."""
        return self._course.boundary

    @property
    def branch(self) -> Branch:
        """The branch that the state stands on."""
        return self._course.branch

    @property
    def diverged_at(self) -> int | None:
        """The update whose loss or parameters stopped being finite numbers; the state then stands
        before that update.
        """
        return self._course.diverged_at

    @property
    def shown(self) -> TrainState:
        """The state to show: inside the last phase of an update the one it leads to, before what
        was changed there took effect.
        """
        course = self._course
        course.unfold()
        return course.state if self.cursor is None or course.state.phase else course.worked

    @property
    def base(self) -> TrainState:
        """The boundary before the update that the learner stands in: what an edit changes."""
        course = self._course
        if self.cursor is None or course.state.phase or course.previous is None:
            return course.boundary
        return course.previous

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
        course, inside = self._course, self.cursor is not None
        course.diverged_at = None
        with np.errstate(all="ignore"):
            if grain in FINE:
                return self._step_within(grain)
            self.cursor = None
            if inside and grains.ends_at(course.state, grain):
                return True
            while course.advance():
                if grains.ends_at(course.state, grain):
                    return True
        return False

    def _step_within(self, grain: Grain) -> bool:
        place = grains.next_within(self.shown.experiment, self.place, grain)
        if self.cursor is None and not self._course.advance():
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
        course, self.cursor = self._course, None
        course.diverged_at = None
        stop = self.met(goal)
        with np.errstate(all="ignore"):
            while stop is None:
                left = goal.updates_left(course.state)
                if not course.make_updates(left, deadline, goal.loss_below):
                    return Stop.DIVERGED
                state = course.state
                stop = goal.met(state, course.training_loss)
                by_rules = state.trace is not None
                if breathe is not None and by_rules and not state.update % BREATH:
                    breathe()
                if perf_counter() >= (deadline if by_rules else nearly):
                    break
        return stop

    def met(self, goal: Goal) -> Stop | None:
        """Which part of a goal the state meets, if any."""
        return goal.met(self.state, self._course.training_loss)

    def accelerate(self, accelerator: Accelerator | None) -> None:
        """From here on, let kernels make whole updates where they can, or the reference rules all
        of them (None); what is inside an update is always made by the rules.
        """
        self._course.accelerator = accelerator

    # Back

    def step_back(self, grain: Grain) -> None:
        """Go to the end of the grain before; at the very start, stay."""
        self.go_to(self.place_before(grain))

    def place_before(self, grain: Grain, sought: Place | None = None) -> Place:
        """Where ``step_back`` leads; ``sought``: from there, not from where the learner stands. No
        epoch is counted from there.
        """
        place = self.place if sought is None else sought
        inside = place.phase > 0 or place.unit > 0
        match grain:
            case Grain.TERM | Grain.UNIT | Grain.LAYER | Grain.PASS:
                if place == Place(0, 0):
                    return place
                update = place.update if inside else place.update - 1
                return grains.before_within(self.branch.experiment_during(update), place, grain)
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
        if not self._stands_in_phase_of(place):
            self._course.turn_back(place.update)
            self.cursor = None

    def continue_seek(self, place: Place, seconds: float) -> bool:
        """Replay towards a place for a while; True when it is reached."""
        if self._stands_in_phase_of(place):
            self._point_at(self.shown.experiment, place)
            return True
        course = self._course
        if not course.replay(place, seconds):
            return False
        experiment, update, phase = course.state.experiment, course.state.update, course.state.phase
        if place.unit and (update, phase) == place[:2]:
            with np.errstate(all="ignore"):
                if course.advance():
                    self._point_at(experiment, place)
        return True

    def _stands_in_phase_of(self, place: Place) -> bool:
        """Whether only the cursor must move: the phase that a place lies in has just run."""
        return self.cursor is not None and place.unit > 0 and place[:2] == self.place[:2]

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
            check_values(self.base, experiment, theta)
        left = None
        if restarts(old, experiment):
            left = self._leave()
            self._begin(starting_at(experiment, theta))
            return left
        if self.branch.reached > update or theta is not None:
            left = self._leave()
            self._course.cut(update)
            self.cursor = None
        if update == 0:
            self._begin(starting_at(experiment, theta))
        else:
            self.go_to(Place(update, 0))
            self._course.change(Change(update, experiment, theta))
        if phases.program(experiment) == phases.program(old):
            self.go_to(place)
        return left

    def restore(self, branch: Branch) -> Branch:
        """Return to a branch at the moment where it was left; the branch left for it is
        returned.
        """
        left = self._leave()
        self._course.follow(branch)
        self.cursor = None
        self.go_to(branch.place)
        return left

    def restart(self, experiment: Experiment | None = None) -> Branch:
        """Begin again at update 0, with other choices or the same; returns the branch left."""
        left = self._leave()
        self._begin(experiment or self.shown.experiment)
        return left

    def _begin(self, experiment: Experiment) -> None:
        self._course.begin(experiment)
        self.cursor = None

    def _leave(self) -> Branch:
        left = self.branch
        left.place = self.place
        left.checkpoints.thin()
        return left

    # What is shown

    def evaluate(self) -> Losses:
        """The training and validation loss with the parameters of the state."""
        return losses(self.state)

    def history(self) -> HistoryView:
        """The losses so far on this branch."""
        return self.branch.history.view()
