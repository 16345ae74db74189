"""How far a sum has come: the values of its columns that are shown, and what the total is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.arrays import Array
from engine.formula import Words
from engine.shown import Shown
from engine.symbols import Column
from engine.terms import Term, What
from engine.unfold import Summed

MOST_TERMS = 30  # of a sum that is written out whole
_LEAST_POWER = -330  # of ten, below that of the least float64
AROUND = 6  # terms of a longer sum that are written out, the current one last


def reached_of(shown: Shown, count: int) -> int:
    """How many summands of the cursor's unit are shown; all where the phase is shown whole."""
    if shown.cursor is None:
        return count
    return shown.before.count_of(What.BIAS, What.PRODUCT, What.PATH)


def running(sums: Array, reached: int) -> float | None:
    return float(sums[reached - 1]) if reached else None


def filled_columns(
    column: Callable[[int], Column], summed: Summed, reached: int, term: Term
) -> tuple[Column, ...]:
    """The columns of a sum with the values that are shown; of a long sum those around the current
    one. ``column`` makes that of a summand, and is asked for no others.
    """
    adding = term.what in (What.BIAS, What.PRODUCT, What.PATH)
    count = len(summed.terms)
    first, end = 0, count
    if count > MOST_TERMS:
        first, end = max(0, reached - AROUND), max(reached, AROUND)
    made = tuple(
        replace(
            column(index),
            value=float(summed.terms[index]) if index < reached else None,
            current=adding and index == reached - 1,
        )
        for index in range(first, end)
    )
    if not first:
        return made
    so_far = float(summed.sums[first - 1])
    return (Column(Words("terms 1 to {n}", {"n": first}, so_far), so_far), *made)


def sums_for_room(sums: Array) -> tuple[float, ...]:
    """The running sums that may be the widest on the screen: all, or of a long sum the least, the
    greatest, and one of each sign and power of ten.
    """
    if sums.size <= MOST_TERMS:
        return tuple(sums.tolist())
    some = sums[np.isfinite(sums) & (sums != 0.0)]
    if not some.size:
        return (float(sums[-1]),)
    powers = np.floor(np.log10(np.abs(some))).astype(np.intp) - _LEAST_POWER
    last = np.full((2, 1 - 2 * _LEAST_POWER), -1)
    last[(some < 0.0).astype(np.intp), powers] = np.arange(some.size)
    chosen = some[last[last >= 0]].tolist()
    return (float(some.min()), float(some.max()), float(sums[-1]), *chosen)


def sum_note(reached: int, count: int, done: bool) -> tuple[str, tuple[tuple[str, object], ...]]:
    if done:
        return "", ()
    return "sum of {n} of {count} terms", (("n", reached), ("count", count))


def path_note(reached: int, count: int) -> tuple[str, tuple[tuple[str, object], ...]]:
    if reached < count:
        return "{n} of {count} paths", (("n", reached), ("count", count))
    if count == 2:
        return "sum of both paths", ()
    return ("sum of {count} paths", (("count", count),)) if count > 2 else ("one path", ())
