"""The declarations against the contract's table, and every mistake against its sentence."""

from __future__ import annotations

import math
from typing import Any

import pytest

from engine.errors import InputError, quoted, shortest
from engine.hyperparameters import DECLARATIONS, Hyperparameters, from_mapping
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.phases import RULES

# The contract's table.
DEFAULTS: dict[str, Any] = {
    "learning_rate": 0.05,
    "batch_size": 1,
    "shuffle": False,
    "loss": "half_squared_error",
    "huber_delta": 1.0,
    "optimizer": "sgd",
    "momentum": 0.9,
    "alpha": 0.99,
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": None,
    "weight_decay": 0.01,
    "initializer": "uniform",
    "initializer_scale": 1.0,
    "seed": 0,
    "l1": 0.0,
    "l2": 0.0,
    "rule": "chain_rule",
    "update_order": "simultaneous",
    "update_biases": True,
    "round_to": None,
}
ACCEPTED: list[tuple[str, list[Any]]] = [
    ("learning_rate", [5e-324, 1e-3, 1, 1e6, 10**6]),
    ("batch_size", [1, 10**6]),
    ("shuffle", [True, False]),
    ("huber_delta", [1e-300, 1e300]),
    ("momentum", [0, 0.0, 0.999999]),
    ("alpha", [0, 0.5]),
    ("beta1", [0]),
    ("beta2", [0, 1 - 2**-53]),
    ("epsilon", [None, 5e-324, 1e300]),
    ("weight_decay", [0, 7]),
    ("initializer_scale", [-1e6, 0, 3, 1e6]),
    ("seed", [0, 2**63 - 1]),
    ("l1", [0, 1e9]),
    ("l2", [0, 1e9]),
    ("round_to", [None, 0, 15]),
]
REFUSED: list[tuple[str, list[Any]]] = [
    ("learning_rate", [0, -0.1, 1e6 + 1, 1e9, math.nan, math.inf, 10**400, "fast", None, True, []]),
    ("batch_size", [0, -1, 10**6 + 1, 1.0, 2.5, "1", None, False, 10**500]),
    ("shuffle", [0, 1, "true", None]),
    ("loss", ["mse", "", None, 3, ["huber"], "Huber"]),
    ("huber_delta", [0, -1, math.inf]),
    ("optimizer", ["SGD", "lion", None]),
    ("momentum", [1, -1e-9, 1.5]),
    ("alpha", [1, -0.5]),
    ("beta1", [1, -0.5]),
    ("beta2", [1, -0.5]),
    ("epsilon", [0, -1e-8, "tiny"]),
    ("weight_decay", [-0.1, None]),
    ("initializer", ["glorot", 0]),
    ("initializer_scale", [math.nan, -math.inf, "1", True, -1e7, 1e300]),
    ("seed", [-1, 2**63, 0.0, True, "0"]),
    ("l1", [-1e-300]),
    ("l2", [-1, math.nan]),
    ("rule", ["as printed", True]),
    ("update_order", ["sequential"]),
    ("update_biases", ["yes", 1]),
    ("round_to", [-1, 16, 2.0, True, "2"]),
]


def pairs(table: list[tuple[str, list[Any]]]) -> list[tuple[str, Any]]:
    return [(key, value) for key, values in table for value in values]


def test_that_the_settings_and_their_defaults_are_the_contracts() -> None:
    assert {key: getattr(Hyperparameters(), key) for key in DECLARATIONS} == DEFAULTS
    assert from_mapping({}) == Hyperparameters() == from_mapping(DEFAULTS)


@pytest.mark.parametrize(("key", "value"), pairs(ACCEPTED))
def test_that_values_within_the_bounds_are_taken(key: str, value: Any) -> None:
    taken = getattr(from_mapping({key: value}), key)
    assert taken == value
    if value is not None and DECLARATIONS[key].kind == "real":
        assert type(taken) is float


@pytest.mark.parametrize(("key", "value"), pairs(REFUSED))
def test_that_a_value_outside_is_refused_with_its_place_and_what_to_do(
    key: str, value: Any
) -> None:
    with pytest.raises(InputError) as caught:
        from_mapping({key: value}, where="hyperparameters")
    sentence = str(caught.value)
    assert sentence.startswith(f"hyperparameters.{key} is ")
    assert sentence.endswith((".", "?"))
    assert any(
        advice in sentence
        for advice in ("it must be ", "choose one of ", "write true or false", "give a finite one")
    )
    assert len(sentence) < 250
    assert caught.value.template.format(**caught.value.values) == sentence


