"""What updates computed, number by number, for other programs and for paper: JSON, CSV or Markdown.

The JSON is that of docs/command.md; CSV and Markdown hold the same numbers under the same names.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from engine.arrays import Array
from engine.state import TrainState

FORMAT = "backstep-trace"
VERSION = 1
FORMATS = ("json", "csv", "markdown")
PARAMETER_HEADS = ("layer", "into unit", "from", "gradient", "after the update")


def entry(state: TrainState) -> dict[str, Any]:
    """One update, from the boundary behind it; full float64 precision. Needs its trace."""
    trace = state.trace
    assert trace is not None, "an update was made"
    assert state.phase == 0, "the update is complete"
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


def pieces(entries: Iterable[dict[str, Any]], form: str) -> Iterator[str]:
    """The text of a trace in one of FORMATS, piece by piece, so that a long one needs no memory.

    Raises ValueError if a number is not finite, which JSON cannot hold.
    """
    match form:
        case "csv":
            return _csv(entries)
        case "markdown":
            return _markdown(entries)
        case _:
            return _json(entries)


def _lists(values: tuple[Array | None, ...]) -> list[Any]:
    return [None if value is None else value.tolist() for value in values]


def _json(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "updates": ['
    between = "\n"
    for one in entries:
        yield between + json.dumps(one, allow_nan=False)
        between = ",\n"
    yield "\n]}\n"


def _numbers(name: str, value: Any) -> Iterator[tuple[str, object]]:
    """Every number of a value with its indices: ("W_after[0][1][0]", 0.5)."""
    if isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _numbers(f"{name}[{index}]", item)
    else:
        yield name, value


def _csv(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield "update,epoch,quantity,value\n"
    for one in entries:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for key, value in one.items():
            if key not in ("update", "epoch"):
                for name, number in _numbers(key, value):
                    writer.writerow((one["update"], one["epoch"], name, repr(number)))
        yield text.getvalue()


def _markdown(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = ""
    for one in entries:
        lines = [f"## Update {one['update']}, epoch {one['epoch']}", ""]
        lines += [f"Loss {one['loss']!r}, penalty {one['penalty']!r}", ""]
        lines += _table(("sample", "x", "y"), _sample_rows(one))
        lines += _table(("sample", "layer", "unit", "z", "a", "delta"), _unit_rows(one))
        lines += _table(PARAMETER_HEADS, _parameter_rows(one))
        yield between + "\n".join(lines[:-1]) + "\n"
        between = "\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    ruled = ["---:"] * len(heads)
    body = [line(x if isinstance(x, str) else repr(x) for x in row) for row in rows]
    return [line(heads), line(ruled), *body, ""]


def _sample_rows(one: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for sample, x, y in zip(one["samples"], one["x"], one["y"], strict=True):
        yield sample, ", ".join(map(repr, x)), ", ".join(map(repr, y))


def _unit_rows(one: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Layers and units count from 1, as in every text for people."""
    for row, sample in enumerate(one["samples"]):
        for layer, (z, a, delta) in enumerate(zip(one["z"], one["a"], one["delta"], strict=True)):
            for unit, values in enumerate(zip(z[row], a[row], delta[row], strict=True)):
                yield sample, layer + 1, unit + 1, *values


def _parameter_rows(one: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Layer by layer, unit by unit: the weights into a unit, then its bias."""
    layers = zip(one["dW"], one["db"], one["W_after"], one["b_after"], strict=True)
    for layer, of_layer in enumerate(layers, 1):
        for unit, (slopes, slope_b, weights, b) in enumerate(zip(*of_layer, strict=True), 1):
            for source, (slope, w) in enumerate(zip(slopes, weights, strict=True), 1):
                yield layer, unit, source, slope, w
            yield layer, unit, "bias", slope_b, b
