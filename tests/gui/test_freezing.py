"""Freezing what is selected: the action follows the selection, updates leave the value alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.grain import Grain
from engine.session import Session
from gui.document import Document, directly
from gui.frame import Edit, Frame, Selection
from gui.freezing import Freezing

WEIGHT = Selection(2, 1, 0)  # w₂₁ of layer 2: place 6 + 2 in θ
BIAS = Selection(1, 0, bias=True)
UNIT = Selection(2, 1)
INPUT = Selection(0, 1)


class Bench(NamedTuple):
    document: Document
    action: QAction

    @property
    def frame(self) -> Frame:
        assert self.document.frame is not None
        return self.document.frame

    def select(self, selection: Selection | None) -> tuple[str, bool, bool]:
        self.document.select(selection)
        return self.action.text(), self.action.isEnabled(), self.action.isChecked()

    def updates(self, count: int) -> np.ndarray:
        before = self.frame.state.parameters.theta
        for _ in range(count):
            self.document.step(Grain.UPDATE)
        return np.flatnonzero(self.frame.state.parameters.theta == before)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    document, owner = Document(directly), QObject()
    action = QAction("&Freeze the selected weight", owner)
    action.setCheckable(True)
    freezing = Freezing(document, action, owner)
    document.open(Session(title="t", experiment=Experiment()))
    yield Bench(document, action)
    document.close()
    del freezing


def test_that_the_action_says_what_it_would_freeze(bench: Bench) -> None:
    assert not bench.action.isEnabled()
    assert bench.select(WEIGHT) == ("&Freeze w₂₁ of layer 2", True, False)
    assert bench.select(BIAS) == ("&Freeze b₁ of layer 1", True, False)
    assert bench.select(UNIT) == ("&Freeze unit 2 of layer 2", True, False)
    assert bench.select(INPUT) == ("&Freeze the selected weight", False, False)
    assert bench.select(None) == ("&Freeze the selected weight", False, False)


@pytest.mark.parametrize(("selection", "places"), [(WEIGHT, [8]), (BIAS, [4]), (UNIT, [8, 9, 11])])
def test_that_training_goes_on_and_leaves_the_frozen_values_alone(
    bench: Bench, selection: Selection, places: list[int]
) -> None:
    assert bench.updates(4).size == 0
    bench.document.select(selection)
    bench.action.trigger()
    assert bench.action.isChecked()
    assert bench.frame.state.update == 4
    assert bench.updates(4).tolist() == places
    bench.action.trigger()
    assert not bench.action.isChecked()
    assert bench.updates(4).size == 0
    assert bench.frame.state.update == 12


def test_that_freezing_is_one_choice_that_can_be_undone(bench: Bench) -> None:
    bench.select(WEIGHT)
    bench.action.trigger()
    bench.select(UNIT)
    bench.action.trigger()
    stack = bench.document.undo_stack
    assert [stack.text(i) for i in range(2)] == [
        "freeze w₂₁ of layer 2",
        "freeze unit 2 of layer 2",
    ]
    bench.document.undo()
    assert bench.select(UNIT)[2] is False
    assert bench.select(WEIGHT)[2] is True
    bench.document.undo()
    assert bench.select(WEIGHT)[2] is False
    assert not bench.document.modified


def test_that_a_unit_is_ticked_only_where_all_of_it_is_frozen(bench: Bench) -> None:
    bench.select(WEIGHT)
    bench.action.trigger()
    assert bench.select(UNIT) == ("&Freeze unit 2 of layer 2", True, False)
    bench.action.trigger()
    assert bench.select(Selection(2, 1, bias=True))[2] is True
    bench.select(UNIT)
    bench.action.trigger()
    assert bench.select(WEIGHT)[2] is False


def test_that_a_tick_that_the_engine_does_not_show_is_taken_back(bench: Bench) -> None:
    bench.select(WEIGHT)
    bench.action.trigger()
    experiment = bench.frame.experiment.edited(frozen=None)
    bench.document.edit(Edit("x", experiment))
    assert not bench.action.isChecked()