@pytest.mark.parametrize(("key", "value"), pairs(REFUSED))
def test_that_construction_checks_as_a_file_does(key: str, value: Any) -> None:
    with pytest.raises(InputError) as caught:
        Hyperparameters(**{key: value})
    assert str(caught.value).startswith(DECLARATIONS[key].label)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("learning_rate", 0, "is 0; it must be greater than 0 and at most 1000000."),
        ("learning_rate", "fast", 'is "fast"; it must be a number.'),
        ("learning_rate", True, "is true; it must be a number."),
        ("learning_rate", math.nan, "is not a finite number; give a finite one."),
        ("batch_size", 0, "is 0; it must be at least 1 and at most 1000000."),
        ("batch_size", 2.5, "is 2.5; it must be a whole number."),
        ("momentum", 1, "is 1; it must be at least 0 and less than 1."),
        ("seed", 2**63, f"is {2**63}; it must be at least 0 and at most {2**63 - 1}."),
        ("seed", 10**30, "is a whole number of 31 digits; it must be at least 0 and at most "),
        ("shuffle", 1, "is 1; write true or false."),
        ("update_order", "inplace", "choose one of simultaneous, in_place. Did you mean"),
        ("optimizer", "adagard", "Did you mean 'adagrad'?"),
        ("optimizer", "x", 'is "x"; choose one of sgd, momentum, nesterov, rmsprop, adagrad, '),
    ],
)
def test_that_the_sentence_says_what_is_accepted(key: str, value: Any, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        from_mapping({key: value}, where="h")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(f"h.{key} ")


def test_that_an_unknown_key_is_named_with_what_may_have_been_meant() -> None:
    with pytest.raises(InputError) as caught:
        from_mapping({"learning_rte": 0.1})
    assert str(caught.value) == (
        "hyperparameters has the unknown key 'learning_rte'. Did you mean 'learning_rate'?"
    )
    with pytest.raises(InputError) as caught:
        from_mapping({"zzz": 0.1})
    assert str(caught.value) == "hyperparameters has the unknown key 'zzz'."


@pytest.mark.parametrize("value", ["x" * 10_000, list(range(10_000)), {"a": "b" * 1000}])
def test_that_a_long_value_is_cut_to_fit_a_sentence(value: object) -> None:
    assert len(quoted(value)) <= 40
    with pytest.raises(InputError) as caught:
        from_mapping({"learning_rate": value})
    assert len(str(caught.value)) < 120


def test_that_braces_in_a_value_are_only_text() -> None:
    with pytest.raises(InputError) as caught:
        from_mapping({"loss": "{where}{0}"})
    assert '"{where}{0}"' in str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(5.0, "5"), (-0.25, "-0.25"), (1e6, "1000000"), (1e300, "1e+300"), (10**18, "1" + "0" * 18)],
)
def test_that_numbers_are_written_as_a_person_writes_them(value: float, text: str) -> None:
    assert shortest(value) == text


def test_that_every_choice_has_its_value_and_its_label() -> None:
    registries = {
        "loss": LOSSES,
        "optimizer": OPTIMIZERS,
        "initializer": INITIALIZERS,
        "rule": RULES,
    }
    for key, registry in registries.items():
        assert DECLARATIONS[key].choices == tuple(registry)
    for declaration in DECLARATIONS.values():
        assert len(declaration.labels) == len(declaration.choices)
        assert (declaration.kind == "choice") == bool(declaration.choices)


def test_that_every_declaration_says_what_it_is_for() -> None:
    for declaration in DECLARATIONS.values():
        assert declaration.label
        assert declaration.group
        assert declaration.help.endswith(".")
        assert declaration.kind in ("real", "count", "choice", "flag")


def test_that_only_new_draws_restart_training() -> None:
    restarting = {key for key, declaration in DECLARATIONS.items() if declaration.restarts}
    assert restarting == {"initializer", "initializer_scale", "seed"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_a_setting_is_visible_where_it_has_a_meaning(optimizer: str) -> None:
    h = Hyperparameters(optimizer=optimizer)
    own = {"momentum", "alpha", "beta1", "beta2", "epsilon", "weight_decay"}
    shown = {key for key in own if DECLARATIONS[key].visible(h)}
    assert shown == set(OPTIMIZERS[optimizer].settings)


def test_that_the_numbers_of_other_choices_are_hidden() -> None:
    plain = Hyperparameters()
    assert not DECLARATIONS["huber_delta"].visible(plain)
    assert DECLARATIONS["huber_delta"].visible(Hyperparameters(loss="huber"))
    assert DECLARATIONS["initializer_scale"].visible(plain)
    assert not DECLARATIONS["initializer_scale"].visible(Hyperparameters(initializer="zeros"))


def test_that_epsilon_is_the_optimizers_own_until_one_is_set() -> None:
    assert Hyperparameters(optimizer="adagrad").effective_epsilon == 1e-10
    assert Hyperparameters(optimizer="adam").effective_epsilon == 1e-8
    assert Hyperparameters(optimizer="adagrad", epsilon=0.5).effective_epsilon == 0.5


def test_that_values_are_compared_and_cannot_be_changed() -> None:
    h = Hyperparameters(learning_rate=1)
    assert h == Hyperparameters(learning_rate=1.0)
    assert hash(h) == hash(Hyperparameters(learning_rate=1.0))
    with pytest.raises(AttributeError):
        h.learning_rate = 2.0  # type: ignore[misc]
