"""Sessions for tests: a small one as JSON values, and any valid one from hypothesis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine import session as session_file
from engine.activations import ACTIVATIONS
from engine.annotation import PANELS, Annotation, Kind
from engine.data import FormulaData, NamedData, TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import DECLARATIONS, Hyperparameters
from engine.losses import LOSSES
from engine.session import Session

HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]


def small() -> dict[str, Any]:
    """A 2-2-1 network on two samples, as its file has it."""
    return {
        "format": "backstep-session",
        "version": 1,
        "title": "small",
        "inputs": 2,
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "identity"}],
        "data": {"kind": "table", "x": [[0.5, -1.0], [1.0, 0.25]], "y": [[1.0], [-0.5]]},
        "hyperparameters": {"learning_rate": 0.1},
        "parameters": {"W": [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]], "b": [[0.1, 0.2], [0.3]]},
    }


def parsed(values: Any, path: Path | None = None) -> Session:
    """The session of JSON values, by way of a file's content."""
    return session_file.parse(json.dumps(values).encode(), path)


def real(declaration_key: str) -> st.SearchStrategy[float]:
    """Any accepted value of a real hyperparameter."""
    d = DECLARATIONS[declaration_key]
    return st.floats(
        None if d.low == -np.inf else d.low,
        None if d.high == np.inf else d.high,
        exclude_min=d.low_open,
        exclude_max=d.high_open,
        allow_nan=False,
        allow_infinity=False,
    )


def annotations_() -> st.SearchStrategy[Annotation]:
    """Annotations of each kind."""
    share, panel = st.floats(0, 1), st.sampled_from(PANELS)
    number, text = st.integers(1, 99), st.text(max_size=3)
    return st.one_of(
        st.builds(
            Annotation, st.just(Kind.CALLOUT), panel, share, share, share, share, number, text
        ),
        st.builds(Annotation, st.just(Kind.FRAME), panel, share, share, share, share),
        st.builds(Annotation, st.just(Kind.HIDE), panel, share, share),
    )


@st.composite
def hyperparameters(draw: st.DrawFn, output: str, loss: str) -> Hyperparameters:
    """Any accepted ones with this loss."""
    values: dict[str, Any] = {"loss": loss}
    for key, d in DECLARATIONS.items():
        if key == "loss" or draw(st.booleans()):
            continue
        match d.kind:
            case "real":
                values[key] = draw(real(key))
            case "count":
                values[key] = draw(st.integers(int(d.low), int(d.high)))
            case "flag":
                values[key] = draw(st.booleans())
            case _:
                choices = [c for c in d.choices if c != "as_printed"]
                values[key] = draw(st.sampled_from(choices))
    return Hyperparameters(**values)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Any small session that can be trained, before its first update."""
    loss = draw(st.sampled_from([*LOSSES]))
    output = LOSSES[loss].output or draw(st.sampled_from(HIDDEN))
    units = draw(st.lists(st.integers(1, 3), min_size=0, max_size=2))
    hidden = tuple(Layer(n, draw(st.sampled_from(HIDDEN))) for n in units)
    outputs = draw(st.integers(1, 2))
    layers = (*hidden, Layer(outputs, output))
    needs_shares = loss in ("cross_entropy", "binary_cross_entropy")
    kinds = ["table"] if needs_shares else ["table", "formula", "named"]
    match draw(st.sampled_from(kinds)):
        case "formula":
            inputs = draw(st.integers(1, 3))
            formulas = tuple(f"x1*{n} - 1" for n in range(outputs))
            data: Any = FormulaData(formulas, draw(st.floats(-9, -1)), 2.0, 5, 0.5)
        case "named":
            inputs, layers = 2, (*hidden, Layer(1, output))
            data = NamedData(draw(st.sampled_from(["xor", "spiral", "plane"])), 6, 0.125)
        case _:
            inputs = draw(st.integers(1, 3))
            number = st.floats(-1e300, 1e300)
            x = draw(st.lists(number, min_size=3 * inputs, max_size=3 * inputs))
            y = np.zeros((3, outputs))
            y[:, 0] = 1.0
            data = TableData(np.array(x).reshape(3, inputs), y)
    h = draw(hyperparameters(output, loss))
    share = draw(st.sampled_from([0.0, 0.3]))
    plain = Experiment(inputs, layers, data, share, h)
    marks = draw(st.none() | st.lists(st.booleans(), min_size=1, max_size=4))
    frozen = None if marks is None else np.resize(np.array(marks), plain.shape.count)
    return Session(
        title=draw(st.text(max_size=8)),
        notes=draw(st.text(max_size=8)),
        experiment=plain.edited(frozen=frozen),
        annotations=tuple(draw(st.lists(annotations_(), max_size=2))),
        view=draw(st.dictionaries(st.text(max_size=3), st.floats(-1e9, 1e9), max_size=2)),
    )
