"""Waits until a widget has been seen for the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


def after_first_paint(widget: QWidget, act: Callable[[], object]) -> None:
    """Call ``act`` once, when the window with this widget has been painted for the first time."""
    _Watch(widget, act)


class _Watch(QObject):
    def __init__(self, widget: QWidget, act: Callable[[], object]) -> None:
        super().__init__(widget)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The window is painted as a whole before its timers are served.
            QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self._act()
        self.deleteLater()
