"""The panel of a published example: what its table says, what it asks for, its keys."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

import resources
from engine import session as session_file
from engine.comparison import Comparison, Row
from engine.errors import InputError
from engine.examples import agrees
from engine.experiment import Layer
from engine.session import Session
from engine.trainer import Trainer
from gui.frame import Edit, Frame, Selection
from gui.numbers import MINUS, DecimalSign, NumberFormat
from gui.panels.example import ExamplePanel
from gui.panels.example_model import HEADS, MARK, NAME, OURS, SOURCE
from gui.panels.example_words import selection
from gui.theme import DARK, LIGHT
from tests.engine.example_samples import example, text
from tests.gui.topology_samples import frame_of

CLOSING = "E_total after 1"


class Stand:
    """A panel with what it asked for; edits are granted at once."""

    def __init__(self, qtbot: QtBot, session: Session, size: str = "380x860") -> None:
        self.qtbot = qtbot
        self.session = session
        self.trainer = Trainer(session.experiment)
        self.panel = ExamplePanel(LIGHT, NumberFormat(4))
        qtbot.addWidget(self.panel)
        self.edits: list[Edit] = []
        self.selections: list[Selection] = []
        self.samples: list[int] = []
        self.panel.edit_requested.connect(self._grant)
        self.panel.selection_requested.connect(self.selections.append)
        self.panel.sample_requested.connect(self.samples.append)
        self.panel.resize(*(int(part) for part in size.split("x")))
        self.panel.show_session(session)
        self.panel.show_frame(self.frame())
        self.panel.show()
        qtbot.waitExposed(self.panel).__enter__()
        self.work()

    def _grant(self, edit: Edit) -> None:
        self.edits.append(edit)
        self.trainer.edit(edit.experiment)
        self.panel.show_frame(self.frame())
        self.work()

    def frame(self) -> Frame:
        return frame_of(self.trainer)

    def work(self) -> None:
        rows = self.panel.model
        self.qtbot.waitUntil(lambda: all(row.agrees is not None for row in rows.rows))

    def names(self) -> list[str]:
        model = self.panel.model
        return [model.text(row, NAME) for row in range(model.rowCount())]

    def choose(self, name: str) -> None:
        row = self.names().index(name)
        self.panel.table.setCurrentIndex(self.panel.model.index(row, SOURCE))

    def row(self, name: str) -> Row:
        return self.panel.model.rows[self.names().index(name)]

    def keys(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.panel.table, key)


@pytest.fixture
def mazur(qtbot: QtBot) -> Stand:
    return Stand(qtbot, short_mazur())


def short_mazur() -> Session:
    """Mazur's example without what comes out after 10,000 updates."""
    path = resources.path("examples", "mazur.example.json")
    values = json.loads(path.read_text("utf-8"))
    values["published"] = [one for one in values["published"] if one.get("update", 1) <= 2]
    values["errata"] = [one for one in values["errata"] if "after 10" not in str(one)]
    return session_file.parse(json.dumps(values).encode(), None)


# What it says


@pytest.mark.parametrize("name", session_file.published())
def test_that_the_table_says_what_the_engines_comparison_says(qtbot: QtBot, name: str) -> None:
    stand = Stand(qtbot, session_file.builtin(name))
    found = stand.session.example
    assert found is not None
    expected = Comparison(found).finish()
    model = stand.panel.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == len(expected)
    for row, one in enumerate(expected):
        cells = [model.index(row, column).data() for column in (NAME, SOURCE, OURS)]
        if one.published is None:
            assert one.erratum is not None
            assert cells[1:] == [one.erratum.printed, one.erratum.correct]
            continue
        assert cells[0] == one.published.name
        assert cells[1] == one.published.printed.replace("-", MINUS)
        assert one.value is not None
        shown = float(cells[2].replace(MINUS, "-"))
        if "/" in one.published.printed:
            assert shown == pytest.approx(float(Fraction(one.published.printed)), rel=1e-11)
        else:
            assert agrees(shown, one.published.printed) is one.agrees
        spoken = model.index(row, MARK).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == f"{one.published.name}, {'agrees' if one.agrees else 'differs'}"
        assert mark_color(stand, row) == (LIGHT.ink if one.agrees else LIGHT.err)


