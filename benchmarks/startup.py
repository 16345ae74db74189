"""How soon after the start of its process does the window show the network with its numbers, and
how soon can it train? Beside it an empty QMainWindow, the two started in turn.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from statistics import median
from time import monotonic

from benchmarks.results import Asked, Section, Table, asked_table

ROUNDS = 11
WAIT = 60.0  # seconds for one start on a busy machine
PAINT, READY = 2.0, 4.0  # times an empty window
MOMENTS = {  # which program tells of it, and its name
    "empty window painted": ("empty", "paint"),
    "network painted": ("window", "paint"),
    "a step pressed at once, shown": ("window", "step"),
    "all panels painted": ("window", "full"),
}
Starts = dict[str, list[dict[str, float]]]


def section(rounds: int = ROUNDS) -> Section:
    """Without a screen, and where Xvfb is there on one."""
    found = {"offscreen": _platform("offscreen", [], rounds)}
    if shutil.which("xvfb-run"):
        found["xcb"] = _platform("xcb", ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"], rounds)
    rows = [row for platform, starts in found.items() for row in _rows(platform, starts)]
    asked: list[Asked] = []
    for platform, starts in found.items():
        for what, bound in (("paint", PAINT), ("step", READY)):
            ratio = _median(starts, "window", what) / _median(starts, "empty", "paint")
            words = {"paint": "the network is painted", "step": "ready to train"}[what]
            asked.append(Asked.at_most(f"{words}, {platform}", ratio, bound, "× empty", 2))
    heading = ("s since the start", "median", "least", "× empty", "least × empty", "processor")
    return Section(
        "startup",
        f"The program and an empty QMainWindow of its size started in turn, {rounds} times each, "
        "with their bytecode on the disk.",
        (Table(heading, rows), asked_table(asked)),
        versions={"PySide6": metadata.version("PySide6-Essentials")},
    )


def _rows(platform: str, starts: Starts) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    whole = _median(starts, "empty", "paint")
    shortest = min(start["paint"] for start in starts["empty"])
    for label, (name, what) in MOMENTS.items():
        least = min(start[what] for start in starts[name])
        took = _median(starts, name, what)
        numbers = (took, least, took / whole, least / shortest)
        processor = _median(starts, name, f"{what}_processor")
        texts = [f"{value:.3f}" for value in numbers[:2]] + [f"{v:.2f}" for v in numbers[2:]]
        rows.append((f"{label}, {platform}", *texts, f"{processor:.3f}"))
    return rows


def _median(starts: Starts, name: str, what: str) -> float:
    return median(start[what] for start in starts[name])


def _platform(platform: str, screen: list[str], rounds: int) -> Starts:
    words = [*screen, sys.executable, "-m", "benchmarks.startup", platform, str(rounds)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def alternate(rounds: int) -> Starts:
    """Start both programs in turn; what each told, as seconds since its process was asked for.

    There are no settings, and bytecode is there already.
    """
    starts: Starts = {"empty": [], "window": []}
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(home)
        for number in range(rounds + 1):
            for name, told in starts.items():
                found = _start(name, environment)
                if number:  # the first start writes the bytecode
                    told.append(found)
    return starts


def _start(name: str, environment: dict[str, str]) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.startup_child", name]
    begun = monotonic()
    done = subprocess.run(
        words, check=True, capture_output=True, text=True, env=environment, timeout=WAIT
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        what: seconds if what.endswith("processor") else seconds - begun
        for what, seconds in found.items()
    }


def _environment(home: str) -> dict[str, str]:
    """A home of its own, and bytecode kept as it is where a program was installed."""
    environment = dict(os.environ)
    environment |= {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "PYTHONPYCACHEPREFIX": home}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = sys.argv[1]
    print(json.dumps(alternate(int(sys.argv[2]))))
