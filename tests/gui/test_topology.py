"""Clicks, keys and typing in the picture become wishes, or a sentence why they cannot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology import TopologyPanel
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_editor import ParameterEditor
from gui.panels.topology_geometry import Layout
from gui.panels.topology_hits import hit
from gui.panels.topology_labels import label_rect, labels
from gui.panels.topology_scene import layout
from gui.panels.topology_tips import tip
from gui.theme import DARK, LIGHT
from tests.gui.topology_samples import frame, frame_of, trainer
from tests.gui.topology_walk import frame_at, look

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Stand:
    """A panel with what it asked for."""

    def __init__(self, qtbot: QtBot, shown: Frame) -> None:
        self.qtbot = qtbot
        self.panel = TopologyPanel(LIGHT, NumberFormat(4))
        qtbot.addWidget(self.panel)
        self.edits: list[Edit] = []
        self.selections: list[Selection | None] = []
        self.problems: list[str] = []
        self.pointed: list[Selection | None] = []
        self.panel.edit_requested.connect(self.edits.append)
        self.panel.selection_requested.connect(self.selections.append)
        self.panel.problem.connect(self.problems.append)
        self.panel.pointed.connect(self.pointed.append)
        self.panel.resize(972, 430)
        self.panel.show_frame(shown)
        self.panel.show()
        qtbot.waitExposed(self.panel).__enter__()
        self.panel.setFocus()

    def places(self) -> Layout:
        scene = self.panel.scene()
        assert scene is not None
        return layout(scene, self.panel.width(), self.panel.height())

    def click(self, point: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.qtbot.mouseClick(self.panel, button, pos=point.toPoint())

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        self.qtbot.keyClick(self.panel, key, held)

    def layers(self) -> tuple[Layer, ...]:
        """The layers of the last wish."""
        return self.edits[-1].experiment.layers

    def weight_point(self, what: Selection) -> QPointF:
        assert what.source is not None
        places = self.places()
        return label_rect(places, labels(places), what.layer, what.unit, what.source).center()


@pytest.fixture
def stand(qtbot: QtBot, qapp: object) -> Stand:
    """The article's network after the forward pass."""
    return Stand(qtbot, frame(phases=4))


def at_start(experiment: Experiment) -> Frame:
    return frame_of(Trainer(experiment))


def open_menu(stand: Stand) -> QMenu:
    menus = [menu for menu in stand.panel.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def open_editor(stand: Stand) -> ParameterEditor:
    editors = [each for each in stand.panel.findChildren(ParameterEditor) if each.isVisible()]
    assert len(editors) == 1
    return editors[0]


def choose(stand: Stand, text: str) -> None:
    menu = open_menu(stand)
    action = next(a for a in menu.actions() if a.text().replace("&", "") == text)
    assert action.isEnabled()
    action.trigger()
    menu.close()


def test_that_a_click_selects_a_unit_a_weight_and_nothing(stand: Stand) -> None:
    stand.click(stand.places().columns[2].center(1))
    stand.click(stand.weight_point(Selection(2, 1, 0)))
    stand.click(QPointF(8, 300))
    assert stand.selections == [Selection(2, 1), Selection(2, 1, 0), None]


def test_that_the_panel_only_shows_what_another_panel_selected(stand: Stand) -> None:
    stand.panel.show_selection(Selection(1, 0, 1))
    assert stand.selections == []
    scene = stand.panel.scene()
    assert scene is not None
    assert scene.selection == Selection(1, 0, 1)
    assert "w₁₂ of layer 1" in stand.panel.accessibleDescription()


def test_that_alt_and_arrows_move_among_units(stand: Stand) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        stand.key(key, ALT)
    stand.key(Qt.Key.Key_Up, ALT)
    for _ in range(4):
        stand.key(Qt.Key.Key_Left, ALT)
    assert stand.selections == [
        Selection(1, 0),
        Selection(1, 1),
        Selection(2, 1),
        Selection(3, 0),
        Selection(2, 0),
        Selection(1, 0),
        Selection(0, 0),
    ]


def test_that_w_goes_through_the_parameters_of_a_unit(stand: Stand) -> None:
    stand.panel.show_selection(Selection(2, 1))
    for _ in range(4):
        stand.key(Qt.Key.Key_W)
    stand.key(Qt.Key.Key_W, SHIFT)
    stand.key(Qt.Key.Key_Escape)
    assert stand.selections == [
        Selection(2, 1, 0),
        Selection(2, 1, 1),
        Selection(2, 1, None, True),
        Selection(2, 1, 0),
        Selection(2, 1, None, True),
        Selection(2, 1),
    ]


def test_that_keys_of_the_window_are_left_to_it(stand: Stand) -> None:
    stand.panel.show_selection(Selection(2, 1))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_1):
        stand.key(key)
    assert stand.selections == []
    assert stand.edits == []


