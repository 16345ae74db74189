"""The middle of the window: notices, the phases of the update, the topology, and what has just
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.topology import TopologyPanel
from gui.phase_strip import PhaseStrip
from gui.phase_text import Happened, accent, happened
from gui.theme import Theme, ui_font
from gui.widgets.notice_bar import Kind, NoticeBar

_LINE_HEIGHT = 46
_MARGIN = 20
_BAR = 4
MOST_NOTICES = 2


class Answer(NamedTuple):
    """A way out that a notice offers."""

    text: str
    act: Callable[[], object]


class HappenedLine(QWidget):
    """One line of text under the topology, with a bar in the phase's hue."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = NumberFormat()
        self._words = Happened("", "")
        self._accent = "ink"
        self.setFixedHeight(_LINE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_frame(self, frame: Frame) -> None:
        """Say what led to this Frame."""
        words, token = happened(frame, self._numbers), accent(frame)
        if (words, token) != (self._words, self._accent):
            self._words, self._accent = words, token
            self.setAccessibleName(f"{words.title} {words.text}")
            self.setToolTip(f"{words.title} {words.text}")
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from the next Frame on."""
        self._numbers = numbers

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.stage)
        painter.fillRect(QRectF(_MARGIN, 0, self.width() - 2 * _MARGIN, 1), self._theme.hair)
        middle = QRectF(_MARGIN, 15, _BAR, 18)
        painter.fillRect(middle, self._theme.color(self._accent))
        title_font, text_font = ui_font(15, QFont.Weight.DemiBold), ui_font(15)
        area = QRectF(_MARGIN + 12, 0, self.width() - 2 * _MARGIN - 12, _LINE_HEIGHT + 2)
        left = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.ink)
        painter.setFont(title_font)
        painter.drawText(area, left, self._words.title)
        area.setLeft(
            area.left() + QFontMetricsF(title_font).horizontalAdvance(self._words.title) + 8
        )
        metrics = QFontMetricsF(text_font)
        painter.setFont(text_font)
        text = metrics.elidedText(self._words.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, left, text)


class Stage(QWidget):
    """The central widget; everything on it lies on the stage colour."""

    def __init__(
        self, topology: TopologyPanel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.strip = PhaseStrip(theme)
        self.line = HappenedLine(theme)
        self._notices: list[NoticeBar] = []
        self._notice_box = QVBoxLayout()
        self._notice_box.setContentsMargins(0, 0, 0, 0)
        self._notice_box.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addLayout(self._notice_box)
        column.addWidget(topology, 1)
        column.addWidget(self.line)

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        for part in (self.strip, self.line, *self._notices):
            part.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from the next Frame on."""
        self.strip.set_numbers(numbers)
        self.line.set_numbers(numbers)

    def notify(
        self, kind: Kind, title: str, text: str = "", answers: Sequence[Answer] = ()
    ) -> None:
        """Show a notice over the topology until it is answered or closed; the oldest makes room."""
        self.withdraw(title)
        notice = NoticeBar(self._theme, kind, title, text, [answer.text for answer in answers])

        def answered(number: int) -> None:
            self._remove(notice)
            answers[number].act()

        notice.answered.connect(answered)
        notice.closed.connect(lambda: self._remove(notice))
        self._notices.append(notice)
        self._notice_box.addWidget(notice)
        self._frame_notices()
        while len(self._notices) > MOST_NOTICES:
            self._remove(self._notices[0])

    def withdraw(self, title: str) -> None:
        """Remove the notice of that title, if it is there."""
        for notice in [notice for notice in self._notices if notice.title() == title]:
            self._remove(notice)

    def withdraw_all(self) -> None:
        """Remove every notice: another session is open."""
        for notice in list(self._notices):
            self._remove(notice)

    def notices(self) -> list[NoticeBar]:
        """The notices in sight, oldest first."""
        return list(self._notices)

    def _remove(self, notice: NoticeBar) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._notice_box.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
            self._frame_notices()

    def _frame_notices(self) -> None:
        margin = 16 if self._notices else 0
        self._notice_box.setContentsMargins(margin, margin // 2, margin, 0)
