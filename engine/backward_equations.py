"""The equations of a backward phase: paths, slope, δ, and the gradient of each parameter."""

from __future__ import annotations

from engine import unfold
from engine.activations import ACTIVATIONS
from engine.formula import Call, Negative, Node, Number, Part, Product, Quantity, Sum, Words, times
from engine.phases import RULES
from engine.shown import Shown
from engine.sum_columns import filled_columns, path_note, reached_of, running, sums_for_room
from engine.symbols import (
    Closing,
    Column,
    Equation,
    a_of,
    delta_of,
    derivative,
    slope_of,
    w_of,
    y_hat,
    y_of,
    z_of,
)
from engine.terms import Term

MOST_SAMPLES = 8


def paths_equation(shown: Shown, term: Term) -> Equation:
    layer, k = term.layer, term.unit
    if layer == shown.layers and shown.outline.softmax:
        return _softmax_paths(shown, term)
    if layer == shown.layers:
        return _output_slope(shown, term)
    trace = shown.trace
    assert trace is not None
    summed = unfold.path_sum(shown.state, layer - 1, k, shown.row)
    count = len(summed.terms)
    reached = reached_of(shown, count)
    W = shown.state.parameters.W[layer]
    paths = RULES[shown.outline.rule].paths(layer, k, W.shape[0])

    def column(index: int) -> Column:
        path = paths[index]
        w = w_of(shown, layer + 1, path.row, k, float(W[path.row, k]))
        return Column(times(delta_of(shown, layer + 1, path.delta), w), None, w.of)

    value = shown.loss_gradient(layer, k)
    left = derivative(a_of(shown, layer, k), value)
    total = value if value is not None else running(summed.sums, reached)
    note, values = path_note(reached, count)
    filled = filled_columns(column, summed, reached, term)
    sums, done = sums_for_room(summed.sums), value is not None
    closing = _delta_closing(shown, term, total if reached == count else None)
    return Equation(left, filled, total, done, note, values, closing, sums=sums)


def _delta_closing(shown: Shown, term: Term, summed: float | None = None) -> Closing:
    """δ = ∂L/∂a · f′(z); ``summed``: ∂L/∂a where all of its paths are added up."""
    layer, k = term.layer, term.unit
    value = shown.loss_gradient(layer, k)
    slope = derivative(a_of(shown, layer, k), summed if value is None else value)
    return Closing(delta_of(shown, layer, k), times(slope, slope_of(shown, layer, k)))


def _output_slope(shown: Shown, term: Term) -> Equation:
    """∂L/∂ŷ, from the loss."""
    k, outputs = term.unit, shown.outline.sizes[-1]
    experiment = shown.experiment
    d = experiment.hyperparameters.huber_delta
    value = shown.loss_gradient(term.layer, k)
    tree = experiment.loss.unfold_gradient(y_of(shown, k), y_hat(shown, k), outputs, d)
    column = Column(tree, value, Part(term.layer, k), current=shown.cursor is not None)
    left = derivative(y_hat(shown, k), value)
    return Equation(
        left, (column,), value, True, "slope of the loss", (), _delta_closing(shown, term)
    )


def _softmax_paths(shown: Shown, term: Term) -> Equation:
    """δ of a softmax: through every output, since each depends on every z."""
    trace, j = shown.trace, term.unit
    assert trace is not None
    summed = unfold.softmax_paths(trace, j, shown.row)
    count = len(summed.terms)
    delta = delta_of(shown, term.layer, j)
    reached = count if delta.value is not None else reached_of(shown, count)
    own = a_of(shown, term.layer, j)

    def column(i: int) -> Column:
        inner: Node = Sum((Number(1.0), Negative(own))) if i == j else Negative(own)
        tree = Negative(Product((y_of(shown, i), inner)))
        return Column(tree, None, Part(term.layer, i))

    total = delta.value
    if total is None:
        total = running(summed.sums, reached)
    note, values = path_note(reached, count)
    filled = filled_columns(column, summed, reached, term)
    closed = Sum((own, Negative(y_of(shown, j))))
    sums, closing = sums_for_room(summed.sums), Closing(delta, closed)
    done = delta.value is not None
    return Equation(delta, filled, total, done, note, values, closing, sums=sums)


