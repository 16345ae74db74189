"""The page and the JSON Schema about published examples say what the code does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import resources
from engine import session as session_file
from engine.comparison import MOST_UPDATES, Comparison
from engine.errors import InputError
from engine.example_json import to_bytes
from engine.example_read import KEYS
from engine.examples import Conventions
from engine.quantities import KINDS
from tests.engine.example_samples import example, parsed

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "example.schema.json").read_text("utf-8"))
SESSION: dict[str, Any] = json.loads((DOCS / "session.schema.json").read_text("utf-8"))
PAGE = (DOCS / "published-examples.md").read_text("utf-8")
VALIDATOR = Draft202012Validator(
    SCHEMA,
    registry=Registry().with_resource("session.schema.json", Resource.from_contents(SESSION)),
)


def valid(values: Any) -> bool:
    return VALIDATOR.is_valid(values)


def test_that_the_schema_is_one_and_has_the_codes_names_and_limits() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert [*SCHEMA["properties"]] == [*KEYS]
    published = SCHEMA["$defs"]["published"]["properties"]
    assert published["quantity"]["pattern"].split(")")[0] == "^(" + "|".join(KINDS)
    assert published["update"]["maximum"] == MOST_UPDATES
    variant = SCHEMA["$defs"]["variant"]["properties"]["hyperparameters"]["properties"]
    assert [*variant] == [*Conventions._fields]


@pytest.mark.parametrize("name", session_file.published())
def test_that_a_built_in_example_is_valid_and_written_as_the_program_writes(name: str) -> None:
    path = resources.path("examples", f"{name}{session_file.EXAMPLE_SUFFIX}")
    VALIDATOR.validate(json.loads(path.read_text("utf-8")))
    example = session_file.builtin(name).example
    assert example is not None
    assert to_bytes(example, DOCS) == path.read_bytes()


@pytest.mark.parametrize("key", [*KEYS])
@pytest.mark.parametrize("value", [None, True, 0, "text", "", [], {}, [[]], [{}], {"a": 1}])
def test_that_what_the_schema_refuses_the_code_refuses(key: str, value: Any) -> None:
    values = example() | {key: value}
    if not valid(values):
        with pytest.raises(InputError):
            parsed(values)
    assert valid(example())


@pytest.mark.parametrize("key", ["name", "quantity", "printed", "update", "sample", "tolerance"])
@pytest.mark.parametrize(
    "value",
    [None, True, 0, 1, 1.5, -1, "z[0][0]", "z[0", "", " ", "−0.5", ".5", "5.", "1e5", "1/3", "1/0"],
)
def test_that_schema_and_code_refuse_the_same_in_a_printed_number(key: str, value: Any) -> None:
    values = example()
    values["published"][0][key] = value
    try:
        parsed(values)
        accepted = True
    except InputError:
        accepted = False
    assert accepted == valid(values)


def test_that_the_page_names_every_key_and_quantity() -> None:
    for key in (*KEYS, *Conventions._fields, *SCHEMA["$defs"]["published"]["properties"]):
        assert f"`{key}" in PAGE, key
    for name, kind in KINDS.items():
        indices = "".join(f"[{what}]" for what in kind.indices).replace("hidden", "layer")
        assert f"`{name}{indices}`" in PAGE, name


def test_that_the_pages_example_is_one_with_the_mistake_that_it_tells_of() -> None:
    values = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    assert valid(values)
    rows = Comparison(parsed(values)).finish()
    assert [row.published.name for row in rows if row.published and not row.agrees] == ["w1 new"]
    assert rows[2].published is not None
    assert rows[2].erratum is not None
    assert rows[2].value == pytest.approx(float(rows[2].erratum.correct))
