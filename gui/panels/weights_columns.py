"""What the weight table and the detail card show of a parameter. To add a column: one entry
here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gui.frame import Selection
from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected

WAITING = "…"


@dataclass(frozen=True)
class Column:
    """One number of each parameter.

    ``title``, and ``short`` for the head of the table, are translated in the context "Weights".
    ``value``: None is "not yet". ``from_width``: a narrower table (px) leaves the column out; the
    card and the copy keep it. ``signed``: a weight in this column has the colour of its sign.
    ``editable``: typing sets the parameter. ``checks``: it belongs to the gradient check, and is
    worked out a moment after the gradient. ``marked``: what the check says stands beside it.
    ``significant``: it is written with so many digits, whatever numbers are wanted.
    """

    title: str
    value: Callable[[Inspected, Selection], float | None]
    short: str = ""
    from_width: int = 0
    signed: bool = False
    editable: bool = False
    checks: bool = False
    marked: bool = False
    significant: int = 0

    def words(self) -> str:
        """The title in the language of the window."""
        return QCoreApplication.translate("Weights", self.title)

    def head(self) -> str:
        """The same for the head of the table."""
        return QCoreApplication.translate("Weights", self.short or self.title)

    def format(self, numbers: NumberFormat) -> NumberFormat:
        """How its numbers are written."""
        if not self.significant:
            return numbers
        return dataclasses.replace(
            numbers, digits=self.significant, significant=True, rounded_to=None
        )

    def missing(self, seen: Inspected, what: Selection, numbers: NumberFormat) -> str:
        """What stands in the place of a value that is not there: "not yet", or dots where it is
        being worked out.
        """
        return WAITING if self.checks and gradient(seen, what) is not None else numbers.text(None)

    def text(self, seen: Inspected, what: Selection, numbers: NumberFormat) -> str:
        """The number as wanted."""
        value = self.value(seen, what)
        if value is None:
            return self.missing(seen, what, numbers)
        return self.format(numbers).text(value)

    def full(self, seen: Inspected, what: Selection, numbers: NumberFormat) -> str:
        """Every digit."""
        value = self.value(seen, what)
        return self.missing(seen, what, numbers) if value is None else numbers.full(value)

    def detail(self, seen: Inspected, what: Selection, numbers: NumberFormat) -> str:
        """Twelve digits, or what this column asks for."""
        value = self.value(seen, what)
        if value is None or self.significant:
            return self.text(seen, what, numbers)
        return numbers.detail(value)


def weight(seen: Inspected, what: Selection) -> float:
    """The parameter as it is now; inside an update, old until its new value is shown."""
    return seen.frame.shown.value(what.layer, what.unit, what.source)


def gradient(seen: Inspected, what: Selection) -> float | None:
    """The batch's gradient, penalty included."""
    return seen.frame.shown.gradient(what.layer, what.unit, what.source)


def difference(seen: Inspected, what: Selection) -> float | None:
    """The central difference that the gradient is compared with."""
    check = seen.check(what)
    return None if check is None else check.difference


def relative_error(seen: Inspected, what: Selection) -> float | None:
    """How far apart gradient and difference are, relative to the larger of both."""
    check = seen.check(what)
    return None if check is None else check.relative_error


def change(seen: Inspected, what: Selection) -> float | None:
    """What the update adds to the parameter."""
    return seen.frame.shown.change(what.layer, what.unit, what.source)


WIDE, WIDEST = 320, 480
COLUMNS = (
    Column("weight", weight, signed=True, editable=True),
    Column("gradient", gradient),
    Column("finite difference", difference, short="finite diff.", checks=True, marked=True),
    Column(
        "relative error",
        relative_error,
        short="rel. error",
        from_width=WIDEST,
        checks=True,
        significant=2,
    ),
    Column("change", change, from_width=WIDE),
)
EDITED = next(place for place, column in enumerate(COLUMNS) if column.editable)
