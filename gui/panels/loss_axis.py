"""The two axes of the loss curve: which ticks they have, and how they are drawn."""

from __future__ import annotations

import math
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gui.numbers import MINUS, NumberFormat
from gui.panels.loss_scale import Span
from gui.theme import Theme, ui_font

LEFT_WIDTH, BOTTOM_HEIGHT = 64, 29
LABEL_DISTANCE = 14  # px between two labels of the loss axis
_UPDATE_DISTANCE = 64
_STRIDES = (1, 2, 3, 5, 10, 20, 50, 100, 200)
_PLAIN_DECADES = 2  # from 0.01 to 100
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_TICK, _UNDER_TICK = 5, 6  # the scrubber's handle stands between axis and numbers


class Tick(NamedTuple):
    """A labelled place: ``at`` is a value of the axis (of a logarithmic one: a logarithm)."""

    at: float
    label: str


def loss_ticks(y: Span, log: bool, pixels: float, numbers: NumberFormat) -> list[Tick]:
    """The ticks of the loss axis. Logarithmic: whole decades, every second or third where labels
    would come closer than 14 px; inside one decade, where none is in sight, round numbers.
    """
    if not log:
        values = _round_numbers(y, pixels, 2 * LABEL_DISTANCE, numbers)
        return [Tick(value, text) for value, text in values]
    stride = next((s for s in _STRIDES if s * pixels / y.size >= LABEL_DISTANCE), _STRIDES[-1])
    first = math.ceil(y.low / stride - 1e-9) * stride
    decades = range(first, math.floor(y.high + 1e-9) + 1, stride)
    if len(decades) >= 2 or y.high > 300 or y.low < -300:
        return [Tick(float(decade), _decade(decade, numbers)) for decade in decades]
    inside = Span(10**y.low, 10**y.high)
    values = _round_numbers(inside, pixels, 2 * LABEL_DISTANCE, numbers)
    return [Tick(math.log10(value), text) for value, text in values if value > 0]


def update_ticks(x: Span, pixels: float, numbers: NumberFormat) -> list[Tick]:
    """Round numbers of updates, far enough apart for their labels."""
    widest = max(_UPDATE_DISTANCE, 8 * len(numbers.count(round(x.high))) + 24)
    step = max(1.0, _round_step(x.size * widest / max(pixels, 1.0)))
    first, last = math.ceil(x.low / step - 1e-9), math.floor(x.high / step + 1e-9)
    return [Tick(n * step, numbers.count(round(n * step))) for n in range(max(0, first), last + 1)]


def _decade(exponent: int, numbers: NumberFormat) -> str:
    if abs(exponent) <= _PLAIN_DECADES:
        return numbers.typed(10.0**exponent)
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def _round_numbers(
    span: Span, pixels: float, distance: float, numbers: NumberFormat
) -> list[tuple[float, str]]:
    step = _round_step(span.size * distance / max(pixels, 1.0))
    first, last = math.ceil(span.low / step - 1e-9), math.floor(span.high / step + 1e-9)
    return [(n * step, _plain(n * step, step, numbers)) for n in range(first, last + 1)]


def _round_step(least: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((m * power for m in (1, 2, 5) if m * power >= least * (1 - 1e-9)), 10 * power)


def _plain(value: float, step: float, numbers: NumberFormat) -> str:
    """A tick's number: as many decimals as its step needs; a power where that gets long."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    if value and (places > 4 or abs(value) >= 1e5):
        exponent = math.floor(math.log10(abs(value)) + 1e-9)
        mantissa = numbers.detail(value / 10.0**exponent, 3)
        power = "10" + str(exponent).translate(_SUPERSCRIPTS)
        return power if mantissa == "1" else f"{mantissa}·{power}"
    return f"{value + 0.0:.{places}f}".replace("-", MINUS).replace(".", numbers.point)


class LossAxis(pg.AxisItem):
    """The numbers left of the plot. pyqtgraph's own log labels overlap; these keep their
    distance.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__("left")
        self.setWidth(LEFT_WIDTH)
        self.theme = theme
        self._places: list[tuple[float, str]] = []

    def show_ticks(self, places: list[tuple[float, str]]) -> None:
        """Label these places: pixels from the top, and the text."""
        if places != self._places:
            self._places = places
            self.update()

    def boundingRect(self) -> QRectF:
        # Half of the highest and the lowest label stands outside.
        return QRectF(0, 0, self.size().width(), self.size().height()).adjusted(0, -9, 0, 9)

    def paint(self, p: QPainter, opt: object, widget: object) -> None:
        p.setFont(tick_font())
        p.setPen(self.theme.ink2)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in self._places:
            p.drawText(QRectF(0, y - 9, self.size().width() - 8, 18), right, text)


class UpdateAxis(pg.AxisItem):
    """The numbers under the plot."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("bottom")
        self.setHeight(BOTTOM_HEIGHT)
        self.theme = theme
        self.margin = 0.0
        self._places: list[tuple[float, str]] = []

    def show_ticks(self, places: list[tuple[float, str]]) -> None:
        """Label these places: pixels from the left, and the text."""
        if places != self._places:
            self._places = places
            self.update()

    def boundingRect(self) -> QRectF:
        rect = QRectF(0, 0, self.size().width(), self.size().height())
        return rect.adjusted(-LEFT_WIDTH / 2, 0, self.margin, 0)

    def paint(self, p: QPainter, opt: object, widget: object) -> None:
        font = tick_font()
        metrics = QFontMetricsF(font)
        p.setFont(font)
        end = self.size().width() + self.margin - 2
        for x, text in self._places:
            p.setPen(self.theme.control)
            p.drawLine(QPointF(round(x) + 0.5, 0), QPointF(round(x) + 0.5, _TICK))
            p.setPen(self.theme.ink2)
            width = metrics.horizontalAdvance(text)
            left = min(x - width / 2, end - width)
            p.drawText(QPointF(left, _TICK + _UNDER_TICK + metrics.ascent()), text)


def tick_font() -> QFont:
    """Captions and ticks are 12 px."""
    return ui_font(12)
