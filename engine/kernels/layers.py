"""From layer to layer, up and down, for compiled code.

Each walk is there twice. For networks of any size it is a loop that calls the rules of a layer. For
one network whose sizes are constants, up to four layers are written out and compiled into the walk:
the compiler would not unroll so long a loop, and would lose what it knows of the sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.arrays import Array, Mask
from engine.fast import compiled, index, inlined
from engine.kernels.blocks import add_gradient, descend_plainly, forward_layer, hand_down
from engine.kernels.codes import RATE
from engine.kernels.descent import descend

WRITTEN_OUT = 4


class Step(NamedTuple):
    """How δ goes down and θ moves, beside what is an array: four of
    ``engine.kernels.values.Choices``, and for one block whether it ``is_last`` of its batch, 1 ÷
    the batch's size as ``scale``, and the number of the optimizer's update as ``time``.
    """

    optimizer: int
    in_place: bool
    penalty: bool
    plain: bool
    is_last: bool
    scale: float
    time: int


@inlined
def forward(
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    K: int,
    theta: Array,
    a: Array,
    z: Array,
    columns: Array,
) -> None:
    """z and a of all layers; the inputs stand in a already."""
    offset, here = 0, sizes[0]
    for layer in range(layers):
        inputs, units = sizes[layer], sizes[layer + 1]
        _up(inputs, units, offset, here, activations[layer], K, theta, a, z, columns)
        offset += units * (inputs + 1)
        here += units


@inlined
def forward_written_out(
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    K: int,
    theta: Array,
    a: Array,
    z: Array,
    columns: Array,
) -> None:
    """``forward`` of at most four layers, by tuples of five sizes and four activations."""
    n0, n1, n2, n3, n4 = sizes
    f1, f2, f3, f4 = activations
    w2 = n1 * (n0 + 1)
    w3 = w2 + n2 * (n1 + 1)
    w4 = w3 + n3 * (n2 + 1)
    forward_layer(n0, n1, 0, n0, f1, K, theta, a, z, columns)
    if layers > 1:
        forward_layer(n1, n2, w2, n0 + n1, f2, K, theta, a, z, columns)
    if layers > 2:
        forward_layer(n2, n3, w3, n0 + n1 + n2, f3, K, theta, a, z, columns)
    if layers > 3:
        forward_layer(n3, n4, w4, n0 + n1 + n2 + n3, f4, K, theta, a, z, columns)


@inlined
def backward(
    step: Step,
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    K: int,
    theta: Array,
    slots: Array,
    a: Array,
    z: Array,
    d: Array,
    gradient: Array,
    held: Mask,
    numbers: Array,
) -> float:
    """δ of all layers below the last one, and the update, from the last layer down. Returns 0, or
    NaN if a parameter or a running average is no longer a finite number.
    """
    offset, here = theta.size, 0
    for layer in range(layers):
        here += sizes[layer]
    lost = 0.0
    for up in range(1, layers + 1):
        layer = layers - up
        inputs, units = sizes[layer], sizes[layer + 1]
        offset -= units * (inputs + 1)
        f = activations[max(0, layer - 1)]
        lost += _call_down(
            step, inputs, units, offset, here, f, K, theta, slots, a, z, d, gradient, held, numbers
        )
        here -= inputs
    return lost


@inlined
def backward_written_out(
    step: Step,
    sizes: Sequence[int],
    activations: Sequence[int],
    layers: int,
    K: int,
    theta: Array,
    slots: Array,
    a: Array,
    z: Array,
    d: Array,
    gradient: Array,
    held: Mask,
    numbers: Array,
) -> float:
    """``backward`` of at most four layers, by tuples of five sizes and four activations."""
    n0, n1, n2, n3, n4 = sizes
    f1, f2, f3, _ = activations
    w2 = n1 * (n0 + 1)
    w3 = w2 + n2 * (n1 + 1)
    w4 = w3 + n3 * (n2 + 1)
    u2, u3, u4 = n0 + n1, n0 + n1 + n2, n0 + n1 + n2 + n3
    lost = 0.0
    if layers > 3:
        lost += _down(step, n3, n4, w4, u4, f3, K, theta, slots, a, z, d, gradient, held, numbers)
    if layers > 2:
        lost += _down(step, n2, n3, w3, u3, f2, K, theta, slots, a, z, d, gradient, held, numbers)
    if layers > 1:
        lost += _down(step, n1, n2, w2, u2, f1, K, theta, slots, a, z, d, gradient, held, numbers)
    return lost + _down(step, n0, n1, 0, n0, f1, K, theta, slots, a, z, d, gradient, held, numbers)


@inlined
def _down(
    step: Step,
    inputs: int,
    units: int,
    offset: int,
    here: int,
    activation: int,
    K: int,
    theta: Array,
    slots: Array,
    a: Array,
    z: Array,
    d: Array,
    gradient: Array,
    held: Mask,
    numbers: Array,
) -> float:
    """The way back of a layer: δ of the layer below, which has the ``activation``, through W as it
    was, or in place as it then is; and θ moves, or before a batch's last block its gradient grows.
    """
    has_below = offset > 0
    if has_below and not step.in_place:
        hand_down(inputs, units, offset, here, activation, K, theta, a, z, d)
    lost = 0.0
    if step.plain:
        rate = numbers[RATE] * step.scale
        lost = descend_plainly(inputs, units, offset, here, K, rate, a, d, theta)
    else:
        add_gradient(inputs, units, offset, here, K, a, d, gradient)
        if step.is_last:
            biases = offset + units * inputs
            end = biases + units
            lost = _move(step, True, offset, biases, gradient, theta, slots, held, numbers)
            lost += _move(step, False, biases, end, gradient, theta, slots, held, numbers)
    if has_below and step.in_place:
        hand_down(inputs, units, offset, here, activation, K, theta, a, z, d)
    return lost


@compiled
def _move(
    step: Step,
    is_weight: bool,
    begin: int,
    end: int,
    gradient: Array,
    theta: Array,
    slots: Array,
    held: Mask,
    numbers: Array,
) -> float:
    return descend(
        step.optimizer,
        step.penalty and is_weight,
        is_weight,
        begin,
        end,
        step.scale,
        step.time,
        gradient,
        theta,
        slots,
        held,
        numbers,
    )


@compiled
def _up(
    inputs: int,
    units: int,
    offset: int,
    here: int,
    f: int,
    K: int,
    theta: Array,
    a: Array,
    z: Array,
    columns: Array,
) -> None:
    inputs, units, offset, here = index(inputs), index(units), index(offset), index(here)
    forward_layer(inputs, units, offset, here, f, index(K), theta, a, z, columns)


@compiled
def _call_down(
    step: Step,
    inputs: int,
    units: int,
    offset: int,
    here: int,
    f: int,
    K: int,
    theta: Array,
    slots: Array,
    a: Array,
    z: Array,
    d: Array,
    gradient: Array,
    held: Mask,
    numbers: Array,
) -> float:
    inputs, units, offset, here = index(inputs), index(units), index(offset), index(here)
    return _down(
        step,
        inputs,
        units,
        offset,
        here,
        f,
        index(K),
        theta,
        slots,
        a,
        z,
        d,
        gradient,
        held,
        numbers,
    )
