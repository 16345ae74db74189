"""The conventions in force: the choices on which textbooks differ, in words."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.experiment import Experiment
from engine.hyperparameters import DECLARATIONS
from gui.freezing import frozen_parameters
from gui.parameter import parameter_words

FROZEN = "frozen"
_MOST_NAMES = 12


class Convention(NamedTuple):
    """One of them: the ``key`` of its setting, or FROZEN; its words, ``short`` where there is
    little room, and what it means.
    """

    key: str
    words: str
    short: str
    meaning: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conventions", text)


def in_force(experiment: Experiment) -> tuple[Convention, ...]:
    """All that an experiment follows; those that add nothing (no rounding, …) are left out."""
    h = experiment.hyperparameters
    made = [_loss(h.loss), _order(h.update_order), _biases(h.update_biases), _rule(h.rule)]
    if h.round_to is not None:
        made.append(_rounding(h.round_to))
    if h.l1 or h.l2:
        key = "l2" if h.l2 else "l1"
        meaning = _tr(DECLARATIONS[key].help)
        made.append(Convention(key, _tr("penalty on the weights"), _tr("penalty"), meaning))
    if experiment.frozen is not None and experiment.frozen.any():
        made.append(_frozen(experiment))
    return tuple(made)


def label(key: str, value: str) -> str:
    """The words for one choice of a setting: "in place"."""
    declaration = DECLARATIONS[key]
    return dict(zip(declaration.choices, declaration.labels, strict=True)).get(value, value)


def _loss(value: str) -> Convention:
    meaning = _tr(
        "The loss of one sample. Textbooks differ in the factor, and every gradient has it: "
        "½ Σ, Σ or the mean over the outputs."
    )
    words = label("loss", value)
    return Convention("loss", words, words, meaning)


def _order(value: str) -> Convention:
    words = label("update_order", value)
    meaning = _tr(
        "Every gradient is taken from the weights as they were before the update, then all of them "
        "move at once."
    )
    if value == "in_place":
        meaning = _tr(
            "Each layer moves as soon as its gradient is known: δ of the layer below is made with "
            "weights that are new already."
        )
    return Convention("update_order", _tr("{order} update").format(order=words), words, meaning)


def _biases(updated: bool) -> Convention:
    if updated:
        words, meaning = _tr("biases updated"), _tr("Updates change biases as they change weights.")
    else:
        words = _tr("biases not updated")
        meaning = _tr(
            "Updates leave every bias as it is, as some textbooks do; its gradient is still shown."
        )
    return Convention("update_biases", words, words, meaning)


def _rule(value: str) -> Convention:
    words = label("rule", value)
    meaning = _tr("δ and gradients are what the chain rule gives.")
    if value == "as_printed":
        meaning = _tr(
            "δ and gradients by the formulas that the article prints, slips included; Train ▸ "
            "Formula audit shows them beside the chain rule."
        )
    return Convention("rule", words, words, meaning)


def _rounding(decimals: int) -> Convention:
    meaning = _tr("Every intermediate result is rounded before it is used, as one does by hand.")
    return Convention(
        "round_to",
        _tr("rounded as on paper to {n} decimals").format(n=decimals),
        _tr("{n} decimals").format(n=decimals),
        meaning,
    )


def _frozen(experiment: Experiment) -> Convention:
    found = frozen_parameters(experiment, _MOST_NAMES)
    assert experiment.frozen is not None
    count = int(experiment.frozen.sum())
    if count == 1:
        words = _tr("{what} frozen").format(what=parameter_words(found[0]))
    else:
        words = _tr("{n} parameters frozen").format(n=count)
    names = ", ".join(parameter_words(what) for what in found)
    if count > len(found):
        names += _tr(" and {n} more").format(n=count - len(found))
    meaning = _tr("Updates leave as they are: {names}. Click to select the next of them.")
    return Convention(FROZEN, words, _tr("{n} frozen").format(n=count), meaning.format(names=names))
