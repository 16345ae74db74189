"""The JSON Schema in docs/ says what the code does."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import resources
from engine import session as session_file
from engine.activations import ACTIVATIONS
from engine.data import MOST_SAMPLES
from engine.errors import InputError
from engine.experiment import MAX_PARAMETERS
from engine.goal import Goal
from engine.hyperparameters import DECLARATIONS, Hyperparameters
from engine.named_data import NAMED
from engine.optimizers import OPTIMIZERS
from engine.session import Session
from engine.session_json import to_bytes, to_json
from engine.session_read import KEYS
from engine.session_state import KEYS as STATE_KEYS
from tests.engine.session_samples import parsed, sessions, small
from tests.engine.test_session import changed_run
from tests.engine.test_session_bad_input import full

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "session.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
TYPES = {"real": "number", "count": "integer", "flag": "boolean"}


def valid(values: Any) -> bool:
    return VALIDATOR.is_valid(values)


def test_that_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_that_the_schema_has_every_hyperparameter_with_its_default_and_bounds() -> None:
    properties: dict[str, Any] = SCHEMA["$defs"]["hyperparameters"]["properties"]
    assert [*properties] == [*DECLARATIONS]
    for key, d in DECLARATIONS.items():
        found = properties[key]
        assert found["default"] == getattr(Hyperparameters(), key), key
        if d.kind == "choice":
            assert found["enum"] == [*d.choices], key
            continue
        kind = TYPES[d.kind]
        assert found["type"] == ([kind, "null"] if d.optional else kind), key
        bounds = {
            ("exclusiveMinimum" if d.low_open else "minimum"): d.low,
            ("exclusiveMaximum" if d.high_open else "maximum"): d.high,
        }
        finite = {name: value for name, value in bounds.items() if math.isfinite(value)}
        assert {n: v for n, v in found.items() if "imum" in n} == finite, key


def test_that_the_schema_has_the_codes_names_and_limits() -> None:
    layer = SCHEMA["properties"]["layers"]["items"]["properties"]
    assert layer["activation"]["enum"] == [*ACTIVATIONS]
    assert layer["units"]["maximum"] == MAX_PARAMETERS
    assert SCHEMA["$defs"]["named"]["properties"]["name"]["enum"] == [*NAMED]
    assert SCHEMA["$defs"]["samples"]["maximum"] == MOST_SAMPLES
    assert [*SCHEMA["properties"]] == [*KEYS]
    assert [*SCHEMA["$defs"]["state"]["properties"]] == [*STATE_KEYS]
    slots = {name for optimizer in OPTIMIZERS.values() for name in optimizer.slots}
    assert SCHEMA["$defs"]["slots"]["properties"].keys() == {"time", *slots}


@pytest.mark.parametrize("name", session_file.builtins())
def test_that_a_built_in_session_is_valid(name: str) -> None:
    path = resources.path("sessions", f"{name}{session_file.SUFFIX}")
    VALIDATOR.validate(json.loads(path.read_text("utf-8")))
    assert to_bytes(session_file.builtin(name), DOCS) == path.read_bytes()


@given(sessions())
@settings(max_examples=60)
def test_that_any_session_is_written_as_the_schema_says(session: Session) -> None:
    VALIDATOR.validate(json.loads(to_bytes(session, DOCS)))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_progress_is_written_as_the_schema_says(optimizer: str) -> None:
    experiment = session_file.builtin("xor").experiment.edited(optimizer=optimizer)
    trainer = Session(experiment=experiment).trainer()
    trainer.train(Goal(update=3), 60.0)
    VALIDATOR.validate(to_json(session_file.from_trainer(trainer, Session()), DOCS))


def test_that_changes_are_written_as_the_schema_says() -> None:
    VALIDATOR.validate(to_json(session_file.from_trainer(changed_run(), Session()), DOCS))
    VALIDATOR.validate(full())


def test_that_a_csv_session_is_written_as_the_schema_says(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a,b,c\n1,2,3\n")
    csv = {"kind": "csv", "path": "d.csv", "inputs": ["a", "b"], "targets": ["c"]}
    session = parsed(small() | {"data": csv}, tmp_path / "s.backstep.json")
    VALIDATOR.validate(to_json(session, tmp_path))


@pytest.mark.parametrize("key", [*DECLARATIONS, "unknown"])
@pytest.mark.parametrize("value", [None, True, -1, 0, 1, 0.5, 1e7, 2**63, "adam", "tanh", [], {}])
def test_that_schema_and_code_refuse_the_same_hyperparameters(key: str, value: Any) -> None:
    values = small() | {"hyperparameters": {key: value}}
    try:
        parsed(values)
        accepted = True
    except InputError as error:
        # What one key alone cannot say is not the schema's business.
        accepted = "output" in str(error)
    if isinstance(value, float) and value.is_integer() and key in DECLARATIONS:
        assert accepted <= valid(values)  # to a schema 1e7 is a whole number
    else:
        assert accepted == valid(values)


@pytest.mark.parametrize("key", [*KEYS])
@pytest.mark.parametrize("value", [None, True, 0, "text", [], {}, [[]], {"a": 1}])
def test_that_what_the_schema_refuses_the_code_refuses(key: str, value: Any) -> None:
    values = full() | {key: value}
    if not valid(values):
        with pytest.raises(InputError):
            parsed(values)


def test_that_the_page_about_the_format_names_every_key() -> None:
    page = (DOCS / "session-format.md").read_text("utf-8")
    for key in (*KEYS, *STATE_KEYS, *DECLARATIONS, *NAMED, *OPTIMIZERS):
        assert key in page, key


def test_that_the_pages_example_is_a_session() -> None:
    page = (DOCS / "session-format.md").read_text("utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    assert valid(json.loads(example))
    assert parsed(json.loads(example)).experiment.shape.sizes == (2, 2, 1)
