"""The worker: how fast it goes, when it publishes, and that it stops where it was told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.phases import program
from engine.session import Session
from gui import worker as worker_module
from gui.frame import Activity, Edit, Frame
from gui.transport import PACES
from gui.worker import FULL_SPEED, Worker

PHASES = len(program(Experiment()))


class Clock:
    """The time that the worker sees; it goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A worker without an event loop: its timer ticks when a test says so."""

    def __init__(self, clock: Clock, experiment: Experiment) -> None:
        self.clock = clock
        self.frames: list[Frame] = []
        self.worker = Worker()
        self.worker.frame_ready.connect(self.frames.append)
        timer = self.worker.findChild(QTimer)
        assert timer is not None
        self.timer = timer
        self.worker.open(Session(experiment=experiment))

    def tick(self, count: int = 1) -> None:
        """Let the timer go off, each time after its own interval."""
        for _ in range(count):
            if not self.timer.isActive():
                return
            self.clock.now += max(0.001, self.timer.interval() / 1000)
            self.timer.timeout.emit()

    @property
    def phases(self) -> int:
        """Phases since the start, by the newest Frame."""
        state = self.frames[-1].state
        return state.update * PHASES + state.phase


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Bench:
    clock = Clock()
    monkeypatch.setattr(worker_module, "perf_counter", clock)
    return Bench(clock, Experiment())


@pytest.mark.parametrize("pace", [pace for pace in PACES if pace != FULL_SPEED])
def test_that_a_pace_gives_as_many_phases_a_second_as_it_says(bench: Bench, pace: float) -> None:
    bench.worker.run(Goal(), pace)
    started = bench.clock.now
    while bench.clock.now - started < 20:
        bench.tick()
    bench.worker.pause()
    assert bench.phases == pytest.approx(20 * pace, rel=0.03, abs=1)


@pytest.mark.parametrize("pace", [pace for pace in PACES if 0 < pace <= 30])
def test_that_a_pace_that_can_be_followed_shows_every_phase(bench: Bench, pace: float) -> None:
    bench.worker.run(Goal(), pace)
    bench.frames.clear()
    bench.tick(40)
    assert len(bench.frames) == 40
    assert [f.state.update * PHASES + f.state.phase for f in bench.frames] == list(range(1, 41))


def test_that_a_pace_does_not_catch_up_after_a_hiccup(bench: Bench) -> None:
    bench.worker.run(Goal(), 60.0)
    bench.tick(30)
    before = bench.phases
    bench.clock.now += 60
    bench.tick(2)
    assert bench.phases - before <= 12


def test_that_the_pace_changes_while_running(bench: Bench) -> None:
    bench.worker.run(Goal(), 1.0)
    bench.tick(3)
    assert bench.phases == 3
    assert bench.timer.interval() == 1000
    bench.worker.set_pace(FULL_SPEED)
    assert bench.timer.interval() == 0
    bench.tick(3)
    bench.worker.pause()
    assert bench.phases > 3


def test_that_another_pace_does_not_start_what_is_paused(bench: Bench) -> None:
    bench.worker.set_pace(8.0)
    assert not bench.timer.isActive()


def test_that_at_most_thirty_frames_a_second_leave_the_thread(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STRETCH_SECONDS", 0.0)
    bench.worker.run(Goal(), FULL_SPEED)
    bench.frames.clear()
    started = bench.clock.now
    bench.tick(1000)
    assert 20 <= len(bench.frames) / (bench.clock.now - started) <= 31
    assert all(frame.activity is Activity.RUNNING for frame in bench.frames)


@pytest.mark.parametrize("stretch", [0.007, 0.012, 0.020])
def test_that_frames_keep_their_beat_however_long_a_stretch_is(
    bench: Bench, stretch: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STRETCH_SECONDS", 0.0)
    bench.worker.run(Goal(), FULL_SPEED)
    bench.frames.clear()
    ticks = round(10 / stretch)
    for _ in range(ticks):
        bench.clock.now += stretch
        bench.timer.timeout.emit()
    assert len(bench.frames) == pytest.approx(300, abs=2)


@pytest.mark.parametrize("pace", [500.0, FULL_SPEED])
def test_that_a_run_stops_exactly_at_its_update(bench: Bench, pace: float) -> None:
    bench.worker.run(Goal(update=37), pace)
    bench.tick(500)
    assert bench.frames[-1].state.update == 37
    assert bench.frames[-1].state.phase == 0
    assert bench.frames[-1].stop is Stop.UPDATES
    assert bench.frames[-1].activity is Activity.PAUSED
    assert not bench.timer.isActive()


@pytest.mark.parametrize("pace", [1000.0, FULL_SPEED])
def test_that_a_goal_that_is_met_already_trains_nothing(bench: Bench, pace: float) -> None:
    bench.worker.run(Goal(loss_below=1e6), pace)
    bench.tick(5)
    assert bench.phases == 0
    assert bench.frames[-1].stop is Stop.LOSS
    assert not bench.timer.isActive()


def test_that_a_step_of_an_epoch_ends_at_the_end_of_the_epoch(bench: Bench) -> None:
    bench.worker.step(Grain.UPDATE)
    bench.worker.step(Grain.EPOCH)
    bench.tick(500)
    state = bench.frames[-1].state
    assert (state.epoch, state.position, state.phase) == (1, 0, 0)
    assert state.update == bench.frames[-1].experiment.dataset.train.size


def test_that_a_pass_ends_after_the_loss_the_first_delta_and_the_update(bench: Bench) -> None:
    seen: list[str] = []
    for _ in range(3):
        bench.worker.step(Grain.PASS)
        done = bench.frames[-1].done
        assert done is not None
        seen.append(done.name)
    assert seen == ["loss", "backward-1", "update"]


def test_that_the_rate_is_measured_and_gone_when_paused(bench: Bench) -> None:
    bench.worker.run(Goal(), 1000.0)
    bench.tick(60)
    assert bench.frames[-1].rate == pytest.approx(1000 / PHASES, rel=0.1)
    bench.worker.pause()
    assert bench.frames[-1].rate == 0


def test_that_a_restart_while_it_runs_is_no_training_backwards(bench: Bench) -> None:
    bench.worker.run(Goal(), 1000.0)
    bench.tick(60)
    bench.frames.clear()
    bench.worker.edit(1, Edit("seed", Experiment().edited(seed=1)))
    bench.tick(60)
    bench.worker.revert(1, Edit("seed", Experiment()))
    bench.tick(60)
    assert [f.rate for f in bench.frames] == pytest.approx([1000 / PHASES] * 122, rel=0.1)


def loaded_at(bench: Bench, update: int) -> None:
    """A session that stands there, without a checkpoint on the way: going back takes a while."""
    bench.worker.run(Goal(update=update), FULL_SPEED)
    while bench.frames[-1].activity is not Activity.PAUSED:
        bench.tick()
    state = bench.frames[-1].state._replace(trace=None)
    bench.worker.open(Session(experiment=state.experiment, progress=state))


@pytest.fixture
def _slow_seek(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment that is sought is not there when the call returns."""
    monkeypatch.setattr(worker_module, "SEEK_SECONDS", 0.0)


