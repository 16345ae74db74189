"""Rounding as on paper, against decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arithmetic import EXACT, arithmetic, round_half_away


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.285, 2, 0.29),  # numpy.round gives 0.28
        (-0.285, 2, -0.29),
        (1.005, 2, 1.01),
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (0.5, 0, 1.0),
        (0.49999999999999994, 0, 0.0),
        (0.1 + 0.2, 15, 0.3),
        (123456.7895, 3, 123456.79),
        (1e300, 15, 1e300),
        (1.7976931348623157e308, 15, 1.7976931348623157e308),
        (5e-324, 15, 0.0),
        (1e-15, 15, 1e-15),
        (5e-16, 15, 1e-15),
    ],
)
def test_that_a_half_is_rounded_away_from_zero(
    value: float, decimals: int, expected: float
) -> None:
    assert round_half_away(value, decimals) == expected


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_that_infinity_is_left_for_the_check_of_divergence(value: float) -> None:
    assert round_half_away(value, 3) == value
    assert np.isnan(round_half_away(np.nan, 3))


@settings(database=None, derandomize=True)
@given(st.floats(-1e6, 1e6), st.integers(0, 15))
def test_that_a_rounded_number_is_near_and_stays_when_rounded_again(
    value: float, decimals: int
) -> None:
    rounded = round_half_away(value, decimals)
    assert abs(Decimal(rounded) - Decimal(value)) <= Decimal(10) ** -decimals
    assert round_half_away(rounded, decimals) == rounded
    assert round_half_away(-value, decimals) == -rounded


def cents(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


W = [[0.37, -0.58, 0.15], [0.91, 0.25, -0.43]]
B = [0.12, -0.07]
INPUTS = [[0.7, 0.27, 0.02], [-0.46, -0.38, -0.91]]
DELTAS = [[0.15, -0.37], [0.45, 0.05]]


def test_that_every_product_and_every_partial_sum_of_z_is_rounded() -> None:
    expected = []
    for sample in INPUTS:
        row = []
        for weights, bias in zip(W, B, strict=True):
            total = Decimal(str(bias))
            for w, a in zip(weights, sample, strict=True):
                total = cents(total + cents(Decimal(str(w)) * Decimal(str(a))))
            row.append(float(total))
        expected.append(row)
    z = arithmetic(2).weighted_sum(np.array(W), np.array(B), np.array(INPUTS))
    assert z.tolist() == expected
    # Rounding the end alone would not do.
    assert z.tolist() != np.round(np.array(INPUTS) @ np.array(W).T + B, 2).tolist()


def test_that_a_product_is_rounded_before_it_is_added_too() -> None:
    # 0.5 · 0.01 = 0.005 becomes 0.01, so −0.1 becomes −0.09; −0.095 rounded at once would be −0.1.
    z = arithmetic(2).weighted_sum(np.array([[0.5]]), np.array([-0.1]), np.array([[0.01]]))
    assert z.tolist() == [[-0.09]]


def test_that_every_path_is_rounded_before_it_is_added() -> None:
    expected = []
    for deltas in DELTAS:
        row = []
        for k in range(3):
            total = Decimal(0)
            for j, delta in enumerate(deltas):
                total = cents(total + cents(Decimal(str(delta)) * Decimal(str(W[j][k]))))
            row.append(float(total))
        expected.append(row)
    assert arithmetic(2).path_sum(np.array(W), np.array(DELTAS)).tolist() == expected


def test_that_the_products_of_a_gradient_are_rounded_and_so_is_their_mean() -> None:
    expected = []
    for j in range(2):
        row = []
        for k in range(3):
            total = Decimal(0)
            for deltas, sample in zip(DELTAS, INPUTS, strict=True):
                total = cents(total + cents(Decimal(str(deltas[j])) * Decimal(str(sample[k]))))
            row.append(float(cents(total / 2)))
        expected.append(row)
    found = np.zeros((2, 3))
    arithmetic(2).mean_product(np.array(DELTAS), np.array(INPUTS), found)
    assert found.tolist() == expected
    assert arithmetic(2).mean(np.array(DELTAS)).tolist() == [0.3, -0.16]


@pytest.mark.parametrize("samples", [1, 2])
def test_that_without_rounding_the_sums_are_those_of_the_textbook(samples: int) -> None:
    a, delta = np.array(INPUTS[:samples]), np.array(DELTAS[:samples])
    z = [[B[j] + sum(W[j][k] * row[k] for k in range(3)) for j in range(2)] for row in a]
    paths = [[sum(row[j] * W[j][k] for j in range(2)) for k in range(3)] for row in delta]
    mean = [
        [sum(d[j] * v[k] for d, v in zip(delta, a, strict=True)) / samples for k in range(3)]
        for j in range(2)
    ]
    assert arithmetic(None) is EXACT
    np.testing.assert_allclose(EXACT.weighted_sum(np.array(W), np.array(B), a), z, rtol=1e-14)
    np.testing.assert_allclose(EXACT.path_sum(np.array(W), delta), paths, rtol=1e-14)
    dW = np.zeros((2, 3))
    EXACT.mean_product(delta, a, dW)
    np.testing.assert_allclose(dW, mean, rtol=1e-14)
    np.testing.assert_allclose(EXACT.mean(delta), delta.mean(axis=0), rtol=1e-14)
    assert EXACT.round(a) is a
