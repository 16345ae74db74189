"""Asks whether Qt and one of its platform plugins load here, and whether a window can open.

Qt itself aborts the process where a plugin's library is missing, blaming the wrong one, or where no
display answers; the dynamic linker and the display say what is the matter. `dev.py` asks the same
in a process of its own: `python -m gui.qt_probe PLUGIN`.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from gui.quick_start import own_import


def trouble(plugin: str) -> str:
    """What does not load, as the dynamic linker says it; empty if all does."""
    try:
        with own_import():
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


def window_trouble() -> str:
    """Why no window can open here and what to do, in a sentence or two; empty if one can."""
    plugins = _plugins()
    if not plugins:
        return (
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window "
            "can open. To train without one: backstep train article --epochs 50"
        )
    found = [_trouble_at_display(plugin) for plugin in plugins]
    return found[0] if all(found) else ""


def _plugins() -> list[str]:
    """The platform plugins that Qt may take here; without a display there is none."""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return [word.split(":")[0] for word in chosen.split(";")]
    if sys.platform != "linux":
        return ["native"]
    kinds = {"DISPLAY": "xcb", "WAYLAND_DISPLAY": "wayland"}
    return [plugin for variable, plugin in kinds.items() if os.environ.get(variable)]


def _trouble_at_display(plugin: str) -> str:
    if found := trouble(plugin):
        return f"{found} Install what is missing with the system's package manager."
    if plugin == "xcb" and not _display_answers():
        name = os.environ.get("DISPLAY", "")
        return f"The display {name!r} does not answer, so no window can open. Check DISPLAY."
    return ""


def _display_answers() -> bool:
    """Whether the X server that DISPLAY names takes a connection."""
    xcb = ctypes.CDLL("libxcb.so.1")  # the plugin has loaded, so it is there
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


if __name__ == "__main__":
    found = trouble(sys.argv[1])
    print(found)
    sys.exit(1 if found else 0)
