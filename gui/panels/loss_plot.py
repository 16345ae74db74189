"""The plot of the loss curve as a view: follows the newest update until somebody zooms or pans."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QWidget

from engine.history import HistoryView
from gui.panels import loss_axis as axis
from gui.panels import loss_scale as scaling
from gui.panels.loss_items import CurveItem
from gui.panels.loss_overlay import HANDLE, OverlayItem
from gui.panels.loss_picture import Moment, Picture, Reading
from gui.panels.loss_scale import Scale, Sight, Span
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
    sight: Sight


class LossPlot(pg.GraphicsView):
    """Draws what it is shown; answers to wheel, drag, double click and keys."""

    moment_requested = Signal(int)
    pointed = Signal()

    def __init__(
        self, theme: Theme, read: Callable[[float], Reading | None], parent: QWidget | None = None
    ) -> None:
        """``read`` says what is known at an update (a broken number), for the pointer."""
        self._ready = False
        super().__init__(parent)
        self.setBackground(theme.stage)
        self._theme, self._read = theme, read
        self._shown: Shown | None = None
        self._picture: Picture | None = None
        self._log = True
        self._sight = Sight()
        self._pointer: QPointF | None = None
        self._drag: _Drag | None = None
        self._dragged: int | None = None
        self._since_request = QElapsedTimer()
        self._layout = pg.GraphicsLayout()
        self._grid: QGraphicsGridLayout = self._layout.layout  # pyright: ignore[reportAttributeAccessIssue]
        self.setCentralItem(self._layout)
        self._left, self._bottom = axis.LossAxis(theme), axis.UpdateAxis(theme)
        self._bottom.margin = RIGHT_MARGIN
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._layout.addItem(self._left, 0, 0)
        self._layout.addItem(self._view, 0, 1)
        self._layout.addItem(self._bottom, 1, 1)
        self._grid.setSpacing(0)
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
            self._sight = self._sight._replace(y=None)
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
        self._see(Sight())

    def follows(self) -> bool:
        """Whether the newest update stays in sight by itself."""
        return self._sight.x is None

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
        self._grid.setContentsMargins(0, top, RIGHT_MARGIN, 0)
        self._grid.activate()
        self._refresh()

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None or not self._ready:
            return
        x, y = self._sight.x or self._whole_x(), self._sight.y or self._whole_y()
        if self._view.viewRange() != [list(x), list(y)]:
            self._view.setRange(xRange=x, yRange=y, padding=0)
        scale = self.scale_shown()
        ticks = axis.loss_ticks(scale.y, scale.log, scale.height)
        places = [((scale.y.high - t.at) * scale.height / scale.y.size, t.label) for t in ticks]
        moment = shown.moment
        if self._dragged is not None:
            text = QCoreApplication.translate("LossCurvePanel", "update {n}")
            text = text.format(n=f"{self._dragged:,}")
            moment = Moment(self._dragged, None, moment.hue, text)
        self._picture = Picture(
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
            item.show_picture(self._picture)

    def _show_pointer(self) -> None:
        """Only what the pointer reads is new."""
        if self._picture is not None:
            reading = self._reading(self._picture.scale)
            self._overlay.show_picture(self._picture._replace(pointer=reading))
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
            self._refresh()

    # Pointer and keys

    def wheelEvent(self, ev: QWheelEvent) -> None:
        ev.accept()
        factor = _WHEEL_STEP ** (ev.angleDelta().y() / 120)
        at = ev.position() - self._view.pos()
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_y(factor, self.scale_shown().value_at(at.y()))
        elif ev.angleDelta().y():
            self.zoom_x(factor, self.scale_shown().update_at(at.x()))
        else:
            self.pan_x(-ev.angleDelta().x() / 120 * _PAN_SHARE * self.scale_shown().x.size)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is not Qt.MouseButton.LeftButton or self._shown is None:
            return
        handle = self._on_handle(ev.position())
        self._drag = _Drag(handle, ev.position(), self._sight)
        if handle:
            self._dragged = self._shown.moment.update
            self._since_request.invalidate()
        self._refresh()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        ev.accept()
        at = ev.position()
        if self._drag is None:
            self._pointer = at
            hand = self._on_handle(at)
            self.setCursor(Qt.CursorShape.SizeHorCursor if hand else Qt.CursorShape.ArrowCursor)
            self._show_pointer()
        elif self._drag.handle:
            self._drag_handle(at)
        else:
            self._drag_paper(self._drag, at)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() is not Qt.MouseButton.LeftButton:
            return
        dragged, self._drag, self._dragged = self._dragged, None, None
        if dragged is not None and self._since_request.isValid():
            self.moment_requested.emit(dragged)
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_handle(event.position()):
            self.mousePressEvent(event)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.fit()

    def leaveEvent(self, ev: QEvent) -> None:
        self._pointer = None
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
        if self._pointer is None or self._drag is not None or self._shown is None:
            return None
        x = self._pointer.x() - self._view.pos().x()
        if self._shown.empty or not 0 <= x <= scale.width:
            return None
        reading = self._read(scale.update_at(x))
        return None if reading is None else (x, reading)

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
        sight = drag.sight.panned_x(self._whole_x(), -by.x() * scale.x.size / scale.width)
        if drag.sight.y is not None:
            # A loss axis that fits itself goes on doing so: no hand moves quite horizontally.
            sight = sight.panned_y(self._whole_y(), by.y() * scale.y.size / scale.height)
        self._see(sight)
