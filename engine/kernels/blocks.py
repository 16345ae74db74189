"""The forward and the backward pass of a block of samples, for compiled code.

A block has K columns, and lies units first: entry (u·K + s) of a, z and d belongs to unit u and
sample s, where units are counted through all layers, the inputs first. So a loop over the samples
runs over neighbours, and the compiler takes several at once. With K = 1, known when it compiles,
the loops over samples vanish.
"""

from __future__ import annotations

from engine.arrays import Array, Indices
from engine.fast import index, inlined
from engine.kernels.codes import SOFTMAX
from engine.kernels.functions import activate, slope, times_slope, value
from engine.kernels.losses import softmax


@inlined
def load(
    table: Array, orders: Indices, row: int, first: int, count: int, K: int, block: Array
) -> None:
    """Columns ``orders[row, first]`` … of a table into a block; 0 behind the last."""
    begin = index(orders[row, first])
    apart = index(0)
    for s in range(count):
        apart |= index(orders[row, first + s]) ^ (begin + s)
    for k in range(index(table.shape[0])):
        if apart:
            for s in range(count):
                block[k * K + s] = table[k, index(orders[row, first + s])]
        else:
            # Neighbours, as in an epoch that is not shuffled: several are copied at once.
            for s in range(count):
                block[k * K + s] = table[k, begin + s]
        for s in range(count, K):
            block[k * K + s] = 0.0


@inlined
def forward_layer(
    inputs: int,
    units: int,
    offset: int,
    here: int,
    activation: int,
    K: int,
    theta: Array,
    a: Array,
    z: Array,
    columns: Array,
) -> None:
    """z = W a + b and a = f(z) of the layer whose first unit is ``here``, and whose W stands in θ
    from ``offset`` on.
    """
    below, biases = here - inputs, offset + units * inputs
    for j in range(units):
        at = (here + j) * K
        row = offset + j * inputs
        if K == 1:
            total = theta[biases + j]
            for k in range(inputs):
                total += theta[row + k] * a[below + k]
            z[at] = total
            a[at] = value(activation, total)
        else:
            b = theta[biases + j]
            for s in range(K):
                z[at + s] = b
            for k in range(inputs):
                w = theta[row + k]
                source = (below + k) * K
                for s in range(K):
                    z[at + s] += w * a[source + s]
    if activation == SOFTMAX:
        softmax(units, K, here * K, z, a, columns)
    elif K > 1:
        activate(activation, z, a, here * K, (here + units) * K)


@inlined
def hand_down(
    inputs: int,
    units: int,
    offset: int,
    here: int,
    activation: int,
    K: int,
    theta: Array,
    a: Array,
    z: Array,
    d: Array,
) -> None:
    """δ of the layer below: Σ_j δ_j w_jk · f′(z_k), with its ``activation``. ``offset``: where W
    of the layer above, whose first unit is ``here``, stands in θ.
    """
    below = here - inputs
    for k in range(inputs):
        at = (below + k) * K
        if K == 1:
            total = 0.0
            for j in range(units):
                total += theta[offset + j * inputs + k] * d[here + j]
            d[at] = total * slope(activation, z[at], a[at])
        else:
            for s in range(K):
                d[at + s] = 0.0
            for j in range(units):
                w = theta[offset + j * inputs + k]
                source = (here + j) * K
                for s in range(K):
                    d[at + s] += w * d[source + s]
    if K > 1:
        times_slope(activation, z, a, d, below * K, (below + inputs) * K)


@inlined
def add_gradient(
    inputs: int,
    units: int,
    offset: int,
    here: int,
    K: int,
    a: Array,
    d: Array,
    gradient: Array,
) -> None:
    """Add the block's sums of δ aᵀ and of δ to a layer's part of the gradient."""
    below, biases = here - inputs, offset + units * inputs
    for j in range(units):
        at = (here + j) * K
        row = offset + j * inputs
        for k in range(inputs):
            source = (below + k) * K
            total = 0.0
            for s in range(K):
                total += d[at + s] * a[source + s]
            gradient[row + k] += total
        total = 0.0
        for s in range(K):
            total += d[at + s]
        gradient[biases + j] += total


@inlined
def descend_plainly(
    inputs: int,
    units: int,
    offset: int,
    here: int,
    K: int,
    scale: float,
    a: Array,
    d: Array,
    theta: Array,
) -> float:
    """W ← W − scale · Σ δ aᵀ and b ← b − scale · Σ δ at once, where nothing else enters an update.
    Returns 0, or NaN if a parameter is no longer a finite number.
    """
    below, biases = here - inputs, offset + units * inputs
    lost = 0.0
    for j in range(units):
        at = (here + j) * K
        row = offset + j * inputs
        for k in range(inputs):
            source = (below + k) * K
            total = 0.0
            for s in range(K):
                total += d[at + s] * a[source + s]
            w = theta[row + k] - scale * total
            theta[row + k] = w
            lost += w * 0.0
        total = 0.0
        for s in range(K):
            total += d[at + s]
        b = theta[biases + j] - scale * total
        theta[biases + j] = b
        lost += b * 0.0
    return lost
