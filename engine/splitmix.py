"""Where every random number comes from: separate, exactly defined streams of one seed.

SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014) adds
γ = 9E3779B97F4A7C15₁₆ to its state and returns mix(state), all modulo 2⁶⁴. Output number k of the
generator, counted from 0, is therefore mix(state + (k + 1)·γ) and needs no loop. Here

    SplitMix64(seed, k)       = output k of the generator that starts at `seed`
    SplitMix64(seed, k, i, …) = SplitMix64(SplitMix64(seed, k), i, …)

The streams of a seed:

    order of epoch e   stable argsort over i of SplitMix64(seed, e, i)
    split              stable argsort over i of SplitMix64(seed, 2⁶³, i); no epoch is 2⁶³
    worksheets         SplitMix64(seed, 2⁶³ + 1, variant, attempt, i) for draw i of an attempt
    weights, data,     NumPy's PCG64 over SeedSequence(seed, spawn_key=(1,)), (2,), (3,)
    noise              in this order
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Indices

StreamName = Literal["weights", "data", "noise"]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MASK = 2**64 - 1
_SPLIT_KEY = 2**63
_SPAWN_KEYS: dict[StreamName, int] = {"weights": 1, "data": 2, "noise": 3}


def splitmix64(seed: int, *keys: int | NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 64-bit number that belongs to a seed and keys, as the module's first lines define it.

    Keys are integers or arrays of uint64, taken modulo 2⁶⁴ as the seed is; the result has the shape
    to which they broadcast (no dimension if all are integers). Without keys it is the seed.
    """
    state = _uint64(seed)
    with np.errstate(over="ignore"):
        for key in keys:
            one_based = _uint64(key) + np.uint64(1)
            state = _mix(np.asarray(state + one_based * _GAMMA))
    return state


def epoch_order(seed: int, epoch: int, count: int, shuffle: bool) -> Indices:
    """The order in which an epoch visits `count` samples: read-only indices, shape (count,)."""
    return _shuffled(seed, epoch, count) if shuffle else _in_order(count)


def split_order(seed: int, count: int) -> Indices:
    """The order from which the validation share is cut: read-only indices, shape (count,)."""
    return _shuffled(seed, _SPLIT_KEY, count)


def stream(seed: int, name: StreamName) -> np.random.Generator:
    """A new generator at the start of the seed's stream of that name."""
    sequence = np.random.SeedSequence(seed, spawn_key=(_SPAWN_KEYS[name],))
    return np.random.Generator(np.random.PCG64(sequence))


# An order of 10⁶ samples is 8 MB, so the caches are short; one epoch asks once per batch.
@lru_cache(maxsize=4)
def _shuffled(seed: int, key: int, count: int) -> Indices:
    hashes = splitmix64(seed, key, np.arange(count, dtype=np.uint64))
    return _closed(np.argsort(hashes, kind="stable").astype(np.int64, copy=False))


@lru_cache(maxsize=2)
def _in_order(count: int) -> Indices:
    return _closed(np.arange(count, dtype=np.int64))


def _closed(indices: Indices) -> Indices:
    indices.setflags(write=False)
    return indices


def _uint64(number: int | NDArray[np.uint64]) -> NDArray[np.uint64]:
    if isinstance(number, int):
        return np.array(number & _MASK, dtype=np.uint64)
    return np.asarray(number, dtype=np.uint64)


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The output function of SplitMix64 (Stafford's variant 13 of MurmurHash3's finalizer)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)))
