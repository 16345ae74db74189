"""Formulas as immutable boxes: what there is to typeset, and short ways to build it.

`gui.math_layout` measures and paints them, `gui.math_export` writes them as LaTeX and as text.
Colours are names of theme tokens, so that one formula serves light, dark and print.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

OPERATOR_SPACE = 0.26
_POWER_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")


class Style(Enum):
    """How letters look: variables italic, names of functions upright, words in the text font."""

    UPRIGHT = "upright"
    ITALIC = "italic"
    BOLD = "bold"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Letters or figures on the baseline."""

    text: str
    color: str = "ink"
    style: Style = Style.UPRIGHT


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side on one baseline."""

    children: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Scripts:
    """A base with a subscript and a superscript, one above the other."""

    base: Box
    sub: Box | None = None
    sup: Box | None = None


@dataclass(frozen=True, slots=True)
class Fraction:
    """One box over another, a bar between them on the math axis."""

    above: Box
    below: Box
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark (ˆ) in the middle above a letter."""

    base: Box
    mark: str
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class BigOperator:
    """A large Σ with what stands under and over it."""

    sign: str
    under: Box | None = None
    over: Box | None = None
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Fenced:
    """A box in parentheses that grow with it."""

    child: Box
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Root:
    """A square root: its bar covers the box and nothing else."""

    child: Box
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Operator:
    """A sign between two terms, with space on both sides."""

    sign: str
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Space:
    """Nothing, so many em wide."""

    em: float


@dataclass(frozen=True, slots=True)
class Phantom:
    """The room that a box takes, without the box: what comes later keeps its place free."""

    child: Box


@dataclass(frozen=True, slots=True)
class Tagged:
    """A box whose rectangle the layout reports under this tag: a term to hover and to tint."""

    child: Box
    tag: Hashable


Box = (
    Glyphs
    | Row
    | Scripts
    | Fraction
    | Accent
    | BigOperator
    | Fenced
    | Root
    | Operator
    | Space
    | Phantom
    | Tagged
)


def row(*children: Box) -> Row:
    """Boxes side by side."""
    return Row(children)


def symbol(
    letter: str,
    sub: str = "",
    layer: int | str | None = None,
    color: str = "ink",
    *,
    style: Style = Style.ITALIC,
    hat: bool = False,
) -> Box:
    """A letter as the article writes it: ``symbol("w", sub="11", layer=2)`` is w₁₁⁽²⁾.

    The layer stands in parentheses above the subscript. A prime (f′) may follow the letter.
    """
    base: Box = Glyphs(letter, color, style)
    if hat:
        base = Accent(base, "ˆ", color)
    if not sub and layer is None:
        return base
    below = _script(sub, color) if sub else None
    above = (
        None
        if layer is None
        else row(Glyphs("(", color), _script(f"{layer}", color), Glyphs(")", color))
    )
    return Scripts(base, below, above)


def index(*numbers: int) -> str:
    """The subscript of these indices: 21, and with a comma where one has two digits: 10,3."""
    separator = "," if any(number > 9 for number in numbers) else ""
    return separator.join(str(number) for number in numbers)


def number(text: str, color: str = "ink") -> Box:
    """A number as NumberFormat writes it; its power is typeset, words ("not yet") are words."""
    mantissa, times, power = text.partition(" × 10")
    if times:
        closing = ")" if power.endswith(")") else ""
        exponent = power.removesuffix(closing).translate(_POWER_DIGITS)
        ten = Scripts(Glyphs("10", color), sup=Glyphs(exponent, color))
        return row(Glyphs(f"{mantissa}\u2005×\u2005", color), ten, Glyphs(closing, color))
    if any(letter.isalpha() for letter in text):
        return words(text, "ink3")
    return Glyphs(text, color)


def words(text: str, color: str = "ink3") -> Glyphs:
    """Words of the interface inside a formula: smaller, in the text font."""
    return Glyphs(text, color, Style.WORDS)


def operator(sign: str, color: str = "ink") -> Operator:
    """=, +, −, ·, ← with their space around."""
    return Operator(sign, color)


def partial(of: str, by: Box, color: str = "ink") -> Fraction:
    """The derivative ∂of/∂by."""
    return Fraction(
        row(Glyphs("∂", color), Glyphs(of, color, Style.ITALIC)),
        row(Glyphs("∂", color), by),
        color,
    )


def function(name: str, *inside: Box, color: str = "ink", style: Style = Style.ITALIC) -> Row:
    """A function of something: f′(z)."""
    return row(Glyphs(name, color, style), Fenced(row(*inside), color))


def recolored(box: Box, color: str) -> Box:
    """The same formula in one colour, for one that is quiet or at work as a whole."""
    match box:
        case Glyphs(text, _, style):
            return Glyphs(text, color, style)
        case Row(children):
            return Row(tuple(recolored(child, color) for child in children))
        case Scripts(base, sub, sup):
            return Scripts(
                recolored(base, color),
                None if sub is None else recolored(sub, color),
                None if sup is None else recolored(sup, color),
            )
        case Fraction(above, below, _):
            return Fraction(recolored(above, color), recolored(below, color), color)
        case Accent(base, mark, _):
            return Accent(recolored(base, color), mark, color)
        case BigOperator(sign, under, over, _):
            return BigOperator(
                sign,
                None if under is None else recolored(under, color),
                None if over is None else recolored(over, color),
                color,
            )
        case Fenced(child, _):
            return Fenced(recolored(child, color), color)
        case Root(child, _):
            return Root(recolored(child, color), color)
        case Operator(sign, _):
            return Operator(sign, color)
        case Phantom(child):
            return Phantom(recolored(child, color))
        case Tagged(child, tag):
            return Tagged(recolored(child, color), tag)
        case Space():
            return box


def _script(text: str, color: str) -> Glyphs:
    """A script: letters (j, k) are variables, figures stand upright."""
    return Glyphs(text, color, Style.ITALIC)
