"""The weights as a map: a cell for each, its hue the sign and its strength the size."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.arrays import Array
from gui.frame import Frame, Selection
from gui.panels.weights_words import heading, tip
from gui.theme import Theme, ui_font

_MARGIN, _GAP, _LINE = 16, 24, 20
_CELL, _SIGN_FROM, _SPACE = 22.0, 11.0, 2.0
_BIAS_GAP = 4.0
_HIGHEST = 140.0
_WEAKEST = 0.12  # how much hue a weight near 0 still has


class Block(NamedTuple):
    """One layer's cells: weights (units, sources), and a column for the biases behind them."""

    layer: int
    rect: QRectF
    cell: float
    units: int
    sources: int

    def cell_rect(self, unit: int, source: int | None) -> QRectF:
        """Where a weight's or bias's cell stands."""
        column = self.sources if source is None else source
        x = self.rect.x() + column * self.cell + (_BIAS_GAP if source is None else 0.0)
        return QRectF(x, self.rect.y() + unit * self.cell, self.cell, self.cell)

    def at(self, point: QPointF) -> Selection | None:
        """The weight or bias at a point."""
        unit = int((point.y() - self.rect.y()) // self.cell)
        x = point.x() - self.rect.x()
        if not 0 <= unit < self.units or x < 0:
            return None
        if x < self.sources * self.cell:
            return Selection(self.layer, unit, int(x // self.cell))
        inside = 0 <= x - self.sources * self.cell - _BIAS_GAP < self.cell
        return Selection(self.layer, unit, bias=True) if inside else None


def blocks(sizes: tuple[int, ...], width: float) -> tuple[list[Block], float]:
    """Where each layer's cells stand in a width, and the height that all need; lines wrap."""
    placed: list[Block] = []
    x, y, line = float(_MARGIN), 0.0, 0.0
    room = max(40.0, width - 2 * _MARGIN)
    for layer, (sources, units) in enumerate(pairwise(sizes), start=1):
        cell = min(_CELL, _HIGHEST / units, (room - _BIAS_GAP) / (sources + 1))
        wide = max((sources + 1) * cell + _BIAS_GAP, 52.0)
        if x > _MARGIN and x + wide > width - _MARGIN:
            x, y, line = float(_MARGIN), y + line + 8, 0.0
        placed.append(Block(layer, QRectF(x, y + _LINE, wide, units * cell), cell, units, sources))
        x += wide + _GAP
        line = max(line, _LINE + units * cell)
    return placed, y + line + 12


class WeightsMap(QWidget):
    """Paints the map; a click selects."""

    selected = Signal(object)  # Selection

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._blocks: list[Block] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Weights as a map"))
        self.setAccessibleDescription(self.tr("The table above holds the same numbers."))

    def show_frame(self, frame: Frame) -> None:
        """Draw this Frame's weights."""
        old, self._frame = self._frame, frame
        if old is None or old.experiment.shape.sizes != frame.experiment.shape.sizes:
            self._lay_out()
        if old is None or old.state.parameters is not frame.state.parameters:
            self.update()

    def show_selection(self, selection: Selection | None) -> None:
        """Frame the selected cell."""
        self._selection = selection
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if self._frame is not None:
            self._blocks, height = blocks(self._frame.experiment.shape.sizes, self.width())
            self.setFixedHeight(round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        parameters = self._frame.state.parameters
        for block, W, b in zip(self._blocks, parameters.W, parameters.b, strict=True):
            painter.setFont(ui_font(12))
            painter.setPen(self._theme.ink2)
            painter.drawText(QPointF(block.rect.x(), block.rect.y() - 6), heading(block.layer))
            values = np.concatenate([W, b[:, None]], axis=1)
            if block.cell >= _SIGN_FROM:
                self._paint_cells(painter, block, values)
            else:
                self._paint_image(painter, block, values)
        self._paint_selection(painter)

    def _paint_cells(self, painter: QPainter, block: Block, values: Array) -> None:
        """Cells large enough for a sign: the hue is never alone."""
        strongest = float(np.abs(values).max()) or 1.0
        font = ui_font(12, QFont.Weight.DemiBold)
        painter.setFont(font)
        drop = QFontMetricsF(font).capHeight() / 2
        for unit in range(block.units):
            for column in range(block.sources + 1):
                value = float(values[unit, column])
                source = None if column == block.sources else column
                rect = block.cell_rect(unit, source).adjusted(0, 0, -_SPACE, -_SPACE)
                share = _share(abs(value) / strongest)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.tint(_token(value), share))
                painter.drawRoundedRect(rect, 2, 2)
                sign = "−" if value < 0 else "+"
                painter.setPen(self._theme.stage if share > 0.62 else self._theme.ink)
                width = QFontMetricsF(font).horizontalAdvance(sign)
                at = QPointF(rect.center().x() - width / 2, rect.center().y() + drop)
                painter.drawText(at, sign)

    def _paint_image(self, painter: QPainter, block: Block, values: Array) -> None:
        """Many small cells as one picture, a pixel each."""
        strongest = float(np.abs(values).max()) or 1.0
        share = _WEAKEST + (1 - _WEAKEST) * np.abs(values[..., None]) / strongest
        stage, neg, pos = (_rgb(self._theme.color(name)) for name in ("stage", "neg", "pos"))
        hue = np.where(values[..., None] < 0, neg, pos)
        pixels = np.empty((*values.shape, 4), dtype=np.uint8)
        pixels[..., :3] = np.rint(stage + (hue - stage) * share)
        pixels[..., 3] = 255
        pixels = np.ascontiguousarray(pixels)
        height, width = values.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        source = QRectF(0, 0, block.sources, height)
        target = QRectF(block.rect.topLeft(), block.cell_rect(height, block.sources).topLeft())
        painter.drawImage(target, image, source)
        biases = block.cell_rect(0, None)
        biases.setHeight(height * block.cell)
        painter.drawImage(biases, image, QRectF(block.sources, 0, 1, height))

    def _paint_selection(self, painter: QPainter) -> None:
        what = self._selection
        if what is None or not (what.bias or what.source is not None):
            return
        for block in self._blocks:
            if block.layer == what.layer:
                if what.unit >= block.units or (what.source or 0) >= block.sources:
                    return
                rect = block.cell_rect(what.unit, what.source)
                painter.setPen(QPen(self._theme.ink, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-2, -2, 0, 0), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        what = self._at(event.position())
        if what is not None:
            self.selected.emit(what)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            what = self._at(QPointF(event.pos()))
            if what is not None and self._frame is not None:
                QToolTip.showText(event.globalPos(), tip(self._frame, what), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _at(self, point: QPointF) -> Selection | None:
        found = (block.at(point) for block in self._blocks)
        return next((what for what in found if what is not None), None)


def _share(strength: float) -> float:
    return _WEAKEST + (1 - _WEAKEST) * strength


def _rgb(color: QColor) -> Array:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)


def _token(value: float) -> str:
    return "neg" if value < 0 else "pos"
