"""The name of a moment of a run: "19:backward-1:1:2"."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.errors import InputError
from engine.phases import program
from engine.state import TrainState

_FORM = re.compile(
    r"(\d{1,18})(?::((?:forward|backward|update)-\d{1,6}|batch|loss|update)(?::(\d{1,9})(?::(\d{1,9}))?)?)?"
)


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


def of(state: TrainState) -> Moment:
    """The moment at which a state stands."""
    return Moment(state.update + 1, program(state.experiment)[state.phase].name)
