"""What the rounds found, as the tables of RESULTS.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.results import Asked, Section, Table, asked_table
from benchmarks.speed.contestants import CONTESTANTS, GENERIC, GOALS, OURS, RULES, Goal
from benchmarks.speed.rounds import ROUNDS, SECONDS, Found, ratio

ABOUT = (
    f"Samples a second, the median of {ROUNDS} rounds. In a round each contestant trains for about "
    f"{SECONDS:g} s from the starting weights, one after the other, each in a process of its own, "
    "with one thread, in float64. A ratio is the median of the rounds' ratios. Before all that, "
    "they are shown to come to the same weights."
)
LEFT_OUT = "–"
QUIET = 0.97  # of a core


def section(
    found: Sequence[Found], absent: Mapping[str, str], versions: Mapping[str, str]
) -> Section:
    """The whole section of the page."""
    names = [c.name for c in CONTESTANTS]
    heading = ("work", *names)
    rows = [(one.work.title, *(_rate(one, name) for name in names)) for one in found]
    asked = [judged(goal, one) for one in found for goal in GOALS if goal.work == one.work.name]
    return Section(
        "speed",
        ABOUT,
        (Table(heading, rows), asked_table(asked)),
        tuple(_notes(found, absent)),
        versions,
    )


def judged(goal: Goal, found: Found) -> Asked:
    """A goal, with the ratio that was found."""
    what = f"{goal.work}: {goal.ours} ÷ {goal.other}"
    asked = f"≥ {goal.times:,g}"
    if goal.ours not in found.turns or goal.other not in found.turns:
        return Asked(what, asked, LEFT_OUT, None)
    reached = ratio(found.turns[goal.ours], found.turns[goal.other])
    return Asked(what, asked, three_digits(reached), reached >= goal.times)


def three_digits(value: float) -> str:
    """0.159, 1.06, 35.8, 2,740."""
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}"


def short(rate: float) -> str:
    """1,234,567 as 1.23 M."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if rate >= size:
            return three_digits(rate / size) + letter
    return three_digits(rate)


def _rate(found: Found, name: str) -> str:
    turns = found.turns.get(name)
    return short(median(turn.rate for turn in turns)) if turns else LEFT_OUT


def _notes(found: Sequence[Found], absent: Mapping[str, str]) -> list[str]:
    notes = [f"{name} did not take part: {reason}." for name, reason in absent.items()]
    for one in found:
        notes += [
            f"{one.work.name}: {name} did not take part: {reason}."
            for name, reason in one.absent.items()
        ]
        others = [d for name, d in one.distances.items() if name != RULES]
        if others:
            updates = one.work.checked * one.work.samples // one.work.batch
            notes.append(
                f"{one.work.name}: after {updates:,} updates the weights were at most "
                f"{max(others):.1g} from the reference rules'."
            )
    shares = [turn.share for one in found for turns in one.turns.values() for turn in turns]
    if shares and median(shares) < QUIET:
        notes.append(f"The machine was busy: a contestant had {median(shares):.0%} of a core.")
    notes.append(
        "Ours also works out the loss over all data at the end of each epoch, which the curve "
        "shows; no other does, and the time for it is left out above. With it, samples a second: "
        f"{_with_all(found)}."
    )
    return notes


def _with_all(found: Sequence[Found]) -> str:
    parts = [
        f"{one.work.name} {name} {short(median(turn.whole for turn in one.turns[name]))}"
        for one in found
        for name in (OURS, GENERIC, RULES)
        if name in one.turns
    ]
    return ", ".join(parts)