def test_that_the_buttons_of_a_column_add_and_remove_a_unit(stand: Stand) -> None:
    stepper = stand.places().columns[1].stepper
    assert stepper is not None
    stand.click(stepper.plus.center())
    assert [layer.units for layer in stand.layers()] == [3, 2, 1]
    stand.panel.show_frame(at_start(stand.edits[-1].experiment))
    stepper = stand.places().columns[2].stepper
    assert stepper is not None
    stand.click(stepper.minus.center())
    assert [layer.units for layer in stand.layers()] == [3, 1, 1]


def test_that_two_quick_clicks_add_two_units_although_no_frame_came_between(stand: Stand) -> None:
    stepper = stand.places().columns[1].stepper
    assert stepper is not None
    stand.click(stepper.plus.center())
    stand.click(stepper.plus.center())
    assert stand.layers()[0].units == 4


def test_that_a_click_between_titles_inserts_a_layer_like_its_neighbour(stand: Stand) -> None:
    rect = stand.places().inserts[1]
    assert rect is not None
    stand.click(rect.center())
    assert [layer.units for layer in stand.layers()] == [2, 2, 2, 1]
    assert stand.layers()[1] == Layer(2, "sigmoid")


def test_that_the_menu_of_a_layer_offers_every_activation_that_it_can_have(stand: Stand) -> None:
    stand.click(stand.places().columns[1].title_rect.center())
    texts = [action.text() for action in open_menu(stand).actions()]
    assert "softmax" not in texts
    checked = [action.text() for action in open_menu(stand).actions() if action.isChecked()]
    assert checked == ["sigmoid"]
    choose(stand, "leaky relu")
    assert stand.layers()[0].activation == "leaky_relu"
    assert stand.layers()[1].activation == "sigmoid"


def test_that_the_menu_opens_by_enter_and_by_the_right_button(stand: Stand) -> None:
    stand.panel.show_selection(Selection(3, 0))
    stand.key(Qt.Key.Key_Return)
    texts = [action.text() for action in open_menu(stand).actions()]
    assert "softmax" in texts
    open_menu(stand).close()
    menu = stand.panel.open_menu(2, QPoint(10, 10))
    assert menu is not None
    choose(stand, "Remove layer")
    assert [layer.units for layer in stand.layers()] == [2, 1]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Add unit", [2, 3, 1]),
        ("Remove unit", [2, 1, 1]),
        ("Insert layer before", [2, 2, 2, 1]),
        ("Insert layer after", [2, 2, 2, 1]),
        ("Remove layer", [2, 1]),
    ],
)
def test_that_each_entry_of_the_menu_changes_the_layers(
    stand: Stand, text: str, units: list[int]
) -> None:
    stand.panel.open_menu(2, QPoint(10, 10))
    choose(stand, text)
    assert [layer.units for layer in stand.layers()] == units


def test_that_what_the_data_do_not_allow_is_told_in_one_sentence(stand: Stand) -> None:
    stand.panel.open_menu(3, QPoint(10, 10))
    choose(stand, "Add unit")
    assert stand.edits == []
    assert len(stand.problems) == 1
    assert stand.problems[0].endswith(".")


