"""What is being computed at a moment, in symbols and in numbers: the one equation to look at.

Nothing here computes a number that training uses; the values are the engine's, taken from `Shown`
and `engine.unfold`. Texts are templates with values, so that the window can translate them.
"""

from __future__ import annotations

import numpy as np

from engine import unfold
from engine.activations import ACTIVATIONS
from engine.backward_equations import (
    delta_equation,
    gradient_equation,
    paths_equation,
    slope_equation,
)
from engine.formula import (
    Case,
    Node,
    Part,
    Quantity,
    Quotient,
    Words,
    evaluate,
    exp,
    plus,
    times,
)
from engine.phases import Kind, Phase
from engine.shown import Shown
from engine.sum_columns import (
    AROUND,
    MOST_TERMS,
    filled_columns,
    reached_of,
    running,
    sum_note,
    sums_for_room,
)
from engine.symbols import (
    Closing,
    Column,
    Equation,
    a_of,
    w_of,
    y_hat,
    y_of,
    z_of,
)
from engine.terms import Term, What
from engine.update_equations import update_equation

MOST_OUTPUTS = 6
MOST_LISTED = 10


def equation(
    shown: Shown, chosen: Part | None = None, *, whole_unit: bool = False
) -> Equation | None:
    """The equation of the moment; None before the first update.

    Inside a phase it is that of the current term; with ``whole_unit`` that of its unit's result.
    Where a whole phase has just run, it is that of the chosen unit or parameter, if the phase
    worked on it, else of the first.
    """
    phase, trace, term = shown.phase, shown.trace, shown.term
    if phase is None or trace is None:
        return None
    if term is None:
        term = _standing_for(shown, phase, chosen)
    elif whole_unit:
        term = _standing_for(shown, phase, Part(term.layer, term.unit))
    match term.what:
        case What.BATCH:
            return _batch(shown)
        case What.BIAS | What.PRODUCT | What.SUM:
            return _weighted_sum(shown, term)
        case What.ACTIVATION:
            return _activation(shown, term)
        case What.SHARE | What.LOSS:
            return _loss(shown, term)
        case What.PATH | What.PATHS:
            return paths_equation(shown, term)
        case What.SLOPE:
            return slope_equation(shown, term)
        case What.DELTA:
            return delta_equation(shown, term)
        case What.GRADIENT:
            return gradient_equation(shown, term)
        case What.AVERAGE | What.CHANGE | What.VALUE:
            return update_equation(shown, term)


def _standing_for(shown: Shown, phase: Phase, chosen: Part | None) -> Term:
    """The term that is shown where a whole phase has run: its result for the chosen part."""
    layer = phase.layer or (chosen.layer if chosen is not None else 0) or 1
    here = chosen is not None and chosen.layer == layer
    unit = chosen.unit if chosen is not None and here else 0
    source = chosen.source if chosen is not None and here else None
    parameter = chosen is not None and here and (chosen.bias or chosen.source is not None)
    match phase.kind:
        case Kind.BATCH:
            return Term(What.BATCH)
        case Kind.FORWARD:
            return Term(What.SUM, layer, unit)
        case Kind.LOSS:
            return Term(What.LOSS, shown.layers, shown.outline.sizes[-1] - 1)
        case Kind.BACKWARD:
            what = What.GRADIENT if parameter else What.DELTA
            return Term(what, layer, unit, source)
        case Kind.UPDATE:
            return Term(What.VALUE, layer, unit, source if parameter else 0)


def _batch(shown: Shown) -> Equation:
    """The inputs and the targets of the sample."""
    inputs, outputs = shown.outline.sizes[0], shown.outline.sizes[-1]
    symbols = [a_of(shown, 0, k) for k in range(min(inputs, MOST_LISTED))]
    symbols += [y_of(shown, i) for i in range(min(outputs, MOST_LISTED))]
    return Equation(None, tuple(Column(s, s.value, s.of) for s in symbols), None, True)


