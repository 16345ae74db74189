"""The small widgets: what they say, what they emit, and how they look to eye and keyboard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui import style, theme
from gui.theme import DARK, LIGHT
from gui.widgets.empty_state import EmptyState, Way
from gui.widgets.focus_ring import OUTSET, Ring
from gui.widgets.log_slider import LogSlider
from gui.widgets.notice_bar import Kind, NoticeBar
from gui.widgets.quiet_scroll_area import QuietScrollArea
from gui.widgets.segmented_control import SegmentedControl
from gui.widgets.tool_tip import tool_tip
from gui.widgets.window_title import WindowTitle

# What the offscreen platform cannot do, it says at every window that is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

GRAINS = {"layer": "Layer", "pass": "Pass", "update": "Update"}


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, LIGHT)
    yield
    qapp.setStyleSheet("")


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """A window with these widgets below each other, with the keyboard; keep it."""
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def rings(window: QWidget) -> list[Ring]:
    return [ring for ring in window.findChildren(Ring) if ring.isVisible()]


# Notices


def test_that_a_notice_s_first_button_is_filled_and_each_answers(qtbot: QtBot) -> None:
    notice = NoticeBar(
        LIGHT, Kind.ERROR, "Training diverged", "It stopped.", ["Go back", "Set rate", "Dismiss"]
    )
    _window = shown(qtbot, notice)
    buttons = notice.findChildren(QPushButton)
    assert [button.property("primary") for button in buttons] == [True, False, False]
    for number, button in enumerate(buttons):
        with qtbot.waitSignal(notice.answered) as answer:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert answer.args == [number]


def test_that_a_notice_is_closed_by_its_cross(qtbot: QtBot) -> None:
    notice = NoticeBar(LIGHT, Kind.INFO, "A new branch", icon="git-branch")
    _window = shown(qtbot, notice)
    cross = notice.findChild(QToolButton)
    assert isinstance(cross, QToolButton)
    assert cross.accessibleName() == "Close this notice"
    with qtbot.waitSignal(notice.closed):
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)


def test_that_a_notice_tells_a_screen_reader_what_it_says(qtbot: QtBot) -> None:
    notice = NoticeBar(LIGHT, Kind.WARNING, "A <b>title</b>", "A text.")
    qtbot.addWidget(notice)
    assert notice.accessibleName() == notice.title() == "A <b>title</b>"
    assert notice.accessibleDescription() == notice.text() == "A text."


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda t: t.name)
def test_that_a_notice_has_its_kind_s_ground_and_bar(qtbot: QtBot, colors: theme.Theme) -> None:
    notice = NoticeBar(LIGHT, Kind.ERROR, "Title", "Text")
    notice.set_theme(colors)
    _window = shown(qtbot, notice)
    image = notice.grab().toImage()
    assert image.pixelColor(1, image.height() // 2) == colors.err
    assert image.pixelColor(8, image.height() // 2) == colors.err_bg


# The segmented control


def test_that_a_click_chooses_and_leaves_the_keyboard_where_it_was(qtbot: QtBot) -> None:
    control, editor = SegmentedControl(GRAINS, "Step by"), QLineEdit()
    _window = shown(qtbot, control, editor)
    editor.setFocus()
    button = next(b for b in control.findChildren(QAbstractButton) if b.text() == "Update")
    with qtbot.waitSignal(control.chosen) as choice:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert choice.args == ["update"]
    assert control.current() == "update"
    assert editor.hasFocus()


def test_that_arrows_choose_in_the_control_and_reach_no_shortcut(qtbot: QtBot) -> None:
    control = SegmentedControl(GRAINS, "Step by")
    window = shown(qtbot, control)
    step = QShortcut(QKeySequence(Qt.Key.Key_Right), window)
    steps: list[None] = []
    step.activated.connect(lambda: steps.append(None))
    chosen: list[str] = []
    control.chosen.connect(chosen.append)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(control, key)
    assert chosen == ["pass", "update", "pass"]
    assert steps == []
    assert control.accessibleName() == "Step by: Pass"


def test_that_showing_another_choice_is_no_wish_and_moves_nothing(qtbot: QtBot) -> None:
    control = SegmentedControl(GRAINS, "Step by")
    _window = shown(qtbot, control)
    before = [button.geometry() for button in control.findChildren(QAbstractButton)]
    with qtbot.assertNotEmitted(control.chosen):
        control.set_current("update")
    assert [button.geometry() for button in control.findChildren(QAbstractButton)] == before
    with pytest.raises(KeyError, match="century"):
        control.set_current("century")


# The logarithmic slider


def test_that_equal_ways_are_equal_factors(qtbot: QtBot) -> None:
    slider = LogSlider(1e-4, 1e2)
    _window = shown(qtbot, slider)
    places = []
    for number in (1e-4, 1e-2, 1.0, 1e2):
        slider.set_number(number)
        assert slider.number() == number
        places.append(slider.value())
    assert places == [0, 200, 400, 600]


def test_that_a_key_moves_it_to_two_digits_and_is_one_gesture(qtbot: QtBot) -> None:
    slider = LogSlider(1e-4, 10)
    _window = shown(qtbot, slider)
    slider.set_number(0.1)
    moved: list[float] = []
    ends: list[None] = []
    slider.value_changed.connect(moved.append)
    slider.gesture_finished.connect(lambda: ends.append(None))
    for _ in range(3):
        qtbot.keyPress(slider, Qt.Key.Key_Right)
    assert moved == [0.11, 0.13, 0.14]
    assert ends == []
    qtbot.keyRelease(slider, Qt.Key.Key_Right)
    assert len(ends) == 1


def test_that_a_drag_is_one_gesture(qtbot: QtBot) -> None:
    slider = LogSlider(1e-4, 10)
    slider.setFixedWidth(200)
    _window = shown(qtbot, slider)
    slider.set_number(1e-4)
    moved: list[float] = []
    ends: list[None] = []
    slider.value_changed.connect(moved.append)
    slider.gesture_finished.connect(lambda: ends.append(None))
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(6, middle))
    for x in (50, 100, 150):
        qtbot.mouseMove(slider, QPoint(x, middle))
    assert ends == []
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(150, middle))
    assert len(ends) == 1
    assert moved == sorted(moved)
    assert len(moved) >= 2


def test_that_a_number_beyond_the_ends_is_kept_and_not_announced(qtbot: QtBot) -> None:
    slider = LogSlider(1e-4, 10)
    qtbot.addWidget(slider)
    with qtbot.assertNotEmitted(slider.value_changed):
        slider.set_number(1e6)
    assert slider.number() == 1e6
    assert slider.value() == slider.maximum()


def test_that_the_wheel_changes_nothing_without_the_keyboard(qtbot: QtBot) -> None:
    slider, editor = LogSlider(1e-4, 10), QLineEdit()
    _window = shown(qtbot, slider, editor)
    slider.set_number(0.1)

    def turn() -> None:
        QApplication.sendEvent(
            slider,
            QWheelEvent(
                QPointF(9, 9),
                QPointF(slider.mapToGlobal(QPoint(9, 9))),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )

    editor.setFocus()
    turn()
    assert slider.number() == 0.1
    slider.setFocus()
    turn()
    assert slider.number() > 0.1


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (2.0, 1.0)])
def test_that_a_scale_that_cannot_be_logarithmic_is_refused(
    qtbot: QtBot, low: float, high: float
) -> None:
    with pytest.raises(ValueError, match="0 < low < high"):
        LogSlider(low, high)


# The empty place


def test_that_an_empty_place_says_what_belongs_there_and_leads_on(qtbot: QtBot) -> None:
    ways = [Way("Article network", "play"), Way("Open…", "folder-open"), Way("Help")]
    empty = EmptyState(LIGHT, "network", "No network yet", "Build one.", ways, "or drop a file")
    _window = shown(qtbot, empty)
    empty.set_theme(DARK)
    assert empty.accessibleName() == "No network yet"
    buttons = empty.findChildren(QPushButton)
    assert [button.property("primary") for button in buttons] == [True, False, False]
    with qtbot.waitSignal(empty.taken) as taken:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert taken.args == [1]


# Focus


def test_that_the_ring_goes_where_the_keyboard_goes_and_touches_nothing(qtbot: QtBot) -> None:
    one, other = QLineEdit(), QPushButton("Other")
    window = shown(qtbot, one, other)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    (ring,) = rings(window)
    assert ring.geometry() == one.geometry().adjusted(-OUTSET, -OUTSET, OUTSET, OUTSET)
    image = ring.grab().toImage()
    middle = image.height() // 2
    assert image.pixelColor(0, middle) == image.pixelColor(1, middle) == LIGHT.ink
    assert image.pixelColor(2, middle) != LIGHT.ink
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    assert other.hasFocus()
    (ring,) = rings(window)
    assert ring.geometry().center() == other.geometry().center()


def test_that_the_ring_moves_and_goes_with_its_widget(qtbot: QtBot) -> None:
    editor = QLineEdit()
    window = shown(qtbot, editor)
    editor.setFocus()
    window.resize(600, 200)
    (ring,) = rings(window)
    assert ring.geometry().width() == editor.width() + 2 * OUTSET
    editor.hide()
    assert rings(window) == []


def test_that_a_table_s_ring_is_inside_and_a_splitter_gets_no_pane_for_it(qtbot: QtBot) -> None:
    splitter = QSplitter()
    table = QTableWidget(2, 2)
    splitter.addWidget(table)
    window = shown(qtbot, splitter)
    table.setFocus()
    (ring,) = rings(window)
    assert ring.size() == table.size()
    assert splitter.count() == 1


def test_that_a_clicked_button_shows_no_ring(qtbot: QtBot) -> None:
    button = QPushButton("Step")
    window = shown(qtbot, button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert rings(window) == []


def test_that_the_program_ends_cleanly_with_the_keyboard_somewhere() -> None:
    script = (
        "from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget\n"
        "from PySide6.QtTest import QTest\n"
        "from gui import theme\n"
        "app = QApplication([]); theme.apply(app, theme.LIGHT)\n"
        "window = QWidget(); line = QVBoxLayout(window); editor = QLineEdit()\n"
        "line.addWidget(editor); window.show(); window.activateWindow(); editor.setFocus()\n"
        "app.sendPostedEvents(); window.windowHandle().requestActivate()\n"
        "QTest.qWaitForWindowActive(window); assert app.focusWidget() is editor\n"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()


# The style sheet


def test_that_controls_have_the_look_s_height(qtbot: QtBot) -> None:
    spoiled = QLineEdit()
    spoiled.setProperty("problem", "error")
    controls = [QLineEdit(), QComboBox(), QSpinBox(), QPushButton("x"), spoiled]
    window = QWidget()
    column = QVBoxLayout(window)
    for control in controls:
        column.addWidget(control)
    qtbot.addWidget(window)
    window.show()
    assert [control.sizeHint().height() for control in controls] == [28] * 5
    button = QToolButton()
    qtbot.addWidget(button)
    button.show()
    assert (button.sizeHint().width(), button.sizeHint().height()) == (34, 32)


def test_that_a_problem_shows_at_the_edge_of_its_editor(qtbot: QtBot) -> None:
    editor = QLineEdit("0.1.2")
    _window = shown(qtbot, editor, QLineEdit())
    editor.setProperty("problem", "error")
    style.refresh(editor)
    image = editor.grab().toImage()
    assert image.pixelColor(1, image.height() // 2) == LIGHT.err


def test_that_a_tool_tip_shows_plain_text_as_it_is() -> None:
    text = tool_tip("Step <back>", "←", "19:backward-1:1:1")
    assert "Step &lt;back&gt;" in text
    assert text.index("Step") < text.index("←") < text.index("19:backward-1:1:1")
    assert "<table" not in tool_tip("Undo")


# A scroll area whose bar lies over its margin


def test_that_a_bar_that_comes_takes_no_room_and_scrolls(qtbot: QtBot) -> None:
    inside = QWidget()
    area = QuietScrollArea(inside)
    qtbot.addWidget(area)
    inside.setMinimumHeight(100)
    area.resize(248, 200)
    with qtbot.waitExposed(area):
        area.show()
    assert not area.bar.isVisible()
    width = inside.width()
    inside.setMinimumHeight(900)
    qtbot.waitUntil(area.bar.isVisible)
    assert inside.width() == width
    area.bar.setValue(area.bar.maximum())
    assert inside.y() == 200 - 900
    area.verticalScrollBar().setValue(50)
    assert area.bar.value() == 50


def test_that_a_click_between_the_editors_leaves_the_keyboard_where_it_is(qtbot: QtBot) -> None:
    window, inside = QWidget(), QWidget()
    qtbot.addWidget(window)
    field, area = QLineEdit(), QuietScrollArea(inside)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(area)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.mouseClick(inside, Qt.MouseButton.LeftButton)
    assert field.hasFocus()


# The session's title in the menu bar


def make_title(qtbot: QtBot, width: int) -> tuple[QMainWindow, WindowTitle]:
    window = QMainWindow()
    qtbot.addWidget(window)
    for name in ("File", "Edit", "View", "Train", "Lessons", "Help"):
        window.menuBar().addMenu(name)
    window.resize(width, 400)
    title = WindowTitle(window.menuBar(), LIGHT)
    with qtbot.waitExposed(window):
        window.show()
    return window, title


def test_that_a_title_stands_in_the_middle_and_stays_there_when_it_is_edited(qtbot: QtBot) -> None:
    _window, title = make_title(qtbot, 1400)
    title.show_title("Article network", edited=False, theme=LIGHT)
    before = title.geometry()
    assert abs(before.center().x() - 700) <= 1
    title.show_title("Article network", edited=True, theme=LIGHT)
    assert title.geometry() == before
    assert title.accessibleName() == "Article network, edited"


@pytest.mark.parametrize("width", [880, 1024, 1600])
def test_that_a_title_that_is_too_long_ends_in_dots_and_leaves_the_menus_free(
    qtbot: QtBot, width: int
) -> None:
    window, title = make_title(qtbot, width)
    words = "The weights of a network that a teacher has named without thinking of room " * 3
    title.show_title(words, edited=True, theme=LIGHT)
    bar = window.menuBar()
    assert title.text().endswith("…")
    assert words.strip() in title.toolTip()
    assert title.x() > bar.actionGeometry(bar.actions()[-1]).right()
    assert title.geometry().right() < width
