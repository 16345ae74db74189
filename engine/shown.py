"""What of an update a learner sees: everything up to the cursor, and nothing that comes later.

Every place on the screen that shows a number of an update asks here, so that no panel shows what
another one calls "not yet".
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine import phases, terms, unfold
from engine.arrays import Array, Mask
from engine.experiment import Experiment
from engine.phases import Kind, Phase
from engine.shown_masks import masks
from engine.state import Trace, TrainState
from engine.terms import Cursor, Outline, Term, Terms, What
from engine.unfold import Summed
from engine.values import Values

_UNBOUNDED = np.errstate(all="ignore")  # a slope of a saturated unit may be infinite


class Shown:
    """The numbers of the update that ``state`` is in, or has completed, as far as they are shown.

    ``cursor`` None: all of the phases that have run. Else the last of them is shown up to the
    cursor. ``row``: the sample of the batch. Layers count from 1 here, units and sources from 0;
    None always means "not yet".
    """

    def __init__(self, state: TrainState, cursor: Cursor | None = None, row: int = 0) -> None:
        self.state = state
        self.cursor = cursor if state.trace is not None else None
        self.row = row

    @property
    def trace(self) -> Trace | None:
        """What was computed, shown or not; only for its sizes and samples."""
        return self.state.trace

    @property
    def experiment(self) -> Experiment:
        """The choices that the update is made with."""
        return self.state.experiment if self.trace is None else self.trace.experiment

    def of_sample(self, row: int) -> Shown:
        """The same moment with another sample of the batch."""
        return self if row == self.row else Shown(self.state, self.cursor, row)

    @cached_property
    def outline(self) -> Outline:
        """What the terms depend on."""
        return terms.outline(self.experiment)

    @property
    def layers(self) -> int:
        """L."""
        return len(self.outline.sizes) - 1

    @cached_property
    def phase(self) -> Phase | None:
        """The phase that has just run, or that is shown in part; None before the first update."""
        trace = self.state.trace
        if trace is None:
            return None
        return phases.program(trace.experiment)[self.state.phase - 1]

    @cached_property
    def term(self) -> Term | None:
        """The term that was shown last; None where the phase is shown as a whole."""
        if self.cursor is None or self.phase is None:
            return None
        return terms.at(self.outline, self.phase, self.cursor)

    @cached_property
    def unit_terms(self) -> Terms:
        """All terms of the cursor's unit; none where the phase is shown as a whole."""
        if self.cursor is None or self.phase is None:
            return Terms()
        return terms.terms(self.outline, self.phase, self.cursor.unit)

    @cached_property
    def before(self) -> Terms:
        """The terms of the cursor's unit that are shown, the current one last."""
        return Terms() if self.cursor is None else self.unit_terms.up_to(self.cursor.term)

    # Units

    def x(self) -> Values | None:
        """The inputs of the sample; None before a batch."""
        return None if self.trace is None else Values(self.trace.x[self.row])

    def y(self) -> Values | None:
        """The targets of the sample; None before a batch."""
        return None if self.trace is None else Values(self.trace.y[self.row])

    def z(self, layer: int) -> Values:
        """z of every unit of a layer."""
        array = _entry(None if self.trace is None else self.trace.z, layer)
        return self._units(array, What.SUM, Phase(Kind.FORWARD, layer), layer)

    def a(self, layer: int) -> Values:
        """a of every unit of a layer; of layer 0 the inputs."""
        if layer == 0:
            return self.x() or Values.none(self.outline.sizes[0])
        array = _entry(None if self.trace is None else self.trace.a, layer)
        return self._units(array, What.ACTIVATION, Phase(Kind.FORWARD, layer), layer)

    def delta(self, layer: int) -> Values:
        """δ of every unit of a layer."""
        array = _entry(None if self.trace is None else self.trace.delta, layer)
        return self._units(array, What.DELTA, Phase(Kind.BACKWARD, layer), layer)

    def shares(self) -> Values:
        """Each output's share of the sample's loss."""
        array = self._loss_shares if self._ran(Phase(Kind.LOSS)) else None
        return self._units(array, What.SHARE, Phase(Kind.LOSS), self.layers)

    @property
    def loss(self) -> float | None:
        """L of the sample."""
        trace = self.trace
        if trace is None or trace.losses is None or not self._loss_known:
            return None
        return float(trace.losses[self.row])

    @property
    def batch_loss(self) -> float | None:
        """The mean of L over the batch, without penalty."""
        return None if self.trace is None or not self._loss_known else self.trace.loss

    # Parameters

    def gradient(self, layer: int, unit: int, source: int | None) -> float | None:
        """The batch's dW or db (source None), penalty included."""
        trace = self.trace
        dW = None if trace is None else _entry(trace.dW, layer)
        if trace is None or dW is None:
            return None
        known = self._known(What.GRADIENT, Phase(Kind.BACKWARD, layer))
        if not _seen(known, _flat(dW.shape, unit, source)):
            return None
        return _pick(dW, _entry(trace.db, layer), unit, source)

    @cached_property
    def gradient_count(self) -> int:
        """How many gradients are shown."""
        trace, count = self.trace, 0
        for layer in range(1, self.layers + 1) if trace is not None else ():
            if trace is not None and _entry(trace.dW, layer) is not None:
                part = self._layer_part(layer)
                known = self._known(What.GRADIENT, Phase(Kind.BACKWARD, layer))
                count += part.stop - part.start if known is None else int(known.sum())
        return count

    def change(self, layer: int, unit: int, source: int | None) -> float | None:
        """Δ of a parameter."""
        flat = None if self.trace is None else _entry(self.trace.change, layer)
        if flat is None or not self._known_update(What.CHANGE, layer, unit, source):
            return None
        return float(flat[_flat(self.state.parameters.W[layer - 1].shape, unit, source)])

    def place_of(self, layer: int, unit: int, source: int | None) -> int:
        """Where a weight, or the bias (source None), stands in θ."""
        return self.state.experiment.shape.index(layer - 1, unit, source)

    def value(self, layer: int, unit: int, source: int | None) -> float:
        """The parameter: the old value until the new one is shown."""
        return float(self.theta[self.place_of(layer, unit, source)])

    def W(self, layer: int) -> Array:
        """W of a layer (units, inputs), entries old until their new value is shown."""
        return self._split(layer)[0]

    def b(self, layer: int) -> Array:
        """b of a layer (units,), likewise."""
        return self._split(layer)[1]

    def moved(self, layer: int, unit: int, source: int | None) -> bool:
        """Whether the update that is shown has given the parameter its new value."""
        flat = None if self.trace is None else _entry(self.trace.change, layer)
        return flat is not None and self._known_update(What.VALUE, layer, unit, source)

    @cached_property
    def theta(self) -> Array:
        """All parameters (P,), old until their new value is shown."""
        trace, phase = self.trace, self.phase
        now = self.state.parameters.theta
        if trace is None or phase is None or self.cursor is None or phase.kind is not Kind.UPDATE:
            return now
        mask = self._known(What.VALUE, phase)
        assert mask is not None, "an update in part has a mask"
        if phase.layer:  # the other layers have moved already, or not at all
            part = self._layer_part(phase.layer)
            mask = np.concatenate(
                [np.ones(part.start, bool), mask, np.ones(now.size - part.stop, bool)]
            )
        return np.where(mask, now, trace.before.theta)

    # Sums

    def summed(self) -> Summed | None:
        """The sum that the cursor's unit forms (z, or ∂L/∂a), term by term; None where it forms
        none.
        """
        term, trace = self.term, self.trace
        if term is None or trace is None or self.phase is None:
            return None
        if self.phase.kind is Kind.FORWARD:
            return unfold.weighted_sum(trace, term.layer - 1, term.unit, self.row)
        if self.phase.kind is not Kind.BACKWARD:
            return None
        if term.layer < self.layers:
            return unfold.path_sum(self.state, term.layer - 1, term.unit, self.row)
        return unfold.softmax_paths(trace, term.unit, self.row) if self.outline.softmax else None

    @_UNBOUNDED
    def loss_gradient(self, layer: int, unit: int) -> float | None:
        """∂L/∂a of a unit of the layer that the backward phase works on, if it is shown."""
        phase, trace = self.phase, self.trace
        if phase is None or trace is None or phase != Phase(Kind.BACKWARD, layer):
            return None
        if not _seen(self._known(What.PATHS, phase), unit):
            return None
        if layer == self.layers:
            return float(phases.output_slope(trace.experiment, trace)[self.row, unit])
        sums = phases.path_sum(trace.experiment, trace, layer - 1, self.state.parameters)
        return float(sums[self.row, unit])

    @_UNBOUNDED
    def slope(self, layer: int, unit: int) -> float | None:
        """f′(z) of a unit of the layer that the backward phase works on, if it is shown."""
        phase, trace = self.phase, self.trace
        if phase is None or trace is None or phase != Phase(Kind.BACKWARD, layer):
            return None
        if not _seen(self._known(What.SLOPE, phase), unit):
            return None
        return float(phases.slope(trace.experiment, trace, layer - 1)[self.row, unit])

    def average_known(self, term: Term, slot: int) -> bool:
        """Whether a running average of the parameter of ``term`` shows its new value; gone where
        another optimizer has been chosen since.
        """
        if self.state.experiment.optimizer is not self.experiment.optimizer:
            return False
        if self.change(term.layer, term.unit, term.source) is not None:
            return True
        # An update's running averages come right before the change that they make.
        own, before = term._replace(what=What.AVERAGE, slot=slot), self.before
        return own in before[-self.outline.slots :]

    # Inside

    @property
    def _loss_known(self) -> bool:
        last = self.outline.sizes[-1] - 1
        phase = Phase(Kind.LOSS)
        return self._ran(phase) and _seen(self._known(What.LOSS, phase), last)

    @cached_property
    @_UNBOUNDED
    def _loss_shares(self) -> Array | None:
        trace = self.trace
        if trace is None:
            return None
        e = trace.experiment
        d = e.hyperparameters.huber_delta
        return e.arithmetic.round(e.loss.shares(trace.y, trace.a[-1], trace.z[-1], d))

    def _units(self, array: Array | None, what: What, phase: Phase, layer: int) -> Values:
        if array is None:
            return Values.none(self.outline.sizes[layer])
        return Values(array[self.row], self._known(what, phase))

    def _ran(self, phase: Phase) -> bool:
        """Whether a phase has been computed."""
        trace = self.trace
        if trace is None:
            return False
        program = phases.program(trace.experiment)
        return not self.state.phase or program.index(phase) < self.state.phase

    def _known(self, what: What, phase: Phase) -> Mask | None:
        """Which entries of a quantity are shown, of a phase that has run; None: all of them."""
        return None if self.cursor is None or phase != self.phase else self._masks[what]

    @cached_property
    def _masks(self) -> dict[What, Mask]:
        assert self.cursor is not None
        assert self.phase is not None
        return masks(self.outline, self.phase, self.cursor)

    def _known_update(self, what: What, layer: int, unit: int, source: int | None) -> bool:
        phase = self.phase
        if self.cursor is None or phase is None or phase.kind is not Kind.UPDATE:
            return True
        if phase.layer not in (0, layer):
            return True
        place = self.place_of(layer, unit, source)
        if phase.layer:
            place -= self._layer_part(layer).start
        return _seen(self._known(what, phase), place)

    def _split(self, layer: int) -> tuple[Array, Array]:
        shape = self.state.experiment.shape
        return shape.split_layer(layer - 1, self.theta[self._layer_part(layer)])

    def _layer_part(self, layer: int) -> slice:
        return self.state.experiment.shape.layer_slices[layer - 1]


def _entry(arrays: tuple[Array | None, ...] | None, layer: int) -> Array | None:
    """A layer's array, where it is computed."""
    return None if arrays is None or layer > len(arrays) else arrays[layer - 1]


def _seen(mask: Mask | None, place: int) -> bool:
    return mask is None or bool(mask[place])


def _flat(shape: tuple[int, ...], unit: int, source: int | None) -> int:
    units, inputs = shape
    return units * inputs + unit if source is None else unit * inputs + source


def _pick(dW: Array, db: Array | None, unit: int, source: int | None) -> float | None:
    if source is not None:
        return float(dW[unit, source])
    return None if db is None else float(db[unit])
