"""The virtual environment in .venv: made from the lock files, and left alone while it fits them."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from devtools import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "backstep-lock.json"

# Each lock holds all that the ones before it hold, at the same versions.
RUN = ("run",)
DEV = ("run", "dev")


class SetupError(Exception):
    """The set-up cannot go on; the message says what a person can do."""


def ensure(locks: tuple[str, ...]) -> None:
    """Have a .venv with exactly the packages of the last of these locks.

    A lock that changed, another Python or another folder makes it anew; else nothing happens.
    Raises SetupError where the packages cannot be had.
    """
    wanted = _identity() | {lock: _digest(lock) for lock in locks}
    present = _read_stamp()
    if all(present.get(key) == value for key, value in wanted.items()):
        return
    fits = all(present.get(key) == value for key, value in _identity().items())
    fits = fits and all(present.get(lock) in (None, _digest(lock)) for lock in DEV)
    if not fits:
        _create()
    print(f"Installing the locked packages (requirements/{locks[-1]}.txt) …", flush=True)
    _install(locks[-1])
    STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def qt_trouble(plugin: str) -> str:
    """Why Qt cannot start here with this platform plugin; empty if it can."""
    probe = [str(PYTHON), "-m", "gui.qt_probe", plugin]
    answer = subprocess.run(probe, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        return ""
    return answer.stdout.strip() or f"the Qt probe ended with status {answer.returncode}"


def write_locks(options: list[str]) -> int:
    """Resolve pyproject.toml for Linux, macOS and Windows from Python 3.11 on."""
    compile_command = [
        *(str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"),
        # One file for every system and Python, with the same version everywhere.
        *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
        # Hashes, and nothing that tells where the packages came from.
        *("--generate-hashes", "--no-annotate", "--no-header"),
        *("--no-emit-index-url", "--no-emit-find-links"),
        *("--extra", "figures", "--extra", "fast"),
    ]
    groups = {"run": [], "dev": ["--group", "dev", "--constraint", "requirements/run.txt"]}
    for lock, extra in groups.items():
        command = [*compile_command, *extra, *options, "--output-file", f"requirements/{lock}.txt"]
        status = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        if status.returncode:
            return status.returncode
    print("Written: requirements/run.txt, requirements/dev.txt")
    return 0


def _identity() -> dict[str, str]:
    # The folder counts because the scripts in a virtual environment hold its absolute path.
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {"python": f"{python} {platform.machine()}", "folder": str(ROOT)}


def _digest(lock: str) -> str:
    # Line ends do not count: git writes others on Windows.
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def _read_stamp() -> dict[str, str]:
    if not PYTHON.exists():
        return {}
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _create() -> None:
    print("Making .venv …", flush=True)
    # Started from inside a virtual environment (this one, perhaps), build on its base.
    base = getattr(sys, "_base_executable", None) or sys.executable
    command = [base, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        # Without ensurepip it says in many words what the advice on what is missing says in one.
        reason = "" if system.missing(system.BASE) else made.stderr or made.stdout
        raise SetupError(f"The virtual environment .venv could not be made. {reason}".strip())


def _install(lock: str) -> None:
    # Wheels only: building from source would fetch tools that no hash covers.
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "--quiet"]
    options += ["--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", f"requirements/{lock}.txt"]
    STAMP.unlink(missing_ok=True)
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SetupError(
            "The locked packages could not be installed; pip's message above says why. Check the "
            "network and pip's settings, then start the same command again."
        )
