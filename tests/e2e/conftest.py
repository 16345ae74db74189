"""A real program on the X display that `dev.py test` started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import session
from gui.application import Program
from tests.e2e.driver import PATIENCE, Driver, xdotool


@pytest.fixture
def driver(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Driver]:
    assert os.environ.get("QT_QPA_PLATFORM") == "xcb", "run these with `python3 dev.py test`"
    assert sys.platform == "linux"
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    program = Program(qapp, settings)
    program.window.resize(1400, 900)
    program.show(session.builtin("article"))
    # The window comes with the engine's first Frame.
    qtbot.waitUntil(program.window.isVisible, timeout=PATIENCE)
    assert QTest.qWaitForWindowExposed(program.window, PATIENCE)
    qtbot.waitUntil(
        lambda: program.window.full and program.document.frame is not None, timeout=PATIENCE
    )
    # Without a window manager nobody gives the window the keyboard.
    xdotool("windowfocus", "--sync", str(int(program.window.winId())))
    driver = Driver(program, qtbot)
    driver.until(program.window.isActiveWindow)
    yield driver
    program.document.mark_saved()
    program.window.close()
    program.window.deleteLater()