def mark_color(stand: Stand, row: int) -> QColor:
    """The colour of the mark as it is painted."""
    table, model = stand.panel.table, stand.panel.model
    table.scrollTo(model.index(row, MARK))
    rect = table.visualRect(model.index(row, MARK))
    image = table.viewport().grab(rect).toImage()
    inked = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    for color in (LIGHT.ink, LIGHT.err):
        if color.name() in inked:
            return color
    raise AssertionError(inked)


def test_that_a_wrong_digit_in_a_file_is_shown_as_one(qtbot: QtBot) -> None:
    values = example()
    values["published"][0]["printed"] = "-0.06"
    stand = Stand(qtbot, session_file.parse(text(values).encode(), None))
    assert [row.agrees for row in stand.panel.model.rows] == [False, True, False]
    stand.choose("z1")
    assert "Differs by 0.010" in stand.panel.detail.reason.text()
    assert stand.panel.summary.text() == "1 of 3 numbers agree, 2 differ"


def test_that_numbers_come_one_after_the_other_and_say_so(qtbot: QtBot) -> None:
    panel = ExamplePanel(LIGHT, NumberFormat(4))
    qtbot.addWidget(panel)
    panel.show_session(session_file.builtin("mazur"))
    assert panel.summary.text() == "0 of 30 numbers agree, 30 to come"
    assert panel.model.text(0, OURS) == "not yet"
    assert panel.model.rows[0].agrees is None
    panel.table.setCurrentIndex(panel.model.index(26, SOURCE))
    assert "working it out" in panel.detail.reason.text()
    assert panel.detail.button.isHidden()


def test_that_without_an_example_there_is_one_sentence(mazur: Stand) -> None:
    mazur.panel.show_session(session_file.builtin("xor"))
    assert mazur.panel.empty.isVisible()
    assert mazur.panel.model.rowCount() == 0
    mazur.panel.show_session(mazur.session)
    assert not mazur.panel.empty.isVisible()


def test_that_the_chosen_number_is_shown_with_all_its_digits_and_in_words(mazur: Stand) -> None:
    mazur.choose("∂E_o2/∂out_h1")
    detail = mazur.panel.detail
    value = mazur.row("∂E_o2/∂out_h1").value
    assert value is not None
    assert detail.ours.text() == repr(value).replace("-", MINUS)
    assert detail.meaning.text() == (
        "path down to unit 1 of layer 1, from unit 2 of layer 2, update 1"
    )
    assert "last digit" in detail.reason.text()
    assert detail.button.isHidden()
    mazur.choose("net_h1")
    assert detail.reason.text() == "Agrees to the last printed digit."


def test_that_a_slip_in_the_text_has_its_row_and_its_reason(mazur: Stand) -> None:
    mazur.choose("in the text")
    assert mazur.panel.detail.printed.text() == "net_h1 = w1·i1 + w3·i2 + b1"
    assert "wrong number" in mazur.panel.detail.reason.text()
    assert mazur.selections == []


def test_that_digits_follow_the_decimal_sign_and_not_the_number_of_decimals(mazur: Stand) -> None:
    row = mazur.names().index("net_h1")
    mazur.panel.set_numbers(NumberFormat(2, decimal_sign=DecimalSign.COMMA))
    assert mazur.panel.model.text(row, OURS) == "0,3775"
    mazur.panel.set_numbers(NumberFormat(3, significant=True))
    assert mazur.panel.model.text(row, OURS) == "0.3775"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", ["380x860", "268x520", "900x500"])
def test_that_no_digit_of_a_decimal_is_cut_at_any_size(
    qtbot: QtBot, theme: object, size: str
) -> None:
    stand = Stand(qtbot, session_file.builtin("mazur"), size)
    stand.panel.set_theme(theme)  # pyright: ignore[reportArgumentType]
    from gui.letters import width

    table, model = stand.panel.table, stand.panel.model
    for row in range(model.rowCount() - 1):
        for column in (SOURCE, OURS):
            margin = 14 if column == SOURCE and table.isColumnHidden(NAME) else 10
            assert width(model.text(row, column), 13) <= table.columnWidth(column) - margin
    assert table.isColumnHidden(NAME) == (size == "268x520")
    stand.choose(CLOSING)
    image = stand.panel.grab().toImage()
    assert image.pixelColor(2, 2) is not None


