"""Which updates and losses the plot shows, and where they lie in pixels; knows nothing of Qt."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Mask
from engine.history import HistoryView

LEAST_UPDATES = 10  # the plot is never narrower than this, so that the first updates do not jump
CLOSEST_UPDATES = 4.0
_STAGES = (1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
CLOSEST_DECADES = 0.05
_DEEPEST_BATCH = 2.0  # decades below the lines that single batches may stretch the axis by
_CHEAP = 0.1  # of the axis: for so little more, even the luckiest sample is shown in its place
_BEGINNING = 9  # batches, of which the middle one is where a run began
_HEADROOM = 0.06
_GREATEST = 1e300  # linear axes end here: beyond it, differences stop being finite


class Span(NamedTuple):
    """From ``low`` to ``high``, in updates or in values of the loss axis."""

    low: float
    high: float

    @property
    def size(self) -> float:
        """high − low."""
        return self.high - self.low

    def zoomed(self, about: float, factor: float) -> Span:
        """``factor`` times as wide, with ``about`` staying where it is."""
        return Span(about - (about - self.low) * factor, about + (self.high - about) * factor)

    def moved(self, by: float) -> Span:
        """The same width, further on."""
        return Span(self.low + by, self.high + by)

    def inside(self, whole: Span, least: float) -> Span:
        """The nearest span that lies within ``whole`` and is not smaller than ``least``."""
        size = min(max(self.size, least), whole.size)
        low = self.low - (size - self.size) / 2
        low = min(max(low, whole.low), whole.high - size)
        return Span(low, low + size)


class Scale(NamedTuple):
    """From updates and losses to pixels of a plot ``width`` × ``height``, y down.

    ``y`` is in losses, or in their decimal logarithms if ``log``.
    """

    x: Span
    y: Span
    log: bool
    width: float
    height: float

    def across(self, update: Array) -> Array:
        """Pixels from the left for updates (any shape)."""
        return (update - self.x.low) * (self.width / self.x.size)

    def down(self, loss: Array) -> Array:
        """Pixels from the top for losses (any shape); what lies far outside is held one height
        outside, and so are losses of 0 on a logarithmic axis. NaN stays NaN.
        """
        with np.errstate(all="ignore"):
            pixels = self.height - (self.values(loss) - self.y.low) * (self.height / self.y.size)
        return np.clip(pixels, -self.height, 2 * self.height)

    def values(self, loss: Array) -> Array:
        """Losses as positions on the axis: themselves, or their logarithms; −∞ at 0 and below."""
        if not self.log:
            return loss
        with np.errstate(all="ignore"):
            return np.where(loss > 0, np.log10(loss), np.where(np.isnan(loss), np.nan, -np.inf))

    def below(self, loss: Array) -> Mask:
        """Whether losses lie below what the axis shows; a logarithmic axis never shows 0."""
        return self.values(loss) < self.y.low

    def across_one(self, update: float) -> float:
        """Pixels from the left for one update."""
        return (update - self.x.low) * (self.width / self.x.size)

    def down_one(self, loss: float) -> float:
        """Pixels from the top for one loss."""
        return float(self.down(np.array([loss]))[0])

    def update_at(self, pixel: float) -> float:
        """The update at a distance from the left."""
        return self.x.low + pixel * self.x.size / self.width

    def value_at(self, pixel: float) -> float:
        """The value of the y axis at a distance from the top."""
        return self.y.high - pixel * self.y.size / self.height


class Sight(NamedTuple):
    """Which part of the curve somebody chose to see; None: the whole of it, as it grows."""

    x: Span | None = None
    y: Span | None = None

    def zoomed_x(self, whole: Span, factor: float, about: float | None) -> Sight:
        """See ``factor`` times as many updates; ``about`` (or the middle) stays where it is. To see
        all of them is to follow them again.
        """
        x = _zoomed(self.x or whole, factor, about).inside(whole, CLOSEST_UPDATES)
        return self._replace(x=None if x.size >= whole.size * (1 - 1e-9) else x)

    def zoomed_y(self, whole: Span, factor: float, about: float | None, closest: float) -> Sight:
        """The same for the loss, not closer than ``closest``."""
        y = _zoomed(self.y or whole, factor, about)
        return self._replace(y=y.inside(_with_room(whole), closest))

    def panned_x(self, whole: Span, updates: float) -> Sight:
        """Move on by some updates; where all of them are in sight, there is nowhere to go."""
        if self.x is None:
            return self
        return self._replace(x=self.x.moved(updates).inside(whole, self.x.size))

    def panned_y(self, whole: Span, values: float) -> Sight:
        """Move on by some of the loss axis."""
        y = self.y or whole
        return self._replace(y=y.moved(values).inside(_with_room(whole), y.size))


def _zoomed(span: Span, factor: float, about: float | None) -> Span:
    return span.zoomed((span.low + span.high) / 2 if about is None else about, factor)


def _with_room(span: Span) -> Span:
    """The span and as much again on either side: as far as the loss axis may be moved."""
    return Span(span.low - span.size, span.high + span.size)


def whole_x(last: int) -> Span:
    """All updates up to ``last``, and on to the next round number: an axis that grew with every
    update would move all dots at every step.
    """
    last = max(last, LEAST_UPDATES)
    power = 10.0 ** (len(str(last)) - 1)
    return Span(0.0, next(m * power for m in _STAGES if m * power >= last))


def whole_y(history: HistoryView, loss: float | None, log: bool) -> Span | None:
    """What the loss axis shows unless somebody chose otherwise; None where there is no loss yet.

    A linear axis starts at 0. A logarithmic one starts at a whole decade below the lines; single
    batches stretch it, but not by their rarest and luckiest samples, which are marked at its foot.
    ``loss``: that of the shown moment, where it is not in the history yet.
    """
    lines = _known(np.concatenate([history.training.low, history.validation.low]))
    low, high = _known(history.batch.low), _known(history.batch.high)
    tops = _known(np.concatenate([history.training.high, history.validation.high]))
    moment = _known(np.array([np.nan if loss is None else loss]))
    everything = np.concatenate([high, tops, moment])
    if not everything.size:
        return None
    top = float(everything.max())
    if not log:
        top = min(top, _GREATEST)
        least = max(-_GREATEST, min(0.0, float(np.concatenate([lines, low, moment]).min())))
        return Span(least, top * (1 + _HEADROOM) if top > 0 else least + 1.0)
    return _whole_log(lines[lines > 0], low[low > 0], moment[moment > 0], top)


def _whole_log(lines: Array, batches: Array, moment: Array, top: float) -> Span:
    floors: list[float] = []
    if batches.size:
        rare = batches.size // 20
        floors.append(float(np.log10(np.partition(batches, rare)[rare])))
    if lines.size:
        deepest = float(np.log10(lines.min()))
        floors = [max(floors[0], deepest - _DEEPEST_BATCH)] if floors else []
        floors.append(deepest)
    if not floors and moment.size:
        floors.append(float(np.log10(moment[0])))
    if not floors or top <= 0:
        return Span(-2.0, 0.0)
    low, high = min(floors), math.log10(top)
    deepest = float(np.log10(batches.min())) if batches.size else low
    if batches.size:
        # Where the run began stays in sight, also when it has grown by a hundred decades since.
        begun = batches[:_BEGINNING]
        middle = begun.size // 2  # by hand: np.median brings all of numpy.ma along
        low = min(low, float(np.log10(np.partition(begun, middle)[middle])))
    if low - deepest <= _CHEAP * (high - low):
        low = min(low, deepest)
    low = float(math.floor(low))
    high = max(high, low + 1.0)
    return Span(low, high + _HEADROOM * (high - low))


def _known(values: Array) -> Array:
    return values[np.isfinite(values)]
