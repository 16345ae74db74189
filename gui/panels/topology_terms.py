"""What the picture marks at a term: the unit, the paths, the products and the numbers at work.

Pure: a value made from what is shown, that says nothing of places or colours on the screen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine import phases
from engine.arrays import Array
from engine.phases import RULES, Kind, Phase
from engine.shown import Shown
from engine.terms import Term, What
from gui.frame import Selection
from gui.panels.topology_marks import Chip, Fan, Marks, Number, Side, Total

_MOST_MARKED = 2_000  # terms of a unit
_SUMMED = (What.SUM, What.ACTIVATION)


def marks(shown: Shown, *, of_unit: bool = False) -> Marks | None:
    """What is at work at the term that was shown last; None where a phase is shown as a whole.

    ``of_unit``: the whole unit was one step, so nothing in it is newer than the rest.
    """
    term, phase = shown.term, shown.phase
    if term is None or phase is None or term.what is What.BATCH:
        return None
    at_term = _at_term(shown, term, phase)
    return _of_unit(shown, at_term) if of_unit else at_term


def _of_unit(shown: Shown, last: Marks) -> Marks:
    """All that a unit's terms have marked, nothing of it current."""
    if last.term.what not in (What.GRADIENT, What.VALUE):
        return last
    delta = Term(What.DELTA, last.term.layer, last.term.unit)
    whole = _backward(shown, delta) if last.term.what is What.GRADIENT else last
    chips = whole.chips + (last.chips if whole is not last else ())
    return replace(
        whole,
        term=last.term if whole is last else delta,
        parameter=None,
        paths=dict.fromkeys([*whole.paths, *last.paths] if whole is not last else [], False),
        chips=tuple(chip._replace(now=False) for chip in chips),
        used=frozenset(),
    )


def _at_term(shown: Shown, term: Term, phase: Phase) -> Marks:
    match phase.kind:
        case Kind.FORWARD:
            return _forward(shown, term)
        case Kind.BATCH | Kind.LOSS:
            return _loss(shown, term)
        case Kind.BACKWARD if term.what is What.GRADIENT:
            return _gradient(shown, term)
        case Kind.BACKWARD:
            return _backward(shown, term)
        case Kind.UPDATE:
            return _update(shown, term)


def _seen(shown: Shown, term: Term) -> list[Term]:
    """The terms of the current unit that are shown, the current one last; of very many the newest,
    for no picture has room for more products.
    """
    return [each for each in shown.before[-_MOST_MARKED:] if each[1:3] == term[1:3]]


def _parameter(term: Term) -> Selection:
    return Selection(term.layer, term.unit, term.source, bias=term.source is None)


def _forward(shown: Shown, term: Term) -> Marks:
    """The bias, then each product w·a, along the edges into the unit; z; a."""
    layer, unit = term.layer, term.unit
    products = [each for each in _seen(shown, term) if each.what is What.PRODUCT]
    summed = shown.summed()
    chips: tuple[Chip, ...] = ()
    total = None
    if summed is not None and (products or term.what is What.BIAS):
        chips = tuple(
            Chip(_parameter(each), float(summed.terms[(each.source or 0) + 1]), each == term)
            for each in products
        )
        sums, known = summed.sums, shown.before.count_of(What.PRODUCT)
        value = summed.value if term.what in _SUMMED else float(sums[known])
        total = Total("z", value, known + 1, len(sums), _largest(sums))
    used: set[Number] = set()
    fresh = None
    if term.what is What.PRODUCT and term.source is not None:
        used.add(Number("a", layer - 1, term.source))
    elif term.what is What.SUM:
        fresh = Number("z", layer, unit)
    elif term.what is What.ACTIVATION:
        fresh = Number("a", layer, unit)
        of_all = shown.outline.softmax and layer == shown.layers
        units = range(shown.outline.sizes[layer]) if of_all else (unit,)
        used |= {Number("z", layer, each) for each in units}
    return Marks(
        term,
        "fwd",
        Selection(layer, unit),
        _parameter(term) if term.what in (What.BIAS, What.PRODUCT) else None,
        Fan(layer, unit, into=True),
        {chip.at: chip.now for chip in chips},
        Side.TARGET,
        chips,
        frozenset(used),
        frozenset(Number("a", layer - 1, each.source or 0) for each in products) - used,
        fresh,
        total,
    )


def _loss(shown: Shown, term: Term) -> Marks:
    """Each output's share, then L."""
    if term.what is What.LOSS:
        return Marks(term, "ink")
    share = shown.shares()[term.unit]
    total = None if share is None else Total("share", share, 1, 1, abs(share))
    used = frozenset({Number("a", term.layer, term.unit)})
    return Marks(term, "ink", Selection(term.layer, term.unit), used=used, total=total)


