"""The line over the plot: its title, what dots and lines mean, and two buttons."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.theme import STAGE_MARGIN, Theme, ui_font
from gui.widgets.tool_tip import spoken, tool_tip

HEIGHT = 32
_GAP, _SWATCH = 18, 16


class Entry(NamedTuple):
    """One thing of the legend: how it looks ("dots", "band", "line", "dotted", "future"), and its
    name, in full and in short.
    """

    look: str
    text: str
    short: str


class Note(NamedTuple):
    """What stands in the place of the legend: a text, a shorter one where there is no room, a
    token; ``quiet`` for what the pointer reads.
    """

    text: str
    short: str
    hue: str
    quiet: bool = False


class LossHeader(QWidget):
    """Title, legend, and the buttons Log and Fit. Shows entries that have room, in short if need
    be.
    """

    log_toggled = Signal(bool)
    fit_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        self._note: Note | None = None
        self._titled = True
        self.setProperty("ground", "stage")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.log_button = self._button(self.tr("Log"))
        self.log_button.setCheckable(True)
        self.log_button.setToolTip(tool_tip(self.tr("Logarithmic scale"), "Ctrl+G"))
        self.log_button.setAccessibleName(self.tr("Logarithmic scale"))
        self.log_button.clicked.connect(self.log_toggled)
        self.fit_button = self._button(self.tr("Fit"))
        self.fit_button.setToolTip(tool_tip(self.tr("Show the whole curve"), "Ctrl+0"))
        self.fit_button.setAccessibleName(self.tr("Show the whole curve"))
        for button in (self.log_button, self.fit_button):
            button.setAccessibleDescription(spoken(button.toolTip()))
        self.fit_button.clicked.connect(self.fit_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(STAGE_MARGIN, 3, STAGE_MARGIN, 3)
        line.setSpacing(4)
        line.addStretch(1)
        line.addWidget(self.log_button)
        line.addWidget(self.fit_button)
        line.addSpacing(round(self._width(ui_font(12), self._axis_name())) + 12)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("small", True)
        button.setFont(ui_font(12))
        return button

    def show_legend(self, entries: tuple[Entry, ...]) -> None:
        """Name these."""
        if entries != self._entries:
            self._entries = entries
            self.update()

    def show_note(self, note: Note | None) -> None:
        """Say this instead of the legend; None for the legend."""
        if note != self._note:
            self._note = note
            self.update()

    def set_titled(self, titled: bool) -> None:
        """Whether the title stands here, or already in the heading of a dock."""
        if titled != self._titled:
            self._titled = titled
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(STAGE_MARGIN, 0, self.width() - 2 * STAGE_MARGIN, self.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(ui_font(12))
        painter.setPen(self._theme.ink2)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, self._axis_name())
        x = area.left()
        if self._titled:
            font = ui_font(13, QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(self._theme.ink)
            painter.drawText(area, middle, self.tr("Loss"))
            x += self._width(font, self.tr("Loss")) + _GAP
        room = self.log_button.x() - _GAP / 2 - x
        if self._note is None:
            self._paint_legend(painter, x, room)
        else:
            self._paint_note(painter, QRectF(x, 0, room, self.height()), self._note)

    def _paint_note(self, painter: QPainter, area: QRectF, note: Note) -> None:
        font = ui_font(12 if note.quiet else 13)
        font.setWeight(QFont.Weight.Normal if note.quiet else QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        text = note.text if metrics.horizontalAdvance(note.text) <= area.width() else note.short
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.setFont(font)
        painter.setPen(self._theme.color(note.hue))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_legend(self, painter: QPainter, x: float, room: float) -> None:
        font = ui_font(12)
        painter.setFont(font)
        for entry, text in _that_fit(self._entries, room, font):
            self._paint_swatch(painter, QRectF(x, 0, _SWATCH, self.height()), entry.look)
            left = x + (_SWATCH if entry.look != "dots" else 10) + 6
            width = self._width(font, text)
            painter.setPen(self._theme.ink2)
            area = QRectF(left, 0, width + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            x = left + width + _GAP

    def _paint_swatch(self, painter: QPainter, area: QRectF, look: str) -> None:
        theme, y = self._theme, area.center().y()
        start, end = QPointF(area.left(), y), QPointF(area.right(), y)
        if look == "dots":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink2)
            painter.drawEllipse(QPointF(area.left() + 5, y), 1.6, 1.6)
        elif look == "band":
            left, width, middle = area.left(), area.width(), round(y)
            painter.fillRect(QRectF(left, middle - 4, width, 9), theme.tint("ink3", 0.3))
            painter.fillRect(QRectF(left, middle, width, 1), theme.tint("ink3", 0.75))
        else:
            pen = QPen(theme.fut if look == "future" else theme.ink, 1.5)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if look == "dotted":
                pen.setDashPattern([1.2, 1.5])
            painter.setPen(pen)
            painter.drawLine(start, end)

    def _axis_name(self) -> str:
        return self.tr("update")

    @staticmethod
    def _width(font: QFont, text: str) -> float:
        return QFontMetricsF(font).horizontalAdvance(text)


def _that_fit(entries: tuple[Entry, ...], room: float, font: QFont) -> list[tuple[Entry, str]]:
    """The entries with their full names, else with short ones, else as many of these as fit."""
    metrics = QFontMetricsF(font)

    def width(shown: list[tuple[Entry, str]]) -> float:
        return sum(_SWATCH + 6 + metrics.horizontalAdvance(text) + _GAP for _, text in shown)

    full = [(entry, entry.text) for entry in entries]
    if width(full) <= room:
        return full
    short = [(entry, entry.short) for entry in entries]
    while short and width(short) > room:
        short.pop()
    return short
