"""What dev.py starts ends with dev.py, whatever it has started itself."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import environment, processes

# As a compiler does, it and its child do not listen to Ctrl+C. Each ends by itself in a minute.
STUBBORN = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.fork()
signal.alarm(60)
os.write(1, b"x")
signal.pause()
"""
SOON = 20.0  # seconds within which all must have ended, on a busy machine


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes")
@pytest.mark.parametrize("presses", [1, 2])
def test_that_an_interrupted_process_takes_along_all_that_it_started(
    presses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(processes, "PATIENCE", 0.1)
    wait = subprocess.Popen[bytes].wait

    def pressed_again(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        if timeout is not None and presses == 2:
            raise KeyboardInterrupt
        return wait(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", pressed_again)
    reader, writer = os.pipe()

    def interrupted() -> None:
        with processes.started(["-c", STUBBORN], output=writer):
            os.close(writer)
            assert os.read(reader, 1) + os.read(reader, 1) == b"xx"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert select.select([reader], [], [], SOON)[0], "one that could write lives on"
    assert os.read(reader, 1) == b""
    os.close(reader)
