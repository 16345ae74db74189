"""Numbers on the screen: what is written, and that what is written can be typed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from engine.arithmetic import round_half_away
from engine.errors import InputError
from gui.numbers import DecimalSign, NumberFormat

FINITE = st.floats(-1e300, 1e300)
ORDINARY = st.floats(-1e5, 1e5)
COMMA = NumberFormat(decimal_sign=DecimalSign.COMMA)
FORMATS = st.builds(
    NumberFormat,
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from([DecimalSign.POINT, DecimalSign.COMMA]),
    st.none() | st.integers(0, 15),
)


def fraction(value: float) -> Fraction:
    """The number that Python prints for a float, exactly."""
    return Fraction(Decimal(repr(value)))


def half_up(value: Fraction, unit: Fraction) -> Fraction:
    """The multiple of a unit next to a number, half away from zero, by whole numbers alone."""
    steps = math.floor(abs(value) / unit + Fraction(1, 2))
    return steps * unit * (-1 if value < 0 else 1)


def magnitude(value: Fraction) -> int:
    """The power of ten of the first digit."""
    power = len(str(abs(value.numerator))) - len(str(value.denominator))
    return power if abs(value) >= Fraction(10) ** power else power - 1


def read(text: str) -> Fraction:
    """What stands there, exactly: by none of our code."""
    plain = text.replace("−", "-").replace(",", ".")
    mantissa, times, power = plain.partition(" × 10")
    exponent = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) if times else "0"
    return Fraction(mantissa) * Fraction(10) ** int(exponent)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not yet"),
        (0.0, "0.0000"),
        (-0.0, "0.0000"),
        (-0.00004, "−4.0 × 10⁻⁵"),
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
    assert COMMA.text(value) == shown.replace(".", ",")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not yet"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1.00"),
        (-1.0606, "−1.06"),
        (14.8644, "14.9"),
        (0.5, "0.500"),
        (0.012345, "0.0123"),
        (0.000123, "0.000123"),
        (0.000099951, "0.000100"),
        (0.00009994, "9.99 × 10⁻⁵"),
        (0.0000123, "1.23 × 10⁻⁵"),
        (99.951, "100"),
        (123_456.0, "123000"),
        (999_499.0, "999000"),
        (999_500.0, "1.00 × 10⁶"),
        (-2.5e-17, "−2.50 × 10⁻¹⁷"),
        (math.inf, "∞"),
        (math.nan, "not a number"),
    ],
)
def test_that_three_significant_digits_are_written_as_a_textbook_does(
    value: float | None, shown: str
) -> None:
    assert NumberFormat(3, significant=True).text(value) == shown


@given(ORDINARY, st.integers(0, 12))
def test_that_decimals_are_rounded_as_one_rounds_on_paper(value: float, decimals: int) -> None:
    rounded = half_up(fraction(value), Fraction(1, 10**decimals))
    text = NumberFormat(decimals).text(value)
    if rounded or not value:
        assert read(text) == rounded
        assert len(text.partition(".")[2]) == decimals


@given(FINITE.filter(bool), st.integers(1, 12))
def test_that_significant_digits_are_rounded_as_one_rounds_on_paper(
    value: float, digits: int
) -> None:
    exact = fraction(value)
    text = NumberFormat(digits, significant=True).text(value)
    assert read(text) == half_up(exact, Fraction(10) ** (magnitude(exact) - digits + 1))
    assert ("×" in text) == (not Fraction(1, 10**4) <= abs(read(text)) < 10**6)
    if "×" in text or "." in text:
        shown = text.partition(" ")[0].replace(".", "").strip("−").lstrip("0")
        assert len(shown) == digits


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.285, 2, "0.29"),
        (-0.285, 2, "−0.29"),
        (0.125, 2, "0.13"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
    ],
)
def test_that_a_half_is_rounded_away_from_zero(value: float, decimals: int, shown: str) -> None:
    assert NumberFormat(decimals).text(value) == shown


@given(ORDINARY, st.integers(0, 8))
def test_that_the_screen_rounds_as_the_engine_does_on_paper(value: float, decimals: int) -> None:
    rounded = round_half_away(value, decimals)
    assert NumberFormat(decimals).fixed(value) == NumberFormat(decimals).fixed(rounded)


def test_that_only_what_is_greater_than_zero_gets_a_plus() -> None:
    numbers = NumberFormat()
    assert numbers.signed(0.6813) == "+0.6813"
    assert numbers.signed(-0.8203) == "−0.8203"
    assert numbers.signed(0.0) == "0.0000"
    assert numbers.signed(None) == "not yet"
    assert COMMA.signed(0.6813) == "+0,6813"


def test_that_only_a_negative_factor_stands_in_parentheses() -> None:
    assert NumberFormat().factor(-1.0606) == "(−1.0606)"
    assert NumberFormat().factor(0.7734) == "0.7734"


def test_that_where_space_is_scarce_a_tiny_number_reads_as_zero() -> None:
    assert NumberFormat(2).fixed(3.9e-10) == "0.00"
    assert NumberFormat(2).fixed(-3.9e-10) == "0.00"
    assert NumberFormat(2).fixed(None) == "not yet"
    assert NumberFormat(3, significant=True).fixed(3.9e-10) == "0.000"
    assert NumberFormat(3, significant=True).fixed(0.0123) == "0.012"
    assert NumberFormat(3, significant=True).fixed(14.8644) == "14.9"


@given(st.floats(-9.4, 9.4), FORMATS)
def test_that_a_number_for_a_tight_place_never_exceeds_its_room(
    value: float, numbers: NumberFormat
) -> None:
    assert len(numbers.fixed(value)) <= len("−0.") + numbers.places


# Rounding as on paper


def test_that_rounded_results_show_at_least_the_decimals_they_were_rounded_to() -> None:
    value = 0.8203125
    assert NumberFormat(2, rounded_to=6).text(value) == "0.820313"
    assert NumberFormat(8, rounded_to=6).text(value) == "0.82031250"
    assert NumberFormat(2, significant=True, rounded_to=6).text(value) == "0.820313"
    assert NumberFormat(2, significant=True, rounded_to=1).text(value) == "0.82"


@given(st.floats(-1e9, 1e9), st.integers(0, 6), st.integers(1, 6), st.booleans())
def test_that_no_digit_of_a_result_rounded_on_paper_is_hidden(
    value: float, decimals: int, digits: int, significant: bool
) -> None:
    rounded = round_half_away(value, decimals)
    text = NumberFormat(digits, significant, rounded_to=decimals).text(rounded)
    assert read(text) == fraction(rounded)


# Every digit


def test_that_the_full_text_has_every_digit_and_the_detail_twelve() -> None:
    value = -0.567043968857123
    assert NumberFormat().full(value) == "−0.567043968857123"
    assert NumberFormat().detail(value) == "−0.567043968857"
    assert NumberFormat().full(14.0) == "14"
    assert NumberFormat().full(3.9e-10) == "3.9 × 10⁻¹⁰"
    assert NumberFormat().full(None) == "not yet"
    assert COMMA.full(value) == "−0,567043968857123"


@given(FINITE, FORMATS)
def test_that_full_typed_and_exact_texts_give_the_number_back(
    value: float, numbers: NumberFormat
) -> None:
    for text in (numbers.full(value), numbers.typed(value), numbers.exact(value)):
        assert NumberFormat.parse(text) == value


@given(FINITE, FORMATS)
def test_that_what_is_copied_is_read_by_any_program(value: float, numbers: NumberFormat) -> None:
    assert float(numbers.exact(value)) == value
    assert numbers.exact(value).isascii()


def test_that_what_is_typed_has_no_idle_digits() -> None:
    assert [NumberFormat().typed(v) for v in (5.0, 0.1, 1e-8, None, -0.0)] == [
        "5",
        "0.1",
        "1e-8",
        "",
        "0",
    ]
    assert NumberFormat().typed(2**63 - 1) == "9223372036854775807"
    assert COMMA.typed(1.5e-8) == "1,5e-8"
    assert NumberFormat().exact(-0.0) == "0.0"
    assert NumberFormat().exact(None) == ""


@given(FINITE)
def test_that_the_detail_is_right_to_twelve_digits(value: float) -> None:
    assert NumberFormat.parse(NumberFormat().detail(value)) == pytest.approx(value, rel=6e-12)


# The decimal sign


@given(FINITE, FORMATS)
def test_that_a_decimal_comma_changes_nothing_but_the_sign(
    value: float, numbers: NumberFormat
) -> None:
    as_point = NumberFormat(numbers.digits, numbers.significant, rounded_to=numbers.rounded_to)
    assert numbers.text(value).replace(",", ".") == as_point.text(value)
    assert numbers.fixed(value).replace(",", ".") == as_point.fixed(value)
    assert ("." if numbers.comma else ",") not in numbers.text(value)


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("value", [0.0, 0.8644, 14.8644, 1.25, 99_999.75])
def test_that_a_german_system_writes_a_comma_as_german_rules_have_it(value: float) -> None:
    numbers = NumberFormat(decimal_sign=DecimalSign.SYSTEM)
    rules = QLocale()
    rules.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    assert numbers.text(value) == rules.toString(value, "f", 4)
    assert "," in numbers.text(value)


@pytest.mark.usefixtures("german")
def test_that_a_choice_overrules_the_system() -> None:
    assert NumberFormat(decimal_sign=DecimalSign.POINT).text(0.5) == "0.5000"


def test_that_thousands_are_never_parted_by_the_decimal_sign() -> None:
    assert NumberFormat().count(1_234_567) == "1,234,567"
    assert COMMA.count(1_234_567) == "1\u202f234\u202f567"
    assert NumberFormat().count(999) == COMMA.count(999) == "999"


def test_that_numbers_side_by_side_are_told_apart() -> None:
    values = (1.5, 2.25)
    plain, comma = NumberFormat(2), NumberFormat(2, decimal_sign=DecimalSign.COMMA)
    assert plain.listed(plain.text(v) for v in values) == "1.50, 2.25"
    assert comma.listed(comma.text(v) for v in values) == "1,50; 2,25"


# Less room, and columns


@given(FORMATS)
def test_that_fewer_digits_lead_from_all_of_them_to_the_least(numbers: NumberFormat) -> None:
    counts = [fewer.digits for fewer in numbers.fewer()]
    assert counts[0] == numbers.places
    assert counts[-1] == (1 if numbers.significant else 0)
    assert counts == sorted(counts, reverse=True)
    assert {fewer.decimal_sign for fewer in numbers.fewer()} == {numbers.decimal_sign}


def test_that_small_places_have_few_digits() -> None:
    assert NumberFormat().at_most(2).text(14.8644) == "14.86"
    assert NumberFormat(1).at_most(2).text(14.8644) == "14.9"
    assert NumberFormat(8, significant=True).at_most(2).text(0.86443) == "0.864"


@given(st.floats(0.1, 9e5), FORMATS)
def test_that_a_number_and_its_missing_tail_fill_the_column(
    value: float, numbers: NumberFormat
) -> None:
    text = numbers.text(value)
    if "×" not in text:
        whole = text + numbers.missing_tail(text)
        assert len(whole.partition(numbers.point)[2]) == numbers.places
        assert whole.startswith(text)


def test_that_words_and_powers_stand_at_the_edge() -> None:
    numbers = NumberFormat(3, significant=True)
    for value in (None, math.inf, 1e-9):
        assert numbers.missing_tail(numbers.text(value)) == ""


# What is shown can be typed


@given(FINITE, FORMATS)
def test_that_what_is_shown_can_be_typed_and_is_near(value: float, numbers: NumberFormat) -> None:
    back = Decimal(NumberFormat.parse(numbers.text(value)))
    exact = Decimal(value)
    relative = Decimal(10) ** (1 - numbers.digits) / 2 if numbers.significant else Decimal("0.05")
    # Decimals: half of the last place; a power of them has two digits. Significant: of the last.
    bound = abs(exact) * relative
    if not numbers.significant:
        bound = max(Decimal(10) ** -numbers.places / 2, bound)
    assert abs(back - exact) <= bound * Decimal("1.000001")
    assert back * exact >= 0


@given(FINITE, st.integers(0, 15), st.booleans())
def test_that_nothing_but_zero_reads_as_zero(value: float, digits: int, significant: bool) -> None:
    text = NumberFormat(max(digits, significant), significant).text(value)
    assert (NumberFormat.parse(text) == 0) == (value == 0)
    assert "-" not in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        (" 0,1 ", 0.1),
        ("−0.5", -0.5),
        ("-0.5", -0.5),
        ("−0,5", -0.5),
        ("+2", 2.0),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1,5e-3", 0.0015),
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


@given(st.integers(-(10**18), 10**18), FORMATS)
def test_that_a_count_that_is_shown_can_be_typed(count: int, numbers: NumberFormat) -> None:
    assert NumberFormat.parse_count(numbers.count(count)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("1.000", 1000),
        ("1 000 000", 10**6),
        ("64.0", 64),
        ("1e3", 1000),
    ],
)
def test_that_what_parts_thousands_is_no_decimal_sign_of_a_count(text: str, count: int) -> None:
    assert NumberFormat.parse_count(text) == count


@pytest.mark.parametrize("text", ["1.5", "0,125", "0.125", "1,0005", "1.000,5", "many", ""])
def test_that_what_is_no_whole_number_is_named(text: str) -> None:
    with pytest.raises(InputError, match="is not a"):
        NumberFormat.parse_count(text)
