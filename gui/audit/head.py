"""What stands over the table: the switch, how long to train, and what came out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.audit import Comparison
from gui import icons
from gui.audit.words import Summary, tr, variants
from gui.numbers import NumberFormat
from gui.theme import Theme, ui_font
from gui.widgets.segmented_control import SegmentedControl

UPDATES = (200, 2_000, 20_000)
_ICON = 20


class AuditBar(QWidget):
    """The choice of what is compared, and of how many updates the curves have; ``chosen`` comes
    with either.
    """

    chosen = Signal()

    def __init__(self, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = {c.value: " / ".join(variants(c)) for c in Comparison}
        titles = {key: text[0].upper() + text[1:] for key, text in titles.items()}
        self.comparisons = SegmentedControl(titles, tr("Compare"))
        self.lengths = SegmentedControl({str(n): numbers.count(n) for n in UPDATES}, tr("Updates"))
        self.lengths.set_current(str(UPDATES[1]))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(8)
        for words, control in (
            (tr("Compare"), self.comparisons),
            (tr("Updates"), self.lengths),
        ):
            label = QLabel(words)
            label.setProperty("tone", "ink2")
            line.addWidget(label)
            line.addWidget(control)
            control.chosen.connect(lambda _key: self.chosen.emit())
            if control is self.comparisons:
                line.addStretch(1)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the counts in another way."""
        for updates in UPDATES:
            self.lengths.set_text(str(updates), numbers.count(updates))

    def comparison(self) -> Comparison:
        """What is compared."""
        return Comparison(self.comparisons.current())

    def updates(self) -> int:
        """How long to train."""
        return int(self.lengths.current())


class SummaryLine(QWidget):
    """The verdict with its icon, and a sentence under it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Summary | None = None
        self._icon, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._title.setFont(ui_font(15, QFont.Weight.DemiBold))
        self._text.setProperty("tone", "ink2")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 14, 16, 8)
        line.setSpacing(10)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        line.addLayout(column, 1)

    def show_wait(self, count: int) -> None:
        """Say that so many gradients are being checked."""
        self._shown = None
        self._set(tr("Checking {n} gradients…").format(n=count), "")

    def show_summary(self, summary: Summary) -> None:
        """Say what came out."""
        self._shown = summary
        self._set(summary.title, summary.text)

    def title(self) -> str:
        """The verdict in sight."""
        return self._title.text()

    def text(self) -> str:
        """The sentences under it."""
        return self._text.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self._tint()

    def _set(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title} {text}")
        self._tint()

    def _tint(self) -> None:
        if self._shown is None:
            name, color = "ellipsis", self._theme.ink3
        elif self._shown.wrong:
            name, color = "circle-alert", self._theme.err
        else:
            name, color = "check", self._theme.ink
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(name, color, _ICON, ratio))
