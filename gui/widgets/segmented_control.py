"""One of a few choices, all of them in sight: the grain of a step, the decimals."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.theme import ui_font

_PADDING = 24
_FORWARD = {Qt.Key.Key_Right, Qt.Key.Key_Down}
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up}
_OURS = _FORWARD | _BACK | {Qt.Key.Key_Home, Qt.Key.Key_End}


class SegmentedControl(QFrame):
    """A row of buttons of which one is chosen; one stop of the Tab key, arrows move the choice.

    ``choices`` maps keys to the words on the buttons; ``chosen`` gives the key that a person
    chose. A click leaves the keyboard where it was, so that → still steps.
    """

    chosen = Signal(str)

    def __init__(
        self, choices: Mapping[str, str], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(2, 2, 2, 2)
        line.setSpacing(0)
        for key, text in choices.items():
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button)
            self._buttons[key] = button
            self.set_text(key, text)
            line.addWidget(button)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(next(iter(choices)))

    def current(self) -> str:
        """The key of the choice."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        """Show another choice; ``chosen`` is not emitted. KeyError where there is no such key."""
        button = self._buttons[key]
        button.setChecked(True)
        self.setAccessibleName(f"{self._name}: {button.text()}")

    def set_text(self, key: str, text: str) -> None:
        """Write other words on the button of a choice."""
        # The chosen word is heavier: room for it from the start, so that nothing moves.
        widths = QFontMetrics(ui_font(13, QFont.Weight.Medium))
        button = self._buttons[key]
        button.setText(text)
        button.setFixedWidth(widths.horizontalAdvance(text) + _PADDING)
        if button.isChecked():
            self.set_current(key)  # its name is read aloud

    def set_tool_tip(self, key: str, text: str) -> None:
        """Explain one choice."""
        self._buttons[key].setToolTip(text)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from shortcuts of the window while this has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OURS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End choose."""
        keys = [key for key, button in self._buttons.items() if button.isEnabled()]
        now = keys.index(self.current()) if self.current() in keys else 0
        match event.key():
            case key if key in _FORWARD:
                self._choose(keys[min(now + 1, len(keys) - 1)])
            case key if key in _BACK:
                self._choose(keys[max(now - 1, 0)])
            case Qt.Key.Key_Home:
                self._choose(keys[0])
            case Qt.Key.Key_End:
                self._choose(keys[-1])
            case _:
                super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        key = self.current()
        self.set_current(key)
        self.chosen.emit(key)

    def _choose(self, key: str) -> None:
        if key != self.current():
            self.set_current(key)
            self.chosen.emit(key)
