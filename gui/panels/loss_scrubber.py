"""The scrubber under the loss curve: a slider over the whole run, whatever the plot shows of it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from gui.numbers import NumberFormat
from gui.panels.loss_axis import BOTTOM_HEIGHT
from gui.panels.loss_scale import Span
from gui.theme import Theme
from gui.widgets.focus_ring import DISTANCE, OWN_RING, WIDTH
from gui.widgets.tool_tip import tool_tip

ABOVE, BESIDE = 6, 12  # px by which it reaches over the axis, and beyond both of its ends
_HALF, _HEIGHT = 6.5, 8.0  # of the handle
_TRACK = 7.0  # px under the axis
_REQUEST_PAUSE = 100  # ms between two requests of one gesture
_PAGES = 20  # a page is so small a part of the run
_GREATEST = 2**31 - 1  # what a slider of Qt's can count to
_KEYS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)


class Track(NamedTuple):
    """What the scrubber stands for: the updates at its ends, the part of them that the plot shows
    (None: all), the last one reached, the shown moment and the hue of its phase.
    """

    whole: Span
    sight: Span | None
    reached: int
    moment: int
    hue: str


class Scrubber(QSlider):
    """Asks for the moment where its handle is dragged, or moved by keys.

    ``held`` is the update that a gesture stands at; it is shown in the place of the moment until
    the moment follows.
    """

    moment_requested = Signal(int)
    held_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._numbers = NumberFormat()
        self._track = Track(Span(0.0, 1.0), None, 0, 0, "ink")
        self.held: int | None = None
        self._asked: int | None = None
        self._grip: float | None = None  # px from the handle to the pointer that has hold of it
        self._since_request = QElapsedTimer()
        self.setStyleSheet("min-height: 0px")
        self.setProperty(OWN_RING, True)
        # A click must leave the keyboard where it is: → steps.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Moment"))
        self.setToolTip(tool_tip(self.tr("Go to another update of this run"), "← →"))
        self.valueChanged.connect(self._on_value_set)

    def show_track(self, track: Track, settled: bool = True) -> None:
        """Show this; ``settled``: no moment is being sought, so what was asked for is here."""
        before = self._track, self.held
        self._track = track
        if settled and self._grip is None:
            self.held = None
        self.setEnabled(track.reached > 0)
        blocked = self.blockSignals(True)
        self.setRange(0, min(track.reached, _GREATEST))
        self.setValue(min(self._shown(), _GREATEST))
        self.blockSignals(blocked)
        words = self.tr("update {n} of {reached}")
        text = words.format(
            n=self._numbers.count(self._shown()), reached=self._numbers.count(track.reached)
        )
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
        if (track, self.held) != before:
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Tell numbers this way from the next track on."""
        self._numbers = numbers

    def place_under(self, area: QRectF) -> None:
        """Stand under the plot's area, which is given in the parent's pixels."""
        left, foot = round(area.left()) - BESIDE, round(area.bottom()) - ABOVE
        self.setGeometry(left, foot, round(area.width()) + 2 * BESIDE, BOTTOM_HEIGHT + ABOVE)

    def place_of(self, update: float) -> float:
        """Pixels from the left for an update."""
        return BESIDE + (update - self._track.whole.low) * self._stride()

    # Pointer and keys

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is not Qt.MouseButton.LeftButton:
            return
        self._since_request.invalidate()
        self._asked = self._track.moment
        off = ev.position().x() - self.place_of(self._shown())
        if abs(off) <= 2 * _HALF:
            self._grip = off
        else:
            self._grip = 0.0
            self._hold(self._update_at(ev.position().x()))

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        if self._grip is not None:
            self._hold(self._update_at(ev.position().x() - self._grip))

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is Qt.MouseButton.LeftButton:
            self._let_go()

    def wheelEvent(self, e: QWheelEvent) -> None:
        e.ignore()  # the wheel zooms the plot

    def event(self, e: QEvent) -> bool:
        """Keep the arrows from shortcuts of the window while this has the keyboard."""
        if e.type() == QEvent.Type.ShortcutOverride and isinstance(e, QKeyEvent) and _is_own(e):
            e.accept()
            return True
        return super().event(e)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """One update, a twentieth of the run, the start, the newest update."""
        if not _is_own(ev):
            ev.ignore()
            return
        if not ev.isAutoRepeat():
            self._since_request.invalidate()
            self._asked = self._track.moment
        now, page = self._shown(), max(1, self._track.reached // _PAGES)
        match ev.key():
            case Qt.Key.Key_Home:
                now = 0
            case Qt.Key.Key_End:
                now = self._track.reached
            case Qt.Key.Key_PageUp:
                now -= page
            case Qt.Key.Key_PageDown:
                now += page
            case key:
                now += 1 if key == Qt.Key.Key_Right else -1
        self._hold(now)

    def keyReleaseEvent(self, ev: QKeyEvent) -> None:
        if not ev.isAutoRepeat():
            self._let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._let_go()

    def _hold(self, update: int) -> None:
        update = min(max(0, update), self._track.reached)
        if update == self._shown():
            return
        self.held = update
        self.update()
        self.held_changed.emit()
        if not self._since_request.isValid() or self._since_request.elapsed() >= _REQUEST_PAUSE:
            self._since_request.start()
            self._ask()

    def _let_go(self) -> None:
        self._grip = None
        if self.held is not None and self.held != self._asked:
            self._ask()

    def _ask(self) -> None:
        assert self.held is not None
        self._asked = self.held
        self.moment_requested.emit(self.held)

    def _on_value_set(self, value: int) -> None:
        """Somebody who works without the screen has set the slider."""
        self._asked = None
        self._hold(value)
        self._let_go()

    def _shown(self) -> int:
        return self._track.moment if self.held is None else self.held

    def _stride(self) -> float:
        return max(1, self.width() - 2 * BESIDE) / self._track.whole.size

    def _update_at(self, x: float) -> int:
        return round(self._track.whole.low + (x - BESIDE) / self._stride())

    # Painting

    def paintEvent(self, ev: QPaintEvent) -> None:
        """The handle; where the plot shows a part of the run, also which part."""
        if not self.isEnabled():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._track.sight is not None:
            self._paint_track(painter, self._track.sight)
        x, top = self.place_of(self._shown()), ABOVE + 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._track.hue))
        foot = top + _HEIGHT
        painter.drawPolygon([QPointF(x, top), QPointF(x - _HALF, foot), QPointF(x + _HALF, foot)])
        if self.hasFocus():
            out = DISTANCE + WIDTH / 2 + 1
            ring = QRectF(x - _HALF, top, 2 * _HALF, _HEIGHT).adjusted(-out, -out, out, out)
            painter.setPen(QPen(self._theme.ink, WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, 5, 5)

    def _paint_track(self, painter: QPainter, sight: Span) -> None:
        whole, y = self._track.whole, ABOVE + _TRACK
        left, right = self.place_of(whole.low), self.place_of(whole.high)
        painter.fillRect(QRectF(left, y, right - left, 2), self._theme.hair)
        start, end = self.place_of(sight.low), self.place_of(sight.high)
        start = min(start, right - 6)  # a sight of a millionth is still to be seen
        painter.fillRect(QRectF(start, y - 0.5, max(6.0, end - start), 3), self._theme.control)


def _is_own(event: QKeyEvent) -> bool:
    strange = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _KEYS and not strange
