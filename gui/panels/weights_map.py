"""The weights as a map: a cell for each, coloured by sign and strength."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from engine.arrays import Array
from engine.state import Shape
from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology_type import font
from gui.panels.weights_map_layout import CAPTION, Block, MapLayout, arrange, natural_height
from gui.panels.weights_rows import Rows
from gui.panels.weights_words import heading, tip
from gui.theme import Theme, mix

_STEPS = 255
_FAINTEST, _STRONGEST = 0.08, 0.92
_SIGNED_CELL = 9  # px: from here on a cell has room for its sign
_MOST_SIGNS = 600
_ROUND = 3
_LEAST_FRAME = 7  # px: what is selected is found among cells of one pixel
_SCROLL_BAR = 10


class WeightsMap(QScrollArea):
    """The map in its scroll area; ``chosen`` gives the Selection that was clicked."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = MapCanvas(theme)
        self.canvas.chosen.connect(self.chosen)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.canvas)
        self.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)

    def show_values(self, frame: Frame, what: Selection | None, accent: str) -> None:
        """Show the parameters of a Frame, and what is selected in the hue of the phase."""
        before = self.canvas.shape
        self.canvas.show_values(frame, what, accent)
        if before is None or before.sizes != frame.experiment.shape.sizes:
            self._arrange()

    def follow(self, what: Selection) -> None:
        """Scroll to where a selection is."""
        rect = self.canvas.places.rect(what)
        self.ensureVisible(rect.center().x(), rect.center().y(), rect.width(), rect.height())

    def wished_height(self, width: int) -> int:
        """How tall it would like to be at a width."""
        shape = self.canvas.shape
        return 0 if shape is None else natural_height(shape, width)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.canvas.theme = theme
        self.canvas.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shape = self.canvas.shape
        if shape is None:
            return
        places = arrange(shape, self.width(), self.height())
        if places.height > self.height():
            places = arrange(shape, self.width() - _SCROLL_BAR, self.height())
        self.canvas.places = places
        self.canvas.resize(places.width, places.height)
        self.canvas.update()


class MapCanvas(QWidget):
    """Paints the cells that are in sight, and knows which one is under the pointer."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.numbers = NumberFormat()
        self.places = MapLayout((), 0, 0)
        self._frame: Frame | None = None
        self._what: Selection | None = None
        self._accent = "ink"
        self.setAccessibleName(self.tr("Weights as a map"))
        self.setAccessibleDescription(self.tr("The table above has the same weights as numbers."))

    @property
    def shape(self) -> Shape | None:
        """The network that is shown."""
        return None if self._frame is None else self._frame.experiment.shape

    def show_values(self, frame: Frame, what: Selection | None, accent: str) -> None:
        """Take what there is to paint."""
        self._frame, self._what, self._accent = frame, what, accent
        self.update()

    def event(self, event: QEvent) -> bool:
        """The exact values of the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.places.at(QPointF(event.pos()))
            if hit is None or self._frame is None:
                QToolTip.hideText()
            else:
                cell = self.places.rect(hit)
                QToolTip.showText(
                    event.globalPos(), tip(self._frame, hit, self.numbers), self, cell
                )
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects."""
        hit = self.places.at(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(hit)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more: the click has been dealt with."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Captions, cells, the frame of what is selected."""
        if self._frame is None or len(self.places.blocks) != self._frame.experiment.shape.layers:
            return
        painter = QPainter(self)
        shown = self._frame.shown
        strongest = _strongest(shown.theta)
        for block in self.places.blocks:
            if not event.rect().intersects(_with_caption(block)):
                continue
            painter.setFont(font(12))
            painter.setPen(self.theme.ink2)
            caption = QRect(block.grid.left(), block.grid.top() - CAPTION, 200, CAPTION - 4)
            painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, heading(block.layer))
            W, b = shown.W(block.layer), shown.b(block.layer)
            for area, values in ((block.grid, W), (block.bias, b[:, None])):
                part = _part(area, values, block.pitch, event.rect())
                if part is not None:
                    _paint(painter, part, block, strongest, self.theme)
        if self._what is not None and Rows(self._frame.experiment.shape).has(self._what):
            self._paint_frame(painter, self.places.rect(self._what))

    def _paint_frame(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.color(self._accent), 2))
        out = max(1.0, (_LEAST_FRAME - min(rect.width(), rect.height())) / 2)
        painter.drawRoundedRect(QRectF(rect).adjusted(-out, -out, out, out), _ROUND, _ROUND)


class _Part(NamedTuple):
    """The cells of a layer that are to be painted, the first of them at (x, y)."""

    x: int
    y: int
    across: int
    values: Array


def _part(area: QRect, values: Array, pitch: int, exposed: QRect) -> _Part | None:
    seen = area.intersected(exposed)
    if seen.isEmpty():
        return None
    # The column of biases is one cell wide, however thin.
    across = area.width() if values.shape[1] == 1 and area.width() < pitch else pitch
    top, bottom = (seen.top() - area.top()) // pitch, (seen.bottom() - area.top()) // pitch
    left, right = (seen.left() - area.left()) // across, (seen.right() - area.left()) // across
    return _Part(
        area.left() + left * across,
        area.top() + top * pitch,
        across,
        values[top : bottom + 1, left : right + 1],
    )


