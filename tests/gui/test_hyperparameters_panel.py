"""The panel of the hyperparameters: wishes for another experiment, sentences for bad input."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine import hyperparameters as declared
from engine.data import NamedData, TableData
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.hyperparameters import DECLARATIONS
from engine.trainer import Trainer
from gui import theme as themes
from gui.frame import Edit, Frame
from gui.numbers import DecimalSign, NumberFormat
from gui.panels import hyperparameters as module
from gui.panels.editors import ChoiceBox, FlagBox, ValueEdit
from gui.panels.form import Problem
from gui.panels.hyperparameters import HyperparametersPanel
from gui.widgets.log_slider import LogSlider
from gui.widgets.notice_bar import NoticeBar

T = TypeVar("T", bound=QWidget)
SIGMOID_OUTPUT = (Layer(2, "sigmoid"), Layer(2, "sigmoid"), Layer(1, "sigmoid"))


class Bench:
    """A panel with a trainer behind it; wishes are collected, and granted when asked for."""

    def __init__(self, qtbot: QtBot, experiment: Experiment | None = None) -> None:
        self.trainer = Trainer(experiment or Experiment())
        self.panel = HyperparametersPanel(themes.LIGHT, NumberFormat())
        qtbot.addWidget(self.panel)
        self.panel.resize(248, 900)
        self.edits: list[Edit] = []
        self.panel.edit_requested.connect(self.edits.append)
        self.show()

    def show(self) -> None:
        trainer = self.trainer
        self.panel.show_frame(Frame(trainer.state, trainer.history(), trainer.branch.reached))

    def grant(self) -> None:
        self.trainer.edit(self.edits[-1].experiment)
        self.show()

    def line(self, name: str) -> ValueEdit:
        return named(self.panel, ValueEdit, name)

    def box(self, name: str) -> ChoiceBox:
        return named(self.panel, ChoiceBox, name)

    def type(self, name: str, text: str) -> None:
        line = self.line(name)
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def choose(self, name: str, key: str) -> None:
        box = self.box(name)
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(box.currentIndex())

    def problems(self) -> list[str]:
        return [p.text() for p in self.panel.findChildren(Problem) if not p.isHidden()]

    def notice(self) -> NoticeBar | None:
        notices = [n for n in self.panel.findChildren(NoticeBar) if not n.isHidden()]
        return notices[0] if notices else None

    @property
    def last(self) -> Edit:
        return self.edits[-1]


def named(panel: QWidget, kind: type[T], name: str) -> T:
    return next(child for child in panel.findChildren(kind) if child.accessibleName() == name)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


# One editor for each declaration


def test_that_every_declaration_has_an_editor(bench: Bench) -> None:
    names = {w.accessibleName() for w in bench.panel.findChildren(QWidget)}
    assert {declaration.label for declaration in DECLARATIONS.values()} <= names


def test_that_a_new_declaration_needs_no_change_here(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("momentum", "round_to", "rule", "shuffle"):
        added = DECLARATIONS[key]._replace(label=f"New {key}", group="A new section")
        monkeypatch.setitem(module.DECLARATIONS, key, added)
    bench = Bench(qtbot, Experiment().edited(optimizer="momentum"))
    bench.type("New momentum", "0.5")
    bench.choose("New rule", "as_printed")
    named(bench.panel, FlagBox, "New shuffle").click()
    bench.type("New round_to", "3")
    values = bench.last.experiment.hyperparameters
    assert (values.momentum, values.rule, values.shuffle) == (0.5, "as_printed", True)
    assert values.round_to == 3


def test_that_what_restarts_says_so(bench: Bench) -> None:
    for declaration in DECLARATIONS.values():
        editor = named(bench.panel, QWidget, declaration.label)
        assert ("restarts" in editor.accessibleDescription()) is declaration.restarts


def test_that_settings_without_a_meaning_take_no_room(bench: Bench) -> None:
    assert bench.line("Momentum").isHidden()
    height = bench.panel.sizeHint().height()
    bench.choose("Optimizer", "momentum")
    assert not bench.line("Momentum").isHidden()
    bench.panel.layout().activate()  # pyright: ignore[reportOptionalMemberAccess]
    assert bench.panel.sizeHint().height() == height + 33


# Wishes


def test_that_a_typed_number_becomes_a_wish_with_its_name(bench: Bench) -> None:
    bench.type("Learning rate", "0,1")
    assert bench.last.text == "learning rate 0.1"
    assert bench.last.experiment.hyperparameters.learning_rate == 0.1
    assert not bench.last.values


def test_that_the_value_in_force_is_no_wish(bench: Bench) -> None:
    bench.type("Learning rate", "5e-2")
    assert bench.edits == []
    assert bench.line("Learning rate").text() == "0.05"


def test_that_two_wishes_before_the_next_frame_both_count(bench: Bench) -> None:
    bench.type("Learning rate", "0.1")
    bench.show()  # still the old experiment
    bench.type("Batch size", "8")
    values = bench.last.experiment.hyperparameters
    assert (values.learning_rate, values.batch_size) == (0.1, 8)
    bench.grant()
    assert bench.line("Learning rate").text() == "0.1"


def test_that_a_wish_nobody_grants_is_forgotten(bench: Bench) -> None:
    bench.type("Learning rate", "0.1")
    for _ in range(20):
        bench.show()
    assert bench.line("Learning rate").text() == "0.05"


def test_that_undo_shows_in_the_panel(bench: Bench) -> None:
    before = bench.trainer.state.experiment
    bench.type("Learning rate", "0.1")
    bench.grant()
    bench.trainer.edit(before)
    bench.show()
    assert bench.line("Learning rate").text() == "0.05"


def test_that_a_live_choice_restarts_nothing(bench: Bench) -> None:
    bench.trainer.step(Grain.EPOCH)
    bench.show()
    bench.type("Learning rate", "0.1")
    bench.grant()
    assert bench.trainer.state.update == 200


def test_that_empty_is_the_optimizers_own_epsilon(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment().edited(optimizer="adagrad", epsilon=0.5))
    line = bench.line("Epsilon")
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert bench.last.experiment.hyperparameters.epsilon is None
    assert bench.last.text == "epsilon default"
    assert line.placeholderText() == "1e-10"


def test_that_held_arrows_are_one_gesture_and_two_presses_two(bench: Bench) -> None:
    line = bench.line("Learning rate")
    for held in (False, True, True, False):
        QApplication.sendEvent(
            line,
            QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_Up,
                Qt.KeyboardModifier.NoModifier,
                autorep=held,
            ),
        )
    rates = [edit.experiment.hyperparameters.learning_rate for edit in bench.edits]
    assert rates == [0.1, 0.2, 0.5, 1.0]
    gestures = [edit.gesture for edit in bench.edits]
    assert gestures[0] == gestures[1] == gestures[2] != gestures[3] != ""


def test_that_a_drag_is_one_gesture(bench: Bench) -> None:
    slider = named(bench.panel, LogSlider, "Learning rate")
    for _ in range(2):
        slider.setSliderDown(True)
        slider.setSliderPosition(slider.sliderPosition() + 40)
        bench.grant()
        slider.setSliderPosition(slider.sliderPosition() + 40)
        bench.grant()
        slider.setSliderDown(False)
    gestures = [edit.gesture for edit in bench.edits]
    assert gestures[0] == gestures[1] != gestures[2] == gestures[3]
    assert "" not in gestures
    rate = bench.trainer.state.experiment.hyperparameters.learning_rate
    assert bench.line("Learning rate").text() == NumberFormat().typed(rate)


# Bad input


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("Learning rate", "0.1.2", "0.1.2 is not a number. The learning rate is still 0.05."),
        (
            "Learning rate",
            "0",
            "Learning rate is 0; it must be greater than 0 and at most 1000000. "
            "The learning rate is still 0.05.",
        ),
        (
            "Learning rate",
            "1e9",
            "Learning rate is 1000000000; it must be greater than 0 and at most 1000000. "
            "The learning rate is still 0.05.",
        ),
        (
            "Batch size",
            "1.5",
            "1.5 is not a whole number. The batch size is still 1.",
        ),
        (
            "Round as on paper",
            "16",
            "Round as on paper is 16; it must be at least 0 and at most 15. It is still off.",
        ),
    ],
)
def test_that_bad_input_is_told_beside_the_field_and_changes_nothing(
    bench: Bench, name: str, text: str, sentence: str
) -> None:
    bench.type(name, text)
    assert bench.problems() == [sentence]
    assert bench.edits == []
    assert bench.line(name).text() == text
    bench.show()
    assert bench.line(name).text() == text
    QTest.keyClick(bench.line(name), Qt.Key.Key_Escape)
    assert bench.problems() == []
    assert bench.line(name).text() != text


def test_that_mending_bad_input_takes_the_sentence_away(bench: Bench) -> None:
    bench.type("Learning rate", "0.1.2")
    bench.type("Learning rate", "0.1")
    assert bench.problems() == []
    assert bench.last.text == "learning rate 0.1"


def test_that_a_choice_that_cannot_be_is_told_and_taken_back(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment(layers=(Layer(3, "tanh"), Layer(1, "identity"))))
    bench.choose("Rule", "as_printed")
    assert bench.edits == []
    assert bench.box("Rule").currentData() == "chain_rule"
    [problem] = bench.problems()
    assert "2-3-1" in problem
    assert problem.endswith("The rule is still chain rule.")


# Activations and losses


def test_that_one_choice_sets_every_hidden_layer(bench: Bench) -> None:
    bench.choose("Hidden layers", "tanh")
    assert [layer.activation for layer in bench.last.experiment.layers] == [
        "tanh", "tanh", "identity",
    ]  # fmt: skip
    assert bench.last.text == "2 hidden layers tanh"


def test_that_hidden_layers_that_differ_read_mixed(qtbot: QtBot) -> None:
    layers = (Layer(2, "tanh"), Layer(2, "relu"), Layer(1, "identity"))
    bench = Bench(qtbot, Experiment(layers=layers))
    assert bench.box("Hidden layers").currentIndex() == -1
    assert bench.box("Hidden layers").placeholderText() == "mixed"


def test_that_softmax_is_for_the_output_only(bench: Bench) -> None:
    assert bench.box("Hidden layers").findData("softmax") == -1
    assert bench.box("Output layer").findData("softmax") >= 0


def test_that_softmax_and_cross_entropy_come_together(qtbot: QtBot) -> None:
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    layers = (Layer(2, "tanh"), Layer(2, "identity"))
    bench = Bench(qtbot, Experiment(layers=layers, data=TableData(np.eye(2), y)))
    bench.choose("Output layer", "softmax")
    assert bench.last.text == "output softmax, loss cross entropy"
    assert bench.last.experiment.loss.name == "cross_entropy"
    bench.grant()
    bench.choose("Loss", "half_squared_error")
    assert bench.last.text == "loss ½ Σ (y − ŷ)², output identity"


def test_that_a_refused_output_says_why(bench: Bench) -> None:
    bench.choose("Output layer", "softmax")
    assert bench.edits == []
    assert "sum to 1" in bench.problems()[0]
    assert bench.box("Output layer").currentData() == "identity"


def test_that_given_starting_values_are_not_called_drawn(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment().edited(start=np.linspace(-1.0, 1.0, 15)))
    assert bench.box("Initial").currentIndex() == -1
    bench.choose("Initial", "uniform")
    assert bench.last.experiment.start is None


# The warning


def test_that_an_output_that_cannot_reach_the_targets_warns(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment(layers=SIGMOID_OUTPUT))
    notice = bench.notice()
    assert notice is not None
    y = bench.trainer.state.experiment.dataset.y
    assert notice.title() == f"A sigmoid output cannot reach the target {y.max():.4g}"
    assert notice.text() == (
        "Its values stay between 0 and 1. "
        f"The targets of this data run from {y.min():.4g} to {y.max():.4g}. "
        "Training will run, and end near 1."
    )
    assert bench.box("Output layer").property("problem") == "warning"


def press(bench: Bench, words: str) -> None:
    notice = bench.notice()
    assert notice is not None
    next(b for b in notice.findChildren(QPushButton) if b.text() == words).click()


def test_that_the_warning_offers_the_identity(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment(layers=SIGMOID_OUTPUT))
    press(bench, "Use identity")
    assert bench.last.text == "output identity"
    bench.grant()
    assert bench.notice() is None
    assert not bench.box("Output layer").property("problem")


def test_that_a_kept_output_is_not_warned_about_again(qtbot: QtBot) -> None:
    bench = Bench(qtbot, Experiment(layers=SIGMOID_OUTPUT))
    press(bench, "Keep sigmoid")
    bench.type("Learning rate", "0.1")
    bench.grant()
    assert bench.notice() is None


@pytest.mark.parametrize(
    ("activation", "data", "warns"),
    [
        ("sigmoid", NamedData("xor"), False),
        ("tanh", NamedData("sine"), False),
        ("relu", NamedData("plane"), False),
        ("identity", NamedData("plane"), False),
        ("relu", NamedData("sine"), True),
        ("tanh", NamedData("plane"), True),
    ],
)
def test_that_only_targets_out_of_range_warn(
    qtbot: QtBot, activation: str, data: NamedData, warns: bool
) -> None:
    inputs = 1 if data.name == "sine" else 2
    layers = (Layer(2, "tanh"), Layer(1, activation))
    bench = Bench(qtbot, Experiment(inputs=inputs, layers=layers, data=data))
    assert (bench.notice() is not None) is warns


# The rest


def test_that_the_digits_are_the_windows(bench: Bench) -> None:
    wishes: list[NumberFormat] = []
    bench.panel.numbers_requested.connect(wishes.append)
    bench.choose("Digits shown", "6 decimals")
    assert wishes == [NumberFormat(6)]
    assert bench.box("Digits shown").currentText() == "4 decimals"
    bench.panel.set_numbers(wishes[0])
    assert bench.box("Digits shown").currentText() == "6 decimals"
    bench.choose("Digits shown", "3 significant")
    bench.choose("Decimal sign", "comma")
    assert wishes[1] == NumberFormat(3, significant=True)
    assert wishes[2] == NumberFormat(6, decimal_sign=DecimalSign.COMMA)


def test_that_digits_that_are_not_in_the_list_are_named_nevertheless(bench: Bench) -> None:
    bench.panel.set_numbers(NumberFormat(12, significant=True, decimal_sign=DecimalSign.SYSTEM))
    assert bench.box("Digits shown").currentIndex() == -1
    assert bench.box("Digits shown").placeholderText() == "12 significant"
    assert bench.box("Decimal sign").currentText() == "as the system"


def test_that_numbers_that_move_build_nothing_anew(bench: Bench) -> None:
    before = bench.panel.findChildren(QWidget)
    bench.trainer.step(Grain.EPOCH)
    bench.show()
    assert bench.panel.findChildren(QWidget) == before


def test_that_both_themes_can_be_taken(bench: Bench) -> None:
    bench.panel.set_theme(themes.DARK)
    assert not bench.panel.grab().isNull()


def test_that_declared_labels_stand_for_every_choice() -> None:
    for declaration in declared.DECLARATIONS.values():
        assert len(declaration.choices) == len(declaration.labels) or declaration.kind == "flag"
