"""The weight inspector with real keys and clicks: what it wishes for, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from engine.arrays import Array
from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Edit, Frame, Selection
from gui.letters import width
from gui.numbers import MINUS, NumberFormat
from gui.panels.weights import WeightsPanel
from gui.panels.weights_columns import COLUMNS, Column
from gui.panels.weights_delegate import fitting
from gui.theme import DARK, LIGHT, TINT_SELECTED_ROW
from tests.gui.topology_samples import frame_of, trainer

WEIGHT, CHANGE = 1, 5
W21 = Selection(2, 1, 0)


def changed(theta: list[float], values: tuple[tuple[int, float], ...]) -> Array:
    """θ with some of its values replaced."""
    made = np.array(theta)
    for position, value in values:
        made[position] = value
    return made


class Stand:
    """A panel with what it asked for."""

    def __init__(self, qtbot: QtBot, made: Trainer | None = None, size: str = "380x860") -> None:
        self.qtbot = qtbot
        self.trainer = made if made is not None else trainer()
        self.panel = WeightsPanel(LIGHT, NumberFormat(4))
        qtbot.addWidget(self.panel)
        self.edits: list[Edit] = []
        self.selections: list[Selection | None] = []
        self.panel.edit_requested.connect(self.edits.append)
        self.panel.selection_requested.connect(self.selections.append)
        self.panel.resize(*(int(part) for part in size.split("x")))
        self.show()
        self.panel.show()
        qtbot.waitExposed(self.panel).__enter__()
        self.panel.table.setFocus()

    @property
    def theta(self) -> list[float]:
        return self.trainer.state.parameters.theta.tolist()

    def show(self) -> Frame:
        made = frame_of(self.trainer)
        self.panel.show_frame(made)
        return made

    def select(self, what: Selection) -> None:
        self.panel.show_selection(what)

    def keys(self, *keys: Qt.Key | str) -> None:
        """Press keys where the keyboard is: in the editor, if there is one."""
        for key in keys:
            target = self.editor() or self.panel.table
            if isinstance(key, str):
                self.qtbot.keyClick(target, key[0])
                self.qtbot.keyClicks(self.editor() or self.panel.table, key[1:])
            else:
                self.qtbot.keyClick(target, key)
            QCoreApplication.sendPostedEvents()  # Enter closes the editor by a queued call

    def editor(self) -> QLineEdit | None:
        lines = self.panel.table.viewport().findChildren(QLineEdit)
        return next((line for line in lines if line.isVisible()), None)

    def line(self) -> QLineEdit:
        editor = self.editor()
        assert editor is not None
        return editor

    def cell(self, what: Selection, column: int = WEIGHT) -> QPoint:
        index = self.panel.model.index(self.panel.model.rows.row(what), column)
        return self.panel.table.visualRect(index).center()

    def click(self, what: Selection) -> None:
        viewport = self.panel.table.viewport()
        self.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=self.cell(what))

    def current(self) -> Selection | None:
        return self.panel.model.rows.parameter(self.panel.table.currentIndex().row())

    def tinted(self, what: Selection) -> bool:
        """Whether the row of a parameter has the ground of what is selected."""
        picture = self.panel.table.viewport().grab().toImage()
        point = self.cell(what, 0)
        ground = picture.pixelColor(point.x() + 25, point.y() - 10)
        return ground.rgb() == LIGHT.tint("ink", TINT_SELECTED_ROW, LIGHT.chrome).rgb()


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


# Selection


def test_that_a_click_selects_the_weight_of_its_row(stand: Stand) -> None:
    stand.click(W21)
    assert stand.selections == [W21]
    assert stand.tinted(W21)
    assert not stand.tinted(Selection(2, 1, 1))


def test_that_arrow_keys_walk_over_parameters_and_skip_headings(stand: Stand) -> None:
    stand.select(Selection(1, 1, bias=True))
    stand.keys(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert stand.selections == [
        Selection(2, 0, 0),
        Selection(2, 0, 1),
        Selection(2, 0, 0),
        Selection(1, 1, bias=True),
    ]


def test_that_home_and_end_go_to_the_first_and_the_last_parameter(stand: Stand) -> None:
    stand.select(W21)
    stand.keys(Qt.Key.Key_End, Qt.Key.Key_Home)
    assert stand.selections == [Selection(3, 0, bias=True), Selection(1, 0, 0)]


def test_that_the_selection_follows_without_an_answer(stand: Stand) -> None:
    stand.select(W21)
    assert stand.current() == W21
    assert stand.tinted(W21)
    assert stand.selections == []


def test_that_a_unit_marks_its_weights_and_its_bias(stand: Stand) -> None:
    stand.select(Selection(2, 1))
    of_unit = [Selection(2, 1, 0), Selection(2, 1, 1), Selection(2, 1, bias=True)]
    assert all(stand.tinted(what) for what in of_unit)
    assert not stand.tinted(Selection(2, 0, bias=True))
    assert stand.selections == []
    stand.click(Selection(2, 1, 0))
    assert stand.selections == [Selection(2, 1, 0)]


def test_that_an_input_marks_the_weights_that_lead_out_of_it(stand: Stand) -> None:
    stand.select(Selection(0, 1))
    assert stand.tinted(Selection(1, 0, 1))
    assert stand.tinted(Selection(1, 1, 1))
    assert not stand.tinted(Selection(1, 1, 0))


def test_that_nothing_selected_marks_nothing_and_says_how_to_select(stand: Stand) -> None:
    stand.select(W21)
    stand.panel.show_selection(None)
    assert not stand.tinted(W21)
    assert stand.panel.card.text() == "Select a weight to see it in full."


def test_that_a_selection_out_of_sight_is_scrolled_to(qtbot: QtBot) -> None:
    stand = Stand(qtbot, trainer(64, 128, 64, 10))
    what = Selection(2, 40, 100)
    stand.select(what)
    first, last = stand.panel.table.visible_rows()
    assert first <= stand.panel.model.rows.row(what) <= last
    assert last - first < 60


def test_that_a_selection_this_network_does_not_have_waits_for_the_one_that_has(
    qtbot: QtBot,
) -> None:
    stand = Stand(qtbot)
    added = Selection(1, 2, 0)
    stand.select(added)
    assert stand.panel.card.text() == "Select a weight to see it in full."
    stand.panel.show_frame(frame_of(trainer(2, 3, 1)))
    assert stand.current() == added


# Editing


def test_that_a_typed_number_becomes_one_edit_of_that_parameter_alone(stand: Stand) -> None:
    stand.select(W21)
    stand.keys("-", ".25", Qt.Key.Key_Return)
    [edit] = stand.edits
    assert edit.text == "w₂₁ of layer 2"
    assert edit.experiment is stand.trainer.state.experiment
    assert edit.values == ((6 + 2, -0.25),)
    assert stand.editor() is None


def test_that_the_worker_accepts_the_edit_and_the_cell_shows_it(stand: Stand) -> None:
    stand.select(Selection(3, 0, bias=True))
    stand.keys("5", Qt.Key.Key_Return)
    stand.trainer.edit(stand.edits[0].experiment, changed(stand.theta, stand.edits[0].values))
    stand.show()
    index = stand.panel.model.index(stand.panel.model.rowCount() - 1, WEIGHT)
    assert index.data() == "5.0000"


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_that_the_editor_opens_with_every_digit(stand: Stand, key: Qt.Key) -> None:
    stand.select(W21)
    stand.keys(key)
    shown = stand.line().text()
    assert float(shown.replace(MINUS, "-")) == stand.theta[8]
    assert "-" not in shown
    stand.keys(Qt.Key.Key_Return)
    assert stand.edits == []


def test_that_a_double_click_edits(stand: Stand) -> None:
    point = stand.cell(W21)
    viewport = stand.panel.table.viewport()
    stand.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point)
    stand.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=point)
    assert stand.editor() is not None


def test_that_escape_leaves_everything_as_it_was(stand: Stand) -> None:
    stand.select(W21)
    stand.keys("9", Qt.Key.Key_Escape)
    assert stand.editor() is None
    assert stand.edits == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("1.2.3", "1.2.3 is not a number."), ("1e999", "1e999 is too large."), ("1x", "1x is not")],
)
def test_that_what_is_no_number_stays_to_be_put_right_and_the_value_as_it_was(
    stand: Stand, text: str, sentence: str
) -> None:
    stand.select(W21)
    stand.keys(text, Qt.Key.Key_Return)
    value = NumberFormat(4).text(stand.theta[8])
    assert stand.panel.problem.text().startswith(sentence)
    assert stand.panel.problem.text().endswith(f"w₂₁ of layer 2 is still {value}.")
    assert stand.edits == []
    assert stand.line().text() == text
    assert stand.line().property("problem") == "error"
    stand.line().selectAll()
    stand.keys("2", Qt.Key.Key_Return)
    assert stand.panel.problem.isHidden()
    assert len(stand.edits) == 1


def test_that_escape_takes_the_sentence_away(stand: Stand) -> None:
    stand.select(W21)
    stand.keys("1.2.3", Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert stand.panel.problem.isHidden()


def test_that_frames_do_not_overwrite_what_is_being_typed(stand: Stand) -> None:
    stand.select(W21)
    stand.keys("4", "2")
    for _ in range(5):
        stand.trainer.step(Grain.UPDATE)
        stand.show()
    assert stand.line().text() == "42"
    stand.keys(Qt.Key.Key_Return)
    assert stand.edits[0].values == ((8, 42.0),)


def test_that_letters_and_step_keys_are_left_to_the_window(stand: Stand) -> None:
    stand.select(W21)
    stand.keys("w", Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert stand.editor() is None
    assert stand.current() == W21
    assert stand.selections == []


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        (Qt.Key.Key_1, "1", True),  # a grain of the window
        (Qt.Key.Key_Minus, "-", True),
        (Qt.Key.Key_Home, "", True),  # restart
        (Qt.Key.Key_Right, "", False),
        (Qt.Key.Key_Space, " ", False),
    ],
)
def test_that_shortcuts_of_the_window_yield_to_keys_of_the_table_alone(
    stand: Stand, key: Qt.Key, text: str, kept: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)
    event.ignore()
    QCoreApplication.sendEvent(stand.panel.table, event)
    assert event.isAccepted() is kept


# Reading and copying


def test_that_copying_gives_every_digit_with_tabs(stand: Stand) -> None:
    stand.trainer.step(Grain.UPDATE)
    frame = stand.show()
    stand.select(Selection(2, 1))
    stand.qtbot.keyClick(stand.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles, *copied = (line.split("\t") for line in QGuiApplication.clipboard().text().split("\n"))
    trace = frame.trace
    assert trace is not None
    dW, db, change = trace.dW[1], trace.db[1], trace.change[1]
    assert dW is not None
    assert db is not None
    assert change is not None
    W, b = frame.state.parameters.W[1], frame.state.parameters.b[1]
    assert titles[:4] == ["layer", "parameter", "weight", "gradient"]
    assert [line[:2] for line in copied] == [["2", "w₂₁"], ["2", "w₂₂"], ["2", "b₂"]]
    numbers = [titles.index(name) for name in ("weight", "gradient", "change")]
    assert [[float(line[place]) for place in numbers] for line in copied] == [
        [W[1, 0], dW[1, 0], change[2]],
        [W[1, 1], dW[1, 1], change[3]],
        [b[1], db[1], change[5]],
    ]


def test_that_the_card_has_twelve_digits_and_says_where_the_weight_leads(stand: Stand) -> None:
    for _ in range(7):
        stand.trainer.step(Grain.LAYER)
    frame = stand.show()
    stand.select(W21)
    dW = frame.state.trace.dW[1] if frame.state.trace else None
    assert dW is not None
    assert stand.panel.card.text() == "into unit 2 of layer 2, from unit 1 of layer 1"
    detail = NumberFormat().detail
    shown = [detail(stand.theta[8]), detail(dW[1, 0]), "…", "…", "not yet"]
    assert stand.panel.card.numbers() == shown
    stand.select(Selection(1, 0, 1))
    assert stand.panel.card.text() == "into unit 1 of layer 1, from input 2"
    stand.select(Selection(3, 0, bias=True))
    assert stand.panel.card.text() == "bias of unit 1 of layer 3"


def test_that_a_narrow_table_leaves_the_change_to_the_card(qtbot: QtBot) -> None:
    wide, narrow = Stand(qtbot), Stand(qtbot, size="268x560")
    assert not wide.panel.table.isColumnHidden(CHANGE)
    assert narrow.panel.table.isColumnHidden(CHANGE)
    narrow.panel.resize(380, 560)
    assert not narrow.panel.table.isColumnHidden(CHANGE)
    narrow.select(W21)
    assert len(narrow.panel.card.numbers()) == len(COLUMNS)


@pytest.mark.parametrize("size", ["220x300", "268x560", "380x900", "700x1200"])
def test_that_columns_fill_the_table_exactly(qtbot: QtBot, size: str) -> None:
    stand = Stand(qtbot, size=size)
    table = stand.panel.table
    taken = sum(table.columnWidth(column) for column in range(table.model().columnCount()))
    assert taken == table.viewport().width()


@pytest.mark.parametrize("room", [62, 85, 120])
@pytest.mark.parametrize("decimals", [0, 4, 12])
def test_that_no_number_is_ever_wider_than_its_column(room: int, decimals: int) -> None:
    values = [-0.0, -123456.789, 999999.4, -12.3456789, 1 / 3, -4e-7, 3.9e-10, -1.5e300, 2e-308]
    for value in values:
        text = fitting(value, NumberFormat(decimals), room, True)
        least = width(f"{MINUS}4 × 10⁻³⁰⁸", 13, True)
        assert width(text, 13, True) <= max(room, least)
        assert "…" not in text
        assert NumberFormat.parse(text) == pytest.approx(value, rel=0.5, abs=0.51)


def test_that_points_align_where_a_column_is_too_narrow_for_all_decimals() -> None:
    texts = [fitting(value, NumberFormat(12), 90, False) for value in (0.5, -1.25, 42.0)]
    assert len({len(text.partition(".")[2]) for text in texts}) == 1


def test_that_a_column_more_is_one_entry_more(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = (*COLUMNS, Column("twice", lambda frame, what: 2.0))
    for part in ("columns", "model", "table", "card", "delegate", "words", "header", "copy"):
        monkeypatch.setattr(f"gui.panels.weights_{part}.COLUMNS", more)
    stand = Stand(qtbot)
    panel = stand.panel
    assert panel.model.index(1, 6).data() == "2.0000"
    assert not panel.table.isColumnHidden(6)


@pytest.mark.parametrize(
    ("size", "card", "map_"),
    [
        ("268x560", False, False),
        ("380x640", True, False),
        ("380x785", True, True),  # a window at its first start, with a line beneath the table
        ("380x860", True, True),
    ],
)
def test_that_the_table_has_all_rows_and_the_card_and_the_map_what_is_left(
    qtbot: QtBot, size: str, card: bool, map_: bool
) -> None:
    stand = Stand(qtbot, size=size)
    panel = stand.panel
    assert panel.card_part.isVisible() is card
    assert panel.map_part.isVisible() is map_
    qtbot.waitUntil(lambda: panel.table.height() == panel.table.content_height())
    assert panel.table.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("height", [420, 505, 617, 683, 760, 860])
def test_that_a_table_that_scrolls_ends_with_a_whole_row(qtbot: QtBot, height: int) -> None:
    stand = Stand(qtbot, trainer(3, 9, 4, 2), size=f"380x{height}")
    table = stand.panel.table

    def below_last_row() -> int:
        last = table.rowAt(table.viewport().height() - 1)
        assert 0 < last < table.model().rowCount() - 1
        return table.viewport().height() - table.rowViewportPosition(last) - table.rowHeight(last)

    qtbot.waitUntil(lambda: below_last_row() == 0)
    assert table.height() > height / 3


@pytest.mark.parametrize(("height", "lines"), [(632, 3), (645, 4), (672, 5)])
def test_that_a_low_card_leaves_its_last_lines_out_and_cuts_none(
    qtbot: QtBot, height: int, lines: int
) -> None:
    stand = Stand(qtbot, size=f"380x{height}")
    stand.select(W21)
    card = stand.panel.card
    shown = [label for label in card.findChildren(QLabel) if label.accessibleName()]
    shown = [label for label in shown if label.isVisible() and label.height() == 20]
    assert len(shown) == lines
    ends = [label.mapTo(card, label.rect().bottomLeft()).y() for label in shown]
    assert max(ends) < card.height() <= stand.panel.height()


# Frames


def test_that_a_frame_of_the_same_state_draws_nothing_new(stand: Stand) -> None:
    changed: list[int] = []
    stand.panel.model.dataChanged.connect(lambda *_: changed.append(1))
    stand.show()
    assert changed == []


def test_that_a_step_draws_the_rows_anew_that_it_changes_and_no_other(stand: Stand) -> None:
    model = stand.panel.model
    changed: set[int] = set()
    model.dataChanged.connect(lambda a, b: changed.update(range(a.row(), b.row() + 1)))
    for _ in range(5):  # batch, three layers forward, loss
        stand.trainer.step(Grain.LAYER)
        stand.show()
    assert changed == set()
    stand.trainer.step(Grain.LAYER)  # backward 3: its gradients
    stand.show()
    last = [Selection(3, 0, 0), Selection(3, 0, 1), Selection(3, 0, bias=True)]
    assert changed == {model.rows.row(what) for what in last}
    for _ in range(3):  # backward 2, backward 1, update: all weights move
        stand.trainer.step(Grain.LAYER)
        stand.show()
    assert changed == set(range(1, model.rowCount()))


def test_that_other_decimals_and_colours_show_at_once(stand: Stand) -> None:
    def picture() -> QImage:
        return stand.panel.table.viewport().grab().toImage()

    before = picture()
    stand.panel.set_numbers(NumberFormat(2))
    shorter = picture()
    assert shorter != before
    assert stand.panel.model.index(1, WEIGHT).data() == NumberFormat(2).text(stand.theta[0])
    stand.panel.set_theme(DARK)
    stand.select(W21)
    point = stand.cell(W21, 0)
    assert picture().pixelColor(4, point.y()) == DARK.ink


def test_that_the_selection_has_the_hue_of_the_phase(stand: Stand) -> None:
    stand.select(W21)
    grounds: list[QColor] = []
    for phases in (0, 2, 4):  # ready, forward 1, backward 3
        for _ in range(phases):
            stand.trainer.step(Grain.LAYER)
        stand.show()
        picture = stand.panel.table.viewport().grab().toImage()
        point = stand.cell(W21, 0)
        grounds.append(picture.pixelColor(4, point.y()))
    assert grounds == [LIGHT.ink, LIGHT.fwd, LIGHT.bwd]


# Frozen parameters


def names(stand: Stand) -> list[str]:
    """What a screen reader is told of each row, without the headings."""
    model = stand.panel.model
    texts = [
        model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
        if row not in model.rows.headings
    ]
    return [str(text) for text in texts]


def picture_of_names(stand: Stand) -> list[QImage]:
    """The name's cell of each row."""
    table, model = stand.panel.table, stand.panel.model
    shot = table.viewport().grab().toImage()
    rows = [row for row in range(model.rowCount()) if row not in model.rows.headings]
    return [shot.copy(table.visualRect(model.index(row, 0))) for row in rows]