def _weighted_sum(shown: Shown, term: Term) -> Equation:
    trace = shown.trace
    assert trace is not None
    layer, j = term.layer, term.unit
    summed = unfold.weighted_sum(trace, layer - 1, j, shown.row)
    count = len(summed.terms)
    reached = reached_of(shown, count)
    W, b = trace.before.W[layer - 1], trace.before.b[layer - 1]

    def column(index: int) -> Column:
        if not index:
            bias = w_of(shown, layer, j, None, float(b[j]))
            return Column(bias, None, bias.of)
        k = index - 1
        w = w_of(shown, layer, j, k, float(W[j, k]))
        return Column(times(w, a_of(shown, layer - 1, k)), None, w.of)

    z, a = z_of(shown, layer, j), a_of(shown, layer, j)
    done = reached >= count and shown.z(layer)[j] is not None
    total = summed.value if done else running(summed.sums, reached)
    note, values = sum_note(reached, count, done)
    closing = Closing(a, _activation_tree(shown, layer, j, z))
    filled = filled_columns(column, summed, reached, term)
    sums = sums_for_room(summed.sums)
    return Equation(z, filled, total, done, note, values, closing, sums=sums)


def _activation_tree(shown: Shown, layer: int, unit: int, z: Quantity) -> Node:
    experiment = shown.experiment
    name = experiment.layers[layer - 1].activation
    above = ACTIVATIONS[name].unfold(z)
    if z.value is None and isinstance(above, Case):
        return Quantity("f", None, of=z.of, argument=z)  # which branch holds is seen with z
    if name != "softmax":
        return above
    outputs = shown.outline.sizes[layer]
    if outputs > MOST_OUTPUTS:
        known = shown.z(layer)
        below = None if any(v is None for v in known) else _exponentials(shown, layer)
        return Quotient(above, Words("Σ eᶻ over {n} outputs", {"n": outputs}, below))
    return Quotient(above, plus(*(exp(z_of(shown, layer, i)) for i in range(outputs))))


def _exponentials(shown: Shown, layer: int) -> float:
    parts = [evaluate(exp(z_of(shown, layer, i))) for i in range(shown.outline.sizes[layer])]
    return sum(parts)


def _activation(shown: Shown, term: Term) -> Equation:
    layer, j = term.layer, term.unit
    a, z = a_of(shown, layer, j), z_of(shown, layer, j)
    column = Column(_activation_tree(shown, layer, j, z), a.value, a.of, current=True)
    name = shown.experiment.layers[layer - 1].activation
    return Equation(a, (column,), a.value, True, "{name} of z", (("name", name),))


# Loss


def _loss(shown: Shown, term: Term) -> Equation:
    experiment, outputs = shown.experiment, shown.outline.sizes[-1]
    d = experiment.hyperparameters.huber_delta
    shares = shown.shares()
    # Of many outputs those up to the current one are enough to see how the sum goes on.
    end = outputs if outputs <= MOST_TERMS else min(outputs, max(term.unit + 1, AROUND))
    first = 0 if outputs <= MOST_TERMS else max(0, end - AROUND)
    columns: list[Column] = []
    known = np.array([value for value in shares if value is not None])
    sums = experiment.arithmetic.running(known)
    if first:
        so_far = running(sums, first)
        columns.append(Column(Words("outputs 1 to {n}", {"n": first}, so_far), so_far))
    for i in range(first, end):
        tree = experiment.loss.unfold_share(y_of(shown, i), y_hat(shown, i), outputs, d)
        current = term.what is What.SHARE and shown.cursor is not None and term.unit == i
        columns.append(Column(tree, shares[i], Part(shown.layers, i), current))
    total = shown.loss if shown.loss is not None else running(sums, len(sums))
    whole = shown.loss is not None
    note = "the loss of the sample" if whole else "so far"
    trace = shown.trace
    assert trace is not None
    left = Quantity("L", shown.loss)
    closing = None
    if whole and trace.samples.size > 1:
        mean = Quantity("L", shown.batch_loss)
        words = Words("mean of L over {n} samples", {"n": trace.samples.size}, shown.batch_loss)
        closing = Closing(mean, words)
    final = () if trace.losses is None else (float(trace.losses[shown.row]),)
    return Equation(left, tuple(columns), total, whole, note, (), closing, sums=final)
