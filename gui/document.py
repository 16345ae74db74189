"""The open session: its newest Frame, its edits, its file; owns the worker's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from engine import session as session_file
from engine.accelerator import Accelerator
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from engine.session import Session
from engine.state import TrainState
from gui.courtesy import Courtesy
from gui.edits import Edits
from gui.frame import Activity, Edit, Frame, Selection
from gui.worker import FULL_SPEED, Worker

if TYPE_CHECKING:
    from engine.annotation import Annotation


class Document(QObject):
    """The open session, for everything in the window.

    ``runner`` puts the worker where it runs: ``in_thread`` in the program, ``directly`` in tests
    and commands. The newest Frame is kept and announced; panels get nothing else.
    """

    frame_changed = Signal(object)  # Frame
    selection_changed = Signal(object)  # Selection | None
    pointed_changed = Signal(object)  # Selection | None
    checked = Signal(object)  # Differences
    title_changed = Signal()
    opened = Signal(object)  # Session
    decided = Signal(object, object)  # the choices in force, and those that follow them
    annotated = Signal(object)  # what stands on the pictures again, after undo or redo
    refused = Signal(object, object)  # Edit, InputError
    branched = Signal(object)  # Branched
    leaving = Signal()  # the open session is about to go, its progress with it

    _open = Signal(object)
    _step = Signal(str)
    _step_back = Signal(str)
    _go_to = Signal(object)
    _run = Signal(object, float)
    _pace = Signal(float)
    _pause = Signal()
    _sample = Signal(int)
    _check = Signal(object, object)

    def __init__(
        self,
        runner: Callable[[Worker], QThread | None],
        parent: QObject | None = None,
        accelerator: Accelerator | None = None,
    ) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None
        self.selection: Selection | None = None
        self.pointed: Selection | None = None
        self.session = Session()
        self.pace = FULL_SPEED
        self._edits = Edits(self)
        self.undo_stack = self._edits.stack
        self._saved_version = self._edits.version
        self._saved_update = 0
        self.courtesy = Courtesy()
        self.accelerator = accelerator
        self._worker = Worker(self.courtesy if runner is in_thread else None, accelerator)
        self._connect(self._worker)
        self._thread = runner(self._worker)

    def _connect(self, worker: Worker) -> None:
        # Bound methods of a QObject: these connections cross to its thread, a lambda would not.
        for signal, slot in (
            (self._open, worker.open),
            (self._step, worker.step),
            (self._step_back, worker.step_back),
            (self._go_to, worker.go_to),
            (self._run, worker.run),
            (self._pace, worker.set_pace),
            (self._pause, worker.pause),
            (self._edits.wanted, worker.edit),
            (self._edits.reverted, worker.revert),
            (self._edits.kept, worker.keep_only),
            (self._sample, worker.show_sample),
            (self._check, worker.check),
        ):
            signal.connect(slot)
        worker.frame_ready.connect(self._take_frame)
        worker.checked.connect(self.checked)
        worker.answered.connect(self._edits.take_answer)
        worker.branched.connect(self.branched)
        for told, tells in (
            (self._edits.decided, self.decided),
            (self._edits.refused, self.refused),
            (self._edits.annotated, self.annotated),
            (self._edits.changed, self.title_changed),
        ):
            told.connect(tells)
        self._edits.marked.connect(self._mark)

    # The session and its file

    def open(self, session: Session) -> None:
        """Make another session the open one; what was open is gone, so ask first."""
        self.leaving.emit()
        self.session = session
        self._edits.begin(session)
        self._saved_version = self._edits.version
        self._saved_update = session.progress.update if session.progress is not None else 0
        self.select(None)
        self._open.emit(session)
        self.opened.emit(session)
        self.title_changed.emit()

    def save(self, path: Path) -> None:
        """Write the session with its progress; InputError, and an untouched old file, where that
        fails.
        """
        saved = replace(
            self.current_session(),
            path=path,
            title=self.session.title or path.name.partition(".")[0],
        )
        session_file.write(saved, path)
        self.session = saved
        self._saved_update = saved.progress.update if saved.progress is not None else 0
        self._saved_version = self._edits.version
        self.title_changed.emit()

    def current_session(self) -> Session:
        """The open session as it is now, progress included."""
        run = self.frame.run if self.frame is not None else None
        if run is None:
            return self.session
        progress = run.boundary if run.boundary.update else None
        return replace(self.session, experiment=run.start, progress=progress, changes=run.changes)

    @property
    def modified(self) -> bool:
        """Whether a choice was made since the last save; progress of training does not count."""
        return self._edits.version != self._saved_version

    @property
    def unsaved_progress(self) -> bool:
        """Whether training has gone on since the session was opened or saved."""
        run = self.frame.run if self.frame is not None else None
        return run is not None and run.boundary.update not in (0, self._saved_update)

    def mark_saved(self) -> None:
        """Say that nothing here is worth saving."""
        self._saved_version = self._edits.version
        self.title_changed.emit()

    def mark_modified(self) -> None:
        """Say that the session differs from its file (a recovered one, a changed title)."""
        self._saved_version = 0
        self.title_changed.emit()

    # Time

    def step(self, grain: Grain) -> None:
        """One step forward."""
        self._step.emit(str(grain))

    def step_back(self, grain: Grain) -> None:
        """One step back."""
        self._step_back.emit(str(grain))

    def go_to(self, place: Place) -> None:
        """Show a moment that was already reached."""
        self._go_to.emit(place)

    @Slot(int)
    def go_to_update(self, update: int) -> None:
        """Show the moment after so many completed updates."""
        self.go_to(Place(update, 0))

    def go_to_end(self) -> None:
        """Return to the newest update of this branch."""
        if self.frame is not None:
            self.go_to(Place(self.frame.reached, 0))

    def run(self, goal: Goal | None = None) -> None:
        """Train at the chosen pace until the goal; without one until paused."""
        self._run.emit(goal or Goal(), self.pace)

    def pause(self) -> None:
        """Stop training or seeking."""
        self._pause.emit()

    def toggle_run(self) -> None:
        """Run, or pause what runs."""
        if self.frame is not None and self.frame.activity is not Activity.PAUSED:
            self.pause()
        else:
            self.run()

    def set_pace(self, phases_per_second: float) -> None:
        """Phases a second; 0 is full speed."""
        self.pace = phases_per_second
        self._pace.emit(phases_per_second)

    def restart(self) -> None:
        """Back to update 0 with the same choices; undo returns to where it was."""
        if self.frame is None or (self.frame.reached == 0 and self.frame.state.phase == 0):
            return
        self.edit(Edit(self.tr("restart"), self.frame.experiment, restart=True))

    # Choices

    @Slot(object)
    def edit(self, edit: Edit) -> None:
        """Take a wish; nothing before there is a Frame that it could start from."""
        self._edits.add(edit)

    def undo(self) -> None:
        """Take the last choice back, also one that the engine is still looking at."""
        self._edits.undo()

    def redo(self) -> None:
        """Make the choice again that was taken back last."""
        self._edits.redo()

    def position(self, number: int) -> int | None:
        """Where the edit of a number stands in the undo stack; None where it is gone."""
        return self._edits.position(number)

    @Slot(object)
    def _mark(self, annotations: tuple[Annotation, ...]) -> None:
        self.session = replace(self.session, annotations=annotations)

    # What is looked at

    @Slot(object)
    def select(self, selection: Selection | None) -> None:
        """Select a unit or a parameter everywhere."""
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    @Slot(object)
    def point_at(self, what: Selection | None) -> None:
        """Light up everywhere what the pointer is on in one panel; None: it is on nothing."""
        if what != self.pointed:
            self.pointed = what
            self.pointed_changed.emit(what)

    @Slot(int)
    def show_sample(self, sample: int) -> None:
        """Show another row of the batch."""
        self._sample.emit(sample)

    @Slot(object, object)
    def check(self, state: TrainState, indices: Sequence[int]) -> None:
        """Have the gradients of some parameters (indices into θ) checked, if ``state`` is still
        shown; ``checked`` brings the finite differences, some at a time.
        """
        self._check.emit(state, indices)

    @Slot(object)
    def _take_frame(self, frame: Frame) -> None:
        self.frame = frame
        self._edits.take_frame(frame)
        if self.selection is not None and not _fits(self.selection, frame):
            self.select(None)
        if self.pointed is not None and not _fits(self.pointed, frame):
            self.point_at(None)
        self.frame_changed.emit(frame)

    def close(self) -> None:
        """Stop the thread; the document is of no use afterwards."""
        self._pause.emit()
        # A stack that is taken down tells that it is empty now, to a window that may be gone.
        self.undo_stack.blockSignals(True)
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()


def in_thread(worker: Worker) -> QThread:
    """Run the worker in a thread of its own."""
    thread = QThread()
    thread.setObjectName("engine")
    worker.moveToThread(thread)
    thread.finished.connect(worker.deleteLater)
    thread.start()
    return thread


def directly(_worker: Worker) -> None:
    """Run the worker where it is called: every wish is carried out before the call returns."""


def _fits(selection: Selection, frame: Frame) -> bool:
    sizes = frame.experiment.shape.sizes
    if selection.layer >= len(sizes) or selection.unit >= sizes[selection.layer]:
        return False
    return selection.source is None or selection.source < sizes[selection.layer - 1]
