"""Where compiled kernels lie on disk, known without importing the compiler."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from engine.errors import InputError


@lru_cache(maxsize=1)
def folder() -> Path:
    """A folder of the user's, named after all that the compiled code depends on; BACKSTEP_KERNELS
    names another place for it.
    """
    from importlib import metadata  # 15 ms, and not wanted before there is something to compile

    here = Path(__file__).resolve().parent
    # Numba files what it compiles under the source's place: another copy finds nothing there.
    facts = f"{metadata.version('numba')} {sys.version} {here}"
    digest = hashlib.sha256(facts.encode())
    for source in sorted([*here.glob("*.py"), here.parent / "fast.py"]):
        digest.update(source.read_bytes())
    return _base() / f"kernels-{digest.hexdigest()[:16]}"


def check() -> None:
    """Make the folder, or say at once why nothing can be kept there: the compiler would find out
    after it has worked for some time. InputError.
    """
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise InputError(
            "Compiled kernels cannot be kept in {folder} ({reason}). Make room for them there, or "
            "name another folder in the environment variable BACKSTEP_KERNELS.",
            folder=place.parent,
            reason=error.strerror or error,
        ) from error


def mark(name: str) -> Path:
    """The file that says that the kernel of a name has been compiled."""
    return folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.compiled"


def _base() -> Path:
    chosen = os.environ.get("BACKSTEP_KERNELS")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local", "backstep")
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/backstep"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "backstep")
