"""The small editor that opens over a weight or a bias in the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.errors import InputError
from gui.frame import Selection
from gui.letters import width
from gui.numbers import NumberFormat
from gui.parameter import parameter_words
from gui.words import sentence

_WIDTH, _HEIGHT = 92, 26


class ParameterEditor(QLineEdit):
    """Takes a number for one parameter, ``text`` at first: Enter or leaving it accepts, Escape
    gives up.

    ``accept(selection, value)`` is asked to take it and may raise InputError. What cannot be used
    is told by ``problem``; after Enter the text stays, to be mended.
    """

    problem = Signal(str)
    closed = Signal()

    def __init__(
        self,
        what: Selection,
        text: str,
        center: QRect,
        accept: Callable[[Selection, float], None],
        parent: QWidget,
    ) -> None:
        super().__init__(text, parent)
        self.what = what
        self._accept = accept
        self._open = True
        self.setAccessibleName(
            QCoreApplication.translate("Topology", "Value of {name}").format(
                name=parameter_words(what)
            )
        )
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        place = QRect(
            0, 0, max(_WIDTH, center.width(), round(width(self.text(), 13)) + 24), _HEIGHT
        )
        place.moveCenter(center.center())
        place.moveLeft(max(4, min(place.left(), parent.width() - place.width() - 4)))
        place.moveTop(max(4, min(place.top(), parent.height() - place.height() - 4)))
        self.setGeometry(place)
        self.selectAll()
        self.returnPressed.connect(self._on_return)

    def event(self, event: QEvent) -> bool:
        """Keep every key that a field needs from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up; Enter is for the editor alone, the picture would open it once more."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was typed, if it is a number."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason or not self._open:
            return
        if self.isModified():
            self._take()
        self._close()

    def _on_return(self) -> None:
        if not self.isModified() or self._take():
            self._close()

    def _take(self) -> bool:
        try:
            self._accept(self.what, NumberFormat.parse(self.text()))
        except InputError as error:
            self.problem.emit(sentence(error))
            return False
        return True

    def _close(self) -> None:
        if self._open:
            self._open = False
            self.closed.emit()
