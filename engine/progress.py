"""One line on a terminal that says how far training has come."""

from __future__ import annotations

import os
from typing import TextIO

from engine.goal import Goal
from engine.state import TrainState

_BAR = 24


class ProgressLine:
    """Rewrites its own line; where the stream is no terminal it says nothing."""

    def __init__(self, stream: TextIO, goal: Goal, first: TrainState) -> None:
        self._stream = stream
        self._goal = goal
        self._first = first
        self._shown = False
        self._open = stream.isatty()

    def show(self, state: TrainState, loss: float | None) -> None:
        """The state, and the newest mean loss over the training set, if there was one."""
        if not self._open:
            return
        parts = [f"update {state.update:,}", f"epoch {state.epoch:,}"]
        if loss is not None:
            parts.append(f"loss {loss:.6g}")
        share = _share(self._goal, self._first, state)
        if share is not None:
            parts.insert(0, f"[{'#' * int(_BAR * share):.<{_BAR}}] {int(100 * share):3d}%")
        self._write(parts)

    def say_share(self, share: float, words: str) -> None:
        """How much of some other work is done."""
        if self._open:
            self._write([f"[{'#' * int(_BAR * share):.<{_BAR}}] {int(100 * share):3d}%", words])

    def _write(self, parts: list[str]) -> None:
        text = "  ".join(parts)[: _columns(self._stream) - 1]
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()
        self._shown = True

    def clear(self) -> None:
        """Leave an empty line behind, for what is printed next."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False


def _share(goal: Goal, first: TrainState, state: TrainState) -> float | None:
    """How much of the way is done, None where nobody can know."""
    if goal.epoch is not None:
        size = max(1, state.experiment.dataset.train.size)
        begun, here = first.epoch + first.position / size, state.epoch + state.position / size
        return min(1.0, (here - begun) / max(1e-9, goal.epoch - begun))
    if goal.update is not None:
        return min(1.0, (state.update - first.update) / max(1, goal.update - first.update))
    return None


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80  # 0: it does not know
    except (OSError, ValueError):
        return 80
