"""The words of the status line about where the run stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine import moment
from gui.frame import Frame
from gui.numbers import NumberFormat

_MOST_INPUTS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


def where(frame: Frame, numbers: NumberFormat) -> str:
    """Epoch, update, the shown sample, and the name of the moment."""
    state, trace = frame.state, frame.trace
    parts = [
        _tr("epoch {n}").format(n=numbers.count(state.epoch)),
        _tr("update {n}").format(n=numbers.count(frame.update_shown)),
    ]
    if trace is not None and trace.x.shape[1] <= _MOST_INPUTS:
        values = numbers.listed(numbers.text(float(value)) for value in trace.x[frame.row])
        parts.append(_tr("sample ({values})").format(values=values))
    return numbers.listed(parts) + "      " + str(moment.name(state.experiment, frame.place))


def sample_words(frame: Frame, numbers: NumberFormat) -> str:
    """The inputs and targets of the shown sample with every digit, for a hover."""
    trace = frame.trace
    if trace is None or trace.x.shape[1] > _MOST_INPUTS:
        return ""
    dataset, values = frame.experiment.dataset, [*trace.x[frame.row], *trace.y[frame.row]]
    names = (*dataset.input_names, *dataset.target_names)
    return "\n".join(f"{n} = {numbers.full(v)}" for n, v in zip(names, values, strict=True))
