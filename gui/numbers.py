"""Numbers as the screen shows them and as people type them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from engine.errors import InputError

MINUS = "\u2212"
_LARGEST_FIXED = 1e6
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FROM_SUPERSCRIPTS = {after: before for before, after in _SUPERSCRIPTS.items()}
_POWER = re.compile(r"\s*[×x*·]\s*10\s*\^?\s*([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|-?[0-9]+)$")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class NumberFormat:
    """How every number on the screen is written.

    A number has ``decimals`` places after the point, so that points align in a column. Where that
    would hide it, it is written as a power with two digits, 3.9 × 10⁻¹⁰: where it is not zero but
    would read as zero, and from a million on. There is no negative zero. A value that is not
    reached yet (None) reads "not yet", never 0.

    Another way to choose the digits (significant digits, decimal comma) becomes a field here.
    """

    decimals: int = 4

    def text(self, value: float | None) -> str:
        """The number for the screen: −0.5670, 3.9 × 10⁻¹⁰, ∞, not yet."""
        if value is None:
            return not_yet()
        if not math.isfinite(value):
            return _not_finite(value)
        fixed = f"{value:.{self.decimals}f}"
        shown = abs(float(fixed))
        if shown >= _LARGEST_FIXED or (shown == 0 and value != 0):
            return _power(f"{value:.{min(self.decimals, 1)}e}")
        return _typographic(fixed.lstrip("-") if shown == 0 else fixed)

    def fixed(self, value: float | None) -> str:
        """The same without powers below one: where space is scarce, a tiny number reads 0.0000."""
        if value is not None and 0 < abs(value) < 1:
            value = float(f"{value:.{self.decimals}f}")
        return self.text(value)

    def signed(self, value: float | None) -> str:
        """With a plus before what is greater than zero: for products that are added."""
        text = self.text(value)
        return f"+{text}" if value is not None and value > 0 else text

    def factor(self, value: float | None) -> str:
        """As a factor in a product: a negative number stands in parentheses."""
        text = self.text(value)
        return f"({text})" if text.startswith(MINUS) else text

    def full(self, value: float | None) -> str:
        """Twelve significant digits, for a hover or a detail card."""
        if value is None:
            return not_yet()
        if not math.isfinite(value):
            return _not_finite(value)
        return _power(f"{value + 0.0:.12g}")

    def exact(self, value: float | None) -> str:
        """Every digit that the number has, in ASCII, to copy into another program."""
        return "" if value is None else repr(float(value) + 0.0)

    @staticmethod
    def parse(text: str) -> float:
        """The number that somebody typed: "−" or "-", point or comma, 1e-3 or 3.9 × 10⁻¹⁰.

        Raises InputError where it is no number, or none that can be finite.
        """
        plain = text.strip().replace(MINUS, "-").replace("–", "-")
        power = _POWER.search(plain)
        if power is not None:
            exponent = power.group(1).translate(_FROM_SUPERSCRIPTS)
            plain = f"{plain[: power.start()]}e{exponent}"
        if plain.count(",") == 1 and "." not in plain:
            plain = plain.replace(",", ".")
        if _PLAIN.fullmatch(plain) is None:
            raise InputError("{text} is not a number.", text=text.strip() or "“”")
        value = float(plain)
        if not math.isfinite(value):
            raise InputError("{text} is too large.", text=text.strip())
        return value


def not_yet() -> str:
    """What stands in the place of a value that is not reached."""
    return QCoreApplication.translate("NumberFormat", "not yet")


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return QCoreApplication.translate("NumberFormat", "not a number")
    return "∞" if value > 0 else f"{MINUS}∞"


def _power(text: str) -> str:
    """3.9e-10 becomes 3.9 × 10⁻¹⁰; a text without an exponent only gets its minus."""
    mantissa, letter, exponent = text.partition("e")
    if not letter:
        return _typographic(mantissa)
    return f"{_typographic(mantissa)} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def _typographic(text: str) -> str:
    return text.replace("-", MINUS)
