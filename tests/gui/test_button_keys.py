"""Space and Enter press a button that the keyboard has reached, before a shortcut gets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.widgets import button_keys


class Bench:
    """A window whose shortcuts are Space and Enter, with a button of either kind."""

    def __init__(self, kind: type[QPushButton] | type[QToolButton]) -> None:
        self.window = QMainWindow()
        self.button = kind()
        self.window.setCentralWidget(self.button)
        self.pressed: list[str] = []
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        for key in ("Space", "Return"):
            action = QAction(self.window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _=False, k=key: self.pressed.append(k))
            self.window.addAction(action)

    def reach(self, *, by_keyboard: bool) -> None:
        self.button.setFocus(Qt.FocusReason.TabFocusReason)
        by = Qt.WidgetAttribute.WA_KeyboardFocusChange
        self.window.setAttribute(by, by_keyboard)


@pytest.fixture(params=[QPushButton, QToolButton])
def bench(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Bench:
    button_keys.install(qapp)
    made = Bench(request.param)
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    return made


def test_that_a_button_reached_by_the_keyboard_gets_its_keys(bench: Bench) -> None:
    bench.reach(by_keyboard=True)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(bench.window.windowHandle(), key)
    assert bench.pressed == ["button"] * 3


def test_that_a_button_reached_by_the_mouse_leaves_them_to_the_window(bench: Bench) -> None:
    bench.reach(by_keyboard=False)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(bench.window.windowHandle(), key)
    assert bench.pressed == ["Space", "Return"]


def test_that_a_key_with_ctrl_is_not_the_buttons(bench: Bench) -> None:
    bench.reach(by_keyboard=True)
    QTest.keyClick(bench.window.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert bench.pressed == []
