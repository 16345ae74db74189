"""Turns changes of the network into wishes, or into the sentence that says why they cannot be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.errors import InputError
from engine.experiment import Experiment
from gui.draft import Draft
from gui.frame import Edit, Frame, Selection
from gui.panels import topology_edits as edits
from gui.words import sentence

Change = Callable[[Experiment], Edit]


class Wishes(QObject):
    """Asks for changes of what will be in force: a second one does not lose the first."""

    wished = Signal(object)
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = Draft()

    @property
    def experiment(self) -> Experiment | None:
        """The choices that the next change starts from; None before the first Frame."""
        return self._draft.experiment

    def arrive(self, frame: Frame) -> None:
        """This is in force."""
        self._draft.arrive(frame)

    def wish(self, change: Change) -> None:
        """Ask for a change, or tell why it is impossible."""
        experiment = self.experiment
        if experiment is None:
            return
        try:
            edit = change(experiment)
        except InputError as error:
            self.problem.emit(sentence(error))
        else:
            self._draft.wish(edit.experiment)
            self.wished.emit(edit)

    def add_units(self, selection: Selection | None, more: int) -> None:
        """More (or, below 0, fewer) units in the chosen layer."""
        self.wish(lambda e: edits.add_units(e, chosen_layer(e, selection), more))

    def add_layer(self, selection: Selection | None) -> None:
        """A hidden layer behind the chosen one, before the output at the latest."""

        def behind(experiment: Experiment) -> Edit:
            layer = chosen_layer(experiment, selection)
            if edits.is_hidden(experiment, layer):
                return edits.insert_layer(experiment, layer + 1, like=layer)
            return edits.insert_layer(experiment, layer)

        self.wish(behind)

    def remove_layer(self, selection: Selection | None) -> None:
        """Take the chosen hidden layer out."""

        def without(experiment: Experiment) -> Edit:
            layer = chosen_layer(experiment, selection)
            if edits.is_hidden(experiment, layer):
                return edits.remove_layer(experiment, layer)
            raise InputError("The output layer cannot be removed; select a hidden layer.")

        self.wish(without)


def chosen_layer(experiment: Experiment, selection: Selection | None) -> int:
    """The selected layer; without one the last hidden layer, or the output."""
    last = len(experiment.layers)
    if selection is not None and 0 < selection.layer <= last:
        return selection.layer
    return max(1, last - 1)
