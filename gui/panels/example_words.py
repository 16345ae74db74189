"""What the panel of a published example says: which number a row is, its digits, and why they
agree or differ.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine import examples
from engine.comparison import Comparison, Row
from engine.examples import Conventions, Published, Variant
from engine.hyperparameters import DECLARATIONS
from engine.quantities import Quantity
from gui.frame import Selection
from gui.numbers import MINUS, NumberFormat
from gui.parameter import parameter_words

_FORWARD = frozenset({"x", "product", "z", "a"})
_BACKWARD = frozenset({"path", "dL_da", "da_dz", "delta", "dW", "db"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("Example", text)


class Reason(NamedTuple):
    """Why a row has its mark. ``text``: sentences. ``answer``: conventions that would change the
    mark, and the words of the button that switches to them; None where none would.
    """

    text: str
    answer: Conventions | None = None
    button: str = ""


# Which number a row is


def selection(quantity: Quantity, layers: int) -> Selection | None:
    """The unit or parameter that a quantity of a network with so many layers belongs to; None for
    the loss as a whole.
    """
    at = quantity.indices
    match quantity.name:
        case "loss" | "penalty":
            return None
        case "x":
            return Selection(0, at[0])
        case "y" | "share":
            return Selection(layers, at[0])
        case "W" | "product" | "dW" | "W_change" | "W_after":
            return Selection(at[0] + 1, at[1], at[2])
        case "b" | "db" | "b_change" | "b_after":
            return Selection(at[0] + 1, at[1], bias=True)
        case "path":
            return Selection(at[0] + 2, at[2], at[1])
        case _:
            return Selection(at[0] + 1, at[1])


def accent_of(published: Published | None) -> str:
    """The token of the phase that computes a number."""
    name = "" if published is None else published.quantity.name
    return "fwd" if name in _FORWARD else "bwd" if name in _BACKWARD else "ink"


def meaning(published: Published, batch: bool) -> str:
    """ "z of unit 1 of layer 1, update 1"; ``batch``: the sample is named as well."""
    parts = [_quantity_words(published.quantity), _tr("update {n}").format(n=published.update)]
    if batch:
        parts.append(_tr("sample {n}").format(n=published.sample))
    return ", ".join(parts)


def _quantity_words(quantity: Quantity) -> str:
    name, at = quantity
    if name in _PARAMETER_WORDS:
        what = selection(quantity, 0)
        assert what is not None, "it is a parameter"
        return _tr(_PARAMETER_WORDS[name]).format(name=parameter_words(what))
    if name == "path":
        text = _tr("path down to unit {j} of layer {n}, from unit {i} of layer {m}")
        return text.format(j=at[1] + 1, n=at[0] + 1, i=at[2] + 1, m=at[0] + 2)
    if name in _UNIT_WORDS:
        return _tr("{letter} of unit {j} of layer {n}").format(
            letter=_UNIT_WORDS[name], j=at[1] + 1, n=at[0] + 1
        )
    return _tr(_OTHER_WORDS[name]).format(j=at[0] + 1 if at else 0)


_UNIT_WORDS = {"z": "z", "a": "a", "dL_da": "∂L/∂a", "da_dz": "f′(z)", "delta": "δ"}
_PARAMETER_WORDS = {
    "W": "{name} before the update",
    "b": "{name} before the update",
    "product": "product w·a of {name}",
    "dW": "gradient of {name}",
    "db": "gradient of {name}",
    "W_change": "change of {name}",
    "b_change": "change of {name}",
    "W_after": "{name} after the update",
    "b_after": "{name} after the update",
}
_OTHER_WORDS = {
    "x": "input {j}",
    "y": "target {j}",
    "share": "share of output {j} in the loss",
    "loss": "loss",
    "penalty": "penalty",
}


# Its digits


def printed_text(row: Row) -> str:
    """What the source prints."""
    if row.published is not None:
        return row.published.printed.replace("-", MINUS)
    return "" if row.erratum is None else row.erratum.printed


def own_text(row: Row, numbers: NumberFormat) -> str:
    """Our number with as many decimals as are printed; of a slip in the text, what is right."""
    if row.published is None:
        return "" if row.erratum is None else row.erratum.correct
    places = examples.decimals(row.published.printed)
    if row.value is None or places is None:
        return numbers.detail(row.value)
    plain = dataclasses.replace(numbers, digits=places, significant=False, rounded_to=None)
    return plain.fixed(row.value)


def row_name(row: Row) -> str:
    """The number's name as printed."""
    return _tr("in the text") if row.published is None else row.published.name


