"""From the bins of a series to what is worth drawing: never more than the plot has pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.history import SeriesView
from gui.panels.loss_scale import Span

MOST_DOTS = 800


class Columns(NamedTuple):
    """Neighbouring columns of a band: where each begins and ends (in updates), its least and
    greatest loss; all (n,). Empty columns are left out.
    """

    left: Array
    right: Array
    low: Array
    high: Array


class Points(NamedTuple):
    """Updates and losses, (n,) each, in order."""

    update: Array
    loss: Array


def dots(series: SeriesView, x: Span) -> Points | None:
    """Each update's own loss, if the bins still hold one update and few known ones are in sight."""
    if series.width != 1:
        return None
    first, end = _in_sight(series, x)
    points = _known(np.arange(first + 1, end + 1, dtype=np.float64), series.last[first:end])
    return points if points.update.size <= MOST_DOTS else None


def columns(series: SeriesView, x: Span, pixels: float) -> Columns:
    """The least and greatest losses of the bins in sight; bins that share a pixel are merged.

    Merged bins always begin at a multiple of their number, so that the band does not shimmer when
    it moves.
    """
    first, end = _in_sight(series, x)
    step = max(1, int(np.ceil(x.size / (max(pixels, 1.0) * series.width))))
    first, end = first - first % step, min(-(-end // step) * step, series.low.size)
    low, high = _grouped(series.low[first:end], step), _grouped(series.high[first:end], step)
    low, high = np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1)
    left = (first + np.arange(low.size) * step) * float(series.width) + 0.5
    right = np.minimum(left + step * series.width, series.low.size * series.width + 0.5)
    known = ~np.isnan(low)
    return Columns(left[known], right[known], low[known], high[known])


def line(series: SeriesView, x: Span, pixels: float, reached: int) -> Points:
    """The points of a line through the values of a series, with one more on either side of what is
    in sight. Where several values share a pixel, its greatest and its least are kept.
    """
    at = np.flatnonzero(~np.isnan(series.last))
    width = series.width
    first = max(0, int(np.searchsorted(at, x.low / width - 1)) - 1)
    end = int(np.searchsorted(at, x.high / width)) + 1
    at = at[first:end]
    update = np.minimum((at + 1) * float(width), float(reached))
    step = max(1, int(np.ceil(x.size / (max(pixels, 1.0) * width))))
    starts = np.flatnonzero(np.diff(at // step, prepend=-1))
    if width == 1 and starts.size == at.size:
        return Points(update, series.last[at])
    if not starts.size:
        return Points(update, update)
    high = np.maximum.reduceat(series.high[at], starts)
    low = np.minimum.reduceat(series.low[at], starts)
    ends = np.append(starts[1:], at.size) - 1
    return Points(np.repeat(update[ends], 2), np.stack([high, low], axis=1).ravel())


def latest(series: SeriesView, update: int) -> tuple[int, float] | None:
    """The last value at or before an update, and the last update of its bin; None before the
    first.

    Within a bin that reaches beyond the update, the bin's own last value counts.
    """
    if update < 1:
        return None
    index = min((update - 1) // series.width, series.last.size - 1)
    known = np.flatnonzero(~np.isnan(series.last[: index + 1]))
    if not known.size:
        return None
    return (int(known[-1]) + 1) * series.width, float(series.last[known[-1]])


def _in_sight(series: SeriesView, x: Span) -> tuple[int, int]:
    size, width = series.last.size, series.width
    first = int(np.clip(np.floor((x.low - 0.5) / width), 0, size))
    return first, int(np.clip(np.ceil(x.high / width), first, size))


def _grouped(values: Array, step: int) -> Array:
    """(n, step): the values in groups, the last one filled up with NaN."""
    padded = np.full(-(-values.size // step) * step, np.nan)
    padded[: values.size] = values
    return padded.reshape(-1, step)


def _known(update: Array, loss: Array) -> Points:
    known = ~np.isnan(loss)
    return Points(update[known], loss[known])
