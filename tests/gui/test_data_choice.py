"""Choices that need others: sizes follow the data, output and loss each other."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import FormulaData, NamedData, TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.named_data import NAMED
from gui.panels.data_choice import choose_data, named_inputs, with_data, with_loss, with_output

TWO_CLASSES = TableData(
    np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
)


@pytest.mark.parametrize("name", NAMED)
def test_that_every_named_set_fits_any_network_at_once(name: str) -> None:
    wide = with_data(Experiment(), FormulaData(("x1 + x5", "x2")))
    assert wide.shape.sizes == (5, 2, 2, 2)
    for before in (Experiment(), wide):
        after = with_data(before, NamedData(name))
        assert after.inputs == NAMED[name].inputs
        assert after.layers[-1] == Layer(NAMED[name].outputs, "identity")
        assert after.layers[:-1] == before.layers[:-1]
        assert after.hyperparameters == before.hyperparameters


def test_that_the_data_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine import data

    calls: list[object] = []
    load = data.load
    monkeypatch.setattr(data, "load", lambda *a: calls.append(a) or load(*a))
    experiment = with_output(with_data(Experiment(), TWO_CLASSES), "softmax").experiment
    calls.clear()
    choose_data(experiment, NamedData("plane"))
    assert len(calls) == 1


def test_that_a_formula_brings_the_inputs_that_it_names() -> None:
    three = with_data(Experiment(), FormulaData(("x1 + 2*x₃",)))
    assert three.inputs == 3
    assert with_data(three, FormulaData(("sin(x1)",))).inputs == 1


def test_that_inputs_added_elsewhere_stay_when_the_formula_changes() -> None:
    more = Experiment().edited(inputs=4)
    assert with_data(more, FormulaData(("x1 + x2",))).inputs == 4
    assert with_data(more, FormulaData(("2*x1 + 3*x2 + 10",), noise=0.1)).inputs == 4


def test_that_an_absurd_input_number_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match=r"x9999 .*does not exist"):
        with_data(Experiment(), FormulaData(("x9999",)))


@pytest.mark.parametrize(
    ("formula", "count"), [("exp(x2)", 2), ("max(x1, 3x10)", 10), ("pi", 0), ("x01", 0)]
)
def test_that_inputs_are_found_by_their_names(formula: str, count: int) -> None:
    assert named_inputs([formula]) == count


def test_that_a_loss_the_new_targets_do_not_allow_gives_way() -> None:
    classes = with_data(Experiment(), TWO_CLASSES)
    softmax = with_output(classes, "softmax").experiment
    choice = choose_data(softmax, NamedData("plane"))
    assert choice.also == {"loss": "half_squared_error", "output": "identity"}
    assert choice.experiment.layers[-1] == Layer(1, "identity")


def test_that_the_printed_rule_gives_way_to_another_shape() -> None:
    printed = Experiment().edited(rule="as_printed")
    choice = choose_data(printed, NamedData("sine"))
    assert choice.also == {"rule": "chain_rule"}
    assert choose_data(printed, NamedData("plane")).also == {}


def test_that_bad_data_change_nothing() -> None:
    with pytest.raises(InputError, match=r"data\.samples is 0"):
        with_data(Experiment(), NamedData("xor", samples=0))


def test_that_softmax_brings_cross_entropy_and_back() -> None:
    classes = with_data(Experiment(), TWO_CLASSES)
    softmax = with_output(classes, "softmax")
    assert softmax.also == {"loss": "cross_entropy"}
    back = with_output(softmax.experiment, "identity")
    assert back.also == {"loss": "half_squared_error"}
    sigmoid = with_output(softmax.experiment, "sigmoid")
    assert sigmoid.also == {"loss": "binary_cross_entropy"}


def test_that_binary_cross_entropy_brings_the_sigmoid() -> None:
    xor = with_data(Experiment(), NamedData("xor"))
    choice = with_loss(xor, "binary_cross_entropy")
    assert choice.also == {"output": "sigmoid"}
    assert choice.experiment.loss.name == "binary_cross_entropy"
    assert with_loss(choice.experiment, "huber").also == {}


def test_that_the_reason_told_is_why_the_companion_cannot_follow() -> None:
    with pytest.raises(InputError, match="targets from 0 to 1"):
        with_loss(Experiment(), "binary_cross_entropy")
    with pytest.raises(InputError, match="sum to 1"):
        with_output(Experiment(), "softmax")
