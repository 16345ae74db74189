"""The action that freezes what is selected: an update then leaves it as it is."""

from __future__ import annotations

from typing import TypeGuard

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction

from engine.experiment import Experiment
from engine.state import Shape
from gui.document import Document
from gui.draft import Draft
from gui.frame import Edit, Frame, Selection
from gui.parameter import parameter_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Freezing", text)


class Freezing(QObject):
    """Lets the action follow the selection: its words, whether it can be used, whether it is on."""

    def __init__(self, document: Document, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._action = document, action
        self._draft = Draft()
        self._selected = document.selection
        self._idle_text = action.text()
        self._shown: tuple[Experiment | None, Selection | None] = (None, None)
        action.setEnabled(False)
        action.triggered.connect(self._toggle)
        document.frame_changed.connect(self._take_frame)
        document.selection_changed.connect(self._follow)
        if document.frame is not None:
            self._take_frame(document.frame)

    @Slot(object)
    def _take_frame(self, frame: Frame) -> None:
        self._draft.arrive(frame)
        self._show()

    @Slot(object)
    def _follow(self, selection: Selection | None) -> None:
        self._selected = selection
        self._show()

    def _show(self) -> None:
        experiment, selected = self._draft.experiment, self._selected
        if self._shown[0] is experiment and self._shown[1] == selected:
            return
        self._shown = experiment, selected
        if experiment is not None and has_parameters(selected):
            self._action.setText(_tr("&Freeze {what}").format(what=words_of(selected)))
            self._action.setChecked(is_frozen(experiment, selected))
            self._action.setEnabled(True)
        else:
            self._action.setText(self._idle_text)
            self._action.setChecked(False)
            self._action.setEnabled(False)

    def _toggle(self) -> None:
        experiment, selected = self._draft.experiment, self._selected
        if experiment is not None and has_parameters(selected):
            edit = freeze(experiment, selected, not is_frozen(experiment, selected))
            self._draft.wish(edit.experiment)
            self._document.edit(edit)
        self._shown = (None, None)  # Qt has turned the tick over; it shows what is in force
        self._show()


def freeze(experiment: Experiment, selection: Selection, frozen: bool) -> Edit:
    """Freeze the selected parameter, or all parameters of the selected unit; or let them go."""
    marks = np.zeros(experiment.shape.count, np.bool_)
    if experiment.frozen is not None:
        marks[:] = experiment.frozen
    marks[indices(experiment.shape, selection)] = frozen
    words = _tr("freeze {what}") if frozen else _tr("unfreeze {what}")
    changed = experiment.edited(frozen=marks if marks.any() else None)
    return Edit(words.format(what=words_of(selection)), changed)


def is_frozen(experiment: Experiment, selection: Selection) -> bool:
    """Whether all that is selected is frozen."""
    marks = experiment.frozen
    return marks is not None and bool(marks[indices(experiment.shape, selection)].all())


def has_parameters(selection: Selection | None) -> TypeGuard[Selection]:
    """Whether a weight, a bias or a unit with both is selected; an input has none."""
    return selection is not None and selection.layer > 0


def indices(shape: Shape, selection: Selection) -> list[int]:
    """Where the selected parameter, or those of the selected unit, stand in θ."""
    layer, unit, source, bias = selection
    if bias or source is not None:
        return [shape.index(layer - 1, unit, source)]
    sources = (*range(shape.sizes[layer - 1]), None)
    return [shape.index(layer - 1, unit, source) for source in sources]


def frozen_parameters(experiment: Experiment, most: int) -> list[Selection]:
    """The first frozen parameters, in the order of θ."""
    if experiment.frozen is None:
        return []
    places = np.flatnonzero(experiment.frozen)[:most]
    return [parameter_at(experiment.shape, int(place)) for place in places]


def next_frozen(experiment: Experiment, after: Selection | None) -> Selection | None:
    """The frozen parameter that follows a selection, from the last one on to the first."""
    if experiment.frozen is None or not experiment.frozen.any():
        return None
    places = np.flatnonzero(experiment.frozen)
    last = indices(experiment.shape, after)[-1] if has_parameters(after) else -1
    later = places[places > last]
    return parameter_at(experiment.shape, int(later[0] if later.size else places[0]))


def parameter_at(shape: Shape, index: int) -> Selection:
    """The weight or bias that stands at an index into θ."""
    layer = next(n for n, part in enumerate(shape.layer_slices, 1) if index < part.stop)
    inputs, units = shape.sizes[layer - 1], shape.sizes[layer]
    place = index - shape.layer_slices[layer - 1].start
    if place >= units * inputs:
        return Selection(layer, place - units * inputs, bias=True)
    return Selection(layer, place // inputs, place % inputs)


def words_of(selection: Selection) -> str:
    """ "w₂₁ of layer 2", "unit 2 of layer 1"."""
    if selection.bias or selection.source is not None:
        return parameter_words(selection)
    return _tr("unit {j} of layer {n}").format(j=selection.unit + 1, n=selection.layer)
