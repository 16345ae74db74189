"""What the window costs while nothing happens: paused, all panels in sight, after a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.results import Asked, Section, asked_table

SECONDS = 10.0
MOST = 1.0  # percent of a core


def section(seconds: float = SECONDS) -> Section:
    """Measure in a process of its own."""
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "benchmarks.idle", str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    share, timers = json.loads(done.stdout.splitlines()[-1])
    asked = [
        Asked.at_most("processor while paused", 100 * share, MOST, "% of a core", 2),
        Asked("timers that run", "0", str(timers), timers == 0),
    ]
    return Section(
        "idle",
        f"The article's network in the window, trained for two seconds, then paused: {seconds:g} s "
        "of rest with all panels in sight.",
        (asked_table(asked),),
        versions={"PySide6": metadata.version("PySide6-Essentials")},
    )


def at_rest(seconds: float) -> tuple[float, int]:
    """The share of a core that the process takes, and how many timers run."""
    from PySide6.QtCore import QEventLoop, QSettings, QTimer

    from engine import session
    from gui.application import SWITCH_SECONDS, Program, make_application
    from gui.offscreen import use_offscreen

    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        use_offscreen(1600, 1000)
    sys.setswitchinterval(SWITCH_SECONDS)
    app = make_application(["backstep"])

    def wait(wanted: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(wanted * 1000), loop.quit)
        loop.exec()

    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, QSettings(str(Path(folder, "w.ini")), QSettings.Format.IniFormat))
        program.window.resize(1600, 1000)
        program.show(session.builtin("article"))
        program.keep_safe(Path(folder))
        wait(2.0)
        program.document.run()
        wait(2.0)
        program.document.pause()
        wait(11.0)  # the autosave has written
        timers = [
            timer
            for owner in (program.window, program.document)
            for timer in owner.findChildren(QTimer)
            if timer.isActive()
        ]
        started, worked = perf_counter(), process_time()
        wait(seconds)
        share = (process_time() - worked) / (perf_counter() - started)
        program.document.close()
    return share, len(timers)


if __name__ == "__main__":
    print(json.dumps(at_rest(float(sys.argv[1]))))
    # The thread is stopped; leaving at once spares the window's slow taking down.
    sys.stdout.flush()
    os._exit(0)
