"""The equations of an update: running averages, the change of a parameter, its new value."""

from __future__ import annotations

from dataclasses import replace

from engine.formula import Hue, Quantity, plus
from engine.optimizers import OneUpdate
from engine.shown import Shown
from engine.symbols import Closing, Column, Equation, derivative, w_of
from engine.terms import Term, What


def update_equation(shown: Shown, term: Term) -> Equation:
    """The equation of one parameter's AVERAGE, CHANGE or VALUE."""
    trace = shown.trace
    assert trace is not None
    layer, j, k = term.layer, term.unit, term.source
    place = shown.place_of(layer, j, k)
    w = w_of(shown, layer, j, k, float(trace.before.theta[place]))
    g = derivative(w, shown.gradient(layer, j, k))
    change = Quantity("Δ", shown.change(layer, j, k), 0, (), Hue.PLAIN, w.of, argument=w)
    experiment = shown.experiment
    symbols = OneUpdate(
        g,
        w,
        tuple(_average(shown, term, slot, old=True) for slot in range(shown.outline.slots)),
        tuple(_average(shown, term, slot, old=False) for slot in range(shown.outline.slots)),
        k is not None,
        trace.time,
        experiment.hyperparameters,
    )
    optimizer, current = experiment.optimizer, shown.cursor is not None
    held = experiment.held is not None and bool(experiment.held[place])
    if term.what is What.AVERAGE:
        note = "it is frozen, so its average stays" if held else "running average"
        new = symbols.new[term.slot]
        tree = optimizer.unfold_slots[term.slot](symbols)
        column = Column(tree, new.value, w.of, current)
        return Equation(new, (column,), new.value, True, note, assigned=True)
    if term.what is What.CHANGE:
        column = Column(optimizer.unfold(symbols), change.value, w.of, current)
        note = "it is frozen, so nothing changes" if held else optimizer.note
        new = replace(w, value=None)  # it comes with the next term
        closing = Closing(new, plus(w, change), assigned=True)
        values = (("t", trace.time),)
        return Equation(change, (column,), change.value, True, note, values, closing)
    # What the update made of it: since then another value may have been typed.
    before = trace.before.theta[place : place + 1]
    made = trace.experiment.arithmetic.round(before + (change.value or 0.0))
    after = float((before if held else made)[0])
    note = "it is frozen, so it keeps its value" if held else ""
    columns = (Column(w, w.value, w.of), Column(change, change.value, w.of, current))
    left = w_of(shown, layer, j, k, after)
    return Equation(left, columns, after, True, note, assigned=True)


def _average(shown: Shown, term: Term, slot: int, *, old: bool) -> Quantity:
    trace = shown.trace
    assert trace is not None
    place = shown.place_of(term.layer, term.unit, term.source)
    name = shown.experiment.optimizer.slots[slot]
    slots = trace.slots if old else shown.state.slots
    known = old or shown.average_known(term, slot)
    value = float(slots[slot][place]) if known else None
    return Quantity(name, value, 0, (), Hue.PLAIN, None)
