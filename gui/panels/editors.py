"""Editors of single values: they ask, show what they are told, and keep nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)
from shiboken6 import isValid

from gui import style

_HEIGHT = 28
_BEFORE_TEXT, _BESIDE_TEXT = 9, 28  # px that frame, padding and arrow of a choice take
_LONGEST = 1000  # characters; what a formula may have
_UP = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_BOX_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})
_BOX_KEYS_BY_KEYBOARD = _BOX_KEYS | {
    Qt.Key.Key_Space,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class ValueEdit(QLineEdit):
    """A line for one value that is given as a whole: with Enter, or by going elsewhere.

    ``committed`` gives the text as typed. ``stepped`` asks for the next (1) or the previous (−1)
    value; its flag is True while the key is held down. Escape brings the shown value back. A text
    that is being typed, or was refused, is never overwritten by ``show_text``.
    """

    committed = Signal(str)
    stepped = Signal(int, bool)
    restored = Signal()

    def __init__(
        self,
        name: str,
        *,
        number: bool = True,
        rest_font: QFont | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown = ""
        self._at_rest = ""
        self._touched = False
        self._refused: str | None = None
        self.setMaxLength(_LONGEST)
        self.setAccessibleName(name)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(40)
        if number:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._font = QFont(self.font())  # Inter makes a multiplication sign of the x in 2x1
        self._font.setFeature(QFont.Tag("calt"), 0)
        self._rest_font = rest_font or self._font
        self.setFont(self._rest_font)
        self.textEdited.connect(self._on_edited)

    @property
    def touched(self) -> bool:
        """Whether a person's text stands here that is not (or cannot be) the value."""
        return self._touched

    def show_text(self, text: str, at_rest: str = "") -> None:
        """Show the value (``at_rest`` in its place while the keyboard is elsewhere); a text in
        work stays.
        """
        self._shown, self._at_rest = text, at_rest or text
        self._write_value()

    def accept(self) -> None:
        """The text became the value: show what is shown from now on."""
        self._touched = False
        self._refused = None
        self._mark("")

    def refuse(self) -> None:
        """The text cannot be the value: it stays, marked, until it is mended or taken back."""
        self._refused = self.text()
        self._mark("error")

    def restore(self) -> None:
        """Put the shown value back in the place of what was typed."""
        self.accept()
        self.setText(self._shown)
        self.selectAll()
        self.restored.emit()

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window where nothing is being typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._wants(event):
                event.accept()
                return True
            if not self._touched and _is_undo(event):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter gives the value, Escape takes it back, up and down ask for the next."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._refused = None
            self._commit()
            if not self._touched:
                self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self._touched:
            self.restore()
        elif event.key() in _UP:
            self.stepped.emit(_UP[Qt.Key(event.key())], event.isAutoRepeat())
        elif not self._touched and _is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is edited is the value as it was typed."""
        self._write_value()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere gives the value; a menu over the window does not."""
        if not isValid(self):  # the window is being taken down
            return
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            self._write_value()

    def _write_value(self) -> None:
        """Put the value here, as it is read or as it is typed; a text in work stays."""
        resting = not self._touched and not self.hasFocus()
        font = self._rest_font if resting else self._font
        if self.font() != font:
            self.setFont(font)
        text = self._at_rest if resting else self._shown
        if not self._touched and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def _on_edited(self) -> None:
        self._touched = True
        self._write_value()

    def _commit(self) -> None:
        if self._touched and self.text() != self._refused:
            self.committed.emit(self.text())

    def _wants(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            return self._touched
        return event.key() in _UP and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier

    def _mark(self, problem: str) -> None:
        mark(self, problem)
        self._write_value()  # being dressed anew takes the font away


class ChoiceBox(QComboBox):
    """One of a few choices by its key; ``chosen`` comes only when a person chose.

    The wheel changes nothing until the box has the keyboard, so that a panel can be scrolled.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        choices: tuple[str, ...],
        labels: tuple[str, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        for key, label in zip(choices, labels, strict=True):
            self.addItem(label, key)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(4)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(20)
        self.activated.connect(self._on_activated)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as Qt does, but give the text all the room up to the arrow (the style cuts it early)
        and end one that is too long with dots; the tooltip has it whole.
        """
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        chosen = self.currentIndex() >= 0
        role = QPalette.ColorRole.Text if chosen else QPalette.ColorRole.PlaceholderText
        area = self.rect().adjusted(_BEFORE_TEXT, 0, _BEFORE_TEXT - _BESIDE_TEXT, 0)
        text = self.fontMetrics().elidedText(
            self.currentText() if chosen else self.placeholderText(),
            Qt.TextElideMode.ElideRight,
            area.width(),
        )
        painter.setPen(self.palette().color(role))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def show_choice(self, key: str | None, otherwise: str = "") -> None:
        """Show the choice of this key, or the words ``otherwise`` where there is none."""
        if self.placeholderText() != otherwise:
            self.setPlaceholderText(otherwise)
        index = -1 if key is None else self.findData(key)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def set_choice_tip(self, key: str, text: str) -> None:
        """Explain one choice."""
        self.setItemData(self.findData(key), text, Qt.ItemDataRole.ToolTipRole)

    def sizeHint(self) -> QSize:
        """As wide as the form gives; a long choice is cut."""
        return QSize(80, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Keep its keys from shortcuts of the window."""
        keys = _BOX_KEYS_BY_KEYBOARD if reached_by_keyboard(self) else _BOX_KEYS
        return claims(event, keys) or super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose only with the keyboard here; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class FlagBox(QCheckBox):
    """A check box whose Space is its own where it was reached by the keyboard."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        """Keep Space from the window's shortcut; after a click with the mouse it still runs."""
        own = reached_by_keyboard(self) and claims(event, frozenset({Qt.Key.Key_Space}))
        return own or super().event(event)


def claims(event: QEvent, keys: frozenset[Qt.Key]) -> bool:
    """Whether this asks if a shortcut of the window may have one of these keys; then it may not."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.key() not in keys or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    event.accept()
    return True


def reached_by_keyboard(widget: QWidget) -> bool:
    """Whether the keyboard, not the mouse, moved the focus last."""
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def mark(editor: QWidget, problem: str) -> None:
    """Frame an editor as "error" or "warning", or as sound ("")."""
    if (editor.property("problem") or "") != problem:
        editor.setProperty("problem", problem)
        style.refresh(editor)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(
        QKeySequence.StandardKey.Redo
    )
