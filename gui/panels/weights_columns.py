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
    """The parameter as it is now; in an update in place, layers that were updated are new."""
    position = frame.experiment.shape.index(what.layer - 1, what.unit, what.source)
    return float(frame.state.parameters.theta[position])


def gradient(frame: Frame, what: Selection) -> float | None:
    """The batch's gradient, penalty included."""
    trace = frame.trace
    if trace is None or not trace.dW:
        return None
    dW, db = trace.dW[what.layer - 1], trace.db[what.layer - 1]
    if dW is None or db is None:
        return None
    return float(db[what.unit] if what.source is None else dW[what.unit, what.source])


def change(frame: Frame, what: Selection) -> float | None:
    """What the update adds to the parameter."""
    trace = frame.trace
    flat = None if trace is None or not trace.change else trace.change[what.layer - 1]
    if flat is None:
        return None
    W, b = frame.experiment.shape.split_layer(what.layer - 1, flat)
    return float(b[what.unit] if what.source is None else W[what.unit, what.source])


WIDE = 320
COLUMNS = (
    Column("weight", weight, signed=True, editable=True),
    Column("gradient", gradient),
    Column("change", change, from_width=WIDE),
)
EDITED = next(place for place, column in enumerate(COLUMNS) if column.editable)
