"""Works a published example through with the engine and holds its printed numbers against the
result.
"""

from __future__ import annotations

import math
from time import perf_counter
from typing import NamedTuple

import numpy as np

from engine import phases, quantities
from engine.errors import InputError
from engine.examples import Conventions, Erratum, Example, Published, conventions
from engine.experiment import Experiment
from engine.quantities import Worked
from engine.state import TrainState

MOST_UPDATES = 1_000_000
_KEPT = 8


class Row(NamedTuple):
    """One printed number beside ours, or (``published`` None) one printed mistake of another kind.

    ``value``: ours under the conventions that were chosen; ``own``: under the example's own. None:
    not worked out yet.
    """

    published: Published | None
    erratum: Erratum | None
    value: float | None = None
    own: float | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether ours is the printed number, under the conventions chosen; None: not yet known.

        A mistake that is no number does not agree.
        """
        if self.published is None:
            return False
        return None if self.value is None else self.published.agrees(self.value)

    @property
    def own_agrees(self) -> bool | None:
        """The same under the example's own conventions."""
        if self.published is None:
            return False
        return None if self.own is None else self.published.agrees(self.own)


class Comparison:
    """An example's printed numbers beside those of the engine.

    The example's own experiment is worked through, with the conventions chosen; ``go_on`` does a
    stretch of it, because some sources print what comes out after 10,000 updates.
    """

    def __init__(self, example: Example) -> None:
        self.example = example
        self.own = conventions(example.experiment.hyperparameters)
        self.chosen = self.own
        self._replays: dict[Conventions, _Replay] = {}
        self.choose(self.own)

    def choose(self, chosen: Conventions) -> bool:
        """Compare under other conventions. False, and the example's own, where its network does not
        go with them.
        """
        known = chosen in self._replays
        if not known:
            try:
                experiment = self.example.experiment.edited(**chosen._asdict())
            except InputError:
                self.chosen = self.own
                return False
            self._keep(chosen, _Replay(experiment, self.example.published))
        self.chosen = chosen
        return True

    def _keep(self, chosen: Conventions, replay: _Replay) -> None:
        self._replays[chosen] = replay
        others = [key for key in self._replays if key not in (chosen, self.own)]
        for key in others[: max(0, len(self._replays) - _KEPT)]:
            del self._replays[key]

    def go_on(self, seconds: float) -> bool:
        """Work on for a while, at least one update; True when every number is there."""
        deadline = perf_counter() + seconds
        return self._replays[self.chosen].go_on(deadline) and self._replays[self.own].go_on(
            deadline
        )

    def finish(self) -> tuple[Row, ...]:
        """Work everything out, however long that takes; the rows."""
        while not self.go_on(1.0):
            pass
        return self.rows()

    def rows(self) -> tuple[Row, ...]:
        """A row for each printed number, in the file's order, then the other mistakes."""
        values, own = self._replays[self.chosen].values, self._replays[self.own].values
        numbers = [
            Row(one, self.example.erratum(one), values.get(one), own.get(one))
            for one in self.example.published
        ]
        others = [Row(None, erratum) for erratum in self.example.errata if not erratum.names]
        return (*numbers, *others)


class _Replay:
    """The values of the printed numbers, as they come out update by update."""

    def __init__(self, experiment: Experiment, published: tuple[Published, ...]) -> None:
        self.values: dict[Published, float] = {}
        self._state: TrainState = phases.start(experiment)
        self._by_update: dict[int, list[Published]] = {}
        for one in published:
            self._by_update.setdefault(one.update, []).append(one)
        self._left = sorted(self._by_update)

    def go_on(self, deadline: float) -> bool:
        with np.errstate(all="ignore"):
            while self._left:
                self._one_update()
                if perf_counter() >= deadline:
                    break
        return not self._left

    def _one_update(self) -> None:
        if self._state.update + 1 < self._left[0]:
            self._state = phases.advance(self._state)
            while self._state.phase:
                self._state = phases.advance(self._state)
            return
        worked = quantities.work(self._state)
        self._take(worked)
        self._state = worked.end

    def _take(self, worked: Worked) -> None:
        for one in self._by_update[self._left.pop(0)]:
            value = one.quantity.value(worked, one.sample - 1)
            # A number that overflowed is no agreement, and is none that counts on.
            self.values[one] = value if math.isfinite(value) else math.nan
