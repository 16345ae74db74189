"""Brings a kernel into this process: from the cache on disk, or by compiling it, which takes
seconds. Imports numba.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from engine import fast
from engine.kernels import cache, entries
from engine.kernels.values import Bins, Choices, Entry, Given, Moving, Scratch, Task

_GENERIC: dict[str, Entry] = {
    "by_sample": entries.by_sample,
    "by_batch": entries.by_batch,
    "by_matrices": entries.by_matrices,
}
_SPECIAL: dict[str, Callable[[Choices], Entry]] = {
    "by_sample": entries.by_sample_for,
    "by_batch": entries.by_batch_for,
}


def load(name: str) -> Entry:
    """The kernel of a name, ready to be called. Raises what numba raises where it cannot."""
    family, own = json.loads(name)
    if own is None:
        entry = _GENERIC[family]
    else:
        sizes, activations, *rest = own
        entry = _SPECIAL[family](Choices(tuple(sizes), tuple(activations), *rest))
    entry(*_nothing_to_do())
    fast.leave_a_core()  # now: SciPy's BLAS, which kernels call, comes with the first of them
    cache.mark(name).touch()
    return entry


def _nothing_to_do() -> tuple[Choices, Task, Moving, Given, Bins, Scratch]:
    """Arguments of the right types for no update at all."""
    counts = np.zeros(5, np.int64)
    row, table = np.zeros(1), np.zeros((1, 1))
    order = np.zeros((1, 1), np.int64)
    sizes, activations = (cast("Sequence[int]", np.ones(n, np.int64)) for n in (2, 1))
    return (
        Choices(sizes, activations, 1, 2, 0, 0, False, False, False, 1, 1, 1, False),
        Task(0, False, False, 0.0),
        Moving(row, table, counts, np.zeros(2)),
        Given(np.zeros(10), np.zeros(0, np.bool_), table, table, table, table, order, order),
        Bins(np.zeros(3, np.int64), table, table, table),
        Scratch(row, row, row, row, table, row, row),
    )
