"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from time import time
from typing import BinaryIO

from engine.errors import InputError

OLD = 24 * 3600.0  # seconds after which nobody is writing a file any more
_LEFT = re.compile(r"\.backstep-[0-9a-f]{12}\.new")  # what _beside makes


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write beside the file, then put the new one in its place; a link's target is what is written.

    The file keeps its rights. Raises InputError, with the old file untouched, if the folder is
    missing or closed, the file is protected, or the disk is full.
    """
    chunks = (content,) if isinstance(content, bytes) else content
    target = Path(os.path.realpath(path))
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            _write_to_device(target, chunks)
        else:
            _replace(target, chunks, mode)
    except OSError as error:
        raise _told(path, error) from error


def check_writable(path: Path) -> None:
    """Find out before hours of work, not after, that a file cannot be written; InputError says
    why.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = _mode(target)
        if mode is None or stat.S_ISREG(mode):
            name = _beside(target)
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            os.unlink(name)
    except OSError as error:
        raise _told(path, error) from error


def _told(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        "{path} cannot be written: {reason}. What was there before is unchanged; choose another "
        "place, or make room or rights there.",
        path=path,
        reason=reason[:1].lower() + reason[1:],
    )


def _mode(target: Path) -> int | None:
    """What stands at the place now, None for nothing; an OSError where nothing may be written."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "it is a folder")
    if not os.access(target, os.W_OK):
        raise PermissionError(0, "it is protected against writing")
    return mode


def _beside(target: Path) -> Path:
    # Short, so that a file whose own name is as long as can be is written as well.
    return target.with_name(f".backstep-{secrets.token_hex(6)}.new")


@lru_cache(maxsize=64)
def _tidy(folder: Path) -> None:
    """Remove what a process that was killed while it wrote has left here: once, not with each of a
    thousand figures. What bears the name, is the user's own and is old can be nothing else.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFT.fullmatch(entry.name):
                with suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
                    if own and stat.S_ISREG(found.st_mode) and time() - found.st_mtime > OLD:
                        os.unlink(entry.path)


def _replace(target: Path, chunks: Iterable[bytes], mode: int | None) -> None:
    _tidy(target.parent)
    name = _beside(target)
    try:
        # 0o666 less the person's own mask, as for any new file.
        handle = os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)
        with os.fdopen(handle, "wb") as file:
            _fill(file, chunks)
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(name, stat.S_IMODE(mode))
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _write_to_device(target: Path, chunks: Iterable[bytes]) -> None:
    """A pipe or /dev/null is written to; replacing it by a file would destroy it."""
    with target.open("wb") as file:
        _fill(file, chunks)


def _fill(file: BinaryIO, chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        file.write(chunk)
    file.flush()


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system has a way to ask for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_BINARY = getattr(os, "O_BINARY", 0)  # on Windows alone there is something to say
