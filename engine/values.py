"""The numbers of a layer's units as far as they are shown, made one by one when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from engine.arrays import Array, Mask


class Values(Sequence[float | None]):
    """One number for each unit, None where it is not yet shown.

    A view of what was computed: a layer may have a million units, of which some dozen are seen.
    ``known``: which are shown; None: all of them.
    """

    def __init__(self, numbers: Array, known: Mask | None = None) -> None:
        self._numbers, self._known = numbers, known

    @staticmethod
    def none(units: int) -> Values:
        """Of so many units none is shown."""
        return Values(np.broadcast_to(0.0, units), np.broadcast_to(np.False_, units))

    @property
    def any_shown(self) -> bool:
        """Whether at least one of them is shown."""
        return self._numbers.size > 0 if self._known is None else bool(self._known.any())

    @overload
    def __getitem__(self, index: int) -> float | None: ...
    @overload
    def __getitem__(self, index: slice) -> Values: ...
    def __getitem__(self, index: int | slice) -> float | Values | None:
        known = self._known
        if isinstance(index, slice):
            return Values(self._numbers[index], None if known is None else known[index])
        return float(self._numbers[index]) if known is None or known[index] else None

    def __len__(self) -> int:
        return self._numbers.size
