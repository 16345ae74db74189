"""Noting losses in the bins of ``engine.history``, for compiled code."""

from __future__ import annotations

from engine.arrays import Array
from engine.fast import inlined


@inlined
def note(bins: Array, shift: int, update: int, value: float) -> None:
    """Put one loss into its bin. ``bins`` (3, bins): least, greatest, last; NaN where nothing is
    yet. A bin is 2^shift updates wide.
    """
    i = (update - 1) >> shift
    low, high = bins[0, i], bins[1, i]
    if value < low or low != low:
        bins[0, i] = value
    if value > high or high != high:
        bins[1, i] = value
    bins[2, i] = value
