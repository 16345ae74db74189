"""Letters as they are drawn: the fonts of the interface, how wide a text is, and names such as w₂₁;
measured once.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from gui.math_boxes import symbol
from gui.math_layout import Laid, measure
from gui.theme import ui_font

SMALLEST = 12
_NAME = 1.2  # of the number beside it: a letter of STIX is smaller than one of Inter
_DIGITS = str.maketrans("123456789", "000000000")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@lru_cache(maxsize=32)
def font(px: int, bold: bool = False) -> QFont:
    """The interface's font of this size."""
    return ui_font(px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)


@lru_cache(maxsize=32)
def metrics(px: int, bold: bool = False) -> QFontMetricsF:
    """The measures of ``font``."""
    return QFontMetricsF(font(px, bold))


def width(text: str, px: int, bold: bool = False) -> float:
    """How wide a text is; figures have one width, so numbers of one form are measured once."""
    return _width(text.translate(_DIGITS), px, bold)


@lru_cache(maxsize=4096)
def _width(text: str, px: int, bold: bool) -> float:
    return metrics(px, bold).horizontalAdvance(text)


@lru_cache(maxsize=32)
def drop(px: int) -> float:
    """How far the baseline lies below the middle of figures and capitals."""
    return metrics(px).capHeight() / 2


def name_px(px: int) -> int:
    """The size of typeset names beside numbers of a size."""
    return round(_NAME * px)


@lru_cache(maxsize=4096)
def name(letter: str, sub: str, color: str, px: int, hat: bool = False) -> Laid:
    """A typeset name (w₂₁, δ, ŷ) in a theme's colour, measured."""
    return measure(symbol(letter, sub, color=color, hat=hat), px)


def plain_name(letter: str, sub: str, layer: int | None = None) -> str:
    """The same name as plain text: w₂₁, w₁₀,₃, w₂₁⁽²⁾."""
    above = "" if layer is None else f"⁽{layer}⁾".translate(_SUPERSCRIPTS)
    return letter + sub.translate(_SUBSCRIPTS) + above
