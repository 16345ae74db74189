"""Where the keys lead in the network: pure steps from one selection to the next."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from engine.state import Shape
from gui.frame import Selection

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def is_parameter(selection: Selection) -> bool:
    """Whether a weight or a bias is selected, not a unit."""
    return selection.bias or selection.source is not None


def next_unit(shape: Shape, here: Selection | None, layers: int, units: int) -> Selection:
    """The unit so many columns to the right and so many rows down; at an edge, the last one.

    From nothing, the first unit of the first layer.
    """
    if here is None:
        return Selection(1, 0)
    layer = min(max(here.layer + layers, 0), shape.layers)
    if layers and layer != here.layer:
        # The unit at the same height, the upper of two, where columns have different numbers.
        share = (here.unit + 0.5) / shape.sizes[here.layer]
        return Selection(layer, max(0, math.ceil(share * shape.sizes[layer] - 1e-9) - 1))
    unit = min(max(here.unit + units, 0), shape.sizes[layer] - 1)
    return Selection(layer, unit)


def next_parameter(shape: Shape, here: Selection | None, step: int) -> Selection:
    """The next weight into the selected unit; after the last its bias, then the first again."""
    if here is None or here.layer == 0:
        return Selection(1, 0, 0)
    inputs = shape.sizes[here.layer - 1]
    if here.bias:
        place = inputs
    elif here.source is None:
        place = -1 if step > 0 else inputs + 1
    else:
        place = here.source
    place = (place + step) % (inputs + 1)
    if place == inputs:
        return Selection(here.layer, here.unit, bias=True)
    return Selection(here.layer, here.unit, place)
