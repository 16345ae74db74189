"""Stepping by term through whole updates: every number in its turn, and each one the engine's."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest

from engine import unfold
from engine.experiment import Experiment
from engine.grain import Grain
from engine.moment import Place
from engine.shown import Shown
from engine.trainer import Trainer
from engine.unfold import Summed
from tests.engine.term_samples import (
    NETWORKS,
    Fact,
    Stop,
    Update,
    fact_of,
    facts,
    network,
    shown_of,
    updates,
    walk,
)

EPSILON = 2.2e-16
EVERY = pytest.mark.parametrize("experiment", NETWORKS.values(), ids=NETWORKS.keys())
EXACT = pytest.mark.parametrize(
    "experiment",
    [made for made in NETWORKS.values() if made.hyperparameters.round_to is None],
    ids=[name for name in NETWORKS if not name.startswith("rounded")],
)


@EVERY
def test_that_the_terms_come_in_the_contract_s_order(experiment: Experiment) -> None:
    place = Place(0, 0)
    for trainer, stop in walk(experiment):
        term = shown_of(trainer).term
        assert term is not None
        assert fact_of(term) == stop.fact
        place = trainer.place
    assert place == Place(2, 0)


@EVERY
def test_that_each_value_shows_from_its_turn_on_and_is_the_engine_s(
    experiment: Experiment,
) -> None:
    for trainer, stop in walk(experiment):
        for row in {0, stop.update.trace.samples.size - 1}:
            assert_shown(shown_of(trainer, row), stop, row)


def assert_shown(shown: Shown, stop: Stop, row: int) -> None:
    trace, known = stop.update.trace, stop.known
    sizes = shown.experiment.shape.sizes
    top = len(sizes) - 1
    assert [*(shown.x() or ())] == trace.x[row].tolist()
    assert [*(shown.y() or ())] == trace.y[row].tolist()
    for layer in range(1, top + 1):
        delta = trace.delta[layer - 1]
        assert delta is not None
        for name, found, values in (
            ("sum", shown.z(layer), trace.z[layer - 1]),
            ("activation", shown.a(layer), trace.a[layer - 1]),
            ("delta", shown.delta(layer), delta),
        ):
            assert [*found] == [
                value if Fact(name, layer, j) in known else None
                for j, value in enumerate(values[row].tolist())
            ], (stop.fact, name)
    assert shown.loss == (loss_of(stop.update, row) if knows_loss(stop, top) else None)
    assert shown.batch_loss == (trace.loss if knows_loss(stop, top) else None)
    shares = shown.shares()
    seen = [Fact("share", top, i) in known for i in range(sizes[-1])]
    assert [share is not None for share in shares] == seen
    if knows_loss(stop, top) and shown.experiment.hyperparameters.round_to is None:
        assert sum(filter(None, shares)) == pytest.approx(loss_of(stop.update, row), rel=1e-15)
    assert_parameters(shown, stop)


def knows_loss(stop: Stop, top: int) -> bool:
    return any(fact.what == "loss" for fact in stop.known if fact.layer == top)


def loss_of(update: Update, row: int) -> float:
    assert update.trace.losses is not None
    return float(update.trace.losses[row])


def assert_parameters(shown: Shown, stop: Stop) -> None:
    """dW, db, Δ and θ, in the order of θ."""
    trace, known = stop.update.trace, stop.known
    before, after = stop.update.start.parameters, stop.update.states[-1].parameters
    expected = before.theta.copy()
    sizes = shown.experiment.shape.sizes
    index = 0
    for layer in range(1, len(sizes)):
        dW, db, change = trace.dW[layer - 1], trace.db[layer - 1], trace.change[layer - 1]
        assert dW is not None
        assert db is not None
        assert change is not None
        gradients = [*dW.ravel().tolist(), *db.tolist()]
        own = [(j, k) for j in range(sizes[layer]) for k in range(sizes[layer - 1])]
        own += [(j, None) for j in range(sizes[layer])]
        for (j, k), gradient, delta in zip(own, gradients, change.tolist(), strict=True):
            where = (layer, j, k)
            seen = Fact("gradient", *where) in known
            assert shown.gradient(*where) == (gradient if seen else None), (stop.fact, where)
            seen = Fact("change", *where) in known
            assert shown.change(*where) == (delta if seen else None), (stop.fact, where)
            moved = Fact("value", *where) in known
            assert shown.moved(*where) == moved
            expected[index] = after.theta[index] if moved else before.theta[index]
            assert shown.value(*where) == expected[index], (stop.fact, where)
            index += 1
        part = shown.experiment.shape.layer_slices[layer - 1]
        flat = np.concatenate([shown.W(layer).ravel(), shown.b(layer)])
        assert flat.tolist() == expected[part].tolist()
    assert shown.theta.tolist() == expected.tolist()


@EVERY
def test_that_slope_and_path_sum_show_in_their_turn_and_make_delta(experiment: Experiment) -> None:
    closed = experiment.loss.delta is not None
    top = len(experiment.layers)
    for trainer, stop in walk(experiment):
        layer = stop.fact.layer
        shown = shown_of(trainer)
        inside = stop.fact.what in ("path", "paths", "slope", "delta", "gradient")
        for j in range(experiment.shape.sizes[layer]) if layer else ():
            through = shown.loss_gradient(layer, j)
            slope = shown.slope(layer, j)
            assert (through is not None) == (inside and Fact("paths", layer, j) in stop.known)
            assert (slope is not None) == (inside and Fact("slope", layer, j) in stop.known)
            delta = shown.delta(layer)[j]
            if through is None or slope is None or delta is None or (closed and layer == top):
                continue
            if experiment.hyperparameters.round_to is None:
                assert delta == through * slope
            else:
                half = 0.5001 * 10**-experiment.hyperparameters.round_to
                assert delta == pytest.approx(through * slope, abs=half)


@EXACT
def test_that_the_last_partial_sum_is_the_engine_s_but_for_rounding(experiment: Experiment) -> None:
    sums = 0
    for trainer, stop in walk(experiment):
        for row in range(stop.update.trace.samples.size):
            shown = shown_of(trainer, row)
            summed = shown.summed()
            if summed is not None:
                assert_sums(summed)
                assert summed.value == own_value(stop, row)
                sums += 1
        if stop.fact.what == "gradient":
            assert_sums(mean_of(stop), stop.update.trace.samples.size)
    assert sums > 20


def assert_sums(summed: Summed, count: int = 1) -> None:
    """Each running sum within the bound that adding one by one keeps, of the engine's own value."""
    terms = summed.terms.tolist()
    np.testing.assert_array_equal(summed.sums, list(accumulate(terms)))
    size = sum(abs(term) for term in terms) / count
    assert abs(summed.sums[-1] / count - summed.value) <= (len(terms) + 2) * EPSILON * size


