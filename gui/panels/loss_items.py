"""The losses themselves, painted: hairlines, batches, training and validation."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.panels import loss_strokes as strokes
from gui.panels.loss_geometry import NOTHING, Path, Stretch, stretches
from gui.panels.loss_picture import Picture
from gui.theme import Theme

_DOT_RADIUS = 1.6
_LINE, _THIN = 1.5, 1.0
_BAND, _BAND_AFTER, _MIDDLE = 0.30, 0.26, 0.75  # shares of the hue in the stage


class CurveItem(pg.GraphicsObject):
    """Everything that does not move with the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._rect = QRectF()
        self._past = self._future = NOTHING

    def show_picture(self, picture: Picture) -> None:
        """Draw this from now on."""
        rect = QRectF(0, 0, picture.scale.width, picture.scale.height)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self._picture = picture
        self._past, self._future = stretches(
            picture.history, picture.reached, picture.moment.update, picture.scale
        )
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        picture = self._picture
        if picture is None:
            return
        self._paint_hairlines(painter, picture)
        if picture.empty:
            return
        painter.setClipRect(self._rect.adjusted(-2, -2, 2, 0))
        for stretch, past in ((self._future, False), (self._past, True)):
            _paint_batches(painter, stretch, picture.theme, past)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stretch, past in ((self._future, False), (self._past, True)):
            _paint_lines(painter, stretch, picture.theme, past)
            _paint_marks_below(painter, stretch, picture, past)

    def _paint_hairlines(self, painter: QPainter, picture: Picture) -> None:
        """The grid: horizontal, one pixel, on whole pixels."""
        width, height = self._rect.width(), self._rect.height()
        for y in (0.0,) if picture.empty else picture.ticks:
            painter.fillRect(QRectF(0, round(y), width, 1), picture.theme.hair)
        foot = picture.theme.control if picture.empty else picture.theme.border
        painter.fillRect(QRectF(0, height, width, 1), foot)


def _paint_batches(painter: QPainter, stretch: Stretch, theme: Theme, past: bool) -> None:
    """A dot for each update, or the band and its middle."""
    hue = "ink3" if past else "fut"
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(hue, _BAND if past else _BAND_AFTER))
    strokes.draw_rects(painter, *stretch.band)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(strokes.flat_pen(theme.tint(hue, _MIDDLE), _THIN))
    strokes.draw_line(painter, *stretch.middle)
    painter.setPen(strokes.round_pen(theme.ink2 if past else theme.fut, 2 * _DOT_RADIUS))
    strokes.draw_points(painter, *stretch.dots)


def _paint_lines(painter: QPainter, stretch: Stretch, theme: Theme, past: bool) -> None:
    """The training loss as a line, the validation loss dotted."""
    painter.setPen(strokes.flat_pen(theme.ink if past else theme.fut, _LINE))
    strokes.draw_dotted(painter, *_seen_alone(stretch.validation))
    strokes.draw_line(painter, *_seen_alone(stretch.training))


def _seen_alone(path: Path) -> Path:
    """A line of one point is a short dash, else the first epoch would show nothing."""
    if path.x.size != 1:
        return path
    return Path(path.x.repeat(2) + np.array([-4.0, 4.0]), path.y.repeat(2))


def _paint_marks_below(painter: QPainter, stretch: Stretch, picture: Picture, past: bool) -> None:
    """▾ on the axis for what lies below it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(picture.theme.ink2 if past else picture.theme.fut)
    foot = picture.scale.height - 1
    for x in stretch.below.tolist():
        corners = [QPointF(x - 3, foot - 4.5), QPointF(x + 3, foot - 4.5), QPointF(x, foot)]
        painter.drawPolygon(corners)
