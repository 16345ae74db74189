"""The mode for the projector: full screen, large letters, strong contrast, keys for a clicker."""

from __future__ import annotations

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

from gui.figures.panel_painters import Content, paint_panel
from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.equations_layout import SIZES, Look
from gui.panels.equations_paint import paint_equation
from gui.panels.topology_paint import paint_topology
from gui.phase_text import accent, happened
from gui.theme import DARK, PRINT, STAGE_MARGIN, ui_font

BASE_HEIGHT = 394.0  # px of a window whose smallest letters (11 px) are 20 px high on 720
LEAST_ZOOM = 1.0
DECIMALS = 3
_MARGIN, _TITLE, _GAP = float(STAGE_MARGIN), 28.0, 6.0
_NAMES = 18  # px of names, whose scripts are then as high as the smallest letters
_LOOK = Look(tuple(size for size in SIZES if size >= _NAMES - 1), closing=_NAMES)
_WEIGHTS_SHARE = 0.38  # of the width, beside other parts
_TITLE_PX = 15
_BAR = 4.0
_POINTER = 44.0  # px of the highlight's radius on the screen
_POINTER_SECONDS = 3.0


class Shows(Flag):
    """Which parts of the window are shown."""

    PICTURE = auto()
    EQUATION = auto()
    LOSS = auto()
    WEIGHTS = auto()


_BELOW = Shows.EQUATION | Shows.LOSS
# How the height is shared among those that stand under each other.
_SHARES = {Shows.PICTURE: 0.692, Shows.EQUATION: 0.308, Shows.LOSS: 0.308}


STRONG = PRINT._replace(tint_strength=2.0)
STRONG_DARK = DARK._replace(tint_strength=2.0)


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
        """Page Down and Page Up step; Escape and F11 leave; N, E, L, W and D change what is
        shown."""
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
            case Qt.Key.Key_L:
                self._toggle(Shows.LOSS)
            case Qt.Key.Key_W:
                self._toggle(Shows.WEIGHTS)
            case Qt.Key.Key_D:
                self._theme = STRONG_DARK if self._theme is STRONG else STRONG
                self.update()
            case _:
                super().keyPressEvent(event)

    def _toggle(self, part: Shows) -> None:
        left = self._shows ^ part
        if part in left and part in _BELOW:
            left &= ~(_BELOW ^ part)  # three under each other would need small letters
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
        numbers = self._numbers.at_most(DECIMALS)
        self._paint_title(painter, QRectF(_MARGIN, 4, width - 2 * _MARGIN, _TITLE), frame)
        body = QRectF(0, 4 + _TITLE, width, height - _GAP - 4 - _TITLE)
        content = Content(frame, self._theme, numbers)
        rows = [part for part in _SHARES if part in self._shows]
        if Shows.WEIGHTS in self._shows:
            wide = body.width() * (_WEIGHTS_SHARE if rows else 1.0)
            rect = body.adjusted(body.width() - wide + _GAP, _GAP, -_MARGIN, 0)
            paint_panel("weights", painter, rect, content)
            body.setWidth(body.width() - wide)
        whole = sum(_SHARES[part] for part in rows)
        y = body.top()
        for part in rows:
            high = body.height() * _SHARES[part] / whole
            if y > body.top():
                line = QRectF(_MARGIN, y, body.width() - 2 * _MARGIN, 0.6)
                painter.fillRect(line, self._theme.hair)
            self._paint_part(painter, part, QRectF(body.left(), y, body.width(), high), content)
            y += high

    def _paint_part(self, painter: QPainter, part: Shows, rect: QRectF, content: Content) -> None:
        inside = rect.adjusted(_MARGIN, _GAP, -_MARGIN, 0)
        frame, theme, numbers = content
        if part is Shows.PICTURE:
            area = rect.adjusted(0, 0, 0, -2)
            paint_topology(painter, area, frame, theme, numbers, self._selection, names=_NAMES)
        elif part is Shows.EQUATION:
            paint_equation(painter, inside, frame, theme, numbers, self._selection, _LOOK)
        else:
            paint_panel("loss", painter, inside, content)

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
