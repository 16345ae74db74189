"""Which row of the weight table stands for which parameter: arithmetic, so that no row is an
object.

Each layer has a heading and then a row for each of its parameters, in the order of θ: the row of a
parameter is its place in θ plus the headings so far.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from engine.state import Shape
from gui.frame import Selection


@dataclass(frozen=True)
class Rows:
    """The rows of a network of this shape."""

    shape: Shape

    @property
    def count(self) -> int:
        """All rows, headings included."""
        return self.shape.count + self.shape.layers

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """The row of each layer's heading."""
        return tuple(part.start + layer for layer, part in enumerate(self.shape.layer_slices))

    def layer(self, row: int) -> int:
        """The layer, 1…L, that a row belongs to."""
        return bisect_right(self.headings, row)

    def parameter(self, row: int) -> Selection | None:
        """The weight or bias of a row; None for a heading."""
        layer = self.layer(row)
        place = row - self.headings[layer - 1] - 1
        if place < 0:
            return None
        inputs, units = self.shape.sizes[layer - 1], self.shape.sizes[layer]
        if place >= units * inputs:
            return Selection(layer, place - units * inputs, bias=True)
        return Selection(layer, place // inputs, place % inputs)

    def of_index(self, index: int) -> Selection:
        """The weight or bias at an index into θ."""
        layer = 1 + bisect_right([part.start for part in self.shape.layer_slices], index) - 1
        what = self.parameter(index + layer)
        assert what is not None, "a parameter's row is no heading"
        return what

    def indices(self, first: int, last: int) -> list[int]:
        """The places in θ of the parameters in some rows, both ends included."""
        rows = range(max(0, first), last + 1)
        return [row - self.layer(row) for row in rows if row not in self.headings]

    def row(self, what: Selection) -> int:
        """The row of a weight or bias."""
        return self.shape.index(what.layer - 1, what.unit, what.source) + what.layer

    def of(self, what: Selection) -> tuple[range, ...]:
        """The rows that a selection marks: a parameter's own, a unit's weights and bias, the
        weights that lead out of an input.
        """
        if what.bias or what.source is not None:
            row = self.row(what)
            return (range(row, row + 1),)
        if what.layer == 0:
            inputs, units = self.shape.sizes[0], self.shape.sizes[1]
            return (range(1 + what.unit, 1 + units * inputs, inputs),)
        first = self.row(Selection(what.layer, what.unit, 0))
        bias = self.row(Selection(what.layer, what.unit, bias=True))
        return range(first, first + self.shape.sizes[what.layer - 1]), range(bias, bias + 1)

    def has(self, what: Selection) -> bool:
        """Whether this network has such a unit or parameter (a selection may outlive a layer)."""
        sizes = self.shape.sizes
        if not (0 <= what.layer < len(sizes) and 0 <= what.unit < sizes[what.layer]):
            return False
        if what.bias or what.source is None:
            return what.layer > 0 or not what.bias
        return what.layer > 0 and 0 <= what.source < sizes[what.layer - 1]


def is_parameter(what: Selection | None) -> bool:
    """Whether this is one weight or bias, not a unit."""
    return what is not None and (what.bias or what.source is not None)
