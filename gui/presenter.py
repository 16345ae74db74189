"""The mode for the projector: full screen, large letters, strong contrast, keys for a clicker."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import Flag, auto

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.equations_paint import paint_equation
from gui.panels.topology_paint import paint_topology
from gui.phase_text import accent, happened
from gui.theme import DARK, PRINT, ui_font

BASE_HEIGHT = 394.0  # px of a window whose smallest letters (11 px) are 20 px high on 720
LEAST_ZOOM = 1.0
DECIMALS = 3
_MARGIN, _TITLE, _GAP = 20.0, 32.0, 6.0
_EQUATION_SHARE = 0.3
_TITLE_PX = 15
_BAR = 4.0
_POINTER = 44.0  # px of the highlight's radius on the screen
_POINTER_SECONDS = 3.0


class Shows(Flag):
    """Which parts of the window are shown."""

    PICTURE = auto()
    EQUATION = auto()


STRONG = dataclasses.replace(PRINT, tint_strength=2.0)
STRONG_DARK = dataclasses.replace(DARK, tint_strength=2.0)


class Presenter(QWidget):
    """One full-screen window that paints the newest Frame; ``closed`` when it is left.

    ``steps`` are actions of the main window, whose keys count here too; Page Down and Page Up, the
    keys of a clicker, trigger ``forward`` and ``back``.
    """

    closed = Signal()

    def __init__(
        self,
        numbers: NumberFormat,
        forward: QAction,
        back: QAction,
        steps: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._forward, self._back = forward, back
        self._numbers = numbers
        self._theme = STRONG
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._shows = Shows.PICTURE | Shows.EQUATION
        self._pointer: QPointF | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(round(1000 * _POINTER_SECONDS))
        self._rest.timeout.connect(self._hide_pointer)
        self.addActions([forward, back, *steps])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(640, 360)
        self.setWindowTitle(self.tr("Backstep, presenter"))
        self.setAccessibleName(self.tr("Presenter"))

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the newest Frame."""
        self._frame = frame
        words = happened(frame, self._numbers)
        self.setAccessibleDescription(f"{words.title} {words.text}")
        self.update()

    def show_selection(self, selection: Selection | None) -> None:
        """Show the equation of what is selected, and mark it in the picture."""
        self._selection = selection
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers so from now on, with three decimals at most."""
        self._numbers = numbers
        self.update()

    def zoom(self) -> float:
        """How many times larger everything is than in the window."""
        return max(LEAST_ZOOM, self.height() / BASE_HEIGHT)

    def shows(self) -> Shows:
        """The parts that are shown."""
        return self._shows

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Down and Page Up step; Escape and F11 leave; N, E and D change what is shown."""
        match Qt.Key(event.key()):
            case Qt.Key.Key_PageDown:
                self._forward.trigger()
            case Qt.Key.Key_PageUp:
                self._back.trigger()
            case Qt.Key.Key_Escape | Qt.Key.Key_F11:
                self.close()
            case Qt.Key.Key_N:
                self._toggle(Shows.PICTURE)
            case Qt.Key.Key_E:
                self._toggle(Shows.EQUATION)
            case Qt.Key.Key_D:
                self._theme = STRONG_DARK if self._theme is STRONG else STRONG
                self.update()
            case _:
                super().keyPressEvent(event)

    def _toggle(self, part: Shows) -> None:
        left = self._shows ^ part
        if left:  # an empty screen would help nobody
            self._shows = left
            self.update()

    # The pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what the speaker points at."""
        self._pointer = event.position()
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._rest.start()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        self._hide_pointer()

    def _hide_pointer(self) -> None:
        self._pointer = None
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the mode is left."""
        self.closed.emit()
        super().closeEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.stage)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame
        if frame is not None:
            zoom = self.zoom()
            painter.save()
            painter.scale(zoom, zoom)
            self._paint_parts(painter, frame, self.width() / zoom, self.height() / zoom)
            painter.restore()
        if self._pointer is not None:
            self._paint_pointer(painter, self._pointer)

    def _paint_parts(self, painter: QPainter, frame: Frame, width: float, height: float) -> None:
        theme, numbers = self._theme, self._numbers.at_most(DECIMALS)
        room = QRectF(_MARGIN, 0, width - 2 * _MARGIN, height)
        self._paint_title(painter, QRectF(room.left(), 4, room.width(), _TITLE), frame)
        top, bottom = 4 + _TITLE, height - _GAP
        if Shows.EQUATION in self._shows:
            share = _EQUATION_SHARE if Shows.PICTURE in self._shows else 1.0
            high = (bottom - top) * share
            rect = QRectF(room.left(), bottom - high + _GAP, room.width(), high - _GAP)
            paint_equation(painter, rect, frame, theme, numbers, self._selection, 1.0)
            bottom -= high
            if Shows.PICTURE in self._shows:
                painter.fillRect(QRectF(room.left(), bottom, room.width(), 0.6), theme.hair)
        if Shows.PICTURE in self._shows:
            rect = QRectF(0, top, width, bottom - top - 2)
            paint_topology(painter, rect, frame, theme, numbers, self._selection)

    def _paint_title(self, painter: QPainter, rect: QRectF, frame: Frame) -> None:
        words = happened(frame, self._numbers)
        painter.fillRect(
            QRectF(rect.left(), rect.center().y() - 8, _BAR, 16), self._theme.color(accent(frame))
        )
        bold, plain = ui_font(_TITLE_PX, QFont.Weight.DemiBold), ui_font(_TITLE_PX)
        left = rect.adjusted(_BAR + 8, 0, 0, 0)
        painter.setPen(self._theme.ink)
        painter.setFont(bold)
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, words.title)
        used = QFontMetricsF(bold).horizontalAdvance(words.title) + 6
        rest = left.adjusted(used, 0, 0, 0)
        text = QFontMetricsF(plain).elidedText(
            words.text, Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.setFont(plain)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_pointer(self, painter: QPainter, at: QPointF) -> None:
        """A ring that can be seen from the last row, on either ground."""
        glow = QColor(self._theme.warn)
        glow.setAlphaF(0.22)
        painter.setBrush(glow)
        painter.setPen(QPen(self._theme.warn, 4))
        painter.drawEllipse(at, _POINTER, _POINTER)
