"""Makes the way to the first picture short; none of it changes what the program does."""

from __future__ import annotations

import builtins
import gc
from collections.abc import Iterator
from contextlib import contextmanager


def begin() -> None:
    """Collect no garbage among what start-up makes, which takes time and finds none, until
    ``end``.
    """
    gc.disable()


def end() -> None:
    """Collect once; what start-up made is not looked through again, 50 ms of standstill each."""
    gc.collect()
    gc.freeze()
    gc.enable()


@contextmanager
def own_import() -> Iterator[None]:
    """Keep Python's ``import`` while Qt is imported for the first time.

    PySide puts another in its place, which reads the source text of every module that is imported
    later, in search of switches (``__feature__``) that this program does not use.
    """
    kept = builtins.__import__
    try:
        yield
    finally:
        builtins.__import__ = kept
