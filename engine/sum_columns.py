"""How far a sum has come: the values of its columns that are shown, and what the total is."""

from __future__ import annotations

from dataclasses import replace

from engine.formula import Words
from engine.shown import Shown
from engine.symbols import Column
from engine.terms import Term, What

MOST_TERMS = 30  # of a sum that is written out whole
AROUND = 6  # terms of a longer sum that are written out, the current one last


def reached_of(shown: Shown, count: int) -> int:
    """How many summands of the cursor's unit are shown; all where the phase is shown whole."""
    if shown.cursor is None:
        return count
    summands = (What.BIAS, What.PRODUCT, What.PATH)
    return sum(term.what in summands for term in shown.before)


def running(sums: list[float], reached: int) -> float | None:
    return sums[reached - 1] if reached else None


def filled_columns(
    columns: list[Column], values: list[float], sums: list[float], reached: int, term: Term
) -> tuple[Column, ...]:
    """The columns with the values that are shown; of a long sum those around the current one."""
    adding = term.what in (What.BIAS, What.PRODUCT, What.PATH)
    made = [
        replace(
            column,
            value=values[index] if index < reached else None,
            current=adding and index == reached - 1,
        )
        for index, column in enumerate(columns)
    ]
    if len(made) <= MOST_TERMS:
        return tuple(made)
    first = max(0, reached - AROUND)
    kept = made[first : max(reached, AROUND)]
    if not first:
        return tuple(kept)
    words = Words("terms 1 to {n}", {"n": first}, sums[first - 1])
    return (Column(words, sums[first - 1]), *kept)


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
