"""The one line that says what has just happened, from a Frame."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.grain import Grain
from engine.phases import Kind
from gui.frame import Activity, Frame
from gui.numbers import NumberFormat
from gui.term_text import term_sentence, term_title, unit_sentence

_SYMBOLS = {
    "identity": "z",
    "sigmoid": "σ(z)",
    "tanh": "tanh(z)",
    "relu": "max(0, z)",
    "softmax": "softmax(z)",
}
FORWARD = "fwd"
BACKWARD = "bwd"
NEUTRAL = "ink"
_LONG = 40  # letters: a formula of this length has the line for itself


class Happened(NamedTuple):
    """A bold title and the rest of the sentence."""

    title: str
    text: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhaseText", text)


def accent(frame: Frame) -> str:
    """The name of the colour that the phase just done has: forward, backward, or ink."""
    done = frame.done
    if frame.activity is Activity.RUNNING or done is None:
        return NEUTRAL
    return {Kind.FORWARD: FORWARD, Kind.BACKWARD: BACKWARD}.get(done.kind, NEUTRAL)


def happened(frame: Frame, numbers: NumberFormat) -> Happened:
    """What the phase that has just run did, in words and in symbols."""
    if frame.activity is Activity.SEEKING and frame.target is not None:
        text = _tr("Update {here} of {target}.")
        return Happened(
            _tr("Replaying."),
            text.format(here=numbers.count(frame.state.update), target=numbers.count(frame.target)),
        )
    done = frame.done
    if done is None:
        if frame.state.update:
            text = _tr("Update {n} of a saved session. Step on to see the next one worked out.")
            return Happened(_tr("Loaded."), text.format(n=numbers.count(frame.state.update)))
        return Happened(
            _tr("Ready."), _tr("Step with → to see the first update worked out, or run with Space.")
        )
    if frame.activity is Activity.RUNNING and frame.state.phase == 0:
        text = _tr("{rate} updates a second; update {n} is shown.")
        if not frame.rate:
            text = _tr("Update {n} is shown.")
        return Happened(
            _tr("Training."),
            text.format(rate=numbers.count(round(frame.rate)), n=numbers.count(frame.state.update)),
        )
    term = frame.shown.term
    if term is not None and done.kind is not Kind.BATCH:
        sentence = unit_sentence if frame.grain is Grain.UNIT else term_sentence
        return Happened(term_title(frame, term, numbers), sentence(frame, term))
    match done.kind:
        case Kind.BATCH:
            return _batch(frame, numbers)
        case Kind.FORWARD:
            return _forward(frame, done.layer)
        case Kind.LOSS:
            return _loss(frame)
        case Kind.BACKWARD:
            return _backward(frame, done.layer)
        case Kind.UPDATE:
            return _update(frame, done.layer, numbers)


def _batch(frame: Frame, numbers: NumberFormat) -> Happened:
    trace = frame.trace
    assert trace is not None
    text = _tr("Sample {i} of {n} is put into the network.")
    if trace.samples.size > 1:
        text = _tr("{count} samples are put into the network; sample {i} of {n} is shown.")
    total = frame.experiment.dataset.x.shape[0]
    sample, count = int(trace.samples[frame.row]) + 1, trace.samples.size
    shown = {"i": sample, "n": total, "count": count}
    counts = {key: numbers.count(value) for key, value in shown.items()}
    return Happened(_tr("Batch."), text.format(**counts))


def _forward(frame: Frame, layer: int) -> Happened:
    name = frame.shown.experiment.layers[layer - 1].activation
    symbol = _SYMBOLS.get(name, f"{name}(z)")
    below = "x" if layer == 1 else "a"
    title = _tr("Forward pass, layer {layer}.").format(layer=layer)
    return Happened(title, f"z = W {below} + b,  a = {symbol}")


def _loss(frame: Frame) -> Happened:
    return Happened(_tr("Loss."), f"L = {frame.shown.experiment.loss.formula}")


def _backward(frame: Frame, layer: int) -> Happened:
    title = _tr("Backward pass, layer {layer}.").format(layer=layer)
    below = "x" if layer == 1 else "a"
    if frame.shown.experiment.hyperparameters.rule == "as_printed" and layer < 3:
        return Happened(
            title, _tr("δ and the gradients by the formulas as the article prints them")
        )
    gradients = f"∂L/∂w = δ {below},  ∂L/∂b = δ"
    if layer < len(frame.shown.experiment.layers):
        text = _tr("δ = Σ δ w of layer {above} · f′(z)").format(above=layer + 1)
        return Happened(title, f"{text},  {gradients}")
    if frame.shown.experiment.loss.delta is not None:
        return Happened(title, f"δ = ŷ − y,  {gradients}")
    slope = frame.shown.experiment.loss.gradient_formula
    return Happened(title, f"δ = ∂L/∂ŷ · f′(z),  ∂L/∂ŷ = {slope},  {gradients}")


def _update(frame: Frame, layer: int, numbers: NumberFormat) -> Happened:
    title = _tr("Update {n}.").format(n=numbers.count(frame.update_shown))
    if layer:
        title = _tr("Update {n}, layer {layer}.").format(
            n=numbers.count(frame.update_shown), layer=layer
        )
    formula = frame.shown.experiment.optimizer.formula
    if len(formula) > _LONG:
        return Happened(title, formula)
    return Happened(title, _tr("w ← w + Δ,  {formula},  g = ∂L/∂w").format(formula=formula))
