"""The weight inspector shows the engine's numbers, edits one of them, and follows the selection."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.trainer import Grain, Trainer
from gui.frame import Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.weights import WeightsPanel
from gui.panels.weights_map import blocks
from gui.theme import DARK, LIGHT


class Stand:
    """The panel alone, with a trainer beside it."""

    def __init__(self, qtbot: QtBot, experiment: Experiment | None = None) -> None:
        self.qtbot = qtbot
        self.trainer = Trainer(experiment or Experiment())
        self.panel = WeightsPanel(LIGHT, NumberFormat())
        self.edits: list[Edit] = []
        self.selections: list[Selection] = []
        self.panel.edit_requested.connect(self.edits.append)
        self.panel.selection_requested.connect(self.selections.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(380, 900)
        self.panel.show()
        self.show()

    def show(self) -> Frame:
        frame = Frame(self.trainer.state, self.trainer.history(), self.trainer.branch.reached)
        self.panel.show_frame(frame)
        return frame

    def text(self, what: Selection, column: int) -> str:
        weights = self.panel.table.weights
        return str(weights.index(weights.rows.row(what), column).data())

    def editor(self) -> QLineEdit:
        found = self.panel.table.viewport().findChild(QLineEdit)
        assert isinstance(found, QLineEdit)
        return found


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


def test_that_the_model_keeps_the_rules_of_qt(stand: Stand) -> None:
    weights = stand.panel.table.weights
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(weights, mode)
    stand.trainer.step(Grain.UPDATE)
    stand.show()
    stand.trainer.edit(Experiment(layers=(Layer(3, "tanh"), Layer(1, "identity"))))
    stand.show()
    assert tester.model() is weights


def test_that_every_weight_and_bias_is_the_engines(stand: Stand) -> None:
    parameters = stand.trainer.state.parameters
    for layer, (W, b) in enumerate(zip(parameters.W, parameters.b, strict=True), start=1):
        for (j, k), value in np.ndenumerate(W):
            assert stand.text(Selection(layer, j, k), 1) == NumberFormat().text(float(value))
        for j, value in enumerate(b):
            assert stand.text(Selection(layer, j, bias=True), 1) == NumberFormat().text(value)


def test_that_gradients_and_changes_come_when_their_phase_has_run(stand: Stand) -> None:
    what = Selection(3, 0, 1)
    for _ in range(5):
        stand.trainer.step(Grain.LAYER)
    stand.show()
    assert stand.text(what, 2) == "not yet"
    stand.trainer.step(Grain.LAYER)
    frame = stand.show()
    assert frame.trace is not None
    assert frame.trace.dW[2] is not None
    assert stand.text(what, 2) == NumberFormat().text(float(frame.trace.dW[2][0, 1]))
    assert stand.text(Selection(1, 0, 0), 2) == "not yet"
    assert stand.text(what, 3) == "not yet"
    before = stand.trainer.state.parameters.W[2][0, 1]
    stand.trainer.step(Grain.UPDATE)
    stand.show()
    after = stand.trainer.state.parameters.W[2][0, 1]
    assert float(stand.text(what, 3).replace("−", "-")) == pytest.approx(after - before, abs=5e-5)


def test_that_typing_asks_for_another_value_of_that_weight_alone(stand: Stand) -> None:
    table = stand.panel.table
    what = Selection(2, 1, 0)
    stand.panel.show_selection(what)
    table.setFocus()
    stand.qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = stand.editor()
    assert float(editor.text().replace("−", "-")) == stand.trainer.state.parameters.W[1][1, 0]
    editor.selectAll()
    stand.qtbot.keyClicks(editor, "-1,5")
    stand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    stand.qtbot.waitUntil(lambda: bool(stand.edits))
    (edit,) = stand.edits
    index = stand.trainer.state.experiment.shape.index(1, 1, 0)
    assert edit.values == ((index, -1.5),)


def test_that_what_is_no_number_changes_nothing_and_says_why(stand: Stand) -> None:
    table = stand.panel.table
    stand.panel.show_selection(Selection(1, 0, 0))
    table.setFocus()
    stand.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = stand.editor()
    editor.selectAll()
    stand.qtbot.keyClicks(editor, "0.1.2")
    stand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert stand.edits == []
    shown = [x.text() for x in stand.panel.findChildren(QLabel) if x.isVisible()]
    assert any("0.1.2 is not a number" in text and "keeps its value" in text for text in shown)


def test_that_the_arrows_select_and_headings_are_passed_over(stand: Stand) -> None:
    stand.panel.show_selection(Selection(1, 1, bias=True))
    stand.panel.table.setFocus()
    stand.qtbot.keyClick(stand.panel.table, Qt.Key.Key_Down)
    assert stand.selections[-1] == Selection(2, 0, 0)


def test_that_showing_a_selection_asks_for_none(stand: Stand) -> None:
    stand.panel.show_selection(Selection(2, 1, 0))
    stand.panel.show_selection(None)
    assert stand.selections == []


def test_that_copy_gives_every_digit(stand: Stand) -> None:
    stand.panel.show_selection(Selection(2, 1, 0))
    stand.panel.table.setFocus()
    stand.qtbot.keyClick(stand.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    name, value, *_ = QGuiApplication.clipboard().text().split("\t")
    assert name == "w₂₁"
    assert float(value) == stand.trainer.state.parameters.W[1][1, 0]


def test_that_the_card_shows_twelve_digits_of_the_selected_weight(stand: Stand) -> None:
    stand.panel.show_selection(Selection(2, 1, 0))
    texts = [label.text() for label in stand.panel.card.findChildren(QLabel)]
    assert NumberFormat().full(float(stand.trainer.state.parameters.W[1][1, 0])) in texts
    assert "into unit 2 of layer 2, from unit 1 of layer 1" in texts


def test_that_a_click_on_the_map_selects_the_weight_under_it(stand: Stand) -> None:
    placed, _ = blocks((2, 2, 2, 1), stand.panel.map.width())
    at = placed[1].cell_rect(1, 0).center()
    stand.qtbot.mouseClick(stand.panel.map, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert stand.selections == [Selection(2, 1, 0)]
    bias = placed[1].cell_rect(0, None).center()
    assert placed[1].at(QPointF(bias)) == Selection(2, 0, bias=True)


def test_that_the_map_has_the_hue_of_the_sign(stand: Stand) -> None:
    placed, _ = blocks((2, 2, 2, 1), stand.panel.map.width())
    image = stand.panel.map.grab().toImage()
    for block, W in zip(placed, stand.trainer.state.parameters.W, strict=True):
        for (j, k), value in np.ndenumerate(W):
            corner = block.cell_rect(j, k).topLeft().toPoint()
            color = image.pixelColor(corner.x() + 4, corner.y() + 3)
            assert (color.blue() > color.red()) == (value >= 0)


def test_that_a_large_network_is_shown_without_a_row_object_for_each(qtbot: QtBot) -> None:
    layers = (Layer(128, "relu"), Layer(64, "relu"), Layer(1, "identity"))
    big = Stand(qtbot, Experiment(layers=layers))
    assert big.panel.table.weights.rowCount() == big.trainer.state.parameters.theta.size + 3
    big.panel.show_selection(Selection(2, 63, 127))
    assert big.panel.table.currentIndex().row() > 8000
    big.panel.set_theme(DARK)
    big.panel.map.grab()


def test_that_in_a_narrow_dock_the_change_goes_and_the_weights_stay(stand: Stand) -> None:
    stand.panel.resize(268, 560)
    assert stand.panel.table.isColumnHidden(3)
    assert not stand.panel.table.isColumnHidden(1)
    stand.panel.resize(380, 900)
    assert not stand.panel.table.isColumnHidden(3)
