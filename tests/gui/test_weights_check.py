"""The gradient check in the weight inspector: what is compared, what is marked, what is said."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine import gradcheck
from engine.experiment import Experiment, Layer
from engine.gradcheck import Difference
from engine.grain import Grain
from engine.session import Session
from engine.state import TrainState
from engine.trainer import Trainer
from gui import checker
from gui.document import Document, directly
from gui.frame import Activity, Differences, Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.weights import WeightsPanel
from gui.panels.weights_check import (
    Inspected,
    Tally,
    Verdict,
    explained,
    inspected,
    summary,
    tally,
)
from gui.panels.weights_columns import COLUMNS
from gui.panels.weights_rows import Rows
from gui.theme import DARK, LIGHT, Theme
from tests.gui.difference_samples import (
    central,
    experiment,
    loss_of_the_article,
    loss_of_two_layers,
)

pytestmark = pytest.mark.usefixtures("_patient")

DIFFERENCE = 1 + [column.title for column in COLUMNS].index("finite difference")
GRADIENT = 1 + [column.title for column in COLUMNS].index("gradient")
ERROR = [column.title for column in COLUMNS].index("relative error")
W21 = Selection(2, 1, 0)
LAYER_1 = {Selection(1, unit, source) for unit in range(2) for source in range(2)} | {
    Selection(1, unit, bias=True) for unit in range(2)
}
WRONG_AS_PRINTED = LAYER_1 | {Selection(2, 0, 1), Selection(2, 1, 0)}


def test_that_a_difference_that_is_no_number_is_not_judged() -> None:
    trainer = Trainer(Experiment())
    trainer.step(Grain.UPDATE)
    frame = Frame(trainer.state, trainer.history(), 1)
    gone = {index: Difference(index, math.nan, False) for index in range(15)}
    seen = Inspected(frame, gone)
    assert {seen.verdict(Selection(1, unit, 0)) for unit in range(2)} == {None}
    assert tally(seen) == Tally(15, 0, (), 0)
    assert summary(tally(seen), False, NumberFormat(4)) == ""


class Stand:
    """A panel and a document, connected as in the window, and which differences were worked out."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot = qtbot
        self.worked_out: list[int] = []
        real = gradcheck.differences

        def counted(state: TrainState, indices: Sequence[int]) -> Iterator[list[Difference]]:
            for piece in real(state, indices):
                self.worked_out += [difference.parameter for difference in piece]
                yield piece

        monkeypatch.setattr(gradcheck, "differences", counted)
        self.document = Document(directly)
        self.panel = WeightsPanel(LIGHT, NumberFormat(4))
        qtbot.addWidget(self.panel)
        document, panel = self.document, self.panel
        document.frame_changed.connect(panel.show_frame)
        document.checked.connect(panel.show_differences)
        panel.check_requested.connect(document.check)
        panel.selection_requested.connect(document.select)
        document.selection_changed.connect(panel.show_selection)
        panel.pointed.connect(document.point_at)
        document.pointed_changed.connect(panel.show_pointed)
        panel.resize(380, 860)

    def open(self, chosen: Experiment) -> None:
        self.document.open(Session(experiment=chosen))
        self.panel.show()
        with self.qtbot.waitExposed(self.panel):
            pass

    @property
    def frame(self) -> Frame:
        assert self.document.frame is not None
        return self.document.frame

    @property
    def seen(self) -> Inspected:
        assert self.panel.model.seen is not None
        return self.panel.model.seen

    @property
    def words(self) -> str:
        return self.panel.foot.text()

    def step(self, grain: Grain, count: int = 1) -> None:
        for _ in range(count):
            self.document.step(grain)

    def settle(self, *indices: int) -> None:
        """Wait until these parameters are checked; all of them for none."""
        wanted = set(indices or range(self.frame.experiment.shape.count))
        self.qtbot.waitUntil(lambda: wanted <= set(self.seen.known))

    def cell(self, what: Selection, column: int = DIFFERENCE) -> str:
        row = self.panel.model.rows.row(what)
        return str(self.panel.model.index(row, column).data())

    def parameters(self) -> list[Selection]:
        rows = self.panel.model.rows
        return [what for row in range(rows.count) if (what := rows.parameter(row)) is not None]

    def verdicts(self, wanted: Verdict) -> set[Selection]:
        return {what for what in self.parameters() if self.seen.verdict(what) is wanted}

    def tip(self, what: Selection) -> str:
        row = self.panel.model.rows.row(what)
        index = self.panel.model.index(row, DIFFERENCE)
        return str(index.data(Qt.ItemDataRole.ToolTipRole)).replace("\n", " ")

    def picture_of(self, what: Selection, column: int) -> QImage:
        index = self.panel.model.index(self.panel.model.rows.row(what), column)
        picture = self.panel.table.viewport().grab(self.panel.table.visualRect(index))
        return picture.toImage()


