"""Experiments drawn at random: every activation, loss, optimizer and convention has its turn."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]


def drawn(seed: int) -> Experiment:
    """The experiment of a number. Three in four have small learning rates, so that most of them
    stay calm for 1,000 updates.
    """
    random = np.random.default_rng(seed)
    loss = list(LOSSES)[seed % len(LOSSES)]
    outputs = int(random.integers(2, 5)) if loss == "cross_entropy" else int(random.integers(1, 4))
    hidden = [int(random.integers(1, 9)) for _ in range(random.integers(0, 4))]
    top = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss)
    layers = [Layer(units, str(random.choice(HIDDEN))) for units in hidden]
    layers.append(Layer(outputs, top or str(random.choice(HIDDEN))))
    inputs, samples = int(random.integers(1, 5)), int(random.integers(1, 40))
    x = random.uniform(-1.0, 1.0, (samples, inputs))
    experiment = Experiment(
        inputs=inputs,
        layers=tuple(layers),
        data=TableData(x, _targets(random, loss, samples, outputs)),
        hyperparameters=Hyperparameters(loss=loss),
    )
    return experiment.edited(**_choices(random, seed, experiment))


def _targets(random: np.random.Generator, loss: str, samples: int, outputs: int) -> Any:
    if loss == "cross_entropy":
        return np.eye(outputs)[random.integers(0, outputs, samples)]
    return random.uniform(0.0, 1.0, (samples, outputs))


def _choices(random: np.random.Generator, seed: int, experiment: Experiment) -> dict[str, Any]:
    count = experiment.shape.count
    frozen = random.random(count) < 0.2 if random.random() < 0.25 else None
    return {
        "learning_rate": float(random.choice([0.001, 0.01, 0.02, 0.3])),
        "optimizer": list(OPTIMIZERS)[(seed // 7) % len(OPTIMIZERS)],
        "batch_size": int(random.choice([1, 1, 2, 5, 8, 1000])),
        "shuffle": bool(random.random() < 0.5),
        "l1": float(random.choice([0.0, 0.0, 0.01])),
        "l2": float(random.choice([0.0, 0.0, 0.01])),
        "update_order": str(random.choice(["simultaneous", "in_place"])),
        "update_biases": bool(random.random() < 0.8),
        "huber_delta": float(random.choice([0.3, 1.0])),
        "seed": seed,
        "frozen": frozen,
    }
