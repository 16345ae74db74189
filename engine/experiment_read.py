"""Reads the choices at the top of a file, a session's or an example's, as an Experiment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine import hyperparameters
from engine.arrays import Array, Mask
from engine.errors import InputError, quoted
from engine.experiment import MAX_PARAMETERS, Experiment, Layer, draw
from engine.json_values import Reader
from engine.session_data import data_spec
from engine.state import Shape

KEYS = ("inputs", "layers", "data", "validation", "hyperparameters", "parameters", "frozen")


def experiment_of(top: Reader, folder: Path) -> Experiment:
    """The experiment; ``folder`` leads the relative path of a CSV file."""
    inputs = top.child("inputs").count(1, MAX_PARAMETERS) if "inputs" in top else 2
    layers = tuple(_layer(item) for item in top.child("layers").readers())
    if not layers:
        raise InputError("layers is empty; a network needs at least 1 layer.", where="layers")
    sizes = (inputs, *(layer.units for layer in layers))
    shape = Shape(sizes)
    if shape.count > MAX_PARAMETERS:
        raise InputError(
            "layers: the network has {count} parameters; the limit is {limit}. Use fewer units.",
            where="layers",
            count=shape.count,
            limit=MAX_PARAMETERS,
        )
    validation = top.child("validation") if "validation" in top else None
    if validation is not None:
        validation.only(("share",))
    given: Mapping[str, object] = {}
    if "hyperparameters" in top:
        given = top.child("hyperparameters").mapping()
    experiment = Experiment(
        inputs=inputs,
        layers=layers,
        data=data_spec(top.child("data"), folder),
        validation_share=validation.number("share", 0.0) if validation is not None else 0.0,
        hyperparameters=hyperparameters.from_mapping(given),
        start=_starting_values(top.child("parameters"), shape) if "parameters" in top else None,
        frozen=_frozen(top.child("frozen"), shape) if "frozen" in top else None,
    )
    drawn = draw(shape, experiment.hyperparameters)
    if experiment.start is not None and np.array_equal(experiment.start, drawn):
        # The file writes them always; they are given ones only if nothing else would give them.
        experiment = experiment.edited(start=None)
    return experiment


def _starting_values(item: Reader, shape: Shape) -> Array:
    item.only(("W", "b"))
    return item.vector(shape)


def _frozen(item: Reader, shape: Shape) -> Mask:
    item.only(("W", "b"))
    return item.marks(shape)


def _layer(item: Reader) -> Layer:
    item.only(("units", "activation"))
    units = item.child("units")
    if isinstance(units.value, int) and not isinstance(units.value, bool) and units.value < 1:
        raise InputError(
            "{where} is {value}; a layer needs at least 1 unit.",
            where=units.where,
            value=quoted(units.value),
        )
    return Layer(units.count(1, MAX_PARAMETERS), item.child("activation").text_value())
