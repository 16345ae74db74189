"""When a number is the printed one, digit by digit."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import session as session_file
from engine.examples import DECIMAL, Example, agrees, decimals, last_unit


def builtin(name: str) -> Example:
    found = session_file.builtin(name).example
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "printed", "expected"),
    [
        (0.3775, "0.3775", True),
        (0.37754999, "0.3775", True),
        (0.37755001, "0.3775", False),
        (0.37744999, "0.3775", False),
        (0.37744999, "0.377", True),
        (0.80724, "0.8072", True),
        (0.80724, "0.80720", False),  # a last 0 is a digit, too
        (-0.24, "-0.24", True),
        (0.24, "-0.24", False),
        (1.4, "1", True),
        (1.6, "1", False),
        (0.125, "0.12", True),  # just half a unit, and 0.125 is exact
        (0.125, "0.13", True),
        (math.nextafter(0.125, 1.0), "0.12", False),
        (3.5084e-05, "3.5e-5", True),
        (3.56e-05, "3.5e-5", False),
        (1234.0, "1.2e3", True),
        (1251.0, "1.2e3", False),
        (5.2, "5.", True),
        (0.6, "3/5", True),
        (1.0 / 3.0, "1/3", True),
        (1.0 / 3.0 * (1 + 2e-14), "1/3", False),
        (0.0, "0/7", True),
        (1e-13, "0/7", False),
        (math.nan, "0.5", False),
        (math.inf, "1e300", False),
    ],
)
def test_that_a_number_agrees_within_half_a_unit_of_the_last_printed_digit(
    value: float, printed: str, expected: bool
) -> None:
    assert agrees(value, printed) is expected


def test_that_a_tolerance_stands_in_for_the_last_digit() -> None:
    assert not agrees(0.51, "0.50")
    assert agrees(0.51, "0.50", 0.02)
    assert not agrees(0.501, "0.50", 0.0005)
    assert agrees(1.0 / 3.0 + 1e-6, "1/3", 1e-5)


@given(st.floats(-1e6, 1e6), st.integers(0, 12))
def test_that_a_number_agrees_with_its_own_rounding_and_with_no_other_digit(
    value: float, places: int
) -> None:
    printed = f"{value:.{places}f}"
    assert DECIMAL.fullmatch(printed)
    assert decimals(printed) == places
    assert agrees(value, printed)
    for step in (-2, 2):
        other = Fraction(printed) + step * last_unit(printed)
        sign = "-" if other < 0 else ""
        digits = str(round(abs(other) * 10**places)).rjust(places + 1, "0")
        altered = sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
        assert not agrees(value, altered)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1,5", "0x1", "1_0", "nan", "inf", "1/0", "1.2/3"]
)
def test_that_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    from engine.examples import FRACTION

    assert not DECIMAL.fullmatch(text)
    assert not FRACTION.fullmatch(text)


def test_that_fractions_and_powers_have_no_decimals_to_show() -> None:
    assert decimals("3/5") is None
    assert decimals("2e3") is None
    assert decimals("3.5e-5") == 6
    assert decimals("12") == 0


def test_that_an_erratum_is_found_by_the_name_that_it_concerns() -> None:
    mazur = builtin("mazur")
    by_name = {one.name: one for one in mazur.published}
    assert mazur.erratum(by_name["net_h1"]) is None
    erratum = mazur.erratum(by_name["E_total after 1"])
    assert erratum is not None
    variant = mazur.variant(erratum)
    assert variant is not None
    assert variant.hyperparameters == {"update_order": "in_place"}
    assert mazur.variant(None) is None
