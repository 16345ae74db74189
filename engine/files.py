"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from engine.errors import InputError


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the file, then put the new one in its place; a link's target is what is written.

    Raises InputError, with the old file untouched, if the folder is missing or closed, or the disk
    is full.
    """
    target = Path(os.path.realpath(path))
    name = ""
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except OSError as error:
        if name:
            with suppress(OSError):
                os.unlink(name)
        raise InputError(
            "{path} cannot be written: {reason}. What was there before is unchanged.",
            path=path,
            reason=(error.strerror or str(error)).lower(),
        ) from error


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, or those that a new file gets."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