def verdict(row: Row) -> str:
    """The mark in words."""
    if row.agrees is None:
        return _tr("not yet")
    return _tr("agrees") if row.agrees else _tr("differs")


def summary(rows: Sequence[Row]) -> str:
    """How many agree and differ, and how many are still being worked out."""
    marks = [row.agrees for row in rows if row.published is not None]
    agree, differ = marks.count(True), marks.count(False)
    parts = [_tr("{n} of {all} numbers agree").format(n=agree, all=len(marks))]
    if differ:
        parts.append(_tr("{n} differ").format(n=differ) if differ > 1 else _tr("1 differs"))
    if None in marks:
        parts.append(_tr("{n} to come").format(n=marks.count(None)))
    return ", ".join(parts)


# Why they agree or differ


def reason(row: Row, comparison: Comparison) -> Reason:
    """Why a row has its mark, and what would change it."""
    if row.published is None:
        assert row.erratum is not None, "a row has one or the other"
        return Reason(row.erratum.explanation)
    if row.value is None:
        text = _tr("Backstep is working it out: it belongs to update {n}.")
        return Reason(text.format(n=row.published.update))
    if row.agrees:
        return _why_agrees(row, comparison)
    return _why_differs(row, comparison)


def _why_agrees(row: Row, comparison: Comparison) -> Reason:
    published = row.published
    assert published is not None
    if row.erratum is not None and comparison.chosen != comparison.own:
        what = differences(comparison)
        text = _tr("Agrees, {what}. {why}").format(what=what, why=row.erratum.explanation)
        return Reason(text, comparison.own, back_words())
    if published.tolerance is not None:
        return Reason(_tr("Agrees within the tolerance that the file gives."))
    if "/" in published.printed:
        return Reason(_tr("Agrees with the fraction to 14 digits."))
    return Reason(_tr("Agrees to the last printed digit."))


def _why_differs(row: Row, comparison: Comparison) -> Reason:
    published, value = row.published, row.value
    assert published is not None
    assert value is not None
    if not math.isfinite(value):
        return Reason(_tr("Training diverges before this number is reached."))
    if row.own_agrees:
        text = _tr("Differs {what}. With the source’s own conventions it agrees.")
        return Reason(text.format(what=differences(comparison)), comparison.own, back_words())
    if row.erratum is None:
        text = _tr("Differs by {gap}; nothing is known about it.")
        gap = abs(value - float(examples.exact(published.printed)))
        return Reason(text.format(gap=NumberFormat(2, significant=True).text(gap)))
    text = row.erratum.explanation
    if comparison.chosen != comparison.own:  # else ours is what is right
        correct = row.erratum.correct.replace("-", MINUS)
        text += " " + _tr("By the source’s own conventions {text} is right.").format(text=correct)
    variant = comparison.example.variant(row.erratum)
    if variant is None or variant.applied(comparison.own) == comparison.chosen:
        return Reason(text)
    return Reason(text, variant.applied(comparison.own), variant_words(variant))


def variant_words(variant: Variant) -> str:
    """The button that switches to other conventions."""
    return _tr("Show it with {name}").format(name=variant.name)


def back_words() -> str:
    """The button that switches back."""
    return _tr("Back to the source’s conventions")


def differences(comparison: Comparison) -> str:
    """How the conventions in force differ from the source's: "with the update in place"."""
    own, chosen = comparison.own._asdict(), comparison.chosen._asdict()
    changed = [_convention(key, value) for key, value in chosen.items() if value != own[key]]
    return _tr("with {conventions}").format(conventions=_tr(" and ").join(changed))


def _convention(key: str, value: object) -> str:
    match key, value:
        case "update_biases", True:
            return _tr("the biases updated")
        case "update_biases", _:
            return _tr("the biases kept")
        case "round_to", None:
            return _tr("nothing rounded")
        case "round_to", _:
            return _tr("every step rounded to {n} decimals").format(n=value)
        case "loss", _:
            declaration = DECLARATIONS[key]
            labels = dict(zip(declaration.choices, declaration.labels, strict=True))
            return _tr("the loss {label}").format(label=labels[str(value)])
    return _tr(_CONVENTIONS[str(value)])


_CONVENTIONS = {
    "chain_rule": "the chain rule",
    "as_printed": "the formulas as printed",
    "simultaneous": "the simultaneous update",
    "in_place": "the update in place",
}
