"""The equation of every term: its numbers are the engine's, and it comes to what it says."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import accumulate

import pytest

from engine.equations import equation
from engine.experiment import Experiment
from engine.formula import Node, Product, Quantity, evaluate, quantities
from engine.grain import Grain
from engine.hyperparameters import OPTIMIZER_CHOICES
from engine.shown import Shown
from engine.symbols import Column, Equation
from engine.trainer import Trainer
from tests.engine.equation_numbers import allowed
from tests.engine.term_samples import NETWORKS, Stop, shown_of, walk

EVERY = pytest.mark.parametrize("experiment", NETWORKS.values(), ids=NETWORKS.keys())
SUMMANDS = ("bias", "product", "path")


def made(shown: Shown) -> Equation:
    found = equation(shown)
    assert found is not None
    return found


def unit_in_the_last_place(experiment: Experiment) -> float:
    """Half of it, where results are rounded as on paper."""
    digits = experiment.hyperparameters.round_to
    return 0.0 if digits is None else 0.5001 * 10**-digits


def held(stop: Stop) -> bool:
    """Whether the parameter of a stop may not change."""
    experiment, fact = stop.update.trace.experiment, stop.fact
    index = experiment.shape.index(fact.layer - 1, fact.unit, fact.source)
    return experiment.held is not None and bool(experiment.held[index])


@EVERY
def test_that_no_symbol_has_a_number_before_its_turn_nor_another_than_the_engine_s(
    experiment: Experiment,
) -> None:
    for trainer, stop in walk(experiment):
        for row in {0, stop.update.trace.samples.size - 1}:
            found = made(shown_of(trainer, row))
            for quantity, of_row in symbols(found, row):
                assert quantity.value in allowed(quantity, stop, of_row), (stop.fact, quantity)


def symbols(found: Equation, row: int) -> list[tuple[Quantity, int]]:
    """Every symbol of an equation, with the sample that it belongs to; but for ∂L/∂a beside its
    last path, which is the sum that stands in the equation.
    """
    nodes: list[tuple[Node, int]] = [] if found.left is None else [(found.left, row)]
    for number, column in enumerate(found.columns):
        nodes.append((column.expression, number if column.averaged else row))
    if found.closing is not None:
        nodes.append((found.closing.expression, row))
        if found.closing.assigned:
            assert found.closing.left.value is None  # it comes with the next term
        else:
            nodes.append((found.closing.left, row))
    every = [(quantity, at) for node, at in nodes for quantity in quantities(node)]
    return [one for one in every if not is_the_sum(one[0], found)]


def is_the_sum(quantity: Quantity, found: Equation) -> bool:
    """Whether a symbol stands for the left side, and has the sum of all columns although that has
    not had its turn.
    """
    summed = not found.whole and all(column.value is not None for column in found.columns)
    stands = found.left is not None and replace(quantity, value=None) == found.left
    return summed and stands and quantity.value == found.total


@EVERY
def test_that_each_column_comes_to_what_its_formula_gives(experiment: Experiment) -> None:
    half = unit_in_the_last_place(experiment)
    columns = 0
    for trainer, stop in walk(experiment):
        found = made(shown_of(trainer))
        for column in found.columns:
            if column.value is None or (stop.fact.what in ("average", "change") and held(stop)):
                continue
            given = evaluate(column.expression)
            if isinstance(column.expression, Quantity):
                assert column.value == given
            else:
                assert column.value == pytest.approx(given, rel=1e-12, abs=half or 1e-15)
            columns += 1
            assert_product(column, half)
    assert columns > 100


def assert_product(column: Column, half: float) -> None:
    """A product of symbols alone is the product of their numbers, rounded once."""
    expression = column.expression
    if isinstance(expression, Product) and all(isinstance(p, Quantity) for p in expression.parts):
        factors = [float("nan") if p.value is None else p.value for p in quantities(expression)]
        size = abs(math.prod(factors))
        assert column.value == pytest.approx(
            math.prod(factors), rel=0, abs=half or (len(factors) - 1) * 2.2e-16 * size
        )


@EVERY
def test_that_a_parameter_that_is_held_says_so_and_keeps_everything(experiment: Experiment) -> None:
    seen = 0
    for trainer, stop in walk(experiment):
        if stop.fact.what not in ("average", "change", "value"):
            continue
        found = made(shown_of(trainer))
        assert ("frozen" in found.note) == held(stop)
        if not held(stop):
            continue
        seen += 1
        index = experiment.shape.index(stop.fact.layer - 1, stop.fact.unit, stop.fact.source)
        expected = {
            "average": stop.update.trace.slots[0][index],
            "change": 0.0,
            "value": stop.update.start.parameters.theta[index],
        }[stop.fact.what]
        assert found.total == expected
    assert (seen > 0) == (experiment.held is not None)


@EVERY
def test_that_the_total_is_the_running_sum_and_at_last_the_engine_s_value(
    experiment: Experiment,
) -> None:
    half = unit_in_the_last_place(experiment)
    for trainer, stop in walk(experiment):
        shown = shown_of(trainer)
        found = made(shown)
        values = [column.value for column in found.columns if column.value is not None]
        what = stop.fact.what
        if what in SUMMANDS:
            running = list(accumulate(values, lambda a, b: a + b))[-1]
            assert found.total == pytest.approx(running, rel=0, abs=len(values) * half)
            assert not found.whole
            assert len(values) == 1 + index_in_unit(stop)
        elif found.left is not None:
            assert found.whole == (what != "share")
            own = own_value(shown, stop)
            if own is not None:
                assert found.total == own
                assert found.left.value == own
            assert_sum(found, values, half)


def own_value(shown: Shown, stop: Stop) -> float | None:
    """What the term of a stop makes known, as every panel shows it; None for a part of a sum."""
    what, layer, j, k, _ = stop.fact
    match what:
        case "sum":
            return shown.z(layer)[j]
        case "activation":
            return shown.a(layer)[j]
        case "loss":
            return shown.loss
        case "paths":
            return shown.loss_gradient(layer, j)
        case "slope":
            return shown.slope(layer, j)
        case "delta":
            return shown.delta(layer)[j]
        case "gradient":
            return shown.gradient(layer, j, k)
        case "change":
            return shown.change(layer, j, k)
        case "value":
            return shown.value(layer, j, k)
        case _:
            return None


def index_in_unit(stop: Stop) -> int:
    """How many summands of the unit came before this one."""
    fact = stop.fact
    own = [f for f in stop.known if f.what in SUMMANDS and f[1:3] == fact[1:3]]
    return len([f for f in own if (f.what == "path") == (fact.what == "path")]) - 1


def assert_sum(found: Equation, values: list[float], half: float) -> None:
    """The columns add up to the total: the averaged ones as a mean, the others as they are."""
    averaged = [column.value for column in found.columns if column.averaged]
    others = [column.value for column in found.columns if not column.averaged]
    assert None not in averaged
    total = sum(filter(None, others)) + sum(filter(None, averaged)) / max(1, found.samples)
    assert found.total is not None
    size = sum(abs(value) for value in values)
    assert found.total == pytest.approx(
        total, rel=0, abs=(len(values) + 2) * (half or 2.2e-16 * max(size, 1e-300))
    )


@EVERY
def test_that_the_current_column_is_the_term_s_and_later_ones_wait(experiment: Experiment) -> None:
    for trainer, stop in walk(experiment):
        found = made(shown_of(trainer))
        current = [number for number, column in enumerate(found.columns) if column.current]
        what = stop.fact.what
        if what in SUMMANDS:
            assert current == [index_in_unit(stop)]
            late = [column.value for column in found.columns[current[0] + 1 :]]
            assert late == [None] * len(late)
        elif what == "share":
            assert current == [stop.fact.unit]
        elif what in ("sum", "loss", "batch", ends_paths(stop)):
            assert current == []  # the whole sum is meant
        elif what == "value":
            assert current == [1]
        else:
            assert current == [0], stop.fact


def ends_paths(stop: Stop) -> str:
    """What stands behind the paths of a stop's layer: of a softmax δ itself; without paths none."""
    trace = stop.update.trace
    if stop.fact.layer < len(trace.z):
        return "paths"
    return "delta" if trace.experiment.layers[-1].activation == "softmax" else ""


