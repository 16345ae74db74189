"""Which sample of the batch is shown: "17 of 200", and its numbers on hover."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout

from engine.arrays import Array, Indices
from engine.data import Dataset
from gui import style
from gui.frame import Frame
from gui.numbers import NumberFormat, not_yet
from gui.panels.editors import ChoiceBox
from gui.panels.form import EDITOR, Row, spread
from gui.theme import Theme
from gui.widgets.tool_tip import wrapped_tip

Index = QModelIndex | QPersistentModelIndex
_MOST_IN_LIST = 10_000
_MOST_VALUES = 12


class Batch(QAbstractListModel):
    """The samples of a batch, by their numbers in the data; a list of any length costs nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._samples: Indices = np.zeros(0, dtype=np.int64)
        self._count = 0

    def show(self, samples: Indices, count: int) -> None:
        """Take another batch of ``count`` samples in all."""
        before = self.rowCount()
        self._samples, self._count = samples, count
        if self.rowCount() != before:
            self.beginResetModel()
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(before - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else min(self._samples.size, _MOST_IN_LIST)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return sample_words(int(self._samples[index.row()]), self._count)
        return None


class SampleLine(QObject):
    """A number where the batch has one sample, else a box to choose one of them.

    ``requested`` gives the row of the batch.
    """

    requested = Signal(int)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._label = QLabel(not_yet())
        self._label.setFixedHeight(EDITOR)
        self._batch = Batch(self)
        self._box = ChoiceBox(self.tr("Sample shown"), (), ())
        self._box.setModel(self._batch)
        view = self._box.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(True)
        self._box.activated.connect(self.requested)
        self._box.hide()
        self._row = Row(form, theme, self.tr("Sample"), spread(self._label, self._box))
        self._row.label.setToolTip(
            wrapped_tip(self.tr("The sample of the current batch whose numbers are shown."))
        )

    def show(self, frame: Frame, numbers: NumberFormat) -> None:
        """Show which sample the numbers of this Frame belong to."""
        trace, dataset = frame.trace, frame.experiment.dataset
        several = trace is not None and trace.samples.size > 1
        self._label.setVisible(not several)
        self._box.setVisible(several)
        if trace is None:
            self._tell(not_yet(), "ink3", "")
            return
        shown, count = int(trace.samples[frame.row]), len(dataset.x)
        tip = values_words(dataset, shown, numbers)
        if not several:
            self._tell(sample_words(shown, count), "ink", tip)
            return
        self._batch.show(trace.samples, count)
        row = min(frame.row, self._batch.rowCount() - 1)
        if self._box.currentIndex() != row:
            self._box.setCurrentIndex(row)
        self._box.setToolTip(tip)
        self._box.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._row.set_theme(theme)

    def _tell(self, words: str, tone: str, tip: str) -> None:
        self._label.setText(words)
        self._label.setToolTip(tip)
        if self._label.property("tone") != tone:
            self._label.setProperty("tone", tone)
            style.refresh(self._label)


def sample_words(sample: int, count: int) -> str:
    """ "17 of 200": the sample's number in the data, counted from 1."""
    words = QCoreApplication.translate("DataPanel", "{n} of {count}")
    return words.format(n=sample + 1, count=count)


def values_words(dataset: Dataset, sample: int, numbers: NumberFormat) -> str:
    """Inputs and targets of a sample with every digit, a line each."""
    x = _lines(dataset.input_names, dataset.x[sample], numbers)
    y = _lines(dataset.target_names, dataset.y[sample], numbers)
    return "\n".join([*x, "→", *y])


def _lines(names: tuple[str, ...], values: Array, numbers: NumberFormat) -> list[str]:
    shown = zip(names[:_MOST_VALUES], values[:_MOST_VALUES].tolist(), strict=True)
    lines = [f"{name} = {numbers.full(value)}" for name, value in shown]
    left = len(values) - len(lines)
    return [*lines, f"… (+{left})"] if left > 0 else lines
