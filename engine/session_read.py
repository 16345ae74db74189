"""Reads a session's file and names whatever in it cannot be used, by its path inside the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import numpy as np

from engine import hyperparameters, session_state
from engine.arrays import Array, Mask
from engine.errors import InputError
from engine.experiment import MAX_PARAMETERS, Experiment, Layer, draw
from engine.hyperparameters import quoted
from engine.json_values import Reader, unique
from engine.session import Session
from engine.session_data import data_spec
from engine.session_json import FORMAT, VERSION
from engine.state import Shape

KEYS = (
    "format", "version", "title", "notes", "inputs", "layers", "data", "validation",
    "hyperparameters", "parameters", "frozen", "state", "annotations", "view",
)  # fmt: skip

# What may be left of a word, a number or an escape that the end of the file cut.
_ENDS_HERE = re.compile(
    r"\s*(-|\.|[eE][+-]?|t(ru?)?|f(a(ls?)?)?|n(u(ll?)?)?|N(aN?)?|-?I[nfity]*"
    r"|\\?u?[0-9a-fA-F]{0,3})?\s*"
)


def from_bytes(content: bytes, path: Path | None) -> Session:
    """The session; InputError says where the file goes wrong."""
    try:
        return _session(Reader(_decoded(content)), path)
    except RecursionError as error:
        raise InputError("The file is nested too deeply; it is no session.") from error


def _session(top: Reader, path: Path | None) -> Session:
    _check_format(top)
    top.only(KEYS)
    folder = path.absolute().parent if path is not None else Path.cwd()
    experiment, progress, changes = _experiment(top, folder), None, ()
    if "state" in top:
        experiment, progress, changes = session_state.read(top.child("state"), experiment)
    annotations, view = (), {}
    if "annotations" in top:
        top.child("annotations").kept()
        annotations = tuple(top.child("annotations").items())
    if "view" in top:
        top.child("view").kept()
        view = dict(top.child("view").mapping())
    return Session(
        title=top.text("title", ""),
        notes=top.text("notes", ""),
        experiment=experiment,
        progress=progress,
        changes=changes,
        annotations=annotations,
        view=view,
        path=path,
    )


def _decoded(content: bytes) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            _tell_truncated(content.count(b"\n") + 1, error)
        raise InputError(
            "The file is no text in UTF-8 (byte {place}); a session is a JSON file in UTF-8.",
            place=error.start + 1,
        ) from error
    if not text.strip():
        raise InputError("The file is empty; a session is a JSON file.")
    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        _tell_broken(error, text)
    except ValueError as error:  # the only other one: a whole number of thousands of digits
        raise InputError("The file has a number with too many digits; it is no session.") from error


def _tell_broken(error: json.JSONDecodeError, text: str) -> NoReturn:
    # JSON begins with a bracket, so that a text that begins otherwise was never a session.
    if text.lstrip()[0] in "{[" and _ENDS_HERE.fullmatch(text, error.pos):
        _tell_truncated(text.count("\n") + 1, error)
    if error.msg.startswith("Unterminated string"):
        _tell_truncated(text.count("\n") + 1, error)
    raise InputError(
        "The file is not JSON: line {line}, column {column}: {what}.",
        line=error.lineno,
        column=error.colno,
        what=error.msg[0].lower() + error.msg[1:],
    ) from error


def _tell_truncated(line: int, error: Exception) -> NoReturn:
    raise InputError(
        "The file ends too early, in line {line}; a part of it is missing.", line=line
    ) from error


def _check_format(top: Reader) -> None:
    found = top.get("format") if isinstance(top.value, dict) else None
    if found != FORMAT:
        raise InputError(
            "This is no Backstep session: a session begins with {start}{found}.",
            start=f'{{"format": "{FORMAT}"',
            found="" if found is None else f", and here the format is {quoted(found)}",
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
    layers = tuple(_layer(item) for item in top.child("layers").readers())
    if not layers:
        raise InputError("layers is empty; a network needs at least 1 layer.")
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
