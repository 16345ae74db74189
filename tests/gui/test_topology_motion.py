"""What a single step adds fades in; jumps, runs and held keys show it at once."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Activity, Frame
from gui.panels.topology_motion import Fade, is_one_step, wants_no_motion
from tests.gui.topology_walk import frame_at, frame_of, look

pytestmark = pytest.mark.usefixtures("qapp")


def steps(*grains: Grain) -> list[Frame]:
    """The Frames of a run that begins at the start and takes these steps."""
    trainer = Trainer(look())
    frames = [frame_of(trainer)]
    for grain in grains:
        trainer.step(grain)
        frames.append(frame_of(trainer, grain))
    return frames


@pytest.mark.parametrize("grain", [Grain.TERM, Grain.UNIT, Grain.LAYER])
def test_that_each_step_of_a_phase_or_less_is_one_step(grain: Grain) -> None:
    frames = steps(*[grain] * 12)
    assert all(is_one_step(a, b) for a, b in itertools.pairwise(frames))


def test_that_a_step_back_a_jump_and_the_same_place_are_none() -> None:
    first, second, third = steps(Grain.TERM, Grain.TERM)
    assert not is_one_step(second, first)
    assert not is_one_step(first, third)
    assert not is_one_step(second, second)
    assert not is_one_step(first, frame_at(look(), "1:loss"))
    assert not is_one_step(first, dataclasses.replace(second, activity=Activity.SEEKING))


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_that_a_step_fades_in_and_one_that_follows_quickly_does_not(qtbot: QtBot) -> None:
    panel, clock = QWidget(), Clock()
    qtbot.addWidget(panel)
    panel.show()
    fade = Fade(panel, clock)
    first, second, third = steps(Grain.TERM, Grain.TERM)
    fade.follow(first)
    assert fade.strength == 1.0
    clock.now = 1.0
    fade.follow(second)
    assert fade.strength < 1.0
    qtbot.waitUntil(lambda: fade.strength == 1.0)
    clock.now = 1.1
    fade.follow(third)
    assert fade.strength == 1.0


def test_that_a_jump_ends_a_fade(qtbot: QtBot) -> None:
    panel, clock = QWidget(), Clock()
    qtbot.addWidget(panel)
    panel.show()
    fade = Fade(panel, clock)
    first, second = steps(Grain.TERM)
    fade.follow(first)
    clock.now = 1.0
    fade.follow(second)
    clock.now = 2.0
    fade.follow(frame_at(look(), "1:loss"))
    assert fade.strength == 1.0


class Still(QProxyStyle):
    """A style that wants no animation."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returnData)


def test_that_who_wants_no_motion_gets_none(qtbot: QtBot) -> None:
    panel, clock, style = QWidget(), Clock(), Still("Fusion")
    qtbot.addWidget(panel)
    style.setParent(QApplication.instance())  # under a style sheet Qt looks at it once more
    assert not wants_no_motion(panel)
    panel.setStyle(style)
    panel.show()
    assert wants_no_motion(panel)
    fade = Fade(panel, clock)
    first, second = steps(Grain.TERM)
    fade.follow(first)
    clock.now = 1.0
    fade.follow(second)
    assert fade.strength == 1.0
