"""Where the run stands, in the status line: the words, and the label that holds them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from engine import moment
from gui.frame import Frame
from gui.numbers import NumberFormat

_MOST_INPUTS = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


class WhereLine(QWidget):
    """A label that is as wide as its text. It stands in no layout: there each text would have the
    whole window laid out again, also one of the same width.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(self)

    def text(self) -> str:
        """What is shown."""
        return self._label.text()

    def show_text(self, text: str, tip: str) -> None:
        """Show this, and that on hover."""
        if text != self.text():
            self._label.setText(text)
            wanted = self._label.sizeHint()
            if wanted != self.size():
                self._label.resize(wanted)
                self.setFixedSize(wanted)
        if tip != self._label.toolTip():
            self._label.setToolTip(tip)


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
