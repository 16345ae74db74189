"""What changes is shown with a choice, over the picture, and makes room with the next step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from engine import session
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from gui.application import Program
from gui.convention_notice import ConventionNotice
from gui.frame import Edit, Frame, Selection

pytestmark = pytest.mark.usefixtures("_patient")


def notice(program: Program) -> ConventionNotice:
    (found,) = program.window.stage.findChildren(ConventionNotice)
    return found


def frame(program: Program) -> Frame:
    assert program.document.frame is not None
    return program.document.frame


def choose(program: Program, **settings: object) -> None:
    program.document.edit(Edit("x", frame(program).experiment.edited(**settings)))


def shown(program: Program) -> list[str]:
    return [f"{c.before} → {c.after}" for c in notice(program).changes]


def words(program: Program) -> list[str]:
    return [label.text() for label in notice(program).findChildren(QLabel) if label.isVisible()]


def test_that_a_change_is_shown_until_the_next_step(program: Program) -> None:
    program.document.step(Grain.PASS)
    assert shown(program) == []
    choose(program, loss="squared_error")
    assert shown(program) == ["½ Σ (y − ŷ)² → Σ (y − ŷ)²"]
    assert "Loss: ½ Σ (y − ŷ)² → Σ (y − ŷ)²" in words(program)
    assert "Every gradient of the loss is multiplied by 2." in words(program)
    program.document.step(Grain.TERM)
    assert shown(program) == []


def test_that_a_step_back_and_a_jump_make_room_too(program: Program) -> None:
    for _ in range(3):
        program.document.step(Grain.UPDATE)
    choose(program, update_biases=False)
    program.document.step_back(Grain.LAYER)
    assert shown(program) == []
    choose(program, rule="as_printed")
    assert shown(program) == ["chain rule → as printed"]
    program.document.go_to(Place(0, 0))
    assert shown(program) == []


def test_that_other_choices_and_samples_leave_it_there(program: Program) -> None:
    choose(program, update_order="in_place")
    choose(program, learning_rate=0.3)
    program.document.show_sample(0)
    assert shown(program) == ["simultaneous → in place"]
    program.document.step(Grain.LAYER)
    assert shown(program) == []


def test_that_undo_and_redo_show_what_they_change(program: Program) -> None:
    program.document.step(Grain.UPDATE)
    choose(program, update_biases=False)
    program.document.step(Grain.UPDATE)
    program.document.undo()
    assert shown(program) == ["not updated → updated"]
    program.document.redo()
    assert shown(program) == ["updated → not updated"]


def test_that_it_stays_while_training_runs_on(program: Program, qtbot: QtBot) -> None:
    document = program.document
    document.run()
    qtbot.waitUntil(lambda: frame(program).state.update > 5)
    choose(program, round_to=3)
    update = frame(program).state.update
    qtbot.waitUntil(lambda: frame(program).state.update > update)
    assert shown(program) == ["full precision → 3 decimals"]
    document.pause()
    assert shown(program) == []


def test_that_beginning_to_train_makes_room(program: Program, qtbot: QtBot) -> None:
    choose(program, round_to=3)
    program.document.run(Goal(update=2))
    qtbot.waitUntil(lambda: frame(program).stop is not None)
    assert shown(program) == []


def test_that_another_session_takes_it_away(program: Program) -> None:
    choose(program, round_to=3)
    program.document.open(session.builtin("xor"))
    assert shown(program) == []


def test_that_freezing_is_shown_as_a_choice(program: Program) -> None:
    program.document.select(Selection(2, 1, 0))
    program.window.actions_by_name["freeze"].trigger()
    assert "w₂₁ of layer 2: updated → frozen" in words(program)


def test_that_its_cross_and_escape_close_it_from_the_keyboard(program: Program) -> None:
    for close in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
        choose(program, round_to=3)
        (cross,) = notice(program).findChildren(QToolButton)
        cross.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(cross, close)
        assert shown(program) == []
        program.document.undo()
        notice(program).hide()


@pytest.mark.parametrize("size", [(1024, 700), (1600, 1000)])
def test_that_it_moves_nothing_and_is_whole_on_the_stage(
    program: Program, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = program.window
    window.resize(*size)
    seen = [window.topology.size()]

    def settled() -> bool:
        seen.append(window.topology.size())
        return window.topology.width() >= 720 and seen[-1] == seen[-2]

    qtbot.waitUntil(settled)
    before = window.topology.geometry(), window.stage.splitter.sizes()
    for settings in ({"rule": "as_printed"}, {"loss": "huber"}, {"update_order": "in_place"}):
        choose(program, **settings)
        place = notice(program).geometry()
        assert window.stage.rect().contains(place)
        assert place.size() == notice(program).sizeHint()
        for label in notice(program).findChildren(QLabel):
            corner = label.mapTo(notice(program), QPoint(0, 0))
            inside = notice(program).rect().contains(QRect(corner, label.size()))
            assert inside or not label.isVisible()
    assert (window.topology.geometry(), window.stage.splitter.sizes()) == before
