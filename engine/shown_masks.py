"""Which entries of each quantity are shown of a phase that is shown up to a cursor.

A mask has an entry for each unit, or for each parameter of the layer (of the network, where an
update moves all layers at once), in the order in which they stand in θ.
"""

from __future__ import annotations

import numpy as np

from engine import terms
from engine.arrays import Indices, Mask
from engine.phases import Kind, Phase
from engine.state import Shape
from engine.terms import Cursor, Outline, What

_QUANTITIES = {
    Kind.BATCH: (),
    Kind.FORWARD: (What.SUM, What.ACTIVATION),
    Kind.LOSS: (What.SHARE, What.LOSS),
    Kind.BACKWARD: (What.PATHS, What.SLOPE, What.DELTA, What.GRADIENT),
    Kind.UPDATE: (What.CHANGE, What.VALUE),
}
_OF_PARAMETERS = frozenset((What.GRADIENT, What.CHANGE, What.VALUE))


def masks(plan: Outline, phase: Phase, cursor: Cursor) -> dict[What, Mask]:
    """For each quantity of the phase, what of it is shown."""
    shape = Shape(plan.sizes)
    part = shape.layer_slices[phase.layer - 1] if phase.layer else slice(0, shape.count)
    units = plan.sizes[phase.layer or -1]
    made: dict[What, Mask] = {}
    for what in _QUANTITIES[phase.kind]:
        size = part.stop - part.start if what in _OF_PARAMETERS else units
        made[what] = np.zeros(size, np.bool_)
    if cursor.unit > 1:
        _show_earlier_units(made, plan, phase, cursor.unit - 1)
    for run in terms.terms(plan, phase, cursor.unit).up_to(cursor.term).runs:
        for number in range(len(run.pattern)):
            term = run.at(number)
            place = term.unit
            if term.what in _OF_PARAMETERS:
                place = shape.index(term.layer - 1, term.unit, term.source) - part.start
            if term.what in made:  # what a run goes along stands side by side
                made[term.what][place : place + run.times] = True
    return made


def _show_earlier_units(made: dict[What, Mask], plan: Outline, phase: Phase, units: int) -> None:
    """Of the first units all is shown that does not wait for the last one."""
    runs = terms.terms(plan, phase, 1).runs
    shown = {term.what for run in runs for term in run.pattern} & made.keys()
    for what in shown - _OF_PARAMETERS:
        made[what][:units] = True
    if of_parameters := shown & _OF_PARAMETERS:
        earlier = _units_of_parameters(plan, phase) < units
        for what in of_parameters:
            made[what] |= earlier


def _units_of_parameters(plan: Outline, phase: Phase) -> Indices:
    """For each parameter that a phase works on, which of the phase's units it leads into, from
    0.
    """
    pieces: list[Indices] = []
    first = 0
    for layer in [phase.layer] if phase.layer else range(1, len(plan.sizes)):
        inputs, units = plan.sizes[layer - 1], plan.sizes[layer]
        numbers = np.arange(first, first + units)
        pieces += [np.repeat(numbers, inputs), numbers]
        first += units
    return np.concatenate(pieces)
