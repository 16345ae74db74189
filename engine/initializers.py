"""How the starting weights and biases are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

Draw = Callable[[np.random.Generator, int, int, float], Array]


@dataclass(frozen=True, eq=False)
class Initializer:
    """One way to draw a layer's weights: ``weights(generator, units, inputs, scale)`` of shape
    (units, inputs).

    ``biases(generator, units, 1, scale)`` has the shape (units, 1); None means that biases start at
    0.
    """

    name: str
    weights: Draw
    formula: str
    biases: Draw | None = None


def _uniform(generator: np.random.Generator, units: int, inputs: int, scale: float) -> Array:
    return scale * generator.uniform(-1.0, 1.0, (units, inputs))


def _normal(generator: np.random.Generator, units: int, inputs: int, scale: float) -> Array:
    return scale * generator.standard_normal((units, inputs))


def _constant(generator: np.random.Generator, units: int, inputs: int, scale: float) -> Array:
    return np.full((units, inputs), scale)


def _zeros(generator: np.random.Generator, units: int, inputs: int, scale: float) -> Array:
    return np.zeros((units, inputs))


def _registry(*initializers: Initializer) -> dict[str, Initializer]:
    return {initializer.name: initializer for initializer in initializers}


INITIALIZERS = _registry(
    Initializer("uniform", _uniform, "U(−s, s), biases too", _uniform),
    Initializer("normal", _normal, "N(0, s²), biases too", _normal),
    # Glorot and Bengio (2010), equation 16; He et al. (2015), equation 10.
    Initializer(
        "xavier_uniform",
        lambda g, units, inputs, s: _uniform(
            g, units, inputs, s * math.sqrt(6.0 / (units + inputs))
        ),
        "U(−r, r), r = s √(6 / (inputs + units))",
    ),
    Initializer(
        "xavier_normal",
        lambda g, units, inputs, s: _normal(
            g, units, inputs, s * math.sqrt(2.0 / (units + inputs))
        ),
        "N(0, σ²), σ = s √(2 / (inputs + units))",
    ),
    Initializer(
        "he_uniform",
        lambda g, units, inputs, s: _uniform(g, units, inputs, s * math.sqrt(6.0 / inputs)),
        "U(−r, r), r = s √(6 / inputs)",
    ),
    Initializer(
        "he_normal",
        lambda g, units, inputs, s: _normal(g, units, inputs, s * math.sqrt(2.0 / inputs)),
        "N(0, σ²), σ = s √(2 / inputs)",
    ),
    Initializer("zeros", _zeros, "0"),
    Initializer("constant", _constant, "s, biases too", _constant),
)
