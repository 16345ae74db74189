"""The hand over the loss plot: where the pointer is, and what comes of pressing and dragging."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from gui.panels.loss_scale import Scale, Sight, Span

_BESIDE = 6  # pixels left and right of the area that a hand may miss it by


class Ground(NamedTuple):
    """What the hand is over: the plot's area in pixels of its widget, drawn to a scale; the whole
    of both axes; and whether there is any curve to take hold of.
    """

    area: QRectF
    scale: Scale
    whole_x: Span
    whole_y: Span
    live: bool

    def is_at(self, at: QPointF) -> bool:
        """Whether a point is where losses are drawn."""
        return self.live and self.area.adjusted(-_BESIDE, 0, _BESIDE, 0).contains(at)

    def update_at(self, at: QPointF) -> float:
        """The update at a point (a broken number)."""
        return self.scale.update_at(at.x() - self.area.x())


class _Press(NamedTuple):
    """Where the button went down, and what was in sight then. ``moved``: it is a drag, no click."""

    start: QPointF
    sight: Sight
    moved: bool = False


class Hand:
    """``at``: where the pointer is, None when it has left. ``marked``: the updates that are being
    marked, to see them alone when the button goes up.
    """

    def __init__(self) -> None:
        self.at: QPointF | None = None
        self.marked: Span | None = None
        self._press: _Press | None = None

    @property
    def is_down(self) -> bool:
        """Whether the button is held."""
        return self._press is not None

    @property
    def may_click(self) -> bool:
        """Whether the button is held and has not been dragged."""
        return self._press is not None and not self._press.moved

    def press(self, at: QPointF, sight: Sight) -> None:
        """The button goes down while this part is in sight."""
        self._press = _Press(at, sight)

    def move(self, at: QPointF, ground: Ground) -> Sight | None:
        """The pointer comes to a place; what is in sight then, if it has dragged the paper."""
        self.at, press = at, self._press
        if press is None or not (press.moved or _is_far(press.start, at)):
            return None
        self._press = press._replace(moved=True)
        if press.sight != Sight():
            return _dragged(press, at - press.start, ground)
        if ground.is_at(press.start):
            self.marked = _between(press.start, at, ground)
        return None

    def release(self) -> tuple[QPointF | None, Span | None]:
        """The button goes up: where it was clicked, or which updates were marked."""
        clicked = None if self._press is None or self._press.moved else self._press.start
        marked = self.marked
        self._press = self.marked = None
        return clicked, marked

    def shape(self, ground: Ground, *, whole: bool) -> Qt.CursorShape:
        """A hand that says what a click or a drag would do; ``whole``: all is in sight."""
        if self._press is not None and self._press.moved:
            marks = self.marked is not None
            return Qt.CursorShape.SizeHorCursor if marks else Qt.CursorShape.ClosedHandCursor
        if self.at is not None and ground.is_at(self.at):
            return Qt.CursorShape.PointingHandCursor if whole else Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.ArrowCursor


def _is_far(start: QPointF, at: QPointF) -> bool:
    return (at - start).manhattanLength() >= QApplication.startDragDistance()


def _between(start: QPointF, end: QPointF, ground: Ground) -> Span | None:
    """The updates between two points; None where the hand came back: never mind."""
    if abs(end.x() - start.x()) < QApplication.startDragDistance():
        return None
    low, high = sorted((ground.update_at(start), ground.update_at(end)))
    return Span(max(low, ground.whole_x.low), min(high, ground.whole_x.high))


def _dragged(press: _Press, by: QPointF, ground: Ground) -> Sight:
    """What is in sight when the paper has moved by so many pixels."""
    scale = ground.scale
    sight = press.sight.panned_x(ground.whole_x, -by.x() * scale.x.size / scale.width)
    if press.sight.y is not None:
        # A loss axis that fits itself goes on doing so: no hand moves quite horizontally.
        sight = sight.panned_y(ground.whole_y, by.y() * scale.y.size / scale.height)
    return sight
