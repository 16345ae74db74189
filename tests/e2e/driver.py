"""Real keys and clicks: xdotool sends them to the X server that the window stands on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.application import Program
from gui.feed import FrameFeed
from gui.frame import Activity

PATIENCE = 60_000  # ms, on a busy machine


class Driver:
    """A person at the keyboard and the mouse of one window."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program = program
        self.window = program.window
        self.document = program.document
        self._qtbot = qtbot
        feed = self.window.findChild(FrameFeed)
        assert feed is not None
        turns = feed.findChild(QTimer)
        assert turns is not None
        self._turns = turns  # active until every panel shows the newest Frame

    def key(self, *names: str) -> None:
        """Press keys one after the other, by xdotool's names ("ctrl+z", "Right")."""
        for name in names:
            xdotool("key", "--clearmodifiers", name)
            self._qtbot.wait(1)

    def type(self, text: str) -> None:
        """Type text into what has the keyboard."""
        xdotool("type", "--delay", "1", text)

    def click(self, widget: QWidget, at: QPoint | None = None, times: int = 1) -> None:
        """Click into a widget: at a point in its own coordinates, or in its middle."""
        point = widget.mapToGlobal(at or widget.rect().center())
        xdotool("mousemove", "--sync", str(point.x()), str(point.y()))
        self._qtbot.wait(1)
        xdotool("click", "--repeat", str(times), "--delay", "40", "1")

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so and it shows that; fail after a minute."""
        self._qtbot.waitUntil(condition, timeout=PATIENCE)
        # A person acts on what is seen. While training runs there is always a newer Frame.
        self._qtbot.waitUntil(lambda: self._runs() or not self._turns.isActive(), timeout=PATIENCE)

    def _runs(self) -> bool:
        newest = self.document.frame
        return newest is not None and newest.activity is not Activity.PAUSED


def xdotool(*words: str) -> None:
    """Run xdotool; its failure fails the test."""
    subprocess.run(["xdotool", *words], check=True, capture_output=True, timeout=60)
