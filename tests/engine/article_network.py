"""The article's 2-2-2-1 network with two-decimal values, for tests that count by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import phases
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.state import TrainState

ARTICLE = (Layer(2, "sigmoid"), Layer(2, "sigmoid"), Layer(1, "identity"))
# Two-decimal values of the article's network: W and b of each layer, x and y.
W1, B1 = [[0.15, -0.42], [0.38, 0.27]], [0.31, -0.12]
W2, B2 = [[0.46, 0.53], [-0.24, 0.63]], [0.05, -0.33]
W3, B3 = [[0.74, -0.59]], [0.21]
X, Y = [0.37, -0.65], [8.79]
THETA = [*W1[0], *W1[1], *B1, *W2[0], *W2[1], *B2, *W3[0], *B3]


def experiment(layers: tuple[Layer, ...] = ARTICLE, **changes: Any) -> Experiment:
    """The article's network on one sample, or other layers with values from a seed; ``changes`` are
    fields or hyperparameters.
    """
    chosen: dict[str, Any] = {
        "inputs": 2,
        "data": TableData(np.array([X]), np.array([Y])),
        "start": np.array(THETA) if layers == ARTICLE else None,
    }
    settings = {k: changes.pop(k) for k in list(changes) if k not in (*chosen, "frozen")}
    return Experiment(layers=layers, **{**chosen, **changes}).edited(**settings)


def one_update(chosen: Experiment) -> TrainState:
    """The boundary after update 1."""
    state = phases.advance(phases.start(chosen))
    while state.phase:
        state = phases.advance(state)
    return state
