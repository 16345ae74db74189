"""The slips beside the table: a card each, of which one can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.audit_slips import Slip
from engine.experiment import Experiment
from gui.audit import words
from gui.audit.delegate import BADGE, paint_badge
from gui.theme import TINT_SELECTED_ROW, Theme, ui_font

_BAR = 3
_LEFT, _TOP = 16, 10


class SlipCard(QAbstractButton):
    """One slip: its number, a title, its sentence, and what it touches. Checked while chosen."""

    def __init__(
        self,
        theme: Theme,
        number: int,
        slip: Slip,
        experiment: Experiment,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.slip = slip
        self._number = number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        title, explanation = words.title(slip), words.explanation(slip)
        self.touches = words.touched(slip, experiment)
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.setToolTip(words.tr("Mark what it touches in the table"))
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT + BADGE + 10, _TOP, 16, _TOP)
        column.setSpacing(3)
        column.addWidget(_label(title, strong=True))
        column.addWidget(_label(explanation, tone="ink2"))
        column.addWidget(_label(self.touches, tone="ink3", px=12))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """As large as the words need."""
        layout = self.layout()
        return QSize() if layout is None else layout.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The badge; a bar and a tint while chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect = self.theme, QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(rect, theme.tint("ink", TINT_SELECTED_ROW, theme.chrome))
            painter.fillRect(QRectF(0, 0, _BAR, rect.height()), theme.ink)
        elif self.underMouse():
            painter.fillRect(rect, theme.tint("ink", TINT_SELECTED_ROW / 2, theme.chrome))
        paint_badge(painter, QRectF(_LEFT, _TOP - 1, BADGE, BADGE), self._number, theme)


class SlipList(QScrollArea):
    """All slips of an audit; ``chosen`` gives the Slip, or None when none is chosen any more."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.cards: list[SlipCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(4, 4, 4, 4)  # room for the focus ring
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.setWidget(inner)

    def add_last(self, widget: QWidget) -> None:
        """Let something stand after all slips."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def show_slips(self, slips: Sequence[Slip], experiment: Experiment) -> None:
        """Show these and choose none; the same ones stay as they are."""
        if [card.slip for card in self.cards] == list(slips):
            return
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [
            SlipCard(self._theme, number, slip, experiment)
            for number, slip in enumerate(slips, start=1)
        ]
        for place, card in enumerate(self.cards):
            card.toggled.connect(self._on_toggled)
            self._column.insertWidget(place, card)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for card in self.cards:
            card.theme = theme
            card.update()

    def _on_toggled(self, checked: bool) -> None:
        toggled = self.sender()
        if checked:
            for card in self.cards:
                if card is not toggled and card.isChecked():
                    card.blockSignals(True)
                    card.setChecked(False)
                    card.blockSignals(False)
                    card.update()
        chosen = next((card for card in self.cards if card.isChecked()), None)
        if chosen is not None:
            self.ensureWidgetVisible(chosen)
        self.chosen.emit(None if chosen is None else chosen.slip)


def _label(text: str, tone: str = "ink", px: int = 13, *, strong: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.setProperty("tone", tone)
    label.setFont(ui_font(px, QFont.Weight.DemiBold if strong else QFont.Weight.Normal))
    return label
