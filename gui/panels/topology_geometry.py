"""The places of the network's columns, units and lines, as values; `topology_layout` finds them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from gui.letters import name_px

RADIUS = 50.0
MOST_EDGES_OF_A_GAP = 150  # above, only those of the current unit are drawn


class Form(Enum):
    """What a unit looks like: a circle with z, a, δ; a circle with one value; a cell with a bar."""

    ROWS = "rows"
    VALUE = "value"
    CELLS = "cells"


class Plan(NamedTuple):
    """All that the places depend on. ``titles``: for each column its title, longest form first.

    ``digits`` is how many figures the largest weight has before the point. ``largest`` is the
    radius that a unit has where there is room (print 57, presenter 72). ``scroll``: how far columns
    that are higher than the view are moved up; all others stay where they are. ``bare``: a
    picture, whose header has titles and no buttons. ``names``: the least size of names with an
    index.
    """

    width: float
    height: float
    sizes: tuple[int, ...]
    titles: tuple[tuple[str, ...], ...]
    decimals: int = 4
    digits: int = 1
    largest: float = RADIUS
    scroll: float = 0.0
    bare: bool = False
    names: int = 0


class Stepper(NamedTuple):
    """The line "− 2 units +" of a hidden layer."""

    minus: QRectF
    words: QRectF
    plus: QRectF
    text: str


class Column(NamedTuple):
    """One column of ``units``, 0 the inputs. ``half``: from ``x`` to a unit's rim; ``first``: the
    middle of the first one; ``pitch`` from one to the next. ``area``: its part of the view.

    A layer may have a million units: where each stands is worked out when somebody asks.
    """

    layer: int
    x: float
    half: float
    form: Form
    units: int
    first: float
    pitch: float
    title: str = ""
    title_rect: QRectF = QRectF()
    stepper: Stepper | None = None
    area: QRectF = QRectF()

    def y(self, unit: int) -> float:
        """The height of a unit's middle."""
        return self.first + self.pitch * unit

    def center(self, unit: int) -> QPointF:
        """The middle of a unit."""
        return QPointF(self.x, self.y(unit))

    def rect(self, unit: int) -> QRectF:
        """What a unit covers: the square around its circle, or its cell."""
        tall = (self.pitch - 1.0) / 2 if self.form is Form.CELLS else self.half
        return QRectF(self.x - self.half, self.y(unit) - tall, 2 * self.half, 2 * tall)

    def seen(self, view: QRectF) -> range:
        """The units of which something lies in the view, from top to bottom."""
        reach = self.rect(0).height() / 2 + 1.0
        units = range(self.units)
        first = bisect_left(units, view.top() - reach, key=self.y)
        return range(first, bisect_right(units, view.bottom() + reach, lo=first, key=self.y))


class LossBox(NamedTuple):
    """The box under the output: with rows y, ŷ, L where ``rows``, else with L alone."""

    rect: QRectF
    rows: bool
    caption: bool


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of one Plan. ``em``: size of its letters in pixels; ``header``: height of the band
    of titles; ``foot``: of the line below the units. ``content``: the size that everything takes;
    where it is wider than the plan the view moves across it, where it is higher see Plan.scroll.
    ``inserts``: before layer 1…L, where the "+" for another layer has room.
    """

    plan: Plan
    form: Form
    em: int
    header: float
    foot: float
    content: QSizeF
    columns: tuple[Column, ...]
    inserts: tuple[QRectF | None, ...]
    loss: LossBox | None

    @property
    def names(self) -> int:
        """The size of typeset names with an index."""
        return max(name_px(self.em), self.plan.names)

    @property
    def overflows(self) -> bool:
        """Whether columns are higher than the view, so that they are scrolled."""
        return self.content.height() > self.plan.height + 0.5

    def body(self) -> QRectF:
        """The part of the view in which units are seen, between titles and foot."""
        return QRectF(0, self.header, self.plan.width, self.plan.height - self.header - self.foot)

    def draws_all(self, layer: int) -> bool:
        """Whether every edge into a layer is drawn, not only those of the current unit."""
        sizes = self.plan.sizes
        return sizes[layer] * sizes[layer - 1] <= MOST_EDGES_OF_A_GAP

    def joined(self, layer: int) -> range:
        """The units of a column that edges are drawn to: all; or those in sight, where they are
        more than the view has pixels, for that many edges are no fan but an area.
        """
        column, body = self.columns[layer], self.body()
        few = not self.overflows or column.units <= body.height()
        return range(column.units) if few else column.seen(body)

    def edge(self, layer: int, unit: int, source: int) -> QLineF:
        """The line of a weight from the rim of its source to the rim of its unit."""
        before, after = self.columns[layer - 1], self.columns[layer]
        start, end = before.center(source), after.center(unit)
        return QLineF(_rim(before, start, end), _rim(after, end, start))


def _rim(column: Column, at: QPointF, to: QPointF) -> QPointF:
    side = math.copysign(column.half, to.x() - at.x())
    if column.form is Form.CELLS:
        return QPointF(at.x() + side, at.y())
    line = QLineF(at, to)
    line.setLength(column.half)
    return line.p2()
