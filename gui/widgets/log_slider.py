"""A slider for a number that ranges over decades, such as a learning rate."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from gui.numbers import NumberFormat

_STEPS_PER_DECADE = 100
_KEY_STEP = 5
_KEYS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class LogSlider(QSlider):
    """A horizontal slider from ``low`` to ``high`` (both > 0), logarithmic, to two digits.

    ``value_changed`` follows the hand, ``gesture_finished`` comes once at the end of a drag, a
    held key, a click or a turn of the wheel: the moment for one undo step. The wheel turns it only
    while it has the keyboard, so that scrolling a panel changes nothing.
    """

    value_changed = Signal(float)
    gesture_finished = Signal()

    def __init__(self, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        if not 0 < low < high:
            raise ValueError(f"a logarithmic scale needs 0 < low < high, not {low}, {high}")
        self._low = low
        self._high = high
        self._number = low
        self._numbers = NumberFormat()
        self._held = False
        self._moved = False
        self.setRange(0, round(math.log10(high / low) * _STEPS_PER_DECADE))
        self.setSingleStep(_KEY_STEP)
        self.setPageStep(_STEPS_PER_DECADE // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._on_moved)
        self.sliderReleased.connect(self._finish)

    def number(self) -> float:
        """The number itself, exact even where it lies between two places of the handle."""
        return self._number

    def set_number(self, number: float) -> None:
        """Show a number (beyond the ends: at the end); no signal is emitted."""
        self._number = number
        place = math.log10(min(max(number, self._low), self._high) / self._low)
        blocked = self.blockSignals(True)
        self.setValue(round(place * _STEPS_PER_DECADE))
        self.blockSignals(blocked)
        self._describe()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Tell the number this way from now on."""
        self._numbers = numbers
        self._describe()

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from shortcuts of the window while this has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by a twentieth of a decade, a page by half of one."""
        self._held = event.key() in _KEYS
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The end of a held key is the end of a gesture."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._finish()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that was held when the keyboard went elsewhere is let go."""
        super().focusOutEvent(event)
        self._finish()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only with the keyboard here; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_moved(self, place: int) -> None:
        exact = self._low * 10 ** (place / _STEPS_PER_DECADE)
        rounded = float(f"{exact:.1e}")
        self._number = min(max(rounded, self._low), self._high)
        self._moved = True
        self._describe()
        self.value_changed.emit(self._number)
        if not self.isSliderDown() and not self._held:
            self._finish()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._numbers.typed(self._number))

    def _finish(self) -> None:
        self._held = False
        if self._moved:
            self._moved = False
            self.gesture_finished.emit()
