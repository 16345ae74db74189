"""From NumPy arrays to strokes of a QPainter, without an object for each of thousands of points."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from shiboken6 import wrapInstance

from engine.arrays import Array

T = TypeVar("T", QPointF, QLineF, QRectF)

_DOT_ON, _DOT_PERIOD, _MOST_DOTS = 1.8, 4.0, 1500


def draw_points(painter: QPainter, x: Array, y: Array) -> None:
    """The pen's mark at each point (n,)."""
    points = _table(x, y)
    if len(points):
        painter.drawPoints(_first(points, QPointF), len(points))


def draw_rects(painter: QPainter, x: Array, y: Array, width: Array, height: Array) -> None:
    """A rectangle at each place (n,)."""
    rects = _table(x, y, width, height)
    if len(rects):
        painter.drawRects(_first(rects, QRectF), len(rects))


def draw_line(painter: QPainter, x: Array, y: Array) -> None:
    """A line through points (n,), piece by piece: in one go Qt needs fifty times as long for a
    ragged one.
    """
    _draw_pieces(painter, _table(x[:-1], y[:-1], x[1:], y[1:]))


def draw_dotted(painter: QPainter, x: Array, y: Array) -> None:
    """The same, dotted. Qt's own dashes are slow on long lines and begin anew at each piece."""
    if x.size < 2:
        return
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    period = max(_DOT_PERIOD, float(length[-1]) / _MOST_DOTS)
    starts = np.arange(0.0, float(length[-1]), period)
    ends = starts + _DOT_ON
    _draw_pieces(
        painter,
        _table(
            np.interp(starts, length, x),
            np.interp(starts, length, y),
            np.interp(ends, length, x),
            np.interp(ends, length, y),
        ),
    )


def flat_pen(color: QColor, width: float) -> QPen:
    """A pen whose strokes end where they end."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def round_pen(color: QColor, width: float) -> QPen:
    """A pen that makes round dots."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _draw_pieces(painter: QPainter, pieces: Array) -> None:
    if len(pieces):
        painter.drawLines(_first(pieces, QLineF), len(pieces))


def _first(rows: Array, kind: type[T]) -> T:
    """The first row as Qt's object of that kind; with their number, Qt reads the others behind it.
    The caller keeps the array alive meanwhile.
    """
    return cast(T, wrapInstance(rows.ctypes.data, kind))


def _table(*columns: Array) -> Array:
    """(n, columns) in the order in which Qt lays out its points, lines and rectangles."""
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.float64)
