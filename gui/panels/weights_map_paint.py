"""How the cells of the weight map are painted: colours by sign and strength, signs where there is
room.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from engine.arrays import Array
from gui.panels.weights_map_layout import Block
from gui.theme import Theme, mix

_STEPS = 255
_FAINTEST, _STRONGEST = 0.08, 0.92
_SIGNED_CELL = 9  # px: from here on a cell has room for its sign
_MOST_SIGNS = 600


class Part(NamedTuple):
    """The cells of a layer that are to be painted, the first of them at (x, y)."""

    x: int
    y: int
    across: int
    values: Array


def part_of(area: QRect, values: Array, pitch: int, exposed: QRect) -> Part | None:
    seen = area.intersected(exposed)
    if seen.isEmpty():
        return None
    # The column of biases is one cell wide, however thin.
    across = area.width() if values.shape[1] == 1 and area.width() < pitch else pitch
    top, bottom = (seen.top() - area.top()) // pitch, (seen.bottom() - area.top()) // pitch
    left, right = (seen.left() - area.left()) // across, (seen.right() - area.left()) // across
    return Part(
        area.left() + left * across,
        area.top() + top * pitch,
        across,
        values[top : bottom + 1, left : right + 1],
    )


def paint(painter: QPainter, part: Part, block: Block, strongest: float, theme: Theme) -> None:
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
    part: Part,
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


def strongest_of(theta: Array) -> float:
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