def own_value(stop: Stop, row: int) -> float:
    """What the unit of a stop sums up to, by the trace alone."""
    layer, j = stop.fact.layer, stop.fact.unit
    trace = stop.update.trace
    if stop.fact.what in ("bias", "product", "sum", "activation"):
        return float(trace.z[layer - 1][row, j])
    delta = trace.delta[layer - 1]
    assert delta is not None
    if layer == len(trace.z):  # a softmax
        return float(delta[row, j])
    # ∂L/∂a by hand from δ of the layer above, in the engine's own order of adding.
    above = trace.delta[layer]
    assert above is not None
    W = stop.update.states[stop.phase].parameters.W[layer]
    if trace.experiment.hyperparameters.rule == "as_printed" and layer == 1:
        return float((above * W[0])[row, j])
    return float(above.dot(W)[row, j])


def mean_of(stop: Stop) -> Summed:
    return unfold.mean_product(
        stop.update.trace, stop.fact.layer - 1, stop.fact.unit, stop.fact.source
    )


@EXACT
def test_that_a_gradient_is_its_mean_and_the_penalty(experiment: Experiment) -> None:
    h = experiment.hyperparameters
    for _, stop in walk(experiment):
        if stop.fact.what != "gradient":
            continue
        layer, j, k = stop.fact.layer - 1, stop.fact.unit, stop.fact.source
        trace, summed = stop.update.trace, mean_of(stop)
        dW, db = trace.dW[layer], trace.db[layer]
        assert dW is not None
        assert db is not None
        if k is None:
            assert summed.value == db[j]
            continue
        weight = float(trace.before.W[layer][j, k])
        penalty = h.l1 * np.sign(weight) + h.l2 * weight
        assert summed.value + penalty == pytest.approx(dW[j, k], rel=1e-14, abs=1e-16)


@pytest.mark.parametrize("name", ["rounded", "rounded, one sample"])
def test_that_on_paper_the_last_partial_sum_is_the_engine_s_to_the_last_digit(name: str) -> None:
    experiment = NETWORKS[name]
    digits = experiment.hyperparameters.round_to
    assert digits is not None
    for trainer, stop in walk(experiment):
        summed = shown_of(trainer).summed()
        found = [] if summed is None else [*summed.sums.tolist(), summed.value]
        if summed is not None:
            assert summed.sums[-1] == summed.value
        if stop.fact.what == "gradient":
            mean = mean_of(stop)
            count = stop.update.trace.samples.size
            assert mean.value == pytest.approx(mean.sums[-1] / count, abs=0.5001 * 10**-digits)
            found += mean.sums.tolist()
        first = stop.update.trace.before  # a bias is given, not computed: it has all its digits
        biases = {b for layer in first.b for b in layer.tolist()}
        assert all(round(value, digits) == value for value in found if value not in biases)


@EVERY
def test_that_steps_by_unit_stop_where_a_unit_s_last_term_does(experiment: Experiment) -> None:
    by_term = Trainer(experiment)
    by_unit = Trainer(experiment)
    ends: list[Place] = []
    steps = 0
    while by_term.place < Place(2, 0):
        assert by_term.step(Grain.TERM)
        ends.append(by_term.place)
    while by_unit.place < Place(2, 0):
        assert by_unit.step(Grain.UNIT)
        steps += 1
        here = ends.index(by_unit.place)
        following = ends[here + 1] if here + 1 < len(ends) else Place(2, 0, 1, 1)
        assert following.term <= 1 or not following.unit
    assert len(ends) == 2 * sum(len(phase) for phase in facts(experiment))
    sizes = experiment.shape.sizes
    assert steps == 2 * (1 + 3 * sum(sizes[1:]) + sizes[-1])


def test_that_before_the_first_update_nothing_is_shown() -> None:
    shown = shown_of(Trainer(network()))
    assert (shown.phase, shown.term, shown.x(), shown.y(), shown.loss) == (None,) * 5
    assert [*shown.z(1)] == [*shown.a(1)] == [*shown.delta(1)] == [None, None]
    assert [*shown.a(0)] == [None, None]
    assert shown.gradient(1, 0, 0) is None
    assert shown.change(1, 0, 0) is None
    assert not shown.moved(1, 0, 0)
    assert shown.theta.tolist() == updates(network(), 1)[0].start.parameters.theta.tolist()
