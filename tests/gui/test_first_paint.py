"""How the program starts: the picture first, in a window that does not move afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine import session
from gui.application import Program
from gui.document import directly
from gui.frame import Frame, Selection
from gui.panels.topology import TopologyPanel
from gui.panels.weights import WeightsPanel
from gui.widgets.notice_bar import Kind

QT_LATER = ("QAccessible", "QFileDialog", "QMessageBox", "QStyle")
LATER = (
    "pyqtgraph",
    "numba",
    "PIL",
    "numpy.ma",
    "gui.audit.window",
    "gui.figures",
    "gui.formula_boxes",
    "gui.help",
    "gui.panels.data_choice",
    "gui.panels.equations_typeset",
    "gui.panels.topology_menu",
    "gui.run_until",
    "gui.widgets.quiet_scroll_area",
    "subprocess",
    "importlib.metadata",
    "email",
    "csv",
    "difflib",
    "fractions",
    "html",
    "engine.annotation",
    "engine.comparison",
    "engine.csv_data",
    "engine.equations",
    "engine.examples",
    "engine.named_data",
    "engine.session_state",
)
USED = """
import os, sys
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from engine import session
from engine.goal import Goal
from gui.application import Program, make_application
from gui.document import directly
app = make_application(["backstep"])
program = Program(app, QSettings("", QSettings.Format.IniFormat), directly)
program.show(session.builtin("article"))
while not program.window.full:
    QTest.qWait(10)
program.document.run(Goal(update=400))
while program.document.frame.state.update < 400:
    QTest.qWait(10)
for _ in range(9):
    program.document.step("layer")
    QTest.qWait(30)
print(program.document.frame.state.update, "numpy.ma" in sys.modules, flush=True)
os._exit(0)
"""
PAINTED = """
import os, sys
from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QSettings
from gui import application, first_paint
def tell():
    qt = [name for module in (QtGui, QtWidgets) for name in vars(module)]
    print("\\n".join([*sys.modules, *qt]), flush=True)
    os._exit(0)
application.after_first_paint = lambda widget, _: first_paint.after_first_paint(widget, tell)
app = application.make_application(["backstep"])
program = application.Program(app, QSettings("", QSettings.Format.IniFormat))
program.show(application.wanted_session([]))
app.exec()
"""


class Paints(QObject):
    """Notes at each paint of the picture whether there was a network, and all panels."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program
        self.showed: list[bool] = []
        self.full: list[bool] = []
        self.places: dict[str, object] = {}
        program.window.topology.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, TopologyPanel):
            if not self.showed:
                self.places = places(self.program)
            self.showed.append(watched.scene() is not None)
            self.full.append(self.program.window.full)
        return False


class Windows(QObject):
    """Notes each window that is shown; a part that is shown before it has its place is one."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def places(program: Program) -> dict[str, object]:
    window = program.window
    parts = {"picture": window.topology, "stage": window.stage, **window.docks}
    return {
        name: (part.geometry().getRect(), part.isVisible(), part.visibleRegion().isEmpty())
        for name, part in parts.items()
        if part.isVisible()
    }


@pytest.fixture(params=[(1400, 900), (1024, 700)])
def program(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Program]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Program(qapp, settings, directly)
    made.window.resize(*request.param)
    yield made
    made.document.mark_saved()
    made.window.close()
    made.window.deleteLater()


def test_that_the_first_paint_shows_the_network_before_any_docked_panel_is_made(
    program: Program, qtbot: QtBot
) -> None:
    paints = Paints(program)
    program.show(session.builtin("article"))
    qtbot.waitUntil(lambda: program.window.full)
    assert paints.showed[0]
    assert not paints.full[0]


def test_that_nothing_moves_when_the_panels_come(program: Program, qtbot: QtBot) -> None:
    paints = Paints(program)
    program.show(session.builtin("article"))
    qtbot.waitUntil(lambda: program.window.full)
    qtbot.wait(50)
    here = {"experiment", "weights", "loss", "picture", "stage"}
    assert set(paints.places) == here
    narrow = program.window.width() < 1280
    hidden = {"experiment"} if narrow else set()  # behind the weights, where no place is kept
    after = places(program)
    for name in here - hidden:
        assert after[name] == paints.places[name], name


def shown(panel: WeightsPanel) -> Frame | None:
    return None if panel.model.seen is None else panel.model.seen.frame


def test_that_step_works_before_the_panels_are_there(program: Program, qtbot: QtBot) -> None:
    program.show(session.builtin("article"))
    program.window.actions_by_name["step"].trigger()
    assert not program.window.full
    qtbot.waitUntil(lambda: program.window.full)
    table = program.window.docks["weights"].findChild(WeightsPanel)
    assert isinstance(table, WeightsPanel)
    qtbot.waitUntil(lambda: shown(table) is program.document.frame)
    frame = shown(table)
    assert frame is not None
    assert frame.state.phase == 1


def test_that_no_part_of_it_is_a_window_for_a_moment(
    program: Program, qtbot: QtBot, qapp: QApplication
) -> None:
    windows = Windows(qapp)
    program.show(session.builtin("article"))
    qtbot.waitUntil(lambda: program.window.full)
    program.window.stage.notify(Kind.ERROR, "A title", "A text.")
    program.document.open(session.builtin("mazur"))
    qtbot.wait(50)
    assert windows.shown == ["MainWindow"]
    assert QApplication.activeWindow() is program.window


def test_that_what_the_first_picture_needs_not_is_imported_after_it() -> None:
    words = [sys.executable, "-c", PAINTED]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    imported = set(done.stdout.split())
    assert {"gui.main_window", "QMainWindow"} <= imported
    for name in LATER:
        assert not any(module == name or module.startswith(f"{name}.") for module in imported), name
    # PySide makes a class when it is asked for, and its enums with it.
    assert not imported & set(QT_LATER)


def test_that_a_window_in_use_does_without_masked_arrays() -> None:
    """They take 30 ms to import, just when somebody has pressed a key."""
    words = [sys.executable, "-c", USED]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["401", "False"]


def test_that_what_was_selected_before_the_panels_came_is_selected_in_them(
    program: Program, qtbot: QtBot
) -> None:
    program.show(session.builtin("article"))
    program.document.select(Selection(2, 1, 0))
    assert not program.window.full
    qtbot.waitUntil(lambda: program.window.full)
    table = program.window.docks["weights"].findChild(WeightsPanel)
    assert isinstance(table, WeightsPanel)
    qtbot.waitUntil(lambda: table.card.text() == "into unit 2 of layer 2, from unit 1 of layer 1")
