"""The rows that choose how numbers are written on the screen; no value changes with them."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from gui.numbers import DecimalSign, NumberFormat
from gui.panels.editors import ChoiceBox
from gui.panels.form import Row
from gui.theme import Theme
from gui.widgets.tool_tip import wrapped_tip

DECIMALS = (2, 3, 4, 5, 6, 8, 10)
SIGNIFICANT = (2, 3, 4, 5, 6, 8, 10)
_SIGNIFICANT = "significant"


class NumberRows(QObject):
    """How many digits, and which decimal sign. ``requested`` gives another NumberFormat: how
    numbers are shown belongs to the window, not to the experiment.
    """

    requested = Signal(object)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._numbers = NumberFormat()
        formats = [NumberFormat(count) for count in DECIMALS]
        formats += [NumberFormat(count, significant=True) for count in SIGNIFICANT]
        self._digits = ChoiceBox(
            self.tr("Digits shown"),
            tuple(_key(numbers) for numbers in formats),
            tuple(self._words(numbers) for numbers in formats),
        )
        self._digits.insertSeparator(len(DECIMALS))
        signs = {
            DecimalSign.SYSTEM: self.tr("as the system"),
            DecimalSign.POINT: self.tr("point"),
            DecimalSign.COMMA: self.tr("comma"),
        }
        self._sign = ChoiceBox(self.tr("Decimal sign"), tuple(signs), tuple(signs.values()))
        digits = Row(form, theme, self.tr("Show"), self._digits)
        digits.set_tool_tip(
            wrapped_tip(
                self.tr(
                    "How many decimals numbers have on the screen, or how many digits from the "
                    "first that is not 0. No value changes. Hover for every digit."
                )
            )
        )
        sign = Row(form, theme, self.tr("Decimal sign"), self._sign)
        sign.set_tool_tip(
            wrapped_tip(
                self.tr(
                    "0.5 or 0,5. Both can be typed, whatever is shown here; formulas are written "
                    "with a point."
                )
            )
        )
        self.rows = (digits, sign)
        self._digits.chosen.connect(self._on_digits_chosen)
        self._sign.chosen.connect(self._on_sign_chosen)

    def show(self, numbers: NumberFormat) -> None:
        """Show what is in force."""
        self._numbers = numbers
        known = self._digits.findData(_key(numbers)) >= 0
        self._digits.show_choice(_key(numbers) if known else None, self._words(numbers))
        self._sign.show_choice(numbers.decimal_sign)

    def _words(self, numbers: NumberFormat) -> str:
        words = (
            self.tr("{count} significant") if numbers.significant else self.tr("{count} decimals")
        )
        return words.format(count=numbers.digits)

    def _on_digits_chosen(self, key: str) -> None:
        count, _, kind = key.partition(" ")
        self._request(digits=int(count), significant=kind == _SIGNIFICANT)

    def _on_sign_chosen(self, key: str) -> None:
        self._request(decimal_sign=DecimalSign(key))

    def _request(self, **changes: object) -> None:
        self.requested.emit(dataclasses.replace(self._numbers, **changes))
        self.show(self._numbers)  # until somebody grants it


def _key(numbers: NumberFormat) -> str:
    return f"{numbers.digits} {_SIGNIFICANT if numbers.significant else 'decimals'}"
