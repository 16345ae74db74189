"""Which keys mean something in the weight table; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_TYPED = frozenset("0123456789-−.,")
WALK = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
EDIT = frozenset({Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_NO_SHORTCUT = ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)


def is_ours(event: QKeyEvent) -> bool:
    """Whether the table takes a key: it walks, edits, types a number, copies or selects all."""
    if event.matches(QKeySequence.StandardKey.Copy) or event.matches(
        QKeySequence.StandardKey.SelectAll
    ):
        return True
    if event.modifiers() & _NO_SHORTCUT:
        return False
    return event.key() in WALK or event.key() in EDIT or event.text() in _TYPED


def to_first_or_last(event: QKeyEvent) -> QKeyEvent:
    """Home and End mean the whole table; Qt's mean the row."""
    if event.key() not in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return event
    held = event.modifiers() | Qt.KeyboardModifier.ControlModifier
    return QKeyEvent(event.type(), event.key(), held)
