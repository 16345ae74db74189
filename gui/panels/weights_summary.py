"""The gradient check in one line, for the heading of the dock or the foot of the table."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui import icons
from gui.letters import drop, font
from gui.panels.weights_check import MARKS, Tally
from gui.theme import Theme

HEIGHT = 28
_TEXT, _ICON, _GAP, _MARGIN = 13, 14, 6, 6
_END = 16  # px: from a heading's last letter to the edge of the dock
_HOVER = 0.06


class CheckSummary(QAbstractButton):
    """A mark and a few words. Where gradients disagree it is a button that leads to the next of
    them. ``stands`` tells whether it has become visible or was taken away.
    """

    stands = Signal(bool)

    def __init__(self, theme: Theme, right: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._right = right
        self._end = _END if right else _MARGIN
        self._tally = Tally(0, 0, (), 0)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_tally(self, tally: Tally, words: str, about: str) -> None:
        """Say this about what was counted."""
        self.setToolTip(about if words else "")
        if (tally, words) == (self._tally, self.text()):
            return
        self._tally = tally
        leads = bool(tally.disagree)
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if leads else Qt.FocusPolicy.NoFocus)
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if leads else arrow)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._wanted()) + _MARGIN + self._end, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(self._wanted(), float(self.width() - _MARGIN - self._end))
        x = self.width() - self._end - width if self._right else float(_MARGIN)
        if self._tally.disagree and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.tint("ink", _HOVER, self._theme.chrome))
            ground = QRectF(x - _MARGIN, 1, width + 2 * _MARGIN, self.height() - 2)
            painter.drawRoundedRect(ground, 4, 4)
        self._paint_line(painter, x, width)

    def _paint_line(self, painter: QPainter, x: float, width: float) -> None:
        mark = self._tally.verdict
        middle, end = self.height() / 2, x + width
        if mark is not None:
            name, token = MARKS[mark]
            place = QRectF(x, middle - _ICON / 2, _ICON, _ICON)
            icons.paint(painter, name, self._theme.color(token), place)
            x += _ICON + _GAP
        if self._tally.disagree:
            end -= _ICON
            place = QRectF(end, middle - _ICON / 2, _ICON, _ICON)
            icons.paint(painter, "chevron-right", self._theme.ink2, place)
        painter.setFont(font(_TEXT))
        painter.setPen(self._theme.ink2 if self._tally.checked else self._theme.ink3)
        metrics = QFontMetricsF(font(_TEXT))
        # A pixel to spare, or rounding would cut the last letter off.
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, end - x + 1)
        painter.drawText(round(x), round(middle + drop(_TEXT)), words)

    def _wanted(self) -> float:
        wanted = QFontMetricsF(font(_TEXT)).horizontalAdvance(self.text())
        wanted += _ICON + _GAP if self._tally.verdict is not None else 0
        return wanted + (_ICON + 2 if self._tally.disagree else 0)

    def keyPressEvent(self, e: QKeyEvent) -> None:
        """Enter presses it; the space bar is the window's."""
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            e.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.stands.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.stands.emit(False)
