"""Asks, in the virtual environment, whether Qt and one of its platform plugins load here.

Qt itself aborts the process when a plugin's library is missing, and blames the wrong one; the
dynamic linker names the right one.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path


def trouble(plugin: str) -> str:
    """What does not load, as the dynamic linker says it; empty if all does."""
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets
    except ImportError as error:
        return f"Qt does not load ({error})."
    if sys.platform != "linux":
        return ""
    folder = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
    try:
        ctypes.CDLL(str(folder / f"libq{plugin}.so"))
    except OSError as error:
        return f"Qt's {plugin} plugin does not load ({error})."
    return ""


if __name__ == "__main__":
    found = trouble(sys.argv[1])
    print(found)
    sys.exit(1 if found else 0)
