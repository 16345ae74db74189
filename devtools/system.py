"""The system packages that Backstep needs: what is missing, and how it is installed."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

NAMED = 4  # as many missing things are named; the command holds all of them
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


class Need(NamedTuple):
    """One thing that must be there, and the Debian package that brings it."""

    kind: Literal["library", "program", "module", "file"]
    name: str
    package: str


def _libraries(table: dict[str, str]) -> tuple[Need, ...]:
    return tuple(Need("library", soname, package) for soname, package in table.items())


BASE = (
    # Debian keeps this module of the standard library in a package of its own.
    Need("module", "ensurepip", f"python3.{sys.version_info.minor}-venv"),
    Need("file", CERTIFICATES, "ca-certificates"),
)
QT = _libraries(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libxkbcommon.so.0": "libxkbcommon0",
    }
)
XCB = _libraries(
    {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    }
)
WAYLAND = _libraries(
    {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    }
)
# With which tests read and draw the PDFs and SVGs that were written.
PRINTED = (
    Need("program", "pdftoppm", "poppler-utils"),
    Need("program", "pdftotext", "poppler-utils"),
    Need("program", "pdfinfo", "poppler-utils"),
    Need("program", "rsvg-convert", "librsvg2-bin"),
)
END_TO_END = (Need("program", "Xvfb", "xvfb"), Need("program", "xdotool", "xdotool"))


def display() -> Literal["xcb", "wayland", "native"] | None:
    """Which kind of display a window would open on; None on a Linux without one."""
    if sys.platform != "linux":
        return "native"
    if os.environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else None


def libraries_of_display(kind: str | None) -> tuple[Need, ...]:
    """What Qt loads for a window on this kind of display."""
    return {"xcb": XCB, "wayland": WAYLAND}.get(kind or "", ())


def missing(needs: Iterable[Need]) -> list[Need]:
    """Those of the needs that this machine lacks; on Windows and macOS Qt brings its own."""
    if sys.platform != "linux":
        return []
    importlib.invalidate_caches()
    return [need for need in needs if not _is_there(need)]


def prepare(needs: Iterable[Need]) -> list[Need]:
    """Install what is missing where that is possible (Debian, Ubuntu, as root); what still is."""
    lacking = missing(needs)
    if not lacking or not (shutil.which("apt-get") and os.geteuid() == 0):
        return lacking
    packages = _packages(lacking)
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    said = _apt_get("update") + _apt_get("install", "-y", "--no-install-recommends", *packages)
    still = missing(lacking)
    if still:
        print(said, flush=True)
    return still


def advice(lacking: Iterable[Need]) -> str:
    """One sentence and the one command that installs these; empty if nothing is lacking."""
    lacking = list(lacking)
    if not lacking:
        return ""
    names = ", ".join(need.name for need in lacking[:NAMED])
    if len(lacking) > NAMED:
        names += f" and {len(lacking) - NAMED} more"
    command = _install_command(lacking)
    if command is None:
        names = ", ".join(need.name for need in lacking)
        return f"This machine lacks {names}. Install them with the system's package manager."
    return f"This machine lacks {names}. This command installs them:\n  {command}"


def _is_there(need: Need) -> bool:
    if need.kind == "program":
        return shutil.which(need.name) is not None
    if need.kind == "module":
        return importlib.util.find_spec(need.name) is not None
    if need.kind == "file":
        # Only Debian's pip reads this file; other systems keep their certificates elsewhere.
        return Path(need.name).exists() or shutil.which("apt-get") is None
    try:
        ctypes.CDLL(need.name)
    except OSError:
        return False
    return True


def _install_command(lacking: list[Need]) -> str | None:
    if shutil.which("apt-get"):
        # A fresh container has no package lists yet.
        install = f"apt-get install -y --no-install-recommends {' '.join(_packages(lacking))}"
        return f"{_as_root('apt-get update')} && {_as_root(install)}"
    for manager in ("dnf", "zypper"):
        if shutil.which(manager):
            return _as_root(f"{manager} install -y {' '.join(_capabilities(lacking))}")
    return None


def _apt_get(*words: str) -> str:
    """Run it without questions; what it said is of interest only if something stays missing."""
    answer = subprocess.run(
        ["apt-get", "-qq", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return answer.stdout


def _packages(lacking: Iterable[Need]) -> list[str]:
    return sorted({need.package for need in lacking})


def _capabilities(lacking: Iterable[Need]) -> list[str]:
    """The same by what is provided: RPM knows files and sonames, whatever the package's name."""
    width = "()(64bit)" if sys.maxsize > 2**32 else ""
    return [
        f"'{need.name}{width}'" if need.kind == "library" else f"/usr/bin/{need.name}"
        for need in lacking
        if need.kind in ("library", "program")
    ]


def _as_root(command: str) -> str:
    return command if os.geteuid() == 0 else f"sudo {command}"
