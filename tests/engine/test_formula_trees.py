"""Formulas as trees: each gives what its activation, loss or optimizer computes, in each branch."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.equations import equation
from engine.experiment import Experiment, Layer
from engine.formula import (
    FUNCTIONS,
    Call,
    Case,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    Words,
    evaluate,
    exp,
    minus,
    plus,
    quantities,
    times,
)
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.symbols import Equation
from tests.engine.term_samples import network, shown_of, walk

POINTS = (-6.5, -3.0, -1.0, -0.3, -1e-3, 0.0, 1e-3, 0.4, 1.0, 2.5, 7.0)
DELTAS = (0.5, 1.0, 2.0)


def known(letter: str, value: float) -> Quantity:
    return Quantity(letter, value)


def cases(node: Node) -> list[Case]:
    """The piecewise parts of a tree."""
    match node:
        case Case(part):
            return [node, *cases(part)]
        case Sum(parts) | Product(parts):
            return [found for part in parts for found in cases(part)]
        case Negative(part) | Call(_, part):
            return cases(part)
        case Quotient(above, below):
            return cases(above) + cases(below)
        case Power(base, exponent):
            return ([] if base is None else cases(base)) + cases(exponent)
        case Quantity() | Number() | Words():
            return []


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_that_an_activation_s_trees_give_f_and_its_derivative(name: str) -> None:
    activation = ACTIVATIONS[name]
    signs: set[str] = set()
    for point in POINTS:
        z = np.array([point])
        a = activation.f(z)
        f = activation.unfold(known("z", point))
        slope = activation.unfold_derivative(known("z", point), known("a", float(a[0])))
        assert evaluate(f) == pytest.approx(a[0], rel=1e-12, abs=1e-15)
        expected = activation.derivative(z, a)[0]
        assert evaluate(slope) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        for case in (*cases(f), *cases(slope)):
            signs.add(case.sign)
            assert holds(case)
    assert signs in (set(), {">", "≤"})


def holds(case: Case) -> bool:
    """Whether the reason that a branch gives is true."""
    left, right = evaluate(case.left), evaluate(case.right)
    return left > right if case.sign == ">" else left <= right


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("name", LOSSES)
def test_that_a_loss_s_trees_give_its_shares_and_its_gradient(name: str, outputs: int) -> None:
    loss = LOSSES[name]
    bounded = loss.output is not None
    targets = (0.0, 0.2, 1.0) if bounded else POINTS
    predictions = (0.03, 0.5, 0.9) if bounded else POINTS
    signs: set[str] = set()
    for y, a, d in ((y, a, d) for y in targets for a in predictions for d in DELTAS):
        row = np.full((1, outputs), a)
        z = np.log(row) if name == "cross_entropy" else np.log(row / (1 - row)) if bounded else row
        if name == "cross_entropy":  # z of a softmax: the other outputs share what is left
            z = np.log(np.array([[a] + [(1 - a) / max(1, outputs - 1)] * (outputs - 1)]))
            if outputs == 1:
                continue
        share = loss.unfold_share(known("y", y), known("ŷ", a), outputs, d)
        expected = loss.shares(np.full((1, outputs), y), row, z, d)[0, 0]
        assert evaluate(share) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        gradient = loss.unfold_gradient(known("y", y), known("ŷ", a), outputs, d)
        expected = loss.gradient(np.full((1, outputs), y), row, d)[0, 0]
        assert evaluate(gradient) == pytest.approx(expected, rel=1e-12, abs=1e-15)
        for case in (*cases(share), *cases(gradient)):
            signs.add(case.sign)
            assert holds(case)
    assert signs == ({">", "≤"} if name == "huber" else set())


def combinations() -> Iterator[tuple[str, str, str]]:
    """Every activation with every loss that it may have, each with another optimizer."""
    optimizers = list(OPTIMIZERS)
    number = 0
    for loss in LOSSES.values():
        for activation in [loss.output] if loss.output else ACTIVATIONS:
            if activation == "softmax" and loss.output is None:
                continue
            yield activation, loss.name, optimizers[number % len(optimizers)]
            number += 1


@pytest.mark.parametrize(("activation", "loss", "optimizer"), list(combinations()))
def test_that_every_column_of_every_term_comes_to_what_its_tree_gives(
    activation: str, loss: str, optimizer: str
) -> None:
    hidden = activation if activation != "softmax" else "tanh"
    layers = (Layer(2, hidden), Layer(2, activation))
    experiment = network(layers, loss=loss, optimizer=optimizer, batch_size=3, huber_delta=0.8)
    seen = 0
    for trainer, _ in walk(experiment):
        for row in range(shown_of(trainer).experiment.hyperparameters.batch_size):
            found = equation(shown_of(trainer, row))
            assert found is not None
            seen += compared(found)
    assert seen > 200


def compared(found: Equation) -> int:
    """How many columns of an equation were compared with what their trees give."""
    columns = [column for column in found.columns if column.value is not None]
    for column in columns:
        given = evaluate(column.expression)
        assert column.value == pytest.approx(given, rel=1e-12, abs=1e-15)
    return len(columns)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_averages_and_changes_come_to_what_their_trees_give_from_update_to_update(
    optimizer: str,
) -> None:
    experiment = network(
        (Layer(2, "tanh"), Layer(1, "identity")), optimizer=optimizer, weight_decay=0.2, epsilon=0.1
    )
    for trainer, stop in walk(experiment, 5):
        if stop.fact.what in ("average", "change", "value"):
            found = equation(shown_of(trainer))
            assert found is not None
            assert compared(found)


def test_that_a_tree_is_evaluated_as_it_is_read() -> None:
    x, y = known("x", 3.0), known("y", -2.0)
    assert evaluate(plus(x, y, Number(0.5))) == 1.5
    assert evaluate(minus(x, y)) == 5.0
    assert evaluate(times(x, y, Number(2.0))) == -12.0
    assert evaluate(Quotient(x, y)) == -1.5
    assert evaluate(Power(y, Number(3.0))) == -8.0
    assert evaluate(exp(Number(1.0))) == math.e
    assert evaluate(Call("abs", y)) == 2.0
    assert evaluate(Words("others", {}, 4.0)) == 4.0
    assert [q.letter for q in quantities(Quotient(times(x, y), Power(None, Negative(x))))] == [
        *("x", "y", "x")
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_that_what_is_not_yet_known_makes_the_whole_unknown(name: str) -> None:
    late = Quantity("z", None)
    assert math.isnan(evaluate(Call(name, late)))
    assert math.isnan(evaluate(Case(Number(1.0), late, ">", Number(0.0))))
    assert math.isnan(evaluate(Quotient(Number(0.0), late)))
    assert math.isnan(evaluate(plus(Number(1.0), Words("others", {}, None))))


def test_that_what_overflows_is_infinite_and_raises_nothing() -> None:
    large = Number(1e200)
    assert evaluate(Power(large, Number(2.0))) == math.inf
    assert evaluate(exp(large)) == math.inf
    assert evaluate(Quotient(Number(-1.0), Number(0.0))) == -math.inf
    assert math.isnan(evaluate(Quotient(Number(0.0), Number(0.0))))
    assert evaluate(Call("ln", Number(0.0))) == -math.inf
    assert evaluate(Call("phi", large)) == 0.0
    assert evaluate(Call("sigma", Number(-1e6))) == pytest.approx(0.0, abs=1e-300)


def test_that_a_branch_is_not_told_before_z_is_known() -> None:
    for name in ("leaky_relu", "elu"):
        experiment: Experiment = network((Layer(2, name), Layer(1, "identity")))
        told: list[bool] = []
        for trainer, stop in walk(experiment, 1):
            if stop.fact.layer == 1 and stop.fact.what in ("bias", "product", "sum"):
                found = equation(shown_of(trainer))
                assert found is not None
                assert found.closing is not None
                told.append(bool(cases(found.closing.expression)))
        assert told == [False, False, False, True] * 2
