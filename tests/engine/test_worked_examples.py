"""The engine against published worked examples, to the last bit that is known.

worked_examples.json holds what books and posts print, as printed, with their errata, where they
come from, and the same numbers recomputed in full. What is printed is held against the built-in
examples in test_comparison.py.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import gradcheck, phases
from engine import session as session_file
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.state import Trace, TrainState
from engine.trainer import Trainer

FILE = Path(__file__).parent / "worked_examples.json"
EXAMPLES: dict[str, Any] = {
    example["id"]: example for example in json.loads(FILE.read_text("utf-8"))["examples"]
}
ONE_STEP = [name for name, example in EXAMPLES.items() if example["kind"] == "one_step"]


def experiment(example: dict[str, Any], **changes: Any) -> Experiment:
    """The network of an example on its one sample."""
    network = example["network"]
    x, y = [network.get("x", [0.0, 0.0])], [network.get("target", [0.0])]
    start = [
        np.ravel(part) for pair in zip(network["W"], network["b"], strict=True) for part in pair
    ]
    layers = tuple(
        Layer(len(b), activation)
        for b, activation in zip(network["b"], network["activations"], strict=True)
    )
    plain = Experiment(
        len(network["W"][0][0]),
        layers,
        TableData(np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)),
        start=np.concatenate(start).astype(np.float64),
    )
    rate = float(Fraction(str(example.get("lr", 0.05))))
    settings = {"learning_rate": rate, "update_biases": example.get("update_bias", True)}
    return plain.edited(**(settings | changes))


def trace_of(state: TrainState) -> Trace:
    assert state.trace is not None
    return state.trace


def one_update(chosen: Experiment) -> dict[str, Any]:
    """What an example lists: an update, and the forward pass after it."""
    trainer = Trainer(chosen)
    trainer.train(Goal(update=1), 60.0)
    trace = trace_of(trainer.state)
    after = phases.advance(trainer.state)
    while trace_of(after).loss is None:
        after = phases.advance(after)
    return {
        "z": [z[0].tolist() for z in trace.z],
        "a": [a[0].tolist() for a in trace.a],
        "loss": trace.loss,
        "delta": [delta[0].tolist() for delta in trace.delta if delta is not None],
        "grad_W": [dW.tolist() for dW in trace.dW if dW is not None],
        "grad_b": [db.tolist() for db in trace.db if db is not None],
        "W_after": [W.tolist() for W in trainer.state.parameters.W],
        "b_after": [b.tolist() for b in trainer.state.parameters.b],
        "z_after_update": [z[0].tolist() for z in trace_of(after).z],
        "a_after_update": [a[0].tolist() for a in trace_of(after).a],
        "loss_after_update": trace_of(after).loss,
    }


def at(values: dict[str, Any], key: str) -> float:
    """The value under a key such as "grad_W[1][0][0]"."""
    name, *indices = re.findall(r"\w+", key)
    found = values[name]
    for index in indices:
        found = found[int(index)]
    return found


def agrees(value: float, printed: str) -> bool:
    """Whether a value is the printed one to its last digit."""
    last = Decimal(printed).as_tuple().exponent
    assert isinstance(last, int)
    return abs(Decimal(value) - Decimal(printed)) <= Decimal("0.5").scaleb(last)


def flat(values: Any) -> list[float]:
    if isinstance(values, list):
        return [number for item in values for number in flat(item)]
    return [values]


def assert_close(values: Any, expected: Any, tolerance: float = 1e-13) -> None:
    assert np.allclose(flat(values), flat(expected), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", ONE_STEP)
def test_that_every_recomputed_value_is_reproduced(name: str) -> None:
    example = EXAMPLES[name]
    values = one_update(experiment(example))
    for key, expected in example["recomputed"].items():
        if key in values:
            assert_close(values[key], expected)


# Mazur


def test_that_the_loss_mazur_prints_is_that_of_the_in_place_order() -> None:
    example = EXAMPLES["mazur_2_2_2"]
    variant = example["variants_for_teaching"]["in_place_update_order"]
    in_place = one_update(experiment(example, update_order="in_place"))
    assert in_place["loss_after_update"] == pytest.approx(0.29102792390544197, abs=1e-16)
    assert agrees(in_place["loss_after_update"], "0.291027924")
    assert_close(in_place["W_after"][0], variant["W_after[0]"])
    stated = one_update(experiment(example))
    assert not agrees(stated["loss_after_update"], "0.291027924")
    correct = example["errata"][0]["correct_for_stated_algorithm"]
    assert stated["loss_after_update"] == pytest.approx(correct, abs=1e-16)


@pytest.mark.parametrize(
    ("changes", "outputs", "loss"),
    [
        ({}, [0.01591362044355068, 0.9840642735146238], 3.510187782978859e-05),
        (
            {"update_order": "in_place"},
            [0.0159121963260343, 0.9840657344856291],
            3.5084786e-05,
        ),
        ({"update_biases": True}, None, 2.4475622359322466e-06),
    ],
)
def test_that_mazurs_network_is_there_after_10_000_updates(
    changes: dict[str, Any], outputs: list[float] | None, loss: float
) -> None:
    trainer = Trainer(experiment(EXAMPLES["mazur_2_2_2"], **changes))
    trainer.train(Goal(update=10_000), 120.0)
    assert trainer.evaluate().training == pytest.approx(loss, rel=1e-8)
    if outputs is not None:
        after = phases.advance(trainer.state)
        while trace_of(after).loss is None:
            after = phases.advance(after)
        assert trace_of(after).a[-1][0].tolist() == pytest.approx(outputs, rel=1e-12)


def test_that_the_built_in_session_is_mazurs() -> None:
    built_in = session_file.builtin("mazur").experiment
    own = one_update(built_in)
    assert own == one_update(experiment(EXAMPLES["mazur_2_2_2"]))


def test_that_known_bad_arithmetic_is_not_agreed_with() -> None:
    example = EXAMPLES["KNOWN_BAD_primelearnpoint_2x2"]
    values = one_update(experiment(EXAMPLES["mazur_2_2_2"]))
    places = {
        "z_h1": "z[0][0]",
        "z_h2": "z[0][1]",
        "a_h1": "a[0][0]",
        "a_h2": "a[0][1]",
        "z_y1": "z[1][0]",
        "z_y2": "z[1][1]",
    }
    assert places.keys() == example["printed"].keys() == example["correct"].keys()
    for key, place in places.items():
        assert not agrees(at(values, place), example["printed"][key].split()[0]), key
        assert at(values, place) == pytest.approx(example["correct"][key], abs=1e-15), key


# Longer ones


@pytest.mark.parametrize("name", ["nielsen_ch3_neuron_a", "nielsen_ch3_neuron_b"])
def test_that_nielsens_neuron_learns_as_slowly_as_his(name: str) -> None:
    example = EXAMPLES[name]
    trainer = Trainer(experiment(example))
    first = one_update(trainer.state.experiment)["a"][0][0]
    trainer.train(Goal(update=example["steps"] - 1), 60.0)
    almost = trainer.state
    trainer.train(Goal(update=example["steps"]), 60.0)
    own = trainer.state.parameters
    last = one_update(trainer.state.experiment.edited(start=own.theta))["a"][0][0]
    expected = example["recomputed"]
    assert almost.update == example["steps"] - 1
    assert agrees(first, example["published_initial_output"])
    if example["published_final_output"] is not None:
        assert agrees(last, example["published_final_output"])
    assert first == pytest.approx(expected["initial_output"], abs=1e-14)
    assert last == pytest.approx(expected["final_output"], abs=1e-13)
    assert own.theta.tolist() == pytest.approx(
        [expected["final_w"], expected["final_b"]], abs=1e-13
    )


def test_that_mitchells_momentum_makes_his_two_steps() -> None:
    example = EXAMPLES["mitchell_ex4_7_2_1_1_momentum"]
    inputs = example["inputs"]
    init, samples = inputs["init"], np.array(inputs["samples"], dtype=np.float64)
    names = ["wca", "wcb", "wc0", "wdc", "wd0"]  # the order of our flat vector
    trainer = Trainer(
        Experiment(
            2,
            (Layer(1, "sigmoid"), Layer(1, "sigmoid")),
            TableData(samples[:, :2], samples[:, 2:]),
            start=np.array([init[name] for name in names]),
        ).edited(optimizer="momentum", momentum=inputs["momentum"], learning_rate=inputs["lr"])
    )
    for update in (1, 2):
        trainer.train(Goal(update=update), 60.0)
        expected = example["recomputed"][f"after_{update}"]
        for name, value in zip(names, trainer.state.parameters.theta.tolist(), strict=True):
            assert value == pytest.approx(expected[name], abs=5.1e-7), name


def test_that_goodfellows_solution_of_xor_has_no_loss_and_no_gradient() -> None:
    example = EXAMPLES["goodfellow_xor_converged"]
    data = session_file.builtin("xor").experiment.dataset
    chosen = experiment(example).edited(data=TableData(data.x, data.y), batch_size=4)
    state = gradcheck.after_backward(phases.start(chosen))
    trace = trace_of(state)
    assert trace.loss == 0.0
    for x, a in zip(trace.x, trace.a[-1], strict=True):
        assert agrees(float(a[0]), example["published"][f"f({x[0]:.0f},{x[1]:.0f})"])
    assert not gradcheck.flat_gradient(trace).any()
    checks = gradcheck.check(state)
    assert all(check.passes for check in checks)
    assert any(check.kink for check in checks)  # z is 0 where x1 + x2 is 1 or 0


# The article's network


def test_that_the_identity_network_agrees_with_exact_fractions() -> None:
    example = EXAMPLES["REFERENCE_app_2_2_2_1_identity_exact"]
    values = one_update(experiment(example))
    exact = dict(example["exact"])
    after = exact.pop("y_after"), exact.pop("loss_after")
    exact |= {"a_after_update": [[], [], after[0]], "loss_after_update": after[1]}
    values["a_after_update"] = [[], [], values["a_after_update"][-1]]
    for key, expected in exact.items():
        numbers, wanted = flat(values[key]), [Fraction(text) for text in flat(expected)]  # pyright: ignore[reportArgumentType]
        assert len(numbers) == len(wanted) > 0, key
        for number, fraction in zip(numbers, wanted, strict=True):
            assert abs(Fraction(number) - fraction) <= abs(fraction) * Fraction(1, 10**14), key


def test_that_the_sigmoid_network_agrees_with_its_reference_and_with_differences() -> None:
    example = EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"]
    values = one_update(experiment(example))
    for key, expected in example["recomputed"].items():
        assert_close(values[key], expected)
    assert_close(values["grad_W"], example["finite_difference_grad_W"], 1e-6)


def test_that_as_printed_is_the_articles_formulas_evaluated_by_hand() -> None:
    example = EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"]
    printed = one_update(experiment(example, rule="as_printed"))
    (x1, x2), y = example["network"]["x"], example["network"]["target"][0]
    W, b, rate = example["network"]["W"], example["network"]["b"], example["lr"]
    (a11, a12), (a21, a22), (prediction,) = printed["a"]
    # The article's step 3, line by line; every δ from the old weights.
    d31 = -(y - prediction) * 1.0
    d21 = d31 * W[2][0][0] * a21 * (1 - a21)
    d22 = d31 * W[2][0][1] * a22 * (1 - a22)
    d11 = d21 * W[1][0][0] * a11 * (1 - a11)
    d12 = d22 * W[1][0][1] * a12 * (1 - a12)
    assert_close(printed["delta"], [d11, d12, d21, d22, d31], 1e-15)
    after = [
        [
            [W[0][0][0] - rate * d11 * x1, W[0][0][1] - rate * d12 * x2],
            [W[0][1][0] - rate * d11 * x1, W[0][1][1] - rate * d12 * x2],
        ],
        [
            [W[1][0][0] - rate * d21 * a11, W[1][0][1] - rate * d22 * a12],
            [W[1][1][0] - rate * d21 * a11, W[1][1][1] - rate * d22 * a12],
        ],
        [[W[2][0][0] - rate * d31 * a21, W[2][0][1] - rate * d31 * a22]],
    ]
    assert_close(printed["W_after"], after, 1e-15)
    biases = [
        [b[0][0] - rate * d11, b[0][1] - rate * d12],
        [b[1][0] - rate * d21, b[1][1] - rate * d22],
        [b[2][0] - rate * d31],
    ]
    assert_close(printed["b_after"], biases, 1e-15)


def test_that_as_printed_differs_from_the_negative_seed_by_the_weight_in_one_delta_alone() -> None:
    example = EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"]
    seed = example["NEGATIVE_seed_article_formulas_taken_literally"]
    printed = one_update(experiment(example, rule="as_printed"))
    # The seed takes w22 for δ2 of layer 1, where article.md prints w12; the rest is the same.
    factor = example["network"]["W"][1][0][1] / example["network"]["W"][1][1][1]
    seed["delta"][0][1] *= factor
    seed["grad_b"][0][1] *= factor
    for row in seed["grad_W"][0]:
        row[1] *= factor
    for key in ("delta", "grad_W", "grad_b"):
        assert_close(printed[key], seed[key], 1e-14)


def test_that_8_of_15_updates_are_wrong_as_printed() -> None:
    chosen = experiment(EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"], rule="as_printed")
    checks = gradcheck.check(gradcheck.after_backward(phases.start(chosen)))
    wrong = [gradcheck.name(chosen.shape, c.parameter) for c in checks if not c.passes]
    assert wrong == [
        "W[0][0][0]",
        "W[0][0][1]",
        "W[0][1][0]",
        "W[0][1][1]",
        "b[0][0]",
        "b[0][1]",
        "W[1][0][1]",
        "W[1][1][0]",
    ]
