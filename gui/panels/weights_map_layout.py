"""Where each cell of the weight map lies, as pure functions of the network's sizes and the room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect

from engine.state import Shape
from gui.frame import Selection

EDGE = 3
"""Room around everything, for the frame of a selected cell."""
CAPTION = 20
_PITCHES = (26, 22, 18, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1)
_MOST_SCROLLED = 8
_BETWEEN, _BELOW = 20, 10
_CAPTION_WIDTH = 52


@dataclass(frozen=True)
class Block:
    """A layer: its caption above ``grid``, rows = units, columns = sources; biases at the right.

    ``pitch``: px from cell to cell.
    """

    layer: int
    pitch: int
    grid: QRect
    bias: QRect

    @property
    def gap(self) -> int:
        """What a cell leaves free at its right and lower edge."""
        return 2 if self.pitch >= 15 else 1 if self.pitch >= 5 else 0

    def rect(self, what: Selection) -> QRect:
        """The cell of a parameter, without its gap; of a unit, its whole row."""
        side = self.pitch - self.gap
        y = self.grid.top() + what.unit * self.pitch
        if what.bias:
            return QRect(self.bias.left(), y, self.bias.width(), side)
        if what.source is None:
            return QRect(self.grid.left(), y, self.bias.right() + 1 - self.grid.left(), side)
        return QRect(self.grid.left() + what.source * self.pitch, y, side, side)

    def column(self, source: int) -> QRect:
        """All the cells of one source."""
        x = self.grid.left() + source * self.pitch
        return QRect(x, self.grid.top(), self.pitch - self.gap, self.grid.height() - self.gap)

    def at(self, x: int, y: int) -> Selection | None:
        """The parameter at a point."""
        unit = (y - self.grid.top()) // self.pitch
        if self.grid.contains(x, y):
            return Selection(self.layer, unit, (x - self.grid.left()) // self.pitch)
        return Selection(self.layer, unit, bias=True) if self.bias.contains(x, y) else None


@dataclass(frozen=True)
class MapLayout:
    """All layers side by side, in as many rows as they need; ``width`` and ``height`` in px."""

    blocks: tuple[Block, ...]
    width: int
    height: int

    def at(self, point: QPointF) -> Selection | None:
        """The parameter at a point."""
        x, y = int(point.x()), int(point.y())
        return next((hit for b in self.blocks if (hit := b.at(x, y)) is not None), None)

    def rect(self, what: Selection) -> QRect:
        """What a selection frames; an empty rectangle where it is not on the map."""
        if what.layer == 0:
            return self.blocks[0].column(what.unit)
        return self.blocks[what.layer - 1].rect(what)


def arrange(shape: Shape, width: int, height: int) -> MapLayout:
    """The largest cells with which all layers fit; where none do, small ones that fit the
    width and scroll downwards.
    """
    flows = (_flow(shape, width, pitch) for pitch in _PITCHES)
    fits = (made for made in flows if made.width <= width and made.height <= height)
    return next(fits, None) or _scrolled(shape, width)


def natural_height(shape: Shape, width: int) -> int:
    """How tall the map is with the largest cells that fit the width."""
    return arrange(shape, width, 1 << 24).height


def _scrolled(shape: Shape, width: int) -> MapLayout:
    flows = [_flow(shape, width, pitch) for pitch in _PITCHES if pitch <= _MOST_SCROLLED]
    return next((made for made in flows if made.width <= width), flows[-1])


def _flow(shape: Shape, width: int, pitch: int) -> MapLayout:
    blocks: list[Block] = []
    x = y = EDGE
    widest = row = 0
    thin, apart = max(2, round(0.45 * pitch)), max(2, round(0.2 * pitch))
    for layer, (inputs, units) in enumerate(pairwise(shape.sizes), 1):
        across = inputs * pitch + apart + thin
        taken = max(across, _CAPTION_WIDTH)
        if x > EDGE and x + taken + EDGE > width:
            x, y, row = EDGE, y + row + _BELOW, 0
        grid = QRect(x, y + CAPTION, inputs * pitch, units * pitch)
        bias = QRect(grid.right() + 1 + apart, grid.top(), thin, grid.height())
        blocks.append(Block(layer, pitch, grid, bias))
        widest = max(widest, x + taken + EDGE)
        row = max(row, CAPTION + units * pitch)
        x += taken + _BETWEEN
    return MapLayout(tuple(blocks), widest, y + row + EDGE)
