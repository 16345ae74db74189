"""The one declaration of every number and choice that a user can set for training.

The panel, the session file, the command and the checks all read what stands here. To add a
hyperparameter, add one field.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, cast

from engine.errors import InputError, did_you_mean, quoted, shortest

Visible = Callable[["Hyperparameters"], bool]


class Declaration(NamedTuple):
    """What is known of one hyperparameter: ``kind`` is "real", "count", "choice" or "flag".

    Bounds are inclusive unless ``low_open`` or ``high_open``. ``optional`` allows None.
    ``restarts`` says that a change draws new starting values or new data; everything else changes
    during training. ``visible`` tells when the setting has a meaning, from the others. ``scale``
    "log" asks for a logarithmic slider.
    """

    key: str
    kind: str
    label: str
    help: str
    group: str
    symbol: str = ""
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    restarts: bool = False
    scale: str = "linear"
    visible: Visible = lambda _h: True

    def check(self, value: object, where: str) -> Any:
        """The value in its own type, or InputError with ``where`` as the name of the place."""
        if value is None and self.optional:
            return None
        match self.kind:
            case "flag":
                return self._check_flag(value, where)
            case "choice":
                return self._check_choice(value, where)
            case "count":
                return self._check_count(value, where)
            case _:
                return self._check_real(value, where)

    def _check_flag(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            raise InputError(
                "{where} is {value}; write true or false.", where=where, value=quoted(value)
            )
        return value

    def _check_choice(self, value: object, where: str) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise InputError(
            "{where} is {value}; choose one of {choices}.{hint}",
            where=where,
            value=quoted(value),
            choices=", ".join(self.choices),
            hint=did_you_mean(value, self.choices),
        )

    def _check_count(self, value: object, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(
                "{where} is {value}; it must be a whole number.", where=where, value=quoted(value)
            )
        return int(self._check_range(value, where))

    def _check_real(self, value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InputError(
                "{where} is {value}; it must be a number.", where=where, value=quoted(value)
            )
        if abs(value) > sys.float_info.max or value != value:
            raise InputError("{where} is not a finite number; give a finite one.", where=where)
        return float(self._check_range(value, where))

    def _check_range(self, value: float, where: str) -> float:
        too_low = value <= self.low if self.low_open else value < self.low
        too_high = value >= self.high if self.high_open else value > self.high
        if too_low or too_high:
            raise InputError(
                "{where} is {value}; it must be {range}.",
                where=where,
                value=shortest(value),
                range=self.range_text(),
            )
        return value

    def range_text(self) -> str:
        """The accepted values in words: "greater than 0 and at most 1000000"."""
        parts: list[str] = []
        if self.low > -math.inf:
            parts.append(("greater than " if self.low_open else "at least ") + shortest(self.low))
        if self.high < math.inf:
            parts.append(("less than " if self.high_open else "at most ") + shortest(self.high))
        return " and ".join(parts) or "any number"


def _declare(default: Any, kind: str, label: str, group: str, text: str, **rest: Any) -> Any:
    return field(
        default=default,
        metadata={"kind": kind, "label": label, "group": group, "help": text, **rest},
    )


def _uses(name: str) -> Visible:
    def visible(h: Hyperparameters) -> bool:
        from engine.optimizers import OPTIMIZERS  # optimizers read this module's values

        return name in OPTIMIZERS[h.optimizer].settings

    return visible


LOSS_CHOICES = {
    "half_squared_error": "½ Σ (y − ŷ)²",
    "squared_error": "Σ (y − ŷ)²",
    "mean_squared_error": "mean (y − ŷ)²",
    "mean_absolute_error": "mean |y − ŷ|",
    "huber": "Huber",
    "binary_cross_entropy": "binary cross entropy",
    "cross_entropy": "cross entropy",
}
OPTIMIZER_CHOICES = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw")
INITIALIZER_CHOICES = {
    "uniform": "uniform",
    "normal": "normal",
    "xavier_uniform": "Xavier, uniform",
    "xavier_normal": "Xavier, normal",
    "he_uniform": "He, uniform",
    "he_normal": "He, normal",
    "zeros": "zeros",
    "constant": "constant",
}
_FRACTION = {"low": 0.0, "high": 1.0, "high_open": True}


def _has_huber(h: Hyperparameters) -> bool:
    return h.loss == "huber"


def _draws(h: Hyperparameters) -> bool:
    return h.initializer != "zeros"


@dataclass(frozen=True)
class Hyperparameters:
    """The values, checked on construction; each field carries its own Declaration (see
    DECLARATIONS).
    """

    learning_rate: float = _declare(
        0.05,
        "real",
        "Learning rate",
        "Training",
        "How far each update goes against the gradient.",
        symbol="η",
        low=0.0,
        low_open=True,
        high=1e6,
        scale="log",
    )
    batch_size: int = _declare(
        1,
        "count",
        "Batch size",
        "Training",
        "Samples whose mean gradient makes one update.",
        low=1,
        high=10**6,
    )
    shuffle: bool = _declare(
        False,
        "flag",
        "Shuffle",
        "Training",
        "A new order of the samples in every epoch, drawn from the seed.",
    )
    loss: str = _declare(
        "half_squared_error",
        "choice",
        "Loss",
        "Training",
        "How far a prediction is from its target.",
        choices=tuple(LOSS_CHOICES),
        labels=tuple(LOSS_CHOICES.values()),
    )
    huber_delta: float = _declare(
        1.0,
        "real",
        "Huber δ",
        "Training",
        "Where the Huber loss turns from a square into a line.",
        symbol="d",
        low=0.0,
        low_open=True,
        visible=_has_huber,
    )
    optimizer: str = _declare(
        "sgd",
        "choice",
        "Optimizer",
        "Training",
        "How the gradient becomes a change of the parameters.",
        choices=OPTIMIZER_CHOICES,
        labels=OPTIMIZER_CHOICES,
    )
    momentum: float = _declare(
        0.9,
        "real",
        "Momentum",
        "Training",
        "The share of the last step that is kept.",
        symbol="μ",
        visible=_uses("momentum"),
        **_FRACTION,
    )
    alpha: float = _declare(
        0.99,
        "real",
        "Decay",
        "Training",
        "How slowly RMSprop forgets old squared gradients.",
        symbol="α",
        visible=_uses("alpha"),
        **_FRACTION,
    )
    beta1: float = _declare(
        0.9,
        "real",
        "Beta 1",
        "Training",
        "How slowly Adam forgets old gradients.",
        symbol="β₁",
        visible=_uses("beta1"),
        **_FRACTION,
    )
    beta2: float = _declare(
        0.999,
        "real",
        "Beta 2",
        "Training",
        "How slowly Adam forgets old squared gradients.",
        symbol="β₂",
        visible=_uses("beta2"),
        **_FRACTION,
    )
    epsilon: float | None = _declare(
        None,
        "real",
        "Epsilon",
        "Training",
        "Keeps the division away from 0; empty: the optimizer's own.",
        symbol="ε",
        low=0.0,
        low_open=True,
        optional=True,
        visible=_uses("epsilon"),
    )
    weight_decay: float = _declare(
        0.01,
        "real",
        "Weight decay",
        "Training",
        "AdamW's shrinking of the weights, apart from the gradient.",
        symbol="λ",
        low=0.0,
        visible=_uses("weight_decay"),
    )
    l1: float = _declare(
        0.0,
        "real",
        "L1",
        "Training",
        "Adds l1·Σ|W| to the objective; biases are left out.",
        low=0.0,
    )
    l2: float = _declare(
        0.0,
        "real",
        "L2",
        "Training",
        "Adds ½·l2·ΣW² to the objective; biases are left out.",
        low=0.0,
    )
    initializer: str = _declare(
        "uniform",
        "choice",
        "Initial",
        "Network",
        "How the starting weights are drawn.",
        choices=tuple(INITIALIZER_CHOICES),
        labels=tuple(INITIALIZER_CHOICES.values()),
        restarts=True,
    )
    initializer_scale: float = _declare(
        1.0,
        "real",
        "Scale",
        "Network",
        "The width of the draw: s in the initializer's formula.",
        symbol="s",
        low=-1e6,
        high=1e6,
        restarts=True,
        visible=_draws,
    )
    seed: int = _declare(
        0,
        "count",
        "Seed",
        "Network",
        "Fixes every random draw: weights, data, noise, split and order.",
        low=0,
        high=2**63 - 1,
        restarts=True,
    )
    rule: str = _declare(
        "chain_rule",
        "choice",
        "Rule",
        "Conventions",
        "The chain rule, or the formulas as the article prints them (2-2-2-1 networks only).",
        choices=("chain_rule", "as_printed"),
        labels=("chain rule", "as printed"),
    )
    update_order: str = _declare(
        "simultaneous",
        "choice",
        "Update",
        "Conventions",
        "Simultaneous takes every gradient from the old parameters; "
        "in place updates a layer before the gradient below it.",
        choices=("simultaneous", "in_place"),
        labels=("simultaneous", "in place"),
    )
    update_biases: bool = _declare(
        True,
        "flag",
        "Biases",
        "Conventions",
        "Biases take part in updates; some textbooks leave them as they are.",
    )
    round_to: int | None = _declare(
        None,
        "count",
        "Round as on paper",
        "Numbers",
        "Rounds every intermediate result to this many decimals before it is used; "
        "empty: full precision.",
        low=0,
        high=15,
        optional=True,
    )

    def __post_init__(self) -> None:
        for declaration in DECLARATIONS.values():
            value = declaration.check(getattr(self, declaration.key), declaration.label)
            object.__setattr__(self, declaration.key, value)

    @property
    def effective_epsilon(self) -> float:
        """ε where one is set, else the optimizer's own default (PyTorch 2.13)."""
        if self.epsilon is not None:
            return self.epsilon
        return 1e-10 if self.optimizer == "adagrad" else 1e-8


def _declarations() -> dict[str, Declaration]:
    return {
        f.name: Declaration(key=f.name, **cast("dict[str, Any]", f.metadata))
        for f in fields(Hyperparameters)
    }


DECLARATIONS: dict[str, Declaration] = _declarations()


def from_mapping(values: Mapping[str, object], where: str = "hyperparameters") -> Hyperparameters:
    """Checked hyperparameters from a file's or a command's mapping; InputError names the key as
    ``where.key``.
    """
    checked: dict[str, Any] = {}
    for key, value in values.items():
        declaration = DECLARATIONS.get(key)
        if declaration is None:
            raise InputError(
                "{place} has the unknown key {key!r}.{hint}",
                place=where,
                where=f"{where}.{key}",
                key=key,
                hint=did_you_mean(key, tuple(DECLARATIONS)),
            )
        checked[key] = declaration.check(value, f"{where}.{key}")
    return Hyperparameters(**checked)
