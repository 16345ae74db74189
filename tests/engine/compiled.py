"""Kernels for the tests, compiled once a session into a folder of its own: the cache is cold."""

from __future__ import annotations

import tempfile
from functools import cache

import pytest

from engine.accelerator import Accelerator, Compiler, load
from engine.kernels import cache as kernel_cache
from engine.kernels import choosing
from engine.kernels.values import Entry


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="backstep-kernels-")


def use_cold_cache(patch: pytest.MonkeyPatch) -> None:
    """Compile into an empty folder; before numba is imported for the first time."""
    patch.setenv("BACKSTEP_KERNELS", _folder().name)
    kernel_cache.folder.cache_clear()


def by_matrices(patch: pytest.MonkeyPatch) -> None:
    """Let the matrices' kernel train every network with more than one sample in a batch."""
    patch.setattr(choosing, "WIDE", 1)


class Remembering:
    """A compiler that waits, and keeps what it has compiled for the next test."""

    def __init__(self) -> None:
        self._made: dict[str, Entry] = {}

    def begin(self, name: str) -> None:
        pass

    def ready(self, name: str) -> Entry | None:
        if name not in self._made:
            self._made[name] = load(name)
        return self._made[name]


COMPILER: Compiler = Remembering()


def generic() -> Accelerator:
    """Only the kernels for any network."""
    return Accelerator(COMPILER, stands=None)


def own() -> Accelerator:
    """A kernel of its own for each network, from the second stretch on."""
    return Accelerator(COMPILER, stands=0.0)
