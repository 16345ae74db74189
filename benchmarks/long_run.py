"""A thousand million updates of W1 in the window's process: memory, and how quick the curve and a
jump of the scrubber are at the start and at the end. `python -m benchmarks.long_run UPDATES`.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, thread_time

from PySide6.QtCore import QEventLoop

from benchmarks.memory import resident_megabytes
from benchmarks.window_child import Stand, experiment, stand, wait_for_best
from engine.goal import Goal
from engine.session import Session
from gui.frame import Activity, Frame
from gui.panels.loss_curve import LossCurvePanel

START = 20_000_000  # updates after which the start is measured: every bin is in use
JUMPS = 20


def long_run(updates: int) -> dict[str, dict[str, float]]:
    """What is found after some seconds, and after all the updates."""
    chosen = experiment("W1")
    with stand(Session(experiment=chosen)) as window:
        wait_for_best(window, chosen)
        start = _after(window, min(START, updates))
        return {"start": start, "end": _after(window, updates)}


def _after(window: Stand, updates: int) -> dict[str, float]:
    document = window.program.document
    started = perf_counter()
    _until_paused(window, lambda: document.run(Goal(update=updates)))
    seconds = perf_counter() - started
    megabytes = resident_megabytes()
    chosen = random.Random(1)
    jumps: list[float] = []
    for _ in range(JUMPS):
        place = chosen.randrange(updates)
        started = perf_counter()
        _until_paused(window, lambda p=place: document.go_to_update(p))
        jumps.append(1000 * (perf_counter() - started))
    _until_paused(window, document.go_to_end)
    return {
        "seconds": seconds,
        "megabytes": megabytes,
        "curve": _curve(window),
        "jump": median(jumps),
        "longest jump": max(jumps),
    }


def _until_paused(window: Stand, ask: Callable[[], None]) -> None:
    """Ask the document for something, and wait for the Frame that ends it."""
    loop = QEventLoop()

    def look(frame: Frame) -> None:
        if frame.activity is Activity.PAUSED:
            loop.quit()

    document = window.program.document
    document.frame_changed.connect(look)
    ask()
    loop.exec()
    document.frame_changed.disconnect(look)


def _curve(window: Stand) -> float:
    """Milliseconds of the processor to show and paint the curve, the median of some times."""
    panel = window.program.window.findChild(LossCurvePanel)
    frame = window.program.document.frame
    assert panel is not None
    assert frame is not None
    times: list[float] = []
    for _ in range(JUMPS):
        started = thread_time()
        panel.show_frame(frame)
        panel.grab()
        times.append(1000 * (thread_time() - started))
    return median(times)


if __name__ == "__main__":
    print(json.dumps(long_run(int(sys.argv[1]))))
    # The thread is stopped; leaving at once spares the window's slow taking down.
    sys.stdout.flush()
    os._exit(0)
