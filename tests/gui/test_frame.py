"""What a Frame shows: the same moment looks the same, from whichever side it was reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.grain import Grain
from engine.session import Session
from engine.terms import What
from gui.document import Document, directly
from gui.frame import Frame

pytestmark = pytest.mark.usefixtures("_patient")


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    made = Document(directly)
    made.open(Session(experiment=Experiment()))
    yield made
    made.close()


def frame(document: Document) -> Frame:
    assert document.frame is not None
    return document.frame


def screen(document: Document) -> tuple[object, ...]:
    shown = frame(document).shown
    layers = range(1, shown.layers + 1)
    values = [[*shown.z(n), *shown.a(n), *shown.delta(n)] for n in layers]
    return (frame(document).place, shown.term, values, shown.loss, shown.theta.tobytes())


def test_that_the_last_term_of_a_phase_stays_in_view(document: Document) -> None:
    for _ in range(1 + 10):  # the batch, and both units of layer 1
        document.step(Grain.TERM)
    term = frame(document).shown.term
    assert term is not None
    assert (term.what, term.layer, term.unit) == (What.ACTIVATION, 1, 1)
    assert frame(document).inside is None


@pytest.mark.parametrize("grain", [Grain.TERM, Grain.UNIT])
def test_that_walking_back_shows_the_same_screens(document: Document, grain: Grain) -> None:
    screens: list[tuple[object, ...]] = []
    for _ in range(180):
        document.step(grain)
        screens.append(screen(document))
    for expected in reversed(screens[:-1]):
        document.step_back(grain)
        assert screen(document) == expected


def test_that_a_step_by_layer_shows_a_phase_as_a_whole(document: Document) -> None:
    document.step(Grain.TERM)
    document.step(Grain.TERM)
    document.step(Grain.LAYER)
    assert frame(document).shown.term is None
    assert all(value is not None for value in frame(document).shown.a(1))
