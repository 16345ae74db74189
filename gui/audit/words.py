"""The sentences of the audit's window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.audit import Audit, Comparison, Line
from engine.audit_formulas import Formula
from engine.audit_slips import Slip
from engine.errors import InputError
from engine.experiment import AS_PRINTED_SIZES, Experiment
from engine.state import Shape
from gui.letters import plain_name
from gui.numbers import NumberFormat


def tr(text: str) -> str:
    """A text of the audit in the language of the window."""
    return QCoreApplication.translate("Audit", text)


def variants(comparison: Comparison) -> tuple[str, str]:
    """What the reference and the other variant are called."""
    if comparison is Comparison.RULE:
        return tr("chain rule"), tr("as printed")
    return tr("simultaneous"), tr("in place")


def sentence(error: InputError) -> str:
    """An error of the engine, translated."""
    return QCoreApplication.translate("InputError", error.template).format(**error.values)


class Summary(NamedTuple):
    """What came out: a title, the rest, and whether something is wrong."""

    title: str
    text: str
    wrong: bool


def summary(audit: Audit, lines: Sequence[Line], both_fall: bool) -> Summary:
    """What the gradients show. ``both_fall``: the losses of both variants ended lower."""
    count = len(lines)
    wrong = sum(not line.other.passes for line in lines)
    agree = sum(line.reference.passes for line in lines)
    printed = audit.comparison is Comparison.RULE
    parts = [_agreement(printed, agree, count)]
    kinks = sum(line.other.kink for line in lines)
    if kinks:
        text = tr("{n} stand at a kink, where the difference means nothing.")
        parts.append(text.format(n=kinks))
    if wrong and both_fall:
        parts.append(tr("The loss falls with both: it cannot tell which gradients are right."))
    return Summary(_verdict(audit, wrong, count), " ".join(parts), wrong > 0)


def _verdict(audit: Audit, wrong: int, count: int) -> str:
    if audit.comparison is Comparison.RULE:
        text = tr("As printed, {wrong} of {count} gradients are wrong.")
        none = tr("As printed, no gradient is wrong in this update.")
    elif audit.slips:
        text = tr("In place, {wrong} of {count} gradients are not the derivative.")
        none = tr("In place, every gradient is still the derivative in this update.")
    else:
        return tr("Without a hidden layer, both orders are the same.")
    return text.format(wrong=wrong, count=count) if wrong else none


def _agreement(printed: bool, agree: int, count: int) -> str:
    if printed:
        every = tr("By the chain rule, all {count} agree with the finite difference.")
        some = tr("By the chain rule, {agree} of {count} agree with the finite difference.")
    else:
        every = tr("Updated simultaneously, all {count} agree with the finite difference.")
        some = tr("Updated simultaneously, {agree} of {count} agree with the finite difference.")
    return (every if agree == count else some).format(agree=agree, count=count)


def notes(audit: Audit, numbers: NumberFormat) -> str:
    """How to read the formulas, and what else holds for both variants."""
    h, total = audit.reference.hyperparameters, audit.reference.shape.count
    parts: list[str] = []
    if audit.comparison is Comparison.RULE:
        parts.append(tr("The article prints each product inside its update, w ← w − α · δ · a."))
        parts.append(tr("Both variants update all layers at once."))
    else:
        parts.append(tr("“new” marks a weight after its update."))
        if audit.reference.shape.sizes == AS_PRINTED_SIZES:
            parts.append(tr("The article prints its updates in place."))
        parts.append(tr("Both variants follow the chain rule."))
    if any(formula.differs for formula in audit.formulas):
        parts.append(tr("Dots stand under each δ that has another value than on the left."))
    size = min(h.batch_size, audit.reference.dataset.train.size)
    if size > 1:
        text = tr("Products are averaged over the {n} samples of the batch.")
        parts.append(text.format(n=numbers.count(size)))
    if h.l1 or h.l2:
        parts.append(tr("To each weight the penalty’s gradient is added, in both."))
    if audit.parameters.size < total:
        text = tr("{n} of {total} parameters are checked, evenly spread.")
        count = numbers.count(audit.parameters.size)
        parts.append(text.format(n=count, total=numbers.count(total)))
    return " ".join(parts)


def title(slip: Slip) -> str:
    """What a slip is, in a few words."""
    return tr(slip.title).format(**slip.values)


def explanation(slip: Slip) -> str:
    """The sentence of a slip."""
    return tr(slip.sentence).format(**slip.values)


def touched(slip: Slip, experiment: Experiment) -> str:
    """The gradients that a slip touches: "touches w₁₁, w₂₁, b₁ of layer 1"."""
    shape, parts = experiment.shape, list[str]()
    whole: list[str] = []
    for layer in range(shape.layers, 0, -1):
        part = shape.layer_slices[layer - 1]
        own = [p for p in sorted(slip.parameters) if part.start <= p < part.stop]
        if len(own) == part.stop - part.start:
            whole.append(str(layer))
        elif own:
            names = ", ".join(plain(shape, p) for p in own)
            parts.append(tr("{names} of layer {n}").format(names=names, n=layer))
    if len(whole) == 1:
        parts.append(tr("all of layer {n}").format(n=whole[0]))
    elif whole:
        text = tr("all of layers {n} and {last}")
        parts.append(text.format(n=", ".join(whole[:-1]), last=whole[-1]))
    return tr("touches {parts}").format(parts=tr("; ").join(parts))


def plain(shape: Shape, parameter: int) -> str:
    """The name of a parameter without its layer: w₁₂, b₁."""
    for layer, part in enumerate(shape.layer_slices):
        if parameter < part.stop:
            local, inputs = parameter - part.start, shape.sizes[layer]
            weights = shape.sizes[layer + 1] * inputs
            if local >= weights:
                return plain_name("b", str(local - weights + 1))
            unit, source = local // inputs + 1, local % inputs + 1
            comma = "," if max(unit, source) > 9 else ""
            return plain_name("w", f"{unit}{comma}{source}")
    raise IndexError(parameter)


def spoken(formula: Formula) -> str:
    """The left side for screen readers: "gradient of w 1 2 of layer 2"."""
    of = formula.of
    numbers = of.sub.replace(",", " ") if "," in of.sub else " ".join(of.sub)
    text = tr("delta {sub} of layer {n}")
    if formula.parameter is not None:
        text = tr("gradient of {letter} {sub} of layer {n}")
    return text.format(letter=of.letter, sub=numbers, n=of.layer)
