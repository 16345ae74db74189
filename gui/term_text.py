"""The one sentence that says what a term has added."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.phases import Kind
from engine.terms import Term, What
from gui.frame import Frame
from gui.letters import plain_name
from gui.numbers import NumberFormat

_FEW = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhaseText", text)


def term_title(frame: Frame, term: Term, numbers: NumberFormat) -> str:
    """ "Backward pass, layer 1, unit 2."; the loss and an update have titles of their own."""
    phase = frame.shown.phase
    assert phase is not None
    place = {"layer": term.layer, "unit": term.unit + 1}
    match phase.kind:
        case Kind.FORWARD:
            return _tr("Forward pass, layer {layer}, unit {unit}.").format(**place)
        case Kind.BACKWARD:
            return _tr("Backward pass, layer {layer}, unit {unit}.").format(**place)
        case Kind.LOSS:
            return _tr("Loss.")
        case Kind.BATCH:
            return _tr("Batch.")
        case Kind.UPDATE:
            number = numbers.count(frame.update_shown)
            return _tr("Update {n}, layer {layer}, unit {unit}.").format(n=number, **place)


def term_sentence(frame: Frame, term: Term) -> str:
    """What the term adds: "The second of two paths is added."."""
    shown = frame.shown
    match term.what:
        case What.BATCH:
            return _tr("The sample is put into the network.")
        case What.BIAS:
            return _tr("The sum starts with the bias.")
        case What.PRODUCT:
            return _added(_index(frame, term), _count(frame, What.PRODUCT), _tr("products"))
        case What.SUM:
            return _tr("The sum is z.")
        case What.ACTIVATION:
            return _tr("The activation function turns z into a.")
        case What.SHARE if shown.outline.sizes[-1] > 1:
            return _tr("The share of output {j}.").format(j=term.unit + 1)
        case What.SHARE:
            return _tr("The share of the only output.")
        case What.LOSS:
            return _tr("The shares of all outputs make the loss of the sample.")
        case What.PATH:
            return _added(_index(frame, term), _count(frame, What.PATH), _tr("paths"))
        case What.PATHS if term.layer == shown.layers:
            return _tr("How the loss changes with the prediction.")
        case What.PATHS:
            return _tr("All paths that lead back into the unit are summed.")
        case What.SLOPE:
            return _tr("The slope of the activation function at z.")
        case What.DELTA if term.layer == shown.layers and shown.outline.softmax:
            return _tr("The sum of all paths is δ.")
        case What.DELTA:
            return _tr("Their product is δ.")
        case _:
            return _of_parameter(frame, term)


def unit_sentence(frame: Frame, term: Term) -> str:
    """What a whole unit has added."""
    phase = frame.shown.phase
    assert phase is not None
    match phase.kind:
        case Kind.FORWARD:
            return _tr("Its weighted sum z and its activation a.")
        case Kind.BACKWARD:
            return _tr("Its δ, and the gradients of its weights and its bias.")
        case Kind.UPDATE:
            return _tr("Its weights and its bias get their new values.")
        case _:
            return term_sentence(frame, term)


def _of_parameter(frame: Frame, term: Term) -> str:
    trace = frame.shown.trace
    name = _name(term)
    match term.what:
        case What.GRADIENT:
            several = trace is not None and trace.samples.size > 1
            if several:
                text = _tr("The gradient of {name}: the mean over the batch.")
            elif term.source is None:
                text = _tr("The gradient of {name} is δ itself.")
            else:
                text = _tr("The gradient of {name}: δ times what came in.")
            return text.format(name=name)
        case What.AVERAGE:
            letter = frame.shown.experiment.optimizer.slots[term.slot]
            return _tr("The running average {letter} of {name}.").format(letter=letter, name=name)
        case What.CHANGE:
            return _tr("By how much {name} is to change.").format(name=name)
        case _:
            return _tr("{name} gets its new value.").format(name=name)


def _name(term: Term) -> str:
    if term.source is None:
        return plain_name("b", str(term.unit + 1))
    comma = "," if max(term.unit, term.source) > 8 else ""
    return plain_name("w", f"{term.unit + 1}{comma}{term.source + 1}")


def _index(frame: Frame, term: Term) -> int:
    return frame.shown.before.count_of(term.what)


def _count(frame: Frame, what: What) -> int:
    return frame.shown.unit_terms.count_of(what)


def _added(number: int, count: int, things: str) -> str:
    """ "The second of two paths is added."; beyond four in figures."""
    if count == 1:
        return _tr("The only one of the {things} is added.").format(things=things)
    ordinals = (_tr("first"), _tr("second"), _tr("third"), _tr("fourth"))
    cardinals = (_tr("one"), _tr("two"), _tr("three"), _tr("four"))
    if count <= _FEW:
        words = ordinals[number - 1], cardinals[count - 1]
        text = _tr("The {ordinal} of {count} {things} is added.")
        return text.format(ordinal=words[0], count=words[1], things=things)
    text = _tr("Number {number} of {count} {things} is added.")
    return text.format(number=number, count=count, things=things)
