"""The rows and cells of the weight table, held against plain loops over W and b."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from engine.grain import Grain
from engine.state import Shape
from gui.frame import Selection
from gui.numbers import NumberFormat
from gui.panels.weights_columns import COLUMNS
from gui.panels.weights_model import NAME, WeightsModel
from gui.panels.weights_rows import Rows
from tests.gui.topology_samples import frame, frame_of, trainer

WEIGHT, GRADIENT, CHANGE = 1, 2, 5
Role = Qt.ItemDataRole


def plain_rows(*sizes: int) -> list[Selection | None]:
    """Every row of the table in order, the long way; None is a heading."""
    rows: list[Selection | None] = []
    for layer, (inputs, units) in enumerate(pairwise(sizes), 1):
        rows.append(None)
        rows += [Selection(layer, j, k) for j in range(units) for k in range(inputs)]
        rows += [Selection(layer, j, bias=True) for j in range(units)]
    return rows


def model_of(*sizes: int, phases: int = 0) -> WeightsModel:
    made = WeightsModel(NumberFormat(4))
    made.show(frame(*sizes, phases=phases), -1, -1)
    return made


def texts(model: WeightsModel, column: int, role: int = Role.DisplayRole) -> list[str]:
    """A column's cells that are not headings."""
    cells = (model.index(row, column) for row in range(model.rowCount()))
    return [str(cell.data(role)) for cell in cells if model.rows.parameter(cell.row())]


@pytest.mark.parametrize("sizes", [(2, 2, 2, 1), (3, 1), (1, 4, 2), (12, 11, 3)])
def test_that_rows_are_headings_weights_row_by_row_and_biases(sizes: tuple[int, ...]) -> None:
    rows = Rows(Shape(sizes))
    expected = plain_rows(*sizes)
    assert [rows.parameter(row) for row in range(rows.count)] == expected
    for row, what in enumerate(expected):
        if what is not None:
            assert rows.row(what) == row
            assert rows.has(what)


@pytest.mark.parametrize("sizes", [(2, 2, 2, 1), (3, 4, 2), (1, 3, 1)])
def test_that_a_unit_marks_what_leads_into_it_and_an_input_what_leads_out(
    sizes: tuple[int, ...],
) -> None:
    rows, expected = Rows(Shape(sizes)), plain_rows(*sizes)
    for layer in range(1, len(sizes)):
        for unit in range(sizes[layer]):
            into = [i for i, w in enumerate(expected) if w and (w.layer, w.unit) == (layer, unit)]
            marked = rows.of(Selection(layer, unit))
            assert [row for part in marked for row in part] == into
    for k in range(sizes[0]):
        out = [i for i, w in enumerate(expected) if w and (w.layer, w.source) == (1, k)]
        assert [row for part in rows.of(Selection(0, k)) for row in part] == out


@pytest.mark.parametrize(
    "what",
    [
        Selection(4, 0),
        Selection(2, 2),
        Selection(0, 2),
        Selection(2, 0, 2),
        Selection(3, 1, bias=True),
        Selection(0, 0, bias=True),
        Selection(0, 0, 0),
    ],
)
def test_that_what_the_network_does_not_have_is_known(what: Selection) -> None:
    assert not Rows(Shape((2, 2, 2, 1))).has(what)


def test_that_qt_finds_no_fault_with_the_model(qtbot: QtBot) -> None:
    model = WeightsModel(NumberFormat(4))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made = trainer()
    for _ in range(10):
        model.show(frame_of(made), 0, model.rowCount() - 1)
        made.step(Grain.LAYER)
    model.show(frame(3, 4, 2, phases=5), 0, 3)
    assert tester.model() is model
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.rowCount() == 3 * 4 + 4 + 4 * 2 + 2 + 2


def test_that_values_are_those_of_the_state_and_not_yet_what_the_update_has_not_reached() -> None:
    made = trainer()
    for _ in range(6):  # batch, three layers forward, loss, backward 3
        made.step(Grain.LAYER)
    model = WeightsModel(NumberFormat(4))
    model.show(frame_of(made), -1, -1)
    state = made.state
    assert state.trace is not None
    numbers = NumberFormat(4)
    assert texts(model, WEIGHT) == [numbers.text(float(p)) for p in state.parameters.theta]
    dW, db = state.trace.dW[2], state.trace.db[2]
    assert dW is not None
    assert db is not None
    reached = [numbers.text(float(g)) for g in [*dW.ravel(), *db]]
    assert texts(model, GRADIENT) == ["not yet"] * 12 + reached
    assert texts(model, CHANGE) == ["not yet"] * 15


