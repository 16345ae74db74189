"""What a term marks in the picture, as values: its unit, paths, products, numbers at work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from engine.terms import Term, What
from gui.frame import Selection


class Number(NamedTuple):
    """One number of a unit: z, a or δ; a of layer 0 is x."""

    letter: str
    layer: int
    unit: int


class Chip(NamedTuple):
    """A product, or a change, that stands on the edge of a weight or beside a bias.

    ``at``: that parameter; of a softmax, the output that a path comes from. ``now``: it is what has
    just been added. ``signed``: it is a summand and carries its plus.
    """

    at: Selection
    value: float
    now: bool
    signed: bool = True


class Total(NamedTuple):
    """The running sum of the unit at work, ``known`` of its ``of`` summands in it.

    ``letter``: "z", "∂L/∂a", "δ" (of a softmax, whose paths sum to it), or "share" of the loss.
    ``largest``: the largest number that it passes through, for the room that it needs.
    """

    letter: str
    value: float
    known: int
    of: int
    largest: float

    @property
    def whole(self) -> bool:
        """Whether nothing is to be added any more."""
        return self.known == self.of


class Side(Enum):
    """The end of an edge that a product arrives at."""

    TARGET = "target"
    SOURCE = "source"


class Fan(NamedTuple):
    """The edges that a unit's terms go along: into it, or out of it to the layer above."""

    layer: int
    unit: int
    into: bool

    @property
    def other(self) -> int:
        """The layer of the units at the other ends."""
        return self.layer - 1 if self.into else self.layer

    def edges(self, others: Iterable[int]) -> list[tuple[int, int]]:
        """(unit, source) of each edge to these units."""
        if self.into:
            return [(self.unit, source) for source in others]
        return [(unit, self.unit) for unit in others]


@dataclass(frozen=True, eq=False)
class Marks:
    """What is at work at one term.

    ``unit``: the current one; None at the loss itself. ``parameter``: the weight or bias that has
    just been used or changed. ``fan``: where the unit's terms go along. ``paths``: the weights that
    were used, True for the current one. ``heads``: where their products arrive. ``used``: the
    numbers that went into the current term, ``spent`` those of the terms before. ``fresh``: the
    number of a unit that this term has made known. ``slope``: f′(z), where it is reached.
    """

    term: Term
    token: str
    unit: Selection | None = None
    parameter: Selection | None = None
    fan: Fan | None = None
    paths: dict[Selection, bool] = field(default_factory=dict)
    heads: Side | None = None
    chips: tuple[Chip, ...] = ()
    used: frozenset[Number] = frozenset()
    spent: frozenset[Number] = frozenset()
    fresh: Number | None = None
    total: Total | None = None
    slope: float | None = None

    @property
    def summing(self) -> bool:
        """Whether this term takes part in a sum of the unit, or in what is made of it."""
        return self.term.what not in (What.GRADIENT, What.AVERAGE, What.CHANGE, What.VALUE)

    @property
    def other(self) -> Selection | None:
        """The unit at the other end of the edge at work."""
        weight = self.parameter
        if self.fan is None or weight is None or weight.source is None:
            return None
        if self.fan.into:
            return Selection(weight.layer - 1, weight.source)
        return Selection(weight.layer, weight.unit)
