"""The built-in data sets: each one value in a registry that feeds menu, files and command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.arrays import Array

Make = Callable[[int, np.random.Generator], tuple[Array, Array]]


@dataclass(frozen=True)
class NamedSet:
    """A built-in data set.

    ``make(samples, generator)`` gives x (samples, inputs) and y (samples, outputs) without noise.
    ``noise_moves`` says to which of the two normal noise is added: where the targets are classes,
    noise moves the inputs and leaves the class as it was.
    """

    name: str
    inputs: int
    outputs: int
    description: str
    make: Make
    noise_moves: Literal["inputs", "targets"]


def _table(targets: tuple[int, int, int, int]) -> Make:
    """The rows 00, 01, 10, 11 over and over: 4 samples are the table, 200 are it 50 times."""

    def make(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
        rows = np.arange(samples) % 4
        x = np.stack([rows // 2, rows % 2], axis=1).astype(np.float64)
        return x, np.array(targets, dtype=np.float64)[rows, None]

    return make


def _classes(samples: int) -> Array:
    """0, 1, 0, 1, …: both classes stay equally frequent in every stretch of the data."""
    return np.arange(samples, dtype=np.float64) % 2


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _circles(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
    inside = _classes(samples)
    draws = generator.random((samples, 2))
    radius = np.where(inside == 1, 0.5 * draws[:, 0], 0.75 + 0.25 * draws[:, 0])
    return _polar(radius, 2 * np.pi * draws[:, 1]), inside[:, None]


def _gaussians(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
    which = _classes(samples)[:, None]
    return (which - 0.5) + 0.2 * generator.standard_normal((samples, 2)), which


def _spiral(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
    which = _classes(samples)
    along = 0.05 + 0.95 * generator.random(samples)
    return _polar(along, 3.5 * np.pi * along + np.pi * which), which[:, None]


def _sine(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x = generator.uniform(-1.0, 1.0, (samples, 1))
    return x, np.sin(np.pi * x)


def _plane(samples: int, generator: np.random.Generator) -> tuple[Array, Array]:
    x = generator.uniform(-1.0, 1.0, (samples, 2))
    return x, 2 * x[:, :1] + 3 * x[:, 1:] + 10


NAMED: dict[str, NamedSet] = {
    named.name: named
    for named in (
        NamedSet("and", 2, 1, "1 where both inputs are 1", _table((0, 0, 0, 1)), "inputs"),
        NamedSet("or", 2, 1, "1 where an input is 1", _table((0, 1, 1, 1)), "inputs"),
        NamedSet("xor", 2, 1, "1 where exactly one input is 1", _table((0, 1, 1, 0)), "inputs"),
        NamedSet("circles", 2, 1, "a disc (1) inside a ring (0)", _circles, "inputs"),
        NamedSet("gaussians", 2, 1, "two round clouds, 0 and 1", _gaussians, "inputs"),
        NamedSet("spiral", 2, 1, "two arms wound round each other, 0 and 1", _spiral, "inputs"),
        NamedSet("sine", 1, 1, "one period of a sine, sin(π·x1)", _sine, "targets"),
        NamedSet("plane", 2, 1, "the article's 2·x1 + 3·x2 + 10", _plane, "targets"),
    )
}
