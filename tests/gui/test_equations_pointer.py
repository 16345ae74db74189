"""What can be pointed at in the equation, what its tooltips say, and its keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from gui.frame import Selection
from gui.numbers import NumberFormat
from gui.panels.equations import EquationsPanel
from gui.panels.equations_layout import Tag
from tests.engine.term_samples import NETWORKS, network
from tests.gui.equation_samples import (
    SMALL,
    frame_at,
    frames,
    panel,
    places,
    point_of,
)

ARTICLE = NETWORKS["2-2-2-1"]
FORWARD, BACKWARD = 1, 7  # the numbers of the phases of layer 1
PATH = (0, BACKWARD, 1, 2)  # the second path of unit 1


def image(shown: EquationsPanel) -> QImage:
    return shown.grab().toImage()


def symbol(shown: EquationsPanel, letter: str, *sub: int) -> Tag:
    """The first symbol of that letter and those indices."""
    return next(
        tag
        for tag in places(shown).tags
        if not tag.term
        and getattr(tag.node, "letter", "") == letter
        and getattr(tag.node, "sub", ()) == sub
    )


def test_that_pointing_at_a_symbol_tells_what_it_is_about(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    told: list[Selection | None] = []
    shown.pointed.connect(told.append)
    for tag in (
        symbol(shown, "w", 2, 1),
        symbol(shown, "δ", 1),
        next(tag for tag in places(shown).tags if tag.term),
    ):
        point = point_of(shown, tag)
        if tag.term:  # beside its symbols
            point = QPoint(round(shown._origin().x() + tag.rect.left()) + 3, point.y())
        qtbot.mouseMove(shown, point)
    qtbot.mouseMove(shown, QPoint(3, 3))
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert told == [Selection(2, 1, 0), Selection(2, 0), Selection(2, 0, 0), None, None]


def test_that_what_is_pointed_at_elsewhere_lights_up(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    before = image(shown)
    shown.show_pointed(Selection(2, 0, 0))
    after = image(shown)
    changed = differing(before, after)
    weights = [
        tag.rect.translated(shown._origin()).adjusted(-4, -4, 4, 4)
        for tag in places(shown).tags
        if tag.part == (2, 0, 0, False) and not tag.term
    ]
    assert len(weights) == 2  # its symbol and its number
    for rect in weights:
        assert any(rect.contains(point) for point in changed)
    assert all(any(rect.contains(point) for rect in weights) for point in changed)
    shown.show_pointed(None)
    assert image(shown) == before


def differing(one: QImage, other: QImage) -> list[QPoint]:
    """The points, in the panel, of two images that are not the same."""
    return [
        QPoint(x, y)
        for x in range(one.width())
        for y in range(one.height())
        if one.pixel(x, y) != other.pixel(x, y)
    ]


def test_that_a_unit_that_has_no_symbol_lights_its_whole_term(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(NETWORKS["softmax"], 0, 4, 1, 1))
    before = image(shown)
    shown.show_pointed(Selection(2, 2))
    assert differing(before, image(shown))
    shown.show_pointed(Selection(1, 3))
    assert image(shown) == before


def tip(shown: EquationsPanel, point: QPoint) -> str:
    """What the tooltip at a point says."""
    event = QHelpEvent(QEvent.Type.ToolTip, point, shown.mapToGlobal(point))
    QApplication.sendEvent(shown, event)
    return QToolTip.text()


def test_that_a_tooltip_has_every_digit_of_just_what_it_is_on(qtbot: QtBot) -> None:
    frame = frame_at(ARTICLE, 0, 4, 1, 1)  # the loss: y and ŷ belong to one unit
    shown = panel(qtbot, frame, numbers=NumberFormat(2))
    trace = frame.state.trace
    assert trace is not None
    assert trace.losses is not None
    full = NumberFormat(2).full
    y, prediction = float(trace.y[0, 0]), float(trace.a[-1][0, 0])
    assert tip(shown, point_of(shown, symbol(shown, "y"))) == f"y = {full(y)}"
    hat = tip(shown, point_of(shown, symbol(shown, "ŷ")))
    assert hat == f"y\u0302 = {full(prediction)}"
    whole = next(tag for tag in places(shown).tags if tag.term)
    beside = QPoint(round(shown._origin().x() + whole.rect.left()) + 3, 20)
    assert tip(shown, beside).endswith(f"= {full(float(trace.losses[0]))}")


def test_that_the_tooltip_of_a_running_sum_says_that_it_is_one(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 2))
    found = shown.equation()
    assert found is not None
    total = next(tag for tag in places(shown).tags if tag.value == found.total and not tag.term)
    text = tip(shown, point_of(shown, total))
    assert text == f"sum of 2 of 3 terms: {NumberFormat(4).full(found.total)}"


def test_that_the_tooltip_of_what_is_not_reached_says_so(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, FORWARD, 1, 1))
    waiting = [tag for tag in places(shown).tags if tag.term][2]
    text = tip(shown, point_of(shown, waiting))
    assert text.endswith(": not yet")


# Keys


def test_that_up_and_down_scroll_what_is_higher_than_the_panel(qtbot: QtBot) -> None:
    wide = network(inputs=29)
    shown = panel(qtbot, frame_at(wide, 0, FORWARD, 1, 1), SMALL)
    assert places(shown).height > SMALL[1]
    top = image(shown)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    lower = image(shown)
    assert lower != top
    for _ in range(100):
        qtbot.keyClick(shown, Qt.Key.Key_Down)
    end = image(shown)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert image(shown) == end
    for _ in range(100):
        qtbot.keyClick(shown, Qt.Key.Key_Up)
    assert image(shown) == top


@pytest.mark.parametrize("inputs", [14, 29])
def test_that_a_high_equation_shows_whole_rows_at_each_of_its_terms(
    qtbot: QtBot, inputs: int
) -> None:
    wide = network(inputs=inputs)
    shown = panel(qtbot, size=SMALL)
    for term in range(1, inputs + 3):
        shown.show_frame(frame_at(wide, 0, FORWARD, 1, term))
        found, down = places(shown), shown._origin().y()
        inks = [
            (down + at.y - at.laid.ascent, down + at.y + at.laid.descent) for at in found.formulas
        ]
        assert not [ink for ink in inks if ink[0] < 1 < ink[1]]
        foot = down + found.whole_rows(SMALL[1] - 8 - down)
        assert not [ink for ink in inks if ink[0] < foot - 0.01 and ink[1] > foot + 0.01]
        if found.current is not None:
            assert down + found.current.top() >= 0
            assert down + found.current.bottom() <= SMALL[1] - 4


def test_that_an_equation_that_fits_does_not_scroll(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    before = image(shown)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert image(shown) == before


def test_that_tab_reaches_it_and_its_frame_shows_that(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    assert shown.focusPolicy() & Qt.FocusPolicy.TabFocus
    before = image(shown)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    assert image(shown) != before


def test_that_keys_that_are_not_its_own_go_on_to_the_window(qtbot: QtBot) -> None:
    class Outside(QWidget):
        heard = 0

        def keyPressEvent(self, event: object) -> None:
            self.heard += 1

    outside = Outside()
    qtbot.addWidget(outside)
    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    shown.setParent(outside)
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert outside.heard == 1


def test_that_the_menu_offers_three_ways_to_copy(qtbot: QtBot) -> None:
    from PySide6.QtGui import QContextMenuEvent

    shown = panel(qtbot, frame_at(ARTICLE, *PATH))
    point = QPoint(20, 20)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(shown, QContextMenuEvent(reason, point, shown.mapToGlobal(point)))
    menu = next(each for each in shown.findChildren(QMenu) if each.isVisible())
    words = [action.text().replace("&", "") for action in menu.actions()]
    assert words == ["Copy as LaTeX", "Copy as text", "Copy as picture"]
    menu.actions()[1].trigger()
    assert QApplication.clipboard().text().startswith("∂L/∂a₁⁽¹⁾ = ")
    menu.close()


def test_that_a_screen_reader_hears_the_equation(qtbot: QtBot) -> None:
    shown = panel(qtbot)
    assert shown.accessibleName() == "Equation"
    heard: set[str] = set()
    for frame in frames(ARTICLE):
        shown.show_frame(frame)
        heard.add(shown.accessibleDescription())
    assert len(heard) > 80
    assert all(heard)
