"""Where everything of the loss curve lies in pixels, before and after the moment; no Qt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Mask
from engine.history import HistoryView, SeriesView
from gui.panels import loss_band as band
from gui.panels.loss_scale import Scale

MARK_DISTANCE = 7.0  # px between two marks at the foot


class Path(NamedTuple):
    """Points in pixels, (n,) each."""

    x: Array
    y: Array

    def where(self, chosen: Mask) -> Path:
        """The chosen ones (n,)."""
        return Path(self.x[chosen], self.y[chosen])

    def cut(self, at: float) -> tuple[Path, Path]:
        """The line before and after ``at`` pixels from the left, which both touch."""
        index = int(np.searchsorted(self.x, at, "right"))
        if not 0 < index < self.x.size:
            split = Path(self.x[:index], self.y[:index]), Path(self.x[index:], self.y[index:])
            return split
        (x0, y0), (x1, y1) = (self.x[index - 1], self.y[index - 1]), (self.x[index], self.y[index])
        middle = y0 + (y1 - y0) * (at - x0) / (x1 - x0) if np.isfinite(y1 - y0) else y1
        before = Path(np.append(self.x[:index], at), np.append(self.y[:index], middle))
        after = Path(np.append(at, self.x[index:]), np.append(middle, self.y[index:]))
        return before, after


class Rects(NamedTuple):
    """Upright rectangles in pixels, (n,) each."""

    x: Array
    y: Array
    width: Array
    height: Array

    def where(self, chosen: Mask) -> Rects:
        """The chosen ones (n,)."""
        return Rects(*(values[chosen] for values in self))


class Stretch(NamedTuple):
    """What is drawn of the updates up to the moment, or of those after it.

    ``below``: pixels from the left where something lies below the axis.
    """

    dots: Path
    band: Rects
    middle: Path
    training: Path
    validation: Path
    below: Array


_NO_PATH = Path(np.empty(0), np.empty(0))
_NO_RECTS = Rects(np.empty(0), np.empty(0), np.empty(0), np.empty(0))
NOTHING = Stretch(_NO_PATH, _NO_RECTS, _NO_PATH, _NO_PATH, _NO_PATH, np.empty(0))


def stretches(
    history: HistoryView, reached: int, moment: int, scale: Scale
) -> tuple[Stretch, Stretch]:
    """All that is drawn of a history: up to the update ``moment``, and after it."""
    now = scale.across_one(moment)
    dots, rects, middle, below = _batches(history.batch, scale)
    paths, feet = [middle], [below]
    for series in (history.training, history.validation):
        points = band.line(series, scale.x, scale.width, reached)
        path = Path(scale.across(points.update), scale.down(points.loss))
        paths.append(path)
        feet.append(path.x[scale.below(points.loss)])
    (middle, middle_after), *lines = [path.cut(now) for path in paths]
    foot = _apart(np.concatenate(feet), scale.width)
    # Half an update of tolerance: the dot of the moment belongs to it.
    end = now + scale.width / scale.x.size / 2
    (training, training_after), (validation, validation_after) = lines
    past = Stretch(
        dots.where(dots.x <= end),
        rects.where(rects.x < now),
        middle,
        training,
        validation,
        foot[foot <= end],
    )
    future = Stretch(
        dots.where(dots.x > end),
        rects.where(rects.x >= now),
        middle_after,
        training_after,
        validation_after,
        foot[foot > end],
    )
    return past, future


def _batches(series: SeriesView, scale: Scale) -> tuple[Path, Rects, Path, Array]:
    """Dots, or a band with its middle; and where something lies below the axis."""
    points = band.dots(series, scale.x)
    if points is None:
        return _NO_PATH, *_band(series, scale)
    dots, low = Path(scale.across(points.update), scale.down(points.loss)), scale.below(points.loss)
    return dots.where(~low), _NO_RECTS, _NO_PATH, dots.x[low]


def _band(series: SeriesView, scale: Scale) -> tuple[Rects, Path, Array]:
    """The columns from least to greatest, the line through their middles, and where a whole column
    lies below the axis.
    """
    columns = band.columns(series, scale.x, scale.width)
    left, right = np.round(scale.across(columns.left)), np.round(scale.across(columns.right))
    top, foot = scale.down(columns.high), np.minimum(scale.down(columns.low), scale.height)
    low = scale.below(columns.high)
    rects = Rects(left, top, np.maximum(right - left, 1), np.maximum(foot - top, 1)).where(~low)
    middle = Path((left + right) / 2, (foot + np.maximum(top, 0)) / 2).where(~low)
    return rects, middle, ((left + right) / 2)[low]


def _apart(x: Array, width: float) -> Array:
    """One of those that lie closer together than marks may, within the plot, in order."""
    x = np.sort(x[(x >= 0) & (x <= width)])
    return x[np.diff(x // MARK_DISTANCE, prepend=-1.0) > 0]
