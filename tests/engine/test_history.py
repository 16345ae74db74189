"""The loss history against a plain dictionary that forgets nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from engine import history
from engine.history import BINS, History, Series, SeriesView

FEW = 16  # bins in the random tests, so that they double often

losses = st.floats(-1e300, 1e300, allow_nan=False)
blocks = st.lists(st.lists(losses, max_size=60), min_size=1, max_size=8)
gaps = st.lists(st.tuples(st.integers(1, 40), losses), min_size=1, max_size=30)


@contextmanager
def few_bins() -> Iterator[None]:
    with mock.patch.object(history, "BINS", FEW):
        yield


def filled(values: list[list[float]]) -> tuple[Series, dict[int, float]]:
    """A series that got blocks of consecutive updates, and all of its values by update."""
    series, known = Series(), dict[int, float]()
    for block in values:
        first = len(known) + 1
        series.extend(first, np.array(block))
        known |= {first + i: value for i, value in enumerate(block)}
    return series, known


def assert_holds(view: SeriesView, known: dict[int, float]) -> None:
    """The bins are those that minimum, maximum and the last of all values give."""
    count = (max(known) - 1) // view.width + 1 if known else 0
    rows: list[tuple[float, float, float]] = []
    for index in range(count):
        updates = range(index * view.width + 1, (index + 1) * view.width + 1)
        inside = [known[update] for update in updates if update in known]
        rows.append(
            (min(inside), max(inside), inside[-1]) if inside else (math.nan, math.nan, math.nan)
        )
    low, high, last = np.array(rows).reshape(-1, 3).T
    assert_array_equal(view.low, low)
    assert_array_equal(view.high, high)
    assert_array_equal(view.last, last)


@given(blocks)
def test_that_bins_hold_least_greatest_and_last_of_every_update(values: list[list[float]]) -> None:
    with few_bins():
        series, known = filled(values)
        assert_holds(series.view(), known)


@given(gaps)
def test_that_updates_without_a_value_leave_no_trace(steps: list[tuple[int, float]]) -> None:
    with few_bins():
        series, known, update = Series(), dict[int, float](), 0
        for step, value in steps:
            update += step
            series.extend(update, np.array([value]))
            known[update] = value
        assert_holds(series.view(), known)


@given(blocks)
def test_that_the_width_is_the_smallest_power_of_two_that_fits(values: list[list[float]]) -> None:
    with few_bins():
        series, known = filled(values)
        width = 1
        while len(known) > FEW * width:
            width *= 2
        assert series.width == width


@given(blocks, st.integers(0, 500))
def test_that_a_cut_keeps_whole_bins_and_says_from_where_to_go_on(
    values: list[list[float]], update: int
) -> None:
    with few_bins():
        series, known = filled(values)
        complete = series.cut(update)
        assert min(update, len(known)) - series.width < complete <= update
        left = {u: value for u, value in known.items() if u <= complete}
        assert_holds(series.view(), left)


@given(blocks, st.integers(0, 500), blocks)
def test_that_values_added_again_after_a_cut_make_the_history_of_the_new_branch(
    values: list[list[float]], update: int, others: list[list[float]]
) -> None:
    with few_bins():
        series, known = filled(values)
        complete = series.cut(update)
        known = {u: value for u, value in known.items() if u <= complete}
        for block in others:
            first = len(known) + 1
            series.extend(first, np.array(block))
            known |= {first + i: value for i, value in enumerate(block)}
        assert_holds(series.view(), known)


@given(blocks)
def test_that_one_block_and_many_blocks_make_the_same_history(values: list[list[float]]) -> None:
    with few_bins():
        many, known = filled(values)
        one, _ = filled([list(known.values())])
        assert many.width == one.width
        for left, right in zip(many.view()[1:], one.view()[1:], strict=True):
            assert_array_equal(left, right)


@given(blocks, blocks)
def test_that_a_copy_goes_its_own_way(values: list[list[float]], others: list[list[float]]) -> None:
    with few_bins():
        series, known = filled(values)
        copy = series.copy()
        copy.cut(len(known) // 2)
        for block in others:
            copy.extend(len(known) + 1, np.array(block))
        assert_holds(series.view(), known)


def test_that_a_view_stays_as_it_was_and_cannot_be_written() -> None:
    series = Series()
    series.extend(1, np.array([1.0, 2.0]))
    view = series.view()
    series.extend(3, np.array([3.0]))
    assert_array_equal(view.last, [1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        view.low[0] = 7.0


def test_that_4096_updates_keep_a_bin_each_and_the_next_doubles_the_width() -> None:
    series = Series()
    series.extend(1, np.arange(BINS, dtype=np.float64))
    assert series.width == 1
    series.extend(BINS + 1, np.array([-1.0]))
    view = series.view()
    assert view.width == 2
    assert view.low.size == BINS // 2 + 1
    assert_array_equal(view.high[: BINS // 2], np.arange(1, BINS, 2))
    assert (view.low[-1], view.high[-1], view.last[-1]) == (-1.0, -1.0, -1.0)


def test_that_ten_million_updates_take_the_memory_of_4096_bins() -> None:
    total, block = 10_000_000, 4_000
    generator = np.random.default_rng(1)
    values = generator.random(total)
    series = Series()
    for first in range(0, total, block):
        series.extend(first + 1, values[first : first + block])
    view = series.view()
    assert BINS // 2 < view.low.size <= BINS
    assert sum(column.nbytes for column in view[1:]) <= 3 * 8 * BINS
    starts = np.arange(0, total, view.width)
    assert_array_equal(view.low, np.minimum.reduceat(values, starts))
    assert_array_equal(view.high, np.maximum.reduceat(values, starts))
    assert_array_equal(view.last, values[np.append(starts[1:], total) - 1])


def test_that_a_history_is_cut_in_all_three_series() -> None:
    run = History()
    run.batch.extend(1, np.arange(20.0))
    run.training.extend(10, np.array([5.0]))
    run.training.extend(20, np.array([4.0]))
    run.validation.extend(10, np.array([6.0]))
    copy = run.copy()
    assert copy.cut(12) <= 12
    view, before = copy.view(), run.view()
    assert view.batch.last.size == 12
    assert np.flatnonzero(~np.isnan(view.training.last)).tolist() == [9]
    assert np.flatnonzero(~np.isnan(before.training.last)).tolist() == [9, 19]


def test_that_a_series_without_values_near_the_cut_needs_nothing_again() -> None:
    run = History()
    run.batch.extend(1, np.arange(20.0))
    run.training.extend(10, np.array([5.0]))
    assert run.cut(15) == 15
