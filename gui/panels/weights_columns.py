"""What the weight table and the detail card show of a parameter. To add a column: one entry
here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from gui.frame import Frame, Selection


@dataclass(frozen=True)
class Column:
    """One number of each parameter.

    ``title`` is translated in the context "Weights". ``value``: None is "not yet". ``from_width``:
    a narrower table (px) leaves the column out; the card and the copy keep it. ``signed``: a weight
    in this column has the colour of its sign. ``editable``: typing sets the parameter.
    """

    title: str
    value: Callable[[Frame, Selection], float | None]
    from_width: int = 0
    signed: bool = False
    editable: bool = False

    def words(self) -> str:
        """The title in the language of the window."""
        return QCoreApplication.translate("Weights", self.title)


def weight(frame: Frame, what: Selection) -> float:
    """The parameter as it is now; inside an update, old until its new value is shown."""
    return frame.shown.value(what.layer, what.unit, what.source)


def gradient(frame: Frame, what: Selection) -> float | None:
    """The batch's gradient, penalty included."""
    return frame.shown.gradient(what.layer, what.unit, what.source)


def change(frame: Frame, what: Selection) -> float | None:
    """What the update adds to the parameter."""
    return frame.shown.change(what.layer, what.unit, what.source)


WIDE = 320
COLUMNS = (
    Column("weight", weight, signed=True, editable=True),
    Column("gradient", gradient),
    Column("change", change, from_width=WIDE),
)
EDITED = next(place for place, column in enumerate(COLUMNS) if column.editable)
