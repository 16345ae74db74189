"""The conventions on which textbooks differ, against the article's formulas counted by hand."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from engine.arrays import Array
from engine.data import TableData
from engine.experiment import Layer
from tests.engine.article_network import B1, B2, B3, W1, W2, W3, X, Y, experiment, one_update


def sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def article_forward() -> tuple[list[float], list[float], float]:
    a1 = [sigmoid(B1[j] + X[0] * W1[j][0] + X[1] * W1[j][1]) for j in range(2)]
    a2 = [sigmoid(B2[j] + a1[0] * W2[j][0] + a1[1] * W2[j][1]) for j in range(2)]
    return a1, a2, B3[0] + a2[0] * W3[0][0] + a2[1] * W3[0][1]


def test_that_as_printed_gives_the_articles_formulas() -> None:
    a1, a2, predicted = article_forward()
    rate, f = 0.05, lambda a: a * (1.0 - a)
    # Step 3 of the article, line by line.
    d3 = -(Y[0] - predicted)
    d2 = [d3 * W3[0][0] * f(a2[0]), d3 * W3[0][1] * f(a2[1])]
    d1 = [d2[0] * W2[0][0] * f(a1[0]), d2[1] * W2[0][1] * f(a1[1])]
    expected = [
        *(W1[0][0] - rate * d1[0] * X[0], W1[0][1] - rate * d1[1] * X[1]),
        *(W1[1][0] - rate * d1[0] * X[0], W1[1][1] - rate * d1[1] * X[1]),
        *(B1[0] - rate * d1[0], B1[1] - rate * d1[1]),
        *(W2[0][0] - rate * d2[0] * a1[0], W2[0][1] - rate * d2[1] * a1[1]),
        *(W2[1][0] - rate * d2[0] * a1[0], W2[1][1] - rate * d2[1] * a1[1]),
        *(B2[0] - rate * d2[0], B2[1] - rate * d2[1]),
        *(W3[0][0] - rate * d3 * a2[0], W3[0][1] - rate * d3 * a2[1], B3[0] - rate * d3),
    ]
    state = one_update(experiment(rule="as_printed"))
    np.testing.assert_allclose(state.parameters.theta, expected, rtol=1e-14)
    trace = state.trace
    assert trace is not None
    for delta, by_hand in zip(trace.delta, ([d1], [d2], [[d3]]), strict=True):
        assert delta is not None
        np.testing.assert_allclose(delta, by_hand, rtol=1e-14)


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("rule", ["chain_rule", "as_printed"])
def test_that_the_order_of_updates_is_that_of_a_loop_by_hand(order: str, rule: str) -> None:
    a1, a2, predicted = article_forward()
    W, b = [np.array(w) for w in (W1, W2, W3)], [np.array(v) for v in (B1, B2, B3)]
    below, rate = [np.array(X), np.array(a1), np.array(a2)], 0.05
    delta, pending = np.array([predicted - Y[0]]), list[tuple[int, Array, Array]]()
    for layer in (2, 1, 0):
        if layer < 2:
            above = W[layer + 1]
            paths = delta * above[0] if rule == "as_printed" and layer == 0 else delta @ above
            delta = paths * below[layer + 1] * (1.0 - below[layer + 1])
        dW = np.outer(delta, below[layer])
        if rule == "as_printed" and layer < 2:
            dW[0, 1], dW[1, 0] = delta[1] * below[layer][1], delta[0] * below[layer][0]
        pending.append((layer, dW, delta))
        if order == "in_place" or layer == 0:
            for done, own_dW, own_db in pending:
                W[done], b[done] = W[done] - rate * own_dW, b[done] - rate * own_db
            pending.clear()
    expected = [v for pair in zip(W, b, strict=True) for array in pair for v in array.ravel()]
    found = one_update(experiment(rule=rule, update_order=order)).parameters.theta
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_that_time_advances_once_per_update_when_layers_are_updated_one_by_one() -> None:
    # With its corrections for time 1 Adam's first change is −η g / (|g| + ε); a layer that came
    # later in time would get another one.
    state = one_update(experiment(optimizer="adam", update_order="in_place"))
    trace = state.trace
    assert trace is not None
    for dW, db, change in zip(trace.dW, trace.db, trace.change, strict=True):
        assert change is not None
        assert dW is not None
        assert db is not None
        g = np.concatenate([dW.ravel(), db])
        np.testing.assert_allclose(change, -0.05 * g / (np.abs(g) + 1e-8), rtol=1e-12)
    assert state.time == 1


# Rounded as on paper


def paper(value: float | Decimal, decimals: int = 2) -> Decimal:
    """On paper: half away from zero."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def on_paper(rows: list[list[float]]) -> list[list[Decimal]]:
    return [[Decimal(str(v)) for v in row] for row in rows]


