"""What the window does when there is nothing to do, and for what nobody sees: nothing."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, QVariantAnimation
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from engine import session
from engine.grain import Grain
from gui import autosave, quick_start
from gui.application import Program
from gui.document import directly


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    quick_start.begin()
    made = Program(qapp, settings, directly)
    made.window.resize(1400, 900)
    made.show(session.builtin("article"))
    qtbot.waitUntil(lambda: made.window.full)
    yield made
    made.document.mark_saved()
    made.window.close()
    made.window.deleteLater()


def test_that_garbage_is_collected_again_once_the_window_is_full(program: Program) -> None:
    assert program.window.full
    assert gc.isenabled()


class Paints(QObject):
    """Counts what is painted of a panel and of all that is in it."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self.count = 0
        for part in (panel, *panel.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Requests(QObject):
    """Counts how often a window is laid out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


class Served:
    """Counts the Frames that panels are given, by the names of their classes."""

    def __init__(self, program: Program) -> None:
        self.counts: Counter[str] = Counter()
        readers = program.window._feed._readers
        for index, reader in enumerate(readers):
            name = type(reader.widget).__name__

            def show(frame: object, name: str = name, shown: object = reader.show_frame) -> None:
                self.counts[name] += 1
                assert callable(shown)
                shown(frame)

            readers[index] = reader._replace(show_frame=show)


def moves(program: Program) -> bool:
    animations = program.window.topology.findChildren(QVariantAnimation)
    return any(found.state() is QVariantAnimation.State.Running for found in animations)


def step(program: Program, qtbot: QtBot, grain: Grain = Grain.LAYER) -> None:
    program.document.step(grain)
    qtbot.waitUntil(lambda: not program.window.busy and not moves(program))
    qtbot.wait(20)  # what was asked to be painted is painted


def test_that_no_timer_runs_while_training_is_paused(program: Program, qtbot: QtBot) -> None:
    step(program, qtbot)
    step(program, qtbot)
    owners = (program.window, program.document, program.document._worker)
    timers = [timer for owner in owners for timer in owner.findChildren(QTimer)]
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers))
    assert timers


def test_that_the_autosave_waits_only_while_something_is_to_be_written(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    saver = autosave.Autosave(program.document, tmp_path / "kept", program.window)
    (timer,) = saver.findChildren(QTimer)
    assert not timer.isActive()
    program.document.step(Grain.UPDATE)
    assert timer.isActive()
    timer.setInterval(0)
    qtbot.waitUntil(lambda: not timer.isActive())
    assert len(list((tmp_path / "kept").glob("*.json"))) == 1
    saver.unlock()
    program.document.step(Grain.UPDATE)
    assert not timer.isActive()


def test_that_a_term_of_the_forward_pass_paints_no_weights_and_no_losses_anew(
    program: Program, qtbot: QtBot
) -> None:
    for _ in range(6):
        step(program, qtbot, Grain.TERM)
    docks = program.window.docks
    still = [Paints(docks[name]) for name in ("weights", "loss", "experiment")]
    picture = Paints(program.window.topology)
    step(program, qtbot, Grain.TERM)
    assert [paints.count for paints in still] == [0, 0, 0]
    assert picture.count > 0


def test_that_where_the_run_stands_is_told_without_laying_the_window_out_anew(
    program: Program, qtbot: QtBot
) -> None:
    for _ in range(6):
        step(program, qtbot, Grain.TERM)
    requests, line = Requests(program.window), program.window._where
    before = line.text()
    step(program, qtbot, Grain.TERM)
    assert line.text() != before
    assert requests.count == 0


def test_that_the_line_where_the_run_stands_is_always_as_wide_as_its_words(
    program: Program, qtbot: QtBot
) -> None:
    line = program.window._where
    alone = QLabel(program.window.statusBar())
    widths: list[int] = []
    for _ in range(12):
        step(program, qtbot)
        alone.setText(line.text())
        widths.append(line.width())
        assert line.width() == alone.sizeHint().width()
    assert len(set(widths)) > 1


def test_that_a_closed_panel_is_neither_given_frames_nor_painted(
    program: Program, qtbot: QtBot
) -> None:
    dock = program.window.docks["loss"]
    paints, served = Paints(dock), Served(program)
    dock.close()
    step(program, qtbot)
    paints.count = 0
    step(program, qtbot)
    assert paints.count == 0
    assert served.counts["LossCurvePanel"] == 0
    assert served.counts["TopologyPanel"] == 2
    dock.show()
    qtbot.waitUntil(lambda: served.counts["LossCurvePanel"] == 1)
    qtbot.waitUntil(lambda: paints.count > 0)


def test_that_a_panel_behind_a_tab_is_neither_given_frames_nor_painted(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    front, behind = window.docks["experiment"], window.docks["weights"]
    window.tabifyDockWidget(behind, front)
    front.raise_()
    qtbot.waitUntil(lambda: behind.visibleRegion().isEmpty())
    step(program, qtbot)
    paints, served = Paints(behind), Served(program)
    step(program, qtbot)
    assert paints.count == 0
    assert served.counts["WeightsPanel"] == 0
    behind.raise_()
    qtbot.waitUntil(lambda: served.counts["WeightsPanel"] == 1)


def test_that_a_minimized_window_is_neither_given_frames_nor_painted(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    step(program, qtbot)
    window.showMinimized()
    qtbot.wait(50)
    # On a platform without screens such a window is still painted, but only where it changes.
    paints, served = Paints(window.stage), Served(program)
    step(program, qtbot)
    assert paints.count == 0
    assert not served.counts
    window.showNormal()
    qtbot.waitUntil(lambda: served.counts["TopologyPanel"] == 1)
    qtbot.waitUntil(lambda: paints.count > 0)