def slope_equation(shown: Shown, term: Term) -> Equation:
    layer, j = term.layer, term.unit
    value = shown.slope(layer, j)
    z, a = z_of(shown, layer, j), a_of(shown, layer, j)
    name = shown.experiment.layers[layer - 1].activation
    tree = ACTIVATIONS[name].unfold_derivative(z, a)
    column = Column(tree, value, Part(layer, j), current=True)
    return Equation(
        slope_of(shown, layer, j),
        (column,),
        value,
        True,
        "slope of {name}",
        (("name", name),),
        _delta_closing(shown, term),
    )


def delta_equation(shown: Shown, term: Term) -> Equation:
    layer, j = term.layer, term.unit
    if layer == shown.layers and shown.outline.softmax:
        return _softmax_paths(shown, term)
    delta = delta_of(shown, layer, j)
    of = a_of(shown, layer, j) if layer < shown.layers else y_hat(shown, j)
    slope = derivative(of, shown.loss_gradient(layer, j))
    current = shown.cursor is not None
    tree = times(slope, slope_of(shown, layer, j))
    column = Column(tree, delta.value, Part(layer, j), current)
    closing = None
    if layer == shown.layers and shown.experiment.loss.delta is not None:
        closing = Closing(delta, Sum((y_hat(shown, j), Negative(y_of(shown, j)))))
    return Equation(delta, (column,), delta.value, True, "", (), closing)


def gradient_equation(shown: Shown, term: Term) -> Equation:
    """dW or db of one parameter: the mean over the batch, then the penalty."""
    trace, h = shown.trace, shown.experiment.hyperparameters
    assert trace is not None
    layer, j, k = term.layer, term.unit, term.source
    summed = unfold.mean_product(trace, layer - 1, j, k)
    samples, current = trace.samples.size, shown.cursor is not None
    w = w_of(shown, layer, j, k, float(trace.before.theta[shown.place_of(layer, j, k)]))
    columns = [
        Column(tree, value, w.of, current and row == shown.row, averaged=samples > 1)
        for row, tree, value in _sample_terms(shown, term, summed.terms.tolist())
    ]
    if k is not None and h.l1:
        sign = float((w.value or 0.0) > 0.0) - float((w.value or 0.0) < 0.0)
        columns.append(Column(times(Quantity("λ₁", h.l1), Call("sign", w)), h.l1 * sign, w.of))
    if k is not None and h.l2:
        assert w.value is not None
        columns.append(Column(times(Quantity("λ₂", h.l2), w), h.l2 * w.value, w.of))
    value = shown.gradient(layer, j, k)
    note = "mean over {n} samples" if samples > 1 else ""
    left = derivative(w, value)
    return Equation(left, tuple(columns), value, True, note, (("n", samples),), samples=samples)


def _sample_terms(shown: Shown, term: Term, products: list[float]) -> list[tuple[int, Node, float]]:
    """δ_j a_k of each sample; of a large batch the shown one, and all others together."""
    layer, j, k = term.layer, term.unit, term.source
    rows = range(len(products)) if len(products) <= MOST_SAMPLES else [shown.row]
    found: list[tuple[int, Node, float]] = []
    for row in rows:
        at = shown.of_sample(row)
        d = j if k is None else unfold.delta_unit(shown.experiment, layer - 1, j, k)
        delta = delta_of(at, layer, d)
        tree: Node = delta if k is None else times(delta, a_of(at, layer - 1, k))
        found.append((row, tree, products[row]))
    if len(rows) < len(products):
        others = sum(products[: shown.row] + products[shown.row + 1 :])
        words = Words("the other {n} samples", {"n": len(products) - 1}, others)
        found.append((-1, words, others))
    return found