# Conventions


def test_that_a_button_switches_the_convention_and_the_row_turns(mazur: Stand) -> None:
    mazur.choose(CLOSING)
    detail = mazur.panel.detail
    assert mazur.row(CLOSING).agrees is False
    assert "in place" in detail.reason.text()
    mazur.qtbot.mouseClick(detail.button, Qt.MouseButton.LeftButton)
    (edit,) = mazur.edits
    assert edit.experiment.hyperparameters.update_order == "in_place"
    assert not edit.experiment.hyperparameters.update_biases
    assert mazur.row(CLOSING).agrees is True
    assert mazur.panel.model.text(mazur.names().index(CLOSING), OURS) == "0.291027924"
    assert detail.reason.text().startswith("Agrees, with the update in place.")
    mazur.choose("w1⁺")
    assert mazur.row("w1⁺").agrees is False
    assert "With the source’s own conventions it agrees" in detail.reason.text()
    mazur.qtbot.mouseClick(detail.button, Qt.MouseButton.LeftButton)
    assert mazur.edits[-1].experiment.hyperparameters.update_order == "simultaneous"
    assert mazur.row("w1⁺").agrees is True
    assert mazur.row(CLOSING).agrees is False


def test_that_a_convention_switched_elsewhere_is_followed(mazur: Stand) -> None:
    mazur.trainer.edit(mazur.trainer.state.experiment.edited(update_order="in_place"))
    mazur.panel.show_frame(mazur.frame())
    mazur.work()
    assert mazur.row(CLOSING).agrees is True
    assert mazur.panel.choice.currentText() == "with updates in place"
    mazur.trainer.edit(mazur.trainer.state.experiment.edited(update_biases=True))
    mazur.panel.show_frame(mazur.frame())
    mazur.work()
    shown = mazur.panel.choice
    assert shown.currentIndex() == -1
    assert shown.placeholderText() == ("with the update in place and the biases updated")


def test_that_the_list_of_conventions_switches_too(mazur: Stand) -> None:
    choice = mazur.panel.choice
    assert choice.currentText() == "the source’s own"
    choice.activated.emit(choice.findData("biases updated too"))
    assert mazur.edits[-1].experiment.hyperparameters.update_biases
    choice.activated.emit(0)
    assert not mazur.edits[-1].experiment.hyperparameters.update_biases
    assert mazur.edits[-1].experiment.hyperparameters.update_order == "simultaneous"


def test_that_what_else_is_changed_in_the_window_changes_no_number(mazur: Stand) -> None:
    before = mazur.panel.model.rows
    changed = mazur.trainer.state.experiment.edited(
        learning_rate=3.0, layers=(Layer(4, "tanh"), Layer(2, "sigmoid"))
    )
    mazur.trainer.edit(changed)
    mazur.panel.show_frame(mazur.frame())
    mazur.work()
    assert mazur.panel.model.rows == before
    mazur.choose("net_o1")
    assert mazur.selections == []  # unit 1 of layer 2 is another one now


def test_that_conventions_that_do_not_go_with_the_example_are_told(mazur: Stand) -> None:
    softmax = replace(mazur.trainer.state.experiment.hyperparameters, loss="cross_entropy")
    mazur.trainer = Trainer(
        mazur.trainer.state.experiment.edited(
            layers=(Layer(2, "sigmoid"), Layer(2, "softmax")), hyperparameters=softmax
        )
    )
    mazur.panel.show_frame(mazur.frame())
    assert "do not go with the example" in mazur.panel.problem.text()
    assert mazur.row("net_h1").agrees
    mazur.choose(CLOSING)
    mazur.qtbot.mouseClick(mazur.panel.detail.button, Qt.MouseButton.LeftButton)
    assert mazur.edits == []
    assert "Nothing was changed." in mazur.panel.problem.text()


