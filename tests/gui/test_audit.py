"""The window of the formula audit: numbers, marks and verdicts, the switch, slips, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from engine import audit as engine_audit
from engine import session
from engine.audit import Comparison
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.trainer import Trainer
from gui.audit.boxes import Mark
from gui.audit.delegate import LARGEST
from gui.audit.model import NUMBERS, Column
from gui.math_boxes import Box
from gui.math_export import to_text
from gui.math_layout import measure
from gui.numbers import MINUS, NumberFormat
from gui.theme import DARK, LIGHT, TINT_PILL, TINT_PILL_DONE, TINT_SELECTED_ROW, Theme
from tests.engine.article_network import experiment as small_values
from tests.engine.audit_networks import reference_network
from tests.gui.audit_stand import Stand, has_color
from tests.gui.test_theme import contrast

LONG = 1e9
LAYER_1, LAYER_2 = set(range(6)), set(range(6, 12))
PRINTED_WRONGLY = LAYER_1 | {7, 8}


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., Stand]]:
    made: list[Stand] = []

    def make_one(experiment: Experiment, size: str = "1400x1000") -> Stand:
        made.append(Stand(qtbot, experiment, size))
        return made[-1]

    yield make_one
    for stand in made:
        stand.window.close()


@pytest.fixture
def stand(make: Callable[..., Stand]) -> Stand:
    made = make(reference_network())
    made.wait()
    return made


# What it shows


def test_that_the_table_says_which_gradients_are_wrong(stand: Stand) -> None:
    assert stand.verdicts(Column.OTHER, "differs") == PRINTED_WRONGLY
    assert stand.verdicts(Column.OTHER, "agrees") == set(range(15)) - PRINTED_WRONGLY
    assert stand.verdicts(Column.REFERENCE, "agrees") == set(range(15))
    assert stand.window.summary.title() == "As printed, 8 of 15 gradients are wrong."
    assert "all 15 agree" in stand.window.summary.text()


def test_that_wrong_numbers_and_altered_formulas_are_marked_and_no_others(stand: Stand) -> None:
    stand.window.table.clearFocus()
    wrong = stand.rows(PRINTED_WRONGLY)
    assert len(wrong) == 8
    for row, entry in stand.entries():
        marked = entry.formula.differs or row in wrong
        assert stand.colored(row, Column.OTHER, LIGHT.err) is (row in wrong), entry.formula.of
        assert stand.colored(row, Column.OTHER_FORMULA, LIGHT.err) is marked, entry.formula.of
        for column in (Column.REFERENCE, Column.REFERENCE_FORMULA, Column.DIFFERENCE):
            assert not stand.colored(row, column, LIGHT.err)
        # The foot under what is due on the left.
        assert stand.colored(row, Column.REFERENCE_FORMULA, LIGHT.ink2) is entry.formula.differs


def test_that_each_kind_of_difference_has_its_own_mark(stand: Stand) -> None:
    found = {
        to_text(entry.name): (marks_of(entry.reference), marks_of(entry.other))
        for _, entry in stand.entries()
    }
    due, wrong, missing, inherited = (
        [mark] for mark in (Mark.DUE, Mark.WRONG, Mark.MISSING, Mark.INHERITED)
    )
    assert found["δ₁⁽¹⁾"] == (due, missing)
    assert found["δ₂⁽¹⁾"] == (due * 2, wrong + missing)
    assert found["∂L/∂w₁₂⁽²⁾"] == (due, wrong)
    assert found["∂L/∂w₁₁⁽²⁾"] == ([], [])
    assert found["∂L/∂w₂₁⁽¹⁾"] == (due, wrong)
    assert found["∂L/∂w₁₁⁽¹⁾"] == found["∂L/∂b₂⁽¹⁾"] == ([], inherited)


def marks_of(box: Box) -> list[object]:
    return [tag.tag for tag in measure(box, LARGEST).tags]


def test_that_formulas_are_written_as_in_the_article(stand: Stand) -> None:
    texts = {
        stand.model.text(n, Column.NAME): (
            stand.model.text(n, Column.REFERENCE_FORMULA),
            stand.model.text(n, Column.OTHER_FORMULA),
        )
        for n, _ in stand.entries()
    }
    plain = {name: tuple("".join(side.split()) for side in sides) for name, sides in texts.items()}
    assert plain["δ₁⁽¹⁾"] == (
        "=(δ₁⁽²⁾·w₁₁⁽²⁾+δ₂⁽²⁾·w₂₁⁽²⁾)·f′(z₁⁽¹⁾)",
        "=δ₁⁽²⁾·w₁₁⁽²⁾missing·f′(z₁⁽¹⁾)",
    )
    assert plain["δ₂⁽¹⁾"] == (
        "=(δ₁⁽²⁾·w₁₂⁽²⁾+δ₂⁽²⁾·w₂₂⁽²⁾)·f′(z₂⁽¹⁾)",
        "=δ₂⁽²⁾·w₁₂⁽²⁾missing·f′(z₂⁽¹⁾)",
    )
    assert plain["∂L/∂w₂₁⁽²⁾"] == ("=δ₂⁽²⁾·a₁⁽¹⁾", "=δ₁⁽²⁾·a₁⁽¹⁾")
    assert plain["∂L/∂w₁₂⁽¹⁾"] == ("=δ₁⁽¹⁾·x₂", "=δ₂⁽¹⁾·x₂")
    assert plain["∂L/∂b₁⁽³⁾"] == ("=δ₁⁽³⁾", "=δ₁⁽³⁾")


def test_that_every_number_is_the_engine_s(stand: Stand) -> None:
    made = engine_audit.prepare(reference_network(), Comparison.RULE)
    lines = {line.parameter: line for block in engine_audit.lines(made) for line in block}
    for row, entry in stand.entries():
        parameter = entry.formula.parameter
        if parameter is None:
            assert [stand.model.text(row, column) for column in NUMBERS] == ["", "", ""]
            continue
        line = lines[parameter]
        values = line.reference.gradient, line.other.gradient, line.reference.difference
        expected = [f"{value:.4f}".replace("-", MINUS) for value in values]
        assert [stand.model.text(row, column) for column in NUMBERS] == expected
        assert line.other.difference == line.reference.difference


def test_that_a_gradient_that_differs_never_reads_like_the_difference(
    make: Callable[..., Stand],
) -> None:
    stand = make(session.builtin("mazur").experiment)
    stand.compare(Comparison.ORDER)
    texts = [
        [stand.model.text(row, column) for column in NUMBERS]
        for row, _ in stand.entries()
        if stand.model.verdict(row, Column.OTHER) == "differs"
    ]
    assert texts
    assert all(other != difference for _, other, difference in texts), texts
    # Two of them are the same to four decimals, and get the digits that tell them apart.
    first = stand.model.lines[0]
    assert texts[0] == ["0.000439", "0.000365", "0.000439"]
    assert f"{first.other.gradient:.4f}" == f"{first.other.difference:.4f}"


def test_that_the_curves_are_runs_of_the_trainer_to_the_bit(make: Callable[..., Stand]) -> None:
    stand = make(Experiment())
    stand.wait()
    made = engine_audit.prepare(Experiment(), Comparison.RULE)
    assert len(stand.window.plot.curves) == 2
    for variant, curve in zip((made.reference, made.other), stand.window.plot.curves, strict=True):
        for point in (curve.points[0], curve.points[40], curve.points[-1]):
            trainer = Trainer(variant)
            trainer.train(Goal(update=point.update), LONG)
            assert point.loss == trainer.evaluate().training
        assert curve.points[-1].update == stand.window.bar.updates()
    assert "cannot tell which gradients are right" in stand.window.summary.text()


def test_that_both_curves_are_drawn(make: Callable[..., Stand]) -> None:
    stand = make(Experiment())
    stand.wait()
    image = stand.window.plot.grab().toImage()
    body = image.copy(QRect(60, 60, image.width() - 90, image.height() - 100))
    assert has_color(body, LIGHT.ink)
    assert has_color(body, LIGHT.err)


def test_that_a_diverging_variant_is_told(make: Callable[..., Stand]) -> None:
    stand = make(small_values((Layer(2, "identity"), Layer(1, "identity")), learning_rate=50.0))
    stand.compare(Comparison.ORDER)
    assert "diverged at update" in stand.window.plot.accessibleDescription()
    assert "The loss falls" not in stand.window.summary.text()


# The switch


def test_that_the_other_comparison_is_in_place(stand: Stand) -> None:
    stand.compare(Comparison.ORDER)
    assert stand.verdicts(Column.OTHER, "differs") == LAYER_1 | LAYER_2
    assert stand.verdicts(Column.REFERENCE, "differs") == set()
    assert stand.window.summary.title() == "In place, 12 of 15 gradients are not the derivative."
    horizontal = Qt.Orientation.Horizontal
    assert stand.model.headerData(Column.REFERENCE, horizontal) == "simultaneous"
    assert stand.model.headerData(Column.OTHER_FORMULA, horizontal) == "in place"
    sentences = [card.accessibleDescription() for card in stand.window.slips.cards]
    assert "W of layer 3 is updated before δ of layer 2" in sentences[0]
    assert "the derivative at no one point" in sentences[0]


def test_that_the_switch_works_by_keys_and_the_last_choice_counts(stand: Stand) -> None:
    control = stand.window.bar.comparisons
    control.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right):
        stand.qtbot.keyClick(control, key)
    stand.wait()
    assert stand.window.bar.comparison() is Comparison.ORDER
    assert stand.verdicts(Column.OTHER, "differs") == LAYER_1 | LAYER_2
    assert len(stand.model.lines) == 15


def test_that_more_updates_make_longer_curves(stand: Stand) -> None:
    control = stand.window.bar.lengths
    control.setFocus()
    stand.qtbot.keyClick(control, Qt.Key.Key_Right)
    stand.wait()
    assert [curve.points[-1].update for curve in stand.window.plot.curves] == [2000, 2000]


def test_that_another_shape_is_told_and_its_order_can_be_compared(
    make: Callable[..., Stand],
) -> None:
    stand = make(small_values((Layer(3, "tanh"), Layer(1, "identity"))))
    stand.wait()
    assert "2-2-2-1 network only, and this one is 2-3-1" in stand.window.unavailable()
    button = next(
        b for b in stand.window.findChildren(QPushButton) if b.isVisible() and "order" in b.text()
    )
    stand.qtbot.keyClick(button, Qt.Key.Key_Space)
    stand.wait()
    assert stand.window.unavailable() == ""
    assert stand.window.bar.comparison() is Comparison.ORDER
    assert stand.verdicts(Column.OTHER, "differs") == set(range(9))


def test_that_a_wide_layer_is_summed_with_sigma(make: Callable[..., Stand]) -> None:
    layers = (Layer(2, "tanh"), Layer(12, "tanh"), Layer(1, "identity"))
    stand = make(small_values(layers))
    stand.compare(Comparison.ORDER)
    row = next(n for n, entry in stand.entries() if entry.formula.of[:3] == ("δ", "1", 1))
    text = "".join(stand.model.text(row, Column.OTHER_FORMULA).split())
    assert text == "=Σⱼδⱼ⁽²⁾·wⱼ₁^{(2)new}·f′(z₁⁽¹⁾)"


# Slips


def test_that_choosing_a_slip_marks_the_parameters_that_it_touches(stand: Stand) -> None:
    first, _, third = stand.window.slips.cards
    first.setFocus()
    stand.qtbot.keyClick(first, Qt.Key.Key_Space)
    marked = stand.window.table.marked
    parameters = {e.formula.parameter for row, e in stand.entries() if row in marked}
    assert parameters == {None, 0, 2, 4}  # None: the δ itself
    bar = stand.window.table.visualRect(stand.model.index(min(marked), Column.NAME))
    image = stand.window.table.viewport().grab(bar).toImage()
    assert image.pixelColor(4, bar.height() // 2) == LIGHT.ink
    stand.qtbot.mouseClick(third, Qt.MouseButton.LeftButton)
    assert not first.isChecked()
    assert stand.window.table.marked == stand.rows({7, 8, 1, 2})
    stand.qtbot.keyClick(third, Qt.Key.Key_Space)
    assert stand.window.table.marked == frozenset()


def test_that_each_slip_has_a_sentence_and_names_what_it_touches(stand: Stand) -> None:
    cards = stand.window.slips.cards
    assert len(cards) == 3
    for card in cards:
        assert card.accessibleName()
        assert card.accessibleDescription().endswith(".")
    assert [card.touches for card in cards] == [
        "touches w₁₁, w₂₁, b₁ of layer 1",
        "touches w₁₂, w₂₂, b₂ of layer 1",
        "touches w₁₂, w₂₁ of layer 2; w₁₂, w₂₁ of layer 1",
    ]
    stand.compare(Comparison.ORDER)
    assert [card.touches for card in stand.window.slips.cards] == [
        "touches all of layers 2 and 1",
        "touches all of layer 1",
    ]


def test_that_a_live_choice_leaves_the_chosen_slip_and_computes_anew(stand: Stand) -> None:
    stand.window.slips.cards[1].setChecked(True)
    marked = stand.window.table.marked
    before = stand.window.plot.curves
    stand.show(reference_network().edited(learning_rate=0.02))
    stand.wait()
    assert stand.window.slips.cards[1].isChecked()
    assert stand.window.table.marked == marked != frozenset()
    assert stand.window.plot.curves != before
    assert stand.verdicts(Column.OTHER, "differs") == PRINTED_WRONGLY


# Keys, copies, looks


def test_that_tab_reaches_every_part_in_the_order_of_reading(stand: Stand) -> None:
    window, reached = stand.window, list[object]()
    stand.compare(Comparison.RULE)
    window.activateWindow()
    window.bar.comparisons.setFocus()
    expected = [window.bar.comparisons, window.bar.lengths, window.table, *window.slips.cards]
    for _ in expected:
        reached.append(QApplication.focusWidget())
        stand.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached == expected
    assert isinstance(QApplication.focusWidget(), QPushButton)


def test_that_rows_are_copied_with_every_digit(stand: Stand) -> None:
    row = min(stand.rows({7}))
    table = stand.window.table
    table.setFocus()
    table.selectRow(row)
    stand.qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells[0] == "∂L/∂w₁₂⁽²⁾"
    line = stand.model.lines[7]
    values = line.reference.gradient, line.other.gradient, line.reference.difference
    assert [float(cell) for cell in cells[3:]] == list(values)


def test_that_a_screen_reader_hears_the_verdict(stand: Stand) -> None:
    row = min(stand.rows({7}))
    spoken = stand.model.index(row, Column.OTHER).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"gradient of w 1 2 of layer 2, as printed, {MINUS}1.8997, differs"
    formula = stand.model.index(row, Column.OTHER_FORMULA)
    assert formula.data(Qt.ItemDataRole.AccessibleTextRole).endswith("slip 3")


def test_that_numbers_and_colours_follow_the_window(stand: Stand) -> None:
    stand.window.set_numbers(NumberFormat(2))
    row = min(stand.rows({7}))
    assert stand.model.text(row, Column.OTHER) == f"{MINUS}1.90"
    stand.window.set_theme(DARK)
    assert stand.colored(row, Column.OTHER, DARK.err)
    assert not stand.colored(row, Column.OTHER, LIGHT.err)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_that_formulas_can_be_read_on_their_marks(theme: Theme) -> None:
    grounds = [
        theme.tint("err", TINT_PILL),
        theme.tint("ink2", TINT_PILL_DONE),
        theme.tint("ink", TINT_SELECTED_ROW),
    ]
    for ground in grounds:
        for token in ("bwd", "fwd", "ink", "err"):
            assert contrast(theme.color(token), ground) >= 4.5, (token, ground.name())
    assert contrast(theme.stage, theme.err) >= 4.5  # the number in a badge


@pytest.mark.parametrize("size", ["1024x700", "1280x860", "1600x1000"])
@pytest.mark.parametrize("comparison", Comparison)
def test_that_no_column_is_cut(
    make: Callable[..., Stand], size: str, comparison: Comparison
) -> None:
    stand = make(Experiment(), size)
    stand.compare(comparison)
    table = stand.window.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.height() > 200
    for card in stand.window.slips.cards:
        assert card.height() >= card.heightForWidth(card.width())


def test_that_the_model_keeps_qt_s_rules(stand: Stand) -> None:
    tester = QAbstractItemModelTester(
        stand.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    stand.compare(Comparison.ORDER)
    stand.compare(Comparison.RULE)
    del tester
