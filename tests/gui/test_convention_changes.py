"""What a change of a convention does to the formulas: right, before and after, and only where it
does something.
"""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.arithmetic import arithmetic, round_half_away
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.losses import LOSSES
from gui.convention_changes import Change, changes
from gui.convention_notice import FormulaTable
from gui.loss_boxes import loss_box, slope_box
from gui.math_boxes import Box
from gui.math_export import to_text
from gui.numbers import NumberFormat
from gui.theme import LIGHT


def changed(old: Experiment, **settings: Any) -> tuple[Change, ...]:
    return changes(old, old.edited(**settings), NumberFormat())


def text(box: Box) -> str:
    return normalize("NFC", to_text(box))


def texts(change: Change) -> list[tuple[str, str, str]]:
    return [(text(line.of), text(line.before), text(line.after)) for line in change.lines]


def outputs(count: int) -> Experiment:
    y = np.full((3, count), 0.5)
    layers = (Layer(2, "tanh"), Layer(count, "sigmoid"))
    return Experiment(layers=layers, data=TableData(np.ones((3, 2)), y))


# Losses


@pytest.mark.parametrize("name", ["half_squared_error", "squared_error", "mean_squared_error"])
def test_that_a_square_is_written_as_the_engine_names_it(name: str) -> None:
    def plain(formula: str) -> str:
        return re.sub(r"[ ⱼ]|\((?=[12]/n)|(?<=/n)\)", "", formula)

    assert plain(text(loss_box(name))) == plain(LOSSES[name].formula)
    assert plain(text(slope_box(name))) == plain(LOSSES[name].gradient_formula)


def test_that_every_loss_has_a_formula_and_a_slope(qtbot: QtBot) -> None:
    for name in LOSSES:
        for box in (loss_box(name), slope_box(name)):
            assert "ŷ" in text(box)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("before", ["half_squared_error", "squared_error", "mean_squared_error"])
@pytest.mark.parametrize("after", ["half_squared_error", "squared_error", "mean_squared_error"])
def test_that_the_factor_told_is_that_of_the_engines_gradients(
    before: str, after: str, count: int
) -> None:
    if before == after:
        assert changed(outputs(count).edited(loss=before), loss=after) == ()
        return
    (change,) = changed(outputs(count).edited(loss=before), loss=after)
    y, a = np.full((1, count), 0.25), np.full((1, count), 0.75)
    slopes = [LOSSES[name].gradient(y, a, 1.0)[0, 0] for name in (after, before)]
    ratio = slopes[0] / slopes[1]
    if ratio == 1.0:
        assert "both factors are the same" in change.meaning
    else:
        told = float(change.meaning.rsplit(" ", 1)[1].rstrip("."))
        assert told == pytest.approx(ratio, abs=5e-5)


# Order, rule, biases, rounding


def test_that_in_place_takes_the_new_weights_into_delta_of_the_layer_below() -> None:
    (change,) = changed(Experiment(), update_order="in_place")
    ((of, before, after),) = texts(change)
    assert of == "δ₁⁽²⁾"
    assert "w₁₁⁽³⁾" in before
    assert "new" not in before
    assert "w₁₁^{(3) new}" in after
    (back,) = changed(Experiment().edited(update_order="in_place"), update_order="simultaneous")
    assert texts(back) == [(of, after, before)]


def test_that_with_one_layer_the_order_changes_no_formula() -> None:
    one = Experiment(layers=(Layer(1, "identity"),))
    (change,) = changed(one, update_order="in_place")
    assert change.lines == ()
    assert change.meaning == "With one layer both orders give the same numbers."


