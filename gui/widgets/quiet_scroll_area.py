"""A scroll area whose bar lies over its margin: nothing moves when the bar comes or goes."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget


class QuietScrollArea(QScrollArea):
    """Scrolls up and down only. What it holds keeps the bar's width free at its right."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        # The editors inside take the keyboard; a click between them leaves it where it is.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().rangeChanged.connect(self._follow)
        self.verticalScrollBar().valueChanged.connect(self._follow)
        self.setWidget(inside)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def _follow(self) -> None:
        """Do as the bar that Qt would show."""
        hidden, width = self.verticalScrollBar(), self.bar.sizeHint().width()
        self.bar.setGeometry(QRect(self.width() - width, 0, width, self.height()))
        blocked = self.bar.blockSignals(True)
        self.bar.setRange(hidden.minimum(), hidden.maximum())
        self.bar.setPageStep(hidden.pageStep())
        self.bar.setSingleStep(hidden.singleStep())
        self.bar.setValue(hidden.value())
        self.bar.blockSignals(blocked)
        self.bar.setVisible(hidden.maximum() > hidden.minimum())
