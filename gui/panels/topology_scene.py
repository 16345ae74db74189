"""What the picture of the network says: the values of a Frame, and the part that is at work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.arrays import Array
from engine.grain import Grain
from engine.hyperparameters import LOSS_CHOICES
from engine.phases import Kind
from engine.state import Shape
from engine.values import Values
from gui.frame import Activity, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology_geometry import RADIUS, Layout, Plan
from gui.panels.topology_layout import lay_out
from gui.panels.topology_marks import Marks, Number
from gui.panels.topology_terms import marks
from gui.words import activation_words

_UNHURRIED_RATE = 4.0  # updates a second


class Work(NamedTuple):
    """What the phase that has just run worked on.

    ``token``: its hue. ``layer``: whose units, 0 none (or all, for an update). ``edges``: the layer
    whose incoming edges it used, 0 none. ``column``: the one whose title is bold, if any.
    """

    kind: Kind | None
    token: str
    layer: int
    edges: int
    column: int | None


def work(frame: Frame) -> Work:
    """What the last phase of a Frame worked on."""
    done, last = frame.done, len(frame.experiment.layers)
    if done is None:
        return Work(None, "ink", 0, 0, None)
    match done.kind:
        case Kind.BATCH:
            return Work(done.kind, "ink", 0, 0, 0)
        case Kind.FORWARD:
            return Work(done.kind, "fwd", done.layer, done.layer, done.layer)
        case Kind.LOSS:
            return Work(done.kind, "ink", last, 0, last)
        case Kind.BACKWARD:
            edges = done.layer + 1 if done.layer < last else 0
            return Work(done.kind, "bwd", done.layer, edges, done.layer)
        case Kind.UPDATE:
            return Work(done.kind, "ink", done.layer, 0, done.layer or None)


@dataclass(frozen=True, eq=False)
class Scene:
    """One Frame as the picture needs it. ``hovered`` and ``selection`` name units and parameters
    that exist. ``strength``: how far what is new at this step has faded in, up to 1.
    """

    frame: Frame
    numbers: NumberFormat
    selection: Selection | None = None
    hovered: Selection | None = None
    strength: float = 1.0

    @cached_property
    def work(self) -> Work:
        """What is at work; inside a phase it is the layer of the current term."""
        whole = work(self.frame)
        if self.marks is None:
            return whole
        layer = self.marks.term.layer
        return whole._replace(layer=layer, edges=0, column=layer)

    @cached_property
    def marks(self) -> Marks | None:
        """What the current term marks; None where the phase is shown as a whole."""
        with np.errstate(all="ignore"):  # numbers that grow too large are shown as ∞
            return marks(self.frame.shown, of_unit=self.frame.grain is Grain.UNIT)

    def at_work(self, layer: int, unit: int) -> bool:
        """Whether a unit is current: its layer's numbers were computed, or inside a phase its
        own.
        """
        if self.marks is not None:
            return self.marks.unit == Selection(layer, unit)
        if self.work.kind is Kind.BATCH:
            return layer == 0
        return 0 < layer == self.work.layer and self.work.kind is not Kind.UPDATE

    def used(self, letter: str, layer: int, unit: int) -> bool:
        """Whether a number went into the current term."""
        return self.marks is not None and Number(letter, layer, unit) in self.marks.used

    def fresh(self, letter: str, layer: int, unit: int) -> bool:
        """Whether a number has just become known: all of a phase, or the one of a term."""
        if self.marks is not None:
            return self.marks.fresh == Number(letter, layer, unit)
        kind = {"z": Kind.FORWARD, "a": Kind.FORWARD, "δ": Kind.BACKWARD}[letter]
        return self.work.kind is kind and layer == self.work.layer

    @property
    def hurried(self) -> bool:
        """Whether pictures follow each other so quickly that each must be cheap."""
        frame = self.frame
        return frame.activity is Activity.RUNNING and frame.rate > _UNHURRIED_RATE

    @property
    def shape(self) -> Shape:
        """The sizes of the network."""
        return self.frame.experiment.shape

    @cached_property
    def letter(self) -> str:
        """Which value a unit shows where it shows one alone."""
        return "δ" if self.work.kind is Kind.BACKWARD else "a"

    def values(self, letter: str, layer: int) -> Values | None:
        """z, a or δ of a layer's units (x for layer 0) of the shown sample, None for each that is
        not yet shown; None: none of them is.
        """
        shown = self.frame.shown
        if layer == 0:
            return shown.x()
        values = {"z": shown.z, "a": shown.a, "δ": shown.delta}[letter](layer)
        return values if values.any_shown else None

    def largest(self, letter: str, layer: int) -> float:
        """The largest finite |value| of a layer's units, 1 where there is none.

        Those not yet shown count as well: it is the scale of the bars, which must not change while
        one value after the other becomes known.
        """
        trace, row = self.frame.trace, self.frame.row
        if trace is None:
            return 1.0
        of_layers = trace.delta if letter == "δ" else (trace.x, *trace.a)
        place = layer - 1 if letter == "δ" else layer
        values = of_layers[place] if place < len(of_layers) else None
        if values is None:
            return 1.0
        finite = values[row][np.isfinite(values[row])]
        return float(np.abs(finite).max(initial=0.0)) or 1.0

    @property
    def targets(self) -> Values | None:
        """y of the shown sample; None: not yet."""
        return self.frame.shown.y()

    @property
    def loss(self) -> float | None:
        """L of the shown sample; None: not yet."""
        return self.frame.shown.loss

    @property
    def loss_words(self) -> str:
        """ "loss ½ (y − ŷ)²"."""
        words = LOSS_CHOICES[self.frame.shown.experiment.hyperparameters.loss]
        if self.shape.sizes[-1] == 1:
            words = words.replace("Σ ", "")
        if "(" not in words and "|" not in words:
            return words
        return QCoreApplication.translate("Topology", "loss {formula}").format(formula=words)

    def weights(self, layer: int) -> Array:
        """W into a layer (units, inputs)."""
        return self.frame.shown.W(layer)

    def biases(self, layer: int) -> Array:
        """b of a layer."""
        return self.frame.shown.b(layer)

    @cached_property
    def largest_weight(self) -> float:
        """max |w| of the network, 1 where there is none."""
        most = max(max(float(w.max()), -float(w.min())) for w in self.frame.state.parameters.W)
        return most if 0.0 < most < math.inf else 1.0

    @property
    def focus(self) -> tuple[Selection, ...]:
        """The units whose edges are drawn where not all are: pointed at, selected, else the first
        at work; inside a phase its fan takes the place of the last.
        """
        chosen = [unit for unit in (self.hovered, self.selection) if unit is not None]
        if chosen or self.marks is not None:
            return tuple(chosen)
        return (Selection(max(1, self.work.layer), 0),)

    def changed(self, what: Selection) -> bool:
        """Whether the last phase has changed a parameter, as far as it is shown."""
        if self.work.kind is not Kind.UPDATE:
            return False
        phase = self.frame.done
        if phase is None or phase.layer not in (0, what.layer):
            return False
        return self.frame.shown.moved(what.layer, what.unit, what.source)

    def changed_layer(self, layer: int) -> bool:
        """Whether the last phase, shown as a whole, has changed the parameters of a layer."""
        whole = self.work.kind is Kind.UPDATE and self.marks is None
        return whole and self.work.layer in (0, layer)


def exists(selection: Selection | None, shape: Shape) -> bool:
    """Whether the network has what is selected."""
    if selection is None or not 0 <= selection.layer <= shape.layers:
        return False
    if not 0 <= selection.unit < shape.sizes[selection.layer]:
        return False
    if selection.source is None:
        return selection.layer > 0 or not selection.bias
    return selection.layer > 0 and 0 <= selection.source < shape.sizes[selection.layer - 1]


def layout(
    scene: Scene,
    width: float,
    height: float,
    largest: float = RADIUS,
    scroll: float = 0.0,
    bare: bool = False,
    names: int = 0,
) -> Layout:
    """The places for a scene in an area of this size; see Plan for ``largest``, ``scroll``,
    ``bare`` and ``names``.
    """
    return lay_out(
        Plan(
            width,
            height,
            scene.shape.sizes,
            titles(scene.frame),
            scene.numbers.places,
            _digits(scene.largest_weight),
            largest,
            scroll,
            bare,
            names,
        )
    )


def titles(frame: Frame) -> tuple[tuple[str, ...], ...]:
    """The titles of the columns, each from its longest form to its shortest."""
    layers = frame.experiment.layers
    made = [(_tr("Input"), _tr("Input"), _tr("In"), _tr("In"))]
    for number, layer in enumerate(layers, start=1):
        activation = activation_words(layer.activation)
        last = number == len(layers)
        long = _tr("Output") if last else _tr("Layer {n}").format(n=number)
        short = _tr("Out") if last else str(number)
        made.append((f"{long} · {activation}", f"{short} · {activation}", long, short))
    return tuple(made)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


def _digits(largest: float) -> int:
    return max(1, min(6, int(np.log10(largest)) + 1)) if largest >= 1 else 1
