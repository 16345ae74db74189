"""The formula audit in the program: opened, followed, closed, and that nothing of it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import audit as engine_audit
from engine import session
from engine.audit import Comparison
from engine.experiment import Experiment
from gui.application import Program
from gui.audit.model import Column, Entry
from gui.audit.window import AuditWindow
from gui.audit.worker import AuditRun, CurveSoFar
from gui.document import directly
from gui.frame import Edit
from tests.engine.article_network import experiment as small_values
from tests.engine.audit_networks import reference_network
from tests.gui.audit_stand import Stand


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., Stand]]:
    made: list[Stand] = []

    def make_one(experiment: Experiment, size: str = "1400x1000") -> Stand:
        made.append(Stand(qtbot, experiment, size))
        return made[-1]

    yield make_one
    for stand in made:
        stand.window.close()


@pytest.fixture
def stand(make: Callable[..., Stand]) -> Stand:
    made = make(reference_network())
    made.wait()
    return made


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    made = Program(qapp, settings, directly)
    made.show(session.builtin("article"))
    qtbot.waitUntil(lambda: made.window.full)
    yield made
    made.document.mark_saved()
    made.window.close()
    made.window.deleteLater()


def opened(program: Program, qtbot: QtBot) -> AuditWindow:
    """The audit, opened by its keys."""
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(program.window, Qt.Key.Key_A, keys)
    window = program.window.side.audit
    assert window is not None
    window.bar.lengths.set_current("200")  # before the next Frame begins it
    qtbot.waitUntil(lambda: window.complete, timeout=20_000)
    return window


def test_that_its_keys_open_it_and_escape_closes_it(program: Program, qtbot: QtBot) -> None:
    window = opened(program, qtbot)
    assert window.isVisible()
    assert "8 of 15" in window.summary.title()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert opened(program, qtbot) is window
    assert window.isVisible()


def test_that_it_follows_the_choices_and_numbers_of_the_document(
    program: Program, qtbot: QtBot
) -> None:
    window = opened(program, qtbot)
    program.window.actions_by_name["fewer_digits"].trigger()
    row = next(
        n
        for n, entry in enumerate(window.model.rows)
        if isinstance(entry, Entry) and entry.formula.parameter == 14
    )
    assert len(window.model.text(row, Column.OTHER).partition(".")[2]) == 3
    program.window.actions_by_name["decimal_comma"].trigger()
    assert "," in window.model.text(row, Column.OTHER)
    assert window.bar.lengths.accessibleName() == "Updates: 200"
    program.window.files.open_builtin("xor")
    qtbot.waitUntil(lambda: "this one is 2-2-1" in window.unavailable())


def test_that_a_program_that_ends_ends_the_audit(program: Program, qtbot: QtBot) -> None:
    window = opened(program, qtbot)
    window.bar.lengths.set_current("20000")
    window.compare(Comparison.ORDER)
    program.document.mark_saved()
    program.window.close()
    assert not window.isVisible()
    # That its thread has ended is what every test is held to (tests/conftest.py).


def test_that_closing_ends_the_work_and_opening_begins_it_again(
    make: Callable[..., Stand],
) -> None:
    stand = make(Experiment())
    stand.window.bar.lengths.set_current("20000")
    stand.window.compare(Comparison.RULE)
    stand.window.close()
    assert not stand.window.complete
    stand.window.bar.lengths.set_current("200")
    stand.window.show()
    stand.wait()
    assert [curve.points[-1].update for curve in stand.window.plot.curves] == [200, 200]


def test_that_an_edit_in_the_window_computes_anew(program: Program, qtbot: QtBot) -> None:
    window = opened(program, qtbot)
    before = window.plot.curves
    assert program.document.frame is not None
    changed = program.document.frame.experiment.edited(learning_rate=0.02)
    program.document.edit(Edit("learning rate 0.02", changed))
    qtbot.waitUntil(lambda: window.complete and window.plot.curves != before, timeout=20_000)
    assert window.plot.curves[0].points[0] == before[0].points[0]


def test_that_results_of_an_older_choice_are_left_out(make: Callable[..., Stand]) -> None:
    stand = make(reference_network())
    stand.wait()
    run = stand.window.findChild(AuditRun)
    assert run is not None
    curves, lines = stand.window.plot.curves, dict(stand.model.lines)
    other = engine_audit.prepare(small_values(), Comparison.RULE)
    run.lines_ready.emit(run.number - 1, next(engine_audit.lines(other)))
    run.curves_grew.emit(run.number - 1, (CurveSoFar(), CurveSoFar()))
    run.done.emit(run.number - 1)
    assert stand.model.lines == lines
    assert stand.window.plot.curves == curves
    run.lines_ready.emit(run.number, next(engine_audit.lines(other)))
    assert stand.model.lines != lines
