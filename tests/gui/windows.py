"""The whole program for a test, unseen, with settings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import session
from gui.application import Program
from gui.document import directly


@contextmanager
def opened(
    qtbot: QtBot, qapp: QApplication, folder: Path, lesson: str = "article"
) -> Iterator[Program]:
    """A program with a built-in session open and all of its panels made."""
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    made = Program(qapp, settings, directly)
    made.window.resize(1400, 900)
    made.show(session.builtin(lesson))
    qtbot.waitUntil(lambda: made.window.full)
    yield made
    made.document.mark_saved()
    made.window.close()
    made.window.deleteLater()
