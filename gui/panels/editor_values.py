"""Numbers in editors: how they are read there, and where the arrow keys lead."""

from __future__ import annotations

import math
from decimal import Decimal

from engine.hyperparameters import Declaration
from gui.numbers import NumberFormat

_FIRST_STEP = Decimal("0.01")  # from 0, where there is no size to take a step from


def read_value(declaration: Declaration, text: str) -> float | int | None:
    """The value that was typed for a number of the declaration; InputError where it is none."""
    if declaration.optional and not text.strip():
        return None
    whole = declaration.kind == "count"
    return NumberFormat.parse_count(text) if whole else NumberFormat.parse(text)


def next_value(declaration: Declaration, value: float, direction: int) -> float | int:
    """The value that an arrow key leads to, within the declared bounds.

    Whole numbers go by one, a logarithmic scale goes 1, 2, 5, 10, everything else by a tenth of
    the order of size of what is left to the nearest end.
    """
    if declaration.kind == "count":
        going = int(value) + direction
        return int(min(max(going, declaration.low), declaration.high))
    if declaration.scale == "log" and value > 0:
        going = _next_of_decade(value, direction)
    else:
        going = float(Decimal(repr(value)) + direction * _step(declaration, value))
    too_low = going < declaration.low or (declaration.low_open and going == declaration.low)
    too_high = going > declaration.high or (declaration.high_open and going == declaration.high)
    return value if too_low or too_high else going


def _next_of_decade(value: float, direction: int) -> float:
    decade = math.floor(math.log10(value))
    marks = [float(f"{m}e{decade + d}") for d in (-1, 0, 1) for m in (1, 2, 5)]
    if direction > 0:
        return next(mark for mark in marks if mark > value * (1 + 1e-9))
    return next(mark for mark in reversed(marks) if mark < value * (1 - 1e-9))


def _step(declaration: Declaration, value: float) -> Decimal:
    bounds = [bound for bound in (declaration.low, declaration.high) if math.isfinite(bound)]
    room = min((abs(value - bound) for bound in bounds if bound != value), default=abs(value))
    size = min(room, abs(value)) if value else 0.0
    if size == 0.0:
        return _FIRST_STEP
    # 1 − 0.9 is a little less than 0.1: look at it with fewer digits.
    return Decimal(10) ** (math.floor(math.log10(float(f"{size:.9g}"))) - 1)