@pytest.fixture
def stand(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    made = Stand(qtbot, monkeypatch)
    yield made
    made.document.close()


# What is compared


@pytest.mark.parametrize("settings", [{}, {"batch_size": 4, "optimizer": "adam"}])
def test_that_the_column_shows_the_differences_of_the_loss_before_the_update(
    stand: Stand, settings: dict[str, object]
) -> None:
    stand.open(experiment(**settings))
    stand.step(Grain.UPDATE, 3)
    before = stand.frame.state.parameters.theta
    stand.step(Grain.UPDATE)
    stand.settle()
    trace = stand.frame.trace
    assert trace is not None
    wanted = central(loss_of_two_layers, before, trace.x, trace.y)
    numbers = NumberFormat(4)
    shown = [stand.cell(what) for what in stand.parameters()]
    assert shown == [numbers.text(round(value, 9)) for value in wanted]
    assert stand.verdicts(Verdict.AGREES) == set(stand.parameters())
    assert stand.words == "26 of 26 gradients agree"


def test_that_as_printed_marks_exactly_the_eight_wrong_gradients_of_the_article(
    stand: Stand,
) -> None:
    stand.open(Experiment().edited(rule="as_printed"))
    stand.step(Grain.LAYER, 8)
    trace = stand.frame.trace
    assert trace is not None
    wanted = central(loss_of_the_article, trace.before.theta, trace.x, trace.y)
    known = {index: Difference(index, value, False) for index, value in enumerate(wanted)}
    by_hand = inspected(stand.frame, Differences(trace, known))
    wrong = {what for what in stand.parameters() if by_hand.verdict(what) is Verdict.DISAGREES}
    assert wrong == WRONG_AS_PRINTED
    stand.settle()
    assert stand.verdicts(Verdict.DISAGREES) == WRONG_AS_PRINTED
    assert len(stand.verdicts(Verdict.AGREES)) == 7
    assert stand.words == "8 of 15 gradients disagree"
    assert "as printed, not the chain rule" in stand.tip(W21)


@pytest.mark.parametrize("rule", ["chain_rule", "as_printed"])
@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("round_to", [None, 2])
def test_that_a_mark_is_that_of_the_contract_for_every_convention(
    stand: Stand, rule: str, order: str, round_to: int | None
) -> None:
    stand.open(Experiment().edited(rule=rule, update_order=order, round_to=round_to))
    stand.step(Grain.UPDATE, 2)
    before = stand.frame.state.parameters.theta
    stand.step(Grain.UPDATE)
    stand.settle()
    trace = stand.frame.trace
    assert trace is not None
    wanted = central(loss_of_the_article, before, trace.x, trace.y)
    for index, what in enumerate(stand.parameters()):
        dW, db = trace.dW[what.layer - 1], trace.db[what.layer - 1]
        assert dW is not None
        assert db is not None
        g = float(db[what.unit] if what.source is None else dW[what.unit, what.source])
        n = float(wanted[index])
        verdict = stand.seen.verdict(what)
        assert (verdict is Verdict.AGREES) is (abs(g - n) <= 1e-6 * max(1.0, abs(g), abs(n)))


def test_that_in_place_says_why_lower_layers_disagree_and_the_output_layer_agrees(
    stand: Stand,
) -> None:
    stand.open(Experiment().edited(update_order="in_place"))
    stand.step(Grain.UPDATE)
    stand.settle()
    assert stand.verdicts(Verdict.DISAGREES) >= LAYER_1
    assert all(stand.seen.verdict(Selection(3, 0, k)) is Verdict.AGREES for k in range(2))
    assert "the layers above had already moved" in stand.tip(Selection(1, 0, 0))
    assert "already moved" not in stand.tip(Selection(3, 0, 0))


def test_that_a_rounded_gradient_says_that_the_difference_is_not(stand: Stand) -> None:
    stand.open(Experiment().edited(round_to=2))
    stand.step(Grain.UPDATE)
    stand.settle()
    [what, *_] = tally(stand.seen).disagree
    assert "rounded to 2 decimals" in stand.tip(what)


def test_that_a_relu_at_zero_is_a_kink_and_not_judged(stand: Stand) -> None:
    layers = (Layer(2, "relu"), Layer(1, "identity"))
    stand.open(Experiment(layers=layers).edited(initializer="zeros"))
    stand.step(Grain.UPDATE)
    stand.settle()
    layer_1 = {Selection(1, u, k) for u in range(2) for k in range(2)}
    assert stand.verdicts(Verdict.KINK) == layer_1 | {Selection(1, u, bias=True) for u in range(2)}
    assert stand.words == "3 of 9 agree, 6 at a kink"
    tip = stand.tip(Selection(1, 0, 0))
    assert "within ±h a ReLU or |x| changes sign, so the difference means nothing" in tip


# What is not there yet


def test_that_a_difference_is_not_yet_there_as_long_as_its_gradient_is_not(stand: Stand) -> None:
    stand.open(Experiment())
    stand.step(Grain.TERM)
    stand.settle()
    seen = 0
    while True:
        shown = {what for what in stand.parameters() if stand.cell(what, GRADIENT) != "not yet"}
        assert {what for what in stand.parameters() if stand.cell(what) != "not yet"} == shown
        assert stand.verdicts(Verdict.AGREES) == shown
        words = f"{len(shown)} of {len(shown)} gradients agree" if shown else ""
        words = "1 gradient agrees" if len(shown) == 1 else words
        assert stand.words == words
        seen += 0 < len(shown) < 15
        if len(shown) == 15:
            break
        stand.step(Grain.TERM)
    assert seen > 14
    assert sorted(stand.worked_out) == list(range(15))  # once in the whole update


def test_that_dots_stand_where_a_difference_is_being_worked_out(stand: Stand) -> None:
    stand.open(Experiment())
    stand.step(Grain.UPDATE)
    assert stand.cell(W21) == "…"
    stand.settle()
    assert stand.cell(W21) not in ("…", "not yet")


def test_that_nothing_is_worked_out_at_full_speed(stand: Stand) -> None:
    stand.open(Experiment())
    asked: list[Sequence[int]] = []
    stand.document._check.connect(lambda _state, indices: asked.append(indices))
    stand.document.run()
    frames: list[Frame] = []
    stand.document.frame_changed.connect(frames.append)
    stand.qtbot.waitUntil(lambda: len(frames) > 5)
    assert all(frame.activity is Activity.RUNNING for frame in frames)
    assert asked == []
    assert stand.worked_out == []
    assert stand.words == "checked when training pauses"
    stand.document.pause()
    stand.settle()
    assert sorted(stand.worked_out) == list(range(15))
    assert stand.words == "15 of 15 gradients agree"


def test_that_training_at_a_pace_is_checked_and_the_line_stays_from_update_to_update(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checker, "SECONDS", 1e9)  # no pieces, which are told one by one
    stand.open(Experiment())
    stand.step(Grain.UPDATE)
    stand.settle()
    lines: list[str] = []
    stand.document.frame_changed.connect(lambda _frame: lines.append(stand.words))
    stand.document.checked.connect(lambda _differences: lines.append(stand.words))
    stand.document.set_pace(250.0)
    stand.document.run()
    stand.qtbot.waitUntil(lambda: len(lines) > 20 and len(stand.worked_out) > 30)
    stand.document.pause()
    assert all(line == "" or line.endswith("gradients agree") for line in lines)


def test_that_quick_steps_leave_only_the_last_moment_to_be_worked_out(stand: Stand) -> None:
    stand.open(Experiment())
    stand.step(Grain.UPDATE, 30)
    assert stand.worked_out == []
    stand.settle()
    assert len(stand.worked_out) == 15


def test_that_going_back_and_an_edit_ask_again(stand: Stand) -> None:
    stand.open(Experiment())
    stand.step(Grain.UPDATE, 2)
    stand.settle()
    first = stand.cell(W21)
    stand.document.step_back(Grain.UPDATE)
    stand.settle()
    assert stand.cell(W21) != first
    stand.document.step(Grain.UPDATE)
    stand.settle()
    assert stand.cell(W21) == first


# Large networks


def test_that_only_rows_in_sight_of_a_large_network_are_worked_out(stand: Stand) -> None:
    layers = (Layer(64, "tanh"), Layer(128, "tanh"), Layer(1, "identity"))
    stand.open(Experiment(layers=layers))
    stand.step(Grain.UPDATE)
    table, rows = stand.panel.table, Rows(stand.frame.experiment.shape)
    stand.settle(*rows.indices(*table.visible_rows()))
    assert sorted(stand.worked_out) == rows.indices(*table.visible_rows())
    assert len(stand.worked_out) < 60
    assert stand.words == f"{len(stand.worked_out)} checked, all agree"
    before = set(stand.worked_out)
    table.verticalScrollBar().setValue(6000)
    now = rows.indices(*table.visible_rows())
    stand.settle(*now)
    assert set(stand.worked_out) == before | set(now)
    assert len(stand.worked_out) == len(set(stand.worked_out))
    assert stand.words == f"{len(before | set(now))} checked, all agree"


def test_that_rows_and_places_in_theta_belong_together() -> None:
    from engine.state import Shape

    rows = Rows(Shape((3, 4, 2, 1)))
    assert rows.indices(0, rows.count - 1) == list(range(rows.shape.count))
    assert [rows.row(rows.of_index(i)) for i in range(rows.shape.count)] == [
        row for row in range(rows.count) if row not in rows.headings
    ]
    assert rows.indices(-1, -1) == []


# What is said


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Tally(0, 0, (), 0), ""),
        (Tally(9, 9, (), 0), "9 of 9 gradients agree"),
        (Tally(1, 1, (), 0), "1 gradient agrees"),
        (Tally(1, 1, (W21,), 0), "1 gradient disagrees"),
        (Tally(15, 15, (W21, W21), 0), "2 of 15 gradients disagree"),
        (Tally(15, 15, (), 4), "11 of 15 agree, 4 at a kink"),
        (Tally(15, 15, (W21,), 4), "1 of 15 disagrees, 4 at a kink"),
        (Tally(17000, 40, (), 0), "40 checked, all agree"),
        (Tally(17000, 40, (W21,), 0), "40 checked, 1 disagrees"),
        (Tally(17000, 40, (), 3), "40 checked, 3 at a kink"),
        (Tally(17000, 40, (W21,), 3), "40 checked, 1 disagrees, 3 at a kink"),
    ],
)
def test_that_the_summary_counts_what_has_been_checked(counts: Tally, words: str) -> None:
    assert summary(counts, False, NumberFormat(4)) == words


