"""The gradient of every activation with every loss, against central differences of the forward
phases.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine import phases
from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters
from engine.losses import LOSSES
from engine.state import Trace
from tests.engine.article_network import W1, W2, W3, X, Y, experiment, one_update

PAIRS = [
    (place, activation, loss)
    for place in ("hidden", "output")
    for activation in ACTIVATIONS
    for loss, value in LOSSES.items()
    if (activation != "softmax" if place == "hidden" or not value.output else False)
    or (place == "output" and activation == value.output)
]


def objective(chosen: Experiment, theta: Array) -> tuple[float, list[Array]]:
    """The batch's loss and penalty from the forward phases, and where a kink could be near."""
    state = phases.start(chosen.edited(start=theta))
    while state.trace is None or state.trace.penalty is None:
        state = phases.advance(state)
    trace = state.trace
    assert trace.loss is not None
    assert trace.penalty is not None
    kinked = [z for z, f in zip(trace.z, chosen.activations, strict=True) if f.kinks]
    if chosen.loss.name in ("mean_absolute_error", "huber"):
        r = np.abs(trace.y - trace.a[-1])
        kinked.append(r if chosen.loss.name == "mean_absolute_error" else r - 0.8)
    return trace.loss + trace.penalty, kinked


@pytest.mark.parametrize(("place", "activation", "loss"), PAIRS)
def test_that_the_gradient_is_the_slope_of_the_objective(
    place: str, activation: str, loss: str
) -> None:
    output = LOSSES[loss].output or "tanh"
    layers = (
        (Layer(3, activation), Layer(4, activation), Layer(2, output))
        if place == "hidden"
        else (Layer(3, "tanh"), Layer(2, activation))
    )
    generator = np.random.default_rng(len(activation) * 100 + len(loss))
    x = generator.uniform(-1.5, 1.5, (4, 2))
    y = generator.dirichlet([1.0, 1.0], 4)  # every loss allows these targets
    h = Hyperparameters(loss=loss, batch_size=4, huber_delta=0.8, l1=0.03, l2=0.05)
    chosen = Experiment(layers=layers, data=TableData(x, y), hyperparameters=h)
    trace = one_update(chosen).trace
    assert trace is not None
    theta = chosen.starting_parameters.theta
    _, kinked = objective(chosen, theta)
    assert all(np.abs(arguments).min() > 1e-4 for arguments in kinked), "choose another seed"
    pairs = zip(trace.dW, trace.db, strict=True)
    gradient = np.concatenate([v.ravel() for pair in pairs for v in pair if v is not None])
    for index, value in enumerate(gradient.tolist()):
        step = np.zeros_like(theta)
        step[index] = 1e-5
        up, down = (objective(chosen, theta + s)[0] for s in (step, -step))
        assert value == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-8)


def layer_of(trace: Trace, layer: int) -> tuple[Array, Array, Array]:
    """δ, dW and db of a layer whose backward phase has run."""
    delta, dW, db = trace.delta[layer], trace.dW[layer], trace.db[layer]
    assert delta is not None
    assert dW is not None
    assert db is not None
    return delta, dW, db


def trace_of(chosen: Experiment) -> Trace:
    trace = one_update(chosen).trace
    assert trace is not None
    return trace


def test_that_delta_is_of_each_samples_own_loss_and_the_gradient_of_their_mean() -> None:
    x, y = np.array([X, [0.2, 0.9], [-0.4, 0.1]]), np.array([Y, [1.0], [-2.0]])
    together = trace_of(experiment(data=TableData(x, y), batch_size=3, l2=0.1))
    alone = [trace_of(experiment(data=TableData(x[[i]], y[[i]]))) for i in range(3)]
    for layer, W in enumerate((W1, W2, W3)):
        delta, dW, db = layer_of(together, layer)
        deltas, gradients, bias_gradients = zip(*(layer_of(t, layer) for t in alone), strict=True)
        np.testing.assert_allclose(delta, np.concatenate(deltas), rtol=1e-13)
        np.testing.assert_allclose(dW, sum(gradients) / 3 + 0.1 * np.array(W), rtol=1e-12)
        np.testing.assert_allclose(db, sum(bias_gradients) / 3, rtol=1e-12)


def test_that_penalties_leave_biases_out() -> None:
    plain, penalised = trace_of(experiment()), trace_of(experiment(l1=0.5, l2=0.25))
    weights = [*W1[0], *W1[1], *W2[0], *W2[1], *W3[0]]
    expected = 0.5 * sum(map(abs, weights)) + 0.125 * sum(w * w for w in weights)
    assert penalised.penalty == pytest.approx(expected, rel=1e-14)
    assert plain.penalty == 0.0
    assert penalised.loss == plain.loss
    for layer, W in enumerate((W1, W2, W3)):
        (_, dW, db), (_, penalised_dW, penalised_db) = (
            layer_of(trace, layer) for trace in (plain, penalised)
        )
        part = 0.5 * np.sign(W) + 0.25 * np.array(W)
        np.testing.assert_allclose(penalised_dW, dW + part, rtol=1e-13)
        assert (penalised_db == db).all()


def test_that_the_l1_penalty_has_no_slope_at_a_weight_of_zero() -> None:
    start = np.zeros(15)
    _, dW, _ = layer_of(trace_of(experiment(start=start, l1=0.5)), 0)
    assert not dW.any()
