"""The plot of the loss curve as a view: follows the newest update until somebody zooms or pans."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from engine.history import HistoryView
from gui.panels import loss_axis as axis
from gui.panels import loss_scale as scaling
from gui.panels.loss_items import HANDLE, CurveItem, Moment, OverlayItem, Picture
from gui.panels.loss_scale import Scale, Span
from gui.theme import Theme

RIGHT_MARGIN = 16
LOW = 96  # a plot lower than this has no room for a line of text over it
_LABEL_ROOM, _LITTLE_ROOM = 20, 7
_WHEEL_STEP, _KEY_STEP, _PAN_SHARE = 0.85, 0.7, 0.15
_REQUEST_PAUSE = 100  # ms between two requests while the handle is dragged


class Shown(NamedTuple):
    """What the plot is about; which part of it is in sight, the plot knows itself."""

    history: HistoryView
    reached: int
    moment: Moment
    diverged_at: int | None
    empty: bool


class _Drag(NamedTuple):
    """What the pointer has hold of: the handle, or the paper where it was pressed."""

    handle: bool
    start: QPointF
    x: Span
    y: Span
    pans_y: bool


class LossPlot(pg.GraphicsView):
    """Draws what it is shown; answers to wheel, drag, double click and keys."""

    moment_requested = Signal(int)
    pointed = Signal()

    def __init__(
        self, theme: Theme, read: Callable[[float], str], parent: QWidget | None = None
    ) -> None:
        """``read`` says what is known at an update (a broken number), for the pointer."""
        self._ready = False
        super().__init__(parent, background=theme.stage)
        self._theme, self._read = theme, read
        self._shown: Shown | None = None
        self._log = True
        self._x: Span | None = None
        self._y: Span | None = None
        self._pointer: QPointF | None = None
        self._drag: _Drag | None = None
        self._dragged: int | None = None
        self._since_request = QElapsedTimer()
        self._layout = pg.GraphicsLayout()
        self.setCentralItem(self._layout)
        self._left, self._bottom = axis.LossAxis(theme), axis.UpdateAxis(theme)
        self._bottom.margin = RIGHT_MARGIN
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._layout.addItem(self._left, 0, 0)
        self._layout.addItem(self._view, 0, 1)
        self._layout.addItem(self._bottom, 1, 1)
        self._layout.layout.setSpacing(0)
        self._curve, self._overlay = CurveItem(), OverlayItem()
        for item in (self._curve, self._overlay):
            item.setParentItem(self._layout)
        self.setMinimumHeight(48)
        self._ready = True
        self._lay_out()

    # What is shown

    @property
    def is_low(self) -> bool:
        """Whether there is no room for text over the plot."""
        return self.height() < LOW

    def show_content(self, shown: Shown) -> None:
        """Draw this from now on."""
        self._shown = shown
        self._refresh()

    def set_log(self, log: bool) -> None:
        """Take a logarithmic or a linear loss axis, the whole of it."""
        if log != self._log:
            self._log = log
            self._y = None
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = self._left.theme = self._bottom.theme = theme
        self.setBackground(theme.stage)
        self._left.update()
        self._bottom.update()
        self._refresh()

    def fit(self) -> None:
        """Show the whole curve, and follow the newest update again."""
        self._x = self._y = None
        self._refresh()

    def follows(self) -> bool:
        """Whether the newest update stays in sight by itself."""
        return self._x is None

    def scale_shown(self) -> Scale:
        """From updates and losses to pixels of the plot's area."""
        (left, right), (foot, top) = self._view.viewRange()
        area = self._view.rect()
        width, height = max(1.0, area.width()), max(1.0, area.height())
        return Scale(Span(left, right), Span(foot, top), self._log, width, height)

    def area_origin(self) -> QPointF:
        """Where the plot's area begins, in this widget."""
        return self._view.pos()

    def _lay_out(self) -> None:
        top = _LITTLE_ROOM if self.is_low else _LABEL_ROOM
        self._layout.layout.setContentsMargins(0, top, RIGHT_MARGIN, 0)
        self._layout.layout.activate()
        self._refresh()

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None or not self._ready:
            return
        x, y = self._x or self._whole_x(), self._y or self._whole_y()
        if self._view.viewRange() != [list(x), list(y)]:
            self._view.setRange(xRange=x, yRange=y, padding=0)
        scale = self.scale_shown()
        ticks = axis.loss_ticks(scale.y, scale.log, scale.height)
        places = [((scale.y.high - t.at) * scale.height / scale.y.size, t.label) for t in ticks]
        moment = shown.moment
        if self._dragged is not None:
            text = QCoreApplication.translate("LossCurvePanel", "update {n}").format(n=f"{self._dragged:,}")
            moment = Moment(self._dragged, None, moment.hue, text)
        picture = Picture(
            scale,
            shown.history,
            shown.reached,
            moment,
            self._theme,
            tuple(y for y, _ in places),
            shown.empty,
            not self.is_low,
            shown.diverged_at,
            self._reading(scale),
        )
        self._left.show_ticks([] if shown.empty else places)
        updates = axis.update_ticks(scale.x, scale.width)
        self._bottom.show_ticks(
            [] if shown.empty else [(scale.across_one(t.at), t.label) for t in updates]
        )
        for item in (self._curve, self._overlay):
            item.setPos(self._view.pos())
            item.show_picture(picture)

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
        whole, x = self._whole_x(), self._x or self._whole_x()
        about = (x.low + x.high) / 2 if about is None else about
        self._see_x(x.zoomed(about, factor).inside(whole, scaling.CLOSEST_UPDATES))

    def zoom_y(self, factor: float, about: float | None = None) -> None:
        """The same for the loss."""
        whole, y = self._whole_y(), self._y or self._whole_y()
        about = (y.low + y.high) / 2 if about is None else about
        y = y.zoomed(about, factor)
        self._see_y(y.inside(_with_room(whole), self._closest_y()))

    def pan(self, updates: float, values: float) -> None:
        """Move what is in sight on by some updates and by some of the loss axis."""
        if updates:
            x = self._x or self._whole_x()
            self._see_x(x.moved(updates).inside(self._whole_x(), x.size))
        if values:
            y = self._y or self._whole_y()
            self._see_y(y.moved(values).inside(_with_room(self._whole_y()), y.size))

    def _see_x(self, x: Span) -> None:
        whole = self._whole_x()
        self._x = None if x.size >= whole.size * (1 - 1e-9) else x
        self._refresh()

    def _see_y(self, y: Span) -> None:
        self._y = y
        self._refresh()

    def _closest_y(self) -> float:
        return scaling.CLOSEST_DECADES if self._log else self._whole_y().size / 1e4

    # Pointer and keys

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        factor = _WHEEL_STEP ** (event.angleDelta().y() / 120)
        at = event.position() - self._view.pos()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_y(factor, self.scale_shown().value_at(at.y()))
        elif event.angleDelta().y():
            self.zoom_x(factor, self.scale_shown().update_at(at.x()))
        else:
            self.pan(-event.angleDelta().x() / 120 * _PAN_SHARE * self.scale_shown().x.size, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._shown is None:
            return
        scale = self.scale_shown()
        handle = self._on_handle(event.position())
        self._drag = _Drag(handle, event.position(), scale.x, scale.y, self._y is not None)
        if handle:
            self._dragged = self._shown.moment.update
            self._since_request.invalidate()
        self._refresh()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        at = event.position()
        if self._drag is None:
            self._pointer = at
            hand = self._on_handle(at)
            self.setCursor(Qt.CursorShape.SizeHorCursor if hand else Qt.CursorShape.ArrowCursor)
            self._refresh()
            self.pointed.emit()
        elif self._drag.handle:
            self._drag_handle(at)
        else:
            self._drag_paper(self._drag, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        dragged, self._drag, self._dragged = self._dragged, None, None
        if dragged is not None and self._shown is not None:
            self.moment_requested.emit(dragged)
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_handle(event.position()):
            self.mousePressEvent(event)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._refresh()
        self.pointed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scale = self.scale_shown()
        updates, values = _PAN_SHARE * scale.x.size, _PAN_SHARE * scale.y.size
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_x(_KEY_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_x(1 / _KEY_STEP)
        elif key == Qt.Key.Key_F:
            self.fit()
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan(updates if key == Qt.Key.Key_Right else -updates, 0)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pan(0, values if key == Qt.Key.Key_Up else -values)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if self._ready:
            self._lay_out()

    def pointer_text(self) -> str:
        """What the pointer reads, or ""."""
        reading = None if self._shown is None else self._reading(self.scale_shown())
        return "" if reading is None else reading[1]

    def _reading(self, scale: Scale) -> tuple[float, str] | None:
        if self._pointer is None or self._drag is not None or self._shown is None:
            return None
        x = self._pointer.x() - self._view.pos().x()
        if self._shown.empty or not 0 <= x <= scale.width:
            return None
        text = self._read(scale.update_at(x))
        return (x, text) if text else None

    def _on_handle(self, at: QPointF) -> bool:
        """Whether a point is on the handle under the axis, or near enough for a finger."""
        if self._shown is None or self._shown.empty:
            return False
        scale = self.scale_shown()
        at = at - self._view.pos()
        x = scale.across_one(self._shown.moment.update)
        return abs(at.x() - x) <= 2 * HANDLE[0] and at.y() >= scale.height - 1

    def _drag_handle(self, at: QPointF) -> None:
        if self._shown is None:
            return
        update = round(self.scale_shown().update_at(at.x() - self._view.pos().x()))
        update = min(max(0, update), self._shown.reached)
        if update == self._dragged:
            return
        self._dragged = update
        self._refresh()
        if not self._since_request.isValid() or self._since_request.elapsed() >= _REQUEST_PAUSE:
            self._since_request.start()
            self.moment_requested.emit(update)

    def _drag_paper(self, drag: _Drag, at: QPointF) -> None:
        scale = self.scale_shown()
        by = at - drag.start
        # A whole axis stays whole: a hand never moves quite horizontally.
        if self._x is not None:
            x = drag.x.moved(-by.x() * drag.x.size / scale.width)
            self._x = x.inside(self._whole_x(), drag.x.size)
        if drag.pans_y:
            y = drag.y.moved(by.y() * drag.y.size / scale.height)
            self._y = y.inside(_with_room(self._whole_y()), drag.y.size)
        self._refresh()


def _with_room(span: Span) -> Span:
    """The span and as much again on either side: as far as the loss axis may be moved."""
    return Span(span.low - span.size, span.high + span.size)
