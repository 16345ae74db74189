"""The middle of the window: notices, the phases of the update, the topology, and what has just
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.equations import EquationsPanel
from gui.panels.topology import TopologyPanel
from gui.phase_strip import PhaseStrip
from gui.phase_text import Happened, accent, happened
from gui.theme import STAGE_MARGIN, Theme, ui_font
from gui.widgets.notice_bar import Kind, NoticeBar

_LINE_HEIGHT = 42
_LEAST_BELOW, _MOST_BELOW = 156, 300  # px for line and equation
_SHARE = 0.3  # of the stage
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
        middle = QRectF(STAGE_MARGIN, 13, _BAR, 18)
        painter.fillRect(middle, self._theme.color(self._accent))
        title_font, text_font = ui_font(15, QFont.Weight.DemiBold), ui_font(15)
        area = QRectF(STAGE_MARGIN + 12, 0, self.width() - 2 * STAGE_MARGIN - 12, _LINE_HEIGHT + 2)
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
        self,
        topology: TopologyPanel,
        equations: EquationsPanel,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._dragged = False
        self.equations = equations
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
        column.addWidget(self._split(topology, equations), 1)

    def _split(self, topology: TopologyPanel, equations: EquationsPanel) -> QSplitter:
        """The picture over the line and the equation; the border between them can be dragged."""
        below = QWidget()
        below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.line)
        lines.addWidget(equations, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(topology)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(self._on_dragged)
        return self.splitter

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give line and equation their share, unless somebody has dragged the border."""
        super().resizeEvent(event)
        if not self._dragged:
            self.share()

    def share(self) -> None:
        """Divide the height between the picture and the equation."""
        self._dragged = False
        height = self.splitter.height()
        below = max(_LEAST_BELOW, min(_MOST_BELOW, round(_SHARE * self.height())))
        if self.equations.isHidden():
            below = _LINE_HEIGHT
        self.splitter.setSizes([height - below, below])

    def _on_dragged(self) -> None:
        self._dragged = True

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
        margin = STAGE_MARGIN if self._notices else 0
        self._notice_box.setContentsMargins(margin, margin // 2, margin, 0)