def test_that_the_edit_menu_changes_the_selected_layer(stand: Stand) -> None:
    stand.panel.show_selection(Selection(1, 0))
    stand.panel.add_unit()
    assert [layer.units for layer in stand.layers()] == [3, 2, 1]
    stand.panel.add_layer()
    assert [layer.units for layer in stand.layers()] == [3, 2, 2, 1]
    stand.panel.remove_layer()
    assert [layer.units for layer in stand.layers()] == [2, 2, 1]
    stand.panel.show_selection(Selection(3, 0))
    stand.panel.remove_layer()
    assert stand.problems == ["The output layer cannot be removed; select a hidden layer."]


def test_that_a_typed_weight_changes_one_parameter(stand: Stand) -> None:
    what = Selection(2, 1, 0)
    stand.click(stand.weight_point(what))  # the first of the two presses selects it
    stand.qtbot.mouseDClick(
        stand.panel, Qt.MouseButton.LeftButton, pos=stand.weight_point(what).toPoint()
    )
    editor = open_editor(stand)
    scene = stand.panel.scene()
    assert scene is not None
    before = scene.frame.state.parameters
    assert float(editor.text()) == before.W[1][1, 0]
    editor.selectAll()
    stand.qtbot.keyClicks(editor, "-0,25")
    stand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    ((index, value),) = stand.edits[-1].values
    theta = before.theta.copy()
    theta[index] = value
    after = before.W[1].copy()
    after[1, 0] = -0.25
    np.testing.assert_array_equal(scene.shape.weights(theta)[1], after)
    assert np.count_nonzero(theta != before.theta) == 1
    assert not editor.isVisible()
    # Enter goes on to the panel when the field leaves it, and there it would edit once more.
    assert not any(it.isVisible() for it in stand.panel.findChildren(ParameterEditor))


def test_that_enter_edits_the_selected_bias_and_escape_gives_up(stand: Stand) -> None:
    stand.panel.show_selection(Selection(3, 0, None, True))
    stand.key(Qt.Key.Key_Return)
    editor = open_editor(stand)
    stand.qtbot.keyClicks(editor, "7")
    stand.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert stand.edits == []
    assert not editor.isVisible()


def test_that_what_is_no_number_stays_to_be_mended(stand: Stand) -> None:
    editor = stand.panel.edit_parameter(Selection(1, 0, 0))
    assert editor is not None
    editor.selectAll()
    stand.qtbot.keyClicks(editor, "half")
    stand.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert stand.edits == []
    assert stand.problems == ["half is not a number."]
    assert editor.isVisible()
    assert editor.text() == "half"


def test_that_a_frame_in_between_leaves_what_is_being_typed(stand: Stand) -> None:
    editor = stand.panel.edit_parameter(Selection(1, 0, 0))
    assert editor is not None
    editor.selectAll()
    stand.qtbot.keyClicks(editor, "0.5")
    stand.panel.show_frame(frame(phases=6))
    assert editor.isVisible()
    assert editor.text() == "0.5"


def test_that_tooltips_tell_full_precision(stand: Stand) -> None:
    made = trainer()
    for _ in range(2):
        made.step(Grain.UPDATE)
    stand.panel.show_frame(frame_of(made))
    scene = stand.panel.scene()
    assert scene is not None
    trace = scene.frame.trace
    assert trace is not None
    found = hit(stand.places(), scene, stand.weight_point(Selection(2, 1, 0)))
    assert found is not None
    lines = tip(found, scene).replace("−", "-").splitlines()
    dW, change = trace.dW[1], trace.change[1]
    assert dW is not None
    assert change is not None
    assert lines == [
        f"w₂₁ of layer 2: {float(scene.frame.state.parameters.W[1][1, 0])!r}",
        f"gradient {float(dW[1, 0])!r}",
        f"last change {float(change[2])!r}",
    ]


def test_that_a_network_too_high_is_scrolled_to_the_selected_unit(qtbot: QtBot) -> None:
    stand = Stand(qtbot, frame(4, 200, 1, phases=2))
    scene = stand.panel.scene()
    assert scene is not None
    assert stand.places().overflows
    stand.panel.show_selection(Selection(1, 150))
    moved = stand.panel.places()
    assert moved is not None
    assert moved.body().contains(moved.columns[1].center(150))
    stand.click(moved.columns[1].center(152))
    assert stand.selections == [Selection(1, 152)]


