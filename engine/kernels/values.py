"""What a kernel is given, in five groups. numba takes a NamedTuple as it is.

N samples in the training set, M in the validation set (0 where there is none), P parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.arrays import Array, Indices, Mask


class Choices(NamedTuple):
    """The network and the choices that a kernel may be compiled for, as ``engine.kernels.codes``.

    ``B``: the batch size. ``K``: how many samples a block of training holds, ``E`` one that is
    only evaluated. ``units``: of all layers, with the inputs. ``penalty``: l1 or l2 is set.
    ``plain``: θ moves by −η times the gradient of one block, and nothing else enters.
    ``samples_first``: how a batch lies for the matrices' kernel, see ``engine.kernels.products``.
    """

    sizes: Sequence[int]
    activations: Sequence[int]
    layers: int
    units: int
    loss: int
    optimizer: int
    in_place: bool
    penalty: bool
    plain: bool
    B: int
    K: int
    E: int
    samples_first: bool


class Task(NamedTuple):
    """How far to go: at most ``updates``, or until the training loss is below a value (0: no such
    goal). ``records``: losses go into the bins. ``defer``: an epoch is one update in the data's
    order, so that the loss after it is the next batch's, and is not worked out twice.
    """

    updates: int
    records: bool
    defer: bool
    loss_below: float


class Moving(NamedTuple):
    """What a kernel changes: ``theta`` (P,), ``slots`` (slots, P), ``clock`` (5,) and ``ended``
    (2,), the training and validation loss at the last epoch's end.
    """

    theta: Array
    slots: Array
    clock: Indices
    ended: Array


class Given(NamedTuple):
    """``numbers`` (10,) of the hyperparameters, and ``held`` (P,), or (0,) where nothing is held.

    ``x`` (inputs, N) and ``y`` (outputs, N): the training set, ``x_rest`` and ``y_rest`` (…, M) the
    validation set; for the matrices' kernel each sample is a row: (N, …) and (M, …). ``orders``
    (epochs, N): the order of each epoch from the current one on, or one row for all. ``in_order``:
    (1, max(N, M)), 0, 1, 2 …
    """

    numbers: Array
    held: Mask
    x: Array
    y: Array
    x_rest: Array
    y_rest: Array
    orders: Indices
    in_order: Indices


class Bins(NamedTuple):
    """The three series of ``engine.history``, (3, bins) each; bin i of series s is 2^shifts[s]
    updates wide.
    """

    shifts: Indices
    batch: Array
    training: Array
    validation: Array


class Scratch(NamedTuple):
    """Room to work in. C = max(K, E): ``a``, ``z``, ``d`` (units·C,), ``target`` (outputs·C,),
    ``columns`` (2, C), ``gradient`` (P,), ``factors`` (2,).
    """

    a: Array
    z: Array
    d: Array
    target: Array
    columns: Array
    gradient: Array
    factors: Array


Entry = Callable[[Choices, Task, Moving, Given, Bins, Scratch], int]
