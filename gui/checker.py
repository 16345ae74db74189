"""Finite differences for the parameters in sight, worked out a few at a time in the engine's
thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine import gradcheck
from engine.gradcheck import Difference
from engine.state import TrainState
from gui.frame import Differences

SECONDS = 0.004  # of work between two looks at the event loop
MOST_KEPT = 400  # differences of an update; beyond that only those asked for last are kept


class Checker(QObject):
    """Belongs to the worker. ``checked`` gives all that is known of the update so far."""

    checked = Signal(object)  # Differences

    def __init__(self, breathe: Callable[[], None] | None, parent: QObject) -> None:
        super().__init__(parent)
        self._breathe = breathe
        self._work: Iterator[list[Difference]] = iter(())
        self._known: Differences | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work_some)

    def begin(self, state: TrainState, indices: Sequence[int]) -> None:
        """Work on these indices into θ, in place of those asked for before."""
        assert state.trace is not None, "a batch was worked on"
        known = self._still_known(state, indices)
        self._known = Differences(state.trace, known)
        self._work = gradcheck.differences(state, [i for i in indices if i not in known])
        # By the timer even the first ones: a step that waits in the queue comes before.
        self._timer.start(0)

    def drop(self) -> None:
        """Leave the rest undone."""
        self._timer.stop()

    def _still_known(self, state: TrainState, indices: Sequence[int]) -> dict[int, Difference]:
        old = self._known
        if old is None or not old.belong_to(state):
            return {}
        if len(old.known) + len(indices) <= MOST_KEPT:
            return dict(old.known)
        return {index: old.known[index] for index in indices if index in old.known}

    @Slot()
    def _work_some(self) -> None:
        old = self._known
        assert old is not None
        deadline = perf_counter() + SECONDS
        known = dict(old.known)
        for piece in self._work:
            known.update((difference.parameter, difference) for difference in piece)
            if self._breathe is not None:
                self._breathe()
            if perf_counter() >= deadline:
                break
        else:
            self._timer.stop()
        self._known = Differences(old.trace, known)
        self.checked.emit(self._known)