def test_that_as_printed_shows_the_two_deltas_and_the_four_weights_that_differ() -> None:
    (change,) = changed(Experiment(), rule="as_printed")
    assert [of for of, _, _ in texts(change)] == [
        "∂L/∂w₁₂⁽²⁾",
        "∂L/∂w₂₁⁽²⁾",
        "δ₁⁽¹⁾",
        "δ₂⁽¹⁾",
        "∂L/∂w₁₂⁽¹⁾",
        "∂L/∂w₂₁⁽¹⁾",
    ]
    delta = texts(change)[2]
    assert "δ₂⁽²⁾·w₂₁⁽²⁾" in delta[1].replace(" ", "")
    assert "w₂₁" not in delta[2]
    assert "missing" in delta[2]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_that_biases_that_are_not_updated_stay(optimizer: str) -> None:
    (change,) = changed(Experiment().edited(optimizer=optimizer), update_biases=False)
    ((of, before, after),) = texts(change)
    assert after.replace("← ", "").strip() == of
    assert ("η" in before) == (optimizer == "sgd")
    assert ("Δ" in before) == (optimizer == "adam")


@pytest.mark.parametrize("decimals", [0, 2, 4])
def test_that_rounding_is_written_as_the_engine_rounds(decimals: int) -> None:
    (change,) = changed(Experiment(), round_to=decimals)
    ((_, before, after),) = texts(change)
    rd = "rd" + "₀₁₂₃₄"[decimals]
    plain = after.replace(" ", "").replace("\u2009", "").replace("\u2005", "")
    assert plain == f"={rd}({rd}(bⱼ+{rd}(wⱼ₁a₁))+{rd}(wⱼ₂a₂))"
    assert "rd" not in before
    b, w, a = 0.123456, np.array([0.745, -1.3355]), np.array([1.5, 0.35])

    def rounded(value: float) -> float:
        return round_half_away(float(value), decimals)

    by_hand = rounded(rounded(b + rounded(w[0] * a[0])) + rounded(w[1] * a[1]))
    exact = arithmetic(decimals)
    assert exact.weighted_sum(w[None, :], np.array([b]), a[None, :])[0, 0] == by_hand


# Frozen parameters


def frozen(*places: int) -> np.ndarray:
    return np.isin(np.arange(15), places)


def test_that_a_frozen_weight_stays_and_one_that_is_let_go_moves() -> None:
    (change,) = changed(Experiment(), frozen=frozen(8))
    assert (change.name, change.before, change.after) == ("w₂₁ of layer 2", "updated", "frozen")
    ((of, before, after),) = texts(change)
    assert of == "w₂₁⁽²⁾"
    assert "∂L/∂w₂₁⁽²⁾" in before
    assert after.replace("← ", "").strip() == of
    (back,) = changed(Experiment().edited(frozen=frozen(8)), frozen=None)
    assert (back.before, back.after) == ("frozen", "updated")
    assert texts(back) == [(of, after, before)]


def test_that_a_frozen_bias_moves_neither_way_where_no_bias_is_updated() -> None:
    (change,) = changed(Experiment().edited(update_biases=False), frozen=frozen(14))
    ((_, before, after),) = texts(change)
    assert before == after


def test_that_a_unit_is_named_as_one_and_many_are_counted() -> None:
    (unit,) = changed(Experiment(), frozen=frozen(8, 9, 11))
    assert unit.name == "Unit 2 of layer 2"
    assert len(unit.lines) == 3
    (many,) = changed(Experiment(), frozen=frozen(*range(15)))
    assert many.name == "15 parameters"
    assert len(many.lines) == 3
    assert "12 more" in many.meaning


def test_that_other_choices_change_no_formula() -> None:
    for settings in ({"learning_rate": 0.3}, {"batch_size": 5}, {"frozen": frozen()}):
        assert changed(Experiment(), **settings) == ()
    deeper = Experiment().edited(frozen=frozen(3))
    assert changed(deeper, layers=(Layer(3, "tanh"), Layer(1, "identity"))) == ()


def test_that_two_at_once_are_told_in_the_order_of_the_line() -> None:
    made = changed(Experiment(), round_to=2, loss="squared_error", update_biases=False)
    assert [change.key for change in made] == ["loss", "update_biases", "round_to"]


def test_that_the_table_tells_its_formulas_to_a_screen_reader(qtbot: QtBot) -> None:
    (change,) = changed(Experiment(), update_biases=False)
    table = FormulaTable(change.lines, LIGHT, 15)
    qtbot.addWidget(table)
    assert "before: ← bⱼ" in table.accessibleName()
    assert table.sizeHint().height() > 40
