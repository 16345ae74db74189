"""Does the window stay alive while the reference engine trains at full speed?

A precise 16 ms timer in the window's thread notes its intervals, once with the window idle and once
while it trains; the speed of training is compared with the same training without a window, in a
process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.results import Asked, Section, Table, asked_table

INTERVAL_MS = 16
SECONDS = 10.0


def section(seconds: float = SECONDS) -> Section:
    """Train alone, then in the window."""
    found = {**_in_process("alone", seconds), **_in_process("window", seconds)}
    rows = [
        (name, *(f"{found[f'{key}_{name}']:.1f} ms" for key in ("p50", "p99", "max")))
        for name in ("idle", "training")
    ]
    share = found["rate_window"] / found["rate_alone"]
    more = found["p99_training"] - found["p99_idle"]
    asked = [
        Asked.at_most("p99 in training, more than idle", more, 10, "ms", 1),
        Asked("speed kept, reference rules", "≥ 40 %", f"{100 * share:.0f} %", share >= 0.4),
        Asked("Frames a second", "30", f"{found['frames']:.1f}", found["frames"] >= 29),
    ]
    return Section(
        "window",
        f"A precise timer of {INTERVAL_MS} ms in the window's thread, {seconds:g} s idle and "
        f"{seconds:g} s while the article's network trains at full speed, all panels in sight: "
        f"{found['rate_window']:,.0f} updates a second, without a window "
        f"{found['rate_alone']:,.0f}.",
        (Table(("interval", "p50", "p99", "greatest"), rows), asked_table(asked)),
        versions={"PySide6": metadata.version("PySide6-Essentials")},
    )


def _in_process(what: str, seconds: float) -> dict[str, float]:
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "benchmarks.window", what, str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def train_alone(seconds: float) -> dict[str, float]:
    """Updates a second of the article's network with nothing else in the process."""
    from engine import session
    from engine.trainer import Goal, Trainer

    trainer = Trainer(session.builtin("article").experiment)
    trainer.train(Goal(), 0.5)
    before, started = trainer.state.update, perf_counter()
    trainer.train(Goal(), seconds)
    return {"rate_alone": (trainer.state.update - before) / (perf_counter() - started)}


def train_in_window(seconds: float) -> dict[str, float]:
    """Intervals of a timer and updates a second with every panel visible."""
    from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer

    from engine import session
    from gui.application import SWITCH_SECONDS, Program, make_application
    from gui.offscreen import use_offscreen

    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        use_offscreen(1600, 1000)
    sys.setswitchinterval(SWITCH_SECONDS)
    app = make_application(["backstep"])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, QSettings(str(Path(folder, "w.ini")), QSettings.Format.IniFormat))
        program.window.resize(1600, 1000)
        program.show(session.builtin("article"))
        ticks: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(INTERVAL_MS)
        timer.timeout.connect(lambda: ticks.append(perf_counter()))
        timer.start()

        def wait(wanted: float) -> list[float]:
            ticks.clear()
            loop = QEventLoop()
            QTimer.singleShot(round(wanted * 1000), loop.quit)
            loop.exec()
            return [1000 * (b - a) for a, b in pairwise(ticks)]

        wait(2.0)
        result = _summary("idle", wait(seconds))
        frames: list[Any] = []
        program.document.frame_changed.connect(frames.append)
        program.document.run()
        wait(1.0)
        frames.clear()
        started = perf_counter()
        first = program.document.frame
        result |= _summary("training", wait(seconds))
        last, elapsed = program.document.frame, perf_counter() - started
        assert first is not None
        assert last is not None
        result["rate_window"] = (last.state.update - first.state.update) / elapsed
        result["frames"] = len(frames) / elapsed
        program.document.close()
    return result


def _summary(name: str, intervals: list[float]) -> dict[str, float]:
    ordered = sorted(intervals)
    return {
        f"p50_{name}": ordered[len(ordered) // 2],
        f"p99_{name}": ordered[int(len(ordered) * 0.99)],
        f"max_{name}": ordered[-1],
    }


if __name__ == "__main__":
    measure = {"alone": train_alone, "window": train_in_window}[sys.argv[1]]
    print(json.dumps(measure(float(sys.argv[2]))))
    # The thread is stopped; leaving at once spares the window's slow taking down.
    sys.stdout.flush()
    os._exit(0)
