"""How a batch lies in the matrices' kernel, its products, and the loops over it.

The loops are functions of their own (``compiled``): inside one large function the compiler could no
longer tell which arrays overlap, and would not take several numbers at once.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Indices
from engine.fast import compiled, gemm, index, shaping
from engine.kernels.functions import activate, times_slope
from engine.kernels.values import Choices

_DOUBLE, _TRANSPOSED, _AS_IT_IS = np.int8(ord("d")), np.int8(ord("t")), np.int8(ord("n"))
_PIECE = 1024  # numbers that stay next to the processor between two loops


@shaping
def units_first(choices: Choices, layer: int) -> bool:
    """Whether a layer's numbers lie as (units, m), and not as (m, units); layer 0 are the inputs.

    The output layer lies as the losses and the softmax take it.
    """
    return not choices.samples_first or layer == choices.layers


@shaping
def matrix(values: Array, first: int, units: int, m: int, turned: bool) -> Array:
    """The numbers of a layer, whose first unit is ``first``, as (m, units), however they lie."""
    own = values[first * m : (first + units) * m]
    if turned:
        return own.reshape(units, m).T
    return own.reshape(m, units)


@shaping
def add_product(scale: float, A: Array, B: Array, keep: float, C: Array, factors: Array) -> None:
    """C ← keep · C + scale · A B in one go. A (rows, count), B (count, columns), C (rows, columns),
    each without gaps, row by row or column by column. ``factors`` (2,): room.
    """
    factors[0], factors[1] = scale, keep
    if C.strides[0] > C.strides[1]:
        # BLAS counts columns first: to it C is Cᵀ, which is Bᵀ Aᵀ.
        _multiply(B.T, A.T, C.T, factors)
    else:
        _multiply(A, B, C, factors)


@shaping
def _multiply(A: Array, B: Array, C: Array, factors: Array) -> None:
    """The same for C column by column."""
    A_turned, B_turned = A.strides[1] == A.itemsize, B.strides[1] == B.itemsize
    gemm(
        _DOUBLE,
        _TRANSPOSED if A_turned else _AS_IT_IS,
        _TRANSPOSED if B_turned else _AS_IT_IS,
        C.shape[0],
        C.shape[1],
        A.shape[1],
        factors.ctypes.data,
        A.ctypes.data,
        A.shape[1] if A_turned else A.shape[0],
        B.ctypes.data,
        B.shape[1] if B_turned else B.shape[0],
        factors[1:].ctypes.data,
        C.ctypes.data,
        C.shape[0],
    )


# In these, a layer's numbers are flat: of sample s and unit j, entry j·m + s if they are
# ``turned`` (units first), else s·units + j. Three of them add up the sizes |…| of what they make.


@compiled
def load(
    turned: bool, table: Array, orders: Indices, row: int, first: int, m: int, block: Array
) -> float:
    """Rows ``orders[row, first]`` … of a table into a block of m samples; Σ |x|."""
    columns, m = index(table.shape[1]), index(m)
    size = 0.0
    for s in range(m):
        sample = index(orders[row, first + s])
        if turned:
            for k in range(columns):
                block[k * m + s] = table[sample, k]
        else:
            for k in range(columns):
                block[s * columns + k] = table[sample, k]
        for k in range(columns):
            size += abs(table[sample, k])
    return size


@compiled
def set_biases(turned: bool, b: Array, m: int, z: Array) -> None:
    """z = b for each sample: what the product is then added to."""
    units, m = index(b.size), index(m)
    if turned:
        for j in range(units):
            for s in range(m):
                z[j * m + s] = b[j]
    else:
        for s in range(m):
            for j in range(units):
                z[s * units + j] = b[j]


@compiled
def activate_all(code: int, z: Array, a: Array) -> float:
    """a = f(z); Σ |a|."""
    size = 0.0
    for begin in range(index(0), index(z.size), index(_PIECE)):
        end = min(begin + index(_PIECE), index(z.size))
        activate(code, z, a, begin, end)
        for i in range(begin, end):
            size += abs(a[i])
    return size


@compiled
def times_slope_all(code: int, z: Array, a: Array, d: Array) -> None:
    """d ← d · f′(z)."""
    times_slope(code, z, a, d, 0, z.size)


@compiled
def sum_samples(turned: bool, d: Array, m: int, sums: Array) -> float:
    """Σ δ over the samples, of each unit; Σ |δ|."""
    units, m = index(sums.size), index(m)
    size = 0.0
    if turned:
        for j in range(units):
            total = 0.0
            for s in range(m):
                total += d[j * m + s]
            sums[j] = total
        for i in range(units * m):
            size += abs(d[i])
    else:
        for j in range(units):
            sums[j] = 0.0
        for s in range(m):
            for j in range(units):
                sums[j] += d[s * units + j]
                size += abs(d[s * units + j])
    return size
