"""The line of conventions: it names those in force, and each name leads to where it is changed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from gui.application import Program
from gui.conventions import FROZEN, in_force
from gui.frame import Edit, Selection

ALL = {
    "loss": "squared_error",
    "update_order": "in_place",
    "update_biases": False,
    "rule": "as_printed",
    "round_to": 3,
    "l1": 0.1,
}


def frozen(*places: int) -> Experiment:
    return Experiment().edited(frozen=np.isin(np.arange(15), places))


def words(experiment: Experiment) -> list[str]:
    return [convention.words for convention in in_force(experiment)]


def test_that_the_defaults_are_named_and_what_adds_nothing_is_not() -> None:
    assert words(Experiment()) == [
        "½ Σ (y − ŷ)²",
        "simultaneous update",
        "biases updated",
        "chain rule",
    ]


def test_that_every_other_choice_is_named() -> None:
    assert words(Experiment().edited(**ALL)) == [
        "Σ (y − ŷ)²",
        "in place update",
        "biases not updated",
        "as printed",
        "rounded as on paper to 3 decimals",
        "penalty on the weights",
    ]


def test_that_frozen_parameters_are_named_or_counted() -> None:
    assert words(frozen(8))[-1] == "w₂₁ of layer 2 frozen"
    assert words(frozen(0, 8, 14))[-1] == "3 parameters frozen"
    assert (
        "w₁₁ of layer 1, w₂₁ of layer 2, b₁ of layer 3." in in_force(frozen(0, 8, 14))[-1].meaning
    )
    many = in_force(frozen(*range(15)))[-1].meaning
    assert "b₂ of layer 2 and 3 more." in many
    assert words(frozen())[-1] == "chain rule"


def choose(program: Program, experiment: Experiment, qtbot: QtBot) -> None:
    program.document.edit(Edit("x", experiment))
    expected = " · ".join(words(experiment))
    qtbot.waitUntil(lambda: program.window.conventions.text() == expected)


NAMES = {
    "loss": "Loss",
    "update_order": "Update",
    "update_biases": "Biases",
    "rule": "Rule",
    "round_to": "Round as on paper",
    "l1": "L1",
}


@pytest.mark.parametrize("width", [1400, 1024])
@pytest.mark.parametrize("key", NAMES)
def test_that_a_name_leads_to_its_editor_even_behind_a_tab_or_closed(
    program: Program, qtbot: QtBot, key: str, width: int
) -> None:
    assert program.document.frame is not None
    choose(program, program.document.frame.experiment.edited(**ALL), qtbot)
    program.window.resize(width, 700)
    dock = program.window.docks["experiment"]
    if width == 1400:
        dock.hide()
    else:
        program.window.docks["weights"].raise_()
    button = program.window.conventions.button(key)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    program.window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Tab does
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    editor = program.window.focusWidget()
    assert editor is not None
    assert editor.accessibleName() == NAMES[key]
    assert dock.isAncestorOf(editor)
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())
    assert editor.visibleRegion().boundingRect().height() == editor.height()


def test_that_the_name_of_what_is_frozen_selects_one_after_the_other(
    program: Program, qtbot: QtBot
) -> None:
    choose(program, frozen(0, 8, 14), qtbot)
    seen: list[Selection | None] = []
    for _ in range(4):
        program.window.conventions.button(FROZEN).click()
        seen.append(program.document.selection)
    first = Selection(1, 0, 0)
    assert seen == [first, Selection(2, 1, 0), Selection(3, 0, bias=True), first]
    assert program.window.actions_by_name["freeze"].isChecked()


def test_that_short_words_stand_there_where_the_window_is_narrow(
    program: Program, qtbot: QtBot
) -> None:
    assert program.document.frame is not None
    line = program.window.conventions
    everything = frozen(3).edited(**ALL)
    choose(program, everything, qtbot)
    assert line.button("round_to").text() == "rounded as on paper to 3 decimals"
    program.window.resize(1024, 700)
    qtbot.waitUntil(lambda: line.button("round_to").text() == "3 decimals")
    buttons = [line.button(convention.key) for convention in in_force(everything)]
    qtbot.waitUntil(lambda: all(b.width() >= b.sizeHint().width() for b in buttons))
    for button, convention in zip(buttons, in_force(everything), strict=True):
        assert button.accessibleName() == convention.words
        assert button.toolTip()
