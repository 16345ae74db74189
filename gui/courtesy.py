"""Who has Python's interpreter lock: the engine lets the window paint undisturbed.

Two threads that both want the lock hand it over thousands of times a second, and both become slow.
So the window says when it paints, and the engine waits the few milliseconds that this takes. On a
machine so busy that the window never finishes, the engine takes turns with it.
"""

from __future__ import annotations

import time
from threading import Event
from time import perf_counter

LONGEST = 0.05  # seconds that the engine waits at most: a window that hangs must not stop it
TURN = 0.5  # of the time that it has waited, for which the engine does not wait again
_BREATH = 1e-6


class Courtesy:
    """One flag between the window's thread, which sets it, and the engine's, which looks at it."""

    def __init__(self) -> None:
        self._free = Event()
        self._free.set()
        self._calls = 0
        self._turn_ends = 0.0

    @property
    def window_paints(self) -> bool:
        """Whether the window is at work on a Frame."""
        return not self._free.is_set()

    @window_paints.setter
    def window_paints(self, paints: bool) -> None:
        if paints:
            self._free.clear()
        else:
            self._free.set()

    def give_way(self) -> None:
        """For the engine's thread, every few updates: wait while the window paints."""
        if self.window_paints:
            begun = perf_counter()
            if begun >= self._turn_ends:
                # Not by looking again and again: each look would take the lock from the window.
                self._free.wait(LONGEST)
                ended = perf_counter()
                self._turn_ends = ended + TURN * (ended - begun)
            return
        self._calls += 1
        if not self._calls % 8:
            # A sleep this short lets a waiting thread have the lock; sleep(0) does not.
            time.sleep(_BREATH)
