"""One start of a program, which tells in JSON when it painted first and when it was ready.

`python -m benchmarks.startup_child empty` shows an empty QMainWindow, `… window` the real program.
Both run under the same application object, which watches one widget; nothing is imported for the
real program beforehand, so that it starts as it always does. Times are of the monotonic clock,
which on every system is the same one in parent and child, and of the processor.
"""

from __future__ import annotations

import json
import os
import sys
from time import monotonic, process_time
from typing import Any

from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

FIRST = Qt.EventPriority.HighEventPriority.value
PAINTED = QEvent.Type(QEvent.registerEventType())
POLL_MS = 2


class Watch(QObject):
    """Notes when a widget has been painted with what it is there for, and then, when all is
    ready; ends the process after that.
    """

    def __init__(self, window: QMainWindow, widget: Any) -> None:
        super().__init__()
        self._window = window
        self._widget = widget
        self._told: dict[str, float] = {}
        self._pressed: Any = None
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._full():
            watched.removeEventFilter(self)
            # It comes when the whole window is painted and given to the screen.
            QCoreApplication.postEvent(self, QEvent(PAINTED), FIRST)
        return False

    def _full(self) -> bool:
        return not hasattr(self._widget, "scene") or self._widget.scene() is not None

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        self._note("paint")
        if not hasattr(self._widget, "scene"):
            self._end()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(POLL_MS)
        return True

    def _look(self) -> None:
        """Ready: every panel is there and painted. Then Step is pressed, its picture awaited."""
        window: Any = self._window
        if not window.full or window._feed._timer.isActive():
            return
        frame = window.document.frame
        if self._pressed is None:
            self._note("ready")
            self._pressed = frame
            window.actions_by_name["step"].trigger()
        elif frame is not self._pressed:
            self._note("stepped")
            self._end()

    def _note(self, name: str) -> None:
        self._told |= {name: monotonic(), f"{name}_processor": process_time()}

    def _end(self) -> None:
        print(json.dumps(self._told))
        sys.stdout.flush()
        os._exit(0)


class WatchedApplication(QApplication):
    """Begins to watch when the program has shown its window and lets events run."""

    @staticmethod
    def exec() -> int:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow))
        found: QWidget = getattr(window, "topology", window)
        watch = Watch(window, found)
        watch.setParent(window)
        return QApplication.exec()


def empty() -> int:
    """An empty main window, as large as the program's."""
    app = WatchedApplication(["empty"])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    return app.exec()


def program() -> int:
    """The real program."""
    QtWidgets.QApplication = WatchedApplication
    from gui.__main__ import main

    return main([])


if __name__ == "__main__":
    sys.exit({"empty": empty, "window": program}[sys.argv[1]]())
