"""The formulas of the audit: evaluated number by number, they must give the engine's gradients, so
that a formula on the screen cannot differ from what is computed; what each slip touches.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from engine import audit, phases
from engine.audit import Audit, Comparison
from engine.audit_formulas import Formula, Side, Symbol, difference
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.gradcheck import after_backward, flat_gradient
from engine.state import Trace
from tests.engine.article_network import experiment as small_values
from tests.engine.article_network import one_update
from tests.engine.audit_networks import reference_network, wide, wrong

# The formulas are what is computed


class Evaluation:
    """Formulas evaluated for the first update: z, a, x and the parameters from the engine's trace,
    each δ from its own formula.
    """

    def __init__(
        self, chosen: Experiment, formulas: Sequence[tuple[Formula, Side]], new: Sequence[Any]
    ) -> None:
        state = after_backward(phases.start(chosen))
        assert state.trace is not None
        self.trace: Trace = state.trace
        self.experiment = chosen
        self.new = new
        self.sides: Mapping[Symbol, Side] = {formula.of: side for formula, side in formulas}

    def gradient(self, of: Symbol) -> float:
        return float(np.mean(self.side(self.sides[of])))

    def side(self, side: Side) -> Any:
        if side.over:
            layer = side.terms[0][0].layer
            assert layer is not None
            units = self.experiment.shape.sizes[layer]
            terms = [_numbered(side.terms[0], side.over, j) for j in range(1, units + 1)]
        else:
            terms = list(side.terms)
        total = sum(math.prod(self.value(factor) for factor in term) for term in terms)
        return total if side.slope is None else total * self.slope(side.slope)

    def value(self, symbol: Symbol) -> Any:
        trace, numbers = self.trace, [int(part) - 1 for part in symbol.sub.replace(",", "")]
        layer = 0 if symbol.layer is None else symbol.layer - 1
        match symbol.letter:
            case "δ":
                return self.side(self.sides[symbol])
            case "w":
                weights = self.new if symbol.new else trace.before.W
                return float(weights[layer][numbers[0], numbers[1]])
            case "a":
                return trace.a[layer][:, numbers[0]]
            case "x":
                return trace.x[:, numbers[0]]
            case "ŷ−y":
                return (trace.a[-1] - trace.y)[:, numbers[0]]
            case "∂L/∂ŷ":
                return (trace.a[-1] - trace.y)[:, numbers[0]]  # of ½(y − ŷ)²
        raise AssertionError(symbol)

    def slope(self, z: Symbol) -> Any:
        assert z.letter == "z"
        assert z.layer is not None
        layer, unit = z.layer - 1, int(z.sub) - 1
        activation = self.experiment.activations[layer]
        return activation.derivative(self.trace.z[layer], self.trace.a[layer])[:, unit]


def _numbered(term: tuple[Symbol, ...], letter: str, number: int) -> tuple[Symbol, ...]:
    return tuple(symbol._replace(sub=symbol.sub.replace(letter, str(number))) for symbol in term)


def evaluated(made: Audit, sides: Sequence[tuple[Formula, Side]]) -> list[float]:
    """The gradient of every parameter by some choice of sides."""
    new = one_update(made.other).parameters.W
    evaluation = Evaluation(made.reference, sides, new)
    return [evaluation.gradient(f.of) for f, _ in sides if f.parameter is not None]


def computed(made: Audit, chosen: Experiment) -> list[float]:
    """The engine's, in the order of the formulas."""
    trace = after_backward(phases.start(chosen)).trace
    assert trace is not None
    gradient = flat_gradient(trace)
    return [float(gradient[f.parameter]) for f in made.formulas if f.parameter is not None]


@pytest.mark.parametrize(
    ("chosen", "comparison"),
    [
        (reference_network(), Comparison.RULE),
        (reference_network(), Comparison.ORDER),
        (small_values(), Comparison.RULE),
        (small_values(), Comparison.ORDER),
        (wide(), Comparison.ORDER),
        (wide(optimizer="adam"), Comparison.ORDER),
    ],
)
def test_that_the_formulas_give_the_gradients_of_the_engine(
    chosen: Experiment, comparison: Comparison
) -> None:
    made = audit.prepare(chosen, comparison)
    assert len(made.formulas) == chosen.shape.count + sum(chosen.shape.sizes[1:])
    reference = evaluated(made, [(f, f.reference) for f in made.formulas])
    assert reference == pytest.approx(computed(made, made.reference), rel=1e-12)
    other = evaluated(made, [(f, f.other) for f in made.formulas])
    assert other == pytest.approx(computed(made, made.other), rel=1e-12)


