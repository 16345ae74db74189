"""Computes an audit beside the window: gradients first, then both curves, a short stretch at a
time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from engine import audit as engine_audit
from engine.audit import Audit, Curve, Line, Point
from gui.courtesy import Courtesy
from gui.worker import STRETCH_SECONDS


class Job(NamedTuple):
    """An audit to compute, and how many updates its curves have. ``number`` comes back with every
    result, so that those of an older job can be told.
    """

    number: int
    audit: Audit
    updates: int


class CurveSoFar(NamedTuple):
    """The points of a variant's curve that are there; the last one is where training stands."""

    points: tuple[Point, ...] = ()
    update: int = 0
    diverged_at: int | None = None


class AuditWorker(QObject):
    """Its slots are called from the window's thread and run in its own; only signals go back."""

    lines_ready = Signal(int, object)  # number, list[Line]: some more of them
    curves_grew = Signal(int, object)  # number, (CurveSoFar, CurveSoFar)
    done = Signal(int)

    def __init__(self, courtesy: Courtesy | None = None) -> None:
        super().__init__()
        self._breathe = courtesy.give_way if courtesy is not None else None
        self._number = 0
        self._lines: Iterator[list[Line]] = iter(())
        self._curves: tuple[Curve, ...] = ()
        self._waiting: list[Curve] = []
        # A child moves to the thread with its parent.
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    @Slot(object)
    def begin(self, job: Job) -> None:
        """Leave what was being computed, and begin with another job."""
        self._number = job.number
        self._lines = engine_audit.lines(job.audit)
        variants = (job.audit.reference, job.audit.other)
        self._curves = tuple(Curve(variant, job.updates) for variant in variants)
        self._waiting = list(self._curves)
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Compute nothing more."""
        self._timer.stop()
        self._lines, self._curves, self._waiting = iter(()), (), []

    @Slot()
    def _work(self) -> None:
        """One short stretch; the event loop runs between two of them."""
        lines = next(self._lines, None)
        if lines is not None:
            self.lines_ready.emit(self._number, lines)
        elif self._waiting:
            self._train()
        else:
            self._timer.stop()
            self.done.emit(self._number)

    def _train(self) -> None:
        """Train the variant whose turn it is: both curves grow side by side."""
        curve = self._waiting.pop(0)
        before = len(curve.points)
        if not curve.go_on(STRETCH_SECONDS, self._breathe):
            self._waiting.append(curve)
        if len(curve.points) > before or curve.diverged_at is not None:
            so_far = tuple(
                CurveSoFar(tuple(c.points), c.update, c.diverged_at) for c in self._curves
            )
            self.curves_grew.emit(self._number, so_far)


class AuditRun(QObject):
    """The worker in its thread, from the first job until ``end``."""

    lines_ready = Signal(int, object)
    curves_grew = Signal(int, object)
    done = Signal(int)

    _begin = Signal(object)
    _stop = Signal()

    def __init__(self, courtesy: Courtesy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._courtesy = courtesy
        self._thread: QThread | None = None
        self._worker: AuditWorker | None = None  # kept alive here
        self._number = 0

    @property
    def number(self) -> int:
        """The number of the newest job; after ``end`` no result carries it."""
        return self._number

    def begin(self, audit: Audit, updates: int) -> None:
        """Compute this and nothing else."""
        if self._thread is None:
            self._thread = self._start()
        self._number += 1
        self._begin.emit(Job(self._number, audit, updates))

    def end(self) -> None:
        """Stop the thread; what it was computing is lost."""
        self._number += 1
        if self._thread is not None:
            self._stop.emit()
            self._thread.quit()
            self._thread.wait()
            self._thread = self._worker = None

    def _start(self) -> QThread:
        thread = QThread(self)
        thread.setObjectName("audit")
        self._worker = worker = AuditWorker(self._courtesy)
        worker.moveToThread(thread)
        # Bound methods of QObjects: these connections cross to the other thread.
        self._begin.connect(worker.begin)
        self._stop.connect(worker.stop)
        worker.lines_ready.connect(self.lines_ready)
        worker.curves_grew.connect(self.curves_grew)
        worker.done.connect(self.done)
        thread.finished.connect(worker.deleteLater)
        thread.start()
        return thread
