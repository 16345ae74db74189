"""The real window, off the screen or on one, trained at full speed: what a timer in its thread and
the Frames tell, in JSON.

`python -m benchmarks.window_child smooth W1 accelerated 30` measures a work,
`… compiling W1 30` the time in which its kernels are compiled.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, NamedTuple

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer

from benchmarks.speed import works
from benchmarks.speed.peers.ours import experiment_of
from engine.accelerator import Accelerator
from engine.experiment import Experiment
from engine.goal import Goal
from engine.session import Session
from engine.trainer import Trainer
from gui import application
from gui.offscreen import use_offscreen

INTERVAL_MS = 16
TURN = 5.0  # seconds at most that the window is idle, or trains, before the other's turn
SETTLE = 0.5  # seconds after a change that are not measured
LONGEST = 120.0  # seconds in which all kernels are compiled


class WithoutNumba:
    """Stands in for the compiler, so that the reference rules train."""

    def begin(self, name: str) -> None:
        raise ImportError("the benchmark does without numba")

    def ready(self, name: str) -> None:
        """Never."""


class Stand(NamedTuple):
    """A program with its window, and the ticks of a precise timer in the window's thread.

    ``shown``: the updates of the Frames that have come round all panels.
    """

    program: application.Program
    ticks: list[float]
    shown: list[int]

    def wait(self, seconds: float) -> list[float]:
        """Let events run; the milliseconds between two ticks."""
        self.ticks.clear()
        loop, end = QEventLoop(), QTimer()
        end.setTimerType(Qt.TimerType.PreciseTimer)
        end.setSingleShot(True)
        end.timeout.connect(loop.quit)
        end.start(round(seconds * 1000))
        loop.exec()
        return [1000 * (b - a) for a, b in pairwise(self.ticks)]

    @property
    def accelerator(self) -> Accelerator:
        """What the worker asks for kernels."""
        accelerator = self.program.document.accelerator
        assert accelerator is not None
        return accelerator


@contextmanager
def stand(session: Session) -> Iterator[Stand]:
    """The window with all panels in sight, after it has come to rest."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        use_offscreen(1600, 1000)
    sys.setswitchinterval(application.SWITCH_SECONDS)
    app = application.make_application(["backstep"])
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "w.ini")), QSettings.Format.IniFormat)
        program = application.Program(app, settings)
        program.window.resize(1600, 1000)
        program.show(session)
        ticks: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(INTERVAL_MS)
        timer.timeout.connect(lambda: ticks.append(perf_counter()))
        timer.start()
        made = Stand(program, ticks, [])
        made.wait(2.0)
        # The last reader: it has its turn when all panels have had theirs.
        window = program.window
        window._feed.add(window.topology, lambda frame: made.shown.append(frame.state.update))
        yield made
        program.document.close()


def experiment(name: str) -> Experiment:
    """A work of the speed benchmark."""
    work = next(work for work in works.WORKS if work.name == name)
    with tempfile.TemporaryDirectory() as folder:
        works.write(work, Path(folder))
        return experiment_of(*works.read(Path(folder)))


def smooth(name: str, arithmetic: str, seconds: float) -> dict[str, list[float]]:
    """In turn: training without events, the window idle, the window training."""
    if arithmetic == "rules":
        application.__dict__["InChild"] = WithoutNumba
    chosen = experiment(name)
    with stand(Session(experiment=chosen)) as window:
        if arithmetic == "accelerated":
            wait_for_best(window, chosen)
        alone = Trainer(chosen, accelerator=window.accelerator)
        _rate_alone(alone, SETTLE)
        turns = max(1, round(seconds / TURN))
        found: dict[str, list[float]] = {
            key: [] for key in ("idle", "training", "rate", "kept", "frames", "load")
        }
        for _ in range(turns):
            without = _rate_alone(alone, seconds / turns / 2)
            window.wait(SETTLE)
            found["idle"] += window.wait(seconds / turns)
            intervals, rate, frames = _trained(window, seconds / turns)
            found["training"] += intervals
            found["rate"].append(rate)
            found["kept"].append(rate / without)
            found["frames"].append(frames)
            found["load"].append(os.getloadavg()[0])
    return found


def _trained(window: Stand, seconds: float) -> tuple[list[float], float, float]:
    """The intervals while it trains, updates a second, Frames a second that came round all
    panels.
    """
    document = window.program.document
    arrived: list[tuple[float, int]] = []

    def note(frame: Any) -> None:
        arrived.append((perf_counter(), frame.state.update))

    document.run()
    window.wait(SETTLE)
    window.shown.clear()
    document.frame_changed.connect(note)
    intervals = window.wait(seconds)
    document.frame_changed.disconnect(note)
    frames = len(window.shown) / seconds
    document.pause()
    window.wait(SETTLE)
    (started, first), (ended, last) = arrived[0], arrived[-1]
    return intervals, (last - first) / (ended - started), frames


def _rate_alone(trainer: Trainer, seconds: float) -> float:
    before, started = trainer.state.update, perf_counter()
    trainer.train(Goal(), seconds)
    return (trainer.state.update - before) / (perf_counter() - started)


def wait_for_best(window: Stand, chosen: Experiment) -> None:
    """Wait for the kernel that training will use."""
    ends = monotonic() + LONGEST
    while monotonic() < ends:
        kernel = window.accelerator.kernel(chosen)
        if kernel is not None and _is_best(kernel.name):
            return
        window.wait(0.1)
    sys.exit(f"no kernel in {LONGEST:g} s: {window.accelerator.problem}")


def _is_best(name: str) -> bool:
    return name == "by_matrices" or " for " in name


def compiling(name: str, seconds: float) -> dict[str, Any]:
    """Train with an empty cache: the intervals until both kernels are compiled and loaded, and
    beside them those of as long a time afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BACKSTEP_KERNELS"] = folder
        chosen = experiment(name)
        with stand(Session(experiment=chosen)) as window:
            document = window.program.document
            document.run()
            started = perf_counter()
            meanwhile: list[float] = []
            loaded: dict[str, float] = {}
            while not any(map(_is_best, loaded)) and perf_counter() - started < LONGEST:
                meanwhile += window.wait(0.5)
                for kernel in window.accelerator._kernels.values():
                    loaded.setdefault(kernel.name, perf_counter() - started)
            meanwhile += window.wait(SETTLE)
            afterwards = window.wait(seconds)
            document.pause()
            window.wait(SETTLE)
    return {"meanwhile": meanwhile, "afterwards": afterwards, "loaded": loaded}


def main(words: list[str]) -> None:
    """Print what was found."""
    what, name, *rest = words
    if what == "smooth":
        found = smooth(name, rest[0], float(rest[1]))
    else:
        found = compiling(name, float(rest[0]))
    print(json.dumps(found))
    # The thread is stopped; leaving at once spares the window's slow taking down.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
