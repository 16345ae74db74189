"""The formula audit: which gradients are wrong, and the two curves."""

from __future__ import annotations

import numpy as np
import pytest

from engine import audit
from engine.audit import Comparison, Curve
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.trainer import Trainer
from tests.engine.article_network import experiment as small_values
from tests.engine.audit_networks import EXAMPLES, all_lines, reference_network, wide, wrong

LONG = 1e9
LAYER_1, LAYER_2 = range(6), range(6, 12)
W12_2, W21_2 = 7, 8


# What is wrong


def test_that_the_audit_finds_exactly_the_wrong_gradients_of_the_article() -> None:
    reference, printed = wrong(audit.prepare(reference_network(), Comparison.RULE))
    assert reference == set()
    assert printed == {*LAYER_1, W12_2, W21_2}


def test_that_the_article_gradients_of_the_upper_layers_are_the_published_ones() -> None:
    made = all_lines(audit.prepare(reference_network(), Comparison.RULE))
    example = EXAMPLES["REFERENCE_app_2_2_2_1_sigmoid"]
    seed = example["NEGATIVE_seed_article_formulas_taken_literally"]
    for side, numbers in (("other", seed), ("reference", example["recomputed"])):
        expected = [
            np.append(np.ravel(numbers["grad_W"][layer]), numbers["grad_b"][layer])
            for layer in (1, 2)
        ]
        found = [getattr(line, side).gradient for line in made if line.parameter >= 6]
        assert found == pytest.approx(np.concatenate(expected).tolist(), rel=1e-14)


def test_that_in_place_updates_miss_the_derivative_below_the_output_layer_only() -> None:
    simultaneous, in_place = wrong(audit.prepare(reference_network(), Comparison.ORDER))
    assert simultaneous == set()
    assert in_place == {*LAYER_1, *LAYER_2}


def test_that_both_comparisons_change_one_convention_at_a_time() -> None:
    for start in ("as_printed", "chain_rule"):
        chosen = reference_network().edited(rule=start, update_order="in_place", round_to=3)
        made = audit.prepare(chosen, Comparison.RULE)
        assert wrong(made) == (set(), {*LAYER_1, W12_2, W21_2})
        made = audit.prepare(chosen, Comparison.ORDER)
        assert wrong(made)[0] == set()
        assert made.other.hyperparameters.rule == "chain_rule"


def test_that_both_variants_start_from_the_same_values() -> None:
    drawn = Experiment().edited(seed=11)
    made = audit.prepare(drawn, Comparison.RULE)
    thetas = [e.starting_parameters.theta.tolist() for e in (made.reference, made.other, drawn)]
    assert thetas[0] == thetas[1] == thetas[2]


def test_that_another_shape_has_no_printed_formulas_but_an_order() -> None:
    with pytest.raises(InputError, match="2-2-2-1 network only, and this one is 3-4-2-2"):
        audit.prepare(wide(), Comparison.RULE)
    simultaneous, in_place = wrong(audit.prepare(wide(), Comparison.ORDER))
    assert simultaneous == set()
    output = range(4 * 3 + 4 + 2 * 4 + 2, wide().shape.count)
    assert in_place == set(range(wide().shape.count)) - set(output)


def test_that_a_network_without_hidden_layers_knows_no_difference_of_order() -> None:
    single = small_values((Layer(1, "identity"),))
    made = audit.prepare(single, Comparison.ORDER)
    assert made.slips == ()
    assert wrong(made) == (set(), set())
    assert not any(formula.differs for formula in made.formulas)


def test_that_of_a_large_network_some_parameters_of_every_layer_are_checked() -> None:
    large = small_values((Layer(40, "tanh"), Layer(40, "tanh"), Layer(1, "identity")))
    made = audit.prepare(large, Comparison.ORDER)
    assert made.parameters.size == audit.MOST_PARAMETERS
    assert len(set(made.parameters.tolist())) == audit.MOST_PARAMETERS
    for part in large.shape.layer_slices:
        assert ((made.parameters >= part.start) & (made.parameters < part.stop)).any()
    checked = [line.parameter for line in all_lines(made)]
    assert checked == made.parameters.tolist()
    assert {f.parameter for f in made.formulas if f.parameter is not None} == set(checked)


# The curves


def trained(chosen: Experiment, updates: int) -> Trainer:
    trainer = Trainer(chosen)
    trainer.train(Goal(update=updates), LONG)
    return trainer


@pytest.mark.parametrize("comparison", Comparison)
@pytest.mark.parametrize("seconds", [LONG, 0.0])
def test_that_each_curve_is_a_run_of_the_trainer_to_the_bit(
    comparison: Comparison, seconds: float
) -> None:
    made = audit.prepare(Experiment().edited(batch_size=7, shuffle=True), comparison)
    for variant in (made.reference, made.other):
        curve = Curve(variant, 150)
        while not curve.go_on(seconds):
            pass
        assert [point.update for point in curve.points] == [
            150 * number // 100 for number in range(101)
        ]
        for point in (*curve.points[:3], curve.points[60], curve.points[-1]):
            assert point.loss == trained(variant, point.update).evaluate().training
    losses = [trained(variant, 150).evaluate().training for variant in (made.reference, made.other)]
    assert losses[0] != losses[1]


def test_that_a_curve_at_epoch_ends_is_the_loss_curve_of_the_window() -> None:
    chosen = audit.prepare(Experiment(), Comparison.RULE).other
    curve = Curve(chosen, 10 * 200)
    assert curve.go_on(LONG)
    history = trained(chosen, 10 * 200).history().training
    ends = {update + 1: loss for update, loss in enumerate(history.last) if not np.isnan(loss)}
    assert history.width == 1
    assert len(ends) == 10
    assert {p.update: p.loss for p in curve.points if p.update in ends} == ends


def test_that_a_few_updates_give_a_point_each() -> None:
    curve = Curve(Experiment(), 3)
    assert curve.go_on(LONG)
    assert [point.update for point in curve.points] == [0, 1, 2, 3]


def test_that_a_curve_ends_where_training_diverges() -> None:
    chosen = audit.prepare(
        small_values((Layer(2, "identity"), Layer(1, "identity")), learning_rate=50.0),
        Comparison.ORDER,
    )
    for variant in (chosen.reference, chosen.other):
        expected = Trainer(variant)
        expected.train(Goal(update=500), LONG)
        curve = Curve(variant, 500)
        assert curve.go_on(LONG)
        assert expected.diverged_at is not None
        assert curve.diverged_at == expected.diverged_at
        assert curve.points[-1].update < expected.diverged_at
