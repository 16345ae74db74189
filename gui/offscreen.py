"""A screen that is not there: Qt's offscreen platform with a size of our choice."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path


def use_offscreen(width: int, height: int) -> None:
    """Choose the offscreen platform with one screen of this size; call it before the QApplication.

    Its own screen is 800 × 800, and a window that does not fit is laid out differently.
    """
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    folder = Path(tempfile.mkdtemp(prefix="backstep-screen-"))
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={path}"