def test_that_the_formula_beside_the_last_path_has_the_sum() -> None:
    """As shared/look/figure-print.png has it; before that path it waits."""
    seen: list[tuple[int, bool]] = []
    for trainer, stop in walk(NETWORKS["2-2-2-1"]):
        if stop.fact.what == "path" and stop.fact.layer == 1:
            found = made(shown_of(trainer))
            assert found.closing is not None
            slope = next(q for q in quantities(found.closing.expression) if q.over is not None)
            seen.append((stop.fact.part, slope.value == found.total))
            assert found.closing.left.value is None
            assert slope.value is None or slope.value == found.total
    assert seen[:4] == [(0, False), (1, True)] * 2


@EVERY
def test_that_the_formula_beside_it_comes_to_its_left_side_as_soon_as_all_is_known(
    experiment: Experiment,
) -> None:
    half = unit_in_the_last_place(experiment)
    for trainer, stop in walk(experiment):
        closing = made(shown_of(trainer)).closing
        if closing is None:
            continue
        given = evaluate(closing.expression)
        known = all(q.value is not None for q in quantities(closing.expression))
        assert math.isnan(given) != known, stop.fact
        if closing.left.value is not None:
            assert closing.left.value == pytest.approx(given, rel=1e-12, abs=half or 1e-15)


def test_that_a_typed_weight_leaves_the_equation_of_the_update_before_it_true() -> None:
    trainer = after_update("adam")
    before = trainer.state.parameters.theta
    typed = before.copy()
    typed[0] = 0.75
    trainer.edit(trainer.state.experiment, typed)
    shown = Shown(trainer.state)
    assert shown.value(1, 0, 0) == 0.75
    assert made(shown).total == before[0]


@pytest.mark.parametrize("later", OPTIMIZER_CHOICES)
@pytest.mark.parametrize("first", OPTIMIZER_CHOICES)
def test_that_another_optimizer_leaves_the_equations_of_the_update_before_it(
    first: str, later: str
) -> None:
    trainer = after_update(first)
    before = made(Shown(trainer.state))
    trainer.edit(trainer.state.experiment.edited(optimizer=later))
    after = made(Shown(trainer.state))
    assert (after.columns, after.total) == (before.columns, before.total)


def after_update(optimizer: str) -> Trainer:
    trainer = Trainer(Experiment().edited(optimizer=optimizer))
    trainer.step(Grain.UPDATE)
    return trainer
