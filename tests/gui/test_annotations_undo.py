"""Annotations are choices of the session: undone in the window as one edit for each dialog, gesture
by gesture in the dialog, and asked about before they are lost.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import session as sessions
from engine.annotation import MOST, Annotation, Kind
from gui import autosave
from gui.application import Program
from gui.autosave import Autosave
from gui.document import Document, in_thread
from gui.figures.dialog import ExportDialog
from gui.frame import Edit, Frame

pytestmark = pytest.mark.usefixtures("_patient")

FIRST = Annotation(Kind.FRAME, "topology", 0.1, 0.1, 0.3, 0.3)
SECOND = Annotation(Kind.CALLOUT, "topology", 0.5, 0.5, 0.6, 0.6, number=1)


def export(program: Program) -> ExportDialog:
    program.window.actions_by_name["export_figure"].trigger()
    return program.window.findChildren(ExportDialog)[-1]


def draw(dialog: ExportDialog, *annotations: Annotation) -> None:
    """A gesture for each of them."""
    for count in range(len(dialog.figure.spec.annotations), len(annotations)):
        dialog.preview.annotated.emit(annotations[: count + 1])


def frame(document: Document) -> Frame:
    assert document.frame is not None
    return document.frame


def shown(dialog: ExportDialog) -> tuple[Annotation, ...]:
    return dialog.figure.spec.annotations


def test_that_edit_undo_takes_back_what_was_drawn_in_one_dialog(program: Program) -> None:
    document, undo = program.document, program.window.actions_by_name["undo"]
    assert not undo.isEnabled()
    dialog = export(program)
    draw(dialog, FIRST, SECOND)
    dialog.reject()
    assert undo.text() == "&Undo annotations of the figure"
    assert document.modified
    assert program.window.isWindowModified()
    undo.trigger()
    assert document.session.annotations == ()
    assert not document.modified
    assert not program.window.isWindowModified()
    assert not undo.isEnabled()
    assert "no annotations" in program.window.statusBar().currentMessage()
    program.window.actions_by_name["redo"].trigger()
    assert document.session.annotations == (FIRST, SECOND)
    assert document.modified


def test_that_each_dialog_is_a_choice_of_its_own(program: Program) -> None:
    for wanted in ((FIRST,), (FIRST, SECOND)):
        dialog = export(program)
        draw(dialog, *wanted)
        dialog.reject()
    program.document.undo()
    assert program.document.session.annotations == (FIRST,)
    program.document.undo()
    assert program.document.session.annotations == ()


def test_that_what_was_drawn_and_taken_back_leaves_nothing_to_save(program: Program) -> None:
    dialog = export(program)
    draw(dialog, FIRST, SECOND)
    dialog.take_back()
    dialog.take_back()
    assert not program.document.modified
    assert program.document.undo_stack.index() == 0
    draw(dialog, SECOND)
    dialog.reject()
    assert program.document.modified
    program.document.undo()
    assert program.document.session.annotations == ()


def test_that_the_keys_of_undo_go_gesture_by_gesture_in_the_dialog(
    program: Program, qtbot: QtBot
) -> None:
    dialog = export(program)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is program.window)  # it was shown first
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    dialog.preview.setFocus()
    draw(dialog, FIRST, SECOND)
    modifiers = Qt.KeyboardModifier
    QTest.keyClick(dialog.preview, Qt.Key.Key_Z, modifiers.ControlModifier)
    assert shown(dialog) == program.document.session.annotations == (FIRST,)
    both = modifiers.ControlModifier | modifiers.ShiftModifier
    QTest.keyClick(dialog.preview, Qt.Key.Key_Z, both)
    assert shown(dialog) == program.document.session.annotations == (FIRST, SECOND)
    dialog.reject()


def test_that_the_letters_of_a_callouts_words_are_one_gesture(program: Program) -> None:
    dialog = export(program)
    draw(dialog, SECOND)
    dialog.preview.select(0)
    for text in ("t", "th", "thi", "this"):
        dialog.words.textEdited.emit(text)
    assert shown(dialog) == (replace(SECOND, text="this"),)
    dialog.take_back()
    assert shown(dialog) == (SECOND,)
    assert dialog.words.text() == ""
    dialog.take_back()
    assert shown(dialog) == ()
    dialog.reject()


def test_that_annotations_and_training_are_undone_apart(program: Program) -> None:
    document = program.document
    document.edit(Edit("rate", frame(document).experiment.edited(learning_rate=0.25)))
    dialog = export(program)
    draw(dialog, FIRST)
    dialog.reject()
    state = frame(document).state
    document.undo()
    assert frame(document).state is state
    document.redo()
    assert frame(document).state is state
    document.undo()
    document.undo()
    assert frame(document).experiment.hyperparameters.learning_rate == 0.05
    assert document.session.annotations == ()
    document.redo()
    assert frame(document).experiment.hyperparameters.learning_rate == 0.25
    assert document.session.annotations == ()


def test_that_annotations_taken_back_after_saving_are_asked_about(
    program: Program, tmp_path: Path
) -> None:
    document = program.document
    dialog = export(program)
    draw(dialog, FIRST)
    dialog.reject()
    document.save(tmp_path / "a.backstep.json")
    assert not document.modified
    document.undo()
    assert document.modified
    document.redo()
    assert not document.modified


def test_that_annotations_wait_for_a_typed_value_that_the_engine_looks_at(qtbot: QtBot) -> None:
    document = Document(in_thread)
    document.open(sessions.builtin("article"))
    qtbot.waitUntil(lambda: document.frame is not None)
    experiment = frame(document).experiment
    document.edit(Edit("fine", experiment, values=((0, 0.5),)))
    too_large = experiment.shape.index(2, 0, 0), 1e200
    document.edit(Edit("refused", experiment, values=(too_large,)))
    document.edit(Edit("drawn", experiment, annotations=(FIRST,)))
    assert document.session.annotations == (FIRST,)
    qtbot.waitUntil(lambda: document.undo_stack.count() == 2)
    assert [document.undo_stack.text(n) for n in range(2)] == ["fine", "drawn"]
    document.undo()
    assert document.session.annotations == ()
    document.close()


def test_that_annotations_alone_are_kept_for_the_case_of_a_crash(
    program: Program, tmp_path: Path
) -> None:
    kept = Autosave(program.document, tmp_path)
    kept.write()
    assert list(tmp_path.glob("*.backstep.json")) == []
    dialog = export(program)
    for wanted in ((FIRST,), (FIRST, SECOND)):
        draw(dialog, *wanted)
        kept.write()
        (path,) = tmp_path.glob("*.backstep.json")
        session, modified = autosave.recover(path)
        assert session.annotations == wanted
        assert modified
    kept.unlock()
    dialog.reject()


def test_that_there_are_never_more_than_a_file_may_hold(program: Program, tmp_path: Path) -> None:
    dialog = export(program)
    dialog.preview.annotated.emit((FIRST,) * MOST)
    dialog.tools.chosen.emit(str(Kind.CALLOUT))
    QTest.mouseClick(dialog.preview, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert len(shown(dialog)) == MOST
    assert str(MOST) in dialog.message()
    dialog.reject()
    program.document.save(tmp_path / "a.backstep.json")
    assert len(sessions.read(tmp_path / "a.backstep.json").annotations) == MOST
