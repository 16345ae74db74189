"""What updates computed, number by number, for other programs: JSON, CSV or Markdown."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from engine.arrays import Array
from engine.state import TrainState

FORMAT = "backstep-trace"
VERSION = 1
FORMATS = ("json", "csv", "markdown")


def entry(state: TrainState) -> dict[str, Any]:
    """One update of the trace from the boundary behind it; full float64 precision. Needs a complete
    trace.
    """
    trace = state.trace
    assert trace is not None
    ends_epoch = state.position == 0
    return {
        "update": state.update,
        "epoch": state.epoch - 1 if ends_epoch else state.epoch,
        "samples": trace.samples.tolist(),
        "x": trace.x.tolist(),
        "y": trace.y.tolist(),
        "z": [z.tolist() for z in trace.z],
        "a": [a.tolist() for a in trace.a],
        "loss": trace.loss,
        "penalty": trace.penalty,
        "delta": _lists(trace.delta),
        "dW": _lists(trace.dW),
        "db": _lists(trace.db),
        "W_after": [W.tolist() for W in state.parameters.W],
        "b_after": [b.tolist() for b in state.parameters.b],
    }


def to_text(entries: list[dict[str, Any]], kind: str) -> str:
    """All updates in one of FORMATS."""
    match kind:
        case "csv":
            return _csv(entries)
        case "markdown":
            return "\n".join(_markdown(one) for one in entries)
        case _:
            whole = {"format": FORMAT, "version": VERSION, "updates": entries}
            return json.dumps(whole, allow_nan=False) + "\n"


def _lists(values: tuple[Array | None, ...]) -> list[Any]:
    return [None if value is None else value.tolist() for value in values]


def _rows(one: dict[str, Any]) -> list[tuple[str, object]]:
    """(name, value) of every number of an update; the names read like indices:
    "W_after[0][1][0]".
    """
    rows: list[tuple[str, object]] = []

    def add(name: str, value: Any) -> None:
        if isinstance(value, list):
            items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
            for index, item in enumerate(items):
                add(f"{name}[{index}]", item)
        else:
            rows.append((name, value))

    for name, value in one.items():
        if name not in ("update", "epoch"):
            add(name, value)
    return rows


def _csv(entries: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("update", "epoch", "quantity", "value"))
    for one in entries:
        for name, value in _rows(one):
            writer.writerow((one["update"], one["epoch"], name, repr(value)))
    return text.getvalue()


def _markdown(one: dict[str, Any]) -> str:
    lines = [f"## Update {one['update']}, epoch {one['epoch']}", "", "| quantity | value |"]
    lines.append("|---|---:|")
    lines += [f"| {name} | {value!r} |" for name, value in _rows(one)]
    return "\n".join(lines) + "\n"
