"""Training against PyTorch: reference/make_torch_reference.py says how the expected values were
made.
"""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.hyperparameters import from_mapping
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer

FILE = Path(__file__).parent / "reference" / "torch_reference.npz"
UPDATES = 50
BOUND = 1e-10


class Case(NamedTuple):
    """One experiment of the file, with what PyTorch reached."""

    name: str
    experiment: Experiment
    end: Array


@cache
def specs() -> list[dict[str, Any]]:
    with np.load(FILE) as stored:
        return json.loads(str(stored["specs"]))["experiments"]


@cache
def cases() -> list[Case]:
    with np.load(FILE) as stored:
        x, y, start, end = (stored[key] for key in ("x", "y", "start", "end"))
    found: list[Case] = []
    for number, spec in enumerate(specs()):
        layers = tuple(Layer(units, activation) for units, activation in spec["layers"])
        shape = (spec["samples"], spec["inputs"]), (spec["samples"], layers[-1].units)
        own_x, x = np.split(x, [shape[0][0] * shape[0][1]])
        own_y, y = np.split(y, [shape[1][0] * shape[1][1]])
        sizes = [spec["inputs"], *(layer.units for layer in layers)]
        count = sum(b * a + b for a, b in itertools.pairwise(sizes))
        own_start, start = np.split(start, [count])
        own_end, end = np.split(end, [count])
        experiment = Experiment(
            inputs=spec["inputs"],
            layers=layers,
            data=TableData(own_x.reshape(shape[0]), own_y.reshape(shape[1])),
            hyperparameters=from_mapping(spec["hyperparameters"]),
            start=own_start.copy(),
        )
        found.append(Case(f"{number}: {spec}", experiment, own_end))
    assert x.size == y.size == start.size == end.size == 0
    return found


def allowed(output: str, loss: str) -> bool:
    needed = LOSSES[loss].output
    return output == needed if needed else output != "softmax"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_parameters_after_50_updates_are_those_of_pytorch(optimizer: str) -> None:
    differing: list[tuple[str, float]] = []
    for case in cases():
        if case.experiment.optimizer.name != optimizer:
            continue
        trainer = Trainer(case.experiment)
        assert trainer.train(Goal(update=UPDATES), seconds=60.0) is Stop.UPDATES
        theta = trainer.state.parameters.theta
        worst = float((np.abs(theta - case.end) / np.maximum(1.0, np.abs(case.end))).max())
        if not worst <= BOUND:
            differing.append((case.name, worst))
    assert differing == []


def test_that_the_experiments_contain_every_allowed_pair() -> None:
    hidden = [name for name in ACTIVATIONS if name != "softmax"]
    seen: set[tuple[str, ...]] = set()
    for spec in specs():
        h, (*below, (_, output)) = spec["hyperparameters"], spec["layers"]
        seen |= {("output", output, h["loss"]), ("output", output, h["optimizer"])}
        seen |= {("both", h["loss"], h["optimizer"])}
        for _, name in below:
            seen |= {("hidden", name, h["loss"]), ("hidden", name, h["optimizer"])}
    wanted = {
        ("output", output, loss)
        for output, loss in itertools.product(ACTIVATIONS, LOSSES)
        if allowed(output, loss)
    }
    wanted |= {("output", *pair) for pair in itertools.product(ACTIVATIONS, OPTIMIZERS)}
    wanted |= {("both", *pair) for pair in itertools.product(LOSSES, OPTIMIZERS)}
    wanted |= {("hidden", *pair) for pair in itertools.product(hidden, [*LOSSES, *OPTIMIZERS])}
    assert wanted - seen == set()


def test_that_the_experiments_are_many_and_varied() -> None:
    batches = {spec["hyperparameters"]["batch_size"] for spec in specs()}
    assert len(specs()) >= 200
    assert {len(spec["layers"]) for spec in specs()} == {1, 2, 3, 4}
    assert batches == set(range(1, 33))
    short_last_batches = [s for s in specs() if s["samples"] % s["hyperparameters"]["batch_size"]]
    assert len(short_last_batches) > len(specs()) / 2
    given = [key for spec in specs() for key in spec["hyperparameters"]]
    for key in ("huber_delta", "momentum", "alpha", "beta1", "beta2", "epsilon", "weight_decay"):
        assert 5 <= given.count(key) < len(specs())
    assert given.count("l1") > 50
    assert given.count("l2") > 50
