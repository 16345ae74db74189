"""Finite differences on demand: right, in short pieces, and never in the way of anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from engine import gradcheck
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.gradcheck import Difference
from engine.grain import Grain
from engine.moment import Place
from engine.session import Session
from engine.state import TrainState
from gui import checker as checker_module
from gui.checker import Checker
from gui.document import Document, in_thread
from gui.frame import Differences, Edit, Frame
from gui.worker import FULL_SPEED, Worker
from tests.gui.difference_samples import central, experiment, loss_of_two_layers

pytestmark = pytest.mark.usefixtures("_patient")


class Bench:
    """A worker without an event loop, and which finite differences were worked out."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, experiment: Experiment) -> None:
        self.frames: list[Frame] = []
        self.answers: list[Differences] = []
        self.worked_out: list[int] = []
        self.pieces = 0
        self.worker = Worker()
        self.worker.frame_ready.connect(self.frames.append)
        self.worker.checked.connect(self.answers.append)
        checker = self.worker.findChild(Checker)
        assert checker is not None
        timer = checker.findChild(QTimer)
        assert timer is not None
        self.timer = timer
        real = gradcheck.differences

        def counted(state: TrainState, indices: Sequence[int]) -> Iterator[list[Difference]]:
            for piece in real(state, indices):
                self.worked_out += [difference.parameter for difference in piece]
                self.pieces += 1
                yield piece

        monkeypatch.setattr(gradcheck, "differences", counted)
        self.worker.open(Session(experiment=experiment))

    @property
    def state(self) -> TrainState:
        return self.frames[-1].state

    def ask(self, *indices: int) -> None:
        self.worker.check(self.state, indices)

    def tick(self) -> None:
        if self.timer.isActive():
            self.timer.timeout.emit()

    def finish(self) -> None:
        """Let the timer go off until there is nothing left to do."""
        while self.timer.isActive():
            self.timer.timeout.emit()


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch, Experiment())


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"batch_size": 5},
        {"batch_size": 2, "update_order": "in_place"},
        {"batch_size": 3, "round_to": 3},
        {"optimizer": "adam", "batch_size": 5},
    ],
)
@pytest.mark.parametrize("phases", [1, 3, 5, 7])
def test_that_the_differences_are_those_of_the_loss_before_the_update(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], phases: int
) -> None:
    bench = Bench(monkeypatch, experiment(**settings))
    for _ in range(2):
        bench.worker.step(Grain.UPDATE)
    before = bench.state.parameters.theta
    for _ in range(phases):
        bench.worker.step(Grain.LAYER)
    trace = bench.state.trace
    assert trace is not None
    bench.ask(*range(26))
    bench.finish()
    known = bench.answers[-1].known
    wanted = central(loss_of_two_layers, before, trace.x, trace.y)
    assert [known[index].value for index in range(26)] == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def test_that_only_what_is_asked_for_is_worked_out(bench: Bench) -> None:
    bench.worker.step(Grain.UPDATE)
    bench.ask(3, 8, 14)
    bench.finish()
    assert sorted(bench.worked_out) == [3, 8, 14]
    assert set(bench.answers[-1].known) == {3, 8, 14}


def test_that_nothing_is_worked_out_before_the_event_loop_comes_round(bench: Bench) -> None:
    bench.worker.step(Grain.UPDATE)
    bench.ask(*range(15))
    assert bench.worked_out == []


def test_that_a_step_makes_what_was_asked_for_void(bench: Bench) -> None:
    for _ in range(20):
        bench.worker.step(Grain.TERM)
        bench.ask(*range(15))
    bench.worker.step(Grain.TERM)
    bench.finish()
    assert bench.worked_out == []
    assert bench.answers == []


def test_that_a_wish_for_a_moment_that_has_gone_is_void(bench: Bench) -> None:
    bench.worker.step(Grain.UPDATE)
    old = bench.state
    bench.worker.step(Grain.UPDATE)
    bench.worker.check(old, range(15))
    bench.finish()
    assert bench.worked_out == []


def test_that_the_work_is_parted_and_a_step_comes_between_two_parts(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(1000))
    monkeypatch.setattr(checker_module, "perf_counter", lambda: float(next(times)))
    bench.worker.step(Grain.UPDATE)
    bench.ask(*range(15))
    bench.tick()
    assert bench.pieces == 1
    bench.tick()
    assert bench.pieces == 2
    assert [len(answer.known) for answer in bench.answers] == [6, 12]
    bench.worker.step(Grain.LAYER)
    bench.finish()
    assert bench.pieces == 2


