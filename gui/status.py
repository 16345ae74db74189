"""The words of the status line: the conventions in force, and where the run stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine import moment
from engine.hyperparameters import DECLARATIONS
from gui.frame import Frame
from gui.numbers import NumberFormat

_MOST_INPUTS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


def conventions(frame: Frame) -> str:
    """The choices on which textbooks differ: "½ Σ (y − ŷ)² · simultaneous update · …"."""
    h = frame.experiment.hyperparameters
    parts = [_label("loss", h.loss)]
    order = _tr("{order} update").format(order=_label("update_order", h.update_order))
    parts.append(order)
    parts.append(_tr("biases updated") if h.update_biases else _tr("biases not updated"))
    parts.append(_label("rule", h.rule))
    if h.round_to is not None:
        parts.append(_tr("rounded as on paper to {n} decimals").format(n=h.round_to))
    if h.l1 or h.l2:
        parts.append(_tr("penalty on the weights"))
    return "  ·  ".join(parts)


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


def _label(key: str, value: str) -> str:
    declaration = DECLARATIONS[key]
    return dict(zip(declaration.choices, declaration.labels, strict=True)).get(value, value)
