"""The equation of the moment: its three rows, the current term, its numbers, what can be pointed at
and copied.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.grain import Grain
from engine.phases import Kind
from engine.trainer import Trainer
from gui.frame import Selection
from gui.numbers import DecimalSign, NumberFormat
from gui.panels.equations import EquationsPanel
from gui.theme import DARK, LIGHT, Theme
from tests.engine.term_samples import NETWORKS
from tests.gui.equation_samples import (
    SMALL,
    frame_at,
    frame_of,
    panel,
    places,
    spelled,
    texts,
)

ARTICLE = NETWORKS["2-2-2-1"]
FORWARD, BACKWARD = 1, 7  # the numbers of the phases of layer 1
PATH = (0, BACKWARD, 1, 2)  # the second path of unit 1


def image(shown: EquationsPanel) -> QImage:
    return shown.grab().toImage()


def color(shown: EquationsPanel, x: float, y: float) -> QColor:
    return image(shown).pixelColor(round(x), round(y))


def current(shown: EquationsPanel) -> QRectF:
    found = places(shown).current
    assert found is not None
    return found.translated(shown._origin())


# Rows and columns


def test_that_before_the_first_update_a_sentence_stands_there(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_of(Trainer(ARTICLE)))
    assert shown.equation() is None
    assert shown.places() is None
    assert shown.accessibleDescription() == ""
    assert image(shown) != image(panel(qtbot, frame_at(ARTICLE, *PATH)))
    shown.copy_picture()
    shown.copy_latex()
    shown.copy_text()


def test_that_symbols_numbers_and_result_stand_in_three_rows(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    rows = {caption.text: caption.y for caption in places(shown).captions}
    assert rows["symbols"] < rows["numbers"] < rows["result"]
    baselines = sorted(
        {round(formula.y, 3) for formula in places(shown).formulas if formula.x < 500}
    )
    assert [round(y, 3) for y in list(rows.values())[:3]] == baselines
    state = frame_at(ARTICLE, *PATH).state
    assert state.trace is not None
    delta, W = state.trace.delta[1], state.parameters.W[1]
    assert delta is not None
    products = [delta[0, j] * W[j, 0] for j in range(2)]
    found = texts(shown)
    write = NumberFormat(4)
    for j, product in enumerate(products):
        factors = f"{write.factor(delta[0, j])}·{write.factor(W[j, 0])}"
        assert factors in found
        assert write.text(product) in found or f"({write.text(product)})" in found
    assert write.text(sum(products)) in found


def test_that_the_tint_and_its_foot_stand_under_the_current_term(qtbot: QtBot) -> None:
    lefts: list[float] = []
    for term in (1, 2, 3):
        shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, term))
        rect = current(shown)
        lefts.append(rect.left())
        inside = color(shown, rect.left() + 3, rect.top() + 3)
        outside = color(shown, rect.left() - 3, rect.top() + 3)
        assert outside == LIGHT.stage
        assert inside not in (LIGHT.stage, LIGHT.fwd)
        assert color(shown, rect.center().x(), rect.bottom() + 1) == LIGHT.fwd
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 3


def test_that_where_the_whole_sum_is_meant_no_term_is_tinted(qtbot: QtBot) -> None:
    assert places(panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 4))).current is None


@pytest.mark.parametrize(
    ("place", "token"), [((0, BACKWARD, 1, 2), "bwd"), ((0, 8, 1, 1), "ink"), ((0, 2, 1, 1), "fwd")]
)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_the_foot_has_the_phase_s_colour(
    qtbot: QtBot, theme: Theme, place: tuple[int, ...], token: str
) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *place), theme=theme)
    rect = current(shown)
    assert color(shown, rect.center().x(), rect.bottom() + 1) == theme.color(token)


def test_that_terms_that_wait_read_not_yet(qtbot: QtBot) -> None:
    for term, waiting in ((1, 2), (2, 1), (3, 0)):
        shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, term), SMALL)
        assert texts(shown).count("not yet") == waiting
        found = shown.equation()
        assert found is not None
        assert found.total == sum(c.value for c in found.columns if c.value is not None)


def test_that_a_bias_that_is_added_and_negative_stands_in_parentheses(qtbot: QtBot) -> None:
    last = ARTICLE.shape.index(0, 0, None)
    for value in (-0.5, 0.5):
        start = ARTICLE.starting_parameters.theta.copy()
        start[last] = value
        shown = panel(qtbot, frame_at(ARTICLE.edited(start=start), 0, 8, 1, 8))
        found = shown.equation()
        assert found is not None
        change = found.columns[1].value
        assert change is not None
        text = NumberFormat(4).text(change)
        assert (f"({text})" if change < 0 else text) in texts(shown)


# Numbers


@pytest.mark.parametrize(
    "numbers",
    [
        NumberFormat(2),
        NumberFormat(6),
        NumberFormat(3, significant=True),
        NumberFormat(4, decimal_sign=DecimalSign.COMMA),
    ],
    ids=str,
)
def test_that_numbers_are_written_as_wanted(qtbot: QtBot, numbers: NumberFormat) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 3), numbers=numbers)
    found = shown.equation()
    assert found is not None
    written = texts(shown)
    for column in found.columns:
        text = numbers.text(column.value)
        assert spelled(text) in written or spelled(f"({text})") in written
    assert spelled(numbers.text(found.total)) in written


def test_that_other_digits_are_taken_over_at_once(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 3))
    found = shown.equation()
    assert found is not None
    total = found.total
    assert NumberFormat(4).text(total) in texts(shown)
    shown.set_numbers(NumberFormat(2))
    assert NumberFormat(2).text(total) in texts(shown)
    assert NumberFormat(4).text(total) not in texts(shown)


def test_that_the_theme_is_taken_over_at_once(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 3))
    shown.set_theme(DARK)
    assert color(shown, 2, 2) == DARK.stage


def test_that_the_shown_sample_s_numbers_stand_there(qtbot: QtBot) -> None:
    experiment = NETWORKS["batch of 4"]
    for sample in (0, 3):
        frame = frame_at(experiment, 0, FORWARD, 1, 5, sample=sample)
        shown = panel(qtbot, frame)
        assert frame.state.trace is not None
        z = float(frame.state.trace.z[0][sample, 0])
        assert NumberFormat(4).text(z) in texts(shown)


# By unit, by phase


def test_that_by_unit_the_result_of_the_unit_stands_there(qtbot: QtBot) -> None:
    trainer = Trainer(ARTICLE)
    letters: list[str] = []
    for _ in range(1 + 5 + 1 + 5 + 5):
        trainer.step(Grain.UNIT)
        shown = panel(qtbot, frame_of(trainer, Grain.UNIT))
        found = shown.equation()
        assert found is not None
        letters.append("" if found.left is None else found.left.letter)
        assert "not yet" not in texts(shown)[:4]
    assert letters == ["", *"zzzzz", "L", *"δδδδδ", *"wwwww"]


def test_that_after_a_whole_phase_the_equation_of_what_is_selected_stands_there(
    qtbot: QtBot,
) -> None:
    trainer = Trainer(ARTICLE)
    trainer.step(Grain.LAYER)
    trainer.step(Grain.LAYER)
    frame = frame_of(trainer, Grain.LAYER)
    assert frame.done is not None
    assert frame.done.kind is Kind.FORWARD
    shown = panel(qtbot, frame)
    for unit in (1, 0):
        shown.show_selection(Selection(1, unit))
        found = shown.equation()
        assert found is not None
        assert found.left is not None
        assert found.left.sub == (unit + 1,)
