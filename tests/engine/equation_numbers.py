"""What number each symbol of an equation must have, looked up in the trace of its update."""

from __future__ import annotations

from engine import phases
from engine.formula import Quantity
from engine.hyperparameters import Hyperparameters
from tests.engine.term_samples import Fact, Stop

NOT_YET = None


def settings(h: Hyperparameters) -> dict[str, float]:
    """The letters of hyperparameters."""
    return {
        "η": h.learning_rate,
        "μ": h.momentum,
        "α": h.alpha,
        "β₁": h.beta1,
        "β₂": h.beta2,
        "ε": h.effective_epsilon,
        "λ": h.weight_decay,
        "λ₁": h.l1,
        "λ₂": h.l2,
    }


def allowed(quantity: Quantity, stop: Stop, row: int) -> set[float | None]:
    """The values that a symbol may have at a stop; None where it must not have one yet.

    A weight and a running average may stand for what they were and for what they become; which of
    them is meant is seen from what the formula comes to.
    """
    trace = stop.update.trace
    of, letter = quantity.of, quantity.letter
    named = settings(trace.experiment.hyperparameters)
    if quantity.over is not None:
        return {_derivative(quantity, stop, row)}
    if letter in named and of is None:
        return {named[letter]}
    if letter in trace.experiment.optimizer.slots and of is None:
        return _averages(stop)
    if letter in ("m̂", "ŝ"):
        return _corrected(0 if letter == "m̂" else 1, stop)
    if letter == "L":
        loss = trace.losses
        assert loss is not None
        seen = Fact("loss", len(trace.z), trace.y.shape[1] - 1) in stop.known
        return {float(loss[row]), trace.loss} if seen else {NOT_YET}
    assert of is not None, letter
    where = (of.layer, of.unit, of.source)
    match letter:
        case "x":
            return {float(trace.x[row, of.unit])}
        case "y":
            return {float(trace.y[row, of.unit])}
        case "z" | "a" | "ŷ" | "δ":
            return {_of_unit(letter, stop, row, of.layer, of.unit)}
        case "w" | "b":
            return _parameter(quantity, stop)
        case "Δ":
            if Fact("change", *where) not in stop.known:
                return {NOT_YET}
            change = trace.change[of.layer - 1]
            assert change is not None
            return {float(change[_index(quantity, stop)])}
        case "f":
            assert Fact("sum", of.layer, of.unit) not in stop.known
            return {NOT_YET}
        case _:
            assert letter == "f′"
            if Fact("slope", of.layer, of.unit) not in stop.known:
                return {NOT_YET}
            slopes = phases.slope(trace.experiment, trace, of.layer - 1)
            return {float(slopes[row, of.unit])}


def _of_unit(letter: str, stop: Stop, row: int, layer: int, unit: int) -> float | None:
    trace = stop.update.trace
    what, arrays = {
        "z": ("sum", trace.z),
        "a": ("activation", trace.a),
        "ŷ": ("activation", trace.a),
        "δ": ("delta", trace.delta),
    }[letter]
    array = arrays[layer - 1]
    assert array is not None
    seen = Fact(what, layer, unit) in stop.known
    return float(array[row, unit]) if seen else NOT_YET


def _derivative(quantity: Quantity, stop: Stop, row: int) -> float | None:
    """∂L/∂w or ∂L/∂a."""
    over = quantity.over
    assert over is not None
    of = over.of
    assert of is not None
    if over.letter not in ("w", "b"):
        seen = Fact("paths", of.layer, of.unit) in stop.known
        return _through(stop, row, of.layer, of.unit) if seen else NOT_YET
    if Fact("gradient", of.layer, of.unit, of.source) not in stop.known:
        return NOT_YET
    dW, db = stop.update.trace.dW[of.layer - 1], stop.update.trace.db[of.layer - 1]
    assert dW is not None
    assert db is not None
    return float(db[of.unit] if of.source is None else dW[of.unit, of.source])


def _through(stop: Stop, row: int, layer: int, unit: int) -> float:
    """∂L/∂a as the phase's rule computes it."""
    trace, now = stop.update.trace, stop.update.states[stop.phase].parameters
    if layer == len(trace.z):
        return float(phases.output_slope(trace.experiment, trace)[row, unit])
    return float(phases.path_sum(trace.experiment, trace, layer - 1, now)[row, unit])


def _parameter(quantity: Quantity, stop: Stop) -> set[float | None]:
    """A weight or a bias: the old value, and the new one from its turn on; a left side that waits
    for the next term has none.
    """
    of = quantity.of
    assert of is not None
    values = [stop.update.start.parameters]
    if Fact("value", of.layer, of.unit, of.source) in stop.known:
        values.append(stop.update.states[-1].parameters)
    found: set[float | None] = set()
    for parameters in values:
        W, b = parameters.W[of.layer - 1], parameters.b[of.layer - 1]
        found.add(float(b[of.unit] if of.source is None else W[of.unit, of.source]))
    return found


def _averages(stop: Stop) -> set[float | None]:
    """The running averages of the parameter that the term is about."""
    fact = stop.fact
    index = stop.update.trace.experiment.shape.index(fact.layer - 1, fact.unit, fact.source)
    found: set[float | None] = set()
    for number, (old, new) in enumerate(
        zip(stop.update.trace.slots, stop.update.states[-1].slots, strict=True)
    ):
        found.add(float(old[index]))
        seen = Fact("average", fact.layer, fact.unit, fact.source, number) in stop.known
        found.add(float(new[index]) if seen else NOT_YET)
    return found


def _corrected(number: int, stop: Stop) -> set[float | None]:
    """Adam's running average, divided by 1 − βᵗ; t starts at 1."""
    fact, h = stop.fact, stop.update.trace.experiment.hyperparameters
    if Fact("average", *fact[1:4], number) not in stop.known:
        return {NOT_YET}
    index = stop.update.trace.experiment.shape.index(fact.layer - 1, fact.unit, fact.source)
    beta = (h.beta1, h.beta2)[number]
    average = float(stop.update.states[-1].slots[number][index])
    return {average / (1 - beta ** (stop.update.start.update + 1))}


def _index(quantity: Quantity, stop: Stop) -> int:
    """Where a parameter stands in its layer's part of θ."""
    of = quantity.of
    assert of is not None
    inputs, units = stop.update.trace.experiment.shape.sizes[of.layer - 1 : of.layer + 1]
    return units * inputs + of.unit if of.source is None else of.unit * inputs + of.source