@pytest.mark.usefixtures("_slow_seek")
def test_that_steps_back_in_a_hurry_go_back_from_where_they_lead(bench: Bench) -> None:
    loaded_at(bench, 600)
    for _ in range(3):
        bench.worker.step_back(Grain.UPDATE)
    assert bench.timer.isActive()
    bench.tick(10_000)
    assert (bench.frames[-1].activity, bench.frames[-1].state.update) == (Activity.PAUSED, 597)


@pytest.mark.usefixtures("_slow_seek")
def test_that_a_step_does_not_keep_a_sought_moment_from_being_reached(bench: Bench) -> None:
    loaded_at(bench, 600)
    bench.worker.go_to(Place(500, 0))
    assert bench.timer.isActive()
    bench.worker.step(Grain.UPDATE)
    bench.worker.step_back(Grain.EPOCH)
    bench.tick(10_000)
    assert bench.frames[-1].state.update == 500
    bench.worker.go_to(Place(400, 0))
    bench.worker.pause()  # the way out of a long replay
    assert not bench.timer.isActive()


def test_that_one_step_that_diverges_says_so_and_shows_the_last_finite_state(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(worker_module, "perf_counter", clock)
    layers = (Layer(2, "identity"), Layer(1, "identity"))
    bench = Bench(clock, Experiment(layers=layers).edited(learning_rate=1e5))
    for _ in range(200):
        bench.worker.step(Grain.UPDATE)
        if bench.frames[-1].stop is Stop.DIVERGED:
            break
    last = bench.frames[-1]
    assert last.stop is Stop.DIVERGED
    assert last.diverged_at == last.state.update + 1
    bench.worker.step_back(Grain.UPDATE)
    assert bench.frames[-1].stop is None


def test_that_a_far_moment_is_sought_with_progress_and_can_be_given_up(bench: Bench) -> None:
    bench.worker.run(Goal(update=3000), FULL_SPEED)
    bench.tick(5000)
    assert bench.frames[-1].state.update == 3000
    bench.worker.go_to(Place(2500, 4))
    bench.tick(5000)
    state = bench.frames[-1].state
    assert (state.update, state.phase) == (2500, 4)
    assert bench.frames[-1].reached == 3000


def test_that_a_branch_that_can_no_longer_be_undone_is_forgotten(bench: Bench) -> None:
    for _ in range(5):
        bench.worker.step(Grain.UPDATE)
    start = bench.frames[-1].experiment
    bench.worker.edit(7, Edit("restart", start, restart=True))
    assert bench.frames[-1].state.update == 0
    bench.worker.keep_only(frozenset())
    bench.worker.revert(7, Edit("restart", start))
    assert bench.frames[-1].state.update == 0