def test_that_a_closed_form_of_the_loss_stands_in_the_formulas() -> None:
    table = TableData(np.array([[0.3, -0.2]]), np.array([[1.0]]))
    chosen = Experiment(
        layers=(Layer(2, "tanh"), Layer(1, "sigmoid")),
        data=table,
    ).edited(loss="binary_cross_entropy")
    made = audit.prepare(chosen, Comparison.ORDER)
    assert made.formulas[0].reference == Side(((Symbol("ŷ−y", "1"),),))
    found = evaluated(made, [(f, f.reference) for f in made.formulas])
    assert found == pytest.approx(computed(made, made.reference), rel=1e-12)


@pytest.mark.parametrize(
    ("chosen", "comparison"),
    [
        (reference_network(), Comparison.RULE),
        (reference_network(), Comparison.ORDER),
        (wide(), Comparison.ORDER),
    ],
)
def test_that_mending_one_slip_changes_the_gradients_that_it_touches_and_no_others(
    chosen: Experiment, comparison: Comparison
) -> None:
    made = audit.prepare(chosen, comparison)
    as_it_stands = evaluated(made, [(f, f.other) for f in made.formulas])
    parameters = [f.parameter for f in made.formulas if f.parameter is not None]
    for slip in made.slips:
        assert slip.formulas
        mended = evaluated(
            made, [(f, f.reference if f in slip.formulas else f.other) for f in made.formulas]
        )
        changed = {
            parameter
            for parameter, before, after in zip(parameters, as_it_stands, mended, strict=True)
            if before != after
        }
        assert changed == set(slip.parameters), slip.title


@pytest.mark.parametrize("comparison", Comparison)
def test_that_every_difference_belongs_to_a_slip(comparison: Comparison) -> None:
    made = audit.prepare(reference_network(), comparison)
    told = {formula.of for slip in made.slips for formula in slip.formulas}
    assert told == {formula.of for formula in made.formulas if formula.differs}
    touched = {parameter for slip in made.slips for parameter in slip.parameters}
    assert touched == wrong(made)[1]


def test_that_each_slip_of_the_article_touches_the_parameters_that_use_it() -> None:
    made = audit.prepare(reference_network(), Comparison.RULE)
    assert [slip.parameters for slip in made.slips] == [(0, 2, 4), (1, 3, 5), (7, 8, 1, 2)]


def test_that_the_words_of_a_slip_are_one_sentence() -> None:
    for chosen, comparison in ((reference_network(), Comparison.RULE), (wide(), Comparison.ORDER)):
        for slip in audit.prepare(chosen, comparison).slips:
            sentence = slip.sentence.format(**slip.values)
            assert sentence.endswith(".")
            assert sentence.count(".") == 1
            assert slip.title.format(**slip.values)


# What is marked


def by_name(made: Audit, letter: str, sub: str, layer: int) -> Formula:
    return next(f for f in made.formulas if f.of == Symbol(letter, sub, layer))


def test_that_the_missing_path_and_the_swapped_delta_are_what_differs() -> None:
    made = audit.prepare(reference_network(), Comparison.RULE)
    one = difference(by_name(made, "δ", "1", 1))
    assert (one.reference, one.other, one.missing) == ({(1, None)}, set(), 1)
    two = difference(by_name(made, "δ", "2", 1))
    assert (two.reference, two.other, two.missing) == ({(0, None), (1, None)}, {(0, None)}, 1)
    swapped = difference(by_name(made, "w", "12", 2))
    assert (swapped.reference, swapped.other, swapped.missing) == ({(0, 0)}, {(0, 0)}, 0)
    same = difference(by_name(made, "w", "11", 2))
    assert (same.reference, same.other, same.missing) == (set(), set(), 0)


def test_that_in_place_the_new_weights_are_what_differs() -> None:
    made = audit.prepare(reference_network(), Comparison.ORDER)
    found = difference(by_name(made, "δ", "1", 1))
    assert found.reference == found.other == {(0, 1), (1, 1)}
    assert found.missing == 0
