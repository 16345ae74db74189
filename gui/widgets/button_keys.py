"""Space and Enter press the button that was reached by the keyboard, although the window has uses
for Space of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QToolButton, QWidget
from shiboken6 import isValid

_NAME = "backstep_button_keys"
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_OURS = _ENTER | {Qt.Key.Key_Space}


def install(app: QApplication) -> None:
    """Give all buttons of the application their keys."""
    if app.findChild(ButtonKeys, _NAME) is None:
        ButtonKeys(app).setObjectName(_NAME)


class ButtonKeys(QObject):
    """Watches the one button that has the keyboard.

    A button that was clicked with the mouse leaves the keys to the window: Space still runs.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the keys before a shortcut gets them; Enter is Space."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QAbstractButton):
            return False
        if event.key() not in _OURS or not _reached(watched, event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        presses = isinstance(watched, (QPushButton, QToolButton)) and event.key() in _ENTER
        if presses and event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                if isValid(watched):  # it may have closed what it stands in
                    key = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
                    QCoreApplication.sendEvent(watched, key)
        return presses

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(old, QAbstractButton) and isValid(old):
            old.removeEventFilter(self)
        if isinstance(now, QAbstractButton):
            now.installEventFilter(self)


def _reached(button: QAbstractButton, event: QKeyEvent) -> bool:
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and button.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
