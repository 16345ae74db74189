"""How soon is the new screen there after a step by one term, and after a jump to any moment?

Steps are measured in the real window with all panels, off the screen: from the press of Step until
every panel has painted. Beside it what the equation alone costs: made, laid out, painted. Jumps are
measured on the default network after a million updates. On a busy machine look at the least, and
at the processor's time that the window's thread takes for a step.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from benchmarks.results import Asked, Section, Table, asked_table

UPDATES = 1_000_000
MOMENTS = 50
STEPS = 120
SMALL = 200  # weights
JUMPS = {"median": "median", "least": "least", "slowest": "greatest", "processor": "processor"}
NETWORKS = (
    *((2, 2, 2, 1), (3, 5, 4, 2), (2, 8, 8, 1), (10, 10, 8, 2)),
    *((40, 64, 32, 8), (64, 128, 64, 10)),
)


def section() -> Section:
    """Steps in the window, then jumps."""
    rows: list[tuple[str, ...]] = []
    asked: list[Asked] = []
    for sizes in NETWORKS:
        name = "-".join(str(size) for size in sizes)
        found = _in_process(name)
        numbers = (found["step_median"], found["step_least"], found["step_p95"])
        numbers += (found["step_processor"], found["equation_median"], found["equation_p95"])
        rows.append((f"{name}, {found['weights']:.0f} weights", *(f"{v:.1f}" for v in numbers)))
        bound = 16 if found["weights"] <= SMALL else 50
        what = f"a step of {name}, median"
        asked.append(Asked.at_most(what, found["step_median"], bound, "ms", 1))
    heading = ("ms", "median", "least", "p95", "processor", "equation", "equation p95")
    found = jumps()
    rows_of_jumps = [(what, f"{1000 * found[f'jump_{key}']:.0f} ms") for what, key in JUMPS.items()]
    return Section(
        "steps",
        f"From the press of Step, by term, to the new picture of all panels, {STEPS} times; and "
        f"jumps to {MOMENTS} moments among {UPDATES:,} updates of the default network.",
        (Table(heading, rows), asked_table(asked), Table(("a jump", "measured"), rows_of_jumps)),
        versions={"PySide6": metadata.version("PySide6-Essentials")},
    )


def _in_process(name: str) -> dict[str, float]:
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "benchmarks.steps", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def in_window(sizes: tuple[int, ...]) -> dict[str, float]:
    """Step by term through the real window, its engine in a thread, all panels in sight."""
    from PySide6.QtCore import QSettings

    from gui.application import SWITCH_SECONDS, Program, make_application
    from gui.offscreen import use_offscreen

    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        use_offscreen(1600, 1000)
    sys.setswitchinterval(SWITCH_SECONDS)
    app = make_application(["backstep"])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, QSettings(str(Path(folder, "w.ini")), QSettings.Format.IniFormat))
        program.window.resize(1600, 1000)
        program.show(_session(sizes))
        result = _stepped(program)
        program.document.close()
    return result


def _session(sizes: tuple[int, ...]) -> Any:
    from engine.data import FormulaData
    from engine.experiment import Experiment, Layer
    from engine.session import Session

    hidden = tuple(Layer(units, "sigmoid") for units in sizes[1:-1])
    summed = " + ".join(f"x{k + 1}" for k in range(sizes[0]))
    formulas = tuple(f"{summed} + {j}" for j in range(sizes[-1]))
    layers = (*hidden, Layer(sizes[-1], "identity"))
    return Session(experiment=Experiment(sizes[0], layers, FormulaData(formulas)))


def _stepped(program: Any) -> dict[str, float]:
    from PySide6.QtCore import QEventLoop, QTimer

    from gui.numbers import NumberFormat

    document, actions = program.document, program.window.actions_by_name
    feed = program.window._feed

    def wait(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def painted() -> tuple[float, float]:
        """Press Step and wait until every panel has painted the new Frame: milliseconds by the
        clock, and of the processor.
        """
        loop, idle, seen = QEventLoop(), QTimer(), []
        idle.timeout.connect(lambda: loop.quit() if seen and not feed.busy else None)
        connection = document.frame_changed.connect(seen.append)
        started, worked = perf_counter(), thread_time()
        actions["step"].trigger()
        idle.start(0)
        loop.exec()
        elapsed, worked = perf_counter() - started, thread_time() - worked
        document.frame_changed.disconnect(connection)
        return 1000 * elapsed, 1000 * worked

    wait(2500)
    actions["grain_term"].trigger()
    for _ in range(5):
        painted()
        wait(30)
    steps: list[float] = []
    processor: list[float] = []
    equations: list[float] = []
    numbers = NumberFormat()
    for _ in range(STEPS):
        elapsed, worked = painted()
        steps.append(elapsed)
        processor.append(worked)
        equations.append(_equation(program.window.equations, document.frame, numbers))
        wait(15)  # as a person pauses: the checks of gradients begin, and are dropped by a step
    steps.sort()
    equations.sort()
    return {
        "weights": float(document.frame.experiment.shape.is_weight.sum()),
        "step_median": median(steps),
        "step_least": steps[0],
        "step_p95": steps[int(len(steps) * 0.95)],
        "step_processor": median(processor),
        "equation_median": median(equations),
        "equation_least": equations[0],
        "equation_p95": equations[int(len(equations) * 0.95)],
    }


def _equation(panel: Any, frame: Any, numbers: Any) -> float:
    """Milliseconds of the processor to make the equation of a Frame, lay it out and paint it.

    ``numbers`` is not the window's own, so that nothing that the panel has measured is found again,
    but stays the same from step to step.
    """
    from dataclasses import replace

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from gui.panels.equations_paint import paint_equation
    from gui.theme import LIGHT

    image = QImage(panel.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    fresh = replace(frame)  # nothing of it is known from the panels
    started = thread_time()
    paint_equation(painter, QRectF(image.rect()), fresh, LIGHT, numbers)
    elapsed = thread_time() - started
    painter.end()
    return 1000 * elapsed


def jumps(updates: int = UPDATES) -> dict[str, float]:
    """Seconds to random moments, with unit and term, of a long run of the default network."""
    from engine import phases, terms
    from engine.equations import equation
    from engine.experiment import Experiment
    from engine.goal import Goal
    from engine.moment import Place
    from engine.shown import Shown
    from engine.trainer import Trainer

    experiment = Experiment()
    trainer = Trainer(experiment)
    while trainer.state.update < updates:
        trainer.train(Goal(update=updates), 10.0)
    chosen = random.Random(1)
    plan, program = terms.outline(experiment), phases.program(experiment)
    seconds: list[float] = []
    processor: list[float] = []
    for _ in range(MOMENTS):
        index = chosen.randrange(1, len(program))
        unit = chosen.randint(1, terms.units(plan, program[index]))
        term = chosen.randint(1, len(terms.terms(plan, program[index], unit)))
        place = Place(chosen.randrange(updates), index, unit, term)
        started, worked = perf_counter(), thread_time()
        trainer.go_to(place)
        assert equation(Shown(trainer.shown, trainer.cursor)) is not None
        seconds.append(perf_counter() - started)
        processor.append(thread_time() - worked)
    seconds.sort()
    return {
        "jump_median": median(seconds),
        "jump_least": seconds[0],
        "jump_greatest": seconds[-1],
        "jump_processor": max(processor),
    }


if __name__ == "__main__":
    print(json.dumps(in_window(tuple(int(size) for size in sys.argv[1].split("-")))))
    # The thread is stopped; leaving at once spares the window's slow taking down.
    sys.stdout.flush()
    os._exit(0)
