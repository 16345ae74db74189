"""How long the gradient check of what is in sight takes, and the longest piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.results import Section, Table
from engine import gradcheck
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.hyperparameters import Hyperparameters
from engine.state import TrainState
from engine.trainer import Trainer

TIMES = 25
CASES = (  # sizes, batch, parameters in sight
    ((2, 2, 2, 1), 1, range(6, 15)),
    ((8, 12, 7, 1), 1, range(200)),
    ((8, 12, 7, 1), 32, range(200)),
    ((64, 128, 64, 10), 1, range(40)),
    ((64, 128, 64, 10), 32, range(40)),
)


def section() -> Section:
    """The whole and its longest piece, medians of some runs."""
    rows: list[tuple[str, ...]] = []
    for sizes, batch, indices in CASES:
        state = _updated(sizes, batch)
        runs = [_pieces(state, indices) for _ in range(TIMES)]
        whole, longest = median(map(sum, runs)), median(map(max, runs))
        name = f"{len(indices)} of {'-'.join(map(str, sizes))}, batch {batch}"
        rows.append((name, f"{whole:.2f} ms", f"{longest:.2f} ms"))
    return Section(
        "check",
        f"The gradient check of the parameters in sight, the median of {TIMES} times.",
        (Table(("parameters", "whole", "longest piece"), rows),),
    )


def _updated(sizes: tuple[int, ...], batch: int) -> TrainState:
    """A network of these sizes after one update."""
    random = np.random.default_rng(7)
    table = TableData(random.normal(size=(64, sizes[0])), random.normal(size=(64, sizes[-1])))
    layers = (*(Layer(units, "tanh") for units in sizes[1:-1]), Layer(sizes[-1], "identity"))
    chosen = Hyperparameters(batch_size=batch)
    trainer = Trainer(Experiment(sizes[0], layers, table, hyperparameters=chosen))
    trainer.step(Grain.UPDATE)
    return trainer.state


def _pieces(state: TrainState, indices: Sequence[int]) -> list[float]:
    """Milliseconds of each piece."""
    times: list[float] = []
    started = perf_counter()
    for _ in gradcheck.differences(state, indices):
        now = perf_counter()
        times.append(1000 * (now - started))
        started = now
    return times
