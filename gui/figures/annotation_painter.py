"""Draws callouts and frames on a panel, and says where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from engine.annotation import Annotation, Kind
from gui.letters import drop, font, width
from gui.theme import Theme

_RADIUS = 11.0
_TEXT = 14
_LINE = 1.75
_HEAD = 9.0
_REACH = 7.0  # px: how near a click must come
_LEAST_FRAME = 0.01
_ASIDE = QPointF(-46.0, -38.0)  # where a callout stands whose arrow was not drawn


def paint_annotations(
    painter: QPainter, rect: QRectF, annotations: Sequence[Annotation], theme: Theme
) -> None:
    """Draw what stands on a panel in this rectangle; what is hidden is the painter's own work."""
    for one in annotations:
        if one.kind is Kind.FRAME:
            painter.setPen(QPen(theme.ink, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(_corners(one, rect), 5, 5)
    for one in annotations:
        if one.kind is Kind.CALLOUT:
            _paint_callout(painter, rect, one, theme)


def _paint_callout(painter: QPainter, rect: QRectF, one: Annotation, theme: Theme) -> None:
    at, tip = place(one, rect), end(one, rect)
    line = QLineF(tip, at)
    if line.length() > _RADIUS + _HEAD:
        line.setLength(line.length() - _RADIUS)
        start = line.p2()
        line.setLength(_HEAD * 0.8)
        pen = QPen(theme.ink, _LINE)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(start, line.p2())
        _paint_head(painter, tip, start, theme)
    text = str(one.number)
    painter.setPen(QPen(theme.stage, 2.0))
    painter.setBrush(theme.ink)
    painter.drawEllipse(at, _RADIUS, _RADIUS)
    painter.setFont(font(13, True))
    painter.setPen(theme.stage)
    painter.drawText(at + QPointF(-width(text, 13, True) / 2, drop(13)), text)
    if one.text:
        box = words_rect(one, rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.stage)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font(_TEXT))
        painter.setPen(theme.ink)
        painter.drawText(QPointF(box.left() + 4, at.y() + drop(_TEXT)), one.text)


def _paint_head(painter: QPainter, tip: QPointF, start: QPointF, theme: Theme) -> None:
    shaft = QLineF(tip, start)
    corners = [tip]
    for angle in (22.0, -22.0):
        side = QLineF(shaft)
        side.setAngle(shaft.angle() + angle)
        side.setLength(_HEAD)
        corners.append(side.p2())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.ink)
    painter.drawPolygon(QPolygonF(corners))


def words_rect(one: Annotation, rect: QRectF) -> QRectF:
    """What the words of a callout cover: right of its number, or left where there is no room."""
    at, wide = place(one, rect), width(one.text, _TEXT) + 8
    left = at.x() + _RADIUS + 3
    if left + wide > rect.right() and at.x() - _RADIUS - 3 - wide >= rect.left():
        left = at.x() - _RADIUS - 3 - wide
    return QRectF(left, at.y() - 10, wide, 20)


def place(one: Annotation, rect: QRectF) -> QPointF:
    """Where an annotation stands, in the figure's pixels."""
    return QPointF(rect.left() + one.x * rect.width(), rect.top() + one.y * rect.height())


def end(one: Annotation, rect: QRectF) -> QPointF:
    """Where its arrow or its frame ends."""
    return QPointF(rect.left() + one.to_x * rect.width(), rect.top() + one.to_y * rect.height())


def hit(one: Annotation, rect: QRectF, point: QPointF) -> bool:
    """Whether a click at a point means this one."""
    at = place(one, rect)
    match one.kind:
        case Kind.HIDE:
            return QLineF(at, point).length() <= 3 * _REACH
        case Kind.FRAME:
            outer = _corners(one, rect).adjusted(-_REACH, -_REACH, _REACH, _REACH)
            inner = _corners(one, rect).adjusted(_REACH, _REACH, -_REACH, -_REACH)
            return outer.contains(point) and not inner.contains(point)
        case Kind.CALLOUT:
            on_words = bool(one.text) and words_rect(one, rect).contains(point)
            near = min(QLineF(at, point).length() - _RADIUS, QLineF(end(one, rect), point).length())
            return on_words or near <= _REACH


def drawn(
    kind: Kind, panel: str, rect: QRectF, start: QPointF, stop: QPointF, number: int
) -> Annotation | None:
    """The annotation that a gesture from one point to another makes; None where it is too small.
    A callout is drawn from what it points at to where its number stands.
    """
    first, last = share(rect, start), share(rect, stop)
    match kind:
        case Kind.HIDE:
            return Annotation(kind, panel, *last)
        case Kind.FRAME:
            if abs(first[0] - last[0]) < _LEAST_FRAME or abs(first[1] - last[1]) < _LEAST_FRAME:
                return None
            return Annotation(kind, panel, *first, *last)
        case Kind.CALLOUT:
            if QLineF(start, stop).length() < 2 * _RADIUS:
                last = share(rect, start + _ASIDE)
            return Annotation(kind, panel, *last, *first, number=number)


def moved(one: Annotation, rect: QRectF, by: QPointF) -> Annotation:
    """The annotation further on, as far as its panel goes. A callout goes on pointing at the same
    place.
    """
    x, y = share(rect, place(one, rect) + by)
    if one.kind is not Kind.FRAME:
        return replace(one, x=x, y=y)
    to_x, to_y = share(rect, end(one, rect) + by)
    return replace(one, x=x, y=y, to_x=to_x, to_y=to_y)


def share(rect: QRectF, point: QPointF) -> tuple[float, float]:
    """A point as shares of a panel, held inside it; rounded, for it stands in a file."""
    x = (point.x() - rect.left()) / rect.width()
    y = (point.y() - rect.top()) / rect.height()
    return round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4)


def _corners(one: Annotation, rect: QRectF) -> QRectF:
    return QRectF(place(one, rect), end(one, rect)).normalized()
