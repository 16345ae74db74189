"""How far one press of Step goes, and where it leads from any place of an update."""

from __future__ import annotations

from enum import StrEnum

from engine import phases, terms
from engine.experiment import Experiment
from engine.moment import Place
from engine.phases import Kind, Phase
from engine.state import TrainState
from engine.terms import Cursor, Outline


class Grain(StrEnum):
    """How far one press of Step goes."""

    TERM = "term"
    UNIT = "unit"
    LAYER = "layer"
    PASS = "pass"
    UPDATE = "update"
    EPOCH = "epoch"


FINE = (Grain.TERM, Grain.UNIT)
"""The grains that stop inside a phase."""


def next_within(experiment: Experiment, place: Place, grain: Grain) -> Place:
    """The end of the term or unit that comes next; at the end of the update, the next update."""
    plan, program = terms.outline(experiment), phases.program(experiment)
    phase = program[place.phase]
    unit, term = (place.unit, place.term) if place.unit else (1, 0)
    if term == _count(plan, phase, unit):
        unit, term = unit + 1, 0
    term = term + 1 if grain is Grain.TERM else _count(plan, phase, unit)
    if unit == terms.units(plan, phase) and term == _count(plan, phase, unit):
        return phase_end(program, place.update, place.phase)
    return Place(place.update, place.phase, unit, term)


def before_within(experiment: Experiment, place: Place, grain: Grain) -> Place:
    """The end of the term, unit, phase or pass before a place; before the start of an update, in
    the one before it. ``experiment``: the one of the update where that end lies.
    """
    program = phases.program(experiment)
    if not place.phase and not place.unit:
        place = Place(place.update - 1, len(program))
    if grain in FINE:
        return _before_in_phase(experiment, place, grain)
    ends = range(len(program)) if grain is Grain.LAYER else pass_ends(program)
    reach = place.phase + (1 if place.unit else 0)
    return Place(place.update, max(end for end in ends if end < reach))


def _before_in_phase(experiment: Experiment, place: Place, grain: Grain) -> Place:
    plan, program = terms.outline(experiment), phases.program(experiment)
    index, unit, term = place.phase, place.unit, place.term
    if not unit:
        index -= 1
        unit = terms.units(plan, program[index])
        term = _count(plan, program[index], unit)
    term = term - 1 if grain is Grain.TERM else 0
    if term:
        return Place(place.update, index, unit, term)
    if unit == 1:
        return Place(place.update, index)
    return Place(place.update, index, unit - 1, _count(plan, program[index], unit - 1))


def ends_at(state: TrainState, grain: Grain) -> bool:
    """Whether a state, between two phases, stands where a step of this grain ends."""
    match grain:
        case Grain.PASS:
            return state.phase in pass_ends(phases.program(state.experiment))
        case Grain.UPDATE:
            return state.phase == 0
        case Grain.EPOCH:
            return state.phase == 0 and state.position == 0
        case _:
            return True


def phase_end(program: tuple[Phase, ...], update: int, index: int) -> Place:
    """Behind a phase: the next one's start, or the next update's."""
    return Place(update, index + 1) if index + 1 < len(program) else Place(update + 1, 0)


def pass_ends(program: tuple[Phase, ...]) -> list[int]:
    """The indices of the phases before which a pass begins: the first, and behind the loss and
    behind the last δ.
    """
    ends = [
        index + 1
        for index, phase in enumerate(program)
        if phase.kind is Kind.LOSS or phase == (Kind.BACKWARD, 1)
    ]
    return [0, *ends]


def settled(experiment: Experiment, place: Place) -> Place:
    """The one way to write a place: the end of a phase is the start of the next, a unit of which
    nothing is shown is the end of the one before. Numbers beyond the last are the last.
    """
    plan, program = terms.outline(experiment), phases.program(experiment)
    if place.phase >= len(program):
        return Place(place.update + 1, 0)
    phase = program[place.phase]
    unit = min(place.unit, terms.units(plan, phase))
    term = min(place.term, _count(plan, phase, unit)) if unit else 0
    if unit and not term:
        unit -= 1
        term = _count(plan, phase, unit) if unit else 0
    if unit == terms.units(plan, phase) and term == _count(plan, phase, unit):
        return phase_end(program, place.update, place.phase)
    return Place(place.update, place.phase, unit, term)


def last_cursor(experiment: Experiment, index: int) -> Cursor:
    """The last term of a phase, by its index in the program (−1: the last phase)."""
    plan, phase = terms.outline(experiment), phases.program(experiment)[index]
    unit = terms.units(plan, phase)
    return Cursor(unit, _count(plan, phase, unit))


def cursor_of(place: Place) -> Cursor | None:
    """How much of a place's phase is shown; None where it stands between two phases."""
    return Cursor(place.unit, place.term) if place.unit else None


def _count(plan: Outline, phase: Phase, unit: int) -> int:
    return len(terms.terms(plan, phase, unit))
