"""The peers' own virtual environment, .bench/venv: exactly what peers.txt and peers-torch.txt name.

PyTorch stands apart because only its builds for the processor are named: where there is none, the
others still take part.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks.speed.process import Unavailable

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = tuple(ROOT / "benchmarks" / name for name in ("peers.txt", "peers-torch.txt"))
VENV = ROOT / ".bench" / "venv"
STAMP = VENV / "peers-lock"


def python() -> Path:
    """Its Python; the environment is made first where it is missing or does not fit.

    Raises Unavailable where it cannot be made.
    """
    name = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    interpreter = VENV / name
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()
    wanted = f"{platform.python_version()} {ROOT} {digest}"
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return interpreter
    print("Installing the peers into .bench/venv (about a minute, 1.5 GB) …", flush=True)
    base = getattr(sys, "_base_executable", None) or sys.executable
    peers, torch = LOCKS
    if trouble := _do([base, "-m", "venv", "--clear", str(VENV)]) or _install(interpreter, peers):
        raise Unavailable(f"the peers could not be installed: {trouble}")
    if trouble := _install(interpreter, torch):
        print(f"PyTorch could not be installed: {trouble}", flush=True)
    STAMP.write_text(wanted, encoding="utf-8")
    return interpreter


def _install(interpreter: Path, lock: Path) -> str:
    # Without dependencies: the files name all of them but CUDA's, which these builds do not need.
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-input", "--quiet"]
    options += ["--disable-pip-version-check"]
    return _do([str(interpreter), "-m", "pip", "install", *options, "-r", str(lock)])


def _do(command: list[str]) -> str:
    """What went wrong, in its last words; empty: nothing."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = (done.stderr or done.stdout).strip().splitlines()
    return "" if done.returncode == 0 else (said or [f"status {done.returncode}"])[-1].strip()
