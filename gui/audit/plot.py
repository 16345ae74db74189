"""Both loss curves in one small plot, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import icons
from gui.audit.words import tr
from gui.audit.worker import CurveSoFar
from gui.letters import drop, font, width
from gui.numbers import NumberFormat
from gui.panels.loss_axis import loss_ticks, update_ticks
from gui.panels.loss_scale import Scale, Span
from gui.theme import Theme

_LEGEND = 24
_LEFT, _RIGHT, _BOTTOM = 52, 24, 28
_SAMPLE = 22  # px of line before a name in the legend
_CROSS = 12
_DASH = (4.0, 3.0)


class CurvesPlot(QWidget):
    """The curve of the reference as a line, the other one dashed, each named with its last loss."""

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = numbers
        self._names = ("", "")
        self._updates = 1
        self._curves: tuple[CurveSoFar, ...] = ()
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(340, 236)

    @property
    def curves(self) -> tuple[CurveSoFar, ...]:
        """What is drawn: the reference's curve and the other's."""
        return self._curves

    def begin(self, names: tuple[str, str], updates: int) -> None:
        """An empty plot for two variants and so many updates."""
        self._names, self._updates = names, updates
        self.show_curves(())

    def show_curves(self, curves: Sequence[CurveSoFar]) -> None:
        """Show what is there by now."""
        self._curves = tuple(curves)
        parts = [self._legend(number) for number in range(len(self._curves))]
        self.setAccessibleName(tr("Training loss of both variants"))
        self.setAccessibleDescription(", ".join(parts))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        self._numbers = numbers
        self.show_curves(self._curves)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid and numbers, the curves, and what they are called."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(
            _LEFT, len(self._names) * _LEGEND + 8, -_RIGHT, -_BOTTOM
        )
        scale = Scale(
            Span(0.0, float(self._updates)),
            self._losses(),
            True,
            max(1.0, area.width()),
            max(1.0, area.height()),
        )
        for number in range(len(self._names)):
            self._paint_legend(painter, number)
        painter.translate(area.topLeft())
        self._paint_axes(painter, scale)
        painter.setClipRect(QRectF(-2, -6, area.width() + 10, area.height() + 8))
        for number, curve in enumerate(self._curves):
            self._paint_curve(painter, scale, number, curve)

    def _losses(self) -> Span:
        """Whole decades around all that is above 0."""
        known = [
            math.log10(point.loss)
            for curve in self._curves
            for point in curve.points
            if point.loss > 0 and math.isfinite(point.loss)
        ]
        if not known:
            return Span(-2.0, 2.0)
        low, high = math.floor(min(known)), math.ceil(max(known))
        return Span(float(low), float(max(high, low + 1)))

    def _hue(self, number: int) -> QPen:
        theme = self._theme
        pen = QPen(theme.err if number else theme.ink, 2.0 if number else 1.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if number:
            pen.setDashPattern(_DASH)
        return pen

    def _legend(self, number: int) -> str:
        """The name of a variant with its last loss."""
        name = self._names[number]
        if number >= len(self._curves):
            return name
        curve = self._curves[number]
        if curve.diverged_at is not None:
            text = tr("{name}  diverged at update {n}")
            return text.format(name=name, n=self._numbers.count(curve.diverged_at))
        if not curve.points:
            return name
        return f"{name}  {self._numbers.text(curve.points[-1].loss)}"

    def _paint_legend(self, painter: QPainter, number: int) -> None:
        y = number * _LEGEND + _LEGEND / 2
        painter.setPen(self._hue(number))
        painter.drawLine(QPointF(16, y), QPointF(16 + _SAMPLE, y))
        painter.setFont(font(12))
        painter.setPen(self._theme.ink2)
        painter.drawText(QPointF(16 + _SAMPLE + 8, y + drop(12)), self._legend(number))

    def _paint_axes(self, painter: QPainter, scale: Scale) -> None:
        theme = self._theme
        painter.setFont(font(12))
        for tick in loss_ticks(scale.y, True, scale.height, self._numbers):
            y = scale.height - (tick.at - scale.y.low) * scale.height / scale.y.size
            painter.fillRect(QRectF(0, round(y), scale.width, 1), theme.hair)
            painter.setPen(theme.ink2)
            x = -8 - width(tick.label, 12)
            painter.drawText(QPointF(x, y + drop(12)), tick.label)
        for tick in update_ticks(scale.x, scale.width, self._numbers):
            x = scale.across_one(tick.at)
            painter.setPen(theme.control)
            painter.drawLine(QPointF(x, scale.height), QPointF(x, scale.height + 4))
            painter.setPen(theme.ink2)
            size = width(tick.label, 12)
            left = min(x - size / 2, scale.width + _RIGHT - size - 2)
            painter.drawText(QPointF(left, scale.height + 18), tick.label)

    def _paint_curve(self, painter: QPainter, scale: Scale, number: int, curve: CurveSoFar) -> None:
        known = [point for point in curve.points if math.isfinite(point.loss)]
        line = QPolygonF(
            [QPointF(scale.across_one(p.update), scale.down_one(p.loss)) for p in known]
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._hue(number))
        painter.drawPolyline(line)
        if curve.diverged_at is not None:
            x = scale.across_one(curve.diverged_at)
            y = line.last().y() if known else 0.0
            place = QRectF(x - _CROSS / 2, y - _CROSS / 2, _CROSS, _CROSS)
            icons.paint(painter, "x", self._hue(number).color(), place)
