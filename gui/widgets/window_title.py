"""The session's title in the menu bar: in the middle, or at the end where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenuBar, QWidget

from gui.theme import Theme, ui_font
from gui.widgets.tool_tip import escaped

_GAP, _MARGIN = 8, 16
_ROOM = 160  # px between the menus and a title in the middle; with less it stands at the end
_LAYS_OUT = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show})


class WindowTitle(QWidget):
    """A title, cut with dots where it is too long, and whether it was ``edited``; room for that
    word is always kept, so that the title stays where it is.
    """

    def __init__(self, bar: QMenuBar, theme: Theme) -> None:
        super().__init__(bar)
        self._bar, self._theme = bar, theme
        self._title, self._edited = "", False
        self._title_font = ui_font(13, QFont.Weight.DemiBold)
        self._word_font = ui_font(13)
        bar.installEventFilter(self)

    def show_title(self, title: str, *, edited: bool, theme: Theme) -> None:
        """Show this from now on."""
        self._title, self._edited, self._theme = title, edited, theme
        self.setAccessibleName(self._spoken())
        self._place()
        self.update()

    def text(self) -> str:
        """What stands there, dots included."""
        room = self.width() - _GAP - self._word_width()
        metrics = QFontMetrics(self._title_font)
        return metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LAYS_OUT:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.text()
        painter.setFont(self._title_font)
        painter.setPen(self._theme.ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        if self._edited:
            left = QFontMetrics(self._title_font).horizontalAdvance(text) + _GAP
            painter.setFont(self._word_font)
            painter.setPen(self._theme.ink3)
            area = self.rect().adjusted(left, 0, 0, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._word())

    def _place(self) -> None:
        bar = self._bar
        menus = max((bar.actionGeometry(a).right() for a in bar.actions()), default=0)
        title = QFontMetrics(self._title_font).horizontalAdvance(self._title)
        wanted = title + _GAP + self._word_width() + 2
        width = max(0, min(wanted, bar.width() - menus - 2 * _MARGIN))
        left = (bar.width() - width) // 2
        if left < menus + _ROOM:
            left = bar.width() - width - _MARGIN
        self.setGeometry(QRect(left, 0, width, bar.height() - 1))
        cut = width < wanted
        self.setToolTip(f"<p>{escaped(self._title)}</p>" if cut else "")

    def _spoken(self) -> str:
        return f"{self._title}, {self._word()}" if self._edited else self._title

    def _word(self) -> str:
        return self.tr("edited")

    def _word_width(self) -> int:
        return QFontMetrics(self._word_font).horizontalAdvance(self._word())
