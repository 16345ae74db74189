"""Which arithmetic made which updates of a run: the reference rules, or a kernel.

Two arithmetics differ in the last digit. Going back replays each update by the one that made it
first, so that what is shown again is equal to the bit.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from engine.stretch import Kernel


class Stretch(NamedTuple):
    """The updates that follow ``begin`` completed ones, up to ``end``: made by a kernel, or by the
    reference rules (None).
    """

    begin: int
    end: int
    kernel: Kernel | None


class ArithmeticLog:
    """Where the arithmetic changed. It grows with what a person does, not with the updates."""

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._kernels: list[Kernel | None] = []

    def note(self, begin: int, kernel: Kernel | None) -> None:
        """The updates from here on are made by this."""
        if not self._kernels or self._kernels[-1] is not kernel:
            self._begins.append(begin)
            self._kernels.append(kernel)

    def around(self, update: int, reached: int) -> Stretch | None:
        """The stretch that holds the update after ``update`` completed ones, of those up to
        ``reached``; None where nothing is noted, as before a saved state.
        """
        index = bisect_right(self._begins, update) - 1
        if index < 0:
            return None
        end = self._begins[index + 1] if index + 1 < len(self._begins) else reached
        return Stretch(self._begins[index], end, self._kernels[index])

    def settle(self, kernel: Kernel | None, reached: int) -> Stretch:
        """Choose, once and for all, what replays the updates before the first noted one."""
        end = self._begins[0] if self._begins else reached
        self._begins.insert(0, 0)
        self._kernels.insert(0, kernel)
        return Stretch(0, end, kernel)

    def cut(self, reached: int) -> ArithmeticLog:
        """The same up to an update."""
        other = ArithmeticLog()
        kept = [begin for begin in self._begins if begin < reached]
        other._begins, other._kernels = kept, self._kernels[: len(kept)]
        return other
