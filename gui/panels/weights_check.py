"""Whether the gradients in the weight table agree with finite differences, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from textwrap import wrap
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.gradcheck import Check, Difference
from gui.frame import Differences, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.weights_rows import Rows

_LINE = 64  # characters of a tooltip's line
# Their spaces do not break: a formula stays on one line.
_FORMULA = "(L(p + h) − L(p − h)) / 2h".replace(" ", "\u00a0")
_STEP = "h = 10⁻⁵ · max(1, |p|)".replace(" ", "\u00a0")
_LIMIT = "10⁻⁶ · max(1, |g|, |n|)".replace(" ", "\u00a0")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Weights", text)


class Verdict(StrEnum):
    """How a gradient and its finite difference compare."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    KINK = "kink"


MARKS = {
    Verdict.AGREES: ("check", "ink"),
    Verdict.DISAGREES: ("x", "err"),
    Verdict.KINK: ("kink", "warn"),
}
"""Icon and token of each."""


class Inspected(NamedTuple):
    """What the panel shows: a Frame, and what is known of the differences of its update."""

    frame: Frame
    known: Mapping[int, Difference]

    def check(self, what: Selection) -> Check | None:
        """A gradient beside its difference; None while one of them is not there."""
        gradient = self.frame.shown.gradient(what.layer, what.unit, what.source)
        index = self.frame.experiment.shape.index(what.layer - 1, what.unit, what.source)
        found = self.known.get(index)
        if gradient is None or found is None:
            return None
        return Check(index, gradient, found.value, found.kink)

    def verdict(self, what: Selection) -> Verdict | None:
        """What the check says."""
        check = self.check(what)
        return None if check is None else judged(check)


def inspected(frame: Frame, differences: Differences | None) -> Inspected:
    """A Frame with those differences that are of its update."""
    fits = differences is not None and differences.belong_to(frame.state)
    return Inspected(frame, differences.known if fits and differences is not None else {})


def judged(check: Check) -> Verdict | None:
    """What a check says; None where one of its numbers is not finite, as after a divergence."""
    if not (math.isfinite(check.gradient) and math.isfinite(check.difference)):
        return None
    if check.kink:
        return Verdict.KINK
    return Verdict.AGREES if check.passes else Verdict.DISAGREES


class Tally(NamedTuple):
    """All checks together. ``gradients``: how many are shown, checked or not."""

    gradients: int
    checked: int
    disagree: tuple[Selection, ...]
    kinks: int

    @property
    def verdict(self) -> Verdict | None:
        """The worst that was found; None before anything is checked."""
        if self.disagree:
            return Verdict.DISAGREES
        if self.kinks:
            return Verdict.KINK
        return Verdict.AGREES if self.checked else None


def tally(seen: Inspected) -> Tally:
    """Count what is known of the gradients that are shown; the first in θ comes first."""
    gradients = seen.frame.shown.gradient_count
    rows = Rows(seen.frame.experiment.shape)
    checked, kinks, disagree = 0, 0, list[Selection]()
    for index in sorted(seen.known) if gradients else ():
        what = rows.of_index(index)
        found = seen.verdict(what)
        checked += found is not None
        kinks += found is Verdict.KINK
        if found is Verdict.DISAGREES:
            disagree.append(what)
    return Tally(gradients, checked, tuple(disagree), kinks)


# Words


def mark_words(verdict: Verdict | None) -> str:
    """One word for a mark: for screen readers, and for what is copied."""
    words = {
        Verdict.AGREES: _tr("agrees"),
        Verdict.DISAGREES: _tr("disagrees"),
        Verdict.KINK: _tr("kink"),
    }
    return "" if verdict is None else words[verdict]


def summary(counts: Tally, hurries: bool, numbers: NumberFormat) -> str:
    """ "9 of 9 gradients agree", "40 checked, all agree"; "" where there is nothing to say."""
    if not counts.checked:
        return _tr("checked when training pauses") if counts.gradients and hurries else ""
    wrong, kinks, checked = len(counts.disagree), counts.kinks, counts.checked
    agree = checked - wrong - kinks
    if checked < counts.gradients:
        text = _tr("{all} checked, {some} {verb}") if wrong else _tr("{all} checked, all agree")
        text = _tr("{all} checked") if kinks and not wrong else text
    elif kinks:
        text = _tr("{some} of {all} {verb}")
    else:
        text = _tr("{some} of {all} gradients {verb}") if checked > 1 else _tr("1 gradient {verb}")
    text = text.format(
        some=numbers.count(wrong or agree),
        all=numbers.count(checked),
        verb=_verb(wrong) if wrong else _verb(agree, agreeing=True),
    )
    return text + (_tr(", {n} at a kink").format(n=numbers.count(kinks)) if kinks else "")


def _verb(count: int, *, agreeing: bool = False) -> str:
    if agreeing:
        return _tr("agrees") if count == 1 else _tr("agree")
    return _tr("disagrees") if count == 1 else _tr("disagree")


def about(counts: Tally, frame: Frame, key: str) -> str:
    """The summary's tooltip: what was compared, why it may disagree, and where a click leads."""
    parts = [
        _tr(
            "Each gradient is compared with a central difference at the parameters before the "
            "update: {formula}, {step}."
        ).format(formula=_FORMULA, step=_STEP)
    ]
    if counts.checked < counts.gradients:
        parts.append(_tr("In a large network the rows in sight are checked."))
    if counts.disagree:
        parts += reasons(frame, counts.disagree[0])
        parts.append(_tr("Go to the next that disagrees: {key}").format(key=key))
    return "\n".join(line for part in parts for line in wrap(part, _LINE))


def explained(seen: Inspected, what: Selection) -> list[str]:
    """What the mark of a parameter means, in lines for its tooltip."""
    match seen.verdict(what):
        case None:
            return []
        case Verdict.AGREES:
            parts = [_tr("Gradient and finite difference agree.")]
        case Verdict.KINK:
            parts = [
                _tr(
                    "A kink: within ±h a ReLU or |x| changes sign, so the difference means nothing."
                )
            ]
        case Verdict.DISAGREES:
            parts = [
                _tr(
                    "Gradient and finite difference disagree: they lie further apart than {limit}."
                ).format(limit=_LIMIT),
                *reasons(seen.frame, what),
            ]
    return [line for part in parts for line in wrap(part, _LINE)]


def reasons(frame: Frame, what: Selection) -> list[str]:
    """Conventions under which this parameter's gradient is not that of the loss."""
    trace = frame.trace
    experiment = frame.experiment if trace is None else trace.experiment
    h = experiment.hyperparameters
    found: list[str] = []
    if h.rule == "as_printed":
        found.append(_tr("The rule follows the article as printed, not the chain rule."))
    if h.update_order == "in_place" and what.layer < experiment.shape.layers:
        found.append(
            _tr(
                "Updated in place, the layers above had already moved when this gradient was "
                "taken; the difference is taken at the old weights."
            )
        )
    if h.round_to is not None:
        text = _tr("Every result was rounded to {n} decimals; the difference is not rounded.")
        found.append(text.format(n=h.round_to))
    return found
