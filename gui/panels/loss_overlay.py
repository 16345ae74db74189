"""What lies over the losses: the moment, divergence, pointer, a marked stretch, the empty state."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.panels.loss_axis import BOTTOM_HEIGHT
from gui.panels.loss_picture import Picture
from gui.theme import ui_font

_LINE = 1.5
_OUTSET = 12  # px by which ring and labels may stand outside the plot
_VEIL = 0.10  # how much of the ink lies over a marked stretch


class OverlayItem(pg.GraphicsObject):
    """The moment, the divergence, what the pointer reads or marks, the empty state."""

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
            if picture.reached == 0:
                return
        self._paint_stretch(painter, picture)
        diverged = self._paint_divergence(painter, picture)
        self._paint_moment(painter, picture, diverged)
        self._paint_pointer(painter, picture)

    def _paint_empty(self, painter: QPainter, picture: Picture) -> None:
        painter.setFont(ui_font(13))
        painter.setPen(picture.theme.ink2)
        if picture.reached == 0:
            text = _tr("No updates yet. Step with → or run with Space.")
        else:
            text = _tr(
                "The file does not hold the losses up to here. Step with → or run with Space."
            )
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
        text = picture.numbers.count(picture.diverged_at)
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
            top = -self._label_room(picture) if picture.pointer is None else 0.0
            painter.setPen(QPen(accent, _LINE))
            painter.drawLine(QPointF(x, top), QPointF(x, scale.height))
            if picture.label and (picture.pointer is None):
                font = ui_font(13, QFont.Weight.DemiBold)
                # The mark of a divergence to come keeps its place: the text goes to the other side.
                left = diverged is not None and diverged > x
                self._paint_beside(painter, picture, x, moment.text, (font, accent), left=left)
        if moment.loss is None or beside_divergence:
            return
        y = scale.down_one(moment.loss)
        if -1 <= y <= scale.height:
            painter.setPen(QPen(accent, 1.75))
            painter.setBrush(theme.stage)
            painter.drawEllipse(QPointF(x, y), 4, 4)
        elif y > scale.height:
            # As for any loss below the axis, larger: the learner stands here.
            foot = scale.height
            corners = [QPointF(x - 4.5, foot - 7), QPointF(x + 4.5, foot - 7), QPointF(x, foot)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawPolygon(corners)

    def _paint_stretch(self, painter: QPainter, picture: Picture) -> None:
        """The updates that a hand marks, to see only them."""
        if picture.marked is None:
            return
        start, end = picture.marked
        veil = QColor(picture.theme.ink)
        veil.setAlphaF(_VEIL)
        painter.fillRect(QRectF(start, 0, end - start, picture.scale.height), veil)
        for x in picture.marked:
            painter.fillRect(QRectF(round(x), 0, 1, picture.scale.height), picture.theme.ink)

    def _paint_pointer(self, painter: QPainter, picture: Picture) -> None:
        if picture.pointer is None:
            return
        x, reading = picture.pointer
        painter.fillRect(QRectF(round(x), 0, 1, picture.scale.height), picture.theme.control)
        if picture.label:
            font = ui_font(12)
            # Over the plot, where it covers nothing: every digit has the whole width.
            text = reading.fitting(font, self._rect.width() - 8)
            self._paint_beside(painter, picture, x, text, (font, picture.theme.ink))

    def _paint_beside(
        self,
        painter: QPainter,
        picture: Picture,
        x: float,
        text: str,
        look: tuple[QFont, QColor],
        *,
        left: bool = False,
    ) -> None:
        """A line of text at the top of the plot, right of x, or left of it if that is asked for or
        there is no room; on a ground of its own.
        """
        font, color = look
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(text)
        start = x + 12
        if start + width > self._rect.width() + 4 or (left and x - 12 - width > 0):
            start = max(4.0, x - 12 - width)
        room = self._label_room(picture)
        area = QRectF(start, -room, width, 18)
        painter.fillRect(area.adjusted(-6, 0, 6, 0), picture.theme.stage)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)

    def _label_room(self, picture: Picture) -> float:
        return 18.0 if picture.label else 4.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("LossCurvePanel", text)
