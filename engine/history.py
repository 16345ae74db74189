"""The losses of a whole run in constant memory: bins whose width doubles when they are full."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array, read_only
from engine.kernels.values import Bins

BINS = 4096


class SeriesView(NamedTuple):
    """A picture of a series that never changes: bin i covers updates i·width + 1 … (i + 1)·width.

    ``low``, ``high``, ``last`` (bins,): the least, greatest and latest value of each bin; NaN where
    a bin is empty.
    """

    width: int
    low: Array
    high: Array
    last: Array


class Series:
    """One number per update, or now and then: the least, greatest and last value of each of at most
    4,096 bins.
    """

    def __init__(self) -> None:
        self.width = 1
        self._used = 0
        # One block, so that a compiled kernel can write into it.
        self._bins = np.full((3, BINS), np.nan)
        self._low, self._high, self._last = self._bins
        self._view: SeriesView | None = None

    def extend(self, first: int, values: Array) -> None:
        """Add the values of consecutive updates, the first of which (counted from 1) is
        ``first``.
        """
        if not values.size:
            return
        self.room(first + values.size - 1)
        bins = (np.arange(first - 1, first - 1 + values.size)) // self.width
        starts = np.flatnonzero(np.diff(bins, prepend=-1))
        ends = np.append(starts[1:], values.size) - 1
        where = bins[starts]
        self._low[where] = np.fmin(self._low[where], np.minimum.reduceat(values, starts))
        self._high[where] = np.fmax(self._high[where], np.maximum.reduceat(values, starts))
        self._last[where] = values[ends]
        self.filled(first + values.size - 1)

    def room(self, last: int) -> Array:
        """The bins (3, 4096): least, greatest, last, for another to put values up to the update
        ``last`` into, and then say ``filled``.
        """
        while (last - 1) // self.width >= BINS:
            self._double()
        return self._bins

    def filled(self, last: int) -> None:
        """The values up to the update ``last`` stand in the bins."""
        self._use(max(self._used, (last - 1) // self.width + 1))

    def cut(self, update: int) -> int:
        """Forget what came after ``update``; return the last update that is still complete.

        A bin that reaches beyond ``update`` goes whole: from the returned update on, values must be
        added again.
        """
        keep = update // self.width
        if keep >= self._used:
            return update
        for values in (self._low, self._high, self._last):
            values[keep:] = np.nan
        self._use(keep)
        return keep * self.width

    def copy(self) -> Series:
        """An independent copy."""
        other = Series()
        other.width, other._used = self.width, self._used
        other._bins[:] = self._bins
        return other

    def view(self) -> SeriesView:
        """The bins in use, copied; the same picture as long as nothing is added or forgotten."""
        if self._view is None:
            used = slice(0, self._used)
            copies = (read_only(values[used].copy()) for values in self._bins)
            self._view = SeriesView(self.width, *copies)
        return self._view

    def _use(self, bins: int) -> None:
        """So many bins are in use, with other values than the last picture has."""
        self._used = bins
        self._view = None

    def _double(self) -> None:
        low, high, last = (v.reshape(-1, 2) for v in (self._low, self._high, self._last))
        merged = (
            np.fmin(low[:, 0], low[:, 1]),
            np.fmax(high[:, 0], high[:, 1]),
            np.where(np.isnan(last[:, 1]), last[:, 0], last[:, 1]),
        )
        for values, half in zip((self._low, self._high, self._last), merged, strict=True):
            values[: BINS // 2] = half
            values[BINS // 2 :] = np.nan
        self.width *= 2
        self._use((self._used + 1) // 2)


class HistoryView(NamedTuple):
    """The batches' losses, and the training and validation loss at epoch ends."""

    batch: SeriesView
    training: SeriesView
    validation: SeriesView


class History:
    """The three series of a run."""

    def __init__(self) -> None:
        self.batch, self.training, self.validation = Series(), Series(), Series()

    def cut(self, update: int) -> int:
        """Forget what came after ``update``; return the update from which values must be added
        again.
        """
        return min(series.cut(update) for series in (self.batch, self.training, self.validation))

    def copy(self) -> History:
        """An independent copy."""
        other = History()
        other.batch, other.training, other.validation = (
            self.batch.copy(),
            self.training.copy(),
            self.validation.copy(),
        )
        return other

    def view(self) -> HistoryView:
        """All three, copied."""
        return HistoryView(self.batch.view(), self.training.view(), self.validation.view())

    def bins(self, last: int) -> Bins:
        """Where a kernel notes the losses up to the update ``last``."""
        series = (self.batch, self.training, self.validation)
        rooms = [each.room(last) for each in series]
        shifts = np.array([each.width.bit_length() - 1 for each in series])
        return Bins(shifts, *rooms)

    def filled(self, last: int, ended: int | None, validated: bool) -> None:
        """A kernel has noted the losses up to ``last``, and those of epochs up to the one that
        ended at ``ended``; the validation loss too, if ``validated``.
        """
        self.batch.filled(last)
        if ended is not None:
            self.training.filled(ended)
            if validated:
                self.validation.filled(ended)
