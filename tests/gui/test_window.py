"""The whole window, unseen: menus, files, notices, what it remembers, what survives a crash."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QThread, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import resources
from engine import session
from engine.errors import InputError
from engine.experiment import Layer
from engine.goal import Goal
from engine.grain import Grain
from engine.session import Session
from gui import autosave
from gui.actions import ACTIONS, plain
from gui.application import Program
from gui.autosave import Autosave
from gui.crash import CrashHook
from gui.document import Document, directly
from gui.frame import Activity, Edit, Frame, Selection
from gui.help import KeysDialog
from gui.panels.weights import WeightsPanel
from gui.parameter import set_parameter
from gui.presenter import Presenter
from gui.run_until import RunUntil
from gui.widgets.notice_bar import NoticeBar
from gui.window_layout import WIDE

pytestmark = pytest.mark.usefixtures("_patient")


def make_program(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> Program:
    program = Program(qapp, settings, directly)
    program.window.resize(1400, 900)
    program.show(session.builtin("article"))
    qtbot.waitUntil(lambda: program.window.full)
    return program


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    made = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made.setValue("theme", "light")
    return made


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> Iterator[Program]:
    made = make_program(qtbot, qapp, settings)
    yield made
    made.document.mark_saved()
    made.window.close()
    made.window.deleteLater()


def frame(program: Program) -> Frame:
    assert program.document.frame is not None
    return program.document.frame


def notices(program: Program) -> list[NoticeBar]:
    return program.window.stage.notices()


def choose(program: Program, text: str = "x", **changes: object) -> None:
    program.document.edit(Edit(text, frame(program).experiment.edited(**changes)))


def test_that_every_action_has_a_menu_a_key_of_its_own_and_a_tooltip(program: Program) -> None:
    keys: Counter[str] = Counter()
    for spec in ACTIONS:
        action = program.window.actions_by_name[spec.name]
        assert action in program.window.menus.by_name[spec.menu].actions()
        assert action.toolTip()
        assert spec.shortcuts, spec.name
        keys.update(key.toString() for key in action.shortcuts())
    for dock in program.window.docks.values():
        keys.update(key.toString() for key in dock.toggleViewAction().shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def test_that_the_lessons_menu_opens_a_lesson(program: Program) -> None:
    menu = program.window.menus.by_name["lessons"]
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    actions["Exclusive or"].trigger()
    assert frame(program).experiment.shape.sizes == (2, 2, 1)
    assert "Exclusive or" in program.window.windowTitle()


def test_that_a_published_example_opens_with_one_click(program: Program) -> None:
    lessons = program.window.menus.by_name["lessons"]
    lessons.aboutToShow.emit()
    (examples,) = [action.menu() for action in lessons.actions() if action.menu() is not None]
    assert isinstance(examples, QMenu)
    titles = [action.text() for action in examples.actions()]
    assert titles == [session.builtin(name).title for name in session.published()]
    examples.actions()[titles.index("Mazur: a 2-2-2 network step by step")].trigger()
    assert frame(program).experiment.shape.sizes == (2, 2, 2)
    assert program.document.session.example is not None
    assert program.document.session.path is None


def test_that_the_example_panel_is_there_while_an_example_is_open(
    program: Program, qtbot: QtBot
) -> None:
    dock, files = program.window.docks["example"], program.window.files
    assert dock.isHidden()
    files.open_builtin("hmkcode")
    qtbot.waitUntil(dock.isVisible)
    table = dock.findChild(QTableView)
    assert table is not None
    qtbot.waitUntil(lambda: table.model().index(0, 2).data() == "0.85")
    for width in (1024, 1400):
        program.window.resize(width, 900)
        assert not dock.isHidden()
    program.window.actions_by_name["reset_layout"].trigger()
    assert not dock.isHidden()
    table.selectRow(2)
    assert program.document.selection == Selection(2, 0)
    files.open_builtin("xor")
    assert dock.isHidden()
    dock.toggleViewAction().trigger()
    assert not dock.isHidden()


def test_that_saving_an_example_asks_for_a_file_and_keeps_it(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.json"
    sheet.write_bytes(resources.path("examples", "hmkcode.example.json").read_bytes())
    before = sheet.read_bytes()
    program.window.files.open_path(sheet)
    assert program.window.files.recent() == [sheet]
    mine = tmp_path / "mine.backstep.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(mine), ""))
    assert program.window.files.save()
    assert sheet.read_bytes() == before
    assert session.read(mine).example is not None
    assert program.document.session.example is not None


def test_that_a_wrong_example_is_told_with_its_line_and_changes_nothing(
    program: Program, tmp_path: Path
) -> None:
    before = frame(program).state
    path = tmp_path / "sheet.json"
    text = resources.path("examples", "hmkcode.example.json").read_text("utf-8")
    path.write_text(text.replace('"printed": "0.48"', '"printd": "0.48"'), "utf-8")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if '"0.48"' in each)
    program.window.files.open_path(path)
    assert "sheet.json was not opened" in notices(program)[-1].title()
    assert f"Line {line}: published[1] has the unknown key" in notices(program)[-1].text()
    assert frame(program).state is before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"format": "backstep-session", "vers', "ends too early"),
        ('{"format": "backstep-session", "version": 99}', "newer Backstep"),
        ('{"cells": []}', "no Backstep session"),
    ],
)
def test_that_a_file_that_cannot_be_opened_changes_nothing(
    program: Program, tmp_path: Path, content: str, words: str
) -> None:
    program.document.step(Grain.UPDATE)
    before = frame(program).state
    path = tmp_path / "broken.backstep.json"
    path.write_text(content)
    program.window.files.open_path(path)
    assert "broken.backstep.json was not opened" in notices(program)[-1].title()
    assert words in notices(program)[-1].text()
    assert frame(program).state is before


def test_that_a_save_that_fails_keeps_the_old_file_and_says_why(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.backstep.json"
    program.document.save(path)
    old = path.read_bytes()
    choose(program, learning_rate=0.3)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert not program.window.files.save()
    assert path.read_bytes() == old
    assert "was not saved" in notices(program)[-1].title()
    assert "no space left" in notices(program)[-1].text().lower()
    assert program.document.modified
    assert [p.name for p in tmp_path.iterdir() if "mine" in p.name] == ["mine.backstep.json"]


@pytest.mark.parametrize(
    ("answer", "leaves"),
    [
        (QMessageBox.StandardButton.Cancel, False),
        (QMessageBox.StandardButton.Discard, True),
    ],
)
def test_that_unsaved_choices_are_asked_about(
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    answer: QMessageBox.StandardButton,
    leaves: bool,
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answer)
    choose(program, learning_rate=0.3)
    program.window.files.open_builtin("xor")
    assert (frame(program).experiment.shape.sizes == (2, 2, 1)) is leaves


def test_that_progress_alone_is_not_asked_about(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("asked"))
    program.document.step(Grain.UPDATE)
    program.window.files.open_builtin("xor")
    assert frame(program).state.update == 0


def drop(program: Program, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys)
    program.window.dropEvent(event)


def test_that_a_dropped_session_is_opened_and_remembered(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "dropped.backstep.json"
    session.write(session.builtin("spiral"), path)
    drop(program, path)
    qtbot.waitUntil(lambda: frame(program).experiment.shape.sizes == (2, 8, 8, 1))
    assert program.window.files.recent() == [path]


def test_that_the_menu_names_what_undo_takes_back(program: Program) -> None:
    choose(program, "learning rate 0.3", learning_rate=0.3)
    action = program.window.actions_by_name["undo"]
    assert "learning rate 0.3" in action.text()
    action.trigger()
    assert not action.isEnabled()
    assert "learning rate 0.3" in program.window.actions_by_name["redo"].text()


def test_that_a_divergence_is_told_and_its_way_out_works(program: Program, qtbot: QtBot) -> None:
    layers = (Layer(2, "identity"), Layer(2, "identity"), Layer(1, "identity"))
    choose(program, layers=layers, learning_rate=50.0)
    program.document.run()
    qtbot.waitUntil(lambda: bool(notices(program)))
    notice = notices(program)[-1]
    assert f"diverged at update {frame(program).diverged_at}" in notice.title()
    notice.answered.emit(0)
    assert frame(program).experiment.hyperparameters.learning_rate == 5.0
    assert frame(program).state.update == 0
    assert notices(program) == []


def test_that_a_divergence_leads_back_to_the_choice_before_it(
    program: Program, qtbot: QtBot
) -> None:
    document = program.document
    program.window.show_first()
    document.run(Goal(update=250))
    qtbot.waitUntil(lambda: frame(program).activity is Activity.PAUSED)
    trained = frame(program).state.parameters.theta.copy()
    choose(program, "learning rate 1e6", learning_rate=1e6)
    document.run()
    qtbot.waitUntil(lambda: bool(notices(program)))
    document.undo()  # the parameters stay as they are: it diverges once more
    document.run()
    qtbot.waitUntil(lambda: frame(program).diverged_at is not None)
    notice = notices(program)[-1]
    assert "learning rate 1000000 may be too large" in notice.text().replace(",", "")
    notice.answered.emit(0)
    qtbot.waitUntil(lambda: frame(program).state.update == 250)
    assert np.array_equal(frame(program).state.parameters.theta, trained)


def test_that_the_window_comes_back_as_it_was_left(
    qtbot: QtBot, qapp: QApplication, settings: QSettings
) -> None:
    first = make_program(qtbot, qapp, settings)
    first.window.docks["loss"].close()
    first.window.actions_by_name["more_digits"].trigger()
    first.window.actions_by_name["log_loss"].trigger()
    first.window.theme_wanted.emit("dark")
    first.window.close()
    second = make_program(qtbot, qapp, settings)
    assert not second.window.docks["loss"].isVisible()
    assert second.window.docks["weights"].isVisible()
    assert second.window.numbers.digits == 5
    assert not second.window.actions_by_name["log_loss"].isChecked()
    assert second.window.theme.dark
    second.window.actions_by_name["reset_layout"].trigger()
    assert second.window.docks["loss"].isVisible()
    second.window.close()


def test_that_a_narrow_window_puts_the_docks_under_tabs_and_a_wide_one_apart(
    program: Program, qtbot: QtBot
) -> None:
    docks, window = program.window.docks, program.window

    def beside_weights() -> list[QDockWidget]:
        tabs = window.tabifiedDockWidgets(docks["weights"])
        return [dock for dock in tabs if not dock.isHidden()]

    assert beside_weights() == []
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: beside_weights() == [docks["experiment"]])
    qtbot.waitUntil(lambda: window.stage.width() >= 720)
    window.resize(1400, 900)
    qtbot.waitUntil(lambda: beside_weights() == [])


def test_that_decimals_change_everywhere(program: Program, qtbot: QtBot) -> None:
    program.document.step(Grain.UPDATE)
    for _ in range(2):
        program.window.actions_by_name["fewer_digits"].trigger()
    view = program.window.docks["weights"].findChild(QTableView)
    assert isinstance(view, QTableView)
    table = view.model()
    qtbot.waitUntil(lambda: table.rowCount() > 0)
    value = frame(program).state.parameters.W[0][0, 0]
    assert table.index(1, 1).data() == f"{value:.2f}".replace("-", "−")


def test_that_what_the_pointer_is_on_lights_up_in_the_picture_and_the_equation(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    program.document.step(Grain.TERM)
    qtbot.waitUntil(lambda: window.topology.scene() is not None)
    places = window.topology.places()
    assert places is not None
    qtbot.mouseMove(window.topology, places.columns[1].center(0).toPoint())
    assert program.document.pointed == Selection(1, 0)
    window.topology.leaveEvent(QEvent(QEvent.Type.Leave))
    assert program.document.pointed is None
    window.equations.pointed.emit(Selection(2, 1, 0))
    scene = window.topology.scene()
    assert scene is not None
    assert scene.hovered == Selection(2, 1, 0)


def test_that_run_until_understands_counts_and_losses_and_refuses_the_rest(
    program: Program, qtbot: QtBot
) -> None:
    asked = RunUntil(program.window)
    goals: list[Goal] = []
    asked.goal_chosen.connect(goals.append)
    program.document.step(Grain.UPDATE)
    for key, text in (("updates", "25"), ("epochs", "2"), ("loss", "0,5")):
        asked.ask(frame(program), program.window)
        asked.fields[key].setText(text)
        asked.choose(key)
        asked.accept()
    assert goals == [Goal(update=26), Goal(epoch=2), Goal(loss_below=0.5)]
    for text in ("0", "1.5", "many", "-3"):
        asked.ask(frame(program), program.window)
        asked.fields["updates"].setText(text)
        asked.choose("updates")
        asked.accept()
        assert text in asked.problem_text()
    assert len(goals) == 3


def test_that_a_lost_session_is_offered_and_comes_back(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    program.document.step(Grain.UPDATE)
    choose(program, learning_rate=0.25)
    kept = Autosave(program.document, tmp_path)
    kept.write()
    (path,) = tmp_path.glob("*.backstep.json")
    assert autosave.lost(tmp_path) == [], "its program still runs"
    kept.unlock()
    path = path.rename(tmp_path / "1.backstep.json")  # another program's
    assert autosave.lost(tmp_path) == [path]
    program.document.mark_saved()
    program.document.open(session.builtin("xor"))
    program.keep_safe(tmp_path)
    notice = notices(program)[-1]
    assert "did not close" in notice.title()
    notice.answered.emit(0)
    assert frame(program).experiment.hyperparameters.learning_rate == 0.25
    assert frame(program).state.update == 1
    assert program.document.modified


def test_that_a_clean_end_leaves_no_autosave(program: Program, tmp_path: Path) -> None:
    kept = Autosave(program.document, tmp_path)
    choose(program, learning_rate=0.3)
    kept.write()
    assert list(tmp_path.glob("*.backstep.json"))
    kept.forget()
    assert list(tmp_path.glob("*.backstep.json")) == []


def test_that_a_fault_on_another_thread_is_written_down_and_told(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: told.append(box.informativeText()))
    hook = CrashHook(tmp_path)

    class Faulty(QThread):
        def run(self) -> None:
            try:
                raise RuntimeError("a fault of ours")
            except RuntimeError as error:
                hook.take(type(error), error, error.__traceback__)

    thread = Faulty()
    thread.start()
    qtbot.waitUntil(lambda: bool(told))
    thread.wait()
    (report,) = tmp_path.glob("backstep-fault-*.txt")
    assert "a fault of ours" in report.read_text()
    assert str(report) in told[0]
    assert "a fault of ours" in capsys.readouterr().err


def test_that_an_impossible_session_on_the_command_line_is_one_sentence() -> None:
    from gui.application import wanted_session

    with pytest.raises(InputError, match="no built-in session"):
        wanted_session(["articel"])
    with pytest.raises(InputError, match="One session"):
        wanted_session(["a", "b"])
    assert isinstance(wanted_session([]), Session)


def test_that_the_document_outlives_a_session_without_frames() -> None:
    document = Document(directly)
    document.restart()
    document.go_to_end()
    assert document.current_session() is document.session
    document.close()


def test_that_training_that_was_not_saved_is_kept_and_offered(
    program: Program, tmp_path: Path
) -> None:
    kept = Autosave(program.document, tmp_path)
    for _ in range(5):
        program.document.step(Grain.UPDATE)
    theta = frame(program).state.parameters.theta.copy()
    program.document.open(session.builtin("xor"))
    kept.forget()
    program.keep_safe(tmp_path)
    notice = notices(program)[-1]
    assert "not saved" in notice.title()
    notice.answered.emit(0)
    assert frame(program).state.update == 5
    assert (frame(program).state.parameters.theta == theta).all()


def test_that_training_that_was_saved_is_not_offered(program: Program, tmp_path: Path) -> None:
    kept = Autosave(program.document, tmp_path / "kept")
    program.document.step(Grain.UPDATE)
    program.document.save(tmp_path / "mine.backstep.json")
    kept.forget()
    assert list((tmp_path / "kept").glob("*.json")) == []


def test_that_the_page_of_keys_lists_every_key_of_the_menus(program: Program) -> None:
    program.window.actions_by_name["keys"].trigger()
    page = program.window.findChild(KeysDialog)
    assert page is not None
    words = {label.text() for label in page.findChildren(QLabel)}
    texts = [plain(action) for action in program.window.actions_by_name.values()]
    texts += [plain(dock.toggleViewAction()) for dock in program.window.docks.values()]
    assert set(texts) <= words
    assert {"Alt+1", "Ctrl+0", "PgUp  PgDown", "F2"} <= words
    assert {"On the preview of a figure", "Draw with the chosen tool", "Shift+← → ↑ ↓"} <= words
    page.close()


def test_that_a_dock_has_a_heading_where_no_tab_bears_its_name(
    program: Program, qtbot: QtBot
) -> None:
    window, docks = program.window, program.window.docks

    def headed() -> set[str]:
        shown = {name: dock for name, dock in docks.items() if not dock.isHidden()}
        titles = {name: dock.titleBarWidget() for name, dock in shown.items()}
        return {name for name, title in titles.items() if title is not None and title.height()}

    qtbot.waitUntil(lambda: headed() == {"experiment", "weights", "loss"})
    for _ in range(2):
        window.resize(1024, 700)
        qtbot.waitUntil(lambda: headed() == {"loss"})
        docks["experiment"].setFloating(True)
        qtbot.waitUntil(lambda: headed() == {"experiment", "weights", "loss"})
        docks["experiment"].setFloating(False)
        window.actions_by_name["reset_layout"].trigger()
        qtbot.waitUntil(lambda: headed() == {"loss"})
        window.resize(1400, 900)
        qtbot.waitUntil(lambda: headed() == {"experiment", "weights", "loss"})


def test_that_the_question_before_unsaved_work_goes_says_what_each_answer_does(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(program, learning_rate=0.02)
    seen: list[QMessageBox] = []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        seen.append(box)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert not program.window.files.may_leave()
    (box,) = seen
    words = [button.text().replace("&", "") for button in box.buttons()]
    assert sorted(words) == ["Cancel", "Don’t save", "Save"]
    assert box.defaultButton().text().replace("&", "") == "Save"
    assert all(button.icon().isNull() for button in box.buttons())
    assert "Article network" in box.text()


def test_that_a_dropped_csv_file_brings_the_panel_that_tells_about_it_into_sight(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    program.window.resize(1024, 700)
    experiment = program.window.docks["experiment"]
    qtbot.waitUntil(lambda: experiment.visibleRegion().isEmpty())
    path = tmp_path / "bad.csv"
    path.write_text("a;b;c\n1;2;3\n2;x;4\n", "utf-8")
    program.window.files.open_path(path)
    qtbot.waitUntil(lambda: not experiment.visibleRegion().isEmpty())
    experiment.close()
    program.window.files.open_path(path)
    assert experiment.isVisible()


def test_that_a_value_that_would_overflow_is_refused_and_told(program: Program) -> None:
    program.document.step(Grain.UPDATE)
    before = frame(program).state
    weight = Selection(3, 0, 0)
    program.document.edit(set_parameter(frame(program), weight, 1e200))
    assert notices(program)[-1].title() == "w₁₁ of layer 3 was not changed"
    assert "The loss would no longer be a finite number; give a value nearer to 0." in (
        notices(program)[-1].text()
    )
    assert frame(program).state is before
    assert not program.document.modified
    program.document.edit(set_parameter(frame(program), weight, 0.5))
    assert notices(program) == []


def test_that_an_edit_of_the_past_tells_of_its_branch_and_undo_returns(program: Program) -> None:
    document = program.document
    for _ in range(9):
        document.step(Grain.UPDATE)
    end = frame(program).state.parameters.theta
    document.step_back(Grain.UPDATE)
    document.edit(set_parameter(frame(program), Selection(2, 1, 0), 0.5))
    (notice,) = notices(program)
    assert notice.title() == "A new branch begins at update 8"
    assert notice.text() == "The old one went on to update 9; Undo returns to it."
    choose(program, learning_rate=0.2)
    document.step(Grain.UPDATE)
    notice.answered.emit(0)
    assert notices(program) == []
    assert (frame(program).state.update, frame(program).reached) == (8, 9)
    document.step(Grain.UPDATE)
    assert (frame(program).state.parameters.theta == end).all()
    document.redo()
    document.undo()
    assert frame(program).reached == 9


def test_that_the_gradient_check_stands_in_the_heading_or_where_docks_are_tabs_at_the_foot(
    program: Program, qtbot: QtBot
) -> None:
    panel = program.window.docks["weights"].findChild(WeightsPanel)
    assert panel is not None
    program.document.step(Grain.UPDATE)
    qtbot.waitUntil(lambda: panel.header.text() == "15 of 15 gradients agree")
    assert panel.header.isVisible()
    assert not panel.foot.isVisible()
    program.window.resize(1024, 700)
    qtbot.waitUntil(panel.foot.isVisible)
    assert not panel.header.isVisible()
    assert panel.foot.text() == "15 of 15 gradients agree"
    program.window.resize(1400, 900)
    qtbot.waitUntil(panel.header.isVisible)
    assert not panel.foot.isVisible()


def test_that_a_key_leads_to_a_gradient_that_disagrees(program: Program, qtbot: QtBot) -> None:
    action = program.window.actions_by_name["disagreement"]
    assert not action.isEnabled()
    choose(program, rule="as_printed")
    program.document.step(Grain.UPDATE)
    qtbot.waitUntil(action.isEnabled)
    action.trigger()
    assert program.document.selection == Selection(1, 0, 0)
    choose(program, rule="chain_rule")
    program.document.step(Grain.UPDATE)
    qtbot.waitUntil(lambda: not action.isEnabled())


def test_that_the_presenter_shows_the_steps_of_the_window(qtbot: QtBot, program: Program) -> None:
    program.window.actions_by_name["grain_unit"].trigger()
    program.window.actions_by_name["presenter"].trigger()
    presenter = program.window.findChild(Presenter)
    assert presenter is not None
    assert presenter.isFullScreen()
    QTest.keyClick(presenter, Qt.Key.Key_PageDown)
    QTest.keyClick(presenter, Qt.Key.Key_PageDown)
    assert frame(program).place == (0, 1, 1, 5)
    assert "layer 1, unit 1" in presenter.accessibleDescription()
    with qtbot.waitSignal(presenter.destroyed):
        QTest.keyClick(presenter, Qt.Key.Key_Escape)
    program.document.step(Grain.UNIT)


@pytest.mark.parametrize("width", [1024, 1279, 1280, 1600])
def test_that_no_button_of_the_transport_is_cut(program: Program, width: int) -> None:
    program.window.resize(width, 700)
    QApplication.sendPostedEvents()
    words = [
        button
        for button in program.window.transport.findChildren(QToolButton)
        if button.isVisible() and button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
    ]
    assert len(words) >= 2
    grains = program.window.transport.grains.findChildren(QToolButton)
    for button in [*words, *grains]:
        text = button.fontMetrics().horizontalAdvance(plain_text(button.text()))
        icon = button.iconSize().width() if button in words else 0
        assert text + icon + 8 <= button.width(), button.text()


@pytest.mark.parametrize("width", [1024, 1440])
def test_that_run_and_pause_leave_everything_in_its_place(program: Program, width: int) -> None:
    transport = program.window.transport
    program.window.resize(width, 900)
    program.window.actions_by_name["step"].trigger()
    QApplication.sendPostedEvents()

    def places() -> list[tuple[int, int]]:
        parts = [part for part in transport.findChildren(QWidget) if part.isVisible()]
        return [(part.mapTo(transport, QPoint()).x(), part.width()) for part in parts]

    before, shown = places(), frame(program)
    run = transport.button("run")
    assert plain_text(run.text()) == "Run"
    transport.show_frame(dataclasses.replace(shown, activity=Activity.RUNNING))
    QApplication.sendPostedEvents()
    assert run.text() == "Pause"
    assert run.fontMetrics().horizontalAdvance("Pause") + run.iconSize().width() < run.width()
    assert places() == before


def plain_text(text: str) -> str:
    return text.replace("&", "")


@pytest.mark.parametrize("width", [1024, 1400])
def test_that_tab_leads_to_what_is_in_sight_and_a_screen_reader_hears_no_markup(
    program: Program, qtbot: QtBot, width: int
) -> None:
    window = program.window
    window.resize(width, 900)
    qtbot.waitUntil(lambda: window.docks["weights"].isVisible())
    stops = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.focusProxy() is None
    ]
    assert len(stops) > 20
    bars = [stop for stop in stops if isinstance(stop, QTabBar)]
    assert [bar.count() for bar in bars] == ([2] if width < WIDE else [])
    for stop in stops:
        said = QAccessible.queryAccessibleInterface(stop)
        texts = said.text(QAccessible.Text.Name), said.text(QAccessible.Text.Description)
        assert texts[0], stop
        assert not any("<p>" in text or "<t" in text or "<span" in text for text in texts), texts