def test_that_all_phases_of_an_update_share_what_is_known(bench: Bench) -> None:
    bench.worker.step(Grain.LAYER)
    bench.ask(12, 13)
    bench.finish()
    for _ in range(7):
        bench.worker.step(Grain.LAYER)
        bench.ask(12, 13, 14)
        bench.finish()
    assert bench.worked_out == [12, 13, 14]
    assert set(bench.answers[-1].known) == {12, 13, 14}
    bench.worker.step(Grain.LAYER)  # the update is complete
    bench.worker.step(Grain.LAYER)  # the next one has its batch
    bench.ask(12)
    bench.finish()
    assert bench.worked_out == [12, 13, 14, 12]
    assert set(bench.answers[-1].known) == {12}


def test_that_another_loss_in_the_middle_of_an_update_asks_again(bench: Bench) -> None:
    bench.worker.step(Grain.LAYER)
    bench.ask(14)
    bench.finish()
    first = bench.answers[-1].known[14].value
    changed = bench.frames[-1].experiment.edited(loss="squared_error")
    bench.worker.edit(1, Edit("loss", changed))
    bench.ask(14)
    bench.finish()
    assert bench.answers[-1].known[14].value == pytest.approx(2 * first)


def test_that_a_long_walk_through_a_large_network_is_forgotten(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = (Layer(40, "tanh"), Layer(1, "identity"))
    bench = Bench(monkeypatch, Experiment(layers=layers))
    monkeypatch.setattr(checker_module, "MOST_KEPT", 100)
    bench.worker.step(Grain.UPDATE)
    for first in range(0, 120, 10):
        bench.ask(*range(first, first + 20))
        bench.finish()
    assert len(bench.answers[-1].known) <= 100
    assert set(range(110, 130)) <= set(bench.answers[-1].known)


def test_that_nothing_is_worked_out_at_full_speed(bench: Bench) -> None:
    bench.worker.run(Goal(), FULL_SPEED)
    for _ in range(20):
        bench.worker._work()
        bench.ask(*range(15))
        bench.finish()
    assert bench.worked_out == []
    bench.worker.pause()
    bench.ask(*range(15))
    bench.finish()
    assert sorted(bench.worked_out) == list(range(15))


def test_that_training_at_a_pace_is_checked_and_turning_to_full_speed_ends_that(
    bench: Bench,
) -> None:
    bench.worker.step(Grain.UPDATE)
    bench.worker.run(Goal(), 4.0)
    bench.ask(*range(15))
    bench.finish()
    assert sorted(bench.worked_out) == list(range(15))
    bench.worker._work()
    bench.ask(*range(15))
    bench.worker.set_pace(FULL_SPEED)
    bench.finish()
    assert len(bench.worked_out) == 15
    bench.worker.pause()


def test_that_a_pace_chosen_while_paused_leaves_the_check_alone(bench: Bench) -> None:
    bench.worker.step(Grain.UPDATE)
    bench.ask(*range(15))
    bench.worker.set_pace(FULL_SPEED)
    bench.finish()
    assert len(bench.worked_out) == 15


# The document


@pytest.mark.parametrize("pace", [FULL_SPEED, 4.0])
def test_that_a_frame_says_whether_its_moment_is_checked(bench: Bench, pace: float) -> None:
    bench.worker.step(Grain.UPDATE)
    assert not bench.frames[-1].hurries
    bench.worker.run(Goal(), pace)
    assert bench.frames[-1].hurries is (pace == FULL_SPEED)
    bench.worker.pause()
    assert not bench.frames[-1].hurries


def test_that_the_answer_comes_back_from_the_engines_thread(qtbot: QtBot) -> None:
    document = Document(in_thread)
    with qtbot.waitSignal(document.frame_changed):
        document.open(Session(experiment=Experiment()))
    with qtbot.waitSignal(document.frame_changed):
        document.step(Grain.UPDATE)
    assert document.frame is not None
    with qtbot.waitSignal(document.checked) as heard:
        document.check(document.frame.state, range(15))
    assert heard.args is not None
    differences = heard.args[0]
    assert differences.belong_to(document.frame.state)
    assert set(differences.known) == set(range(15))
    with qtbot.waitSignal(document.frame_changed):
        document.go_to(Place(0, 0))
    assert not differences.belong_to(document.frame.state)
    document.close()
