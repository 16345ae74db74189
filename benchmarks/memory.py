"""Long runs: how much memory grows, and how soon an earlier moment is back. First by the reference
rules, then a thousand million updates by a kernel in the window's process (`long_run.py`).

The network has 597 floats (199 parameters, two running averages of Adam for each). All of it takes
some 20 minutes, so `dev.py bench` makes fewer updates; `python -m benchmarks.memory 10000000` is
whole.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.results import Asked, Section, Table, asked_table, note_down
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.hyperparameters import Hyperparameters
from engine.moment import Place
from engine.trainer import Trainer

UPDATES = 300_000
MOMENTS = 60
LAST_SECONDS = 1800.0
MANY = 10**9  # updates in the window
GROWTH = 30.0  # MB between 20 million and all of them
AS_QUICK = 1.5  # times the start


def section(updates: int = UPDATES) -> Section:
    """Train, then go back to random moments."""
    trainer = Trainer(
        Experiment(
            layers=(Layer(10, "tanh"), Layer(14, "tanh"), Layer(1, "identity")),
            hyperparameters=Hyperparameters(optimizer="adam", learning_rate=1e-4),
        )
    )
    trainer.train(Goal(), 2.0)
    before, first, started = resident_megabytes(), trainer.state.update, perf_counter()
    while trainer.state.update < updates:
        trainer.train(Goal(update=updates), 10.0)
    rate = (trainer.state.update - first) / (perf_counter() - started)
    growth = resident_megabytes() - before
    chosen = random.Random(1)
    oldest = max(1, updates - int(rate * LAST_SECONDS))
    seconds: list[float] = []
    for _ in range(MOMENTS):
        started = perf_counter()
        trainer.go_to(Place(chosen.randrange(oldest, updates), 3))
        trainer.history()
        seconds.append(perf_counter() - started)
    seconds.sort()
    rows = [
        ("memory grew by", f"{growth:.1f} MB"),
        ("checkpoints", f"{len(trainer.branch.checkpoints):,}"),
        ("a moment of the last half hour, median", f"{1000 * seconds[MOMENTS // 2]:.0f} ms"),
        ("the slowest of them", f"{1000 * seconds[-1]:.0f} ms"),
    ]
    return Section(
        "memory",
        f"{updates:,} updates of 2-10-14-1 by Adam, at {rate:,.0f} a second.",
        (Table(("", "measured"), rows), *_in_window()),
    )


def _in_window() -> tuple[Table, Table]:
    """The long run in the window: what was found, and what was asked."""
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "benchmarks.long_run", str(MANY)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found = json.loads(done.stdout.splitlines()[-1])
    start, end = found["start"], found["end"]
    units = {"seconds": "s", "megabytes": "MB"}
    rows = [
        (name, *(f"{moment[name]:.1f} {units.get(name, 'ms')}" for moment in (start, end)))
        for name in start
    ]
    asked = [
        Asked.at_most("memory grew by", end["megabytes"] - start["megabytes"], GROWTH, "MB", 1),
        Asked.at_most("the curve, painted", end["curve"] / start["curve"], AS_QUICK, "× start", 2),
        Asked.at_most("a jump, median", end["jump"] / start["jump"], AS_QUICK, "× start", 2),
    ]
    heading = (f"W1 in the window, {MANY:,} updates", "start", "end")
    return Table(heading, rows), asked_table(asked)


def resident_megabytes() -> float:
    """Memory that this process holds; NaN where the system does not tell in Linux's way."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    note_down(section(int(sys.argv[1]) if len(sys.argv) > 1 else UPDATES))