def _paint(painter: QPainter, part: _Part, block: Block, strongest: float, theme: Theme) -> None:
    levels = _levels(part.values, strongest)
    gap = block.gap if part.across == block.pitch else 0
    size = (part.across - gap, block.pitch - block.gap)
    if block.pitch >= _SIGNED_CELL and levels.size <= _MOST_SIGNS:
        _paint_cells(painter, part, block, size, levels, theme)
        return
    image = _image(levels, _palette(theme))
    rows, columns = levels.shape
    target = QRect(part.x, part.y, columns * part.across, rows * block.pitch)
    painter.drawImage(target, image)
    if block.gap:
        _paint_gaps(painter, target, part.across, block, theme)


def _paint_cells(
    painter: QPainter,
    part: _Part,
    block: Block,
    size: tuple[int, int],
    levels: NDArray[np.intp],
    theme: Theme,
) -> None:
    """Rounded cells with their signs."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    palette = _palette(theme)
    arm = max(2.0, min(0.19 * block.pitch, 0.32 * size[0]))
    on_faint: list[QLineF] = []
    on_strong: list[QLineF] = []
    for row, line in enumerate(levels.tolist()):
        for column, level in enumerate(line):
            x, y = part.x + column * part.across, part.y + row * block.pitch
            painter.setBrush(palette.colors[level])
            painter.drawRoundedRect(x, y, *size, 2, 2)
            signs = on_strong if palette.strong[level] else on_faint
            middle = QPointF(x + size[0] / 2, y + size[1] / 2)
            if level != _STEPS:
                signs.append(QLineF(middle - QPointF(arm, 0), middle + QPointF(arm, 0)))
            if level > _STEPS:
                signs.append(QLineF(middle - QPointF(0, arm), middle + QPointF(0, arm)))
    for lines, color in ((on_faint, theme.ink), (on_strong, theme.stage)):
        painter.setPen(QPen(color, 1.75 if block.pitch >= 18 else 1.25))
        painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_gaps(painter: QPainter, target: QRect, across: int, block: Block, theme: Theme) -> None:
    """Lines between cells that were painted as one image."""
    gap = block.gap
    if across == block.pitch:
        for x in range(target.left() + across - gap, target.right() + 1, across):
            painter.fillRect(x, target.top(), gap, target.height(), theme.chrome)
    for y in range(target.top() + block.pitch - gap, target.bottom() + 1, block.pitch):
        painter.fillRect(target.left(), y, target.width(), gap, theme.chrome)


def _with_caption(block: Block) -> QRect:
    whole = block.grid.united(block.bias).adjusted(0, -CAPTION, 0, 0)
    return whole.adjusted(0, 0, 60, 0)


def _strongest(theta: Array) -> float:
    """The largest magnitude of all parameters."""
    return max(float(theta.max()), -float(theta.min())) if theta.size else 0.0


def _levels(values: Array, strongest: float) -> NDArray[np.intp]:
    """−255 … 255 by the root of the strength, as the edges of the picture are drawn, plus 255; a
    value that is not zero never gets the level of zero.
    """
    if not strongest > 0:
        return np.full(values.shape, _STEPS, dtype=np.intp)
    share = np.sqrt(np.minimum(np.abs(values / strongest), 1.0))
    steps = np.where(values == 0, 0.0, np.ceil(share * _STEPS))
    return (_STEPS + np.sign(values) * np.nan_to_num(steps)).astype(np.intp)


class _Palette(NamedTuple):
    """A colour for each level; ``strong``: where the sign is drawn in the stage's colour."""

    colors: list[QColor]
    strong: list[bool]
    pixels: NDArray[np.uint32]


@lru_cache(maxsize=8)
def _palette_of(key: tuple[str, ...], dark: bool) -> _Palette:
    neg, pos, stage, ink = (QColor(name) for name in key)
    colors: list[QColor] = []
    for level in range(-_STEPS, _STEPS + 1):
        share = _FAINTEST + (_STRONGEST - _FAINTEST) * abs(level) / _STEPS if level else 0.0
        colors.append(mix(neg if level < 0 else pos, stage, share))
    strong = [_contrast(color, stage) > _contrast(color, ink) for color in colors]
    pixels = np.array([color.rgb() for color in colors], dtype=np.uint32)
    return _Palette(colors, strong, pixels)


def _palette(theme: Theme) -> _Palette:
    key = tuple(color.name() for color in (theme.neg, theme.pos, theme.stage, theme.ink))
    return _palette_of(key, theme.dark)


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours by WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _image(levels: NDArray[np.intp], palette: _Palette) -> QImage:
    """One pixel a cell."""
    pixels = np.ascontiguousarray(palette.pixels[levels])
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return image.copy()  # its own memory: the array goes
