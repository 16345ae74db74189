"""A session as the text of its file: readable, every number exact."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from engine.arrays import Array, Mask
from engine.branch import Change
from engine.data import CsvData, DataSpec, FormulaData, NamedData, TableData
from engine.experiment import Experiment
from engine.hyperparameters import Hyperparameters
from engine.state import Shape, TrainState

if TYPE_CHECKING:
    from engine.session import Session

FORMAT = "backstep-session"
VERSION = 1
EXAMPLE_FORMAT = "backstep-example"
EXAMPLE = "example"  # in "view": the published example that a session was made from
_WIDTH = 100


def to_bytes(session: Session, folder: Path) -> bytes:
    """The content of a session's file that will stand in ``folder``: UTF-8 JSON with a last
    newline.
    """
    text = pretty(to_json(session, folder)) + "\n"
    # Half of a surrogate pair is no UTF-8, but "\ud83d" is JSON.
    return text.encode("utf-8", errors="backslashreplace")


def to_json(session: Session, folder: Path) -> dict[str, Any]:
    """The same as JSON values."""
    experiment = session.experiment
    made: dict[str, Any] = {"format": FORMAT, "version": VERSION, "title": session.title}
    if session.notes:
        made["notes"] = session.notes
    made |= experiment_to_json(experiment, folder)
    if session.progress is not None:
        made["state"] = _progress_to_json(experiment, session.progress, session.changes)
    if session.annotations:
        from engine import annotation

        made["annotations"] = [annotation.to_json(one) for one in session.annotations]
    view = dict(session.view)
    if session.example is not None:
        from engine.example_json import to_json as example_to_json  # it uses this module

        view[EXAMPLE] = example_to_json(session.example, folder)
    if view:
        made["view"] = view
    return made


def experiment_to_json(experiment: Experiment, folder: Path) -> dict[str, Any]:
    """The choices at the top of a file."""
    made: dict[str, Any] = {"inputs": experiment.inputs}
    made["layers"] = [{"units": x.units, "activation": x.activation} for x in experiment.layers]
    made["data"] = data_to_json(experiment.data, folder)
    made["validation"] = {"share": experiment.validation_share}
    made["hyperparameters"] = hyperparameters_to_json(experiment.hyperparameters)
    made["parameters"] = vector_to_json(experiment.starting_parameters.theta, experiment.shape)
    if experiment.frozen is not None:
        made["frozen"] = marks_to_json(experiment.frozen, experiment.shape)
    return made


def hyperparameters_to_json(
    h: Hyperparameters, before: Hyperparameters | None = None
) -> dict[str, Any]:
    """All of them, or those that differ from ``before``. An ε of None is the optimizer's own."""
    values = {f.name: getattr(h, f.name) for f in fields(h)}
    if before is not None:
        return {key: value for key, value in values.items() if value != getattr(before, key)}
    return {k: v for k, v in values.items() if not (k == "epsilon" and v is None)}


def data_to_json(data: DataSpec, folder: Path) -> dict[str, Any]:
    """A data specification; a CSV file's path is relative to the session's folder where it can
    be.
    """
    match data:
        case TableData():
            return {"kind": "table", "x": data.x.tolist(), "y": data.y.tolist()}
        case FormulaData():
            texts = data.expressions
            return {
                "kind": "formula",
                "expression": texts[0] if len(texts) == 1 else list(texts),
                "low": data.low,
                "high": data.high,
                "samples": data.samples,
                "noise": data.noise,
            }
        case NamedData():
            made = {"kind": "named", "name": data.name, "samples": data.samples}
            return {**made, "noise": data.noise}
        case CsvData():
            columns = {"inputs": list(data.inputs), "targets": list(data.targets)}
            return {"kind": "csv", "path": _relative(data.path, folder), **columns}


def vector_to_json(theta: Array, shape: Shape) -> dict[str, Any]:
    """{"W": [layer][j][k], "b": [layer][j]} of a flat vector (P,)."""
    return {
        "W": [W.tolist() for W in shape.weights(theta)],
        "b": [b.tolist() for b in shape.biases(theta)],
    }


