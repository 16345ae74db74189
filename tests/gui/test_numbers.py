"""Numbers on the screen: what is written, and that what is written can be typed."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from gui.numbers import NumberFormat

FINITE = st.floats(-1e300, 1e300)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not yet"),
        (0.0, "0.0000"),
        (-0.0, "0.0000"),
        (-0.567043968857, "−0.5670"),
        (14.8644, "14.8644"),
        (3.9e-10, "3.9 × 10⁻¹⁰"),
        (-3.9e-10, "−3.9 × 10⁻¹⁰"),
        (999_999.0, "999999.0000"),
        (999_999.99999, "1.0 × 10⁶"),
        (1.2e300, "1.2 × 10³⁰⁰"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_that_a_number_is_written_as_the_look_wants_it(value: float | None, shown: str) -> None:
    assert NumberFormat().text(value) == shown


def test_that_only_what_is_greater_than_zero_gets_a_plus() -> None:
    numbers = NumberFormat()
    assert numbers.signed(0.6813) == "+0.6813"
    assert numbers.signed(-0.8203) == "−0.8203"
    assert numbers.signed(0.0) == "0.0000"
    assert numbers.signed(None) == "not yet"


def test_that_only_a_negative_factor_stands_in_parentheses() -> None:
    assert NumberFormat().factor(-1.0606) == "(−1.0606)"
    assert NumberFormat().factor(0.7734) == "0.7734"


def test_that_where_space_is_scarce_a_tiny_number_reads_as_zero() -> None:
    assert NumberFormat(2).fixed(3.9e-10) == "0.00"
    assert NumberFormat(2).fixed(-3.9e-10) == "0.00"
    assert NumberFormat(2).fixed(None) == "not yet"


def test_that_the_full_text_has_twelve_digits_and_the_exact_one_all() -> None:
    value = -0.567043968857123
    assert NumberFormat().full(value) == "−0.567043968857"
    assert NumberFormat().full(3.9e-10) == "3.9 × 10⁻¹⁰"
    assert float(NumberFormat().exact(value)) == value
    assert NumberFormat().exact(-0.0) == "0.0"
    assert NumberFormat().exact(None) == ""


@given(FINITE, st.integers(0, 15))
def test_that_what_is_shown_can_be_typed_and_is_near(value: float, decimals: int) -> None:
    numbers = NumberFormat(decimals)
    back = NumberFormat.parse(numbers.text(value))
    # Fixed: half of the last place. A power: its mantissa has one decimal (or none).
    bound = max(Decimal(10) ** -decimals / 2, abs(Decimal(value)) * Decimal("0.5"))
    assert abs(Decimal(back) - Decimal(value)) <= bound * Decimal("1.000001")
    assert back * value >= 0


@given(FINITE, st.integers(0, 15))
def test_that_nothing_but_zero_reads_as_zero(value: float, decimals: int) -> None:
    reads_as_zero = NumberFormat.parse(NumberFormat(decimals).text(value)) == 0
    assert reads_as_zero == (value == 0)
    assert "-" not in NumberFormat(decimals).text(value)


@given(FINITE)
def test_that_the_full_text_is_right_to_twelve_digits(value: float) -> None:
    assert NumberFormat.parse(NumberFormat().full(value)) == pytest.approx(value, rel=6e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        (" 0,1 ", 0.1),
        ("−0.5", -0.5),
        ("-0.5", -0.5),
        ("+2", 2.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("3.9 × 10⁻¹⁰", 3.9e-10),
        ("3,9*10^-10", 3.9e-10),
    ],
)
def test_that_what_people_type_is_understood(text: str, value: float) -> None:
    assert NumberFormat.parse(text) == value


@pytest.mark.parametrize(
    "text",
    ["0.1.2", "nan", "inf", "", "abc", "1,000.5", "1,000,000", "1_0", "１", "0x10", "1e", "--1"],
)
def test_that_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(InputError, match="is not a number") as caught:
        NumberFormat.parse(text)
    assert str(caught.value).startswith(text or "“”")


def test_that_a_number_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(InputError, match="1e999 is too large"):
        NumberFormat.parse("1e999")
