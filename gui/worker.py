"""The engine's thread: takes wishes through queued slots and publishes immutable Frames."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.accelerator import Accelerator
from engine.arrays import Array
from engine.branch import Branch
from engine.errors import InputError
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.session import Session
from engine.state import TrainState
from engine.trainer import Trainer
from gui.checker import Checker
from gui.courtesy import Courtesy
from gui.frame import Activity, Branched, Edit, Frame, RunSoFar

STRETCH_SECONDS = 0.012
SEEK_SECONDS = 0.008
FRAME_SECONDS = 1 / 30
FULL_SPEED = 0.0


class Worker(QObject):
    """Owns the Trainer. Its slots are called from the window's thread and run in its own; only
    signals go back.

    Branches that an edit left are kept here under the edit's number, so that undo finds them
    however quickly it follows.
    """

    frame_ready = Signal(object)  # Frame
    checked = Signal(object)  # Differences
    answered = Signal(int, object)  # the number of an edit, and the InputError if it was refused
    branched = Signal(object)  # Branched

    def __init__(
        self, courtesy: Courtesy | None = None, accelerator: Accelerator | None = None
    ) -> None:
        super().__init__()
        self._accelerator = accelerator
        self._trainer: Trainer | None = None
        self._left: dict[int, Branch] = {}
        self._breathe = courtesy.give_way if courtesy is not None else None
        self._goal: Goal | None = None
        self._place: Place | None = None
        self._phases_per_second = FULL_SPEED
        self._due = 0.0
        self._sample = 0
        self._grain = Grain.LAYER
        self._stop: Stop | None = None
        self._frame_due = 0.0
        self._worked = 0.0
        self._counted = (0.0, 0)
        self._rate = 0.0
        # A child moves to the thread with its parent.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)
        self._checker = Checker(self._breathe, self)
        self._checker.checked.connect(self.checked)

    @Slot(object)
    def open(self, session: Session) -> None:
        """Begin with a session; what was open before is gone."""
        self._halt()
        self._grain = Grain.LAYER
        self._left.clear()
        self._trainer = session.trainer(self._accelerator)
        self._publish()

    @Slot(str)
    def step(self, grain: str) -> None:
        """One step forward; an epoch is run, because it can take long."""
        if self._place is not None:  # on the way to a moment: there is nothing to go on from yet
            return
        trainer = self._opened()
        self._halt()
        self._grain = Grain(grain)
        if grain == Grain.EPOCH:
            self._run(Goal(epoch=trainer.state.epoch + 1), FULL_SPEED)
            return
        if not trainer.step(Grain(grain)):
            self._stop = Stop.DIVERGED
        self._publish()

    @Slot(str)
    def step_back(self, grain: str) -> None:
        """One step back, from the moment that is being sought if there is one."""
        sought = self._place
        if sought is not None and grain == Grain.EPOCH:
            return
        self._halt()
        self._grain = Grain(grain)
        self._seek(self._opened().place_before(self._grain, sought))

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Show a moment that was already reached."""
        self._halt()
        self._grain = Grain.TERM if place.unit else Grain.LAYER
        self._seek(place)

    @Slot(object, float)
    def run(self, goal: Goal, phases_per_second: float) -> None:
        """Train until the goal, at a pace in phases a second or at full speed (0)."""
        self._opened()
        self._halt()
        self._run(goal, phases_per_second)

    @Slot(float)
    def set_pace(self, phases_per_second: float) -> None:
        """Change the pace, also while running."""
        self._phases_per_second = phases_per_second
        self._due = 0.0
        if self._goal is not None:
            self._checker.drop()
            self._timer.start(self._interval())

    @Slot()
    def pause(self) -> None:
        """Stop after the phase or stretch that is being worked on."""
        self._halt()
        if self._trainer is not None:
            self._publish()

    @Slot(int, object)
    def edit(self, number: int, edit: Edit) -> None:
        """Take a choice into effect; ``number`` is the name under which undo asks for it again."""
        trainer = self._opened()
        try:
            if edit.restart:
                self._halt()
                left = trainer.restart(edit.experiment)
            else:
                theta = _with_values(trainer.base.parameters.theta, edit)
                # A typed value changes nothing else, however old the Frame it was typed in.
                now = trainer.state.experiment if edit.values else edit.experiment
                left = trainer.edit(now, theta)
        except InputError as error:
            self.answered.emit(number, error)
            return
        self.answered.emit(number, None)
        self._after_choice(number, left)
        if left is not None and trainer.base.update == left.place.update < left.reached:
            self.branched.emit(Branched(number, left.place.update, left.reached))

    @Slot(int, object)
    def revert(self, number: int, edit: Edit) -> None:
        """Undo or redo the edit of that number: return to the branch that was left, or apply the
        choice.
        """
        branch = self._left.pop(number, None)
        trainer = self._opened()
        left = trainer.edit(edit.experiment) if branch is None else trainer.restore(branch)
        self.answered.emit(number, None)
        self._after_choice(number, left)

    @Slot(object)
    def keep_only(self, numbers: frozenset[int]) -> None:
        """Forget the branches of all other edits: they can no longer be undone."""
        self._left = {number: branch for number, branch in self._left.items() if number in numbers}

    @Slot(int)
    def show_sample(self, sample: int) -> None:
        """Which row of the batch is shown."""
        self._sample = sample
        self._publish()

    @Slot(object, object)
    def check(self, state: TrainState, indices: Sequence[int]) -> None:
        """Work out the finite differences by some parameters, if ``state`` is still the one that
        is shown and nobody is in a hurry. The next Frame makes what is left of it void.
        """
        if state is self._opened().shown and not self._hurries():
            self._checker.begin(state, indices)

    # Inside

    def _hurries(self) -> bool:
        fast = self._goal is not None and self._phases_per_second == FULL_SPEED
        return fast or self._place is not None

    def _opened(self) -> Trainer:
        assert self._trainer is not None, "a session is opened first"
        return self._trainer

    def _after_choice(self, number: int, left: Branch | None) -> None:
        if left is not None:
            self._left[number] = left
            # Another branch: what lies between its updates and those of the old one was not made.
            self._counted = (perf_counter(), self._opened().state.update)
        self._place = None
        if self._goal is None:
            self._timer.stop()
        self._stop = None
        self._publish()

    def _halt(self) -> None:
        self._timer.stop()
        self._goal, self._place, self._stop, self._rate = None, None, None, 0.0

    def _run(self, goal: Goal, phases_per_second: float) -> None:
        self._goal, self._phases_per_second = goal, phases_per_second
        self._grain = Grain.LAYER
        self._due = 0.0
        self._worked = perf_counter()
        self._counted = (self._worked, self._opened().state.update)
        self._timer.start(self._interval())
        self._publish()

    def _seek(self, place: Place) -> None:
        self._opened().seek(place)
        self._place = place
        self._work()
        if self._place is not None:
            self._timer.start(0)

    def _interval(self) -> int:
        if self._phases_per_second == FULL_SPEED:
            return 0
        return max(round(1000 * FRAME_SECONDS), round(1000 / self._phases_per_second))

    @Slot()
    def _work(self) -> None:
        """One short stretch; the event loop runs between two of them."""
        if self._place is not None:
            self._continue_seek(self._place)
        elif self._goal is not None:
            stop = self._stretch(self._goal)
            self._count()
            if stop is not None:
                self._halt()
                self._stop = stop
                self._publish()
            elif self._phases_per_second != FULL_SPEED or self._frame_is_due():
                # A tick at a pace is as long as a frame; measured again, half of them would be
                # a little too short.
                self._publish()

    def _continue_seek(self, place: Place) -> None:
        if self._opened().continue_seek(place, SEEK_SECONDS):
            self._halt()
            self._publish()
        elif self._frame_is_due():
            self._publish()

    def _frame_is_due(self) -> bool:
        return perf_counter() >= self._frame_due

    def _stretch(self, goal: Goal) -> Stop | None:
        trainer = self._opened()
        if self._phases_per_second == FULL_SPEED:
            return trainer.train(goal, STRETCH_SECONDS, self._breathe)
        if (stop := trainer.met(goal)) is not None:
            return stop
        for _ in range(self._phases_due()):
            if not trainer.step(Grain.LAYER):
                return Stop.DIVERGED
            if (stop := trainer.met(goal)) is not None:
                return stop
        return None

    def _phases_due(self) -> int:
        """How many phases the pace asks for now; a slow pace is one phase a tick."""
        if self._phases_per_second * FRAME_SECONDS <= 1.0:
            return 1
        now = perf_counter()
        due = self._due + (now - self._worked) * self._phases_per_second
        self._worked = now
        # After a hiccup the pace goes on; it does not catch up.
        whole = int(min(due, self._phases_per_second * 4 * FRAME_SECONDS))
        self._due = min(due - whole, 1.0)
        return whole

    def _count(self) -> None:
        """Updates a second, over the last half second or so."""
        now, update = perf_counter(), self._opened().state.update
        since, before = self._counted
        if now - since >= 0.5:
            self._rate = (update - before) / (now - since)
            self._counted = (now, update)

    def _publish(self) -> None:
        trainer = self._opened()
        self._checker.drop()
        # A stretch may end a little late; the next Frame is not put off because of that.
        now = perf_counter()
        late = min(max(0.0, now - self._frame_due), FRAME_SECONDS)
        self._frame_due = now + FRAME_SECONDS - late
        activity = Activity.PAUSED
        if self._place is not None:
            activity = Activity.SEEKING
        elif self._goal is not None:
            activity = Activity.RUNNING
        branch = trainer.branch
        self.frame_ready.emit(
            Frame(
                trainer.shown,
                trainer.history(),
                branch.reached,
                RunSoFar(branch.start, tuple(branch.changes), trainer.boundary),
                activity,
                self._rate,
                self._stop,
                trainer.diverged_at,
                self._place.update if self._place is not None else None,
                self._sample,
                trainer.place if trainer.cursor is not None else None,
                self._grain,
                self._hurries(),
            )
        )


def _with_values(theta: Array, edit: Edit) -> Array | None:
    """θ with the typed values in it; None where none were typed."""
    if not edit.values:
        return None
    changed = theta.copy()
    for index, value in edit.values:
        changed[index] = value
    return changed
