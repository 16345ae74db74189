"""The selected parameter in full: its name, where it stands, and every digit of its numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.frame import Frame, Selection
from gui.math_boxes import row
from gui.math_view import MathLabel
from gui.numbers import NumberFormat
from gui.panels.weights_columns import COLUMNS, weight
from gui.panels.weights_rows import Rows, is_parameter
from gui.panels.weights_words import place, typeset
from gui.theme import Theme


class WeightsCard(QWidget):
    """One parameter with all its digits, which can be selected and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._named: tuple[Selection, bool] | None = None
        rule = QFrame()
        rule.setProperty("line", True)
        self._empty = QLabel(self.tr("Select a weight to see it in full."))
        self._empty.setProperty("tone", "ink3")
        self._name = MathLabel(theme, row(), 16)
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._values = [QLabel() for _ in COLUMNS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for line, (column, value) in enumerate(zip(COLUMNS, self._values, strict=True)):
            words = QLabel(column.words())
            words.setProperty("tone", "ink2")
            words.setMinimumWidth(72)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(column.words())
            grid.addWidget(words, line, 0)
            grid.addWidget(value, line, 1)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self._name)
        title.addWidget(self._place, 1)
        self._body = QWidget()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(title)
        inside.addLayout(grid)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(16, 0, 16, 8)
        column_layout.setSpacing(10)
        column_layout.addWidget(rule)
        column_layout.addWidget(self._empty)
        column_layout.addWidget(self._body)
        self._show()

    def show_frame(self, frame: Frame) -> None:
        """Show this Frame's numbers."""
        self._frame = frame
        self._show()

    def show_selection(self, selection: Selection | None) -> None:
        """Show another parameter, or none."""
        self._selection = selection
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Draw the name in these colours."""
        self._name.set_theme(theme)

    def _show(self) -> None:
        frame, what = self._frame, self._selection
        if frame is None or what is None or not is_parameter(what):
            self._turn(False)
            return
        if not Rows(frame.experiment.shape).has(what):
            self._turn(False)
            return
        self._turn(True)
        negative = what.source is not None and weight(frame, what) < 0
        if self._named != (what, negative):
            self._named = (what, negative)
            color = "ink" if what.source is None else "neg" if negative else "pos"
            self._name.set_box(typeset(what, color, what.layer))
            self._place.setText(place(what))
        numbers = NumberFormat()
        for column, label in zip(COLUMNS, self._values, strict=True):
            label.setText(numbers.full(column.value(frame, what)))

    def _turn(self, full: bool) -> None:
        self._body.setVisible(full)
        self._empty.setVisible(not full)