def marks_to_json(marks: Mask, shape: Shape) -> dict[str, Any]:
    """The same of marks (P,), as true and false."""
    return _as_booleans(vector_to_json(marks.astype(np.float64), shape))


def _progress_to_json(
    start: Experiment, state: TrainState, changes: tuple[Change, ...]
) -> dict[str, Any]:
    slots: dict[str, Any] = {"time": state.time}
    for name, slot in zip(state.experiment.optimizer.slots, state.slots, strict=True):
        slots[name] = vector_to_json(slot, start.shape)
    made = {"update": state.update, "epoch": state.epoch, "position": state.position}
    made |= vector_to_json(state.parameters.theta, start.shape)
    # A branch that was gone back on has changes that lie ahead of the state; they are not its own.
    past = tuple(change for change in changes if change.update <= state.update)
    return {**made, "slots": slots, "changes": _changes_to_json(start, past)}


def _changes_to_json(start: Experiment, changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    before = start
    for change in changes:
        # An entry for each thing that changed: the format has one thing in an entry.
        entries = _differences(before, change) or {"hyperparameters": {}}
        made += [{"update": change.update, key: value} for key, value in entries.items()]
        before = change.experiment
    return made


def _differences(before: Experiment, change: Change) -> dict[str, Any]:
    """What a change changed, under the keys of the format."""
    after, made = change.experiment, dict[str, Any]()
    if after.hyperparameters != before.hyperparameters:
        made["hyperparameters"] = hyperparameters_to_json(
            after.hyperparameters, before.hyperparameters
        )
    if not np.array_equal(_marks(before), _marks(after)):
        made["frozen"] = marks_to_json(_marks(after), after.shape)
    if change.theta is not None:
        made["parameters"] = vector_to_json(change.theta, after.shape)
    return made


def _marks(experiment: Experiment) -> Mask:
    """(P,) True where a parameter is frozen."""
    if experiment.frozen is None:
        return np.zeros(experiment.shape.count, dtype=np.bool_)
    return experiment.frozen


def _as_booleans(values: Any) -> Any:
    if isinstance(values, dict):
        pairs = cast("dict[str, Any]", values)
        return {key: _as_booleans(value) for key, value in pairs.items()}
    if isinstance(values, list):
        return [_as_booleans(value) for value in cast("list[Any]", values)]
    return bool(values)


def _relative(path: Path, folder: Path) -> str:
    """A path as seen from a folder, where that leads to the same file."""
    absolute = Path(os.path.abspath(path))
    try:
        relative = Path(os.path.relpath(absolute, folder))
    except ValueError:  # another drive
        return absolute.as_posix()
    # Behind a linked folder, ".." leads elsewhere.
    if os.path.realpath(folder / relative) != os.path.realpath(absolute):
        return absolute.as_posix()
    return relative.as_posix()


def pretty(value: Any, indent: str = "") -> str:
    """JSON in which whatever fits stands on one line, and a row of numbers always does."""
    if not isinstance(value, (dict, list)) or not value:
        return _line(value)
    if _count(value) < _WIDTH:  # else it is too long, and a large file is not written to find out
        line = _line(value)
        if len(line) + len(indent) <= _WIDTH:
            return line
    deeper = indent + " "
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value)
        inner = [f"{_line(key)}: {pretty(item, deeper)}" for key, item in pairs.items()]
        return "{\n" + ",\n".join(deeper + text for text in inner) + f"\n{indent}}}"
    items = cast("list[Any]", value)
    if not any(isinstance(item, (dict, list, str)) for item in items):
        return _line(items)
    inner = [pretty(item, deeper) for item in items]
    return "[\n" + ",\n".join(deeper + text for text in inner) + f"\n{indent}]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _count(value: Any) -> int:
    """How many values there are inside; of a long list its length is enough."""
    if isinstance(value, dict):
        return sum(_count(item) for item in cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return len(items) if len(items) >= _WIDTH else 1 + sum(_count(item) for item in items)
    return 1
