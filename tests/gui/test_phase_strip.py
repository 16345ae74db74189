"""The phases over the picture: what is to come is quiet, and nothing moves from step to step."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import NamedTuple

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Frame
from gui.phase_strip import HEIGHT, PhaseStrip
from gui.theme import DARK, LIGHT, Theme
from tests.gui.svg_pictures import svg_of_widget
from tests.gui.topology_walk import frame_of, look, walk

NARROW, WIDE = 755, 971  # px of the stage of a window of 1024 and of 1600


class Text(NamedTuple):
    """A text as Qt writes it into an SVG."""

    text: str
    x: float
    color: QColor


def stage_of(qtbot: QtBot, width: int, theme: Theme = LIGHT) -> PhaseStrip:
    strip = PhaseStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(width, HEIGHT)
    return strip


def drawn(strip: PhaseStrip) -> list[Text]:
    found: list[Text] = []

    def walk(node: ET.Element, fill: str) -> None:
        fill = node.get("fill", fill)
        if node.tag.endswith("text"):
            words = "".join(node.itertext()).strip()
            found.append(Text(words, float(node.get("x", "0")), QColor(fill)))
        for inner in node:
            walk(inner, fill)

    walk(ET.fromstring(svg_of_widget(strip)), "#000000")
    return found


def test_that_a_loaded_session_stands_at_its_update(qtbot: QtBot) -> None:
    trainer = Trainer(Experiment())
    assert texts_at(qtbot, trainer)[-1] == "before the first update"
    trainer.step(Grain.EPOCH)
    loaded = Trainer(Experiment(), trainer.state._replace(trace=None))
    assert texts_at(qtbot, loaded)[-1] == "update 200"


def texts_at(qtbot: QtBot, trainer: Trainer) -> list[str]:
    strip = stage_of(qtbot, WIDE)
    strip.show_frame(frame_of(trainer))
    return [each.text for each in drawn(strip)]


def after(steps: int) -> Frame:
    return [frame_of(Trainer(look())), *walk(look())][steps]


def colors(strip: PhaseStrip, frame: Frame) -> dict[str, QColor]:
    strip.show_frame(frame)
    return {text.text: text.color for text in drawn(strip)}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_phases_still_to_come_are_grey_and_those_done_are_not(
    qtbot: QtBot, theme: Theme
) -> None:
    strip = stage_of(qtbot, NARROW, theme)
    ready = colors(strip, after(0))
    for words in ("Batch", "Forward →", "Loss", "← Backward", "Update"):
        assert ready[words] == theme.ink3
    forward = colors(strip, after(3))
    assert forward["Batch"] == theme.ink
    assert forward["Forward →"] == theme.fwd
    for words in ("Loss", "← Backward", "Update"):
        assert forward[words] == theme.ink3


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_that_the_terms_are_counted_at_the_right_of_the_small_window_too(
    qtbot: QtBot, width: int
) -> None:
    strip = stage_of(qtbot, width)
    strip.show_frame(after(3))
    last = drawn(strip)[-1]
    assert last.text.startswith("term 2 of 5")
    assert last.text.endswith("unit 1 of 2")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_that_no_step_moves_a_phase(qtbot: QtBot, width: int) -> None:
    strip = stage_of(qtbot, width)
    seen = set[tuple[tuple[str, int], ...]]()
    for frame in list(walk(look()))[::5]:
        strip.show_frame(frame)
        seen.add(tuple((text.text, round(text.x)) for text in drawn(strip)[:11]))
    assert len(seen) == 1
    assert [word for word, _ in next(iter(seen))][:5] == ["Batch", "Forward →", "1", "2", "3"]
