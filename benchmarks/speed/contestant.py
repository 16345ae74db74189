"""The child's half of the conversation: a contestant is told by lines of JSON what to train.

It loads a work, trains a number of epochs from the starting weights and answers how long that took,
or writes the weights that it ended with.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple, Protocol

from benchmarks.speed import works


class Trained(NamedTuple):
    """What a stretch of training ended with: θ, and the mean of its batches' losses.

    ``aside``: seconds of it that went into something that the others do not do.
    """

    theta: Any
    loss: float
    aside: float = 0.0


class Training(Protocol):
    """A contestant with a work loaded."""

    def restart(self) -> None:
        """Return to the starting weights; not timed."""
        ...

    def train(self, epochs: int) -> None:
        """Train; timed."""
        ...

    def trained(self) -> Trained:
        """What training ended with; not timed."""
        ...


Load = Callable[[works.Work, Any, Any, Any], Training]


def serve(load: Load, versions: dict[str, str]) -> None:
    """Answer what comes in until there is nothing more; ``load(work, x, y, theta)`` gets ready."""
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    training: Training | None = None

    def answer(**values: Any) -> None:
        print(json.dumps(values), file=answers, flush=True)

    answer(versions=versions)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "load":
            training = load(*works.read(Path(asked["folder"])))
            answer()
            continue
        assert training is not None, "load comes first"
        training.restart()
        started, worked = perf_counter(), process_time()
        training.train(asked["epochs"])
        seconds, processor = perf_counter() - started, process_time() - worked
        trained = training.trained()
        if "file" in asked:
            trained.theta.tofile(asked["file"])
        answer(seconds=seconds, processor=processor, loss=float(trained.loss), aside=trained.aside)
