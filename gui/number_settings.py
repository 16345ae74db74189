"""How numbers are written, as it is remembered from one run to the next."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSettings

from gui.numbers import DecimalSign, NumberFormat

MOST_DIGITS = 12
_DIGITS, _SIGNIFICANT, _SIGN = "numbers/digits", "numbers/significant", "numbers/decimal_sign"


def remembered(settings: QSettings) -> NumberFormat:
    """The format that was chosen last; what cannot be read is as at the first start."""
    first = NumberFormat(decimal_sign=DecimalSign.SYSTEM)
    digits = str(settings.value(_DIGITS, first.digits))
    sign = str(settings.value(_SIGN, first.decimal_sign))
    chosen = NumberFormat(
        significant=settings.value(_SIGNIFICANT, first.significant, type=bool) is True,
        decimal_sign=DecimalSign(sign) if sign in set(DecimalSign) else first.decimal_sign,
    )
    return with_digits(chosen, int(digits) if digits.isdecimal() else first.digits)


def remember(settings: QSettings, numbers: NumberFormat) -> None:
    """Keep a choice; what a session rounds to is the session's."""
    settings.setValue(_DIGITS, numbers.digits)
    settings.setValue(_SIGNIFICANT, numbers.significant)
    settings.setValue(_SIGN, str(numbers.decimal_sign))


def with_digits(numbers: NumberFormat, digits: int) -> NumberFormat:
    """The same format with another number of digits, as near as it can be had."""
    least = 1 if numbers.significant else 0
    return dataclasses.replace(numbers, digits=max(least, min(MOST_DIGITS, digits)))


def other_digits(numbers: NumberFormat) -> NumberFormat:
    """Significant digits in the place of decimals, or decimals again."""
    other = dataclasses.replace(numbers, significant=not numbers.significant)
    return with_digits(other, numbers.digits)


def other_sign(numbers: NumberFormat) -> NumberFormat:
    """A comma in the place of the point, or a point again, whatever the system has."""
    sign = DecimalSign.POINT if numbers.comma else DecimalSign.COMMA
    return dataclasses.replace(numbers, decimal_sign=sign)


def system_sign(numbers: NumberFormat) -> NumberFormat:
    """The system's decimal sign."""
    return dataclasses.replace(numbers, decimal_sign=DecimalSign.SYSTEM)
