"""Gives the newest Frame to the panels in turn, one per tick, so that no tick is long."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gui.courtesy import Courtesy
from gui.frame import Frame


class _Reader(NamedTuple):
    widget: QWidget
    show_frame: Callable[[Frame], None]


class FrameFeed(QObject):
    """Keeps which panels have not shown the newest Frame; those that nobody sees (closed, behind a
    tab, scrolled away, in a minimized window) wait until they are seen.

    While it serves, the engine's thread is asked to give way.
    """

    def __init__(self, courtesy: Courtesy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._courtesy = courtesy
        self._readers: list[_Reader] = []
        self._waiting: list[_Reader] = []
        self._frame: Frame | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._serve_one)

    def add(self, widget: QWidget, show_frame: Callable[[Frame], None]) -> None:
        """Serve one more panel; the order of adding is the order of serving."""
        reader = _Reader(widget, show_frame)
        self._readers.append(reader)
        widget.installEventFilter(self)
        if self._frame is not None:
            self._waiting.append(reader)
            self._timer.start()

    def take(self, frame: Frame) -> None:
        """A newer Frame: every panel is to show it. Those still waiting keep their turn."""
        self._frame = frame
        self._waiting += [reader for reader in self._readers if reader not in self._waiting]
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether a panel that is seen has yet to show the newest Frame."""
        return self._timer.isActive()

    def catch_up(self) -> None:
        """Serve all that wait at once, seen or not: the window is about to be shown."""
        if self._frame is not None:
            for reader in self._waiting:
                reader.show_frame(self._frame)
            self._waiting.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A dock behind a tab is no hidden one for Qt: it only stands outside the window.
        if event.type() in (QEvent.Type.Show, QEvent.Type.Paint) and self._is_waiting(watched):
            self._timer.start()
        return super().eventFilter(watched, event)

    def _is_waiting(self, widget: QObject) -> bool:
        return any(reader.widget is widget for reader in self._waiting)

    def _serve_one(self) -> None:
        for reader in self._waiting:
            if _is_seen(reader.widget):
                self._waiting.remove(reader)
                assert self._frame is not None
                self._courtesy.window_paints = True
                reader.show_frame(self._frame)
                return
        # What the last panel wanted painted was painted before this tick.
        self._courtesy.window_paints = False
        self._timer.stop()


def _is_seen(widget: QWidget) -> bool:
    minimized = widget.window().isMinimized()
    return widget.isVisible() and not minimized and not widget.visibleRegion().isEmpty()
