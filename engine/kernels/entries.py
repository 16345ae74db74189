"""The kernels that can be called. All take (choices, task, moving, given, bins, scratch) as
``engine.kernels.values`` says and answer as ``engine.kernels.updates.train`` does.
"""

from __future__ import annotations

from engine.fast import kernel
from engine.kernels import samples, updates
from engine.kernels.layers import WRITTEN_OUT
from engine.kernels.matrices import by_matrices
from engine.kernels.values import Bins, Choices, Entry, Given, Moving, Scratch, Task

__all__ = ["by_batch", "by_batch_for", "by_matrices", "by_sample", "by_sample_for"]


@kernel
def by_sample(
    choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
) -> int:
    """Plain descent with batches of one sample."""
    return samples.train(choices, task, moving, given, bins, scratch)


@kernel
def by_batch(
    choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
) -> int:
    """Anything."""
    return updates.train(choices, task, moving, given, bins, scratch)


def by_sample_for(own: Choices) -> Entry:
    """``by_sample`` with the sizes and choices of one network as constants.

    ``own`` is made of tuples and numbers alone: the cache on disk knows the kernel by them. The
    kernel takes the same arguments as any, and does not look at its first one.
    """

    @kernel
    def by_sample_of_its_own(
        choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
    ) -> int:
        return samples.train(own, task, moving, given, bins, scratch)

    return by_sample_of_its_own


def by_batch_for(own: Choices) -> Entry:
    """The same of ``by_batch``, for at most four layers: more are walked in a loop."""
    if own.layers > WRITTEN_OUT:
        return by_batch
    missing = (0,) * (WRITTEN_OUT - own.layers)
    own = own._replace(sizes=(*own.sizes, *missing), activations=(*own.activations, *missing))

    @kernel
    def by_batch_of_its_own(
        choices: Choices, task: Task, moving: Moving, given: Given, bins: Bins, scratch: Scratch
    ) -> int:
        return updates.train_written_out(own, task, moving, given, bins, scratch)

    return by_batch_of_its_own