def test_that_themes_and_numbers_can_change_while_shown(stand: Stand, qapp: object) -> None:
    before = stand.panel.grab().toImage()
    stand.panel.set_theme(DARK)
    dark = stand.panel.grab().toImage()
    assert dark.pixelColor(4, 300) == DARK.stage
    stand.panel.set_theme(LIGHT)
    stand.panel.set_numbers(NumberFormat(2))
    assert stand.panel.grab().toImage() != before


def test_that_nothing_is_drawn_before_the_first_frame(qtbot: QtBot) -> None:
    panel = TopologyPanel(LIGHT, NumberFormat(4))
    qtbot.addWidget(panel)
    panel.resize(460, 260)
    image = panel.grab().toImage()
    assert image.pixelColor(230, 130) == LIGHT.stage
    panel.add_unit()
    panel.remove_layer()


def test_that_a_selection_of_another_shape_is_forgotten(stand: Stand) -> None:
    stand.panel.show_selection(Selection(1, 1, 1))
    small = Experiment().edited(layers=(Layer(1, "sigmoid"), Layer(1, "identity")))
    stand.panel.show_frame(at_start(small))
    scene = stand.panel.scene()
    assert scene is not None
    assert scene.selection is None
    assert not stand.panel.grab().isNull()


def test_that_what_the_pointer_is_on_is_told_and_that_it_has_left(stand: Stand) -> None:
    places = stand.places()
    weight = Selection(2, 1, 0)
    for point in (places.columns[1].center(1), stand.weight_point(weight), QPointF(700, 20)):
        stand.qtbot.mouseMove(stand.panel, point.toPoint())
    assert stand.pointed == [Selection(1, 1), weight, None]
    stand.qtbot.mouseMove(stand.panel, stand.weight_point(weight).toPoint())
    stand.panel.leaveEvent(QEvent(QEvent.Type.Leave))
    assert stand.pointed[-2:] == [weight, None]


def test_that_a_product_tells_its_weight_and_a_click_on_it_selects_that(stand: Stand) -> None:
    stand.panel.show_frame(frame_at(look(), "1:backward-1:1:2"))
    scene = stand.panel.scene()
    assert scene is not None
    chip = shown_chips(stand.places(), scene)[0]
    stand.qtbot.mouseMove(stand.panel, chip.rect.center().toPoint())
    assert stand.pointed == [chip.chip.at]
    stand.click(chip.rect.center())
    assert stand.selections == [chip.chip.at]


def test_that_what_another_panel_points_at_lights_up_and_is_not_told_again(stand: Stand) -> None:
    plain = stand.panel.grab().toImage()
    for what in (Selection(1, 0), Selection(2, 1, 0)):
        stand.panel.show_pointed(what)
        scene = stand.panel.scene()
        assert scene is not None
        assert scene.hovered == what
        assert stand.panel.grab().toImage() != plain
    stand.panel.show_pointed(None)
    assert stand.panel.grab().toImage() == plain
    assert stand.pointed == []


def test_that_a_pointed_unit_of_another_network_is_left_out(stand: Stand) -> None:
    stand.panel.show_pointed(Selection(2, 7))
    scene = stand.panel.scene()
    assert scene is not None
    assert scene.hovered is None


def test_that_a_network_that_changes_its_shape_is_not_pointed_at_any_more(stand: Stand) -> None:
    stand.qtbot.mouseMove(stand.panel, stand.places().columns[2].center(1).toPoint())
    stand.panel.show_frame(frame(2, 3, 1))
    assert stand.pointed[-1] is None


def test_that_a_screen_reader_follows_the_terms(stand: Stand) -> None:
    stand.panel.show_frame(frame_at(look(), "1:backward-1:1:5"))
    assert stand.panel.accessibleDescription() == "Unit 1 of layer 1: δ is −0.0292."
    stand.panel.show_frame(frame_at(look(), "1:backward-1:1:4"))
    assert stand.panel.accessibleDescription() == "Unit 1 of layer 1: f′(z) is 0.2098."
