"""The loss curve of a figure: what the window's plot draws, with axes and a legend of its own."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.frame import Frame
from gui.letters import drop, font, width
from gui.numbers import NumberFormat
from gui.panels import loss_band as band
from gui.panels import loss_scale as scaling
from gui.panels.loss_axis import loss_ticks, update_ticks
from gui.panels.loss_curve import is_empty, moment_loss
from gui.panels.loss_items import CurveItem
from gui.panels.loss_overlay import OverlayItem
from gui.panels.loss_picture import Moment, Picture
from gui.panels.loss_scale import Scale, Span
from gui.phase_text import accent
from gui.theme import Theme

_HEAD, _LABEL, _FOOT, _RIGHT = 30.0, 22.0, 40.0, 8.0
_TICK_GAP = 10.0
_PX = 13
_GAP, _SWATCH = 20.0, 16.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)


def paint_loss(
    painter: QPainter, rect: QRectF, frame: Frame, theme: Theme, numbers: NumberFormat
) -> None:
    """Draw the losses up to the moment, and quietly those after it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    empty = is_empty(frame)
    loss = moment_loss(frame)
    y = scaling.whole_y(frame.history, loss, True) or Span(-2.0, 0.0)
    x = scaling.whole_x(max(frame.reached, frame.update_shown, frame.diverged_at or 0))
    tall = max(20.0, rect.height() - _HEAD - _LABEL - _FOOT)
    losses = loss_ticks(y, True, tall, numbers)
    left = max((width(tick.label, _PX) for tick in losses), default=0.0) + _TICK_GAP
    area = QRectF(
        rect.left() + left,
        rect.top() + _HEAD + _LABEL,
        max(20.0, rect.width() - left - _RIGHT),
        tall,
    )
    scale = Scale(x, y, True, area.width(), area.height())
    places = [((y.high - tick.at) * tall / y.size, tick.label) for tick in losses]
    picture = Picture(
        scale,
        frame.history,
        frame.reached,
        _moment(frame, loss, numbers, area.width()),
        theme,
        tuple(place for place, _ in places),
        empty=False,
        diverged_at=frame.diverged_at,
        numbers=numbers,
    )
    _paint_plot(painter, area, picture)
    painter.setFont(font(_PX))
    painter.setPen(theme.ink2)
    for place, label in places:
        at = area.left() - _TICK_GAP - width(label, _PX)
        painter.drawText(QPointF(at, area.top() + place + drop(_PX)), label)
    _paint_updates(painter, area, scale, theme, numbers)
    _paint_legend(painter, rect, frame, scale, theme, empty)


def _paint_plot(painter: QPainter, area: QRectF, picture: Picture) -> None:
    for item in (CurveItem(), OverlayItem()):
        item.show_picture(picture)
        painter.save()
        painter.translate(area.topLeft())
        item.paint(painter)
        painter.restore()


def _moment(frame: Frame, loss: float | None, numbers: NumberFormat, room: float) -> Moment:
    """What stands at the moment: with the loss, where there is room for it beside the line."""
    count = numbers.count(frame.update_shown)
    text = _tr("update {n}").format(n=count)
    if not frame.update_shown:
        text = _tr("before update 1")
    elif loss is not None:
        longer = _tr("update {n}   loss {loss}").format(n=count, loss=numbers.text(loss))
        text = longer if width(longer, _PX, True) + 2 * _GAP <= room else text
    return Moment(frame.update_shown, loss, accent(frame), text)


def _paint_updates(
    painter: QPainter, area: QRectF, scale: Scale, theme: Theme, numbers: NumberFormat
) -> None:
    name = _tr("update")
    end = area.right() - width(name, _PX)
    painter.setFont(font(_PX))
    base = area.bottom() + 20 + drop(_PX)
    for tick in update_ticks(scale.x, scale.width, numbers):
        x = area.left() + scale.across_one(tick.at)
        painter.setPen(QPen(theme.border, 1.0))
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 5))
        at = x - width(tick.label, _PX) / 2
        if at + width(tick.label, _PX) + 8 <= end:
            painter.setPen(theme.ink2)
            painter.drawText(QPointF(at, base), tick.label)
    painter.setPen(theme.ink2)
    painter.drawText(QPointF(end, base), name)


def _paint_legend(
    painter: QPainter, rect: QRectF, frame: Frame, scale: Scale, theme: Theme, empty: bool
) -> None:
    middle = rect.top() + _HEAD / 2
    painter.setFont(font(_PX + 1, True))
    painter.setPen(theme.ink)
    painter.drawText(QPointF(rect.left(), middle + drop(_PX + 1)), _tr("Loss"))
    x = rect.left() + width(_tr("Loss"), _PX + 1, True) + _GAP
    if empty:
        return
    for look, text in _entries(frame, scale):
        wide = width(text, _PX)
        if x + _SWATCH + 6 + wide > rect.right():
            break
        _paint_swatch(painter, QPointF(x, middle), look, theme)
        painter.setFont(font(_PX))
        painter.setPen(theme.ink2)
        painter.drawText(QPointF(x + _SWATCH + 6, middle + drop(_PX)), text)
        x += _SWATCH + 6 + wide + _GAP


def _entries(frame: Frame, scale: Scale) -> list[tuple[str, str]]:
    one = frame.experiment.hyperparameters.batch_size == 1
    batch = _tr("one sample") if one else _tr("one batch")
    is_band = band.dots(frame.history.batch, scale.x) is None
    made = [("band" if is_band else "dots", batch), ("line", _tr("training set"))]
    if frame.history.validation.last.size:
        made.append(("dotted", _tr("validation")))
    if frame.reached > frame.update_shown:
        made.append(("future", _tr("after this moment")))
    return made


def _paint_swatch(painter: QPainter, at: QPointF, look: str, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if look == "dots":
        painter.setBrush(theme.ink2)
        painter.drawEllipse(at + QPointF(_SWATCH / 2, 0), 1.6, 1.6)
    elif look == "band":
        painter.fillRect(QRectF(at.x(), at.y() - 4, _SWATCH, 8), theme.tint("ink3", 0.3))
        painter.fillRect(QRectF(at.x(), at.y() - 0.5, _SWATCH, 1), theme.tint("ink3", 0.75))
    else:
        pen = QPen(theme.fut if look == "future" else theme.ink, 1.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if look == "dotted":
            pen.setDashPattern([1.2, 1.5])
        painter.setPen(pen)
        painter.drawLine(at, at + QPointF(_SWATCH, 0))
