"""Equations of wide layers and large batches: what is left out is told and counted; numbers without
bounds raise nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import phases
from engine.data import TableData
from engine.equations import equation
from engine.experiment import Experiment, Layer
from engine.formula import Part, Words, evaluate
from engine.hyperparameters import Hyperparameters
from engine.shown import Shown
from engine.state import TrainState
from engine.symbols import Column, Equation
from engine.terms import Cursor, outline, terms
from engine.values import Values
from tests.engine.term_samples import network

WIDE = 45


def after(experiment: Experiment, count: int) -> TrainState:
    state = phases.start(experiment)
    with np.errstate(all="ignore"):
        for _ in range(count):
            state = phases.advance(state)
    return state


def at(state: TrainState, unit: int, term: int, row: int = 0) -> Equation:
    found = equation(Shown(state, Cursor(unit, term), row))
    assert found is not None
    return found


def words(columns: tuple[Column, ...]) -> list[str]:
    return [
        column.expression.template.format(**column.expression.values)
        for column in columns
        if isinstance(column.expression, Words)
    ]


def test_that_of_a_long_sum_the_terms_before_stand_in_one_column_that_adds_them_up() -> None:
    state = after(network((Layer(2, "tanh"), Layer(1, "identity")), WIDE), 2)
    count = len(terms(outline(state.experiment), phases.Phase(phases.Kind.FORWARD, 1), 1)) - 2
    assert count == WIDE + 1
    for term in range(1, count + 3):
        found = at(state, 1, term)
        reached = min(term, count)
        known = [column.value for column in found.columns if column.value is not None]
        assert found.total == pytest.approx(sum(known), rel=1e-13)
        assert len(found.columns) <= 7 or term > count
        assert found.columns
        if reached > 6 and term <= count:
            assert words(found.columns) == [f"terms 1 to {reached - 6}"]
            assert len(known) == 7
            assert found.columns[-1].current


def test_that_of_many_outputs_those_around_the_current_one_stand_out() -> None:
    layers = (Layer(2, "tanh"), Layer(WIDE, "identity"))
    state = after(network(layers, loss="squared_error"), 4)
    for unit in (1, 6, 7, 30, WIDE):
        found = at(state, unit, 1)
        known = [column.value for column in found.columns if column.value is not None]
        assert found.total == pytest.approx(sum(known), rel=1e-13)
        assert [column.current for column in found.columns].index(True) == min(unit - 1, 6)
    last = at(state, WIDE, 2)
    assert state.trace is not None
    assert state.trace.losses is not None
    assert last.total == state.trace.losses[0]
    assert words(last.columns) == [f"outputs 1 to {WIDE - 6}"]


def test_that_of_a_large_batch_the_shown_sample_stands_beside_all_others() -> None:
    random = np.random.default_rng(2)
    # One sample far larger than all others: they must not be what is left after it is taken away.
    x = random.uniform(-1.0, 1.0, (20, 2))
    x[3] = 1e12
    data = TableData(x, random.uniform(-1.0, 1.0, (20, 1)))
    experiment = Experiment(2, (Layer(1, "identity"),), data).edited(batch_size=20)
    state = after(experiment, 4)
    trace = state.trace
    assert trace is not None
    delta = trace.delta[0]
    assert delta is not None
    for row in (0, 3):
        found = at(state, 1, 4, row)
        products = delta[:, 0] * x[:, 0]
        own, others = found.columns
        assert own.value == products[row]
        assert others.value == pytest.approx(float(np.delete(products, row).sum()), rel=1e-12)
        assert words(found.columns) == ["the other 19 samples"]
        assert found.samples == 20


def test_that_a_softmax_of_many_outputs_sums_them_up_in_words() -> None:
    layers = (Layer(2, "tanh"), Layer(9, "softmax"))
    state = after(network(layers, loss="cross_entropy"), 3)
    count = len(terms(outline(state.experiment), phases.Phase(phases.Kind.FORWARD, 2), 9))
    for term in range(1, count + 1):
        found = at(state, 9, term)
        if found.left is not None and found.left.letter == "a":
            (column,) = found.columns
            assert evaluate(column.expression) == pytest.approx(column.value, rel=1e-12)


def test_that_a_saturated_output_has_an_equation_without_a_warning() -> None:
    data = TableData(np.array([[800.0, 1.0]]), np.array([[0.0]]))
    h = Hyperparameters(loss="binary_cross_entropy")
    experiment = Experiment(2, (Layer(1, "sigmoid"),), data, 0.0, h, start=np.array([1.0, 0, 0]))
    state = after(experiment, 4)
    shown = [equation(Shown(state, Cursor(1, term))) for term in (1, 2, 3)]
    assert [None if one is None else one.total for one in shown] == [np.inf, 0.0, 1.0]
    closing = shown[2].closing if shown[2] is not None else None
    assert closing is not None
    assert evaluate(closing.expression) == 1.0


def test_that_numbers_beyond_all_bounds_are_shown_without_a_warning() -> None:
    data = TableData(np.array([[1e200, -1e200]]), np.array([[1.0]]))
    start = np.array([1e200, 1e200, 0.0])
    experiment = Experiment(2, (Layer(1, "identity"),), data, start=start)
    state = after(experiment, 2)
    totals = [at(state, 1, term).total for term in (1, 2, 3, 4)]
    assert totals[:2] == [0.0, np.inf]
    assert totals[2] is not None
    assert np.isnan(totals[2])
    assert state.trace is not None
    np.testing.assert_equal(totals[3], state.trace.z[0][0, 0])
    assert equation(Shown(state), Part(1, 0)) is not None


MILLION = 1_000_000


@pytest.mark.parametrize("phases_done", [3, 6])  # z of the output unit; δ of a unit of layer 1
@pytest.mark.parametrize("shape", [(1, MILLION, 1), (1, 1, MILLION)])
def test_that_of_a_sum_of_a_million_terms_few_numbers_are_asked_for(
    shape: tuple[int, int, int], phases_done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, hidden, outputs = shape
    table = TableData(np.ones((1, inputs)), np.ones((1, outputs)))
    layers = (Layer(hidden, "tanh"), Layer(outputs, "identity"))
    state = after(Experiment(inputs=inputs, layers=layers, data=table), phases_done)
    asked: list[object] = []
    get = Values.__getitem__

    def counted(values: Values, index: Any) -> Any:
        asked.append(index)
        return get(values, index)

    monkeypatch.setattr(Values, "__getitem__", counted)
    found = equation(Shown(state), Part(2 if phases_done == 3 else 1, 0))
    assert found is not None
    assert len(found.columns) <= 7
    assert len(found.sums) < 100
    assert len(asked) < 100


def test_that_numbers_are_taken_from_what_was_computed_and_hidden_until_known() -> None:
    numbers = np.array([1.5, -2.0, 3.0])
    assert [*Values(numbers)] == [1.5, -2.0, 3.0]
    known = Values(numbers, np.array([True, False, True]))
    assert [*known] == [1.5, None, 3.0]
    assert [*known[1:]] == [None, 3.0]
    assert (known[-1], known[1]) == (3.0, None)
    assert known.any_shown
    assert [*Values.none(2)] == [None, None]
    assert not Values.none(2).any_shown


def test_that_the_terms_of_a_unit_are_made_when_asked_for_however_many_there_are() -> None:
    plan = outline(network((Layer(2, "tanh"), Layer(1, "identity"), Layer(2, "identity")), 3))
    wide = plan._replace(sizes=(MILLION, MILLION, 2), slots=2)
    for phase, count in (
        (phases.Phase(phases.Kind.FORWARD, 1), MILLION + 3),
        (phases.Phase(phases.Kind.BACKWARD, 1), 2 + 3 + MILLION + 1),
        (phases.Phase(phases.Kind.UPDATE), 4 * (MILLION + 1)),
    ):
        made = terms(wide, phase, MILLION)
        assert len(made) == count
        assert sum(len(run.pattern) for run in made.runs) < 10
        assert made[count // 2].source == made.up_to(count // 2 + 1)[-1].source
    narrow = terms(plan, phases.Phase(phases.Kind.UPDATE), 3)
    for size in range(len(narrow) + 1):
        assert [*narrow.up_to(size)] == [*narrow[:size]]
