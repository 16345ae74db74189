"""The plot of the loss curve as a view: follows the newest update until somebody zooms or pans."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from engine.history import HistoryView
from gui.numbers import NumberFormat
from gui.panels import loss_scale as scaling
from gui.panels.loss_hand import Ground, Hand
from gui.panels.loss_paper import Paper
from gui.panels.loss_picture import Moment, Picture, Reading
from gui.panels.loss_scale import Scale, Sight, Span
from gui.panels.loss_scrubber import Scrubber, Track
from gui.theme import Theme

LOW = 96  # a plot lower than this has no room for a line of text over it
_WHEEL_STEP, _KEY_STEP, _PAN_SHARE = 0.85, 0.7, 0.15


class Shown(NamedTuple):
    """What the plot is about; which part of it is in sight, the plot knows itself. ``settled``: no
    other moment is being sought.
    """

    history: HistoryView
    reached: int
    moment: Moment
    diverged_at: int | None
    empty: bool
    settled: bool = True

    def is_like(self, other: Shown) -> bool:
        """Whether both are drawn the same; a history's series change by becoming others."""
        same = all(one is two for one, two in zip(self.history, other.history, strict=True))
        return same and self[1:] == other[1:]


class LossPlot(pg.GraphicsView):
    """Draws what it is shown. A click asks for a moment; a drag marks a stretch to see alone, or
    moves the paper where only a part is in sight; the wheel zooms.
    """

    moment_requested = Signal(int)
    pointed = Signal()
    sight_changed = Signal()

    def __init__(
        self, theme: Theme, read: Callable[[float], Reading | None], parent: QWidget | None = None
    ) -> None:
        """``read`` says what is known at an update (a broken number), for the pointer."""
        self._ready = False
        super().__init__(parent)
        self.setBackground(theme.stage)
        self._theme, self._read = theme, read
        self._numbers = NumberFormat()
        self._shown: Shown | None = None
        self._picture: Picture | None = None
        self._log = True
        self._sight = Sight()
        self._hand = Hand()
        self._paper = Paper(self, theme)
        self.scrubber = Scrubber(theme, self.viewport())
        self.scrubber.moment_requested.connect(self.moment_requested)
        self.scrubber.held_changed.connect(self._refresh)
        # A click must leave the keyboard where it is: → steps.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(48)
        self._ready = True
        self._lay_out()

    # What is shown

    @property
    def is_low(self) -> bool:
        """Whether there is no room for text over the plot."""
        return self.height() < LOW

    def show_content(self, shown: Shown) -> None:
        """Draw this from now on; nothing is drawn again where it is the same as before."""
        before, held = self._shown, self.scrubber.held
        self._shown = shown
        self._show_track(shown, shown.settled)
        if before is None or not shown.is_like(before) or self.scrubber.held != held:
            self._refresh()

    def set_log(self, log: bool) -> None:
        """Take a logarithmic or a linear loss axis, the whole of it."""
        if log != self._log:
            self._log = log
            self._see(self._sight._replace(y=None))
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.setBackground(theme.stage)
        self.scrubber.set_theme(theme)
        self._paper.set_theme(theme)
        self._refresh()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers = numbers
        self.scrubber.set_numbers(numbers)
        self._refresh()

    def fit(self) -> None:
        """Show the whole curve, and follow the newest update again."""
        self._see(Sight())

    def follows(self) -> bool:
        """Whether the newest update stays in sight by itself."""
        return self._sight.x is None

    def shows_all(self) -> bool:
        """Whether nothing of the curve is out of sight."""
        return self._sight == Sight()

    def scale_shown(self) -> Scale:
        """From updates and losses to pixels of the plot's area."""
        return self._paper.scale(self._log)

    def area_origin(self) -> QPointF:
        """Where the plot's area begins, in this widget."""
        return self._paper.origin()

    def _lay_out(self) -> None:
        self._paper.lay_out(self.is_low)
        self._refresh()

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None or not self._ready:
            return
        x, y = self._sight.x or self._whole_x(), self._sight.y or self._whole_y()
        self._paper.set_range(x, y)
        scale = self.scale_shown()
        moment = shown.moment
        if self.scrubber.held is not None:
            text = _tr("update {n}").format(n=self._numbers.count(self.scrubber.held))
            moment = Moment(self.scrubber.held, None, moment.hue, text)
        self._picture = Picture(
            scale,
            shown.history,
            shown.reached,
            moment,
            self._theme,
            self._paper.show_ticks(
                scale, self._numbers, losses=not shown.empty, updates=self._anything()
            ),
            shown.empty,
            not self.is_low,
            shown.diverged_at,
            self._reading(scale),
            self._marking(scale),
            self._numbers,
        )
        self._paper.show_picture(self._picture)
        self.scrubber.place_under(self._paper.area())

    def _show_track(self, shown: Shown, settled: bool) -> None:
        moment = shown.moment
        track = Track(self._whole_x(), self._sight.x, shown.reached, moment.update, moment.hue)
        self.scrubber.show_track(track, settled)

    def _show_pointer(self) -> None:
        """Only what the pointer reads or marks is new."""
        if self._picture is not None:
            scale = self._picture.scale
            self._paper.show_overlay(
                self._picture._replace(pointer=self._reading(scale), marked=self._marking(scale))
            )
        self.pointed.emit()

    def _whole_x(self) -> Span:
        shown = self._shown
        if shown is None:
            return scaling.whole_x(0)
        return scaling.whole_x(max(shown.reached, shown.moment.update, shown.diverged_at or 0))

    def _whole_y(self) -> Span:
        whole = None
        if self._shown is not None:
            whole = scaling.whole_y(self._shown.history, self._shown.moment.loss, self._log)
        return whole or Span(0.0, 1.0)

    # Which part of it

    def zoom_x(self, factor: float, about: float | None = None) -> None:
        """See ``factor`` times as many updates; one of them stays where it is (the middle one)."""
        self._see(self._sight.zoomed_x(self._whole_x(), factor, about))

    def zoom_y(self, factor: float, about: float | None = None) -> None:
        """The same for the loss."""
        whole = self._whole_y()
        closest = scaling.CLOSEST_DECADES if self._log else whole.size / 1e4
        self._see(self._sight.zoomed_y(whole, factor, about, closest))

    def pan_x(self, updates: float) -> None:
        """Move what is in sight on by some updates."""
        self._see(self._sight.panned_x(self._whole_x(), updates))

    def pan_y(self, values: float) -> None:
        """Move what is in sight on by some of the loss axis."""
        self._see(self._sight.panned_y(self._whole_y(), values))

    def _see(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            if self._shown is not None:
                self._show_track(self._shown, settled=False)
            self._refresh()
            self._set_cursor()
            self.sight_changed.emit()

    # Pointer and keys

    def wheelEvent(self, ev: QWheelEvent) -> None:
        ev.accept()
        factor = _WHEEL_STEP ** (ev.angleDelta().y() / 120)
        at = ev.position() - self._paper.origin()
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_y(factor, self.scale_shown().value_at(at.y()))
        elif ev.angleDelta().y():
            self.zoom_x(factor, self.scale_shown().update_at(at.x()))
        else:
            self.pan_x(-ev.angleDelta().x() / 120 * _PAN_SHARE * self.scale_shown().x.size)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is Qt.MouseButton.LeftButton and self._shown is not None:
            self._hand.press(ev.position(), self._sight)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        ev.accept()
        dragged_to = self._hand.move(ev.position(), self._ground())
        if self._hand.may_click:
            return
        if dragged_to is not None:
            self._see(dragged_to)
        else:
            self._show_pointer()
        self._set_cursor()

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is not Qt.MouseButton.LeftButton:
            return
        clicked, marked = self._hand.release()
        ground = self._ground()
        if marked is not None:
            x = marked.inside(ground.whole_x, scaling.CLOSEST_UPDATES)
            self._see(self._sight._replace(x=x))
        elif clicked is not None and self._shown is not None and ground.is_at(clicked):
            update = round(ground.update_at(clicked))
            self.moment_requested.emit(min(max(0, update), self._shown.reached))
        self._set_cursor()
        self._show_pointer()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, ev: QEvent) -> None:
        self._hand.at = None
        self._show_pointer()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        scale = self.scale_shown()
        updates, values = _PAN_SHARE * scale.x.size, _PAN_SHARE * scale.y.size
        key, alt = ev.key(), ev.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_x(_KEY_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_x(1 / _KEY_STEP)
        elif key == Qt.Key.Key_F:
            self.fit()
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan_x(updates if key == Qt.Key.Key_Right else -updates)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pan_y(values if key == Qt.Key.Key_Up else -values)
        else:
            ev.ignore()

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        super().resizeEvent(ev)
        if self._ready:
            self._lay_out()

    def pointer_reading(self) -> Reading | None:
        """What the pointer reads, if it is over the plot."""
        reading = None if self._shown is None else self._reading(self.scale_shown())
        return None if reading is None else reading[1]

    def _reading(self, scale: Scale) -> tuple[float, Reading] | None:
        at, marked = self._hand.at, self._hand.marked
        if at is None or self._shown is None or self._shown.empty:
            return None
        x = at.x() - self._paper.origin().x()
        if marked is not None:
            text = _tr("updates {first} to {last}").format(
                first=self._numbers.count(max(0, round(marked.low))),
                last=self._numbers.count(round(marked.high)),
            )
            return min(max(0.0, x), scale.width), Reading(text, text)
        if self._hand.is_down or not 0 <= x <= scale.width:
            return None
        if round(scale.update_at(x)) > self._shown.reached:
            return None  # nothing has happened there yet
        reading = self._read(scale.update_at(x))
        return None if reading is None else (x, reading)

    def _marking(self, scale: Scale) -> tuple[float, float] | None:
        marked = self._hand.marked
        if marked is None:
            return None
        return scale.across_one(marked.low), scale.across_one(marked.high)

    def _anything(self) -> bool:
        """Whether there is a run to look at, even if its losses are not known (it was loaded)."""
        return self._shown is not None and not (self._shown.empty and self._shown.reached == 0)

    def _ground(self) -> Ground:
        whole_x, whole_y = self._whole_x(), self._whole_y()
        return Ground(self._paper.area(), self.scale_shown(), whole_x, whole_y, self._anything())

    def _set_cursor(self) -> None:
        shape = self._hand.shape(self._ground(), whole=self.shows_all())
        if self.cursor().shape() is not shape:
            self.setCursor(shape)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LossCurvePanel", text)
