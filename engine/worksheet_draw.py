"""Small round numbers for a worksheet: parameters and samples with which no unit is saturated or
dead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.arithmetic import Arithmetic, arithmetic
from engine.arrays import Array
from engine.data import FormulaData, TableData
from engine.errors import InputError
from engine.experiment import Experiment
from engine.expression import Expression
from engine.splitmix import splitmix64
from engine.state import parameters

STREAM = 2**63 + 1  # no epoch has this number, and the split has the one before
LARGEST_Z = 3.0
_TRIES = 40
_BLOCK = 256
_WEIGHTS = tuple(sign * tenths / 10 for tenths in range(1, 10) for sign in (1, -1))
_BIASES = tuple(sign * tenths / 10 for tenths in range(1, 6) for sign in (1, -1))
_INPUTS = tuple(sign * halves / 2 for halves in range(1, 5) for sign in (1, -1))
_TARGETS = tuple(halves / 2 for halves in range(-4, 7) if halves)


class Dice:
    """Draws from lists, by the stream (seed, STREAM, variant, attempt) of SplitMix64."""

    def __init__(self, seed: int, variant: int, attempt: int) -> None:
        self._numbers = self._stream(seed, variant, attempt)

    @staticmethod
    def _stream(seed: int, variant: int, attempt: int) -> Iterator[int]:
        first = 0
        while True:
            block = np.arange(first, first + _BLOCK, dtype=np.uint64)
            yield from splitmix64(seed, STREAM, variant, attempt, block).tolist()
            first += _BLOCK

    def pick(self, choices: Sequence[float]) -> float:
        """One of the choices, each as likely as the others."""
        return choices[next(self._numbers) % len(choices)]


def draw(base: Experiment, samples: int, decimals: int, dice: Dice) -> Experiment | None:
    """The experiment with samples and starting values of its own; None where the dice gave a unit
    that is saturated or dead, or a formula without a value.
    """
    inputs = _inputs(base)
    x = np.array([[dice.pick(inputs) for _ in range(base.inputs)] for _ in range(samples)])
    y = _targets(base, x, decimals, dice)
    theta = None if y is None else _theta(base, x, arithmetic(decimals), dice)
    if y is None or theta is None:
        return None
    try:
        return base.edited(
            data=TableData(x, y),
            validation_share=0.0,
            start=theta,
            batch_size=samples,
            shuffle=False,
            round_to=decimals,
        )
    except InputError:  # the targets do not suit the loss
        return None


def _inputs(base: Experiment) -> tuple[float, ...]:
    """Halves from −2 to 2, or, where a formula is learned between narrow bounds, tenths."""
    spec = base.data
    if not isinstance(spec, FormulaData):
        return _INPUTS
    inside = tuple(x for x in _INPUTS if spec.low <= x <= spec.high)
    if len(inside) >= 6:
        return inside
    tenths = range(round(spec.low * 10), round(min(spec.high, spec.low + 4) * 10) + 1)
    fine = tuple(n / 10 for n in tenths if n and spec.low <= n / 10 <= spec.high)
    return fine or inside or _INPUTS


def _targets(base: Experiment, x: Array, decimals: int, dice: Dice) -> Array | None:
    """(samples, outputs): by the session's formula, else what the output can reach."""
    spec, rounded = base.data, arithmetic(decimals)
    outputs = base.shape.sizes[-1]
    if isinstance(spec, FormulaData):
        with np.errstate(all="ignore"):
            columns = [Expression.parse(text, base.inputs)(x) for text in spec.expressions]
        y = np.stack(columns, axis=1)
        return rounded.round(y) if np.isfinite(y).all() else None
    if base.layers[-1].activation == "softmax":
        rows = [int(dice.pick(range(outputs))) for _ in x]
        return np.eye(outputs)[rows]
    low, high = base.activations[-1].low, base.activations[-1].high
    ends = (0.0, 1.0) if (low, high) == (0.0, 1.0) else (-1.0, 1.0)
    choices = ends if np.isfinite(high) else tuple(y for y in _TARGETS if y > low)
    return np.array([[dice.pick(choices) for _ in range(outputs)] for _ in x])


def _theta(base: Experiment, x: Array, rounded: Arithmetic, dice: Dice) -> Array | None:
    """A starting θ, unit by unit: each is drawn again until its z is in a useful range."""
    theta = np.zeros(base.shape.count)
    a = x
    layers = zip(base.shape.weights(theta), base.shape.biases(theta), base.layers, strict=True)
    for number, (W, b, layer) in enumerate(layers):
        for j in range(layer.units):
            if not _draw_unit(W, b, j, a, layer.activation, rounded, dice):
                return None
        a = rounded.round(base.activations[number].f(rounded.weighted_sum(W, b, a)))
    return parameters(theta, base.shape).theta


def _draw_unit(
    W: Array, b: Array, j: int, a: Array, activation: str, rounded: Arithmetic, dice: Dice
) -> bool:
    for _ in range(_TRIES):
        W[j] = [dice.pick(_WEIGHTS) for _ in range(W.shape[1])]
        b[j] = dice.pick(_BIASES)
        if _useful(rounded.weighted_sum(W[j : j + 1], b[j : j + 1], a), activation):
            return True
    return False


def _useful(z: Array, activation: str) -> bool:
    """Neither saturated nor dead, for any sample."""
    if activation == "identity":
        return True
    if activation == "relu":
        return bool((z > 0.0).all())
    return bool((np.abs(z) <= LARGEST_Z).all())
