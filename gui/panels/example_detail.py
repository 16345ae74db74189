"""One printed number in full: what it is, both values with all their digits, and the reason of its
mark.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.comparison import Comparison, Row
from engine.examples import Conventions, decimals
from gui import icons
from gui.numbers import NumberFormat
from gui.panels.example_words import meaning, own_text, printed_text, reason, row_name, verdict
from gui.panels.form import MARGIN
from gui.theme import Theme
from gui.widgets.quiet_scroll_area import QuietScrollArea

HEIGHT, LOW = 222, 164
_LABEL = 64
_ICON = 14


class ExampleDetail(QWidget):
    """Of one height for all rows, so that nothing moves when another one is chosen.

    ``answered`` gives the Conventions of the button that is pressed.
    """

    answered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._agrees: bool | None = None
        self._answer: Conventions | None = None
        self.name, self.meaning = _words("ink", strong=True), _words("ink2", caption=True)
        self.printed, self.ours = _digits(self.tr("source")), _digits(self.tr("Backstep"))
        self.reason = _words("ink2")
        self.button = QPushButton()
        self.button.clicked.connect(lambda: self.answered.emit(self._answer))
        self._icon = QLabel()
        self._heads = (QLabel(self.tr("source")), QLabel(self.tr("Backstep")))
        inside = QWidget()
        self._lay_out(inside)
        area = QuietScrollArea(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setFixedHeight(HEIGHT)
        self.show_nothing("")

    def show_row(self, row: Row, comparison: Comparison, numbers: NumberFormat) -> None:
        """Show a row."""
        published = row.published
        batch = comparison.example.experiment.hyperparameters.batch_size > 1
        self.name.setText(row_name(row))
        self.meaning.setText("" if published is None else meaning(published, batch))
        self.meaning.setVisible(published is not None)
        self.printed.setText(printed_text(row))
        self.printed.setCursorPosition(0)
        ours = own_text(row, numbers) if published is None else numbers.full(row.value)
        self.ours.setText(ours)
        self.ours.setCursorPosition(0)
        self._heads[1].setText(self.tr("right") if published is None else self.tr("Backstep"))
        for part in (self.name, self._heads[1], self.ours):
            part.show()
        # Decimals stand in the table whole; what may be cut there stands here again.
        cut = published is None or decimals(published.printed) is None
        self._heads[0].setVisible(cut)
        self.printed.setVisible(cut)
        why = reason(row, comparison)
        self.reason.setText(why.text)
        self.reason.setAccessibleName(f"{verdict(row)}. {why.text}")
        self._answer = why.answer
        self.button.setText(why.button)
        self.button.setVisible(why.answer is not None)
        self._agrees = row.agrees
        self.set_theme(self._theme)

    def show_nothing(self, words: str) -> None:
        """Show a quiet sentence in the place of a row."""
        for part in (self.name, self.meaning, *self._heads, self.printed, self.ours, self.button):
            part.hide()
        self.reason.setText(words)
        self.reason.setAccessibleName(words)
        self._answer = self._agrees = None
        self._icon.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self._icon.setVisible(self._agrees is not None)
        if self._agrees is not None:
            name, color = ("check", theme.ink) if self._agrees else ("x", theme.err)
            self._icon.setPixmap(icons.pixmap(name, color, _ICON, self.devicePixelRatioF()))

    def _lay_out(self, inside: QWidget) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for line, (head, value) in enumerate(
            zip(self._heads, (self.printed, self.ours), strict=True)
        ):
            head.setProperty("tone", "ink2")
            grid.addWidget(head, line, 0)
            grid.addWidget(value, line, 1)
        why = QHBoxLayout()
        why.setContentsMargins(0, 0, 0, 0)
        why.setSpacing(6)
        why.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self.reason, 1)
        answer = QHBoxLayout()
        answer.setContentsMargins(3, 8, 3, 3)  # room for the focus ring
        answer.addWidget(self.button)
        answer.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 8, MARGIN, 8)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.meaning)
        column.addLayout(grid)
        column.addLayout(why)
        column.addLayout(answer)
        column.addStretch(1)


def _digits(name: str) -> QLineEdit:
    """A line of digits to be selected and copied; what is too long for it can be scrolled."""
    line = QLineEdit()
    line.setReadOnly(True)
    line.setFrame(False)
    line.setProperty("plain", True)
    line.setFixedHeight(20)
    line.setAccessibleName(name)
    return line


def _words(tone: str, *, strong: bool = False, caption: bool = False) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("tone", tone)
    label.setProperty("strong", strong)
    if caption:
        label.setProperty("size", "caption")
    return label
