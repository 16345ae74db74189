"""The "data" of a session's file as a data specification."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.data import MOST_SAMPLES, CsvData, DataSpec, FormulaData, NamedData, TableData
from engine.errors import InputError, did_you_mean, quoted
from engine.json_values import Reader

KEYS = {
    "table": ("kind", "x", "y"),
    "formula": ("kind", "expression", "low", "high", "samples", "noise"),
    "named": ("kind", "name", "samples", "noise"),
    "csv": ("kind", "path", "inputs", "targets"),
}


def data_spec(item: Reader, folder: Path) -> DataSpec:
    """The specification; ``folder`` leads the relative path of a CSV file."""
    kind = item.child("kind").text_value()
    if kind not in KEYS:
        raise InputError(
            "data.kind is {kind}; choose one of {choices}.{hint}",
            kind=quoted(kind),
            choices=", ".join(KEYS),
            hint=did_you_mean(kind, tuple(KEYS)),
        )
    item.only(KEYS[kind])
    match kind:
        case "table":
            return TableData(_table(item.child("x")), _table(item.child("y")))
        case "formula":
            return FormulaData(
                _texts(item.child("expression")),
                item.number("low", -1.0),
                item.number("high", 1.0),
                _samples(item),
                item.number("noise", 0.0),
            )
        case "named":
            name = item.child("name").text_value()
            return NamedData(name, _samples(item), item.number("noise", 0.0))
        case _:
            path = folder / item.child("path").text_value()
            return CsvData(path, _texts(item.child("inputs")), _texts(item.child("targets")))


def _samples(item: Reader) -> int:
    return item.child("samples").count(1, MOST_SAMPLES) if "samples" in item else 200


def _texts(item: Reader) -> tuple[str, ...]:
    """One text, or a list of them."""
    if isinstance(item.value, str):
        return (item.value,)
    if not isinstance(item.value, list):
        raise InputError(
            '{where} is {value}; it must be text in quotes "…", or a list of such.',
            where=item.where,
            value=quoted(item.value),
        )
    return tuple(entry.text_value() for entry in item.readers())


def _table(item: Reader) -> Array:
    """Rows of numbers, all of the length of the first."""
    rows = list(item.readers())
    if not rows:
        raise InputError("{where} is empty; give at least one row.", where=item.where)
    length = len(rows[0].items())
    return np.array([row.row(length) for row in rows], dtype=np.float64).reshape(len(rows), length)
