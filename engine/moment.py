"""A moment of a run: as a place that can be compared, and by its name, "19:backward-1:1:2"."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine import terms
from engine.errors import InputError
from engine.experiment import Experiment
from engine.phases import program

_FORM = re.compile(
    r"(\d{1,18})(?::((?:forward|backward|update)-\d{1,6}|batch|loss|update)(?::(\d{1,9})(?::(\d{1,9}))?)?)?"
)


class Place(NamedTuple):
    """Where a run stands: completed updates, and how many phases of the next are complete.

    ``unit``, ``term``: how much of the phase after those is shown, counted from 1; 0 is nothing of
    it. Later places compare greater.
    """

    update: int
    phase: int
    unit: int = 0
    term: int = 0


class Moment(NamedTuple):
    """Update, phase, unit, term, counted from 1. The unit and the term are what is shown last; 0 is
    "none yet".

    A phase's name alone stands for its start, which is the end of the phase before.
    """

    update: int
    phase: str = "batch"
    unit: int = 0
    term: int = 0

    def __str__(self) -> str:
        parts: list[str] = [str(self.update)]
        if self.phase != "batch" or self.unit:
            parts.append(self.phase)
        if self.unit:
            parts.append(str(self.unit))
        if self.term:
            parts.append(str(self.term))
        return ":".join(parts)


def parse(text: str) -> Moment:
    """A moment from its name; InputError where the text is none."""
    match = _FORM.fullmatch(text.strip())
    if match is None or int(match[1]) < 1:
        raise InputError(
            "{text!r} is not a moment; write for example 3, 3:loss or 3:backward-1:2:1.", text=text
        )
    return Moment(int(match[1]), match[2] or "batch", int(match[3] or 0), int(match[4] or 0))


def name(experiment: Experiment, place: Place) -> Moment:
    """What a place of a run of this experiment is called."""
    phase = program(experiment)[place.phase]
    return Moment(place.update + 1, phase.name, place.unit, place.term)


def find(experiment: Experiment, moment: Moment) -> Place:
    """The place that a moment names. InputError where this experiment has no such phase, unit or
    term.
    """
    phases = program(experiment)
    names = [phase.name for phase in phases]
    if moment.phase not in names:
        raise InputError(
            "There is no phase {name} in {moment}; this network has {names}.",
            name=moment.phase,
            moment=str(moment),
            names=", ".join(dict.fromkeys(names)),
        )
    index = names.index(moment.phase)
    plan = terms.outline(experiment)
    units = terms.units(plan, phases[index])
    if moment.unit > units:
        raise InputError(
            "There is no unit {unit} in {moment}; {phase} has units 1 to {units}.",
            unit=moment.unit,
            moment=str(moment),
            phase=moment.phase,
            units=units,
        )
    count = len(terms.terms(plan, phases[index], moment.unit)) if moment.unit else 0
    if moment.term > count:
        raise InputError(
            "There is no term {term} in {moment}; this unit has terms 1 to {count}.",
            term=moment.term,
            moment=str(moment),
            count=count,
        )
    return Place(moment.update - 1, index, moment.unit, moment.term)
