"""A small published example as JSON values, for tests that change something in it."""

from __future__ import annotations

import json
from typing import Any

from engine import session as session_file
from engine.examples import Example


def example() -> dict[str, Any]:
    """A 2-2-1 network on two samples with a few printed numbers."""
    return {
        "format": "backstep-example",
        "version": 1,
        "title": "Worksheet",
        "source": {"name": "A teacher", "address": "https://example.org/sheet"},
        "notes": "By hand.",
        "inputs": 2,
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "identity"}],
        "data": {"kind": "table", "x": [[0.5, -1.0], [1.0, 0.25]], "y": [[1.0], [-0.5]]},
        "hyperparameters": {"learning_rate": 0.1},
        "parameters": {"W": [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]], "b": [[0.1, 0.2], [0.3]]},
        "published": [
            {"name": "z1", "quantity": "z[0][0]", "printed": "-0.05"},
            {"name": "z2", "quantity": "z[0][1]", "printed": "-0.05"},
            {"name": "z1 of the second", "quantity": "z[0][0]", "printed": "0.24", "update": 2},
        ],
        "errata": [
            {
                "printed": "0.24",
                "correct": "0.25",
                "explanation": "A slip.",
                "names": ["z1 of the second"],
                "variant": "updates in place",
            }
        ],
        "variants": [{"name": "updates in place", "hyperparameters": {"update_order": "in_place"}}],
    }


def text(values: Any) -> str:
    """The values as a file's text, with a line for every value."""
    return json.dumps(values, indent=1, ensure_ascii=False)


def parsed(values: Any) -> Example:
    """The example of JSON values, by way of a file's content."""
    found = session_file.parse(text(values).encode(), None).example
    assert found is not None
    return found
