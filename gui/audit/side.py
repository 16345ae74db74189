"""What stands beside the table: the slips, and both loss curves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.audit import Audit, Comparison
from gui.audit import words
from gui.audit.plot import CurvesPlot
from gui.audit.slips import SlipList
from gui.audit.words import tr
from gui.numbers import NumberFormat
from gui.theme import Theme, ui_font

_WIDTH = 360
_HEIGHT = 220
_ANY = 16_777_215  # Qt's own limit of a size


class AuditSide(QWidget):
    """Slips over curves where it stands at the right, side by side where it stands below.

    ``order_wanted``: to compare the order of updates, which is the article's fourth slip.
    """

    order_wanted = Signal()

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slips = SlipList(theme)
        self.plot = CurvesPlot(theme, numbers)
        self.order_button = QPushButton(tr("Compare the order of updates"))
        self.order_button.setAutoDefault(False)
        self.order_button.clicked.connect(self.order_wanted)
        self._order = self._order_note()
        self.slips.add_last(self._order)
        self._slips_title, self._progress = _quiet(""), _quiet("")
        self._slips_title.setProperty("tone", "ink")
        self._slips_title.setFont(ui_font(13, QFont.Weight.DemiBold))
        curves_title = QLabel(tr("Training loss"))
        curves_title.setFont(self._slips_title.font())
        upper, lower = QVBoxLayout(), QVBoxLayout()
        upper.addLayout(_heading(self._slips_title))
        upper.addWidget(self.slips, 1)
        lower.addLayout(_heading(curves_title, self._progress))
        lower.addWidget(self.plot, 1)
        lower.setContentsMargins(0, 0, 0, 12)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        for part, share in ((upper, 3), (lower, 2)):
            part.setSpacing(0)
            self._halves.addLayout(part, share)
        self._halves.setSpacing(0)

    def show_audit(self, audit: Audit, updates: int) -> None:
        """The slips of another audit, and an empty plot."""
        printed = audit.comparison is Comparison.RULE
        self._slips_title.setText(tr("What is wrong") if printed else tr("What differs"))
        self._order.setVisible(printed)
        self.slips.show_slips(audit.slips, audit.reference)
        self.plot.begin(words.variants(audit.comparison), updates)

    def show_progress(self, text: str) -> None:
        """How far the curves are."""
        self._progress.setText(text)

    def stand(self, *, right: bool) -> None:
        """Take the shape for a place at the right of the table, or under it."""
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.TopToBottom if right else directions.LeftToRight)
        self.setMinimumWidth(_WIDTH if right else 0)
        self.setMaximumSize(_WIDTH if right else _ANY, _ANY if right else _HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.slips.set_theme(theme)
        self.plot.set_theme(theme)

    def _order_note(self) -> QWidget:
        note = QWidget()
        text = _quiet(
            tr("The article also updates each layer before it computes the δ of the layer below.")
        )
        text.setWordWrap(True)
        column = QVBoxLayout(note)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(text)
        column.addWidget(self.order_button, 0, Qt.AlignmentFlag.AlignLeft)
        return note


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", "ink2")
    return label


def _heading(*labels: QLabel) -> QHBoxLayout:
    """A heading, and quiet words at its right."""
    line = QHBoxLayout()
    line.setContentsMargins(16, 10, 16, 4)
    for number, label in enumerate(labels):
        if number:
            line.addStretch(1)
        line.addWidget(label)
    return line
