"""The panel of the data: every source leads to a wish that fits, or to one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.data import CsvData, FormulaData, NamedData, TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.named_data import NAMED
from engine.trainer import Trainer
from gui import theme as themes
from gui.frame import Edit, Frame
from gui.numbers import NumberFormat
from gui.panels.data import DataPanel
from gui.panels.data_cells import TableModel
from gui.panels.data_paste import with_pasted
from gui.panels.data_sources import as_on_paper
from gui.panels.data_table import TableView
from gui.panels.editors import ChoiceBox, ValueEdit
from gui.panels.form import Problem

T = TypeVar("T", bound=QWidget)
TABLE = TableData(np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[4.0], [5.0]]))


class Bench:
    """A panel with a trainer behind it; wishes are collected, and granted when asked for."""

    def __init__(self, qtbot: QtBot, experiment: Experiment | None = None) -> None:
        self.trainer = Trainer(experiment or Experiment())
        self.panel = DataPanel(themes.LIGHT, NumberFormat())
        qtbot.addWidget(self.panel)
        self.panel.resize(248, 500)
        self.edits: list[Edit] = []
        self.panel.edit_requested.connect(self.edits.append)
        self.show()

    def show(self, sample: int = 0) -> None:
        trainer = self.trainer
        reached = trainer.branch.reached
        self.panel.show_frame(Frame(trainer.state, trainer.history(), reached, sample=sample))

    def grant(self) -> None:
        self.trainer.edit(self.edits[-1].experiment)
        self.show()

    def find(self, kind: type[T], name: str) -> T:
        """The editor of this name, the one in sight if there are several."""
        found = [w for w in self.panel.findChildren(kind) if w.accessibleName() == name]
        return next((w for w in found if not w.isHidden()), found[0])

    def type(self, name: str, text: str) -> None:
        line = self.find(ValueEdit, name)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def choose(self, name: str, key: str) -> None:
        box = self.find(ChoiceBox, name)
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(box.currentIndex())

    def source(self, kind: str) -> None:
        self.choose("Source of the data", kind)

    def more(self) -> None:
        self.find(QToolButton, "Range, number of samples, noise, validation").click()

    def problems(self) -> list[str]:
        return [p.text() for p in self.panel.findChildren(Problem) if not p.isHidden()]

    @property
    def last(self) -> Edit:
        return self.edits[-1]


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


# Formula


def test_that_the_formula_in_force_is_shown_as_on_paper(bench: Bench) -> None:
    assert bench.find(ValueEdit, "Target").text() == "2𝑥₁ + 3𝑥₂ + 10"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("x1*x2", "𝑥₁·𝑥₂"),
        ("x1**2 - 0.5*x12", "𝑥₁² − 0.5𝑥₁₂"),
        ("2*sin(pi*x1)", "2sin(pi·𝑥₁)"),
        ("max(x1, 2)", "max(𝑥₁, 2)"),
        ("x1**x2", "𝑥₁^𝑥₂"),
        ("x1**2.5", "𝑥₁^2.5"),
    ],
)
def test_that_a_formula_reads_as_on_paper(typed: str, read: str) -> None:
    assert as_on_paper(typed) == read


def test_that_another_formula_is_a_wish_with_the_inputs_it_names(bench: Bench) -> None:
    bench.type("Target", "x1 + x2*x3")
    assert bench.last.text == "target x1 + x2*x3"
    assert bench.last.experiment.data == FormulaData(("x1 + x2*x3",))
    assert bench.last.experiment.inputs == 3


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("Target", "2*x1 +", "cannot be read"),
        ("Target", "", "formula is empty"),
        ("Target", "1/x1", "divides by zero"),
        ("Target", "__import__('os')", "formula"),
        ("Target", "9**9**9", "formula"),
        ("x from", "2", "low must be less than high"),
        ("Samples", "0", "data.samples is 0"),
        ("Samples", "1e7", "at most 1000000"),
        ("Noise", "-1", "data.noise is -1"),
        ("Noise", "loud", "loud is not a number."),
        ("Validation", "1", "validation.share is 1"),
    ],
)
def test_that_bad_input_is_told_under_its_field_and_changes_nothing(
    bench: Bench, name: str, text: str, part: str
) -> None:
    bench.more()
    bench.type(name, text)
    [problem] = bench.problems()
    assert part in problem
    assert bench.edits == []
    line = bench.find(ValueEdit, name)
    assert (line.text(), line.property("problem")) == (text, "error")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert bench.problems() == []


def test_that_targets_come_and_go(bench: Bench) -> None:
    bench.more()
    next(b for b in bench.panel.findChildren(QPushButton) if b.text() == "Add a target").click()
    bench.grant()
    assert bench.last.experiment.layers[-1].units == 2
    bench.type("Target 2", "x1 - x2")
    bench.grant()
    assert bench.last.experiment.data == FormulaData(("2*x1 + 3*x2 + 10", "x1 - x2"))
    bench.type("Target 1", "")
    bench.grant()
    assert bench.last.experiment.data == FormulaData(("x1 - x2",))
    assert bench.find(ValueEdit, "Target").text() == "𝑥₁ − 𝑥₂"


def test_that_numbers_of_the_data_are_wishes(bench: Bench) -> None:
    bench.more()
    for name, text in (("x from", "-2"), ("Samples", "50"), ("Noise", "0.1"), ("Validation", ".2")):
        bench.type(name, text)
    assert [edit.text for edit in bench.edits] == [
        "x from -2", "samples 50", "noise 0.1", "validation 0.2",
    ]  # fmt: skip
    experiment = bench.last.experiment
    assert experiment.data == FormulaData(("2*x1 + 3*x2 + 10",), -2.0, 1.0, 50, 0.1)
    assert experiment.validation_share == 0.2


def test_that_details_take_no_room_until_asked_for(bench: Bench) -> None:
    assert bench.find(ValueEdit, "Noise").isHidden()
    bench.more()
    assert not bench.find(ValueEdit, "Noise").isHidden()


# Named sets


def test_that_a_named_set_fits_the_network(bench: Bench) -> None:
    bench.source("named")
    bench.choose("Named set", "sine")
    assert bench.last.text == "data sine"
    assert bench.last.experiment.data == NamedData("sine")
    assert bench.last.experiment.inputs == 1


def test_that_every_named_set_is_explained(bench: Bench) -> None:
    box = bench.find(ChoiceBox, "Named set")
    for name, named in NAMED.items():
        tip = box.itemData(box.findData(name), Qt.ItemDataRole.ToolTipRole)
        assert tip == named.description


def test_that_going_back_to_a_source_brings_back_what_it_had(bench: Bench) -> None:
    bench.type("Target", "x1")
    bench.source("named")
    bench.source("formula")
    assert bench.last.experiment.data == FormulaData(("x1",))
    assert bench.last.experiment.inputs == 1


# CSV files


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "flowers.csv"
    path.write_text("length,width,kind\n5.1,3.5,0\n6.1,2.8,1\n", "utf-8")
    return path


def test_that_a_chosen_file_becomes_data(
    bench: Bench, csv_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = (str(csv_file), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: answer)
    bench.source("csv")
    assert bench.edits == []
    next(b for b in bench.panel.findChildren(QPushButton) if b.text() == "Choose file…").click()
    assert bench.last.text == "data flowers.csv"
    assert bench.last.experiment.data == CsvData(csv_file, ("length", "width"), ("kind",))
    assert bench.last.experiment.dataset.y.tolist() == [[0.0], [1.0]]


def test_that_a_dialog_that_was_cancelled_changes_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    bench.source("csv")
    next(b for b in bench.panel.findChildren(QPushButton) if b.text() == "Choose file…").click()
    assert (bench.edits, bench.problems()) == ([], [])


def test_that_columns_can_be_told_apart(bench: Bench, csv_file: Path) -> None:
    bench.panel.open_csv(csv_file)
    bench.grant()
    columns = bench.find(QTableWidget, "Columns of the file")
    cell(columns, 1, 2).setCheckState(Qt.CheckState.Checked)
    assert bench.last.experiment.data == CsvData(csv_file, ("length",), ("width", "kind"))
    assert bench.last.experiment.shape.sizes == (1, 2, 2, 2)
    bench.grant()
    count = len(bench.edits)
    cell(columns, 0, 1).setCheckState(Qt.CheckState.Unchecked)
    assert len(bench.edits) == count
    assert bench.problems() == [
        "Choose at least one input and one target. Until then nothing is changed."
    ]


def test_that_columns_in_work_stay_with_what_they_lack(bench: Bench, csv_file: Path) -> None:
    bench.panel.open_csv(csv_file)
    bench.grant()
    columns = bench.find(QTableWidget, "Columns of the file")
    cell(columns, 2, 2).setCheckState(Qt.CheckState.Unchecked)
    bench.trainer.edit(bench.trainer.state.experiment.edited(learning_rate=0.1))
    bench.show()
    assert bench.problems() != []
    bench.source("formula")
    bench.source("csv")
    assert bench.problems() == []
    assert cell(columns, 2, 2).checkState() is Qt.CheckState.Checked


def cell(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "There is no file"),
        ("", "is empty"),
        ("a,b\n", "has no rows"),
        ("a,b\n1\n", "line 2"),
        ("a,b\n1,two\n", '"two" is not a finite number'),
        ("a\n1\n", "one column only"),
    ],
)
def test_that_a_file_that_cannot_be_used_changes_nothing(
    bench: Bench, tmp_path: Path, content: str | None, part: str
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_text(content, "utf-8")
    bench.panel.open_csv(path)
    [problem] = bench.problems()
    assert part in problem
    assert bench.edits == []
    assert QApplication.overrideCursor() is None


def test_that_after_a_file_that_cannot_be_read_the_one_in_force_is_named(
    bench: Bench, csv_file: Path, tmp_path: Path
) -> None:
    bench.panel.open_csv(csv_file)
    bench.grant()
    in_force = [b.text() for b in bench.panel.findChildren(QPushButton)]
    assert csv_file.name in in_force
    ragged, empty = tmp_path / "ragged.csv", tmp_path / "empty.csv"
    ragged.write_text("a,b\n1\n", "utf-8")
    empty.write_text("", "utf-8")
    bench.panel.open_csv(ragged)  # its columns may be what is wrong
    assert "ragged.csv" in [b.text() for b in bench.panel.findChildren(QPushButton)]
    bench.panel.open_csv(empty)
    assert [b.text() for b in bench.panel.findChildren(QPushButton)] == in_force
    [problem] = bench.problems()
    assert "is empty" in problem


# Tables


def test_that_a_new_table_begins_with_the_data_at_hand(bench: Bench) -> None:
    bench.source("table")
    dataset = bench.trainer.state.experiment.dataset
    data = bench.last.experiment.data
    assert isinstance(data, TableData)
    np.testing.assert_array_equal(data.x, dataset.x[:10])
    np.testing.assert_array_equal(data.y, dataset.y[:10])


@pytest.fixture
def table_bench(qtbot: QtBot) -> Bench:
    layers = (Layer(2, "tanh"), Layer(1, "identity"))
    return Bench(qtbot, Experiment(layers=layers, data=TABLE))


def view_of(bench: Bench) -> TableView:
    return bench.find(TableView, "Table of samples")


def test_that_a_cell_can_be_changed(table_bench: Bench) -> None:
    model = view_of(table_bench).model()
    model.setData(model.index(1, 2), "−7,5")
    assert table_bench.last.text == "y of sample 2: -7.5"
    data = table_bench.last.experiment.data
    assert isinstance(data, TableData)
    assert data.y.tolist() == [[4.0], [-7.5]]
    assert TABLE.y.tolist() == [[4.0], [5.0]]


def test_that_a_cell_without_a_number_is_refused(table_bench: Bench) -> None:
    model = view_of(table_bench).model()
    model.setData(model.index(0, 0), "one")
    assert table_bench.edits == []
    assert table_bench.problems() == ["one is not a number. Nothing was changed."]


def test_that_samples_are_added_and_removed(table_bench: Bench) -> None:
    table_bench.find(QToolButton, "Add a sample").click()
    table_bench.grant()
    assert table_bench.last.experiment.dataset.x.tolist() == [[0, 1], [2, 3], [0, 0]]
    view_of(table_bench).selectRow(0)
    table_bench.find(QToolButton, "Remove the selected samples").click()
    table_bench.grant()
    assert table_bench.last.experiment.dataset.x.tolist() == [[2, 3], [0, 0]]
    view_of(table_bench).selectAll()
    count = len(table_bench.edits)
    table_bench.find(QToolButton, "Remove the selected samples").click()
    assert len(table_bench.edits) == count
    assert table_bench.problems() != []


def test_that_rows_of_a_spreadsheet_can_be_pasted(table_bench: Bench) -> None:
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6\n7\t8\t9\n")
    QTest.keyClick(view_of(table_bench), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table_bench.last.text == "paste samples"
    assert table_bench.last.experiment.dataset.y.tolist() == [[3], [6], [9]]


@pytest.mark.parametrize(
    ("row", "column", "text", "x", "y"),
    [
        (0, 0, "9", [[9, 1], [2, 3]], [[4], [5]]),
        (1, 2, "8\n9", [[0, 1], [2, 3], [0, 0]], [[4], [8], [9]]),
        (0, 0, "x1\tx2\ty\n1\t1\t0,5", [[1, 1], [2, 3]], [[0.5], [5]]),
        (0, 0, "1\t2\t3\t4", [[1, 2, 3]], [[4]]),
        (1, 1, "1\t2\t3", [[1, 2]], [[3]]),
    ],
)
def test_that_pasted_cells_land_where_they_belong(
    row: int, column: int, text: str, x: list[list[float]], y: list[list[float]]
) -> None:
    pasted = with_pasted(TABLE, row, column, text)
    assert (pasted.x.tolist(), pasted.y.tolist()) == (x, y)


@pytest.mark.parametrize(
    ("text", "part"), [("1\t2\n3", "Row 2"), ("1\ttwo", "two is not"), ("", "no numbers")]
)
def test_that_what_is_no_table_is_not_pasted(text: str, part: str) -> None:
    with pytest.raises(InputError, match=part):
        with_pasted(TABLE, 0, 0, text)


def test_that_the_table_is_a_sound_model(qtbot: QtBot) -> None:
    model = TableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(TABLE)
    model.show(TableData(np.ones((3, 1)), np.ones((3, 2))))
    model.show(TableData(np.zeros((3, 1)), np.ones((3, 2))))
    names = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(3)]
    assert names == ["x1", "y1", "y2"]
    assert model.rowCount(QModelIndex()) == 3


# The sample


def label_of(bench: Bench) -> QLabel:
    return next(
        label
        for label in bench.panel.findChildren(QLabel)
        if " of 200" in label.text() or label.text() == "not yet"
    )


def test_that_the_sample_is_not_yet_known_at_the_start(bench: Bench) -> None:
    assert label_of(bench).text() == "not yet"


def test_that_the_sample_of_the_batch_is_named_with_every_digit_on_hover(bench: Bench) -> None:
    for _ in range(17):
        bench.trainer.step(Grain.UPDATE)
    bench.show()
    dataset = bench.trainer.state.experiment.dataset
    assert label_of(bench).text() == "17 of 200"
    tip = label_of(bench).toolTip()
    shown = float(tip.splitlines()[0].removeprefix("x1 = ").replace("−", "-"))
    assert shown == pytest.approx(dataset.x[16, 0], rel=1e-11)
    assert tip.splitlines()[-1].startswith("y = ")


def test_that_a_sample_of_the_batch_can_be_chosen(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment().edited(batch_size=8, shuffle=True))
    bench.trainer.step(Grain.LAYER)
    bench.show(sample=2)
    box = bench.find(ChoiceBox, "Sample shown")
    trace = bench.trainer.state.trace
    assert trace is not None
    assert not box.isHidden()
    assert box.currentText() == f"{trace.samples[2] + 1} of 200"
    assert [box.itemText(n) for n in range(8)] == [f"{n + 1} of 200" for n in trace.samples]
    asked: list[int] = []
    bench.panel.sample_requested.connect(asked.append)
    box.setCurrentIndex(5)
    box.activated.emit(5)
    assert asked == [5]
    assert bench.edits == []


def test_that_both_themes_can_be_taken(bench: Bench) -> None:
    bench.panel.set_theme(themes.DARK)
    bench.panel.set_numbers(NumberFormat(2))
    assert not bench.panel.grab().isNull()
