"""Backstep itself, through the interface that the window uses: `Trainer.train` for whole stretches,
with every loss in the history and checkpoints to go back to.

At the end of each epoch it works out the loss over all data, which none of the others does. So each
stretch is trained again: its losses are known then and not worked out, and all the rest is done as
before. The difference is told apart.
"""

from __future__ import annotations

import sys
from importlib import import_module
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal
from engine.hyperparameters import Hyperparameters
from engine.moment import Place
from engine.trainer import Trainer

WARMING = 3  # updates, each a stretch of its own: until the last kernel is there
STANDS = {"accelerated": 0.0, "generic": None}  # seconds until a network gets a kernel of its own


class _Ours:
    def __init__(self, experiment: Experiment, updates: int, accelerator: Any) -> None:
        self.experiment, self.updates, self.accelerator = experiment, updates, accelerator
        self.restart()
        for update in range(WARMING):
            self.trainer.train(Goal(update=update + 1), 10.0)
        if accelerator is not None and accelerator.kernel(experiment) is None:
            sys.exit("there is no kernel")  # else the reference rules would train in its place

    def restart(self) -> None:
        known = {} if self.accelerator is None else {"accelerator": self.accelerator}
        self.trainer = Trainer(self.experiment, **known)

    def train(self, epochs: int) -> None:
        self.goal = Goal(update=epochs * self.updates)
        self.first = self._seconds()

    def trained(self) -> Trained:
        losses = self.trainer.history().batch.last
        theta = self.trainer.state.parameters.theta
        self.trainer.go_to(Place(0, 0))
        return Trained(theta, losses.mean(), self.first - self._seconds())

    def _seconds(self) -> float:
        started = perf_counter()
        while self.trainer.train(self.goal, 10.0) is None:
            pass
        return perf_counter() - started


def main(name: str) -> None:
    """Train as ``name`` says: by the rules, or with an accelerator."""
    accelerator: Any = None
    versions = {"Python": ".".join(map(str, sys.version_info[:3])), "NumPy": np.__version__}
    if name in STANDS:
        module = import_module("engine.accelerator")
        accelerator = module.Accelerator(module.AtOnce(), stands=STANDS[name])
        versions["numba"] = import_module("numba").__version__

    def load(work: works.Work, x: Any, y: Any, theta: Any) -> _Ours:
        updates = work.samples // work.batch
        return _Ours(experiment_of(work, x, y, theta), updates, accelerator)

    serve(load, versions)


def experiment_of(work: works.Work, x: Any, y: Any, theta: Any) -> Experiment:
    """A work as an experiment, which starts from the given θ."""
    output = "softmax" if work.loss == "cross_entropy" else "identity"
    hidden = (Layer(units, work.activation) for units in work.sizes[1:-1])
    return Experiment(
        work.sizes[0],
        (*hidden, Layer(work.sizes[-1], output)),
        TableData(x, y),
        hyperparameters=Hyperparameters(
            learning_rate=work.rate, batch_size=work.batch, loss=work.loss
        ),
        start=theta,
    )


if __name__ == "__main__":
    main(sys.argv[1])
