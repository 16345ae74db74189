"""The protocol: all contestants agree on the weights, then take turns, round after round."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks.speed import works
from benchmarks.speed.contestants import RULES, Contestant
from benchmarks.speed.process import Answering, Unavailable
from benchmarks.speed.works import Work

ROUNDS = 11
SECONDS = 0.25  # of one contestant's turn
LEAST = 0.02  # shorter turns tell nothing about how long one will take
CLOSE = 1e-9


class Turn(NamedTuple):
    """Samples a second of one turn; ``whole``: with what the others do not do counted in;
    ``share`` of a core that it had.
    """

    rate: float
    whole: float
    share: float = 1.0


class Found(NamedTuple):
    """Of one work: every contestant's turns, how far its weights were from the reference rules',
    and why somebody did not take part.
    """

    work: Work
    turns: dict[str, list[Turn]]
    distances: dict[str, float]
    absent: dict[str, str]


def ratio(ours: Sequence[Turn], other: Sequence[Turn]) -> float:
    """The median of the ratios of each round."""
    return median(a.rate / b.rate for a, b in zip(ours, other, strict=True))


def distance(theta: np.ndarray, reference: np.ndarray) -> float:
    """The largest difference of two θ, relative where a value exceeds 1."""
    return float(np.max(np.abs(theta - reference) / np.maximum(1.0, np.abs(reference))))


def hold(
    work: Work, contestants: Sequence[Contestant], processes: Mapping[str, Answering]
) -> Found:
    """All rounds of one work with those contestants that have a process."""
    found = Found(work, {}, {}, {})
    taking_part = [
        c for c in contestants if c.name in processes and (not c.works or work.name in c.works)
    ]
    with tempfile.TemporaryDirectory() as folder:
        works.write(work, Path(folder))
        ready = _agreed(found, taking_part, processes, Path(folder))
    epochs: dict[str, int] = {}
    for count in range(ROUNDS):
        # Another one begins each time, so that nobody always follows the same one.
        first = count % max(1, len(ready))
        for contestant in (*ready[first:], *ready[:first]):
            name, process = contestant.name, processes[contestant.name]
            try:
                if name not in epochs:
                    epochs[name] = _epochs(work, process)
                found.turns.setdefault(name, []).append(_turn(work, process, epochs[name]))
            except Unavailable as reason:
                found.absent[name] = str(reason)
                found.turns.pop(name, None)
                ready = [one for one in ready if one is not contestant]
    return found


def _agreed(
    found: Found, contestants: list[Contestant], processes: Mapping[str, Answering], folder: Path
) -> list[Contestant]:
    """Those that load the work and come to the weights of the reference rules."""
    thetas: dict[str, np.ndarray] = {}
    for contestant in contestants:
        file, process = folder / "theta", processes[contestant.name]
        try:
            process.ask(do="load", folder=str(folder))
            process.ask(do="train", epochs=found.work.checked, file=str(file))
        except Unavailable as reason:
            found.absent[contestant.name] = str(reason)
            continue
        thetas[contestant.name] = np.fromfile(file)
    agreed: list[Contestant] = []
    for contestant in contestants:
        name = contestant.name
        if name not in thetas:
            continue
        if contestant.trains:
            found.distances[name] = distance(thetas[name], thetas[RULES])
        if found.distances.get(name, 0.0) <= CLOSE:
            agreed.append(contestant)
        else:
            found.absent[name] = f"its weights differ by {found.distances[name]:.1g}"
    return agreed


def _epochs(work: Work, process: Answering) -> int:
    """How many epochs make a turn."""
    epochs = 1
    while (seconds := process.ask(do="train", epochs=epochs)["seconds"]) < LEAST:
        epochs *= 4
    return max(1, round(epochs * SECONDS / seconds))


def _turn(work: Work, process: Answering, epochs: int) -> Turn:
    answer = process.ask(do="train", epochs=epochs)
    samples, seconds = epochs * work.samples, answer["seconds"]
    rate = samples / (seconds - answer["aside"])
    return Turn(rate, samples / seconds, answer["processor"] / seconds)
