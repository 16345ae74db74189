"""Reads a session's file and names whatever in it cannot be used, by its path inside the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine import hyperparameters
from engine.arrays import Array
from engine.branch import Change
from engine.errors import InputError
from engine.experiment import MAX_PARAMETERS, Experiment, Layer, draw
from engine.hyperparameters import did_you_mean, quoted
from engine.json_values import Reader, reader
from engine.session import Session
from engine.session_data import data_spec
from engine.session_json import FORMAT, VERSION
from engine.state import Shape, TrainState, parameters

KEYS = (
    "format", "version", "title", "notes", "inputs", "layers", "data", "validation",
    "hyperparameters", "parameters", "frozen", "state", "annotations", "view",
)  # fmt: skip
STATE_KEYS = ("update", "epoch", "position", "W", "b", "slots", "changes")
MOST_LAYERS = 1000


def from_bytes(content: bytes, path: Path | None) -> Session:
    """The session; InputError says where the file goes wrong."""
    top = reader(_decoded(content))
    _check_format(top)
    top.only(KEYS)
    folder = path.absolute().parent if path is not None else Path.cwd()
    experiment = _experiment(top, folder)
    progress, changes = _progress(top.child("state"), experiment) if "state" in top else (None, ())
    return Session(
        title=top.text("title", ""),
        notes=top.text("notes", ""),
        experiment=experiment,
        progress=progress,
        changes=changes,
        annotations=tuple(top.child("annotations").items()) if "annotations" in top else (),
        view=dict(top.child("view").mapping()) if "view" in top else {},
        path=path,
    )


def _decoded(content: bytes) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "The file is no text in UTF-8 (byte {place}); a session is a JSON file in UTF-8.",
            place=error.start + 1,
        ) from error
    if not text.strip():
        raise InputError("The file is empty; a session is a JSON file.")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        _tell_broken(error, len(text.rstrip()))
    except RecursionError as error:
        raise InputError("The file is nested too deeply; it is no session.") from error
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError("The file has a number with too many digits; it is no session.") from error


def _tell_broken(error: json.JSONDecodeError, length: int) -> NoReturn:
    if error.pos >= length:
        raise InputError(
            "The file ends too early, in line {line}; a part of it is missing.", line=error.lineno
        ) from error
    raise InputError(
        "The file is not JSON: line {line}, column {column}: {what}.",
        line=error.lineno,
        column=error.colno,
        what=error.msg[0].lower() + error.msg[1:],
    ) from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in pairs:
        if key in made:
            raise InputError("The key {key} stands twice in one place; keep one.", key=quoted(key))
        made[key] = value
    return made


def _no_constant(name: str) -> NoReturn:
    raise InputError("The file has the value {name}; a session has finite numbers only.", name=name)


def _check_format(top: Reader) -> None:
    if not isinstance(top.value, dict) or top.get("format") != FORMAT:
        raise InputError(
            "This is no Backstep session: a session begins with {start}.",
            start=f'{{"format": "{FORMAT}"',
        )
    version = top.child("version").count(1, 10**9)
    if version > VERSION:
        raise InputError(
            "The session has the version {found}, this Backstep reads up to {known}; "
            "install a newer Backstep.",
            found=version,
            known=VERSION,
        )


def _experiment(top: Reader, folder: Path) -> Experiment:
    inputs = top.child("inputs").count(1, MAX_PARAMETERS) if "inputs" in top else 2
    layers = tuple(_layer(item) for item in top.child("layers").readers(MOST_LAYERS))
    sizes = (inputs, *(layer.units for layer in layers))
    shape = Shape(sizes)
    if shape.count > MAX_PARAMETERS:
        raise InputError(
            "layers: the network has {count} parameters; the limit is {limit}. Use fewer units.",
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
        frozen=top.child("frozen").marks(shape) if "frozen" in top else None,
    )
    drawn = draw(shape, experiment.hyperparameters)
    if experiment.start is not None and np.array_equal(experiment.start, drawn):
        # The file writes them always; they are given ones only if nothing else would give them.
        experiment = experiment.edited(start=None)
    return experiment


def _starting_values(item: Reader, shape: Shape) -> Array:
    item.only(("W", "b"))
    return item.vector(shape)


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


def _progress(item: Reader, start: Experiment) -> tuple[TrainState | None, tuple[Change, ...]]:
    item.only(STATE_KEYS)
    update = item.child("update").count(0, 10**15)
    changes = _changes(item, start, update)
    experiment = changes[-1].experiment if changes else start
    size = start.dataset.train.size
    position = item.child("position").count(0, size - 1) if "position" in item else 0
    epoch = item.child("epoch").count(0, 10**15) if "epoch" in item else 0
    theta = item.vector(start.shape)
    if update == 0:
        return None, ()
    slots, time = _slots(item, experiment, update)
    state = TrainState(
        experiment, update, epoch, position, time, parameters(theta, start.shape), slots, 0, None
    )
    return state, changes


def _slots(item: Reader, experiment: Experiment, update: int) -> tuple[Any, int]:
    names = experiment.optimizer.slots
    if "slots" not in item and not names:
        return (), update
    given = item.child("slots")
    given.only(("time", *names), hint=f"The optimizer is {experiment.optimizer.name}.")
    time = given.child("time").count(0, update) if "time" in given else update
    slots = tuple(given.child(name).vector(experiment.shape) for name in names)
    for slot in slots:
        slot.setflags(write=False)
    return slots, time


def _changes(item: Reader, start: Experiment, last: int) -> tuple[Change, ...]:
    made: list[Change] = []
    experiment, earlier = start, 0
    for entry in item.child("changes").readers() if "changes" in item else ():
        entry.only(("update", "hyperparameters", "parameters"))
        update = entry.child("update").count(0, last)
        if update < earlier:
            raise InputError(
                "{where}.update is {update}, after a change at {earlier}; put changes in order.",
                where=entry.where,
                update=update,
                earlier=earlier,
            )
        earlier = update
        theta = None
        if "hyperparameters" in entry:
            experiment = _changed(experiment, entry.child("hyperparameters"))
        if "parameters" in entry:
            theta = entry.child("parameters").vector(start.shape)
            theta.setflags(write=False)
        made.append(Change(update, experiment, theta))
    return tuple(made)


def _changed(experiment: Experiment, entry: Reader) -> Experiment:
    values: Mapping[str, object] = entry.mapping()
    for key in values:
        declaration = hyperparameters.DECLARATIONS.get(key)
        if declaration is None:
            names = tuple(hyperparameters.DECLARATIONS)
            raise InputError(
                "{where} has the unknown key {key}.{hint}",
                where=entry.where,
                key=quoted(key),
                hint=did_you_mean(key, names),
            )
        if declaration.restarts:
            raise InputError(
                "{where}.{key} cannot change during training; remove it.",
                where=entry.where,
                key=key,
            )
        declaration.check(values[key], f"{entry.where}.{key}")
    return experiment.edited(**values)