def test_that_the_card_has_the_difference_and_a_relative_error_with_a_power(stand: Stand) -> None:
    stand.open(Experiment())
    stand.step(Grain.UPDATE)
    stand.document.select(W21)
    stand.settle()
    trace = stand.frame.trace
    assert trace is not None
    dW = trace.dW[1]
    assert dW is not None
    g = float(dW[1, 0])
    n = central(loss_of_the_article, trace.before.theta, trace.x, trace.y)[8]
    shown = stand.panel.card.numbers()
    assert NumberFormat.parse(shown[DIFFERENCE - 1]) == pytest.approx(n, rel=1e-8)
    assert " × 10⁻" in shown[ERROR]
    written = NumberFormat.parse(shown[ERROR])
    real = abs(g - NumberFormat.parse(shown[DIFFERENCE - 1])) / abs(g)
    assert written == pytest.approx(real, rel=0.06, abs=1e-11)


def test_that_a_decimal_comma_reaches_the_check(stand: Stand) -> None:
    from gui.numbers import DecimalSign

    stand.open(Experiment())
    stand.step(Grain.UPDATE)
    stand.document.select(W21)
    stand.settle()
    stand.panel.set_numbers(NumberFormat(3, decimal_sign=DecimalSign.COMMA))
    assert "," in stand.cell(W21)
    assert "." not in stand.panel.card.numbers()[ERROR]


