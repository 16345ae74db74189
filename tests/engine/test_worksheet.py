"""Worksheets: what their numbers are, that they suit work by hand, and that a seed gives them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from engine import session
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.terms import What
from engine.worksheet import Task, Variant, make, parse_ask
from engine.worksheet_steps import Ask, Step, agrees
from tests.engine.by_hand import Key, work
from tests.engine.worksheet_networks import ARTICLE, RELU, TANH, network

NAMES = {
    What.SUM: "z",
    What.ACTIVATION: "a",
    What.LOSS: "loss",
    What.PATHS: "path",
    What.SLOPE: "slope",
    What.DELTA: "delta",
}


def exactly(value: float) -> Decimal:
    return Decimal(repr(value))


def by_hand(variant: Variant) -> dict[Key, Decimal]:
    e = variant.experiment
    start, data = e.starting_parameters, e.dataset
    return work(
        [layer.activation for layer in e.layers],
        [[[exactly(w) for w in row] for row in W.tolist()] for W in start.W],
        [[exactly(v) for v in b.tolist()] for b in start.b],
        [exactly(v) for v in data.x[0].tolist()],
        [exactly(v) for v in data.y[0].tolist()],
        exactly(e.hyperparameters.learning_rate),
        variant.decimals,
    )


def key_of(step: Step) -> Key:
    term = step.term
    if term.what is What.LOSS:
        return ("loss",)
    if term.what in NAMES:
        return NAMES[term.what], term.layer, term.unit + 1
    new = term.what is What.VALUE
    if term.source is None:
        return "b" if new else "db", term.layer, term.unit + 1
    return "w" if new else "dw", term.layer, term.unit + 1, term.source + 1


@pytest.mark.parametrize("experiment", [ARTICLE, RELU, TANH], ids=["article", "relu", "tanh"])
@pytest.mark.parametrize("decimals", [2, 3, 5])
def test_that_a_pupil_who_rounds_every_result_gets_every_digit_of_the_key(
    experiment: Experiment, decimals: int
) -> None:
    for variant in make(experiment, Task(variants=8, seed=decimals, decimals=decimals)):
        worked = by_hand(variant)
        found = {key_of(step): exactly(step.value) for step in variant.steps}
        assert found == worked


def test_that_numbers_are_small_and_round() -> None:
    for variant in make(ARTICLE, Task(variants=20)):
        theta = variant.experiment.starting_parameters.theta.tolist()
        assert [v for v in theta if not 0.1 <= abs(v) <= 0.9 or round(v, 1) != v] == []
        x, y = variant.experiment.dataset.x, variant.experiment.dataset.y
        assert [v for v in x.ravel().tolist() if v == 0 or round(v, 1) != v] == []
        assert y[0, 0] == pytest.approx(2 * x[0, 0] + 3 * x[0, 1] + 10)


@pytest.mark.parametrize("experiment", [ARTICLE, TANH], ids=["sigmoid", "tanh"])
def test_that_no_unit_is_saturated(experiment: Experiment) -> None:
    for variant in make(experiment, Task(variants=20)):
        curved = {
            i
            for i, layer in enumerate(variant.experiment.layers, 1)
            if layer.activation != "identity"
        }
        sums = [s for s in variant.steps if s.term.what is What.SUM and s.term.layer in curved]
        assert max(abs(step.value) for step in sums) <= 3.0


def test_that_no_relu_is_dead() -> None:
    for variant in make(RELU, Task(variants=20)):
        slopes = [step.value for step in variant.steps if step.term.what is What.SLOPE]
        assert set(slopes) == {1.0}


@pytest.mark.parametrize("decimals", [2, 3])
def test_that_no_result_vanishes_and_every_parameter_moves(decimals: int) -> None:
    for variant in make(ARTICLE, Task(variants=10, decimals=decimals)):
        assert all(step.value for step in variant.steps)
        before = variant.experiment.starting_parameters.theta.tolist()
        new = [step for step in variant.steps if step.term.what is What.VALUE]
        place = variant.experiment.shape.index
        moved = [
            step.value != before[place(step.term.layer - 1, step.term.unit, step.term.source)]
            for step in new
        ]
        assert moved == [True] * len(before)


def test_that_a_seed_gives_the_same_variants_however_many_there_are() -> None:
    few, many = make(TANH, Task(variants=2, seed=4)), make(TANH, Task(variants=5, seed=4))
    other = make(TANH, Task(variants=2, seed=5))
    numbers = [[step.value for step in v.steps] for v in (*few, *many[:2], *other)]
    assert numbers[:2] == numbers[2:4]
    assert numbers[:2] != numbers[4:]


def test_that_no_two_variants_have_the_same_results() -> None:
    variants = make(network(1, (1, "sigmoid")), Task(variants=60, ask=(Ask.LOSS,)))
    results = [tuple(s.value for s in v.steps if v.is_asked(s)) for v in variants]
    assert len(set(results)) == 60


def test_that_what_is_asked_ends_the_work_and_what_leads_there_is_given() -> None:
    (variant,) = make(ARTICLE, Task(ask=parse_ask("delta,loss")))
    asked = {step.ask for step in variant.steps if variant.is_asked(step)}
    assert asked == {Ask.LOSS, Ask.DELTA}
    assert {step.ask for step in variant.steps} == {Ask.Z, Ask.A, *asked, Ask.GRADIENTS}
    assert variant.steps[-1].ask is Ask.DELTA


def test_that_a_small_batch_is_worked_whole_and_a_large_one_by_one_sample() -> None:
    sizes = [
        make(TANH.edited(batch_size=size), Task())[0].experiment.dataset.x.shape[0]
        for size in (1, 3, 4)
    ]
    assert sizes == [1, 3, 1]


def test_that_parameters_which_an_update_leaves_alone_are_not_asked() -> None:
    frozen = np.zeros(TANH.shape.count, dtype=np.bool_)
    frozen[0] = True
    (variant,) = make(TANH.edited(frozen=frozen, update_biases=False), Task())
    new = [step.term for step in variant.steps if step.term.what is What.VALUE]
    weights = int(TANH.shape.is_weight.sum())
    assert len(new) == weights - 1
    assert all(term.source is not None for term in new)
    assert (new[0].unit, new[0].source) == (0, 1)


def test_that_the_formulas_of_every_built_in_session_give_the_key() -> None:
    for name in (*session.builtins(), *session.published()):
        experiment = session.builtin(name).experiment
        if experiment.shape.count > 60:
            continue
        (variant,) = make(experiment, Task())
        assert [step.left for step in variant.steps if not agrees(step, 3)] == [], name


@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "mean_squared_error"},
        {"loss": "huber"},
        {"loss": "mean_absolute_error"},
        {"update_order": "in_place"},
        {"l2": 0.1},
        {"update_biases": False},
        {"batch_size": 2},
    ],
    ids=str,
)
def test_that_every_convention_has_worksheets(settings: dict[str, object]) -> None:
    assert len(make(TANH.edited(**settings), Task(variants=3))) == 3


@pytest.mark.parametrize("activation", ["leaky_relu", "elu", "softplus", "silu", "gelu"])
def test_that_every_activation_has_worksheets(activation: str) -> None:
    (variant,) = make(network(2, (2, activation), (1, "identity")), Task())
    cased = [step.rule for step in variant.steps if step.rule]
    assert all("if z > 0" in rule for rule in cased)
    assert bool(cased) == (activation in ("leaky_relu", "elu"))


def test_that_closed_forms_of_delta_are_asked_without_the_chain_rule() -> None:
    softmax = network(2, (2, "tanh"), (3, "softmax"))
    (variant,) = make(softmax, Task())
    last = [
        step.term.what for step in variant.steps if step.term.layer == 2 and step.ask is Ask.DELTA
    ]
    assert last == [What.DELTA] * 3
    sample = variant.experiment.dataset.y[0].tolist()
    assert sorted(sample) == [0.0, 0.0, 1.0]


def test_that_500_variants_with_too_few_digits_are_refused_in_one_sentence() -> None:
    small = network(1, (1, "sigmoid"))
    with pytest.raises(InputError) as refused:
        make(small, Task(variants=500, decimals=1, ask=(Ask.A,)))
    sentence = str(refused.value)
    assert "there are not 500 variants" in sentence
    assert sentence.endswith("ask for fewer, or for more decimals.")


@pytest.mark.parametrize(
    ("task", "part"),
    [
        ({"variants": 0}, "variants is 0"),
        ({"variants": 1001}, "from 1 to 1000"),
        ({"decimals": 0}, "decimals is 0"),
        ({"decimals": 7}, "from 1 to 6"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_that_an_impossible_task_is_refused(task: dict[str, Any], part: str) -> None:
    with pytest.raises(InputError, match=part):
        Task(**task)


def test_that_too_large_a_network_is_refused() -> None:
    large = ARTICLE.edited(layers=(Layer(20, "tanh"), Layer(1, "identity")))
    with pytest.raises(InputError, match="81 weights and biases, too many"):
        make(large, Task())


def test_that_an_optimizer_with_running_averages_has_no_new_weights_to_work_out() -> None:
    adam = TANH.edited(optimizer="adam")
    (variant,) = make(adam, Task())
    assert Ask.UPDATE not in variant.asked
    with pytest.raises(InputError, match="running averages of adam"):
        make(adam, Task(ask=tuple(Ask)))


def test_that_an_unknown_quantity_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(InputError, match=r'ask has "gradient"; .*Did you mean'):
        parse_ask("z,gradient")
    with pytest.raises(InputError, match='ask has ""'):
        parse_ask("")


def test_that_no_workable_numbers_are_told_in_one_sentence() -> None:
    slow = network(1, (1, "identity"), learning_rate=1e-9)
    with pytest.raises(InputError, match=r"No numbers were found .* give more decimals"):
        make(slow, Task())
