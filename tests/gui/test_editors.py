"""The editors of single values: when a text is given, and that it is never lost or overwritten."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from engine.errors import InputError
from engine.hyperparameters import DECLARATIONS
from gui import theme as themes
from gui.panels.editor_values import next_value, read_value
from gui.panels.editors import ChoiceBox, FlagBox, ValueEdit
from gui.panels.settings import inside_a_sentence


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window that outlives its editors."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def edit(qtbot: QtBot, window: QWidget) -> ValueEdit:
    """An editor with the keyboard that shows 0.05, beside another one."""
    edit, other = ValueEdit("Learning rate"), QLineEdit()
    other.setObjectName("other")
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(other)
    edit.show_text("0.05")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    edit.selectAll()
    return edit


def leave(edit: ValueEdit) -> None:
    other = edit.window().findChild(QLineEdit, "other")
    assert other is not None
    other.setFocus()


def given(edit: ValueEdit) -> list[str]:
    texts: list[str] = []
    edit.committed.connect(texts.append)
    return texts


def test_that_enter_gives_the_text(edit: ValueEdit) -> None:
    texts = given(edit)
    QTest.keyClicks(edit, "0,1")
    assert texts == []
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert texts == ["0,1"]


def test_that_leaving_gives_the_text(edit: ValueEdit) -> None:
    texts = given(edit)
    QTest.keyClicks(edit, "0.2")
    leave(edit)
    assert texts == ["0.2"]


def test_that_leaving_an_untouched_editor_gives_nothing(edit: ValueEdit) -> None:
    texts = given(edit)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    leave(edit)
    assert texts == []


def test_that_what_is_being_typed_is_not_overwritten(edit: ValueEdit) -> None:
    QTest.keyClicks(edit, "0.2")
    edit.show_text("0.5")
    assert edit.text() == "0.2"
    edit.accept()
    edit.show_text("0.5")
    assert edit.text() == "0.5"


def test_that_a_refused_text_stays_marked_and_is_not_given_again(edit: ValueEdit) -> None:
    texts = given(edit)
    edit.committed.connect(edit.refuse)
    QTest.keyClicks(edit, "0.1.2")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    leave(edit)
    assert texts == ["0.1.2"]
    assert edit.text() == "0.1.2"
    assert edit.property("problem") == "error"


def test_that_escape_restores_the_value(edit: ValueEdit) -> None:
    edit.committed.connect(edit.refuse)
    QTest.keyClicks(edit, "x")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "0.05"
    assert not edit.property("problem")


def test_that_the_arrow_keys_ask_for_the_next_value(edit: ValueEdit) -> None:
    asked: list[tuple[int, bool]] = []
    edit.stepped.connect(lambda direction, held: asked.append((direction, held)))
    QTest.keyClick(edit, Qt.Key.Key_Up)
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert asked == [(1, False), (-1, False)]


def test_that_undo_is_the_windows_where_nothing_is_typed(edit: ValueEdit) -> None:
    def claimed() -> bool:
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        event.ignore()
        QApplication.sendEvent(edit, event)
        return event.isAccepted()

    assert not claimed()
    QTest.keyClicks(edit, "1")
    assert claimed()


def test_that_another_text_can_stand_while_the_keyboard_is_elsewhere(edit: ValueEdit) -> None:
    edit.show_text("2*x1", "2x₁")
    assert edit.text() == "2*x1"
    leave(edit)
    assert edit.text() == "2x₁"
    edit.setFocus()
    assert edit.text() == "2*x1"


def test_that_a_window_can_be_taken_down_while_something_is_typed(qtbot: QtBot) -> None:
    window = QWidget()
    edit = ValueEdit("Learning rate", parent=window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    QTest.keyClicks(edit, "0.2")
    with qtbot.captureExceptions() as exceptions:
        del edit
        delete(window)
    assert exceptions == []


def test_that_the_wheel_changes_a_box_only_with_the_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, box = QLineEdit(), ChoiceBox("Optimizer", ("sgd", "adam"), ("sgd", "adam"))
    layout = QVBoxLayout(window)
    layout.addWidget(first)
    layout.addWidget(box)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    box.show_choice("sgd")
    chosen: list[str] = []
    box.chosen.connect(chosen.append)
    turn(box)
    assert chosen == []
    box.setFocus()
    turn(box)
    assert chosen == ["adam"]


@pytest.mark.parametrize("text", ["simultaneous", "xavier uniform"])
def test_that_a_choice_shows_every_letter_up_to_the_arrow(
    qtbot: QtBot, qapp: QApplication, text: str
) -> None:
    themes.apply(qapp, themes.LIGHT)
    box = ChoiceBox("Update", ("a",), (text,))
    qtbot.addWidget(box)
    letters = box.fontMetrics().horizontalAdvance(text)
    pictures: list[QImage] = []
    for width in (300, letters + 28):
        box.resize(width, 28)
        pictures.append(box.grab(QRect(6, 4, letters + 3, 20)).toImage())
    qapp.setStyleSheet("")
    assert pictures[0] == pictures[1]


def turn(box: ChoiceBox) -> None:
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


def test_that_showing_a_choice_is_no_wish(qtbot: QtBot) -> None:
    box = ChoiceBox("Hidden", ("tanh", "relu"), ("tanh", "relu"))
    qtbot.addWidget(box)
    with qtbot.assertNotEmitted(box.chosen):
        box.show_choice("relu")
        box.show_choice(None, "mixed")
    assert box.currentIndex() == -1
    assert box.placeholderText() == "mixed"


def test_that_space_runs_after_a_click_and_checks_after_tab(qtbot: QtBot) -> None:
    box = FlagBox("Shuffle")
    qtbot.addWidget(box)
    for by_keyboard in (False, True):
        box.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, by_keyboard)
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        QApplication.sendEvent(box, event)
        assert event.isAccepted() is by_keyboard


def test_that_a_seed_of_19_digits_is_read_exactly() -> None:
    seed = DECLARATIONS["seed"]
    assert read_value(seed, "9223372036854775807") == 9223372036854775807
    assert read_value(seed, " 1e3 ") == 1000
    with pytest.raises(InputError, match=r"^2\.5 is not a whole number\.$"):
        read_value(seed, "2.5")


def test_that_empty_means_the_default_only_where_there_is_one() -> None:
    assert read_value(DECLARATIONS["epsilon"], " ") is None
    with pytest.raises(InputError, match="is not a number"):
        read_value(DECLARATIONS["learning_rate"], " ")


@pytest.mark.parametrize(
    ("key", "value", "up", "down"),
    [
        ("learning_rate", 0.05, 0.1, 0.02),
        ("learning_rate", 0.07, 0.1, 0.05),
        ("learning_rate", 1e6, 1e6, 5e5),
        ("momentum", 0.9, 0.91, 0.89),
        ("momentum", 0.99, 0.991, 0.989),
        ("l2", 0.0, 0.01, 0.0),
        ("batch_size", 1, 2, 1),
        ("initializer_scale", 1.0, 1.1, 0.9),
    ],
)
def test_that_the_arrows_step_by_the_size_of_the_value(
    key: str, value: float, up: float, down: float
) -> None:
    assert next_value(DECLARATIONS[key], value, 1) == up
    assert next_value(DECLARATIONS[key], value, -1) == down


@pytest.mark.parametrize("key", [k for k, d in DECLARATIONS.items() if d.kind == "real"])
def test_that_no_number_of_steps_leaves_the_accepted_range(key: str) -> None:
    declaration = DECLARATIONS[key]
    for direction in (1, -1):
        value: float = 0.5
        for _ in range(200):
            value = next_value(declaration, value, direction)
            declaration.check(float(value), key)


def test_that_names_keep_their_capitals_inside_a_sentence() -> None:
    assert inside_a_sentence("Learning rate") == "learning rate"
    assert inside_a_sentence("Huber δ") == "Huber δ"
    assert inside_a_sentence("L1") == "L1"
