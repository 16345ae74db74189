"""The feed: one panel per tick, the newest Frame only, and nothing for a panel out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.courtesy import Courtesy
from gui.feed import FrameFeed
from gui.frame import Frame
from tests.gui.topology_samples import frame


class Reader(QWidget):
    """A panel that remembers what it was served."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Frame] = []

    def show_frame(self, newest: Frame) -> None:
        """Remember it."""
        self.seen.append(newest)


class Table:
    """A feed with readers, whose ticks a test gives."""

    def __init__(self, qtbot: QtBot, shown: tuple[bool, ...]) -> None:
        self.feed = FrameFeed(Courtesy())
        self.readers = [Reader() for _ in shown]
        for reader, visible in zip(self.readers, shown, strict=True):
            qtbot.addWidget(reader)
            self.feed.add(reader, reader.show_frame)
            reader.setVisible(visible)
        timer = self.feed.findChild(QTimer)
        assert timer is not None
        self.timer = timer

    def tick(self, count: int = 1) -> None:
        """As the event loop does, while there is something to serve."""
        for _ in range(count):
            if self.timer.isActive():
                self.timer.timeout.emit()

    def counts(self) -> list[int]:
        """How many Frames each reader got."""
        return [len(reader.seen) for reader in self.readers]


@pytest.fixture
def newest() -> Frame:
    return frame(phases=1)


def test_that_one_tick_serves_one_panel_in_the_order_of_adding(qtbot: QtBot, newest: Frame) -> None:
    table = Table(qtbot, (True, True, True))
    table.feed.take(newest)
    seen = []
    for _ in range(3):
        table.tick()
        seen.append(table.counts())
    assert seen == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    table.tick(5)
    assert table.counts() == [1, 1, 1]
    assert not table.timer.isActive()


def test_that_a_hidden_panel_is_not_served_until_it_is_shown(qtbot: QtBot, newest: Frame) -> None:
    table = Table(qtbot, (True, False))
    for number in range(4):
        table.feed.take(frame(phases=number))
        table.tick(5)
    assert table.counts() == [4, 0]
    assert not table.timer.isActive()
    table.feed.take(newest)
    table.tick(5)
    table.readers[1].show()
    table.tick(5)
    assert table.readers[1].seen == [newest]


def test_that_frames_that_came_too_quickly_are_left_out(qtbot: QtBot, newest: Frame) -> None:
    table = Table(qtbot, (True, True))
    for _ in range(10):
        table.feed.take(frame())
    table.feed.take(newest)
    table.tick(10)
    assert [reader.seen for reader in table.readers] == [[newest], [newest]]


def test_that_no_panel_starves_while_frames_come_faster_than_ticks(qtbot: QtBot) -> None:
    table = Table(qtbot, (True, True, True))
    for _ in range(30):
        table.feed.take(frame())
        table.tick()
    assert table.counts() == [10, 10, 10]


def test_that_a_panel_that_joins_late_is_served_what_is_there(qtbot: QtBot, newest: Frame) -> None:
    table = Table(qtbot, (True,))
    table.feed.take(newest)
    table.tick(3)
    late = Reader()
    qtbot.addWidget(late)
    late.show()
    table.feed.add(late, late.show_frame)
    table.tick(3)
    assert late.seen == [newest]
    assert table.counts() == [1]
