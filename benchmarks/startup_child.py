"""One start of a program, which tells in JSON when it painted first, could train and was complete.

`python -m benchmarks.startup_child empty` shows an empty QMainWindow, `… window` the real program.
In both, the event loop begins with watching one widget; nothing is imported for the real program
beforehand, so that it starts as it always does. Times are of the monotonic clock, which on every
system is the same one in parent and child, and of the processor.
"""

from __future__ import annotations

import os
import sys
from time import monotonic, process_time
from typing import Any


def watch_events() -> None:
    """From now on a program that lets its events run is watched. Qt is imported here."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    painted = QEvent.Type(QEvent.registerEventType())
    run = QApplication.exec

    class Watch(QObject):
        """Notes when a widget has been painted with what it is there for, then presses Step; ends
        the process when all panels have shown that.
        """

        def __init__(self, window: Any) -> None:
            super().__init__(window)
            self._window = window
            self._widget = getattr(window, "topology", window)
            self._told: dict[str, float] = {}
            self._widget.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self._has_content():
                watched.removeEventFilter(self)
                # It comes when the whole window is painted and given to the screen.
                first = Qt.EventPriority.HighEventPriority.value
                QCoreApplication.postEvent(self, QEvent(painted), first)
            return False

        def _has_content(self) -> bool:
            return not hasattr(self._widget, "scene") or self._widget.scene() is not None

        def event(self, event: QEvent) -> bool:
            if event.type() != painted:
                return super().event(event)
            self._note("paint")
            if not hasattr(self._widget, "scene"):
                self._end()
            self._window.actions_by_name["step"].trigger()
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._look)
            self._timer.start(2)
            return True

        def _look(self) -> None:
            """Is the step seen that was pressed at once? Has every panel shown it?"""
            if "step" not in self._told and self._widget.scene().frame.state.phase:
                self._note("step")
            if self._window.full and not self._window.busy:
                self._note("full")
                self._end()

        def _note(self, name: str) -> None:
            self._told |= {name: monotonic(), f"{name}_processor": process_time()}

        def _end(self) -> None:
            import json

            print(json.dumps(self._told))
            sys.stdout.flush()
            os._exit(0)

    def watched() -> int:
        windows = QApplication.topLevelWidgets()
        watch = Watch(next(w for w in windows if isinstance(w, QMainWindow)))
        assert watch.parent() is not None
        return run()

    QApplication.exec = staticmethod(watched)


class AtWindow:
    """Stands among Python's finders until the program asks for its main window: Qt is there then,
    and its events do not run yet.
    """

    def find_spec(self, name: str, *_: object) -> None:
        if name == "gui.main_window":
            sys.meta_path.remove(self)
            watch_events()


def empty() -> int:
    """An empty main window, as large as the program's."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    watch_events()
    app = QApplication(["empty"])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    return app.exec()


def program() -> int:
    """The real program."""
    sys.meta_path.insert(0, AtWindow())
    from gui.__main__ import main

    return main([])


if __name__ == "__main__":
    sys.exit({"empty": empty, "window": program}[sys.argv[1]]())
