"""A bar on standard error while a command trains; on anything but a terminal it stays silent."""

from __future__ import annotations

import sys
from time import perf_counter

from engine.state import TrainState
from engine.trainer import Goal

_WIDTH = 30
_SECONDS = 0.1


class Progress:
    """Shows how much of a goal is done."""

    def __init__(self, goal: Goal, start: TrainState) -> None:
        self._goal, self._start = goal, start
        self._shown = 0.0
        self._on = sys.stderr.isatty()

    def show(self, state: TrainState) -> None:
        """Draw the bar anew, at most ten times a second."""
        now = perf_counter()
        if not self._on or now - self._shown < _SECONDS:
            return
        self._shown = now
        share = self._share(state)
        bar = ""
        if share is not None:
            full = round(share * _WIDTH)
            bar = "█" * full + "░" * (_WIDTH - full) + " "
        loss = state.trace.loss if state.trace is not None else None
        words = f"epoch {state.epoch:,}  update {state.update:,}"
        words += f"  loss {loss:.6g}" if loss is not None else ""
        print(f"\r\033[K{bar}{words}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the bar's line clean."""
        if self._on:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _share(self, state: TrainState) -> float | None:
        if self._goal.epoch is not None:
            done, whole = state.epoch - self._start.epoch, self._goal.epoch - self._start.epoch
        elif self._goal.update is not None:
            done, whole = state.update - self._start.update, self._goal.update - self._start.update
        else:
            return None
        return min(1.0, done / whole)
