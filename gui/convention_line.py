"""The line on the window that names the conventions in force; each name leads to its setting."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from engine.experiment import Experiment
from gui.conventions import Convention, in_force
from gui.frame import Frame
from gui.widgets.tool_tip import wrapped_tip

_HEIGHT = 27
_EDGE = 6
_MOST = 7


class ConventionLine(QWidget):
    """Names side by side, in shorter words where the window is narrow. ``wanted`` gives the key of
    the one that was clicked.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._shown: tuple[Convention, ...] = ()
        self._narrow = False
        self._buttons = [QToolButton() for _ in range(_MOST)]
        self._dots = [QLabel("·") for _ in range(_MOST - 1)]
        self.setAccessibleName(self.tr("Conventions in force"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(_EDGE, 0, _EDGE, 0)
        line.setSpacing(0)
        for place, button in enumerate(self._buttons):
            if place:
                line.addWidget(self._dots[place - 1])
            line.addWidget(button)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, at=place: self._tell(at))
        line.addStretch(1)

    def show_frame(self, frame: Frame) -> None:
        """Name what is in force."""
        if frame.experiment is self._experiment:
            return
        self._experiment = frame.experiment
        conventions = in_force(frame.experiment)
        if conventions != self._shown:
            self._shown = conventions
            self._fit()

    def text(self) -> str:
        """All names in full."""
        return " · ".join(convention.words for convention in self._shown)

    def button(self, key: str) -> QToolButton:
        """The button of a convention that is in force."""
        place = [convention.key for convention in self._shown].index(key)
        return self._buttons[place]

    def sizeHint(self) -> QSize:
        """As wide as it is given."""
        return QSize(0, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Use the full words if there is room for them."""
        self._write(narrow=False)
        layout = self.layout()
        if layout is not None and layout.sizeHint().width() > self.width():
            self._write(narrow=True)

    def _write(self, *, narrow: bool) -> None:
        for place, button in enumerate(self._buttons):
            used = place < len(self._shown)
            button.setVisible(used)
            if place:
                self._dots[place - 1].setVisible(used)
            if used:
                convention = self._shown[place]
                button.setText(convention.short if narrow else convention.words)
                button.setToolTip(wrapped_tip(_capital(convention.words), convention.meaning))
                button.setAccessibleName(convention.words)
                button.setAccessibleDescription(convention.meaning)

    def _tell(self, place: int) -> None:
        self.wanted.emit(self._shown[place].key)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
