"""A person opens the program, steps, runs, edits, undoes and saves, with real keys and clicks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from gui.convention_notice import ConventionNotice
from gui.frame import Activity, Frame
from gui.panels.loss_plot import LossPlot
from tests.e2e.driver import Driver


def frame(driver: Driver) -> Frame:
    assert driver.document.frame is not None
    return driver.document.frame


def test_that_the_right_arrow_steps_through_one_update_and_the_left_one_goes_back(
    driver: Driver,
) -> None:
    driver.key(*["Right"] * 9)
    driver.until(lambda: frame(driver).state.update == 1)
    assert frame(driver).trace is not None
    driver.key("Left", "Left")
    driver.until(lambda: frame(driver).state.phase == 7)
    assert frame(driver).state.update == 0


def test_that_space_runs_and_pauses(driver: Driver) -> None:
    driver.key("space")
    driver.until(lambda: frame(driver).state.update > 100)
    driver.key("space")
    driver.until(lambda: frame(driver).activity is Activity.PAUSED)
    stopped = frame(driver).state.update
    driver.key("5", "Right")
    driver.until(lambda: frame(driver).state.update == stopped + 1)


def test_that_a_click_on_step_steps(driver: Driver) -> None:
    driver.click(driver.window.transport.button("step"))
    driver.until(lambda: frame(driver).state.phase == 1)


def test_that_a_layer_is_removed_and_undo_brings_its_trained_weights_back(driver: Driver) -> None:
    driver.key("5", *["Right"] * 3)
    driver.until(lambda: frame(driver).state.update == 3)
    trained = frame(driver).state.parameters.theta.copy()
    driver.key("ctrl+shift+l")
    driver.until(lambda: frame(driver).experiment.shape.sizes == (2, 2, 1))
    driver.key("ctrl+z")
    driver.until(lambda: frame(driver).experiment.shape.sizes == (2, 2, 2, 1))
    assert (frame(driver).state.parameters.theta == trained).all()


def test_that_a_typed_learning_rate_counts_and_a_bad_one_does_not(driver: Driver) -> None:
    field = next(
        edit
        for edit in driver.window.docks["experiment"].findChildren(QLineEdit)
        if edit.accessibleName().startswith("Learning rate")
    )
    driver.click(field, times=2)
    driver.until(field.hasFocus)
    driver.key("ctrl+a")
    driver.type("0.25")
    driver.key("Return")
    driver.until(lambda: frame(driver).experiment.hyperparameters.learning_rate == 0.25)
    driver.key("ctrl+a")
    driver.type("0.1.2")
    driver.key("Return")
    driver.until(lambda: field.property("problem") == "error")
    assert frame(driver).experiment.hyperparameters.learning_rate == 0.25


def test_that_saving_writes_what_is_on_the_screen(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "mine.backstep.json"
    driver.document.save(path)
    driver.key("5", "Right", "Right")
    driver.until(lambda: frame(driver).state.update == 2)  # else an earlier one is saved
    driver.key("ctrl+s")
    driver.until(lambda: json.loads(path.read_text()).get("state", {}).get("update") == 2)
    saved = json.loads(path.read_text())
    assert saved["state"]["W"][0] == frame(driver).state.parameters.W[0].tolist()


def test_that_the_pixels_of_the_dark_window_are_dark(driver: Driver) -> None:
    def middle() -> int:
        image = driver.window.stage.grab().toImage()
        return image.pixelColor(QPoint(4, image.height() // 2)).lightness()

    assert middle() > 240
    driver.key("ctrl+d")
    driver.until(lambda: middle() < 40)


def test_that_keys_step_only_while_no_field_is_edited(driver: Driver) -> None:
    field = next(
        edit
        for edit in driver.window.docks["experiment"].findChildren(QLineEdit)
        if edit.accessibleName().startswith("Batch size")
    )
    driver.click(field)
    driver.until(field.hasFocus)
    driver.key("Right", "Home", "space", "5")
    driver.key("Escape")
    assert frame(driver).state.phase == 0
    assert frame(driver).activity is Activity.PAUSED


def test_that_a_click_on_the_loss_curve_and_the_scrubbers_keys_go_to_a_moment(
    driver: Driver,
) -> None:
    driver.key("5", *["Right"] * 9)
    driver.until(lambda: frame(driver).reached == 9)
    loss = driver.window.docks["loss"]
    plot = next(panel for panel in loss.findChildren(LossPlot))
    at = plot.area_origin() + QPointF(plot.scale_shown().across_one(4), 20)
    driver.click(plot.viewport(), at.toPoint())
    driver.until(lambda: frame(driver).state.update == 4)
    driver.key("Right")  # the click has left the keyboard to the window
    scrubber = plot.scrubber
    driver.until(lambda: scrubber.value() == 5)
    scrubber.setFocus(Qt.FocusReason.TabFocusReason)
    for key, update in (("Left", 4), ("Home", 0), ("End", 9)):
        driver.key(key)
        driver.until(lambda u=update: frame(driver).state.update == scrubber.value() == u)
    assert frame(driver).reached == 9


def test_that_the_keyboard_alone_goes_from_a_convention_to_its_setting_and_changes_it(
    driver: Driver,
) -> None:
    line = driver.window.conventions
    driver.until(lambda: bool(line.text()))
    for _ in range(80):  # Tab from wherever the window begins to the line of conventions
        if driver.window.focusWidget() is line.button("update_order"):
            break
        driver.key("Tab")
    assert driver.window.focusWidget() is line.button("update_order")
    driver.key("space")
    driver.until(lambda: isinstance(driver.window.focusWidget(), QComboBox))
    assert frame(driver).activity is Activity.PAUSED
    driver.key("Down")
    driver.until(lambda: frame(driver).experiment.hyperparameters.update_order == "in_place")
    (notice,) = driver.window.stage.findChildren(ConventionNotice)
    driver.until(lambda: bool(notice.changes))
    driver.key("ctrl+z")
    driver.until(lambda: frame(driver).experiment.hyperparameters.update_order == "simultaneous")


@pytest.mark.parametrize("key", ["space", "Return"])
def test_that_the_keyboard_alone_answers_a_notice(driver: Driver, key: str) -> None:
    driver.key("5", *["Right"] * 4)
    driver.until(lambda: frame(driver).state.update == 4)
    driver.key("Left", "Left")
    driver.until(lambda: frame(driver).state.update == 2)
    driver.key("ctrl+f")  # nothing is selected, nothing is frozen
    driver.window.topology.setFocus(Qt.FocusReason.TabFocusReason)
    driver.key("alt+Right", "ctrl+f")  # a unit, frozen in the past: a branch
    driver.until(lambda: len(driver.window.stage.notices()) == 1)
    (answer,) = driver.window.stage.notices()[0].findChildren(QPushButton)
    for _ in range(80):
        if answer.hasFocus():
            break
        driver.key("Tab")
    assert answer.hasFocus()
    driver.key(key)
    driver.until(lambda: driver.window.stage.notices() == [])
    driver.until(lambda: frame(driver).reached == 4)
    assert frame(driver).experiment.frozen is None
    assert frame(driver).activity is Activity.PAUSED


def test_that_a_button_clicked_with_the_mouse_leaves_space_to_the_run(driver: Driver) -> None:
    driver.click(driver.window.transport.button("step"))
    driver.until(lambda: frame(driver).state.phase == 1)
    driver.key("space")
    driver.until(lambda: frame(driver).state.update > 50)
    driver.key("space")
    driver.until(lambda: frame(driver).activity is Activity.PAUSED)
