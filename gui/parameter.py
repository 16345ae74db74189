"""A weight or a bias that is selected: what it is called, and the wish to give it another value."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui.frame import Edit, Frame, Selection
from gui.letters import plain_name
from gui.math_boxes import index


def parameter_words(what: Selection) -> str:
    """ "w₂₁ of layer 2", "b₁ of layer 3"."""
    if what.source is None:
        name = plain_name("b", index(what.unit + 1))
    else:
        name = plain_name("w", index(what.unit + 1, what.source + 1))
    text = QCoreApplication.translate("Parameter", "{name} of layer {n}")
    return text.format(name=name, n=what.layer)


def set_parameter(frame: Frame, what: Selection, value: float) -> Edit:
    """Another value of the weight or bias that is selected, in the parameters now shown."""
    position = frame.experiment.shape.index(what.layer - 1, what.unit, what.source)
    return Edit(parameter_words(what), frame.experiment, values=((position, value),))
