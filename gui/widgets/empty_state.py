"""What stands where nothing is yet: what belongs here and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import icons
from gui.theme import Theme
from gui.widgets.labels import hide_empty

_ICON = 36
_GAP = 4


class Way(NamedTuple):
    """A button of an empty place: its words and its icon ("" for none)."""

    text: str
    icon: str = ""


class EmptyState(QWidget):
    """An icon, a title, a sentence and the buttons that lead on; the first one is filled.

    ``taken`` gives the number of the button.
    """

    taken = Signal(int)

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str = "",
        ways: Sequence[Way] = (),
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._ways = tuple(ways)
        self._icon = _centred("")
        heading = _centred(title)
        font = heading.font()
        font.setPixelSize(19)
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        sentence = _centred(text, "ink2")
        hint = _centred(note, "ink2")
        hide_empty(sentence, hint)
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self.taken)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addStretch(1)
        for number, way in enumerate(self._ways):
            button = QPushButton(way.text)
            button.setProperty("primary", number == 0)
            button.setProperty("large", True)
            button.setIconSize(QSize(16 + _GAP, 16))
            self._buttons.addButton(button, number)
            line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(1)
        for part, gap in ((self._icon, 16), (heading, 8), (sentence, 20)):
            column.addWidget(part)
            column.addSpacing(gap)
        column.addLayout(line)
        column.addSpacing(16)
        column.addWidget(hint)
        column.addStretch(1)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, theme.ink3, _ICON, ratio))
        for number, way in enumerate(self._ways):
            if way.icon:
                color = "stage" if number == 0 else "ink"
                self._buttons.button(number).setIcon(icons.icon(way.icon, theme, 16, color, _GAP))


def _centred(text: str, tone: str = "") -> QLabel:
    label = QLabel(text)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(bool(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        label.setProperty("tone", tone)
    return label
