"""All that the plot of the loss curve is told to draw."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from engine.history import HistoryView
from gui.numbers import NumberFormat
from gui.panels.loss_scale import Scale
from gui.theme import Theme


class Moment(NamedTuple):
    """Where the learner stands: completed updates or the one in progress, its loss, the phase's
    hue.
    """

    update: int
    loss: float | None
    hue: str
    text: str


class Reading(NamedTuple):
    """What is known at an update: with every digit, and as short as numbers are on the screen."""

    exact: str
    short: str

    def fitting(self, font: QFont, room: float) -> str:
        """The exact one if there is room for it."""
        exact = QFontMetricsF(font).horizontalAdvance(self.exact) <= room
        return self.exact if exact else self.short


class Picture(NamedTuple):
    """All that the plot draws."""

    scale: Scale
    history: HistoryView
    reached: int
    moment: Moment
    theme: Theme
    ticks: tuple[float, ...]  # pixels from the top
    empty: bool = False
    label: bool = True
    diverged_at: int | None = None
    pointer: tuple[float, Reading] | None = None  # pixels from the left, what to say
    marked: tuple[float, float] | None = None  # a stretch that is being marked, in such pixels
    numbers: NumberFormat = NumberFormat()
