"""Finds the place among a few where something lies in the picture and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF

from gui.panels.topology_geometry import Layout

EDGE = 4.0
_LITTLE = 2.0  # px² that may be covered


def free(layout: Layout, tried: list[QRectF], taken: Iterable[QRectF]) -> QRectF:
    """The first place that lies in the picture and is not taken; else the one that is least so.
    What would stand out at a side is moved in.
    """
    taken, room = tuple(taken), _room(layout)
    tried = [_moved_in(rect, room) for rect in tried]
    # Rounded, so that two free places cost the same to the last digit, and the first is taken.
    costs = [round(_cost(rect, room, taken), 3) for rect in tried]
    return tried[costs.index(min(costs))]


def is_free(layout: Layout, rect: QRectF, taken: Iterable[QRectF]) -> bool:
    """Whether such a place is in the picture and covers nothing."""
    return _cost(rect, _room(layout), tuple(taken)) <= _LITTLE


def _room(layout: Layout) -> QRectF:
    content = layout.content
    top, bottom = layout.header - 1, content.height() - layout.foot
    return QRectF(EDGE, top, content.width() - 2 * EDGE, bottom - top)


def _cost(rect: QRectF, room: QRectF, taken: tuple[QRectF, ...]) -> float:
    unseen = _area(rect) - _area(rect.intersected(room))
    return 4 * unseen + sum(_area(rect.intersected(other)) for other in taken)


def _moved_in(rect: QRectF, room: QRectF) -> QRectF:
    left = max(room.left(), min(rect.left(), room.right() - rect.width()))
    return QRectF(left, rect.top(), rect.width(), rect.height())


def _area(rect: QRectF) -> float:
    return max(0.0, rect.width()) * max(0.0, rect.height())
