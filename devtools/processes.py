"""Processes of the environment's Python: the same whoever calls, and ended with their caller."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from devtools import environment
from devtools.environment import ROOT

PATIENCE = 5.0  # seconds for last words after an interruption


def python(
    words: Sequence[str], variables: Mapping[str, str] | None = None, quiet: bool = False
) -> int:
    """Run it with these arguments and wait; its exit status."""
    with started(words, variables, subprocess.DEVNULL if quiet else None) as process:
        return process.wait()


@contextmanager
def started(
    words: Sequence[str],
    variables: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
) -> Generator[subprocess.Popen[bytes]]:
    """A process that runs beside the block; it ends with it, and so does all that it started.

    Ctrl+C is meant for this process, which hands it on: so everybody below hears it once.
    """
    process = subprocess.Popen(
        [str(environment.PYTHON), *words],
        cwd=ROOT,
        env={**_same_everywhere(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0 if os.name == "posix" else None,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()  # the console has told the others of Ctrl+C
        process.wait()
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    finally:  # also at a second Ctrl+C
        # A compiler does not listen, and pytest's processes outlive pytest for a while.
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of the dead
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _same_everywhere() -> dict[str, str]:
    """The caller's environment without what makes a window look or a test read differently."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QT_", "PYTEST_")) and name not in ("PYTHONPATH", "WAYLAND_DISPLAY")
    }
    # Qt warns about any locale that is not UTF-8, and a warning fails a test.
    return kept | ({"LC_ALL": "C.UTF-8"} if sys.platform == "linux" else {})