@pytest.mark.parametrize("sizes", [(), (11, 2, 2)])
def test_that_frozen_parameters_have_a_lock_that_is_also_said(
    qtbot: QtBot, sizes: tuple[int, ...]
) -> None:
    stand = Stand(qtbot, trainer(*sizes), "380x2400")
    before, spoken = picture_of_names(stand), names(stand)
    marks = np.zeros(len(stand.theta), np.bool_)
    places = [0, 8, len(marks) - 1]
    marks[places] = True
    stand.trainer.edit(stand.trainer.state.experiment.edited(frozen=marks))
    stand.show()
    after = picture_of_names(stand)
    differ = [
        place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]
    ]
    assert differ == places
    said = [
        f"{text}, kept at its value" if place in places else text
        for place, text in enumerate(spoken)
    ]
    assert names(stand) == said


def test_that_biases_that_are_not_updated_have_a_lock_and_the_card_says_so(qtbot: QtBot) -> None:
    stand = Stand(qtbot)
    stand.select(Selection(1, 0, bias=True))
    assert stand.panel.card.text() == "bias of unit 1 of layer 1"
    stand.trainer.edit(stand.trainer.state.experiment.edited(update_biases=False))
    stand.show()
    kept = [text for text in names(stand) if "kept" in text]
    assert len(kept) == 5
    assert all(text.startswith("b ") for text in kept)
    assert stand.panel.card.text() == "bias of unit 1 of layer 1; kept at its value"
