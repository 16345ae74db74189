"""Where compiled kernels lie on disk, known without importing the compiler."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import lru_cache
from pathlib import Path


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
