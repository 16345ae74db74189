"""The warning that an output's range cannot reach the targets, with the way out."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout

from engine.data import Dataset
from engine.experiment import Experiment
from gui.numbers import NumberFormat
from gui.theme import Theme
from gui.widgets.notice_bar import Kind, NoticeBar
from gui.words import activation_words

_DIGITS = 4


class Reach(NamedTuple):
    """An output that stays from ``low`` to ``high``, and targets that go from ``least`` to
    ``most``; ``target`` is the one farthest away.
    """

    activation: str
    low: float
    high: float
    least: float
    most: float

    @property
    def target(self) -> float:
        """The target farthest out of reach."""
        return self.most if self.most - self.high >= self.low - self.least else self.least


def out_of_reach(experiment: Experiment) -> Reach | None:
    """Where the output's values cannot come to the targets of the data; None where they can."""
    activation = experiment.activations[-1]
    y = experiment.dataset.y
    least, most = float(y.min()), float(y.max())
    if activation.low <= least and most <= activation.high:
        return None
    return Reach(activation.name, activation.low, activation.high, least, most)


class OutputWarning(QObject):
    """Shows the warning in its slot of the form while it holds and was not dismissed."""

    identity_requested = Signal()
    shown_changed = Signal(bool)

    def __init__(self, slot: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._slot = slot
        slot.setContentsMargins(0, 0, 0, 0)
        self._theme = theme
        self._numbers = NumberFormat()
        self._notice: NoticeBar | None = None
        self._reach: Reach | None = None
        self._about: tuple[str, Dataset] | None = None
        self._kept: tuple[str, Dataset] | None = None

    @property
    def notice(self) -> NoticeBar | None:
        """The notice on the screen, if there is one."""
        return self._notice

    def show(self, experiment: Experiment) -> None:
        """Look again, where the output or the data are others than before."""
        about = (experiment.layers[-1].activation, experiment.dataset)
        if self._about is not None and _same(about, self._about):
            return
        self._about = about
        self._remove()
        reach = out_of_reach(experiment)
        if reach is not None and not (self._kept is not None and _same(about, self._kept)):
            self._add(reach)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        if self._notice is not None:
            self._notice.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers = numbers
        reach = self._reach
        if reach is not None:
            self._remove()
            self._add(reach)

    def _add(self, reach: Reach) -> None:
        self._reach = reach
        name = activation_words(reach.activation)
        title = self.tr("A {activation} output cannot reach the target {target}")
        self._notice = NoticeBar(
            self._theme,
            Kind.WARNING,
            title.format(activation=name, target=self._short(reach.target)),
            " ".join((self._range(reach), self._targets(reach), self._outcome(reach))),
            closable=False,
        )
        # A dock of 248 px has no room for both buttons side by side in the notice.
        grid = self._notice.layout()
        assert isinstance(grid, QGridLayout)
        use = QPushButton(self.tr("Use identity"))
        use.setProperty("primary", True)
        keep = QPushButton(self.tr("Keep {activation}").format(activation=name))
        use.clicked.connect(self.identity_requested)
        keep.clicked.connect(self._on_kept)
        for row, button in enumerate((use, keep)):
            button.setAutoDefault(False)
            grid.setRowMinimumHeight(3 + 2 * row, 6)  # room for the focus ring
            grid.addWidget(button, 4 + 2 * row, 1)
        self._slot.setContentsMargins(0, 4, 0, 6)
        self._slot.addWidget(self._notice)
        self.shown_changed.emit(True)

    def _remove(self) -> None:
        if self._notice is not None:
            self._slot.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = self._reach = None
            self._slot.setContentsMargins(0, 0, 0, 0)
            self.shown_changed.emit(False)

    def _on_kept(self) -> None:
        self._kept = self._about
        self._remove()

    def _short(self, value: float) -> str:
        return self._numbers.detail(value, _DIGITS)

    def _range(self, reach: Reach) -> str:
        if math.isinf(reach.high):
            return self.tr("Its values are never below {low}.").format(low=self._short(reach.low))
        return self.tr("Its values stay between {low} and {high}.").format(
            low=self._short(reach.low), high=self._short(reach.high)
        )

    def _targets(self, reach: Reach) -> str:
        if reach.least == reach.most:
            return self.tr("The targets of this data are {least}.").format(
                least=self._short(reach.least)
            )
        return self.tr("The targets of this data run from {least} to {most}.").format(
            least=self._short(reach.least), most=self._short(reach.most)
        )

    def _outcome(self, reach: Reach) -> str:
        all_above, all_below = reach.least >= reach.high, reach.most <= reach.low
        if all_above or all_below:
            end = reach.high if all_above else reach.low
            return self.tr("Training will run, and end near {end}.").format(end=self._short(end))
        return self.tr("Training will run, but cannot fit all of them.")


def _same(one: tuple[str, Dataset], other: tuple[str, Dataset]) -> bool:
    return one[0] == other[0] and one[1] is other[1]
