"""Which ticks, columns and points the loss curve draws, as plain functions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.history import History, Series
from gui.numbers import NumberFormat
from gui.panels import loss_band as band
from gui.panels.loss_axis import LABEL_DISTANCE, loss_ticks, update_ticks
from gui.panels.loss_geometry import MARK_DISTANCE, stretches
from gui.panels.loss_scale import Scale, Sight, Span, whole_x, whole_y


def series(values: list[float] | np.ndarray) -> Series:
    made = Series()
    made.extend(1, np.asarray(values, dtype=np.float64))
    return made


def history(batch: list[float], training: dict[int, float] | None = None) -> History:
    made = History()
    made.batch.extend(1, np.array(batch))
    for update, value in (training or {}).items():
        made.training.extend(update, np.array([value]))
    return made


# Ticks


def test_that_a_logarithmic_axis_labels_whole_decades() -> None:
    labels = [tick.label for tick in loss_ticks(Span(-2.0, 2.3), True, 200, NumberFormat())]
    assert labels == ["0.01", "0.1", "1", "10", "100"]


def test_that_decades_beyond_a_hundredth_and_a_hundred_are_powers() -> None:
    labels = [tick.label for tick in loss_ticks(Span(-4.0, 4.0), True, 400, NumberFormat())]
    assert labels[:2] == ["10⁻⁴", "10⁻³"]
    assert labels[-2:] == ["10³", "10⁴"]


@given(st.integers(-300, 290), st.floats(2.0, 400.0), st.floats(30.0, 500.0))
def test_that_labels_of_decades_never_come_closer_than_14_px(
    low: int, size: float, pixels: float
) -> None:
    y = Span(float(low), low + size)
    at = [tick.at * pixels / y.size for tick in loss_ticks(y, True, pixels, NumberFormat())]
    assert all(b - a >= LABEL_DISTANCE - 1e-9 for a, b in pairwise(at))


def test_that_inside_one_decade_there_are_round_numbers() -> None:
    ticks = loss_ticks(Span(np.log10(0.03), np.log10(0.06)), True, 150, NumberFormat())
    assert [tick.label for tick in ticks][:2] == ["0.03", "0.04"]
    assert_allclose([10**tick.at for tick in ticks][:2], [0.03, 0.04])


def test_that_a_linear_axis_has_round_numbers() -> None:
    labels = [tick.label for tick in loss_ticks(Span(0.0, 0.5), False, 160, NumberFormat())]
    assert labels == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]


def test_that_updates_are_whole_numbers_however_near() -> None:
    assert [tick.label for tick in update_ticks(Span(3.0, 7.5), 900, NumberFormat())] == [
        "3",
        "4",
        "5",
        "6",
        "7",
    ]


@given(st.floats(10, 1e9), st.floats(200, 2000))
def test_that_labels_of_updates_do_not_touch(high: float, pixels: float) -> None:
    ticks = update_ticks(Span(0.0, high), pixels, NumberFormat())
    room = 7.5 * max(len(tick.label) for tick in ticks)
    at = [tick.at * pixels / high for tick in ticks]
    assert all(b - a > room for a, b in pairwise(at))


# What is in sight


def test_that_all_updates_are_in_sight_at_first_and_never_fewer_than_ten() -> None:
    assert whole_x(3) == Span(0.0, 10.0)
    assert whole_x(80) == Span(0.0, 80.0)


def test_that_the_axis_stands_still_for_most_updates_and_never_leaves_a_third_of_it_empty() -> None:
    ends = [whole_x(last).high for last in range(10, 5000)]
    assert all(0 <= end - last < end / 3 for last, end in enumerate(ends, start=10))
    assert len(set(ends)) < 45


def test_that_a_linear_axis_starts_at_zero() -> None:
    y = whole_y(history([3.0, 1.0]).view(), None, log=False)
    assert y is not None
    assert y.low == 0
    assert y.high > 3


def test_that_a_lucky_sample_does_not_stretch_the_logarithmic_axis() -> None:
    view = history([5.0, 1e-20, 4.0, 3.0], {4: 2.0}).view()
    y = whole_y(view, None, log=True)
    assert y is not None
    assert y.low == -2
    assert y.high > np.log10(5)


def test_that_a_run_that_diverges_is_seen_from_its_beginning() -> None:
    losses = [50.0 * 10 ** (n / 2) for n in range(500)]
    y = whole_y(history(losses, {200: 1e120, 400: 1e220}).view(), None, log=True)
    assert y is not None
    assert 0 <= y.low <= np.log10(losses[4])
    assert y.high > 250


def test_that_losses_that_are_all_zero_still_have_an_axis() -> None:
    for log in (True, False):
        y = whole_y(history([0.0, 0.0], {2: 0.0}).view(), None, log)
        assert y is not None
        assert y.size > 0


def test_that_without_any_loss_there_is_no_axis() -> None:
    assert whole_y(History().view(), None, log=True) is None


@given(st.floats(0, 100), st.floats(0.1, 10), st.floats(0.2, 5))
def test_that_zooming_keeps_the_update_under_the_pointer(
    about: float, first: float, second: float
) -> None:
    span = Span(20.0, 70.0)
    zoomed = span.zoomed(about, first).zoomed(about, second)
    share = (about - zoomed.low) / zoomed.size
    assert share == pytest.approx((about - 20) / 50, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(-50, 150)), max_size=12))
def test_that_zoom_and_pan_never_leave_the_updates_there_are(
    gestures: list[tuple[float, float]],
) -> None:
    whole, sight = Span(0.0, 100.0), Sight()
    for factor, where in gestures:
        sight = sight.zoomed_x(whole, factor, where).panned_x(whole, where)
        x = sight.x or whole
        assert x.low >= -1e-9
        assert x.high <= 100 + 1e-9


# Columns and lines


@given(
    st.integers(1, 3000), st.integers(1, 900), st.floats(0, 0.8), st.floats(0.1, 1), st.integers()
)
def test_that_a_merged_column_holds_the_least_and_greatest_of_its_updates(
    count: int, pixels: int, start: float, share: float, seed: int
) -> None:
    values = np.random.default_rng(abs(seed)).random(count)
    x = Span(start * count, (start + share) * count)
    columns = band.columns(series(values).view(), x, pixels)
    assert columns.low.size <= pixels + 2
    for left, right, low, high in zip(*columns, strict=True):
        inside = values[round(left - 0.5) : round(right - 0.5)]
        assert (low, high) == (inside.min(), inside.max())


def test_that_merged_columns_do_not_move_with_what_is_in_sight() -> None:
    view = series(np.arange(4000.0)).view()
    wide = band.columns(view, Span(0.0, 4000.0), 500)
    moved = band.columns(view, Span(13.0, 4013.0), 500)
    assert set(moved.left) <= set(wide.left)


def test_that_few_updates_are_dots_and_many_a_band() -> None:
    view = series(np.ones(1000)).view()
    assert band.dots(view, Span(0.0, 1000.0)) is None
    few = band.dots(view, Span(100.0, 200.0))
    assert few is not None
    assert few.update[[0, -1]].tolist() == [100.0, 200.0]


def test_that_bins_of_several_updates_are_never_dots() -> None:
    assert band.dots(series(np.ones(5000)).view(), Span(0.0, 50.0)) is None


def test_that_a_line_goes_through_epoch_ends_only() -> None:
    view = history([1.0] * 20, {9: 4.0, 18: 2.0}).view()
    points = band.line(view.training, Span(0.0, 20.0), 600, reached=20)
    assert points.update.tolist() == [9.0, 18.0]
    assert points.loss.tolist() == [4.0, 2.0]


def test_that_a_line_goes_on_beyond_what_is_in_sight() -> None:
    view = history([1.0] * 100, {u: float(u) for u in range(10, 101, 10)}).view()
    points = band.line(view.training, Span(41.0, 59.0), 600, reached=100)
    assert points.update[0] <= 41
    assert points.update[-1] >= 59


def test_that_a_crowded_line_keeps_its_peaks() -> None:
    values = np.ones(4000)
    values[1234] = 9.0
    points = band.line(series(values).view(), Span(0.0, 4000.0), 300, reached=4000)
    assert points.loss.max() == 9.0
    assert points.loss.size <= 2 * 301


def test_that_the_latest_value_is_the_one_before_or_at_an_update() -> None:
    view = history([1.0] * 20, {9: 4.0, 18: 2.0}).view().training
    assert band.latest(view, 8) is None
    assert band.latest(view, 9) == (9, 4.0)
    assert band.latest(view, 17) == (9, 4.0)
    assert band.latest(view, 500) == (18, 2.0)


# In pixels


def scale(log: bool, last: int, y: Span) -> Scale:
    return Scale(Span(0.0, float(last)), y, log, 400.0, 100.0)


def test_that_a_decade_is_as_high_as_any_other() -> None:
    pixels = scale(True, 10, Span(-2.0, 2.0)).down(np.array([0.01, 0.1, 1.0, 10.0, 100.0]))
    assert_allclose(pixels, [100, 75, 50, 25, 0])


def test_that_a_loss_of_zero_is_marked_at_the_foot_and_not_drawn() -> None:
    view = history([1.0, 0.0, 1e-9, 2.0]).view()
    past, _ = stretches(view, 4, 4, scale(True, 4, Span(-2.0, 1.0)))
    assert past.dots.x.tolist() == [100.0, 400.0]
    assert past.below.tolist() == [200.0, 300.0]


def test_that_marks_at_the_foot_keep_their_distance() -> None:
    view = history([0.0] * 200 + [1.0]).view()
    past, _ = stretches(view, 201, 201, scale(True, 201, Span(-2.0, 1.0)))
    assert past.below.size <= 400 / MARK_DISTANCE + 1


def test_that_past_and_future_part_at_the_moment() -> None:
    view = history([1.0] * 20, {10: 4.0, 20: 2.0}).view()
    past, future = stretches(view, 20, 15, scale(False, 20, Span(0.0, 5.0)))
    assert past.dots.x.size == 15
    assert future.dots.x.size == 5
    assert_allclose(past.training.x, [200, 300])
    assert_allclose(future.training.x, [300, 400])
    assert past.training.y[-1] == future.training.y[0] == 40.0


def test_that_at_the_newest_update_nothing_lies_in_the_future() -> None:
    view = history(list(np.linspace(5, 1, 900)), dict.fromkeys(range(9, 901, 9), 2.0)).view()
    past, future = stretches(view, 900, 900, scale(True, 900, Span(-1.0, 1.0)))
    assert past.band.x.size == 300
    assert future.band.x.size == 0
    assert future.training.x.size == 0
    assert_array_equal(np.sort(past.band.x), past.band.x)


def test_that_the_first_losses_after_a_loaded_update_are_dots() -> None:
    run = History()
    run.batch.extend(2002, np.array([3.0, 2.0]))
    points = band.dots(run.batch.view(), Span(0.0, 4000.0))
    assert points is not None
    assert points.loss.tolist() == [3.0, 2.0]
