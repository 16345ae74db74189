"""An example as the JSON values of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.example_read import VERSION
from engine.examples import Erratum, Example, Published
from engine.session_json import EXAMPLE_FORMAT, experiment_to_json, pretty


def to_bytes(example: Example, folder: Path) -> bytes:
    """The content of an example's file that will stand in ``folder``."""
    return (pretty(to_json(example, folder)) + "\n").encode("utf-8", errors="backslashreplace")


def to_json(example: Example, folder: Path) -> dict[str, Any]:
    """The same as JSON values; what has its default is left out."""
    source = {"name": example.source.name}
    if example.source.address:
        source["address"] = example.source.address
    made: dict[str, Any] = {
        "format": EXAMPLE_FORMAT,
        "version": VERSION,
        "title": example.title,
        "source": source,
    }
    if example.notes:
        made["notes"] = example.notes
    made |= experiment_to_json(example.experiment, folder)
    made["published"] = [_published(one) for one in example.published]
    if example.errata:
        made["errata"] = [_erratum(one) for one in example.errata]
    if example.variants:
        made["variants"] = [
            {"name": one.name, "hyperparameters": dict(one.hyperparameters)}
            for one in example.variants
        ]
    return made


def _published(one: Published) -> dict[str, Any]:
    made: dict[str, Any] = {"name": one.name, "quantity": str(one.quantity), "printed": one.printed}
    if one.update != 1:
        made["update"] = one.update
    if one.sample != 1:
        made["sample"] = one.sample
    if one.tolerance is not None:
        made["tolerance"] = one.tolerance
    return made


def _erratum(one: Erratum) -> dict[str, Any]:
    made: dict[str, Any] = {
        "printed": one.printed,
        "correct": one.correct,
        "explanation": one.explanation,
    }
    if one.names:
        made["names"] = list(one.names)
    if one.variant:
        made["variant"] = one.variant
    return made
