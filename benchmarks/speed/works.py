"""The five works that are trained: network, samples, starting weights, batch and rate."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np


class Work(NamedTuple):
    """A network of ``sizes``, trained by plain gradient descent on ``samples`` samples in their
    order, ``batch`` at a time.

    ``loss``: half_squared_error with an identity output, or cross_entropy with softmax.
    ``checked``: after this many epochs the weights of all contestants are compared.
    """

    name: str
    sizes: tuple[int, ...]
    activation: str
    loss: str
    samples: int
    batch: int
    rate: float
    checked: int

    @property
    def title(self) -> str:
        """The work in one line."""
        output = "identity" if self.loss == "half_squared_error" else "softmax"
        sizes = "-".join(str(size) for size in self.sizes)
        batch = "full batch of" if self.batch == self.samples else "batch"
        return f"{self.name}: {sizes}, {self.activation}/{output}, {batch} {self.batch}"


WORKS = (
    Work("W1", (2, 2, 2, 1), "sigmoid", "half_squared_error", 200, 1, 0.05, 10),
    Work("W2", (2, 8, 8, 1), "tanh", "half_squared_error", 200, 10, 0.05, 20),
    Work("W3", (2, 2, 2, 1), "sigmoid", "half_squared_error", 1000, 1000, 0.05, 200),
    Work("W4", (64, 128, 64, 10), "relu", "cross_entropy", 1600, 32, 0.02, 4),
    Work("W5", (784, 512, 256, 10), "relu", "cross_entropy", 1280, 128, 0.02, 2),
)


def write(work: Work, folder: Path) -> None:
    """Put a work into a folder, from which every contestant reads the same arrays: x (samples,
    inputs), y (samples, outputs), and θ layer by layer, W row by row (into unit j, from unit k),
    then b.
    """
    random = np.random.default_rng(5)
    theta = np.concatenate([_layer(random, *pair) for pair in pairwise(work.sizes)])
    x, y = _regression(random, work) if work.sizes[-1] == 1 else _classes(random, work)
    np.savez(folder / "arrays.npz", x=x, y=y, theta=theta)
    (folder / "work.json").write_text(json.dumps(work._asdict()), encoding="utf-8")


def read(folder: Path) -> tuple[Work, Any, Any, Any]:
    """The work of a folder, its x, its y, and θ."""
    known = json.loads((folder / "work.json").read_text(encoding="utf-8"))
    arrays = np.load(folder / "arrays.npz")
    return Work(**{**known, "sizes": tuple(known["sizes"])}), *(
        arrays[k] for k in ("x", "y", "theta")
    )


def split(theta: Any, sizes: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
    """W (units, inputs) and b (units,) of each layer, as views of θ."""
    W, b, start = [], [], 0
    for inputs, units in pairwise(sizes):
        middle = start + units * inputs
        W.append(theta[start:middle].reshape(units, inputs))
        b.append(theta[middle : middle + units])
        start = middle + units
    return W, b


def _layer(random: np.random.Generator, inputs: int, units: int) -> Any:
    bound = (6 / (inputs + units)) ** 0.5
    return np.concatenate([random.uniform(-bound, bound, units * inputs), np.zeros(units)])


def _regression(random: np.random.Generator, work: Work) -> tuple[Any, Any]:
    """The article's function, 2·x1 + 3·x2 + 10."""
    x = random.uniform(-1, 1, (work.samples, 2))
    return x, x @ [[2.0], [3.0]] + 10.0


def _classes(random: np.random.Generator, work: Work) -> tuple[Any, Any]:
    """A cloud for each class, in random order, one-hot."""
    inputs, outputs = work.sizes[0], work.sizes[-1]
    labels = random.integers(0, outputs, work.samples)
    labels[:outputs] = np.arange(outputs)
    centres = random.normal(size=(outputs, inputs))
    return centres[labels] + random.normal(size=(work.samples, inputs)), np.eye(outputs)[labels]
