"""How numbers are written is one choice for the whole window: seen everywhere, kept, and typed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from engine import session
from engine.data import TableData
from engine.formula import Number, Product, Quantity
from engine.goal import Goal
from engine.grain import Grain
from gui.application import Program
from gui.document import directly
from gui.formula_boxes import numbers, symbols, writer
from gui.frame import Edit, Frame, Selection
from gui.math_export import to_text
from gui.number_settings import MOST_DIGITS, remember, remembered
from gui.numbers import DecimalSign, NumberFormat
from gui.numbers import __file__ as numbers_file
from gui.panels.data_table import TableView
from gui.panels.editors import ChoiceBox, ValueEdit
from gui.panels.form import Problem
from gui.panels.loss_plot import LossPlot
from gui.panels.weights_card import WeightsCard
from gui.panels.weights_table import WeightsTable
from gui.run_until import RunUntil
from tests.gui.svg_pictures import svg_of_widget

T = TypeVar("T", bound=QWidget)
COMMA = NumberFormat(decimal_sign=DecimalSign.COMMA)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    made = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made.setValue("theme", "light")
    return made


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, settings: QSettings) -> Iterator[Callable[[], Program]]:
    programs: list[Program] = []

    def begin() -> Program:
        program = Program(qapp, settings, directly)
        programs.append(program)
        program.window.resize(1400, 900)
        program.show(session.builtin("article"))
        qtbot.waitUntil(lambda: program.window.full)
        return program

    yield begin
    for program in programs:
        program.document.mark_saved()
        program.window.close()
        program.window.deleteLater()


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def frame(program: Program) -> Frame:
    assert program.document.frame is not None
    return program.document.frame


def drawn(widget: QWidget) -> list[str]:
    """The texts that a widget paints, as Qt itself writes them into an SVG."""
    found = re.findall(r"<text[^>]*>([^<]*)</text>", svg_of_widget(widget))
    return [html.unescape(text).strip() for text in found]


def child(program: Program, kind: type[T], name: str = "") -> T:
    return next(
        widget
        for widget in program.window.findChildren(kind)
        if not name or widget.accessibleName() == name
    )


def status(program: Program) -> str:
    labels = program.window.statusBar().findChildren(QLabel)
    where = " ".join(label.text() for label in labels if not label.isHidden())
    return f"{program.window.conventions.text()} {where}"


def choose(program: Program, name: str, key: str) -> None:
    box = child(program, ChoiceBox, name)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize(
    ("digits", "sign", "numbers"),
    [
        ("6 decimals", "point", NumberFormat(6)),
        ("3 significant", "point", NumberFormat(3, significant=True)),
        ("4 decimals", "comma", COMMA),
        ("5 significant", "comma", NumberFormat(5, True, DecimalSign.COMMA)),
    ],
)
def test_that_a_choice_is_seen_everywhere_at_once(
    start: Callable[[], Program],
    qtbot: QtBot,
    digits: str,
    sign: str,
    numbers: NumberFormat,
) -> None:
    program = start()
    for _ in range(3):
        program.document.step(Grain.UPDATE)
    for _ in range(5):  # to the loss: no label is bold
        program.document.step(Grain.LAYER)
    trace = frame(program).trace
    assert trace is not None
    assert trace.losses is not None
    choose(program, "Digits shown", digits)
    choose(program, "Decimal sign", sign)
    topology, plot = program.window.topology, child(program, LossPlot)
    z = numbers.text(float(trace.z[1][0, 0]))
    qtbot.waitUntil(lambda: z in drawn(topology))
    assert numbers.text(float(trace.losses[0])) in drawn(topology)
    weights = [float(w) for W in frame(program).state.parameters.W for w in W.flat]
    assert min(weights) < 0
    assert {numbers.text(w) for w in weights if abs(w) >= 0.1} <= set(drawn(topology))
    table = child(program, WeightsTable)
    theta = frame(program).state.parameters.theta
    weight = numbers.text(float(theta[0]))
    qtbot.waitUntil(lambda: table.model().index(1, 1).data() == weight)
    loss = numbers.text(float(trace.losses[0]))
    qtbot.waitUntil(lambda: any(text.endswith(f"loss {loss}") for text in drawn(plot)))
    assert {f"0{numbers.point}1", "1"} & set(drawn(plot))
    sample = numbers.listed(numbers.text(float(x)) for x in trace.x[0])
    qtbot.waitUntil(lambda: f"sample ({sample})" in status(program))
    tips = [label.toolTip() for label in program.window.statusBar().findChildren(QLabel)]
    every_digit = repr(float(trace.x[0, 0])).replace(".", numbers.point).replace("-", "−")
    assert any(f"x1 = {every_digit}\n" in tip for tip in tips)
    rate = child(program, ValueEdit, "Learning rate")
    qtbot.waitUntil(lambda: rate.text() == f"0{numbers.point}05")


def test_that_counts_follow_the_decimal_sign(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    program.document.run(Goal(update=1234))
    qtbot.waitUntil(lambda: "update 1,234," in status(program))
    program.window.actions_by_name["decimal_comma"].trigger()
    qtbot.waitUntil(lambda: "update 1\u202f234;" in status(program))
    window = program.window
    qtbot.waitUntil(lambda: "update 1\u202f234" in drawn(window.stage.strip))
    qtbot.waitUntil(lambda: "Update 1\u202f234." in drawn(window.stage.line))
    window.transport.speed.setValue(window.transport.speed.maximum() - 1)
    assert any(label.text() == "1\u202f000 phases/s" for label in window.findChildren(QLabel))
    plot = child(program, LossPlot)
    assert any(text.startswith("update 1\u202f234") for text in drawn(plot))
    assert "1\u202f000" in drawn(plot)
    assert "1\u202f234" in plot.scrubber.accessibleDescription()


def test_that_the_view_menu_has_it_all_by_key(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    window = program.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def press(key: Qt.Key, more: bool = False) -> NumberFormat:
        held = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(window, key, held | Qt.KeyboardModifier.ShiftModifier if more else held)
        return window.numbers

    system = NumberFormat(decimal_sign=DecimalSign.SYSTEM)
    assert window.numbers == system
    assert press(Qt.Key.Key_Period).digits == 5
    assert press(Qt.Key.Key_Comma).digits == 4
    assert press(Qt.Key.Key_I).significant
    assert window.actions_by_name["significant"].isChecked()
    assert not press(Qt.Key.Key_I).significant
    assert press(Qt.Key.Key_K) == COMMA
    assert window.actions_by_name["decimal_comma"].isChecked()
    assert not window.actions_by_name["system_sign"].isChecked()
    assert press(Qt.Key.Key_K).decimal_sign is DecimalSign.POINT
    assert press(Qt.Key.Key_K, more=True) == system
    assert window.actions_by_name["system_sign"].isChecked()
    for _ in range(20):
        press(Qt.Key.Key_Comma)
    assert window.numbers.digits == 0
    assert press(Qt.Key.Key_I).digits == 1


def test_that_the_choice_is_there_at_the_next_start(start: Callable[[], Program]) -> None:
    first = start()
    for name in ("more_digits", "significant", "decimal_comma"):
        first.window.actions_by_name[name].trigger()
    first.window.close()
    second = start()
    assert second.window.numbers == NumberFormat(5, True, DecimalSign.COMMA)
    assert child(second, ChoiceBox, "Digits shown").currentText() == "5 significant"
    assert child(second, ChoiceBox, "Decimal sign").currentText() == "comma"
    assert second.window.actions_by_name["significant"].isChecked()


@pytest.mark.parametrize(
    ("digits", "expected"), [("x", 4), ("-3", 4), ("999", MOST_DIGITS), ("0", 0)]
)
def test_that_settings_that_cannot_be_read_do_no_harm(
    settings: QSettings, digits: str, expected: int
) -> None:
    settings.setValue("numbers/digits", digits)
    settings.setValue("numbers/decimal_sign", "semicolon")
    assert remembered(settings) == NumberFormat(expected, decimal_sign=DecimalSign.SYSTEM)


def test_that_what_a_session_rounds_to_is_not_remembered(settings: QSettings) -> None:
    remember(settings, NumberFormat(3, rounded_to=7))
    assert remembered(settings) == NumberFormat(3)


def test_that_no_number_on_the_screen_is_written_by_python_alone() -> None:
    """An f-string knows nothing of the decimal sign, nor of how many digits were asked for."""
    by_hand = re.compile(r"\{[^{}\"']*:(,|[,.0-9]*[.][0-9]+[fg]|g)\}|NumberFormat\(\)\.")
    computed = re.compile(r"float\(f\"[^\"]*\"\)")  # rounds a value, shows none
    gui = Path(numbers_file).parent
    not_on_screen = {"numbers.py", "headless.py", "icons.py"}
    found = [
        f"{path.name}: {line.strip()}"
        for path in gui.rglob("*.py")
        if path.name not in not_on_screen
        for line in path.read_text("utf-8").splitlines()
        if by_hand.search(computed.sub("", line))
    ]
    assert found == []


# A German system


@pytest.mark.usefixtures("german")
def test_that_a_german_system_shows_and_takes_commas(
    start: Callable[[], Program], qtbot: QtBot, tmp_path: Path
) -> None:
    program = start()
    program.document.step(Grain.UPDATE)
    trace = frame(program).trace
    assert trace is not None
    assert trace.losses is not None
    assert program.window.numbers.comma
    loss = f"{trace.losses[0]:.4f}".replace(".", ",")
    qtbot.waitUntil(lambda: loss in drawn(program.window.topology))
    rate = child(program, ValueEdit, "Learning rate")
    qtbot.waitUntil(lambda: rate.text() == "0,05")
    for typed in ("0,125", "0.25"):
        rate.selectAll()
        QTest.keyClicks(rate, typed)
        QTest.keyClick(rate, Qt.Key.Key_Return)
        value = float(typed.replace(",", "."))
        assert frame(program).experiment.hyperparameters.learning_rate == value
        qtbot.waitUntil(lambda t=typed: rate.text() == t.replace(".", ","))
    program.window.actions_by_name["run_until"].trigger()
    (run_until,) = program.window.findChildren(RunUntil)
    assert run_until.fields["loss"].text() == "0,01"
    run_until.close()
    rate.selectAll()
    QTest.keyClicks(rate, "-0,5")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    (said,) = [p.text() for p in program.window.findChildren(Problem) if not p.isHidden()]
    assert "is -0,5; it must be greater than 0" in said
    assert "The learning rate is still 0,25." in said
    assert "learning rate 0,25" in program.window.actions_by_name["undo"].text()
    path = tmp_path / "german.backstep.json"
    program.document.save(path)
    rates = json.dumps(json.loads(path.read_text("utf-8")))
    assert '"learning_rate": 0.25' in rates


@pytest.mark.usefixtures("german")
def test_that_a_weight_is_edited_with_a_comma_and_copied_with_a_point(
    start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    program.document.step(Grain.UPDATE)
    what = Selection(1, 0, 0)
    topology = program.window.topology
    newest = frame(program)
    qtbot.waitUntil(lambda: (scene := topology.scene()) is not None and scene.frame is newest)
    editor = topology.edit_parameter(what)
    assert editor is not None
    before = float(frame(program).state.parameters.theta[0])
    assert editor.text() == repr(before).replace(".", ",")
    editor.selectAll()
    QTest.keyClicks(editor, "-0,123456789012345")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: frame(program).state.parameters.theta[0] == -0.123456789012345)
    program.document.select(what)
    table = child(program, WeightsTable)
    qtbot.waitUntil(lambda: table.model().index(1, 1).data() == "−0,1235")
    table.copy()
    _, line = QGuiApplication.clipboard().text().split("\n")
    assert "-0.123456789012345" in line.split("\t")
    card = child(program, WeightsCard)
    qtbot.waitUntil(lambda: card.numbers()[:1] == ["−0,123456789012"])
    (value,) = [label for label in card.findChildren(QLabel) if label.text() == card.numbers()[0]]
    assert value.toolTip() == "−0,123456789012345"
    QGuiApplication.clipboard().clear()
    QTest.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "-0.123456789012345"


@pytest.mark.usefixtures("german")
def test_that_a_comma_in_a_formula_is_answered_with_the_point(
    start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    before = frame(program).experiment
    target = child(program, ValueEdit, "Target")
    qtbot.waitUntil(lambda: target.text() != "")
    target.selectAll()
    QTest.keyClicks(target, "2*x1 + 0,5")
    QTest.keyClick(target, Qt.Key.Key_Return)
    problems = [p.text() for p in program.window.findChildren(Problem) if not p.isHidden()]
    assert any("Write decimals with a point: 0.5." in text for text in problems)
    assert frame(program).experiment is before


def test_that_cells_of_data_are_written_so_and_copied_with_every_digit(
    start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    x, y = np.array([[0.123456789, 2.0], [-1.5, 0.25]]), np.array([[1.0], [10.75]])
    program.document.edit(Edit("x", frame(program).experiment.edited(data=TableData(x, y))))
    view = child(program, TableView)
    qtbot.waitUntil(lambda: view.model().rowCount() == 2)
    program.window.actions_by_name["decimal_comma"].trigger()
    assert view.model().index(0, 0).data() == "0,1235"
    assert view.model().index(0, 1).data() == "2"
    assert view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "0,123456789"
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.123456789\t2.0\t1.0"
    assert all("…" not in text for text in drawn(view))


def test_that_a_formula_has_the_decimal_sign_in_its_own_numbers_too() -> None:
    leak = Product((Number(0.01), Quantity("z", value=-1.5)))
    write = writer(COMMA)
    assert to_text(symbols(leak, write)) == "0,01 · z"
    assert to_text(numbers(leak, write)) == "0,01 · (−1,5000)"


# Rounding as on paper


def test_that_rounding_as_on_paper_is_marked_and_all_its_decimals_are_shown(
    start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    rounded = frame(program).experiment.edited(round_to=6)
    program.document.edit(Edit("round", rounded))
    program.document.step(Grain.UPDATE)
    trace = frame(program).trace
    assert trace is not None
    qtbot.waitUntil(lambda: "rounded as on paper to 6 decimals" in status(program))
    z = f"{trace.z[1][0, 0]:.6f}"
    qtbot.waitUntil(lambda: z in drawn(program.window.topology))
    assert child(program, ChoiceBox, "Digits shown").currentText() == "4 decimals"
    program.document.undo_stack.undo()
    qtbot.waitUntil(lambda: "rounded" not in status(program))
    assert program.window.numbers.rounded_to is None
