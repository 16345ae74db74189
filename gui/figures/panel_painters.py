"""The panels of a figure, each painted into a rectangle from a Frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from gui.frame import Frame
from gui.letters import font
from gui.numbers import NumberFormat
from gui.panels.equations_layout import Look, fitted
from gui.panels.equations_paint import equation_of, paint_places
from gui.panels.topology_paint import paint_topology
from gui.phase_text import accent
from gui.theme import Theme

_UNIT_RADIUS = 57.0
_SIZES = (31, 28, 25, 23, 21, 19, 17, 15, 13)
_LARGE, _SMALL = Look(_SIZES, 15, False), Look(_SIZES, 13, False)
_WIDE = 720.0
_LEAST = QSizeF(480, 170)
_ABOVE = 0.4  # of the room that an equation leaves over


class Content(NamedTuple):
    """What a panel shows, and how."""

    frame: Frame
    theme: Theme
    numbers: NumberFormat


def paint_panel(name: str, painter: QPainter, rect: QRectF, content: Content) -> None:
    """Draw one panel; the painter is as before afterwards."""
    painter.save()
    _PAINTERS[name](painter, rect, content)
    painter.restore()


def _topology(painter: QPainter, rect: QRectF, content: Content) -> None:
    frame, theme, numbers = content
    # What has no room there in the smallest letters is drawn smaller as a whole.
    scale = min(1.0, rect.width() / _LEAST.width(), rect.height() / _LEAST.height())
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    room = QRectF(QPointF(0, 0), rect.size() / scale)
    paint_topology(painter, room, frame, theme, numbers, largest=_UNIT_RADIUS, bare=True)


def _equations(painter: QPainter, rect: QRectF, content: Content) -> None:
    frame, theme, numbers = content
    made = equation_of(frame)
    look = _LARGE if rect.width() >= _WIDE else _SMALL
    if made is None:
        painter.setFont(font(look.caption))
        painter.setPen(theme.ink3)
        words = QCoreApplication.translate("Figures", "There is no equation before a first step.")
        painter.drawText(QPointF(rect.left(), rect.top() + _ABOVE * rect.height()), words)
        return
    places = fitted(made, numbers, rect.width(), rect.height(), look)
    # What no size of letters makes fit (a sum of hundreds of terms) is drawn smaller as a whole.
    scale = min(1.0, rect.height() / places.height, rect.width() / places.width)
    size = QSizeF(places.width, places.height) * scale
    painter.translate(rect.left(), rect.top() + (rect.height() - size.height()) * _ABOVE)
    painter.scale(scale, scale)
    paint_places(painter, places, QPointF(0, 0), theme, accent(frame))


def _loss(painter: QPainter, rect: QRectF, content: Content) -> None:
    from gui.figures.loss_painter import paint_loss  # it loads pyqtgraph

    paint_loss(painter, rect, *content)


def _weights(painter: QPainter, rect: QRectF, content: Content) -> None:
    from gui.figures.weights_painter import paint_weights

    paint_weights(painter, rect, *content)


_PAINTERS: dict[str, Callable[[QPainter, QRectF, Content], None]] = {
    "topology": _topology,
    "equations": _equations,
    "loss": _loss,
    "weights": _weights,
}
