"""A display of our own: Xvfb, started for the end-to-end tests and ended with them."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

SCREEN = "1600x1000x24"
PATIENCE = 30.0  # seconds until Xvfb must have named its display


@contextmanager
def virtual_display() -> Generator[str | None]:
    """Yield the name of a new display, as in ":3", or None if Xvfb does not start."""
    reader, writer = os.pipe()
    try:
        server = subprocess.Popen(
            # Without -noreset it starts over whenever the last window of a test closes.
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-noreset"],
            pass_fds=[writer],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        os.close(writer)
        os.close(reader)
        yield None
        return
    os.close(writer)
    try:
        yield _read_name(reader)
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def _read_name(reader: int) -> str | None:
    """Xvfb writes the number of the display that it found free, and a line end."""
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], PATIENCE)
        block = os.read(reader, 64) if ready else b""
        if not block:  # it ended, or it hangs
            return None
        text += block
    return f":{text.decode().strip()}"