def test_that_the_sum_of_rounded_shares_is_a_rounded_number() -> None:
    layers = (Layer(2, "identity"),)
    # With weights of 0 the outputs are the biases: 0.32² → 0.1 and 0.45² → 0.2. In floating point
    # 0.1 + 0.2 is 0.30000000000000004.
    data = TableData(np.array([X]), np.array([[0.4, 0.5]]))
    chosen = experiment(
        layers,
        data=data,
        start=np.array([0, 0, 0, 0, 0.08, 0.05]),
        round_to=2,
        loss="squared_error",
    )
    trace = one_update(chosen).trace
    assert trace is not None
    assert trace.losses is not None
    assert trace.losses.tolist() == [0.3]


def test_that_every_number_is_rounded_as_on_paper() -> None:
    one, rate = Decimal(1), Decimal("0.5")
    W = [on_paper(w) for w in (W1, W2, W3)]
    b = [on_paper([v])[0] for v in (B1, B2, B3)]
    x, y = on_paper([X])[0], Decimal(str(Y[0]))
    z, a = list[list[Decimal]](), [x]
    for layer in range(3):
        row = []
        for weights, total in zip(W[layer], b[layer], strict=True):
            for w, value in zip(weights, a[-1], strict=True):
                total = paper(total + paper(w * value))
            row.append(total)
        z.append(row)
        a.append([paper(sigmoid(float(v))) for v in row] if layer < 2 else row)
    loss = paper((y - a[3][0]) ** 2 / 2)
    delta = [list[Decimal](), list[Decimal](), [paper(a[3][0] - y)]]
    for layer in (1, 0):
        for k in range(2):
            total = Decimal(0)
            for j, d in enumerate(delta[layer + 1]):
                total = paper(total + paper(d * W[layer + 1][j][k]))
            slope = paper(a[layer + 1][k] * (one - a[layer + 1][k]))
            delta[layer].append(paper(total * slope))
    state = one_update(experiment(round_to=2, learning_rate=0.5))
    trace = state.trace
    assert trace is not None
    assert trace.loss == float(loss)
    assert trace.losses is not None
    assert trace.losses.tolist() == [float(loss)]
    for layer in range(3):
        shown = trace.delta[layer], trace.dW[layer], trace.db[layer]
        dW = [[paper(d * value) for value in a[layer]] for d in delta[layer]]
        by_hand = [delta[layer]], dW, delta[layer]
        assert trace.z[layer].tolist() == [[float(v) for v in z[layer]]]
        assert trace.a[layer].tolist() == [[float(v) for v in a[layer + 1]]]
        for array, numbers in zip(shown, by_hand, strict=True):
            assert array is not None
            assert array.tolist() == np.array(numbers, dtype=np.float64).tolist()
        after = [
            [float(paper(w - paper(rate * g))) for w, g in zip(*rows, strict=True)]
            for rows in zip(W[layer], dW, strict=True)
        ]
        assert state.parameters.W[layer].tolist() == after
        after_b = [paper(v - paper(rate * d)) for v, d in zip(b[layer], delta[layer], strict=True)]
        assert state.parameters.b[layer].tolist() == [float(v) for v in after_b]
