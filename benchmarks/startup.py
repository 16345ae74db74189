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
from statistics import median
from time import monotonic

ROUNDS = 11
WAIT = 60.0  # seconds for one start on a busy machine
GOALS = {"paint": 2.0, "ready": 4.0}


def main(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure, print and return: seconds of each, and their ratios to the empty window."""
    result = _platform("offscreen", [], rounds)
    if shutil.which("xvfb-run"):
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
        result |= _platform("xcb", screen, rounds)
    return result


def _platform(platform: str, screen: list[str], rounds: int) -> dict[str, float]:
    words = [*screen, sys.executable, "-m", "benchmarks.startup", platform, str(rounds)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    starts = json.loads(done.stdout.splitlines()[-1])
    first = median(start["paint"] for start in starts["empty"])
    print(f"start of the process to …, {platform}, median of {rounds}, s (and of the processor)")
    result: dict[str, float] = {}
    for name, what, label in (
        ("empty", "paint", "empty window painted"),
        ("window", "paint", "network painted"),
        ("window", "ready", "ready, all panels painted"),
        ("window", "stepped", "a step pressed then shown"),
    ):
        took = [start[what] for start in starts[name]]
        worked = median(start[f"{what}_processor"] for start in starts[name])
        ratio = median(took) / first
        result |= {f"{name}_{what}_{platform}": median(took), f"{what}_ratio_{platform}": ratio}
        goal = f"  at most {GOALS[what]:g}" if name == "window" and what in GOALS else ""
        print(
            f"  {label:26} {median(took):.3f}  least {min(took):.3f}  processor {worked:.3f}"
            f"   ratio {ratio:.2f}, of the least "
            f"{min(took) / min(start['paint'] for start in starts['empty']):.2f}{goal}"
        )
    return result


def alternate(rounds: int) -> dict[str, list[dict[str, float]]]:
    """Start both programs in turn; what each told, as seconds since its process was asked for.

    Settings are a person's second start: there are none, and bytecode is there already.
    """
    starts: dict[str, list[dict[str, float]]] = {"empty": [], "window": []}
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(home)
        for number in range(rounds + 1):
            for name, told in starts.items():
                begun = monotonic()
                words = [sys.executable, "-m", "benchmarks.startup_child", name]
                done = subprocess.run(
                    words,
                    check=True,
                    capture_output=True,
                    text=True,
                    env=environment,
                    timeout=WAIT,
                )
                found = json.loads(done.stdout.splitlines()[-1])
                if number:  # the first start writes the bytecode
                    told.append(
                        {
                            key: value if key.endswith("processor") else value - begun
                            for key, value in found.items()
                        }
                    )
    return starts


def _environment(home: str) -> dict[str, str]:
    """A home of its own, and bytecode kept as it is where a program was installed."""
    environment = dict(os.environ)
    environment |= {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
    environment |= {"PYTHONPYCACHEPREFIX": home}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


if __name__ == "__main__":
    if len(sys.argv) > 2:
        os.environ["QT_QPA_PLATFORM"] = sys.argv[1]
        print(json.dumps(alternate(int(sys.argv[2]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
