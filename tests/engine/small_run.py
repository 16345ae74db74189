"""A small run, what it must be by `advance` alone, and what makes two states equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import phases
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.state import TrainState

LONG = 1e9  # seconds; no test waits for a clock


def small(**changes: Any) -> Experiment:
    """Seven samples, a 2-2-1 network; ``changes`` as for Experiment.edited."""
    x = np.random.default_rng(5).uniform(-1.0, 1.0, (7, 2))
    experiment = Experiment(
        layers=(Layer(2, "tanh"), Layer(1, "identity")),
        data=TableData(x, x @ [[1.0], [-2.0]] + 0.5),
    )
    return experiment.edited(**{"batch_size": 2, **changes})


def plain(experiment: Experiment, update: int, phase: int = 0) -> TrainState:
    """The state at a moment, by `advance` alone."""
    state = phases.start(experiment)
    while state.update < update or state.phase < phase:
        state = phases.advance(state)
    return state


def bits(state: TrainState) -> tuple[Any, ...]:
    counters = state.update, state.epoch, state.position, state.time, state.phase
    return (*counters, state.parameters.theta.tobytes(), *(s.tobytes() for s in state.slots))
