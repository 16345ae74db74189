"""How a stretch is divided into calls of a kernel: counted by a clock that the kernel itself moves.
No kernel is compiled.
"""

from __future__ import annotations

import pytest

from engine import course, stretch, trainer
from engine.accelerator import Accelerator
from engine.goal import Goal
from engine.kernels import codes
from engine.kernels.values import Bins, Choices, Given, Moving, Scratch, Task
from engine.trainer import Trainer
from tests.engine.small_run import small

STRETCH = 0.012


class Slow:
    """A kernel, and the compiler of it: it changes nothing, a call takes 20 µs, an update
    0.1 µs.
    """

    def __init__(self) -> None:
        self.now = 100.0
        self.calls: list[int] = []
        self.pause = 0.0

    def __call__(
        self, choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, room: Scratch
    ) -> int:
        self.calls.append(task.updates)
        self.now += 20e-6 + 1e-7 * task.updates + self.pause
        self.pause = 0.0
        moving.clock[codes.UPDATE] += task.updates
        return codes.DONE

    def begin(self, name: str) -> None:
        pass

    def ready(self, name: str) -> Slow:
        return self

    def clock(self) -> float:
        return self.now


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(stretch, "perf_counter", made.clock)
    monkeypatch.setattr(course, "perf_counter", made.clock)
    monkeypatch.setattr(trainer, "perf_counter", made.clock)
    return made


@pytest.fixture
def run(slow: Slow) -> Trainer:
    made = Trainer(small(), accelerator=Accelerator(slow, stands=None))
    for _ in range(5):
        made.train(Goal(), STRETCH)
    slow.calls.clear()
    return made


def test_that_a_stretch_is_one_long_call_and_one_for_its_last_update(
    run: Trainer, slow: Slow
) -> None:
    for _ in range(4):
        run.train(Goal(), STRETCH)
    assert slow.calls[1::2] == [1, 1, 1, 1]
    assert len(slow.calls) == 8
    assert all(100_000 < updates < 125_000 for updates in slow.calls[::2])


def test_that_a_pause_of_the_system_does_not_make_the_next_stretches_short(
    run: Trainer, slow: Slow
) -> None:
    run.train(Goal(), STRETCH)
    usual = slow.calls[0]
    slow.pause = 0.2
    run.train(Goal(), STRETCH)
    slow.calls.clear()
    run.train(Goal(), STRETCH)
    assert slow.calls[0] > usual / 2


def test_that_a_kernel_does_not_give_way_and_the_reference_rules_do(
    run: Trainer, slow: Slow
) -> None:
    breaths: list[int] = []
    for _ in range(20):
        run.train(Goal(), STRETCH, lambda: breaths.append(run.state.update))
    assert not breaths
    run.accelerate(None)
    last = run.state.update
    run.train(Goal(update=last + 50), STRETCH, lambda: breaths.append(run.state.update))
    assert len(breaths) == 10
