"""The gradient check: it agrees with right gradients, and finds wrong ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import gradcheck, phases
from engine import session as session_file
from engine.activations import ACTIVATIONS
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.gradcheck import Check
from engine.hyperparameters import Hyperparameters
from engine.losses import LOSSES
from engine.state import TrainState, parameters, room
from engine.trainer import Trainer


def prepared(chosen: Experiment) -> TrainState:
    return gradcheck.after_backward(phases.start(chosen))


def checks_of(chosen: Experiment) -> list[Check]:
    return gradcheck.check(prepared(chosen))


def network(*layers: Layer, seed: int = 3, **settings: Any) -> Experiment:
    """A network with random weights on seven random samples with shares as targets."""
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(7, 3)), random.uniform(0.1, 0.9, size=(7, layers[-1].units))
    y /= y.sum(axis=1, keepdims=True) if layers[-1].activation == "softmax" else 1.0
    settings = {"batch_size": 7, "seed": seed} | settings
    return Experiment(3, layers, TableData(x, y), hyperparameters=Hyperparameters(**settings))


PAIRS = [
    (loss, activation)
    for loss, value in LOSSES.items()
    for activation in ACTIVATIONS
    if (activation == value.output if value.output else activation != "softmax")
]


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("hidden", [name for name in ACTIVATIONS if name != "softmax"])
def test_that_every_activation_with_every_loss_passes(hidden: str, loss: str, output: str) -> None:
    chosen = network(Layer(4, hidden), Layer(3, output), loss=loss, l1=0.01, l2=0.1)
    checks = checks_of(chosen)
    assert len(checks) == chosen.shape.count
    assert all(check.passes for check in checks)
    assert sum(check.kink for check in checks) < 3


@pytest.mark.parametrize("name", session_file.builtins())
def test_that_the_built_in_sessions_pass(name: str) -> None:
    assert all(check.passes for check in checks_of(session_file.builtin(name).experiment))


def test_that_the_check_is_the_central_difference_of_whole_passes() -> None:
    chosen = network(Layer(3, "tanh"), Layer(2, "sigmoid"), l1=0.02, l2=0.3, batch_size=4)
    theta = chosen.starting_parameters.theta

    def objective(moved: Any) -> float:
        state = phases.start(chosen)._replace(parameters=parameters(moved, chosen.shape))
        trace = gradcheck.after_backward(state).trace
        assert trace is not None
        assert trace.loss is not None
        assert trace.penalty is not None
        return trace.loss + trace.penalty

    for check in checks_of(chosen):
        h = 1e-5 * max(1.0, abs(theta[check.parameter]))
        above, below = theta.copy(), theta.copy()
        above[check.parameter] += h
        below[check.parameter] -= h
        slope = (objective(above) - objective(below)) / (2 * h)
        assert check.difference == pytest.approx(slope, abs=1e-9)


def test_that_the_batch_under_way_is_checked() -> None:
    trainer = Trainer(session_file.builtin("circles").experiment)
    trainer.train(Goal(update=37), 60.0)
    state = gradcheck.after_backward(trainer.state)
    assert state.update == 37
    assert all(check.passes for check in gradcheck.check(state))


def test_that_some_parameters_can_be_checked_alone_and_in_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = prepared(session_file.builtin("spiral").experiment)
    whole = gradcheck.check(state)
    monkeypatch.setattr(gradcheck, "_MOST_FLOATS", 1)
    some = [0, 3, 60, 104]
    alone = gradcheck.check(state, some)
    assert [check.parameter for check in alone] == some
    for check in alone:
        assert check.difference == pytest.approx(whole[check.parameter].difference, abs=1e-10)


def test_that_parameters_have_the_names_of_the_files() -> None:
    shape = session_file.builtin("article").experiment.shape
    names = [gradcheck.name(shape, index) for index in range(shape.count)]
    assert names[:7] == [
        "W[0][0][0]",
        "W[0][0][1]",
        "W[0][1][0]",
        "W[0][1][1]",
        "b[0][0]",
        "b[0][1]",
        "W[1][0][0]",
    ]
    assert names[-3:] == ["W[2][0][0]", "W[2][0][1]", "b[2][0]"]


# What is wrong is found


def failed(chosen: Experiment) -> list[str]:
    checks = checks_of(chosen)
    return [gradcheck.name(chosen.shape, c.parameter) for c in checks if not c.passes]


ARTICLE = session_file.builtin("article").experiment


def test_that_as_printed_fails() -> None:
    wrong = failed(ARTICLE.edited(rule="as_printed"))
    assert len(wrong) == 8
    assert {"W[1][0][1]", "W[1][1][0]", "b[0][0]"} < {*wrong}


def test_that_in_place_differs_below_the_output_layer() -> None:
    wrong = failed(ARTICLE.edited(update_order="in_place"))
    assert wrong
    assert all(name[1:4] in ("[0]", "[1]") for name in wrong)
    assert failed(ARTICLE.edited(update_order="in_place", learning_rate=1e-9)) == []


def test_that_rounding_as_on_paper_is_seen() -> None:
    assert failed(ARTICLE.edited(round_to=2))
    assert failed(ARTICLE.edited(round_to=14)) == []


def test_that_one_wrong_gradient_is_found() -> None:
    state = prepared(ARTICLE)
    trace = state.trace
    assert trace is not None
    wrong, at = room(ARTICLE.shape, trace.gradient), ARTICLE.shape.index(1, 1, 0)
    wrong.flat[at] += 1e-5
    state = state._replace(trace=trace._replace(gradient=wrong))
    assert [c.parameter for c in gradcheck.check(state) if not c.passes] == [at]


def test_that_a_gradient_that_is_not_there_yet_does_not_pass() -> None:
    state = phases.start(ARTICLE)
    for _ in range(6):  # batch, forward 1 to 3, loss, backward 3
        state = phases.advance(state)
    passed = [check.parameter for check in gradcheck.check(state) if check.passes]
    part = ARTICLE.shape.layer_slices[2]
    assert passed == [*range(part.start, part.stop)]


# Kinks


def single(activation: str, w: float, x: float, y: float, **settings: Any) -> Experiment:
    """One unit, one sample; the bias is 0."""
    data = TableData(np.array([[x]]), np.array([[y]]))
    return Experiment(1, (Layer(1, activation),), data, start=np.array([w, 0.0])).edited(**settings)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu"])
def test_that_a_kink_within_reach_is_marked_and_not_judged(activation: str) -> None:
    checks = checks_of(single(activation, 4e-6, 1.0, 3.0))
    assert [check.kink for check in checks] == [True, True]
    assert all(check.passes for check in checks)
    checks = checks_of(single(activation, 3e-5, 1.0, 3.0))
    assert [check.kink for check in checks] == [False, False]
    assert all(check.passes for check in checks)


def test_that_h_grows_with_the_parameter() -> None:
    near = single("relu", 400.0, 1.0, 3.0).edited(start=np.array([400.0, -399.997]))
    assert [check.kink for check in checks_of(near)] == [True, True]
    far = single("relu", 400.0, 1.0, 3.0).edited(start=np.array([400.0, -399.995]))
    assert [check.kink for check in checks_of(far)] == [False, False]


def test_that_a_kink_of_the_loss_is_marked() -> None:
    at_target = single("identity", 2.0, 1.5, 3.0)
    for loss, marked in (("mean_absolute_error", True), ("half_squared_error", False)):
        checks = checks_of(at_target.edited(loss=loss))
        assert {check.kink for check in checks} == {marked}
        assert all(check.passes for check in checks)


def test_that_the_bend_of_the_huber_loss_is_marked() -> None:
    checks = checks_of(single("identity", 0.0, 1.0, 1.0, loss="huber"))
    assert all(check.kink for check in checks)
    checks = checks_of(single("identity", 0.1, 1.0, 1.0, loss="huber"))
    assert not any(check.kink for check in checks)


def test_that_the_kink_of_the_l1_penalty_is_that_weights_alone() -> None:
    checks = checks_of(single("identity", 0.0, 1.0, 3.0, l1=0.5))
    assert [check.kink for check in checks] == [True, False]
    assert all(check.passes for check in checks)


def test_that_a_kink_in_a_layer_above_is_marked() -> None:
    data = TableData(np.array([[1.0]]), np.array([[1.0]]))
    layers = (Layer(1, "identity"), Layer(1, "relu"), Layer(1, "identity"))
    start = np.array([0.5, 0.5, 1.0, -1.0, 2.0, 0.0])  # z of layer 2 is 0
    checks = checks_of(Experiment(1, layers, data, start=start))
    assert [check.kink for check in checks] == [True, True, True, True, False, False]


def test_that_differences_come_in_pieces_and_are_those_of_the_check() -> None:
    state = prepared(network(Layer(20, "tanh"), Layer(30, "relu"), Layer(3, "identity")))
    wanted = [700, 3, 3, 500, 91, 12]
    pieces = list(gradcheck.differences(state, wanted))
    found = [difference for piece in pieces for difference in piece]
    checks = gradcheck.check(state, wanted)
    assert [d.parameter for d in found] == [3, 12, 91, 500, 700]
    assert [d.value for d in found] == pytest.approx([c.difference for c in checks], rel=1e-9)
    assert [d.kink for d in found] == [c.kink for c in checks]
    everything = list(gradcheck.differences(state, range(state.experiment.shape.count)))
    assert len(everything) > 3
    assert list(gradcheck.differences(state, [])) == []


def test_that_differences_are_the_same_wherever_the_update_stands() -> None:
    state = phases.advance(phases.start(network(Layer(4, "tanh"), Layer(3, "identity"))))
    first = [list(piece) for piece in gradcheck.differences(state, range(10))]
    trace = state.trace
    assert trace is not None
    while state.phase:
        state = phases.advance(state)
        assert state.trace is not None
        assert gradcheck.same_update(trace, state.trace)
        assert [list(piece) for piece in gradcheck.differences(state, range(10))] == first
    state = phases.advance(state)
    assert state.trace is not None
    assert not gradcheck.same_update(trace, state.trace)


def test_that_the_relative_error_is_relative_to_the_larger_of_both() -> None:
    assert Check(0, -0.359700203528, -0.359700203667, False).relative_error == pytest.approx(
        3.9e-10, rel=0.02
    )
    assert Check(0, 0.0, 0.0, False).relative_error == 0.0
    assert Check(0, 1e-9, 2e-9, False).relative_error == 0.5
    assert Check(0, 1e-9, 2e-9, False).passes
