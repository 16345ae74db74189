"""What a kernel must know of an experiment before it is compiled, and which kind of kernel fits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.experiment import Experiment
from engine.kernels import codes
from engine.kernels.values import Choices

BLOCK = 128  # samples that are worked on at once: few enough to stay next to the processor
WIDE = 512  # weights of a layer from which on matrix products are quicker than loops
LARGE = 1_000_000  # multiplications of a product from which on BLAS packs its matrices first
ROOM = 2**22  # numbers of one kind (units times samples) that the matrices may take: 32 MB


def choices_of(experiment: Experiment) -> Choices | None:
    """What a kernel must know of an experiment before it is compiled; None where no kernel follows
    its conventions, and the reference rules go on alone.
    """
    h = experiment.hyperparameters
    samples = experiment.dataset.train.size
    if h.round_to is not None or h.rule != "chain_rule" or not samples:
        return None
    sizes = experiment.shape.sizes
    B = min(h.batch_size, samples)
    in_place, penalty = h.update_order == "in_place", bool(h.l1 or h.l2)
    # In place, a layer's gradient must be whole before δ goes further down: one block.
    K = B if in_place else _even(B)
    plain = h.optimizer == "sgd" and not (in_place or penalty) and experiment.held is None
    choices = Choices(
        sizes,
        tuple(codes.ACTIVATIONS[layer.activation] for layer in experiment.layers),
        len(experiment.layers),
        sum(sizes),
        codes.LOSSES[h.loss],
        codes.OPTIMIZERS[h.optimizer],
        in_place,
        penalty,
        plain and B <= K,
        B,
        K,
        _even(samples),
        False,
    )
    if family(choices) == "by_matrices":
        return choices._replace(
            K=B,
            plain=plain,
            E=min(samples, max(B, BLOCK)),
            samples_first=_widest(sizes) * B > LARGE,
        )
    return choices


def family(choices: Choices) -> str:
    """Which of the entries in ``engine.kernels.entries`` trains it."""
    if choices.B == 1:
        lean = choices.plain and choices.loss != codes.CROSS
        return "by_sample" if lean else "by_batch"
    wide = _widest(choices.sizes) >= WIDE and choices.units * choices.B <= ROOM
    return "by_matrices" if wide else "by_batch"


def _widest(sizes: Sequence[int]) -> int:
    return max(a * b for a, b in pairwise(sizes))


def _even(samples: int) -> int:
    """The size of equal blocks of at most about ``BLOCK`` samples, a multiple of 8 where there are
    several.
    """
    if samples <= BLOCK:
        return samples
    return -(-samples // (-(-samples // BLOCK) * 8)) * 8