def _backward(shown: Shown, term: Term) -> Marks:
    """Each path's δ·w, their sum ∂L/∂a, f′(z), δ."""
    layer, unit = term.layer, term.unit
    output = layer == shown.layers
    known = shown.before.count_of(What.PATH)
    chips, heads, spent = _paths(shown, term, known)
    used: set[Number] = set()
    if term.what is What.PATH:
        used.add(Number("a" if output else "δ", layer if output else layer + 1, term.above))
    elif term.what is What.SLOPE:
        used.add(Number("z", layer, unit))
    return Marks(
        term,
        "bwd",
        Selection(layer, unit),
        chips[-1].at if term.what is What.PATH and not output else None,
        None if output else Fan(layer + 1, unit, into=False),
        {} if output else {chip.at: chip.now for chip in chips},
        heads,
        chips,
        frozenset(used),
        spent - used,
        Number("δ", layer, unit) if term.what is What.DELTA else None,
        _gradient_total(shown, term, known),
        _slope(shown, term),
    )


def _paths(
    shown: Shown, term: Term, known: int
) -> tuple[tuple[Chip, ...], Side | None, frozenset[Number]]:
    """The products that came down, where they arrive, and the δ's that they took."""
    summed, layer, unit = shown.summed(), term.layer, term.unit
    if summed is None:
        return (), None, frozenset()
    places = range(max(0, known - _MOST_MARKED), known)
    at_path = term.what is What.PATH
    if layer == shown.layers:  # a softmax: the paths run among the outputs
        chips = tuple(
            Chip(
                Selection(layer, above), float(summed.terms[above]), at_path and above == term.above
            )
            for above in places
        )
        return chips, None, frozenset(Number("a", layer, above) for above in places)
    paths = RULES[shown.outline.rule].paths(layer, unit, shown.outline.sizes[layer + 1])
    chips = tuple(
        Chip(
            Selection(layer + 1, paths[place].row, unit),
            float(summed.terms[place]),
            at_path and place + 1 == known,
        )
        for place in places
    )
    spent = frozenset(Number("δ", layer + 1, paths[place].delta) for place in places)
    return chips, Side.SOURCE, spent


def _gradient_total(shown: Shown, term: Term, known: int) -> Total | None:
    """∂L/∂a as far as it is summed; of a softmax the sum is δ, which stands in the unit then."""
    summed, softmax = shown.summed(), shown.outline.softmax and term.layer == shown.layers
    if term.what is What.PATH and summed is not None:
        sums = summed.sums
        letter = "δ" if softmax else "∂L/∂a"
        return Total(letter, float(sums[known - 1]), known, len(sums), _largest(sums))
    value = None if softmax else shown.loss_gradient(term.layer, term.unit)
    if value is None:
        return None
    count = 1 if summed is None else summed.terms.size
    largest = abs(value) if summed is None else _largest(summed.sums)
    return Total("∂L/∂a", value, count, count, largest)


def _slope(shown: Shown, term: Term) -> float | None:
    """f′(z), from its term on."""
    state, trace = shown.state, shown.trace
    reached = term.what in (What.SLOPE, What.DELTA, What.GRADIENT)
    if trace is None or not reached or (shown.outline.softmax and term.layer == shown.layers):
        return None
    return float(phases.slope(state.experiment, trace, term.layer - 1)[shown.row, term.unit])


def _gradient(shown: Shown, term: Term) -> Marks:
    """δ_j·a_k on the edge that it is the gradient of; δ_j at the bias."""
    layer, unit = term.layer, term.unit
    sizes, known = shown.outline.sizes, [e for e in _seen(shown, term) if e.what is What.GRADIENT]
    made = [(each, shown.gradient(layer, unit, each.source)) for each in known]
    chips = tuple(
        Chip(_parameter(each), value, each == term, signed=False)
        for each, value in made
        if value is not None
    )
    if term.source is None:
        used = frozenset({Number("δ", layer, unit)})
    else:
        delta = RULES[shown.outline.rule].deltas(layer, unit, sizes[layer - 1])[term.source]
        used = frozenset({Number("δ", layer, delta), Number("a", layer - 1, term.source)})
    return Marks(
        term,
        "bwd",
        Selection(layer, unit),
        _parameter(term),
        Fan(layer, unit, into=True),
        {chip.at: chip.now for chip in chips if not chip.at.bias},
        None,
        chips,
        used,
        total=_gradient_total(shown, term, 0),
        slope=_slope(shown, term),
    )


def _update(shown: Shown, term: Term) -> Marks:
    """The change of each parameter, then its new value."""
    layer, unit = term.layer, term.unit
    known = [each for each in _seen(shown, term) if each.what is What.CHANGE]
    made = [(each, shown.change(layer, unit, each.source)) for each in known]
    chips = tuple(
        Chip(_parameter(each), value, each == term) for each, value in made if value is not None
    )
    current = _parameter(term)
    return Marks(
        term,
        "ink",
        Selection(layer, unit),
        current,
        Fan(layer, unit, into=True),
        {} if current.bias else {current: True},
        None,
        chips,
    )


def _largest(sums: Array) -> float:
    return float(np.abs(sums).max(initial=0.0))
