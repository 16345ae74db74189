"""What is painted in the plot: the losses, and over them the moment, divergence and pointer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from engine.arrays import Array
from engine.history import HistoryView, SeriesView
from gui.panels import loss_band as band
from gui.panels.loss_axis import BOTTOM_HEIGHT
from gui.panels.loss_scale import Scale
from gui.theme import Theme, ui_font

_DOT_RADIUS = 1.6
_LINE, _THIN = 1.5, 1.0
_DOT_ON, _DOT_PERIOD, _MOST_DOTS = 1.8, 4.0, 1500
_MARK_DISTANCE = 7
_OUTSET = 12  # px by which ring, handle and labels may stand outside the plot
HANDLE = (6.5, 8.0)  # half its width, its height


class Moment(NamedTuple):
    """Where the learner stands: completed updates or the one in progress, its loss, the phase's
    hue.
    """

    update: int
    loss: float | None
    hue: str
    text: str


class Reading(NamedTuple):
    """What is known at an update: with every digit, and as short as numbers are on the screen."""

    exact: str
    short: str

    def fitting(self, font: QFont, room: float) -> str:
        """The exact one if there is room for it."""
        exact = QFontMetricsF(font).horizontalAdvance(self.exact) <= room
        return self.exact if exact else self.short


class Picture(NamedTuple):
    """All that the plot draws."""

    scale: Scale
    history: HistoryView
    reached: int
    moment: Moment
    theme: Theme
    ticks: tuple[float, ...]  # pixels from the top
    empty: bool = False
    label: bool = True
    diverged_at: int | None = None
    pointer: tuple[float, Reading] | None = None  # pixels from the left, what to say


class CurveItem(pg.GraphicsObject):
    """Hairlines, batches, training and validation."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._rect = QRectF()

    def show_picture(self, picture: Picture) -> None:
        """Draw this from now on."""
        rect = QRectF(0, 0, picture.scale.width, picture.scale.height)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self._picture = picture
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        picture = self._picture
        if picture is None:
            return
        paint_hairlines(painter, picture)
        if picture.empty:
            return
        now = picture.scale.across_one(picture.moment.update)
        area = self._rect.adjusted(-2, -2, 2, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        paint_dots(painter, picture)
        for past in (True, False):
            if not past and picture.reached <= picture.moment.update:
                continue
            clip = QRectF(area)
            if past and picture.reached > picture.moment.update:
                clip.setRight(now)
            elif not past:
                clip.setLeft(now)
            if clip.width() > 0:
                painter.setClipRect(clip)
                paint_band(painter, picture, past)
                paint_lines(painter, picture, past)
        painter.restore()
        paint_marks_below(painter, picture)


def paint_hairlines(painter: QPainter, picture: Picture) -> None:
    """The grid: horizontal, one pixel, on whole pixels."""
    width, height = picture.scale.width, picture.scale.height
    ys = (0.0,) if picture.empty else picture.ticks
    for y in ys:
        painter.fillRect(QRectF(0, round(y), width, 1), picture.theme.hair)
    foot = picture.theme.control if picture.empty else picture.theme.border
    painter.fillRect(QRectF(0, height, width, 1), foot)


def paint_dots(painter: QPainter, picture: Picture) -> None:
    """One dot for each update, while they are few."""
    points = band.dots(picture.history.batch, picture.scale.x)
    if points is None or not points.update.size:
        return
    shown = ~picture.scale.below(points.loss)
    x, y = picture.scale.across(points.update), picture.scale.down(points.loss)
    past = points.update <= picture.moment.update
    for where, color in ((past, picture.theme.ink2), (~past, picture.theme.fut)):
        where = where & shown
        if not where.any():
            continue  # an empty polygon over an array cannot be made
        pen = QPen(color, 2 * _DOT_RADIUS)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints([QPointF(*at) for at in zip(x[where], y[where], strict=True)])


def paint_band(painter: QPainter, picture: Picture, past: bool) -> None:
    """From the least to the greatest loss of each column, and the middle as a thin line."""
    scale, series = picture.scale, picture.history.batch
    if band.dots(series, scale.x) is not None:
        return
    theme = picture.theme
    columns = band.columns(series, scale.x, scale.width)
    left, right = np.round(scale.across(columns.left)), np.round(scale.across(columns.right))
    top, foot = scale.down(columns.high), scale.down(columns.low)
    rects = np.stack([left, top, np.maximum(right - left, 1), np.maximum(foot - top, 1)], axis=1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint("ink3" if past else "fut", 0.30 if past else 0.26))
    painter.drawRects([QRectF(*rect) for rect in rects.tolist()])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = (np.minimum(foot, scale.height) + np.maximum(top, 0)) / 2
    seen = (top <= scale.height) & (foot >= 0)
    _draw_line(
        painter,
        QPen(theme.tint("ink3" if past else "fut", 0.75), _THIN),
        (left + right)[seen] / 2,
        middle[seen],
    )


def paint_lines(painter: QPainter, picture: Picture, past: bool) -> None:
    """The training loss as a line, the validation loss dotted."""
    color = picture.theme.ink if past else picture.theme.fut
    for series, dotted in ((picture.history.validation, True), (picture.history.training, False)):
        x, y = _line(picture, series)
        if dotted:
            x, y = _dotted(x, y)
            _draw_pieces(painter, _flat_pen(color, _LINE), x, y)
        else:
            _draw_line(painter, _flat_pen(color, _LINE), x, y)
            if x.size == 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawRect(QRectF(x[0] - 4, y[0] - _LINE / 2, 8, _LINE))


def paint_marks_below(painter: QPainter, picture: Picture) -> None:
    """▾ on the axis for what lies below it."""
    scale, history = picture.scale, picture.history
    places: list[Array] = []
    points = band.dots(history.batch, scale.x)
    if points is None:
        columns = band.columns(history.batch, scale.x, scale.width)
        places.append(columns.right[scale.below(columns.high)])
    else:
        places.append(points.update[scale.below(points.loss)])
    for series in (history.training, history.validation):
        points = band.line(series, scale.x, scale.width, picture.reached)
        places.append(points.update[scale.below(points.loss)])
    updates = np.unique(np.concatenate(places))
    x = scale.across(updates)
    _, first = np.unique(x // _MARK_DISTANCE, return_index=True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    foot = scale.height - 2
    for at, update in zip(x[first].tolist(), updates[first].tolist(), strict=True):
        if 0 <= at <= scale.width:
            past = update <= picture.moment.update
            painter.setBrush(picture.theme.ink2 if past else picture.theme.fut)
            painter.drawPolygon(
                [QPointF(at - 3, foot - 4.5), QPointF(at + 3, foot - 4.5), QPointF(at, foot)]
            )
    painter.restore()


class OverlayItem(pg.GraphicsObject):
    """The moment with its handle, the divergence, what the pointer reads, the empty state."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._rect = QRectF()

    def show_picture(self, picture: Picture) -> None:
        """Draw this from now on."""
        rect = QRectF(0, 0, picture.scale.width, picture.scale.height)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self._picture = picture
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect.adjusted(-_OUTSET, -24, _OUTSET, BOTTOM_HEIGHT)

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        picture = self._picture
        if picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if picture.empty:
            self._paint_empty(painter, picture)
            return
        diverged = self._paint_divergence(painter, picture)
        self._paint_moment(painter, picture, diverged)
        self._paint_pointer(painter, picture)

    def _paint_empty(self, painter: QPainter, picture: Picture) -> None:
        painter.setFont(ui_font(13))
        painter.setPen(picture.theme.ink2)
        text = _tr("No updates yet. Step with → or run with Space.")
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_divergence(self, painter: QPainter, picture: Picture) -> float | None:
        """✕ where training stopped being finite; its distance from the left, if in sight."""
        if picture.diverged_at is None:
            return None
        x, height = picture.scale.across_one(picture.diverged_at), picture.scale.height
        if not -1 <= x <= picture.scale.width + 1:
            return None
        painter.setPen(QPen(picture.theme.err, _LINE))
        painter.drawLine(QPointF(x, 0), QPointF(x, height))
        painter.setPen(QPen(picture.theme.err, 2))
        painter.drawLine(QPointF(x - 4, -4), QPointF(x + 4, 4))
        painter.drawLine(QPointF(x - 4, 4), QPointF(x + 4, -4))
        text = f"{picture.diverged_at:,}"
        font = ui_font(13, QFont.Weight.DemiBold)
        self._paint_beside(painter, picture, x, text, (font, picture.theme.err))
        return x

    def _paint_moment(self, painter: QPainter, picture: Picture, diverged: float | None) -> None:
        moment, scale, theme = picture.moment, picture.scale, picture.theme
        x = scale.across_one(moment.update)
        if not -1 <= x <= scale.width + 1:
            return
        accent = theme.color(moment.hue)
        beside_divergence = diverged is not None and abs(diverged - x) < 2 * _OUTSET
        if not beside_divergence:
            top = -self._label_room(picture)
            painter.setPen(QPen(accent, _LINE))
            painter.drawLine(QPointF(x, top), QPointF(x, scale.height))
            if picture.label and (picture.pointer is None):
                font = ui_font(13, QFont.Weight.DemiBold)
                self._paint_beside(painter, picture, x, moment.text, (font, accent))
        self._paint_handle(painter, x, accent)
        if moment.loss is None:
            return
        y = scale.down_one(moment.loss)
        if y < -1:
            return
        if y <= scale.height:
            painter.setPen(QPen(accent, 1.75))
            painter.setBrush(theme.stage)
            painter.drawEllipse(QPointF(x, y), 4, 4)

    def _paint_handle(self, painter: QPainter, x: float, accent: QColor) -> None:
        half, height = HANDLE
        foot = self._rect.height() + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawPolygon(
            [QPointF(x, foot), QPointF(x - half, foot + height), QPointF(x + half, foot + height)]
        )

    def _paint_pointer(self, painter: QPainter, picture: Picture) -> None:
        if picture.pointer is None:
            return
        x, reading = picture.pointer
        painter.fillRect(QRectF(round(x), 0, 1, picture.scale.height), picture.theme.control)
        if picture.label:
            font = ui_font(12)
            text = reading.fitting(font, self._rect.width() / 2)
            self._paint_beside(painter, picture, x, text, (font, picture.theme.ink))

    def _paint_beside(
        self, painter: QPainter, picture: Picture, x: float, text: str, look: tuple[QFont, QColor]
    ) -> None:
        """A line of text at the top of the plot, right of x, or left of it where there is no room;
        on a ground of its own.
        """
        font, color = look
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(text)
        left = x + 12
        if left + width > self._rect.width() + 4:
            left = max(4.0, x - 12 - width)
        room = self._label_room(picture)
        area = QRectF(left, -room, width, 18)
        painter.fillRect(area.adjusted(-6, 0, 6, 0), picture.theme.stage)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)

    def _label_room(self, picture: Picture) -> float:
        return 18.0 if picture.label else 4.0


def _line(picture: Picture, series: SeriesView) -> tuple[Array, Array]:
    scale = picture.scale
    points = band.line(series, scale.x, scale.width, picture.reached)
    return scale.across(points.update), scale.down(points.loss)


def _dotted(x: Array, y: Array) -> tuple[Array, Array]:
    """The short pieces of a dotted line: ends of pieces in pairs. Qt's own dashes are slow on long
    lines and begin anew at each piece.
    """
    if x.size < 2:
        return np.repeat(x, 2) + np.tile([-1.0, 1.0], x.size), np.repeat(y, 2)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    period = max(_DOT_PERIOD, float(length[-1]) / _MOST_DOTS)
    starts = np.arange(0.0, float(length[-1]), period)
    along = np.stack([starts, starts + _DOT_ON], axis=1).ravel()
    return np.interp(along, length, x), np.interp(along, length, y)


def _draw_line(painter: QPainter, pen: QPen, x: Array, y: Array) -> None:
    """A line piece by piece: Qt needs fifty times as long for a ragged one in one go."""
    if x.size >= 2:
        _draw_pieces(painter, pen, np.repeat(x, 2)[1:-1], np.repeat(y, 2)[1:-1])


def _draw_pieces(painter: QPainter, pen: QPen, x: Array, y: Array) -> None:
    painter.setPen(pen)
    ends = np.stack([x, y], axis=1).reshape(-1, 4).tolist()
    painter.drawLines([QLineF(*end) for end in ends])


def _flat_pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _tr(text: str) -> str:
    return QCoreApplication.translate("LossCurvePanel", text)
