"""Backstep itself, through the interface that the window uses: `Trainer.train` for whole stretches.

With every batch's loss in the history, checkpoints to go back to, and the loss over the data at the
end of each epoch. The last one is what none of the others does, so its time is told apart.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestant import Trained, serve
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters
from engine.trainer import Goal, Losses, Trainer


class _Timed(Trainer):
    """Notes how long it evaluates."""

    evaluating = 0.0

    def evaluate(self) -> Losses:
        started = perf_counter()
        losses = super().evaluate()
        self.evaluating += perf_counter() - started
        return losses


class _Ours:
    def __init__(self, experiment: Experiment, updates: int) -> None:
        self.experiment, self.updates = experiment, updates

    def restart(self) -> None:
        self.trainer = _Timed(self.experiment)

    def train(self, epochs: int) -> None:
        goal = Goal(update=epochs * self.updates)
        while self.trainer.train(goal, 10.0) is None:
            pass

    def trained(self) -> Trained:
        losses = self.trainer.history().batch.last
        return Trained(self.trainer.state.parameters.theta, losses.mean(), self.trainer.evaluating)


def load(work: works.Work, x: Any, y: Any, theta: Any) -> _Ours:
    """A trainer of the same experiment; ours starts from the given θ."""
    output = "softmax" if work.loss == "cross_entropy" else "identity"
    hidden = (Layer(units, work.activation) for units in work.sizes[1:-1])
    experiment = Experiment(
        work.sizes[0],
        (*hidden, Layer(work.sizes[-1], output)),
        TableData(x, y),
        hyperparameters=Hyperparameters(
            learning_rate=work.rate, batch_size=work.batch, loss=work.loss
        ),
        start=theta,
    )
    return _Ours(experiment, work.samples // work.batch)


if __name__ == "__main__":
    if sys.argv[1:] != ["rules"]:
        sys.exit("there is no accelerator yet")
    python = ".".join(map(str, sys.version_info[:3]))
    serve(load, {"Python": python, "NumPy": np.__version__})
