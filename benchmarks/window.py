"""Does the window stay alive while networks train at full speed?

A precise 16 ms timer in the window's thread notes its intervals, with the window idle and while it
trains, in turn; the speed of training is compared with that of the same training in the same
process while no event is served. Then the same while kernels are compiled for the first time.
`python -m benchmarks.window 10` takes 10 s of each instead of 30.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from statistics import median
from typing import Any

from benchmarks.results import Asked, Section, Table, asked_table, note_down

SECONDS = 30.0
WORKS = ("W1", "W2", "W4")
KEPT = {"accelerated": 0.80, "rules": 0.40}  # of the speed without a window
WORDS = {"accelerated": "accelerated", "rules": "reference rules"}
MORE, GAP, FRAMES = 10.0, 100.0, 30.0  # ms, ms, a second


def section(seconds: float = SECONDS) -> Section:
    """Each work by kernels and by the rules, and the time in which kernels are compiled."""
    rows: list[tuple[str, ...]] = []
    asked: list[Asked] = []
    load: list[float] = []
    for arithmetic in KEPT:
        for work in WORKS:
            found = _in_process("smooth", work, arithmetic, str(seconds))
            title = f"{work}, {WORDS[arithmetic]}"
            rows += [_row(f"{title}, {what}", found[what]) for what in ("idle", "training")]
            asked += _judged(title, found, KEPT[arithmetic])
            load += found["load"]
    found = _in_process("compiling", "W1", str(seconds))
    rows += [
        _row("W1, its kernels being compiled", found["meanwhile"]),
        _row("W1, once they are loaded", found["afterwards"]),
    ]
    longest = max(found["meanwhile"])
    asked.append(Asked.at_most("longest gap while kernels come", longest, GAP, "ms", 1))
    came = ", ".join(f"{name} after {after:.1f} s" for name, after in found["loaded"].items())
    return Section(
        "window",
        f"A precise timer of 16 ms in the window's thread, {seconds:g} s idle and {seconds:g} s at "
        "full speed in turn, all panels in sight; the works are those of the speed benchmark.",
        (Table(("interval, ms", "p50", "p99", "greatest"), rows), asked_table(asked)),
        (
            f"From an empty cache the kernels came: {came}.",
            f"Other programs ran: the load average was {median(load):.1f}.",
        ),
        versions={
            "PySide6": metadata.version("PySide6-Essentials"),
            "numba": metadata.version("numba"),
        },
    )


def _judged(title: str, found: dict[str, Any], kept: float) -> list[Asked]:
    more = _quantile(found["training"], 0.99) - _quantile(found["idle"], 0.99)
    share, frames = median(found["kept"]), median(found["frames"])
    with_rate = f"{share:.0%} ({median(found['rate']):,.0f} updates a second)"
    return [
        Asked.at_most(f"{title}: p99, more than idle", more, MORE, "ms", 1),
        Asked(f"{title}: speed kept", f"≥ {kept:.0%}", with_rate, share >= kept),
        # One Frame more or less may fall into the time that is measured.
        Asked(f"{title}: Frames a second", f"{FRAMES:g}", f"{frames:.1f}", frames >= FRAMES - 0.5),
    ]


def _row(title: str, intervals: list[float]) -> tuple[str, ...]:
    values = (_quantile(intervals, 0.5), _quantile(intervals, 0.99), max(intervals))
    return (title, *(f"{value:.1f}" for value in values))


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def _in_process(*words: str) -> dict[str, Any]:
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(" ".join(words), flush=True)
    command = [sys.executable, "-m", "benchmarks.window_child", *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    note_down(section(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