def test_that_an_update_in_place_shows_the_new_values_of_layers_already_updated() -> None:
    made = trainer()
    made.edit(made.state.experiment.edited(update_order="in_place"))
    for _ in range(7):  # … loss, backward 3, update 3
        made.step(Grain.LAYER)
    trace = made.state.trace
    assert trace is not None
    change = trace.change[2]
    assert change is not None
    model = WeightsModel(NumberFormat(6))
    model.show(frame_of(made), -1, -1)
    numbers = NumberFormat(6)
    old, new = trace.before.theta[12:], made.state.parameters.theta[12:]
    assert texts(model, WEIGHT)[12:] == [numbers.text(float(p)) for p in new]
    assert texts(model, WEIGHT)[12:] != [numbers.text(float(p)) for p in old]
    assert texts(model, CHANGE) == ["not yet"] * 12 + [numbers.text(float(d)) for d in change]


def test_that_the_last_update_stays_shown_when_it_is_complete() -> None:
    made = trainer()
    made.step(Grain.UPDATE)
    model = WeightsModel(NumberFormat(4))
    model.show(frame_of(made), -1, -1)
    assert "not yet" not in texts(model, GRADIENT) + texts(model, CHANGE)


def test_that_a_screen_reader_is_told_name_layer_column_and_value() -> None:
    model = model_of()
    row = model.rows.row(Selection(2, 1, 0))
    value = float(frame().state.parameters.W[1][1, 0])
    spoken = model.index(row, WEIGHT).data(Role.AccessibleTextRole)
    assert spoken == f"w 2 1 of layer 2, weight, {NumberFormat(4).text(value)}"
    assert model.index(row, CHANGE).data(Role.AccessibleTextRole) == (
        "w 2 1 of layer 2, change, not yet"
    )
    assert model.index(row, NAME).data() == "w₂₁"
    assert model.index(model.rows.headings[1], NAME).data() == "Layer 2"


def test_that_a_tool_tip_has_full_precision_and_says_what_is_held() -> None:
    model = model_of()
    row = model.rows.row(Selection(1, 0, bias=True))
    value = float(frame().state.parameters.b[0][0])
    assert NumberFormat().full(value) in str(model.index(row, CHANGE).data(Role.ToolTipRole))
    held = trainer()
    held.edit(held.state.experiment.edited(update_biases=False))
    model.show(frame_of(held), -1, -1)
    tip = str(model.index(row, WEIGHT).data(Role.ToolTipRole))
    assert tip.splitlines()[0] == "b₁ of layer 1"
    assert tip.splitlines()[-1] == "kept at its value"


def test_that_only_weights_can_be_edited_and_headings_not_even_reached() -> None:
    model = model_of()
    enabled, editable = Qt.ItemFlag.ItemIsEnabled, Qt.ItemFlag.ItemIsEditable
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            flags = model.flags(model.index(row, column))
            parameter = model.rows.parameter(row) is not None
            assert bool(flags & enabled) is parameter
            assert bool(flags & editable) is (parameter and column == WEIGHT)


def test_that_what_is_typed_is_passed_on_and_not_stored(qtbot: QtBot) -> None:
    model = model_of()
    cell = model.index(1, WEIGHT)
    before = cell.data(Role.EditRole)
    with qtbot.waitSignal(model.typed) as heard:
        assert not model.setData(cell, "7")
    assert heard.args == [Selection(1, 0, 0), "7"]
    assert cell.data(Role.EditRole) == before
    assert not model.setData(model.index(1, GRADIENT), "7")
    assert not model.setData(QModelIndex(), "7")


def test_that_one_frame_redraws_the_rows_in_sight_once_and_resets_nothing(qtbot: QtBot) -> None:
    made = trainer(8, 16, 2)
    model = WeightsModel(NumberFormat(4))
    model.show(frame_of(made), -1, -1)
    changed: list[tuple[int, int, int, int]] = []
    resets: list[bool] = []
    model.dataChanged.connect(
        lambda a, b: changed.append((a.row(), b.row(), a.column(), b.column()))
    )
    model.modelReset.connect(lambda: resets.append(True))
    made.step(Grain.UPDATE)
    model.show(frame_of(made), 5, 30)
    assert changed == [(5, 30, NAME, len(COLUMNS))]
    assert not resets
    model.show(frame(8, 17, 2), 5, 30)
    assert resets == [True]


def test_that_the_title_of_the_names_is_the_layer_whose_heading_is_out_of_sight() -> None:
    model = model_of()

    def title() -> object:
        return model.headerData(NAME, Qt.Orientation.Horizontal)

    assert title() == ""
    model.tell_top(model.rows.row(Selection(2, 1, 0)))
    assert title() == "Layer 2"
    model.tell_top(model.rows.headings[2])
    assert title() == ""
