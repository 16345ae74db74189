"""Networks to make worksheets of."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters

ARTICLE = Experiment()


def network(inputs: int, *layers: tuple[int, str], **settings: Any) -> Experiment:
    """A network of these layers; a worksheet draws its own data, so the table is any that fits."""
    outputs, last = layers[-1]
    softmax = last == "softmax"
    y = np.eye(outputs) if softmax else np.full((1, outputs), 0.5)
    loss = "cross_entropy" if softmax else "half_squared_error"
    return Experiment(
        inputs=inputs,
        layers=tuple(Layer(units, activation) for units, activation in layers),
        data=TableData(np.ones((len(y), inputs)), y),
        hyperparameters=Hyperparameters(**{"loss": loss, **settings}),
    )


RELU = network(2, (3, "relu"), (2, "identity"))
TANH = network(2, (3, "tanh"), (1, "identity"))
