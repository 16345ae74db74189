"""How a gradient moves a range of parameters, one optimizer after the other, for compiled code."""

from __future__ import annotations

import math

from engine.arrays import Array, Mask
from engine.fast import inlined
from engine.kernels.codes import (
    ADAGRAD,
    ADAM,
    ADAMW,
    ALPHA,
    BETA1,
    BETA2,
    DECAY,
    EPSILON,
    L1,
    L2,
    MOMENTUM,
    MU,
    NESTEROV,
    RATE,
    RMSPROP,
    SGD,
)


@inlined
def descend(
    optimizer: int,
    penalty: bool,
    is_weight: bool,
    begin: int,
    end: int,
    scale: float,
    time: int,
    gradient: Array,
    theta: Array,
    slots: Array,
    held: Mask,
    numbers: Array,
) -> float:
    """Move the parameters from ``begin`` to ``end``, all of them weights or all of them biases.

    ``gradient`` times ``scale`` is the batch's; ``penalty``: l1 or l2 enters. ``time`` counts
    the optimizer's updates from 1. Returns 0, or NaN if a parameter or a running
    average is no longer a finite number.
    """
    rate, epsilon = numbers[RATE], numbers[EPSILON]
    first, second = 1.0, 1.0
    if optimizer in (ADAM, ADAMW):
        first = 1.0 - math.pow(numbers[BETA1], time)
        second = 1.0 - math.pow(numbers[BETA2], time)
    lost = 0.0
    for i in range(begin, end):
        if held.size and held[i]:
            continue
        w = theta[i]
        g = gradient[i] * scale
        if penalty:
            sign = (1.0 if w > 0.0 else 0.0) - (1.0 if w < 0.0 else 0.0)
            g += numbers[L1] * sign + numbers[L2] * w
        change = 0.0
        if optimizer == SGD:
            change = -rate * g
        elif optimizer == MOMENTUM:
            v = numbers[MU] * slots[0, i] + g
            slots[0, i] = v
            change = -rate * v
            lost += v * 0.0
        elif optimizer == NESTEROV:
            v = numbers[MU] * slots[0, i] + g
            slots[0, i] = v
            change = -rate * (g + numbers[MU] * v)
            lost += v * 0.0
        elif optimizer == RMSPROP:
            v = numbers[ALPHA] * slots[0, i] + (1.0 - numbers[ALPHA]) * g * g
            slots[0, i] = v
            change = -rate * g / (math.sqrt(v) + epsilon)
            lost += v * 0.0
        elif optimizer == ADAGRAD:
            v = slots[0, i] + g * g
            slots[0, i] = v
            change = -rate * g / (math.sqrt(v) + epsilon)
            lost += v * 0.0
        else:
            m = numbers[BETA1] * slots[0, i] + (1.0 - numbers[BETA1]) * g
            v = numbers[BETA2] * slots[1, i] + (1.0 - numbers[BETA2]) * g * g
            slots[0, i] = m
            slots[1, i] = v
            change = -rate * (m / first) / (math.sqrt(v / second) + epsilon)
            if optimizer == ADAMW and is_weight:
                change -= rate * numbers[DECAY] * w
            lost += m * 0.0 + v * 0.0
        w += change
        theta[i] = w
        lost += w * 0.0
    return lost