def test_that_a_screen_reader_hears_the_mark(stand: Stand) -> None:
    stand.open(Experiment().edited(rule="as_printed"))
    stand.step(Grain.UPDATE)
    stand.settle()
    row = stand.panel.model.rows.row(W21)
    spoken = stand.panel.model.index(row, DIFFERENCE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"w 2 1 of layer 2, finite difference, {stand.cell(W21)}, disagrees"
    assert stand.panel.header.accessibleName() == "8 of 15 gradients disagree"


def test_that_copied_rows_have_titles_every_digit_and_the_mark(stand: Stand) -> None:
    stand.open(Experiment().edited(rule="as_printed"))
    stand.step(Grain.UPDATE)
    stand.document.select(W21)
    stand.settle()
    stand.panel.table.copy()
    titles, line = (row.split("\t") for row in QGuiApplication.clipboard().text().split("\n"))
    assert len(titles) == len(line)
    copied = dict(zip(titles, line, strict=True))
    check = stand.seen.check(W21)
    assert check is not None
    assert (copied["layer"], copied["parameter"], copied["check"]) == ("2", "w₂₁", "disagrees")
    assert float(copied["finite difference"]) == check.difference
    assert float(copied["gradient"]) == check.gradient
    assert float(copied["relative error"]) == check.relative_error


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_each_mark_has_a_shape_and_a_colour_of_its_own(stand: Stand, theme: Theme) -> None:
    layers = (Layer(2, "relu"), Layer(2, "relu"), Layer(1, "identity"))
    stand.open(Experiment(layers=layers).edited(initializer="zeros"))
    stand.panel.set_theme(theme)
    stand.step(Grain.UPDATE)
    stand.settle()
    trace = stand.frame.trace
    assert trace is not None
    bias = Selection(3, 0, bias=True)
    known = dict(stand.seen.known)
    known[14] = known[14]._replace(value=77.0)
    stand.panel.show_differences(Differences(trace, known))
    shapes: list[frozenset[tuple[int, int]]] = []
    for what, token in ((Selection(3, 0, 0), "ink"), (bias, "err"), (Selection(1, 0, 0), "warn")):
        picture = stand.picture_of(what, DIFFERENCE)
        shape = _pixels(picture, theme.color(token), picture.width() - 24)
        assert shape
        shapes.append(shape)
    assert len(set(shapes)) == 3


def _pixels(picture: QImage, color: QColor, left: int) -> frozenset[tuple[int, int]]:
    """Where a picture has nearly this colour, from a column on."""

    def near(x: int, y: int) -> bool:
        found = picture.pixelColor(x, y)
        parts = (found.red() - color.red(), found.green() - color.green())
        return max(*map(abs, parts), abs(found.blue() - color.blue())) < 40

    places = ((x, y) for x in range(left, picture.width()) for y in range(picture.height()))
    return frozenset(place for place in places if near(*place))


# Going to what disagrees


@pytest.mark.parametrize("way", ["click", "key", "call"])
def test_that_the_summary_leads_to_one_disagreement_after_the_other(stand: Stand, way: str) -> None:
    stand.open(Experiment().edited(rule="as_printed"))
    stand.step(Grain.UPDATE)
    stand.settle()
    visited: list[Selection | None] = []
    for _ in range(9):
        if way == "click":
            stand.qtbot.mouseClick(stand.panel.foot, Qt.MouseButton.LeftButton, pos=QPoint(30, 14))
        elif way == "key":
            stand.qtbot.keyClick(stand.panel.foot, Qt.Key.Key_Return)
        else:
            stand.panel.go_to_disagreement()
        visited.append(stand.document.selection)
    in_order = [what for what in stand.parameters() if what in WRONG_AS_PRINTED]
    assert visited == [*in_order, in_order[0]]


def test_that_there_is_nothing_to_go_to_where_all_agree(stand: Stand) -> None:
    told: list[bool] = []
    stand.panel.disagreement.connect(told.append)
    stand.open(Experiment())
    stand.step(Grain.UPDATE)
    stand.settle()
    assert told[-1] is False
    stand.panel.foot.click()
    assert stand.document.selection is None
    assert stand.panel.foot.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_that_the_line_stands_in_the_heading_or_under_the_table(stand: Stand) -> None:
    stand.open(Experiment())
    assert stand.panel.foot.isVisible()
    heading = QWidget()
    stand.qtbot.addWidget(heading)
    stand.panel.header.setParent(heading)
    stand.panel.header.show()
    heading.show()
    assert not stand.panel.foot.isVisible()
    stand.panel.header.hide()
    assert stand.panel.foot.isVisible()


# The pointer


def _move(widget: QWidget, point: QPoint) -> None:
    place = QPointF(point)
    button = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        button,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def _leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def test_that_the_row_under_the_pointer_is_told_once_and_lit_up(stand: Stand) -> None:
    stand.open(Experiment())
    told: list[Selection | None] = []
    stand.panel.pointed.connect(told.append)
    table = stand.panel.table
    index = stand.panel.model.index(stand.panel.model.rows.row(W21), 2)
    before = stand.picture_of(W21, 1)
    center = table.visualRect(index).center()
    _move(table.viewport(), center)
    _move(table.viewport(), center + QPoint(30, 3))
    assert told == [W21]
    assert stand.picture_of(W21, 1) != before
    _move(table.viewport(), table.visualRect(stand.panel.model.index(0, 0)).center())
    assert told == [W21, None]
    assert stand.picture_of(W21, 1) == before
    _move(table.viewport(), center)
    _leave(table.viewport())
    assert told == [W21, None, W21, None]


def test_that_a_cell_of_the_map_under_the_pointer_lights_up_its_row(stand: Stand) -> None:
    stand.open(Experiment())
    canvas = stand.panel.map.canvas
    row, cell = stand.picture_of(W21, 1), canvas.grab().toImage()
    _move(canvas, canvas.places.rect(W21).center())
    assert stand.document.pointed == W21
    assert stand.picture_of(W21, 1) != row
    assert canvas.grab().toImage() != cell
    _leave(canvas)
    assert stand.document.pointed is None
    assert canvas.grab().toImage() == cell


def test_that_what_is_pointed_at_elsewhere_lights_up_and_nothing_scrolls(stand: Stand) -> None:
    layers = (Layer(64, "tanh"), Layer(1, "identity"))
    stand.open(Experiment(layers=layers))
    told: list[Selection | None] = []
    stand.panel.pointed.connect(told.append)
    row = stand.picture_of(Selection(1, 1, 0), 1)
    stand.document.point_at(Selection(1, 1))
    assert stand.picture_of(Selection(1, 1, 0), 1) != row
    stand.document.point_at(Selection(1, 60, 0))
    assert stand.panel.table.verticalScrollBar().value() == 0
    assert stand.picture_of(Selection(1, 1, 0), 1) == row
    stand.panel.show_pointed(Selection(5, 1, 0))  # a layer that this network does not have
    stand.panel.show_pointed(None)
    assert told == []


def test_that_what_is_pointed_at_stays_lit_up_in_a_network_of_another_shape(stand: Stand) -> None:
    stand.open(Experiment())
    stand.document.point_at(W21)
    more = (Layer(2, "tanh"), Layer(3, "tanh"), Layer(1, "identity"))
    stand.document.edit(Edit("x", stand.frame.experiment.edited(layers=more)))
    lit = stand.picture_of(W21, 1)
    stand.document.point_at(None)
    assert stand.picture_of(W21, 1) != lit


def test_that_an_explanation_needs_a_check(stand: Stand) -> None:
    stand.open(Experiment())
    assert explained(stand.seen, W21) == []
