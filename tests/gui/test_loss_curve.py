"""The loss curve as a panel: what it says and shows of a Frame, and what gestures do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import FormulaData
from engine.experiment import Experiment
from engine.goal import Goal
from engine.grain import Grain
from engine.history import History, HistoryView
from engine.moment import Place
from engine.trainer import Trainer
from gui import theme as themes
from gui.frame import Activity, Frame
from gui.numbers import NumberFormat
from gui.panels.loss_curve import LossCurvePanel

EXPERIMENT = Experiment(data=FormulaData(("2*x1 + 3*x2 + 10",), samples=9))


def frame(trainer: Trainer) -> Frame:
    reached = trainer.branch.reached
    return Frame(trainer.state, trainer.history(), reached, diverged_at=trainer.diverged_at)


def trained(updates: int) -> Trainer:
    trainer = Trainer(EXPERIMENT)
    trainer.train(Goal(update=updates), 60.0)
    return trainer


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> LossCurvePanel:
    themes.apply(qapp, themes.LIGHT)
    made = LossCurvePanel(themes.LIGHT, NumberFormat())
    qtbot.addWidget(made)
    made.resize(900, 220)
    with qtbot.waitExposed(made):
        made.show()
    return made


def picture(panel: LossCurvePanel) -> QImage:
    return panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def plot_picture(panel: LossCurvePanel) -> QImage:
    return panel.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colors(image: QImage) -> set[int]:
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return {int(pixel) & 0xFFFFFF for pixel in np.unique(pixels)}


def rgb(token: str, theme: themes.Theme = themes.LIGHT) -> int:
    return theme.color(token).rgb() & 0xFFFFFF


def at_update(panel: LossCurvePanel, update: float, down: float = 0.5) -> QPoint:
    """Where an update lies in the plot; ``down`` is a share of its height."""
    scale, origin = panel.plot.scale_shown(), panel.plot.area_origin()
    at = origin + QPointF(scale.across_one(update), down * scale.height)
    return at.toPoint()


def on_handle(panel: LossCurvePanel, update: float) -> QPoint:
    """Where the handle of an update stands, in the scrubber."""
    scrubber = panel.plot.scrubber
    return QPoint(round(scrubber.place_of(update)), scrubber.height() // 3)


def asked_for(panel: LossCurvePanel) -> list[int]:
    """The list in which the moments that are asked for will stand."""
    asked: list[int] = []
    panel.moment_requested.connect(asked.append)
    return asked


def drag(panel: LossCurvePanel, start: QPoint, *way: QPoint) -> None:
    viewport, left = panel.plot.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, pos=start)
    for at in way:
        QTest.mouseMove(viewport, at)
    QTest.mouseRelease(viewport, left, pos=way[-1])


def wheel(panel: LossCurvePanel, at: QPoint, notches: int, ctrl: bool = False) -> None:
    keys = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(at),
        QPointF(panel.plot.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel.plot.viewport(), event)


# What it says


def test_that_the_description_tells_the_loss_its_update_and_the_training_loss(
    panel: LossCurvePanel,
) -> None:
    trainer = trained(20)
    panel.show_frame(frame(trainer))
    assert trainer.state.trace is not None
    loss, training = trainer.state.trace.loss, trainer.history().training.last[17]
    assert panel.plot.accessibleDescription() == (
        f"Loss {loss:.4f} at update 20, training {training:.4f}"
    )
    assert panel.plot.accessibleName() == "Loss curve"


def test_that_a_loss_that_is_not_reached_reads_not_yet(panel: LossCurvePanel) -> None:
    trainer = trained(20)
    trainer.step(Grain.LAYER)
    panel.show_frame(frame(trainer))
    assert panel.plot.accessibleDescription().startswith("update 21   loss not yet")


def test_that_divergence_is_told_with_its_update(panel: LossCurvePanel) -> None:
    trainer = Trainer(EXPERIMENT.edited(learning_rate=4.0))
    trainer.train(Goal(update=5000), 60.0)
    assert trainer.diverged_at is not None
    panel.show_frame(frame(trainer))
    assert f"diverged at update {trainer.diverged_at:,}" in panel.plot.accessibleDescription()
    assert rgb("err") in colors(picture(panel))


def test_that_nothing_is_announced_while_training_runs(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(5)))
    before = panel.plot.accessibleDescription()
    panel.show_frame(dataclasses.replace(frame(trained(9)), activity=Activity.RUNNING))
    assert panel.plot.accessibleDescription() == before


def test_that_the_pointer_reads_every_digit(panel: LossCurvePanel, qtbot: QtBot) -> None:
    trainer = trained(20)
    panel.show_frame(frame(trainer))
    QTest.mouseMove(panel.plot.viewport(), at_update(panel, 12))
    reading = panel.plot.pointer_reading()
    assert reading is not None
    history, full = trainer.history(), NumberFormat().full
    assert reading.exact == (
        f"update 12: loss {full(history.batch.last[11])}, training {full(history.training.last[8])}"
    )


def test_that_the_pointer_reads_least_and_greatest_of_a_bin(panel: LossCurvePanel) -> None:
    long = History()
    long.batch.extend(1, np.tile([1.0, 0.5, 0.25, 2.0], 5000))
    state = trained(1).state._replace(update=20_000)
    panel.show_frame(Frame(state, long.view(), 20_000))
    QTest.mouseMove(panel.plot.viewport(), at_update(panel, 9_999))
    reading = panel.plot.pointer_reading()
    assert reading is not None
    assert reading.short == "updates 9,993 to 10,000: least 0.2500, greatest 2.0000"


def test_that_the_pointer_reads_nothing_where_nothing_has_happened_yet(
    panel: LossCurvePanel,
) -> None:
    panel.show_frame(frame(trained(72)))
    QTest.mouseMove(panel.plot.viewport(), at_update(panel, 76))
    assert panel.plot.pointer_reading() is None
    QTest.mouseMove(panel.plot.viewport(), at_update(panel, 72))
    assert panel.plot.pointer_reading() is not None


# What it shows


def test_that_before_any_update_it_says_how_to_begin(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(Trainer(EXPERIMENT)))
    empty = picture(panel)
    panel.show_frame(frame(trained(1)))
    assert rgb("control") in colors(empty)
    assert picture(panel) != empty


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("steps", [1, 2, 4, 6, 8])
def test_that_the_moment_has_the_hue_of_its_phase(
    panel: LossCurvePanel, theme: themes.Theme, steps: int
) -> None:
    trainer = trained(3)
    for _ in range(steps):
        trainer.step(Grain.LAYER)
    shown = frame(trainer)
    assert shown.done is not None
    token = {"forward": "fwd", "backward": "bwd"}.get(shown.done.kind, "ink")
    panel.set_theme(theme)
    panel.show_frame(shown)
    found = colors(picture(panel))
    others = {"fwd", "bwd"} - {token}
    assert rgb(token, theme) in found
    assert not any(rgb(other, theme) in found for other in others)


def test_that_updates_after_the_moment_are_drawn_as_the_future(panel: LossCurvePanel) -> None:
    trainer = trained(36)
    panel.show_frame(frame(trainer))
    assert rgb("fut") not in colors(plot_picture(panel))
    trainer.go_to(Place(18, 0))
    panel.show_frame(frame(trainer))
    assert rgb("fut") in colors(plot_picture(panel))


@pytest.mark.parametrize("height", [72, 110, 160, 400])
@pytest.mark.parametrize("log", [True, False])
def test_that_it_can_be_drawn_at_any_height_with_any_history(
    panel: LossCurvePanel, height: int, log: bool
) -> None:
    panel.resize(500, height)
    panel.set_log(log)
    state = trained(1).state
    for view, reached in awkward_histories():
        for moment in (0, reached // 2, reached):
            diverged = reached + 1 if moment == reached else None
            shown = state._replace(update=moment, trace=None)
            panel.show_frame(Frame(shown, view, reached, diverged_at=diverged))
            assert not picture(panel).isNull()


def awkward_histories() -> list[tuple[HistoryView, int]]:
    made: list[tuple[HistoryView, int]] = [(History().view(), 0), (History().view(), 50)]
    generator = np.random.default_rng(0)
    for values in (
        np.zeros(30),
        np.ones(1),
        np.array([1e308, 1e-308, 0.0]),
        10.0 ** generator.uniform(-300, 300, 700),
        np.tile([0.0, 1.0], 6000),
        np.full(5000, 1e-320),
    ):
        run = History()
        run.batch.extend(1, values)
        run.training.extend(values.size, values[-1:])
        run.validation.extend(1, np.array([np.inf]))
        made.append((run.view(), values.size))
    return made


def test_that_a_hidden_panel_waits_until_it_is_shown(qtbot: QtBot) -> None:
    panel = LossCurvePanel(themes.LIGHT, NumberFormat())
    qtbot.addWidget(panel)
    panel.show_frame(frame(trained(20)))
    assert panel.plot.accessibleDescription() == ""
    with qtbot.waitExposed(panel):
        panel.show()
    assert "at update 20" in panel.plot.accessibleDescription()


def test_that_a_loaded_run_without_losses_still_has_its_moments(panel: LossCurvePanel) -> None:
    state = trained(40).state._replace(trace=None)
    asked = asked_for(panel)
    panel.show_frame(Frame(state, History().view(), 40))
    assert panel.plot.scrubber.accessibleDescription() == "update 40 of 40"
    QTest.mouseClick(panel.plot.scrubber, Qt.MouseButton.LeftButton, pos=on_handle(panel, 12))
    assert asked == [12]


# Gestures


def test_that_the_view_follows_training_until_somebody_zooms_and_again_after_fit(
    panel: LossCurvePanel,
) -> None:
    panel.show_frame(frame(trained(40)))
    assert panel.plot.scale_shown().x.high == 40
    panel.show_frame(frame(trained(60)))
    assert panel.plot.scale_shown().x.high == 60
    wheel(panel, at_update(panel, 30), 3)
    zoomed = panel.plot.scale_shown().x
    assert zoomed.size < 60
    panel.show_frame(frame(trained(80)))
    assert panel.plot.scale_shown().x == zoomed
    QTest.mouseClick(panel.header.fit_button, Qt.MouseButton.LeftButton)
    assert panel.plot.scale_shown().x.high == 80


def test_that_the_wheel_zooms_about_the_pointer(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(100)))
    at = at_update(panel, 25)
    before = panel.plot.scale_shown().update_at(at.x() - panel.plot.area_origin().x())
    wheel(panel, at, 4)
    after = panel.plot.scale_shown().update_at(at.x() - panel.plot.area_origin().x())
    assert after == pytest.approx(before)


def test_that_the_wheel_with_ctrl_zooms_the_loss_only(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(40)))
    before = panel.plot.scale_shown()
    wheel(panel, at_update(panel, 20), 2, ctrl=True)
    after = panel.plot.scale_shown()
    assert after.y.size < before.y.size
    assert after.x == before.x


def test_that_dragging_moves_the_updates_under_the_hand(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(100)))
    wheel(panel, at_update(panel, 50), 5)
    x = panel.plot.scale_shown().x
    start, end = at_update(panel, 50), at_update(panel, 45)
    QTest.mousePress(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(panel.plot.viewport(), end)
    QTest.mouseRelease(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=end)
    moved = panel.plot.scale_shown().x
    assert moved.low - x.low == pytest.approx(5, abs=0.1)
    assert moved.size == pytest.approx(x.size)


def test_that_the_key_f_the_button_and_the_action_show_all(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(40)))
    for fit in (
        lambda: QTest.keyClick(panel.plot, Qt.Key.Key_F),
        lambda: QTest.mouseClick(panel.header.fit_button, Qt.MouseButton.LeftButton),
        panel.fit,
    ):
        assert not panel.header.fit_button.isEnabled()
        panel.plot.zoom_x(0.3)
        assert panel.header.fit_button.isEnabled()
        assert not panel.plot.follows()
        fit()
        assert panel.plot.follows()


def test_that_a_click_anywhere_on_the_curve_asks_for_that_moment(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(72)))
    for update, down in ((40, 0.1), (12, 0.9), (78, 0.5)):
        QTest.mouseClick(
            panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=at_update(panel, update, down)
        )
    assert asked == [40, 12, 72]


def test_that_a_click_beside_the_curve_or_before_any_update_asks_for_nothing(
    panel: LossCurvePanel,
) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(Trainer(EXPERIMENT)))
    viewport, left = panel.plot.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseClick(viewport, left, pos=at_update(panel, 4))
    panel.show_frame(frame(trained(72)))
    QTest.mouseClick(viewport, left, pos=QPoint(10, 60))
    assert asked == []


def test_that_dragging_over_the_whole_curve_marks_the_updates_to_be_seen_alone(
    panel: LossCurvePanel,
) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(100)))
    drag(panel, at_update(panel, 60), at_update(panel, 50), at_update(panel, 30))
    x = panel.plot.scale_shown().x
    assert (x.low, x.high) == (pytest.approx(30, abs=0.2), pytest.approx(60, abs=0.2))
    assert asked == []


def test_that_what_is_being_marked_is_shown_and_told(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(100)))
    viewport = panel.plot.viewport()
    before = plot_picture(panel)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at_update(panel, 20))
    QTest.mouseMove(viewport, at_update(panel, 40))
    reading = panel.plot.pointer_reading()
    assert reading is not None
    assert reading.exact == "updates 20 to 40"
    assert plot_picture(panel) != before
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at_update(panel, 40))


def test_that_a_drag_that_comes_back_changes_nothing(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(100)))
    drag(panel, at_update(panel, 60), at_update(panel, 30), at_update(panel, 60))
    assert panel.plot.follows()
    assert asked == []


def test_that_a_loss_below_the_axis_is_marked_where_the_learner_stands(
    panel: LossCurvePanel,
) -> None:
    trainer = trained(20)
    trainer.step(Grain.PASS)
    shown = frame(trainer)
    assert shown.trace is not None
    lucky = shown.trace._replace(loss=1e-30)
    state = shown.state._replace(trace=lucky)
    panel.show_frame(dataclasses.replace(shown, state=state))
    beside_the_line = at_update(panel, shown.update_shown, 1.0) + QPoint(-3, -6)
    assert plot_picture(panel).pixel(beside_the_line) & 0xFFFFFF == rgb("ink")
    panel.show_frame(dataclasses.replace(shown, state=state._replace(trace=shown.trace)))
    assert plot_picture(panel).pixel(beside_the_line) & 0xFFFFFF == rgb("stage")


def test_that_keys_zoom_and_pan(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(trained(100)))
    QTest.keyClick(panel.plot, Qt.Key.Key_Plus)
    QTest.keyClick(panel.plot, Qt.Key.Key_Plus)
    near = panel.plot.scale_shown().x
    assert near.size == pytest.approx(49)
    QTest.keyClick(panel.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert panel.plot.scale_shown().x.low > near.low
    QTest.keyClick(panel.plot, Qt.Key.Key_Minus)
    assert panel.plot.scale_shown().x.size > near.size


def test_that_the_log_button_tells_and_the_property_does_not(
    panel: LossCurvePanel, qtbot: QtBot
) -> None:
    assert panel.log
    with qtbot.assertNotEmitted(panel.log_changed):
        panel.set_log(False)
    assert not panel.log
    with qtbot.waitSignal(panel.log_changed) as told:
        QTest.mouseClick(panel.header.log_button, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    panel.show_frame(frame(trained(20)))
    assert panel.plot.scale_shown().log


# The scrubber


def test_that_dragging_the_handle_asks_for_the_moment_where_it_is_left(
    panel: LossCurvePanel,
) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(50)))
    scrubber, left = panel.plot.scrubber, Qt.MouseButton.LeftButton
    QTest.mousePress(scrubber, left, pos=on_handle(panel, 50))
    for update in (40, 35, 30, 20):
        QTest.mouseMove(scrubber, on_handle(panel, update))
    QTest.mouseRelease(scrubber, left, pos=on_handle(panel, 20))
    assert asked[-1] == 20
    assert panel.plot.follows()


def test_that_the_handle_cannot_be_dragged_beyond_what_was_reached(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(5)))
    scrubber, left = panel.plot.scrubber, Qt.MouseButton.LeftButton
    QTest.mousePress(scrubber, left, pos=on_handle(panel, 5))
    QTest.mouseMove(scrubber, on_handle(panel, 9))
    QTest.mouseMove(scrubber, on_handle(panel, -3))
    QTest.mouseRelease(scrubber, left, pos=on_handle(panel, -3))
    assert set(asked) <= {0, 5}
    assert asked[-1] == 0


def test_that_pressing_the_handle_without_moving_it_asks_for_nothing(
    panel: LossCurvePanel,
) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(50)))
    QTest.mouseClick(panel.plot.scrubber, Qt.MouseButton.LeftButton, pos=on_handle(panel, 50))
    assert asked == []


def test_that_a_press_beside_the_handle_goes_there(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(50)))
    QTest.mouseClick(panel.plot.scrubber, Qt.MouseButton.LeftButton, pos=on_handle(panel, 15))
    assert asked == [15]


def test_that_the_scrubber_spans_the_whole_run_when_the_plot_shows_a_part(
    panel: LossCurvePanel,
) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(100)))
    drag(panel, at_update(panel, 10), at_update(panel, 40))
    QTest.mouseClick(panel.plot.scrubber, Qt.MouseButton.LeftButton, pos=on_handle(panel, 80))
    assert asked == [80]
    assert panel.plot.scale_shown().x.high < 50


def test_that_the_keyboard_moves_the_handle(panel: LossCurvePanel) -> None:
    trainer = trained(60)
    asked = asked_for(panel)
    panel.show_frame(frame(trainer))
    scrubber, keys = panel.plot.scrubber, Qt.Key
    for key, wanted in (
        (keys.Key_Left, 59),
        (keys.Key_PageUp, 56),
        (keys.Key_Home, 0),
        (keys.Key_Right, 1),
        (keys.Key_PageDown, 4),
        (keys.Key_End, 60),
    ):
        QTest.keyClick(scrubber, key)
        assert asked[-1] == wanted
        trainer.go_to(Place(wanted, 0))
        panel.show_frame(frame(trainer))
    assert len(asked) == 6


def test_that_a_held_key_ends_where_the_handle_stands(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    panel.show_frame(frame(trained(60)))
    for _ in range(25):
        QTest.keyPress(panel.plot.scrubber, Qt.Key.Key_Left)
    QTest.keyRelease(panel.plot.scrubber, Qt.Key.Key_Left)
    assert asked[-1] == 35


def test_that_the_scrubber_is_a_slider_for_who_does_not_see_it(panel: LossCurvePanel) -> None:
    asked = asked_for(panel)
    trainer = trained(60)
    trainer.go_to(Place(18, 0))
    panel.show_frame(frame(trainer))
    scrubber = panel.plot.scrubber
    assert scrubber.accessibleName() == "Moment"
    assert scrubber.accessibleDescription() == "update 18 of 60"
    assert (scrubber.minimum(), scrubber.value(), scrubber.maximum()) == (0, 18, 60)
    scrubber.setValue(40)
    assert asked == [40]


def test_that_before_any_update_there_is_nothing_to_scrub(panel: LossCurvePanel) -> None:
    panel.show_frame(frame(Trainer(EXPERIMENT)))
    assert not panel.plot.scrubber.isEnabled()
