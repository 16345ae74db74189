"""Kernels for the tests, compiled once a process; tests/conftest.py gives it a cold cache."""

from __future__ import annotations

import pytest

from engine.accelerator import Accelerator, Compiler, load
from engine.kernels import choosing
from engine.kernels.values import Entry

KINDS = ("loops", "matrices, units first", "matrices, samples first")


def use(kind: str, patch: pytest.MonkeyPatch) -> None:
    """Let the matrices' kernel train every network with more than one sample in a batch, with its
    numbers as ``kind`` says; or leave small networks to the loops.
    """
    if kind != "loops":
        patch.setattr(choosing, "WIDE", 1)
        patch.setattr(choosing, "LARGE", 0 if "samples" in kind else choosing.LARGE)


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
