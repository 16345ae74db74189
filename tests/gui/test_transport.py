"""The bar of time: in every width of the window each word is whole, or it is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.trainer import Trainer
from gui import theme
from gui.actions import make_actions
from gui.frame import Activity, Frame
from gui.theme import LIGHT
from gui.transport import PACES, Transport
from gui.window_layout import LEAST, WIDE

ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication) -> Iterator[Transport]:
    theme.apply(qapp, LIGHT)
    window = QMainWindow()
    window.setMinimumSize(*LEAST)
    qtbot.addWidget(window)
    made = Transport(make_actions(window, LIGHT), LIGHT)
    window.addToolBar(made)
    window.show()
    yield made
    window.close()


@pytest.mark.parametrize("activity", [Activity.PAUSED, Activity.RUNNING])
@pytest.mark.parametrize("width", [LEAST[0], 960, 1024, 1100, 1200, WIDE - 1, WIDE, 1440])
def test_that_no_word_of_the_bar_is_cut(
    bar: Transport, qapp: QApplication, width: int, activity: Activity
) -> None:
    bar.set_narrow(width < WIDE)
    bar.window().resize(width, 600)
    trainer = Trainer(Experiment())
    bar.show_frame(Frame(trainer.state, trainer.history(), 0, activity=activity))
    bar.speed.setValue(PACES.index(1000.0))
    qapp.sendPostedEvents()
    assert bar.width() == width
    worded = [
        button
        for button in bar.findChildren(QToolButton)
        if button.isVisible() and button.text() and button.toolButtonStyle() is not ICON_ONLY
    ]
    labels = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    cut = [
        part.text()
        for part in (*worded, *labels)
        if part.width() < min(part.sizeHint().width(), part.maximumWidth())
    ]
    assert cut == []
    buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
    ends = [button.mapTo(bar, button.rect().bottomRight()).x() for button in buttons]
    assert max(ends) < width
    assert len(ends) == len(set(ends))


def test_that_a_wide_bar_has_all_of_its_words(bar: Transport) -> None:
    bar.window().resize(1440, 600)
    worded = [b.text() for b in bar.findChildren(QToolButton) if b.toolButtonStyle() != ICON_ONLY]
    assert {"Step", "Run", "Run until"} <= set(worded)
    labels = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    assert labels == ["Step by", "Speed", "full speed"]
