"""The libraries that Backstep stands on behave here as it relies on them to."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget


def test_that_void_calls_of_qt_keep_the_references_to_none(qtbot) -> None:
    """PySide6 6.12.0 loses one at each call on CPython 3.11, until the process ends."""
    widget = QWidget()
    qtbot.addWidget(widget)
    thing = QObject()
    color = QColor()
    calls = 1000
    before = sys.getrefcount(None)
    for _ in range(calls):
        widget.update()
        widget.setToolTip("")
        thing.setObjectName("")
        color.setRgb(1, 2, 3)
    # Other code may take or drop a few references meanwhile; losing is by the thousand. From
    # Python 3.12 on None is immortal and its count does not move.
    assert abs(sys.getrefcount(None) - before) < calls / 10
