"""How a gradient becomes a change of the parameters: each optimizer returns Δ, and applying it is
not its business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.formula import (
    ONE,
    TWO,
    Call,
    Negative,
    Node,
    Power,
    Quantity,
    Quotient,
    minus,
    plus,
    times,
)
from engine.hyperparameters import Hyperparameters

Slots = tuple[Array, ...]


class Gradient(NamedTuple):
    """What an optimizer sees: flat vectors of one length (P,), all parameters or those of one
    layer.

    ``time`` counts the optimizer's updates from 1; ``is_weight`` is 1.0 for weights and 0.0 for
    biases.
    """

    g: Array
    theta: Array
    is_weight: Array
    time: int


class OneUpdate(NamedTuple):
    """The symbols of one parameter's update, for its formulas: the gradient g, the parameter w, its
    running averages before (``old``) and after (``new``), whether it is a weight, the time t.
    """

    g: Quantity
    w: Quantity
    old: tuple[Quantity, ...]
    new: tuple[Quantity, ...]
    is_weight: bool
    time: int
    h: Hyperparameters


@dataclass(frozen=True, eq=False)
class Optimizer:
    """One rule of descent, with the defaults of PyTorch 2.13.

    ``change(gradient, slots, h)`` returns Δ of shape (P,) and the new running averages, one (P,)
    vector for each name in ``slots``. ``unfold(u)`` is Δ of one parameter as a tree,
    ``unfold_slots`` likewise each of its running averages. ``note`` explains symbols of these
    trees, with the time {t}. ``settings`` names the hyperparameters it reads besides the learning
    rate.
    """

    name: str
    change: Callable[[Gradient, Slots, Hyperparameters], tuple[Array, Slots]]
    formula: str
    unfold: Callable[[OneUpdate], Node]
    slots: tuple[str, ...] = ()
    note: str = ""
    unfold_slots: tuple[Callable[[OneUpdate], Node], ...] = ()
    settings: tuple[str, ...] = ()


def _sgd(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    return -h.learning_rate * gradient.g, slots


def _momentum(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    v = h.momentum * slots[0] + gradient.g
    return -h.learning_rate * v, (v,)


def _nesterov(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    v = h.momentum * slots[0] + gradient.g
    return -h.learning_rate * (gradient.g + h.momentum * v), (v,)


def _rmsprop(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    s = h.alpha * slots[0] + (1.0 - h.alpha) * gradient.g * gradient.g
    return -h.learning_rate * gradient.g / (np.sqrt(s) + h.effective_epsilon), (s,)


def _adagrad(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    s = slots[0] + gradient.g * gradient.g
    return -h.learning_rate * gradient.g / (np.sqrt(s) + h.effective_epsilon), (s,)


def _adam(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    m = h.beta1 * slots[0] + (1.0 - h.beta1) * gradient.g
    s = h.beta2 * slots[1] + (1.0 - h.beta2) * gradient.g * gradient.g
    m_hat = m / (1.0 - h.beta1**gradient.time)
    s_hat = s / (1.0 - h.beta2**gradient.time)
    return -h.learning_rate * m_hat / (np.sqrt(s_hat) + h.effective_epsilon), (m, s)


def _adamw(gradient: Gradient, slots: Slots, h: Hyperparameters) -> tuple[Array, Slots]:
    change, slots = _adam(gradient, slots, h)
    decay = -h.learning_rate * h.weight_decay * gradient.is_weight * gradient.theta
    return change + decay, slots


def _named(letter: str, value: float) -> Quantity:
    return Quantity(letter, value)


def _eta(u: OneUpdate) -> Quantity:
    return _named("η", u.h.learning_rate)


def _averaged(letter: str, value: float, old: Node, new: Node) -> Node:
    """β old + (1 − β) new."""
    beta = _named(letter, value)
    return plus(times(beta, old), times(minus(ONE, beta), new))


def _momentum_slot(u: OneUpdate) -> Node:
    return plus(times(_named("μ", u.h.momentum), u.old[0]), u.g)


def _root_tree(u: OneUpdate, s: Node) -> Node:
    return plus(Call("sqrt", s), _named("ε", u.h.effective_epsilon))


def _scaled_tree(u: OneUpdate) -> Node:
    return Negative(times(_eta(u), Quotient(u.g, _root_tree(u, u.new[0]))))


def _corrected(letter: str, average: Quantity, beta: float, time: int) -> Quantity:
    value = None if average.value is None else average.value / (1.0 - beta**time)
    return Quantity(letter, value)


def _adam_tree(u: OneUpdate) -> Node:
    m = _corrected("m̂", u.new[0], u.h.beta1, u.time)
    s = _corrected("ŝ", u.new[1], u.h.beta2, u.time)
    return Negative(times(_eta(u), Quotient(m, _root_tree(u, s))))


def _adamw_tree(u: OneUpdate) -> Node:
    if not u.is_weight:
        return _adam_tree(u)
    decay = times(_eta(u), _named("λ", u.h.weight_decay), u.w)
    return minus(_adam_tree(u), decay)


_ADAM_NOTE = "m̂ = m / (1 − β₁ᵗ), ŝ = s / (1 − β₂ᵗ), t = {t}"
_ADAM_SLOTS: tuple[Callable[[OneUpdate], Node], ...] = (
    lambda u: _averaged("β₁", u.h.beta1, u.old[0], u.g),
    lambda u: _averaged("β₂", u.h.beta2, u.old[1], Power(u.g, TWO)),
)


def _registry(*optimizers: Optimizer) -> dict[str, Optimizer]:
    return {optimizer.name: optimizer for optimizer in optimizers}


OPTIMIZERS = _registry(
    Optimizer("sgd", _sgd, "Δ = −η g", lambda u: Negative(times(_eta(u), u.g))),
    Optimizer(
        "momentum",
        _momentum,
        "v ← μ v + g, Δ = −η v",
        lambda u: Negative(times(_eta(u), u.new[0])),
        ("v",),
        unfold_slots=(_momentum_slot,),
        settings=("momentum",),
    ),
    Optimizer(
        "nesterov",
        _nesterov,
        "v ← μ v + g, Δ = −η (g + μ v)",
        lambda u: Negative(times(_eta(u), plus(u.g, times(_named("μ", u.h.momentum), u.new[0])))),
        ("v",),
        unfold_slots=(_momentum_slot,),
        settings=("momentum",),
    ),
    Optimizer(
        "rmsprop",
        _rmsprop,
        "s ← α s + (1 − α) g², Δ = −η g / (√s + ε)",
        _scaled_tree,
        ("s",),
        unfold_slots=(lambda u: _averaged("α", u.h.alpha, u.old[0], Power(u.g, TWO)),),
        settings=("alpha", "epsilon"),
    ),
    Optimizer(
        "adagrad",
        _adagrad,
        "s ← s + g², Δ = −η g / (√s + ε)",
        _scaled_tree,
        ("s",),
        unfold_slots=(lambda u: plus(u.old[0], Power(u.g, TWO)),),
        settings=("epsilon",),
    ),
    Optimizer(
        "adam",
        _adam,
        "m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², Δ = −η m̂ / (√ŝ + ε)",
        _adam_tree,
        ("m", "s"),
        _ADAM_NOTE,
        _ADAM_SLOTS,
        ("beta1", "beta2", "epsilon"),
    ),
    Optimizer(
        "adamw",
        _adamw,
        "as adam, and Δ − η λ w for weights",
        _adamw_tree,
        ("m", "s"),
        _ADAM_NOTE,
        _ADAM_SLOTS,
        ("beta1", "beta2", "epsilon", "weight_decay"),
    ),
)
