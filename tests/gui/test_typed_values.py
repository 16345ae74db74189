"""Whatever cannot be used leaves the value as it was and says why, wherever it is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from engine.errors import InputError
from engine.grain import Grain
from gui.application import Program
from gui.frame import Edit, Frame, Selection
from gui.panels.editors import ValueEdit
from gui.panels.form import Problem
from gui.panels.topology_editor import ParameterEditor
from gui.panels.weights_model import WeightsModel
from gui.panels.weights_table import WeightsTable

OUTPUT_WEIGHT = Selection(3, 0, 0)  # the loss overflows with it; sigmoids hide the others
SENTENCE = "The loss would no longer be a finite number; give a value nearer to 0."


def frame(program: Program) -> Frame:
    assert program.document.frame is not None
    return program.document.frame


def kept(program: Program) -> tuple[object, ...]:
    stack = program.document.undo_stack
    return frame(program).experiment, frame(program).state, stack.count(), stack.index()


def settings(program: Program) -> dict[str, ValueEdit]:
    """The fields for values that are in sight, by their names."""
    fields = program.window.docks["experiment"].findChildren(ValueEdit)
    return {field.accessibleName(): field for field in fields if field.isVisible()}


@pytest.mark.parametrize("text", ["abc", "1e999", "nan", "--", "1..2"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "rmsprop", "adamw"])
def test_that_no_setting_takes_what_is_no_number(
    program: Program, qtbot: QtBot, optimizer: str, text: str
) -> None:
    changed = frame(program).experiment.edited(optimizer=optimizer, loss="huber")
    program.document.edit(Edit("x", changed))
    only = {"sgd": "Huber δ", "momentum": "Momentum", "rmsprop": "Decay", "adamw": "Weight decay"}
    qtbot.waitUntil(lambda: settings(program)["Seed"].text() == "0")
    qtbot.waitUntil(lambda: only[optimizer] in settings(program))
    before, fields = kept(program), settings(program)
    assert {"Learning rate", "Batch size", "Huber δ", "L1", "L2", "Seed"} <= fields.keys()
    for name, field in fields.items():
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert kept(program) == before, name
        problems = program.window.docks["experiment"].findChildren(Problem)
        (told,) = [problem.text() for problem in problems if problem.isVisible()]
        assert told.endswith("."), name
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not any(problem.isVisible() for problem in problems), name


def selected(program: Program, qtbot: QtBot) -> None:
    """Select a weight, and wait until all panels show it: the table is the last but one."""
    program.document.select(OUTPUT_WEIGHT)
    model = weights(program).model()
    assert isinstance(model, WeightsModel)
    shown = program.document.frame
    qtbot.waitUntil(lambda: model.seen is not None and model.seen.frame is shown)


def weights(program: Program) -> WeightsTable:
    (table,) = program.window.docks["weights"].findChildren(WeightsTable)
    return table


def in_the_table(program: Program, text: str) -> None:
    """Type it over the selected weight of the table."""
    table = weights(program)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F2)
    (editor,) = table.viewport().findChildren(QLineEdit)
    type_over(editor, text)


def in_the_picture(program: Program, text: str) -> None:
    """Type it into the editor over the selected weight of the picture."""
    program.window.topology.setFocus()
    QTest.keyClick(program.window.topology, Qt.Key.Key_F2)
    (editor,) = program.window.topology.findChildren(ParameterEditor)
    type_over(editor, text)


def type_over(editor: QLineEdit, text: str) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


WAYS = [in_the_table, in_the_picture]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["1e200", "-1e200", "1.7e308"])
def test_that_a_weight_with_which_the_loss_overflows_stays_as_it_was(
    program: Program, qtbot: QtBot, way: Callable[[Program, str], None], text: str
) -> None:
    program.document.step(Grain.PASS)
    selected(program, qtbot)
    before = kept(program)
    way(program, text)
    qtbot.waitUntil(lambda: bool(program.window.stage.notices()))
    (notice,) = program.window.stage.notices()
    assert (notice.title(), notice.text()) == ("w₁₁ of layer 3 was not changed", SENTENCE)
    assert kept(program) == before
    assert not program.document.modified


@pytest.mark.parametrize("way", WAYS)
def test_that_a_weight_that_is_no_number_stays_as_it_was(
    program: Program, qtbot: QtBot, way: Callable[[Program, str], None]
) -> None:
    selected(program, qtbot)
    before = kept(program)
    way(program, "12a")
    assert kept(program) == before
    told = [notice.text() for notice in program.window.stage.notices()]
    problems = program.window.docks["weights"].findChildren(Problem)
    told += [problem.text() for problem in problems if problem.isVisible()]
    (sentence,) = told
    assert "12a is not a number" in sentence


def test_that_an_error_of_the_engine_can_be_translated(program: Program) -> None:
    error: list[InputError] = []
    program.document.refused.connect(lambda _edit, found: error.append(found))
    value = ((frame(program).experiment.shape.index(2, 0, 0), 1e200),)
    program.document.edit(Edit("w", frame(program).experiment, values=value))
    assert error[0].template.format(**error[0].values) == SENTENCE
