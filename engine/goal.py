"""How far a run is to go, and why it stopped."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from engine.state import TrainState

ENDLESS = 2**60  # updates


class Stop(StrEnum):
    """Why training stopped."""

    UPDATES = "updates"
    EPOCHS = "epochs"
    LOSS = "loss"
    DIVERGED = "diverged"


class Goal(NamedTuple):
    """When to stop: after this many completed updates or epochs in all, or at a training loss below
    a value.
    """

    update: int | None = None
    epoch: int | None = None
    loss_below: float | None = None

    def met(self, state: TrainState, training_loss: Callable[[], float]) -> Stop | None:
        """Which part of it a state meets, if any; the loss counts at the ends of epochs."""
        if state.phase:
            return None
        if self.update is not None and state.update >= self.update:
            return Stop.UPDATES
        if self.epoch is not None and state.epoch >= self.epoch:
            return Stop.EPOCHS
        if self.loss_below is not None and not state.position:
            return Stop.LOSS if training_loss() < self.loss_below else None
        return None

    def updates_left(self, state: TrainState) -> int:
        """How many updates a goal that was not met is away; no end, where only a loss ends it."""
        left = ENDLESS if self.update is None else self.update - state.update
        if self.epoch is None:
            return left
        size = state.experiment.dataset.train.size
        batch = state.experiment.hyperparameters.batch_size
        first = -(-(size - state.position) // batch)
        return min(left, first + (self.epoch - state.epoch - 1) * -(-size // batch))
