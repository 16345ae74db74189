"""Losses against sums written out in Python, differences and the limits that they must survive."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES

# y and ŷ of two samples with three outputs.
Y = [[1.0, -2.0, 0.5], [0.0, 1.5, 0.25]]
A = [[0.5, 1.0, 0.5], [0.5, 1.25, -3.0]]
SQUARES = [0.25 + 9.0 + 0.0, 0.25 + 0.0625 + 10.5625]
FROM_A = [
    "half_squared_error",
    "squared_error",
    "mean_squared_error",
    "mean_absolute_error",
    "huber",
]


def value(
    name: str, y: object, a: object, z: object = 0.0, huber_delta: float = 1.0
) -> list[float]:
    y, a, z = (np.array(v, dtype=np.float64) for v in (y, a, z))
    return LOSSES[name].shares(y, a, z, huber_delta).sum(axis=1).tolist()


def test_that_the_registry_holds_the_losses_of_the_contract() -> None:
    assert list(LOSSES) == [*FROM_A, "binary_cross_entropy", "cross_entropy"]
    assert {n: loss.output for n, loss in LOSSES.items() if loss.output} == {
        "binary_cross_entropy": "sigmoid",
        "cross_entropy": "softmax",
    }


def test_that_squared_losses_are_sums_or_means_over_the_outputs() -> None:
    assert value("half_squared_error", Y, A) == [s / 2 for s in SQUARES]
    assert value("squared_error", Y, A) == SQUARES
    assert value("mean_squared_error", Y, A) == pytest.approx([s / 3 for s in SQUARES], rel=1e-15)


def test_that_the_absolute_error_is_a_mean_whose_slope_at_zero_is_zero() -> None:
    assert value("mean_absolute_error", Y, A) == pytest.approx([3.5 / 3, 4.0 / 3], rel=1e-15)
    gradient = LOSSES["mean_absolute_error"].gradient(np.array(Y), np.array(A), 1.0)
    assert gradient.tolist() == [[-1 / 3, 1 / 3, 0.0], [1 / 3, -1 / 3, -1 / 3]]


def test_that_huber_is_a_square_inside_and_a_line_outside() -> None:
    # Residuals 0.5, 3, 0 and 0.5, 0.25, 3.25.
    assert value("huber", Y, A) == [0.125 + 2.5 + 0.0, 0.125 + 0.03125 + 2.75]
    assert value("huber", Y, A, huber_delta=2.0) == [0.125 + 4.0, 0.125 + 0.03125 + 4.5]
    gradient = LOSSES["huber"].gradient(np.array(Y), np.array(A), 2.0)
    assert gradient.tolist() == [[-0.5, 2.0, 0.0], [0.5, -0.25, -2.0]]


def test_that_binary_cross_entropy_sums_over_the_outputs() -> None:
    z, y = [0.7, -1.2], [1.0, 0.3]
    a = [1 / (1 + math.exp(-v)) for v in z]
    expected = -sum(t * math.log(p) + (1 - t) * math.log(1 - p) for t, p in zip(y, a, strict=True))
    assert value("binary_cross_entropy", [y], [a], [z]) == pytest.approx([expected], rel=1e-14)


def test_that_cross_entropy_is_the_sum_of_y_times_the_logarithm() -> None:
    z, y = [0.7, -1.2, 2.0], [0.5, 0.5, 0.0]
    a = [math.exp(v) / sum(map(math.exp, z)) for v in z]
    expected = -0.5 * math.log(a[0]) - 0.5 * math.log(a[1])
    assert value("cross_entropy", [y], [a], [z]) == pytest.approx([expected], rel=1e-14)


@pytest.mark.parametrize(
    ("z", "y", "loss", "delta"),
    [
        (1000.0, 1.0, 0.0, 0.0),
        (1000.0, 0.0, 1000.0, 1.0),
        (-1000.0, 1.0, 1000.0, -1.0),
        (-1000.0, 0.0, 0.0, 0.0),
        (1000.0, 0.25, 750.0, 0.75),
    ],
)
def test_that_binary_cross_entropy_stays_finite_far_out(
    z: float, y: float, loss: float, delta: float
) -> None:
    with np.errstate(all="raise", under="ignore"):
        a = ACTIVATIONS["sigmoid"].f(np.array([[z]]))
        assert value("binary_cross_entropy", [[y]], a, [[z]]) == pytest.approx([loss], abs=1e-300)
    closed = LOSSES["binary_cross_entropy"].delta
    assert closed is not None
    assert closed(np.array([[y]]), a).item() == pytest.approx(delta, abs=1e-300)


def test_that_cross_entropy_stays_finite_far_out() -> None:
    z, y = np.array([[1000.0, -1000.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    with np.errstate(all="raise", under="ignore"):
        a = ACTIVATIONS["softmax"].f(z)
        assert value("cross_entropy", y, a, z) == [2000.0]
    closed = LOSSES["cross_entropy"].delta
    assert closed is not None
    assert closed(y, a).tolist() == [[1.0, -1.0, 0.0]]


def test_that_the_closed_form_of_softmax_weighs_a_with_the_sum_of_the_targets() -> None:
    closed = LOSSES["cross_entropy"].delta
    assert closed is not None
    assert closed(np.array([[0.5, 1.5]]), np.array([[0.25, 0.75]])).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("name", FROM_A)
def test_that_the_gradient_is_the_slope_of_the_loss(name: str) -> None:
    generator = np.random.default_rng(0)
    y, a = generator.uniform(-2.0, 2.0, (2, 5, 3))
    loss, h = LOSSES[name], 1e-6
    up, down = (loss.shares(y, a + s, a, 0.7).sum(axis=1) for s in (h, -h))
    # Each share depends on its own output only, so moving all outputs sums the gradient's row.
    np.testing.assert_allclose(
        loss.gradient(y, a, 0.7).sum(axis=1), (up - down) / (2 * h), atol=1e-8
    )


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
def test_that_the_closed_form_is_the_chain_rule_through_the_output(name: str) -> None:
    loss = LOSSES[name]
    assert loss.delta is not None
    assert loss.output is not None
    f, generator = ACTIVATIONS[loss.output].f, np.random.default_rng(1)
    z = generator.uniform(-2.0, 2.0, (4, 3))
    y = generator.dirichlet(np.ones(3), 4)
    h = 1e-6
    for k in range(3):
        step = h * np.eye(3)[k]
        up, down = (loss.shares(y, f(z + s), z + s, 1.0).sum(axis=1) for s in (step, -step))
        np.testing.assert_allclose(loss.delta(y, f(z))[:, k], (up - down) / (2 * h), atol=1e-8)
        # And ∂L/∂a, which the screen shows: the same, through the activation's own differences.
        slopes = (f(z + step) - f(z - step)) / (2 * h)
        chain = (loss.gradient(y, f(z), 1.0) * slopes).sum(axis=1)
        np.testing.assert_allclose(loss.delta(y, f(z))[:, k], chain, atol=1e-8)
