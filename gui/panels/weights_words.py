"""What a weight or bias is called: typeset, in a sentence, and read aloud."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.experiment import Experiment
from gui.frame import Selection
from gui.letters import plain_name
from gui.math_boxes import Box, index, symbol
from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected, explained
from gui.panels.weights_columns import COLUMNS
from gui.parameter import parameter_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Weights", text)


def short_name(what: Selection) -> str:
    """w₂₁, b₁; the layer is left to the place where it stands."""
    return plain_name(_letter(what), _sub(what))


def typeset(what: Selection, color: str = "ink", layer: int | None = None) -> Box:
    """The name as the article prints it, with the layer above if it is given."""
    return symbol(_letter(what), _sub(what), layer, color)


def heading(layer: int) -> str:
    """ "Layer 2"."""
    return _tr("Layer {n}").format(n=layer)


def place(what: Selection) -> str:
    """Where a parameter stands: "into unit 2 of layer 2, from unit 1 of layer 1"."""
    unit, layer = what.unit + 1, what.layer
    if what.source is None:
        return _tr("bias of unit {j} of layer {n}").format(j=unit, n=layer)
    if layer == 1:
        return _tr("into unit {j} of layer 1, from input {k}").format(j=unit, k=what.source + 1)
    text = _tr("into unit {j} of layer {n}, from unit {k} of layer {m}")
    return text.format(j=unit, n=layer, k=what.source + 1, m=layer - 1)


def spoken(what: Selection) -> str:
    """For screen readers, which make nothing of a subscript: "w 2 1 of layer 2"."""
    numbers = (what.unit,) if what.source is None else (what.unit, what.source)
    name = " ".join([_letter(what), *(str(number + 1) for number in numbers)])
    return _tr("{name} of layer {n}").format(name=name, n=what.layer)


def tip(seen: Inspected, what: Selection, numbers: NumberFormat) -> str:
    """Every value in full, a line each, and what the gradient check says."""
    lines = [parameter_words(what)]
    lines += [f"{column.words()} {column.full(seen, what, numbers)}" for column in COLUMNS]
    lines += explained(seen, what)
    if is_kept(seen.frame.experiment, what):
        lines.append(kept_words())
    return "\n".join(lines)


def is_kept(experiment: Experiment, what: Selection) -> bool:
    """Whether updates leave a parameter as it is: a frozen one, or a bias where none is updated."""
    held = experiment.held
    return held is not None and bool(
        held[experiment.shape.index(what.layer - 1, what.unit, what.source)]
    )


def kept_words() -> str:
    """What the lock says."""
    return _tr("kept at its value")


def _letter(what: Selection) -> str:
    return "b" if what.source is None else "w"


def _sub(what: Selection) -> str:
    unit = what.unit + 1
    return index(unit) if what.source is None else index(unit, what.source + 1)
