"""Turns the engine's formulas into boxes to be typeset: in symbols, or with the numbers put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from engine.formula import (
    Call,
    Case,
    Hue,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    Words,
)
from gui.math_boxes import (
    Box,
    Fenced,
    Fraction,
    Glyphs,
    Root,
    Scripts,
    Space,
    Style,
    Tagged,
    function,
    index,
    number,
    operator,
    partial,
    row,
    symbol,
    words,
)
from gui.math_boxes import recolored as in_color
from gui.numbers import MINUS, NumberFormat

Text = Callable[[float | None], str]
_HATTED = {"ŷ": "y", "m̂": "m", "ŝ": "s"}
_FROM_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@dataclass(frozen=True)
class Write:
    """How numbers become text: those that were computed, and those that stand in the formula
    itself, such as the 0.01 of a leaky ReLU.
    """

    computed: Text
    constant: Text

    def __call__(self, value: float | None) -> str:
        """A number that was computed."""
        return self.computed(value)


class Place(IntEnum):
    """How tightly a part is bound by what is around it: what is looser stands in parentheses."""

    FREE = 0  # alone, in a fraction, in parentheses already, first in a sum
    SUMMAND = 1  # behind a plus or a minus
    FACTOR = 2
    BASE = 3  # under an exponent


def symbols(node: Node, write: Write, *, first: bool = True) -> Box:
    """The formula in letters, with its own numbers. Behind a plus, so not ``first``, what begins
    with a minus stands in parentheses.
    """
    return _Writer(write, letters=True).box(node, Place.FREE if first else Place.SUMMAND)


def numbers(node: Node, write: Write, *, first: bool = True) -> Box:
    """The formula with its numbers put in, likewise; ``write`` makes the text of each."""
    return _Writer(write, letters=False).box(node, Place.FREE if first else Place.SUMMAND)


def value(value: float | None, write: Write, color: str = "ink", *, first: bool = True) -> Box:
    """A result; a negative one that is added stands in parentheses."""
    text = write(value)
    fenced = not first and text.startswith(MINUS)
    return number(f"({text})" if fenced else text, color)


def hue(quantity: Quantity) -> str:
    """The token of the colour that a symbol has."""
    match quantity.hue:
        case Hue.WEIGHT:
            return "ink" if quantity.value is None else "pos" if quantity.value >= 0 else "neg"
        case Hue.FORWARD:
            return "fwd"
        case Hue.BACKWARD:
            return "bwd"
        case Hue.PLAIN:
            return "ink"


def name(quantity: Quantity, color: str | None = None) -> Box:
    """The symbol of a quantity: w₁₁⁽²⁾, ∂L/∂a₁⁽¹⁾, f′(z₁⁽¹⁾)."""
    color = hue(quantity) if color is None else color
    if quantity.over is not None:
        return partial(quantity.letter, name(quantity.over, color), color)
    letter = quantity.letter.rstrip("₀₁₂₃₄₅₆₇₈₉")
    small = quantity.letter[len(letter) :].translate(_FROM_SUBSCRIPTS)
    bare = _HATTED.get(letter)
    sub = index(*quantity.sub) if quantity.sub else small
    layer = quantity.layer or None
    style = Style.UPRIGHT if letter == "Δ" else Style.ITALIC
    own = symbol(bare or letter, sub, layer, color, style=style, hat=bare is not None)
    if quantity.argument is None:
        return own
    inside = name(quantity.argument, color)
    return row(own, inside) if letter == "Δ" else row(own, Fenced(inside, color))


class _Writer:
    def __init__(self, write: Write, *, letters: bool) -> None:
        self._write = write
        self._letters = letters

    def box(self, node: Node, place: Place) -> Box:
        match node:
            case Quantity():
                return self._quantity(node, place)
            case Number(amount):
                constant = Glyphs(self._write.constant(amount).replace("-", MINUS))
                return _fenced_if(constant, place is not Place.FREE and amount < 0)
            case Words(template, values, amount):
                if not self._letters:
                    return self._number(amount, "ink", place)
                return words(_tr(template).format(**values), "ink2")
            case Sum(parts):
                return _fenced_if(self._sum(parts), place >= Place.FACTOR)
            case Product(parts):
                made = self._joined([self.box(part, Place.FACTOR) for part in parts], "·")
                return _fenced_if(made, place is Place.BASE)
            case Negative(part):
                made = row(Glyphs(MINUS), self.box(part, self._after_minus(part)))
                return _fenced_if(made, place is not Place.FREE)
            case Quotient(above, below):
                made = Fraction(self.box(above, Place.FREE), self.box(below, Place.FREE))
                return _fenced_if(made, place is Place.BASE)
            case Power(base, exponent):
                bottom = Glyphs("e", style=Style.ITALIC) if base is None else None
                under = self.box(base, Place.BASE) if base is not None else bottom
                assert under is not None
                return Scripts(under, sup=self.box(exponent, Place.FREE))
            case Call(called, part):
                return self._call(called, self.box(part, Place.FREE))
            case Case(part, left, sign, right):
                reason = row(
                    self.box(left, Place.FREE), operator(sign), self.box(right, Place.FREE)
                )
                because = words(f"{_tr('because')} ", "ink3")
                quiet = in_color(reason, "ink3")
                return row(self.box(part, place), Space(0.8), because, quiet)

    def _quantity(self, quantity: Quantity, place: Place) -> Box:
        if self._letters:
            made = name(quantity)
            compound = quantity.over is not None or quantity.argument is not None
            made = _fenced_if(made, place is Place.BASE and compound)
        else:
            made = self._number(quantity.value, hue(quantity), place)
        return Tagged(made, quantity)

    def _number(self, amount: float | None, color: str, place: Place) -> Box:
        text = self._write(amount)
        if place is not Place.FREE and (text.startswith(MINUS) or "×" in text):
            text = f"({text})"
        return number(text, color)

    def _sum(self, parts: tuple[Node, ...]) -> Box:
        made: list[Box] = [self.box(parts[0], Place.FREE)]
        for part in parts[1:]:
            if isinstance(part, Negative):
                made += [operator(MINUS), self.box(part.part, self._after_minus(part.part))]
            else:
                made += [operator("+"), self.box(part, Place.SUMMAND)]
        return row(*made)

    @staticmethod
    def _after_minus(part: Node) -> Place:
        """Behind a minus a sum needs parentheses, a product or a power does not."""
        return Place.FACTOR if isinstance(part, Sum) else Place.SUMMAND

    @staticmethod
    def _joined(parts: list[Box], sign: str) -> Box:
        made: list[Box] = [parts[0]]
        for part in parts[1:]:
            made += [operator(sign), part]
        return row(*made)

    def _call(self, called: str, inside: Box) -> Box:
        match called:
            case "sqrt":
                return Root(inside)
            case "abs":
                return row(Glyphs("|"), inside, Glyphs("|"))
            case "max0":
                return function("max", Glyphs("0,\u2005"), inside, style=Style.UPRIGHT)
            case "sigma" | "Phi" | "phi":
                letter = {"sigma": "σ", "Phi": "Φ", "phi": "φ"}[called]
                return function(letter, inside, style=Style.UPRIGHT)
            case _:
                return function(called, inside, style=Style.UPRIGHT)


def _fenced_if(box: Box, needed: bool) -> Box:
    return Fenced(box) if needed else box


def _tr(text: str) -> str:
    return QCoreApplication.translate("Equations", text)


def writer(numbers: NumberFormat) -> Write:
    """Numbers as everywhere on the screen."""
    return Write(numbers.text, numbers.typed)
