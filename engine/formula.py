"""Formulas as trees of symbols that know their numbers.

One tree is read three ways: in symbols, with the numbers put in, and as a value. `gui` typesets the
first two; `evaluate` is the third, and the tests hold it against what the engine computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Hue(StrEnum):
    """What kind of number a symbol stands for; the screen gives each a colour."""

    PLAIN = "plain"
    WEIGHT = "weight"  # by its sign
    FORWARD = "forward"
    BACKWARD = "backward"


class Part(NamedTuple):
    """What on the screen a symbol is about: a unit (``source`` None), one of its weights, or its
    bias. ``layer`` counts from 0, the inputs; ``unit`` and ``source`` from 0.
    """

    layer: int
    unit: int
    source: int | None = None
    bias: bool = False


@dataclass(frozen=True)
class Quantity:
    """A symbol and its number. ``value`` None: not yet. ``layer`` 0: no superscript; ``sub``: its
    indices, from 1. ``over``: it is the derivative ∂letter/∂over. ``of``: what it is about.
    """

    letter: str
    value: float | None
    layer: int = 0
    sub: tuple[int, ...] = ()
    hue: Hue = Hue.PLAIN
    of: Part | None = None
    over: Quantity | None = None
    argument: Quantity | None = None
    """What it is a function of: f′(z)."""


@dataclass(frozen=True)
class Number:
    """A number that belongs to the formula itself: 1, 2, 0.01."""

    value: float


@dataclass(frozen=True)
class Words:
    """Words in the place of a term that has too many parts to be written out."""

    template: str
    values: dict[str, object] = field(hash=False)
    value: float | None


@dataclass(frozen=True)
class Sum:
    """Summands; one that is a Negative is subtracted."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Product:
    """Factors."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Negative:
    """The opposite of something."""

    part: Node


@dataclass(frozen=True)
class Quotient:
    """A fraction."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power:
    """A base and its exponent; a base None is e."""

    base: Node | None
    exponent: Node


@dataclass(frozen=True)
class Call:
    """A function of something, by one of the names of ``FUNCTIONS``."""

    name: str
    part: Node


@dataclass(frozen=True)
class Case:
    """The branch of a piecewise formula that holds here, and why: ``part``, because ``left``
    ``sign`` ``right``.
    """

    part: Node
    left: Node
    sign: str
    right: Node


Node = Quantity | Number | Words | Sum | Product | Negative | Quotient | Power | Call | Case

ONE, TWO, HALF = Number(1.0), Number(2.0), Quotient(Number(1.0), Number(2.0))


def plus(*parts: Node) -> Sum:
    """A sum."""
    return Sum(parts)


def minus(first: Node, second: Node) -> Sum:
    """A difference."""
    return Sum((first, Negative(second)))


def times(*parts: Node) -> Product:
    """A product."""
    return Product(parts)


def exp(part: Node) -> Power:
    """e to the power of something."""
    return Power(None, part)


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= -709.0 else 0.0


def _normal_cdf(x: float) -> float:
    return 0.5 * (1.0 + math.erf(x * math.sqrt(0.5)))


def _normal_density(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "ln": lambda x: math.log(x) if x > 0.0 else -math.inf,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": lambda x: float((x > 0.0) - (x < 0.0)),
    "max0": lambda x: max(0.0, x),
    "sigma": _sigmoid,
    "Phi": _normal_cdf,
    "phi": _normal_density,
}


def evaluate(node: Node) -> float:
    """The value of a tree from the numbers of its symbols; NaN where one is not yet known."""
    match node:
        case Quantity() | Words():
            return math.nan if node.value is None else node.value
        case Number(value):
            return value
        case Sum(parts):
            return _summed(parts)
        case Product(parts):
            return math.prod(evaluate(part) for part in parts)
        case Negative(part):
            return -evaluate(part)
        case Quotient(above, below):
            return _divided(evaluate(above), evaluate(below))
        case Power(base, exponent):
            return _raised(math.e if base is None else evaluate(base), evaluate(exponent), base)
        case Call(name, part):
            inside = evaluate(part)
            return inside if math.isnan(inside) else FUNCTIONS[name](inside)
        case Case(part, left):
            return math.nan if math.isnan(evaluate(left)) else evaluate(part)


def quantities(node: Node) -> list[Quantity]:
    """Every symbol of a tree, from left to right."""
    match node:
        case Quantity():
            return [node]
        case Number() | Words():
            return []
        case Sum(parts) | Product(parts):
            return [found for part in parts for found in quantities(part)]
        case Negative(part) | Call(_, part) | Case(part):
            return quantities(part)
        case Quotient(first, second):
            return quantities(first) + quantities(second)
        case Power(base, exponent):
            return ([] if base is None else quantities(base)) + quantities(exponent)


def _summed(parts: tuple[Node, ...]) -> float:
    total = evaluate(parts[0])
    for part in parts[1:]:
        total += evaluate(part)
    return total


def _divided(above: float, below: float) -> float:
    if below != 0.0:
        return above / below
    return math.nan if above == 0.0 or math.isnan(above) else math.copysign(math.inf, above)


def _raised(base: float, exponent: float, written: Node | None) -> float:
    try:
        return math.exp(exponent) if written is None else base**exponent
    except OverflowError:
        return math.inf
