"""Numbers as the screen shows them and as people type them."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from PySide6.QtCore import QCoreApplication, QLocale

from engine.errors import InputError

MINUS = "\u2212"
_THIN_SPACE = "\u202f"
_SMALLEST_PLAIN = -4  # the power of ten below which significant digits are written as a power
_LARGEST_PLAIN = 6  # the power of ten from which on numbers are written as a power
_LARGEST_ROUNDED = 15  # the same where a number is rounded as on paper, and must be seen whole
_LARGEST_SHORT = 1e4
_FULL_DIGITS = 17  # no float needs more to be told from all others
_DETAIL_DIGITS = 12
# As many digits as a float can show, so that rounding to decimals never runs out of them.
_PAPER = Context(prec=400, rounding=ROUND_HALF_UP)
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FROM_SUPERSCRIPTS = {after: before for before, after in _SUPERSCRIPTS.items()}
_POWER = re.compile(r"\s*[×x*·]\s*10\s*\^?\s*([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|-?[0-9]+)$")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([ .,'’\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")


class DecimalSign(StrEnum):
    """What stands between the whole part and the decimals: as the system has it, or a choice."""

    SYSTEM = "system"
    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True)
class NumberFormat:
    """How every number on the screen is written.

    ``digits`` counts decimals, so that points align in a column; or, where ``significant``, the
    digits from the first that is not 0. Numbers are rounded half away from zero on their shortest
    decimal form, as the engine rounds on paper. Where decimals would hide a number it is written
    as a power with two digits, 3.9 × 10⁻¹⁰: where it is not zero but would read as zero, and from
    a million on. Significant digits turn into a power below 10⁻⁴ and from a million on; between
    them 123456 reads 123000 with three, and zero reads 0. There is no negative zero. A value that
    is not reached yet (None) reads "not yet", never 0.

    ``rounded_to``: results are rounded to so many decimals as on paper; at least these are shown.
    """

    digits: int = 4
    significant: bool = False
    decimal_sign: DecimalSign = DecimalSign.POINT
    rounded_to: int | None = None

    @cached_property
    def comma(self) -> bool:
        """Whether decimals follow a comma."""
        if self.decimal_sign is DecimalSign.SYSTEM:
            return QLocale().decimalPoint() != "."
        return self.decimal_sign is DecimalSign.COMMA

    @property
    def point(self) -> str:
        """What stands before the decimals."""
        return "," if self.comma else "."

    @property
    def places(self) -> int:
        """For how many places after the point a column keeps room."""
        return max(self.digits, self.rounded_to or 0)

    # On the screen

    def text(self, value: float | None) -> str:
        """The number for the screen: −0.5670, 3.9 × 10⁻¹⁰, ∞, not yet."""
        if value is None:
            return not_yet()
        if not math.isfinite(value):
            return _not_finite(value)
        return _written(self, self.comma, float(value))

    def fixed(self, value: float | None) -> str:
        """The same where space is scarce: never more than ``places`` after the point, and a tiny
        number reads 0.0000.
        """
        if value is None or not 0 < abs(value) < 1:
            return self.text(value)
        return self._dressed(_fixed(Decimal(repr(float(value))), self.places))

    def signed(self, value: float | None) -> str:
        """With a plus before what is greater than zero: for products that are added."""
        text = self.text(value)
        return f"+{text}" if value is not None and value > 0 else text

    def factor(self, value: float | None) -> str:
        """As a factor in a product: a negative number stands in parentheses."""
        text = self.text(value)
        return f"({text})" if text.startswith(MINUS) else text

    def full(self, value: float | None) -> str:
        """Every digit that the number has, for a hover."""
        return self._whole_number(value, _FULL_DIGITS)

    def detail(self, value: float | None, digits: int = _DETAIL_DIGITS) -> str:
        """So many significant digits, none of them idle: for a card that has no room for all."""
        return self._whole_number(value, digits)

    def count(self, number: int) -> str:
        """A number of things: 1,234,567; with a decimal comma thin spaces part the thousands."""
        text = f"{number:,}".replace("-", MINUS)
        return text.replace(",", _THIN_SPACE) if self.comma else text

    def listed(self, texts: Iterable[str]) -> str:
        """Numbers side by side: semicolons part them where a comma stands inside them."""
        return ("; " if self.comma else ", ").join(texts)

    def missing_tail(self, text: str) -> str:
        """The decimals that a text of this format is short of ``places``, with the point if it has
        none: in a column it stands so far from the right edge, for its point to be under the
        others'. Powers and words stand at the edge.
        """
        if not self.significant or not text[-1:].isdecimal():
            return ""
        _, point, after = text.partition(self.point)
        return ("" if point else self.point) + "0" * (self.places - len(after))

    # To be typed and copied

    def typed(self, value: float | None) -> str:
        """Every digit, as a person types it into an editor: 0.1, 1e-8; "" for None."""
        if value is None or isinstance(value, int):
            return "" if value is None else str(value)
        return self._with_sign(_shortest(value))

    @staticmethod
    def exact(value: float | None) -> str:
        """Every digit in ASCII with a point, whatever the screen shows: what is copied is read by
        other programs.
        """
        return "" if value is None else repr(float(value) + 0.0)

    # Other formats

    @property
    def as_the_system(self) -> bool:
        """Whether the decimal sign is the system's."""
        return self.decimal_sign is DecimalSign.SYSTEM

    def with_rounding(self, decimals: int | None) -> NumberFormat:
        """The same for results that are rounded to so many decimals, None for such as are not."""
        return dataclasses.replace(self, rounded_to=decimals)

    def with_digits(self, digits: int) -> NumberFormat:
        """The same with another number of digits, whatever rounding asks for."""
        digits = max(1, digits) if self.significant else digits
        return dataclasses.replace(self, digits=digits, rounded_to=None)

    def at_most(self, decimals: int) -> NumberFormat:
        """For small places: no more than these decimals, or one significant digit more."""
        return self.with_digits(min(self.places, decimals + self.significant))

    def fewer(self) -> tuple[NumberFormat, ...]:
        """The same with all its digits, then with one after another taken away."""
        return _fewer(self)

    def fitting(self, value: float | None, fits: Callable[[str], bool]) -> str:
        """The number as it is written elsewhere, or, where that does not fit, with fewer digits."""
        text = self.text(value)
        if value is None or fits(text):
            return text
        for fewer in self.fewer():
            text = fewer.fixed(value)
            if fits(text):
                break
        return text

    def short(self, value: float, fits: Callable[[str], bool]) -> str:
        """For what was given, not computed: a whole number without decimals, else as many digits
        as fit.
        """
        if value == math.floor(value) and abs(value) < _LARGEST_SHORT:
            return self.full(value)
        return self.fitting(value, fits)

    # What was typed

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

    @staticmethod
    def parse_count(text: str) -> int:
        """The whole number that somebody typed. A count has no decimals, so what stands before
        each three of its digits parts thousands: 1,000 and 1.000 are a thousand.

        Raises InputError where it is none.
        """
        typed = text.strip().replace(MINUS, "-").replace("–", "-")
        if _GROUPED.fullmatch(typed):
            typed = re.sub(r"[^0-9+-]", "", typed)
        if _WHOLE.fullmatch(typed):
            return int(typed)
        value = NumberFormat.parse(text)
        if not value.is_integer():
            raise InputError("{text} is not a whole number.", text=text.strip())
        return int(value)

    # Inside

    def written(self, value: float) -> str:
        """A finite number, worked out anew: ``text`` keeps what it has written."""
        number = Decimal(repr(value))
        written = self._significant(number) if self.significant else self._decimals(number)
        return self._dressed(written)

    def _decimals(self, number: Decimal) -> str:
        fixed = _fixed(number, self.places)
        shown = abs(Decimal(fixed))
        if (shown and shown.adjusted() >= self._largest) or (not shown and number):
            return _with_power(number, 2 if self.places else 1)
        return fixed

    def _significant(self, number: Decimal) -> str:
        rounded = _rounded(number, self.digits)
        if not rounded:
            return _fixed(rounded, self.rounded_to or 0)
        magnitude = rounded.adjusted()
        least = min(_SMALLEST_PLAIN, -(self.rounded_to or 0))
        if magnitude >= self._largest or magnitude < least:
            return _with_power(number, self.digits)
        needed = self.digits - 1 - magnitude
        if self.rounded_to is not None and self.rounded_to >= needed:
            return _fixed(number, self.rounded_to)
        return _fixed(rounded, max(0, needed))

    @property
    def _largest(self) -> int:
        return _LARGEST_PLAIN if self.rounded_to is None else _LARGEST_ROUNDED

    def _whole_number(self, value: float | None, digits: int) -> str:
        if value is None:
            return not_yet()
        if not math.isfinite(value):
            return _not_finite(value)
        return self._dressed(_shortest(float(f"{float(value):.{digits}g}")))

    def _dressed(self, plain: str) -> str:
        """Python's text as it is printed: a true minus, a power, the decimal sign."""
        mantissa, letter, exponent = self._with_sign(plain).replace("-", MINUS).partition("e")
        if not letter:
            return mantissa
        exponent = str(int(exponent.replace(MINUS, "-"))).translate(_SUPERSCRIPTS)
        return f"{mantissa} × 10{exponent}"

    def _with_sign(self, plain: str) -> str:
        return plain.replace(".", self.point)


