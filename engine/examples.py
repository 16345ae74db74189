"""A published worked example: a network with the numbers that its source prints, and when a number
of ours is the printed one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from engine.experiment import Experiment
from engine.hyperparameters import Hyperparameters
from engine.quantities import Quantity

DECIMAL = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?")
FRACTION = re.compile(r"[+-]?\d{1,200}/0*[1-9]\d{0,199}")
FRACTION_TOLERANCE = Fraction(1, 10**14)
"""How far a 64-bit number may be from a fraction, which is exact, as a share of it."""


class Conventions(NamedTuple):
    """The choices on which textbooks differ, under the names of the hyperparameters."""

    loss: str
    rule: str
    update_order: str
    update_biases: bool
    round_to: int | None


def conventions(h: Hyperparameters) -> Conventions:
    """The conventions in force."""
    return Conventions(*(getattr(h, key) for key in Conventions._fields))


@dataclass(frozen=True)
class Source:
    """Who published the numbers, and where: an http(s) address, or "" where there is none."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Published:
    """One printed number: its name as printed, which of our numbers it is, and its digits.

    ``update`` counts from 1: a number of the forward pass after n updates belongs to update n + 1.
    ``sample`` is the row of the batch, from 1. ``tolerance`` stands in for half a last digit.
    """

    name: str
    quantity: Quantity
    printed: str
    update: int = 1
    sample: int = 1
    tolerance: float | None = None

    def agrees(self, value: float) -> bool:
        """Whether a number is the printed one."""
        return agrees(value, self.printed, self.tolerance)


@dataclass(frozen=True, eq=False)
class Variant:
    """Other conventions under which something printed comes out; ``name`` continues "with …"."""

    name: str
    hyperparameters: Mapping[str, Any]

    def applied(self, to: Conventions) -> Conventions:
        """Conventions with those of the variant put in."""
        return to._replace(**self.hyperparameters)


@dataclass(frozen=True)
class Erratum:
    """Something that its source prints wrongly.

    ``names``: the Published that it concerns; none of them, where it is a formula or a word.
    ``variant``: the name of the Variant that gives what is printed.
    """

    printed: str
    correct: str
    explanation: str
    names: tuple[str, ...] = ()
    variant: str = ""


@dataclass(frozen=True, eq=False)
class Example:
    """A worked example; ``experiment`` is the source's own network, data and conventions."""

    title: str
    source: Source
    experiment: Experiment
    published: tuple[Published, ...]
    errata: tuple[Erratum, ...] = ()
    variants: tuple[Variant, ...] = ()
    notes: str = ""

    def erratum(self, published: Published) -> Erratum | None:
        """What is known to be wrong with a printed number."""
        return next((e for e in self.errata if published.name in e.names), None)

    def variant(self, erratum: Erratum | None) -> Variant | None:
        """The conventions that give what is printed wrongly."""
        if erratum is None:
            return None
        return next((v for v in self.variants if v.name == erratum.variant), None)


def agrees(value: float, printed: str, tolerance: float | None = None) -> bool:
    """Whether a number is the printed one: within half a unit of its last printed digit, which is a
    matter of the text ("0.80720" says more than "0.8072"); of a fraction, to 14 digits.

    Exact: neither the difference nor its limit is rounded.
    """
    if not math.isfinite(value):
        return False
    wanted = exact(printed)
    if tolerance is not None:
        limit = Fraction(tolerance)
    elif FRACTION.fullmatch(printed):
        limit = FRACTION_TOLERANCE * (abs(wanted) or 1)
    else:
        limit = last_unit(printed) / 2
    return abs(Fraction(value) - wanted) <= limit


def exact(printed: str) -> Fraction:
    """What is printed, exactly."""
    return Fraction(printed)


def last_unit(printed: str) -> Fraction:
    """One unit of the last digit of a printed decimal: "0.3775" gives 1/10000."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int), "it is a number"
    return Fraction(10) ** exponent


def decimals(printed: str) -> int | None:
    """How many digits after the point are printed; None of a fraction or of a power like 3e5."""
    if FRACTION.fullmatch(printed):
        return None
    exponent = Decimal(printed).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent <= 0 else None