# Selection


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("net_h1", Selection(1, 0)),
        ("out_o2", Selection(2, 1)),
        ("E_o2", Selection(2, 1)),
        ("δ_o1", Selection(2, 0)),
        ("∂E_total/∂w5", Selection(2, 0, 0)),
        ("w6⁺", Selection(2, 0, 1)),
        ("∂E_o2/∂out_h1", Selection(2, 1, 0)),
        ("w3⁺", Selection(1, 1, 0)),
    ],
)
def test_that_a_row_selects_its_unit_or_weight_everywhere(
    mazur: Stand, name: str, expected: Selection
) -> None:
    mazur.choose(name)
    assert mazur.selections == [expected]
    assert mazur.samples == []


def test_that_a_row_of_a_batch_shows_its_sample(qtbot: QtBot) -> None:
    stand = Stand(qtbot, session_file.builtin("goodfellow-xor"))
    stand.choose("f(1, 0)")
    assert stand.samples == [2]
    assert stand.selections == [Selection(2, 0)]
    assert stand.panel.detail.meaning.text().endswith("update 1, sample 3")


def test_that_every_selection_exists_in_its_network() -> None:
    for name in session_file.published():
        found = session_file.builtin(name).example
        assert found is not None
        sizes = found.experiment.shape.sizes
        for one in found.published:
            what = selection(one.quantity, len(sizes) - 1)
            if what is not None:
                assert what.unit < sizes[what.layer]
                assert what.source is None or what.source < sizes[what.layer - 1]


# Keys, source


def test_that_keys_walk_the_rows_and_leave_the_others_to_the_window(mazur: Stand) -> None:
    table = mazur.panel.table
    table.setFocus()
    assert table.current_row() == 0
    assert table.selectionModel().isRowSelected(0, QModelIndex())
    mazur.keys(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert table.current_row() == 2
    mazur.keys(Qt.Key.Key_End)
    assert table.current_row() == mazur.panel.model.rowCount() - 1
    mazur.keys(Qt.Key.Key_Home)
    assert table.current_row() == 0
    taken = {}
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_3):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QCoreApplication.sendEvent(table, event)
        taken[key] = event.isAccepted()
    assert [*taken.values()] == [True, True, False, False, False]


def test_that_a_row_is_copied_with_every_digit(mazur: Stand) -> None:
    mazur.choose(CLOSING)
    mazur.panel.table.setFocus()
    mazur.qtbot.keyClick(mazur.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells == [CLOSING, "0.291027924", repr(mazur.row(CLOSING).value), "differs"]


class Browser(QObject):
    """Stands in for the program that opens web pages."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_that_the_source_is_named_and_its_address_opens_and_copies(mazur: Stand) -> None:
    found = mazur.session.example
    assert found is not None
    source = mazur.panel.source
    assert source.name.text() == found.source.name
    assert source.link.toolTip() == found.source.address
    mazur.qtbot.mouseClick(source.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == found.source.address
    browser = Browser()
    method: Any = "open"  # Qt's stub asks for bytes and takes none
    QDesktopServices.setUrlHandler("https", browser, method)
    try:
        place = QPoint(20, source.link.height() // 2)
        mazur.qtbot.mouseClick(source.link, Qt.MouseButton.LeftButton, pos=place)
        source.link.setFocus(Qt.FocusReason.TabFocusReason)
        mazur.qtbot.keyClick(source.link, Qt.Key.Key_Tab)
        mazur.panel.source.link.linkActivated.emit(found.source.address)
    finally:
        QDesktopServices.unsetUrlHandler("https")
    assert {*browser.opened} == {found.source.address}
    assert len(browser.opened) == 2


def test_that_a_source_without_an_address_offers_none(qtbot: QtBot) -> None:
    stand = Stand(qtbot, session_file.builtin("reference-fractions"))
    assert not stand.panel.source.link.isVisible()
    assert not stand.panel.source.copy.isVisible()
    stand.choose("L after")
    assert "fraction" in stand.panel.detail.reason.text()
    assert stand.panel.detail.printed.text().startswith("271960789031192963459199333808056084961/")


def test_that_a_teachers_file_is_told_with_its_line(tmp_path: object) -> None:
    values = json.loads(text(example()))
    del values["published"][1]["printed"]
    with pytest.raises(InputError, match=r"^Line \d+: published\[1\]\.printed is missing"):
        session_file.parse(text(values).encode(), None)


def test_that_the_heads_of_the_columns_are_the_issues_words() -> None:
    assert HEADS[:3] == ("as printed", "source", "Backstep")