def not_yet() -> str:
    """What stands in the place of a value that is not reached."""
    return QCoreApplication.translate("NumberFormat", "not yet")


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return QCoreApplication.translate("NumberFormat", "not a number")
    return "∞" if value > 0 else f"{MINUS}∞"


@lru_cache(maxsize=8192)
def _written(numbers: NumberFormat, _comma: bool, value: float) -> str:
    # From one step to the next most numbers stay what they were. The system's sign may change.
    return numbers.written(value)


@lru_cache(maxsize=64)
def _fewer(numbers: NumberFormat) -> tuple[NumberFormat, ...]:
    least = 1 if numbers.significant else 0
    return tuple(numbers.with_digits(digits) for digits in range(numbers.places, least - 1, -1))


def _fixed(number: Decimal, places: int) -> str:
    """Rounded to so many decimals, without a minus before nothing."""
    text = f"{_PAPER.quantize(number, Decimal(1).scaleb(-places)):f}"
    return text.lstrip("-") if not text.strip("-0.") else text


def _rounded(number: Decimal, digits: int) -> Decimal:
    """Rounded to so many significant digits."""
    if not number:
        return Decimal(0)
    return _PAPER.quantize(number, Decimal(1).scaleb(number.adjusted() - digits + 1))


def _with_power(number: Decimal, digits: int) -> str:
    # Rounding up to the next power of ten leaves one digit too many, a zero.
    return f"{_rounded(number, digits):.{digits - 1}e}"


def _shortest(value: float) -> str:
    """Every digit, none of them idle: 5 for 5.0, 1e-8 for 1e-08."""
    mantissa, letter, exponent = repr(float(value) + 0.0).partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if letter else mantissa
