"""What dev.py starts ends with dev.py, whatever it has started itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from devtools import environment, processes

# As a compiler does, it and its child do not listen to Ctrl+C.
STUBBORN = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.fork()
os.write(1, b"x")
signal.pause()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes")
def test_that_an_interrupted_process_takes_along_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(processes, "PATIENCE", 0.1)
    reader, writer = os.pipe()
    with pytest.raises(KeyboardInterrupt), processes.started(["-c", STUBBORN], output=writer):
        os.close(writer)
        assert os.read(reader, 1) + os.read(reader, 1) == b"xx"
        raise KeyboardInterrupt
    assert os.read(reader, 1) == b""  # the last one that could write has ended
    os.close(reader)
