"""Choices that need other choices with them: data and the sizes of the network, output and loss."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from engine import data
from engine.data import DataSpec, FormulaData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.losses import LOSSES

_INPUT_NAME = re.compile(r"(?<![A-Za-z_])x([1-9][0-9]{0,3})(?![0-9A-Za-z_])")
_MOST_NAMED_INPUTS = 1000
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ANY_LOSS = "half_squared_error"  # goes with every target
_ANY_OUTPUT = "identity"  # goes with every loss that names no output


Companions = dict[str, str]
"""What changes along: "loss", "rule" and "output" (the output layer's activation) by name."""


class Choice(NamedTuple):
    """An experiment, and what had to change along with the choice that led to it."""

    experiment: Experiment
    also: Companions


def with_data(experiment: Experiment, spec: DataSpec) -> Experiment:
    """The experiment on other data, its inputs and output units made to fit; InputError where the
    data cannot be loaded.
    """
    return choose_data(experiment, spec).experiment


def choose_data(experiment: Experiment, spec: DataSpec) -> Choice:
    """As `with_data`, and says what else had to change.

    A loss that the targets do not allow gives way to ½ squared error (and softmax to the identity
    with it), the rule as_printed to the chain rule where the shape is another.
    """
    dataset = data.load(
        spec,
        _inputs(experiment, spec),
        experiment.hyperparameters.seed,
        experiment.validation_share,
    )
    changes = {
        "data": spec,
        "loaded": dataset,
        "inputs": dataset.x.shape[1],
        "layers": _with_last(experiment.layers, units=dataset.y.shape[1]),
    }
    rule = {"rule": "chain_rule"}
    loss = {"loss": _ANY_LOSS}
    if experiment.layers[-1].activation == "softmax":
        loss["output"] = _ANY_OUTPUT
    return _first(experiment, changes, [{}, rule, loss, {**loss, **rule}])


def with_output(experiment: Experiment, activation: str) -> Choice:
    """The experiment with another output activation, and the loss that goes with it where the
    present one does not; InputError where none does.
    """
    partners = [name for name, loss in LOSSES.items() if loss.output == activation]
    companions: list[Companions] = [{}, *({"loss": name} for name in (*partners, _ANY_LOSS))]
    layers = _with_last(experiment.layers, activation=activation)
    return _first(experiment, {"layers": layers}, companions)


def with_loss(experiment: Experiment, loss: str) -> Choice:
    """The experiment with another loss, and the output activation that goes with it where the
    present one does not; InputError where none does.
    """
    output = LOSSES[loss].output if loss in LOSSES else None
    return _first(experiment, {"loss": loss}, [{}, {"output": output or _ANY_OUTPUT}])


def named_inputs(expressions: Iterable[str]) -> int:
    """The highest number of an x1, x2, … in the formulas; 0 where there is none."""
    text = " ".join(expressions).translate(_SUBSCRIPTS)
    return max((int(number) for number in _INPUT_NAME.findall(text)), default=0)


def _inputs(experiment: Experiment, spec: DataSpec) -> int | None:
    """How many inputs the data shall have. A formula alone cannot say: as many as it names, and
    those that the network was given beyond that stay.
    """
    if not isinstance(spec, FormulaData):
        return None
    named = max(1, named_inputs(spec.expressions))
    if named > _MOST_NAMED_INPUTS:
        return experiment.inputs  # the formula's own check tells which name is too high
    before = experiment.data
    if not isinstance(before, FormulaData):
        return named
    if before.expressions == spec.expressions:
        return experiment.inputs
    followed = experiment.inputs == max(1, named_inputs(before.expressions))
    return named if followed else max(named, experiment.inputs)


def _with_last(layers: tuple[Layer, ...], **changes: Any) -> tuple[Layer, ...]:
    return (*layers[:-1], dataclasses.replace(layers[-1], **changes))


def _first(experiment: Experiment, changes: dict[str, Any], candidates: list[Companions]) -> Choice:
    """The first companions with which the changes are possible.

    Where none are, the error of the nearest ones tells most: not that two things do not go
    together, but why the second could not follow.
    """
    errors: list[InputError] = []
    for companions in candidates:
        more: dict[str, Any] = dict(companions)
        output = more.pop("output", None)
        if output is not None:
            layers = changes.get("layers", experiment.layers)
            more["layers"] = _with_last(layers, activation=output)
        try:
            return Choice(experiment.edited(**{**changes, **more}), companions)
        except InputError as error:
            errors.append(error)
    raise errors[:2][-1]
