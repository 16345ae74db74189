"""What an experiment accepts, what it refuses and with which sentence, and what an edit keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.data import FormulaData, NamedData, TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters
from engine.losses import LOSSES

X = np.array([[0.0, 1.0], [1.0, 0.5], [-1.0, 0.25]])


def table(y: object, x: Array = X) -> TableData:
    return TableData(x, np.array(y, dtype=np.float64))


def layers(*described: tuple[int, str]) -> tuple[Layer, ...]:
    return tuple(Layer(units, activation) for units, activation in described)


def with_loss(loss: str, output: str, y: object) -> Experiment:
    data = table(y)
    return Experiment(
        layers=layers((2, "tanh"), (data.y.shape[1], output)),
        data=data,
        hyperparameters=Hyperparameters(loss=loss),
    )


REFUSED: list[tuple[str, Callable[[], object], list[str]]] = [
    (
        "no layer",
        lambda: Experiment(layers=()),
        ["layers is empty", "needs at least 1 layer"],
    ),
    (
        "no input",
        lambda: Experiment(inputs=0),
        ["inputs is 0", "needs at least 1 input"],
    ),
    (
        "a layer without units",
        lambda: Experiment(layers=layers((2, "tanh"), (0, "tanh"), (1, "identity"))),
        ["layers[1].units is 0", "needs at least 1 unit"],
    ),
    (
        "a misspelt activation",
        lambda: Experiment(layers=layers((2, "sigmod"), (1, "identity"))),
        ['layers[0].activation is "sigmod"', "choose one of identity, ", "mean 'sigmoid'?"],
    ),
    (
        "an unknown activation",
        lambda: Experiment(layers=layers((1, "?"))),
        ['layers[0].activation is "?"', "choose one of identity, sigmoid, "],
    ),
    (
        "softmax in a hidden layer",
        lambda: Experiment(layers=layers((2, "softmax"), (1, "identity"))),
        ["layers[0].activation is softmax", "belongs to the output layer", "choose another one"],
    ),
    (
        "a million units",
        lambda: Experiment(layers=layers((10**6, "tanh"), (10**6, "tanh"), (1, "identity"))),
        ["has 1000005000001 parameters", "the limit is 10000000", "Use fewer units"],
    ),
    (
        "one parameter too many",
        lambda: Experiment(inputs=1, layers=layers((3_333_334, "tanh"), (1, "identity"))),
        ["The network has 10000003 parameters; the limit is 10000000"],
    ),
    (
        "data with other inputs",
        lambda: Experiment(inputs=3, data=table([[1], [2], [3]])),
        ["inputs is 3", "data.x has 2", "Make them equal"],
    ),
    (
        "loaded data with other inputs",
        lambda: Experiment(inputs=3, data=table([[1], [2], [3]]), loaded=Experiment().dataset),
        ["The data have 2 inputs, the network has 3", "make the two equal"],
    ),
    (
        "data with other targets",
        lambda: Experiment(data=table([[1, 2], [2, 3], [3, 4]])),
        ["The data have 2 targets, the output layer has 1 units", "make the two equal"],
    ),
    (
        "binary cross entropy without sigmoid",
        lambda: with_loss("binary_cross_entropy", "identity", [[0], [1], [0]]),
        ["loss binary_cross_entropy needs a sigmoid output", "has identity", "change one of them"],
    ),
    (
        "cross entropy without softmax",
        lambda: with_loss("cross_entropy", "sigmoid", [[0, 1], [1, 0], [0, 1]]),
        ["loss cross_entropy needs a softmax output", "has sigmoid", "change one of them"],
    ),
    (
        "softmax with another loss",
        lambda: with_loss("huber", "softmax", [[0, 1], [1, 0], [0, 1]]),
        ["softmax output goes with the loss cross_entropy only", "huber", "change one of them"],
    ),
    (
        "softmax with binary cross entropy",
        lambda: with_loss("binary_cross_entropy", "softmax", [[0, 1], [1, 0], [0, 1]]),
        ["needs a sigmoid output", "has softmax"],
    ),
    (
        "binary targets above 1",
        lambda: with_loss("binary_cross_entropy", "sigmoid", [[0], [1], [1.5]]),
        ["targets from 0 to 1", "run from 0 to 1.5", "choose another loss"],
    ),
    (
        "binary targets below 0",
        lambda: with_loss("binary_cross_entropy", "sigmoid", [[-1], [1], [1]]),
        ["targets from 0 to 1", "run from -1 to 1"],
    ),
    (
        "shares that do not sum to 1",
        lambda: with_loss("cross_entropy", "softmax", [[0.5, 0.5], [1, 0], [0.5, 0.6]]),
        ["cross_entropy needs targets", "sum to 1 in every sample", "choose another loss or"],
    ),
    (
        "negative shares",
        lambda: with_loss("cross_entropy", "softmax", [[0.5, 0.5], [1, 0], [-1, 2]]),
        ["cross_entropy needs targets that are at least 0"],
    ),
    (
        "as_printed on another shape",
        lambda: Experiment(layers=layers((3, "tanh"), (1, "identity"))).edited(rule="as_printed"),
        ["rule as_printed exists for 2-2-2-1 networks only", "is 2-3-1", "choose chain_rule"],
    ),
    (
        "too few starting values",
        lambda: Experiment(start=np.zeros(14)),
        ["parameters has 14 values, the network has 15", "make the two equal"],
    ),
    (
        "starting values of another form",
        lambda: Experiment(start=np.zeros((3, 5))),
        ["parameters has 15 values"],
    ),
    (
        "a starting value that is no number",
        lambda: Experiment(start=np.full(15, np.nan)),
        ["parameters has a value that is not a finite number", "give finite ones"],
    ),
    (
        "an infinite starting value",
        lambda: Experiment(start=np.full(15, np.inf)),
        ["parameters has a value that is not a finite number"],
    ),
    (
        "too many frozen marks",
        lambda: Experiment(frozen=np.zeros(16, dtype=np.bool_)),
        ["frozen has 16 values, the network has 15"],
    ),
]


@pytest.mark.parametrize(
    ("build", "parts"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_that_what_cannot_be_trained_is_refused_in_one_sentence(
    build: Callable[[], object], parts: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        build()
    sentence = str(caught.value)
    assert [part for part in parts if part not in sentence] == []
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert caught.value.template.format(**caught.value.values) == sentence


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_that_each_loss_takes_the_outputs_that_the_contract_allows(output: str, loss: str) -> None:
    needed = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}.get(loss)
    allowed = output == needed if needed else output != "softmax"
    y = [[0, 1], [1, 0], [0.25, 0.75]]
    if allowed:
        assert with_loss(loss, output, y).loss.name == loss
    else:
        with pytest.raises(InputError):
            with_loss(loss, output, y)


def test_that_the_default_experiment_is_the_articles() -> None:
    default = Experiment()
    assert default.shape.sizes == (2, 2, 2, 1)
    assert [f.name for f in default.activations] == ["sigmoid", "sigmoid", "identity"]
    x, y = default.dataset.x, default.dataset.y
    np.testing.assert_allclose(y[:, 0], 2 * x[:, 0] + 3 * x[:, 1] + 10, rtol=1e-14)
    h = default.hyperparameters
    assert (h.loss, h.optimizer, h.batch_size) == ("half_squared_error", "sgd", 1)


def test_that_the_article_shape_allows_as_printed() -> None:
    assert Experiment().edited(rule="as_printed").hyperparameters.rule == "as_printed"


def test_that_a_network_of_exactly_ten_million_parameters_is_allowed() -> None:
    # A unit of layer 1 has one weight in, one bias and one weight out; the output has a bias.
    chosen = Experiment(
        inputs=1,
        layers=layers((3_333_333, "tanh"), (1, "identity")),
        data=FormulaData(("x1",), samples=2),
    )
    assert chosen.shape.count == 3 * 3_333_333 + 1 == 10**7


# Edits


def test_that_a_setting_changes_alone() -> None:
    old = Experiment(start=np.linspace(0.0, 1.0, 15), frozen=np.zeros(15, dtype=np.bool_))
    new = old.edited(learning_rate=0.2, optimizer="adam")
    assert (new.hyperparameters.learning_rate, new.optimizer.name) == (0.2, "adam")
    assert new.dataset is old.dataset
    assert new.start is old.start
    assert new.frozen is old.frozen
    assert old.hyperparameters.learning_rate == 0.05


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 5},
        {"data": FormulaData(("x1 + x2",))},
        {"validation_share": 0.25},
        {"data": NamedData("xor")},
    ],
)
def test_that_new_data_are_loaded(change: dict[str, Any]) -> None:
    old = Experiment()
    new = old.edited(**change)
    assert new.dataset is not old.dataset
    again = Experiment().edited(**change)
    assert again.dataset.y.tobytes() == new.dataset.y.tobytes()


@pytest.mark.parametrize(
    "change", [{"seed": 5}, {"initializer": "zeros"}, {"initializer_scale": 2}]
)
def test_that_another_draw_drops_the_starting_values_and_keeps_what_is_frozen(
    change: dict[str, Any],
) -> None:
    frozen = np.arange(15) == 3
    new = Experiment(start=np.ones(15), frozen=frozen).edited(**change)
    assert new.start is None
    assert new.frozen is frozen
    assert (new.starting_parameters.theta != 1.0).any()


def test_that_another_shape_drops_starting_values_and_frozen_marks() -> None:
    old = Experiment(start=np.ones(15), frozen=np.zeros(15, dtype=np.bool_))
    new = old.edited(layers=layers((5, "relu"), (1, "identity")))
    assert new.start is None
    assert new.frozen is None
    assert new.shape.count == 21
    assert new.dataset is old.dataset


def test_that_another_activation_keeps_the_starting_values() -> None:
    old = Experiment(start=np.ones(15))
    new = old.edited(layers=layers((2, "relu"), (2, "tanh"), (1, "identity")))
    assert new.start is old.start


def test_that_starting_values_given_with_the_change_are_used() -> None:
    new = Experiment().edited(
        layers=layers((3, "relu"), (1, "identity")), start=np.full(13, 0.5), seed=9
    )
    assert new.starting_parameters.theta.tolist() == [0.5] * 13


def test_that_a_refused_edit_leaves_the_experiment_alone() -> None:
    old = Experiment()
    with pytest.raises(InputError):
        old.edited(learning_rate=-1)
    with pytest.raises(InputError):
        old.edited(loss="cross_entropy")
    assert old.hyperparameters == Hyperparameters()


def test_that_starting_values_are_closed_and_of_their_own() -> None:
    given = np.ones(15)
    chosen = Experiment(start=given)
    theta = chosen.starting_parameters.theta
    assert not theta.flags.writeable
    assert not np.shares_memory(theta, given)
    assert all(not view.flags.writeable for view in (*chosen.starting_parameters.W,))


def test_that_what_is_held_joins_frozen_marks_and_biases() -> None:
    frozen = np.arange(15) == 0
    assert Experiment().held is None
    assert Experiment(frozen=np.zeros(15, dtype=np.bool_)).held is None
    alone, both = Experiment(frozen=frozen), Experiment(frozen=frozen).edited(update_biases=False)
    assert alone.held is not None
    assert both.held is not None
    assert np.flatnonzero(alone.held).tolist() == [0]
    # b stands behind W of its layer: 4 weights, 2 biases, 4, 2, 2, 1.
    assert np.flatnonzero(both.held).tolist() == [0, 4, 5, 10, 11, 14]
