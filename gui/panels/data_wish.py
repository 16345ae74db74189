"""What the editors of the data sources share: a wish with its answer, and the rows of numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from engine.data import MOST_SAMPLES, DataSpec, FormulaData, NamedData
from engine.hyperparameters import Declaration
from gui.numbers import NumberFormat
from gui.panels.settings import NumberSetting, in_words
from gui.theme import Theme


class Wish(NamedTuple):
    """Other data, in words for the Edit menu; then one of the two answers is given."""

    spec: DataSpec
    words: str
    accept: Callable[[], None]
    refuse: Callable[[str], None]
    gesture: str = ""


class Numbers(QObject):
    """Rows for the numbers of a formula or of a named set. ``wished`` gives a Wish."""

    wished = Signal(object)

    def __init__(
        self,
        form: QVBoxLayout,
        theme: Theme,
        declarations: Iterable[Declaration],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._spec: FormulaData | NamedData | None = None
        self._format = NumberFormat()
        self._visible = False
        self._settings: dict[str, NumberSetting] = {}
        for declaration in declarations:
            own = declaration._replace(visible=lambda _values: self._visible)
            setting = NumberSetting(own, form, theme, self)
            setting.wished.connect(self._on_wished)
            self._settings[own.key] = setting

    def show(self, spec: FormulaData | NamedData) -> None:
        """Show the numbers in force."""
        self._spec = spec
        for setting in self._settings.values():
            setting.show(spec)

    def set_visible(self, visible: bool) -> None:
        """Show the rows, or take their room away."""
        self._visible = visible
        for setting in self._settings.values():
            setting.row.set_visible(visible)

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        for setting in self._settings.values():
            setting.settle()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        for setting in self._settings.values():
            setting.row.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._format = numbers
        for setting in self._settings.values():
            setting.set_numbers(numbers)

    def _on_wished(self, key: str, value: object, gesture: str) -> None:
        setting, spec = self._settings[key], self._spec
        if spec is None or value == getattr(spec, key):
            setting.accept()
            setting.show(spec)
            return
        changed = dataclasses.replace(spec, **{key: value})
        words = in_words(setting.declaration, changed, self._format)
        self.wished.emit(Wish(changed, words, setting.accept, setting.refuse, gesture))


def range_declarations() -> tuple[Declaration, ...]:
    """Where the inputs of a formula are drawn."""
    return (
        _number("low", _tr("x from"), _tr("Inputs are drawn evenly from here on.")),
        _number("high", _tr("x to"), _tr("Inputs are drawn evenly up to here.")),
    )


def count_declarations() -> tuple[Declaration, ...]:
    """How many samples, and how noisy."""
    count = _tr("How many samples there are, validation included.")
    noise = _tr("Standard deviation of the normal noise that is added to the data.")
    return (
        Declaration(
            "samples", "count", _tr("Samples"), count, "Data",
            low=1, high=MOST_SAMPLES, restarts=True,
        ),
        _number("noise", _tr("Noise"), noise)._replace(low=0.0),
    )  # fmt: skip


def share_declaration() -> Declaration:
    """How much of the data is held back."""
    text = _tr("The share of the samples that is not trained on but only looked at.")
    return _number("validation_share", _tr("Validation"), text)._replace(
        low=0.0, high=1.0, high_open=True
    )


def _number(key: str, label: str, text: str) -> Declaration:
    return Declaration(key, "real", label, text, "Data", restarts=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataPanel", text)
