"""What is no example, or a wrong one: one sentence that names the line, and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from engine import session as session_file
from engine.errors import InputError
from tests.engine.example_samples import example, text

REMOVED = object()


def told(values: Any) -> tuple[str, str]:
    """What is told about a file, and the line that it names."""
    content = values if isinstance(values, str) else text(values)
    with pytest.raises(InputError) as caught:
        session_file.parse(content.encode(), None)
    sentence = str(caught.value)
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert sentence.startswith("Line ")
    number = int(sentence.removeprefix("Line ").partition(":")[0])
    return sentence, content.splitlines()[number - 1].strip()


def changed(*path: str | int, to: Any = REMOVED) -> dict[str, Any]:
    """The example with one value replaced, or removed."""
    values = example()
    inside: Any = values
    for key in path[:-1]:
        inside = inside[key]
    if to is REMOVED:
        del inside[path[-1]]
    else:
        inside[path[-1]] = to
    return values


@pytest.mark.parametrize(
    "key", ["version", "title", "source", "layers", "data", "parameters", "published"]
)
def test_that_a_missing_key_is_named(key: str) -> None:
    sentence, line = told(changed(key))
    assert f"{key} is missing; add it." in sentence
    assert line == "{"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("published", 1, "name"), "{"),
        (("published", 1, "quantity"), "{"),
        (("published", 1, "printed"), "{"),
        (("source", "name"), '"source": {'),
        (("parameters", "b"), '"parameters": {'),
        (("layers", 0, "units"), "{"),
        (("data", "y"), '"data": {'),
        (("errata", 0, "explanation"), "{"),
        (("variants", 0, "name"), "{"),
    ],
)
def test_that_a_missing_field_is_named_with_the_line_of_its_object(
    path: tuple[str | int, ...], line: str
) -> None:
    sentence, found = told(changed(*path))
    assert f".{path[-1]} is missing; add it." in sentence
    assert found == line


def test_that_the_line_is_that_of_the_right_entry() -> None:
    content = text(changed("published", 2, "printed"))
    sentence, _ = told(content)
    line = int(sentence.removeprefix("Line ").partition(":")[0])
    third = content.splitlines().index('   "name": "z1 of the second",')
    assert line == third  # from 1, so the line before the name's: its bracket


@pytest.mark.parametrize(
    ("path", "to", "words", "line"),
    [
        (("version",), 2, "newer Backstep", '"version": 2'),
        (("title",), "", "title is empty", '"title": ""'),
        (("source", "address"), "file:///etc/passwd", "https://", '"address"'),
        (("source", "address"), "javascript:alert(1)", "https://", '"address"'),
        (("source", "adress"), "x", "Did you mean 'address'?", '"adress"'),
        (("sorce",), {}, "Did you mean 'source'?", '"sorce"'),
        (("published",), [], "published is empty", '"published": []'),
        (("published",), {"a": 1}, "must be a list", '"published": {'),
        (("published", 0, "printed"), 0.3775, 'text in quotes "…"', '"printed": 0.3775'),
        (("published", 0, "printed"), "0,3775", "the digits as printed", '"printed": "0,3775"'),
        (("published", 0, "printed"), "1/0", "the digits as printed", '"printed": "1/0"'),
        (("published", 0, "quantity"), "delt[0][0]", "Did you mean 'delta'?", '"quantity": "delt'),
        (("published", 0, "quantity"), "z[0]", "z[layer][unit]", '"quantity": "z[0]"'),
        (("published", 0, "quantity"), "z[2][0]", "layer is at most 1", '"quantity": "z[2][0]"'),
        (("published", 0, "quantity"), "z[1][1]", "unit is at most 0", '"quantity": "z[1][1]"'),
        (("published", 0, "quantity"), "dW[0][0][2]", "source is at most 1", '"quantity"'),
        (("published", 0, "quantity"), "path[1][0][0]", "layer is at most 0", '"quantity"'),
        (("published", 0, "update"), 0, "from 1 to 1000000", '"update": 0'),
        (("published", 0, "update"), 10**7, "from 1 to 1000000", '"update": 10000000'),
        (("published", 0, "sample"), 2, "from 1 to 1", '"sample": 2'),
        (("published", 0, "tolerance"), 0, "greater than 0", '"tolerance": 0'),
        (("published", 1, "name"), "z1", "a name of its own", '"name": "z1"'),
        (("errata", 0, "names"), ["z 1"], "Did you mean 'z1'?", '"z 1"'),
        (("errata", 0, "variant"), "in place", "no such name", '"variant": "in place"'),
        (("variants", 0, "hyperparameters"), {}, "name a convention", '"hyperparameters": {}'),
        (
            ("variants", 0, "hyperparameters"),
            {"learning_rate": 1},
            "conventions only",
            '"learning_rate": 1',
        ),
        (
            ("variants", 0, "hyperparameters"),
            {"update_order": "inplace"},
            "Did you mean 'in_place'?",
            '"update_order": "inplace"',
        ),
        (
            ("variants", 0, "hyperparameters"),
            {"rule": "as_printed"},
            "does not go with this example",
            '"hyperparameters": {',
        ),
        # The part that a session has as well
        (("layers", 0, "activation"), "tanch", "Did you mean 'tanh'?", '"activation": "tanch"'),
        (("layers",), [], "layers is empty", '"layers": []'),
        (("layers", 0, "units"), 0, "at least 1 unit", '"units": 0'),
        (("parameters", "W"), [[[0.1, 0.2]]], "has 1 entries", '"W": ['),
        (("parameters", "W", 1), [[0.5]], "has 1 numbers", "["),
        (("parameters", "b", 0, 1), True, "must be a number", "true"),
        (("data", "x"), [[1.0], [2.0]], "data.x has 1", '"data": {'),
        (("data", "y"), [[1.0, 2.0], [1.0, 2.0]], "The data have 2 targets", '"data": {'),
        (("data", "y"), [[1.0]], "rows", '"data": {'),
        (("data", "x", 1), [1.0], "has 1 numbers", "["),
        (("hyperparameters", "learning_rate"), -1, "greater than 0", '"learning_rate": -1'),
        (("hyperparameters", "learn_rate"), 1, "Did you mean 'learning_rate'?", '"learn_rate": 1'),
        (("hyperparameters", "rule"), "as_printed", "2-2-2-1 networks only", '"rule"'),
        (("hyperparameters", "loss"), "cross_entropy", "needs a softmax output", '"loss"'),
    ],
)
def test_that_a_wrong_value_is_named_with_its_line(
    path: tuple[str | int, ...], to: Any, words: str, line: str
) -> None:
    sentence, found = told(changed(*path, to=to))
    assert words in sentence
    assert found.startswith(line)


def test_that_a_key_that_stands_twice_is_named_with_a_line_that_has_it() -> None:
    content = text(example()).replace('"title": "Worksheet"', '"title": "A",\n "title": "B"')
    sentence, line = told(content)
    assert "twice" in sentence
    assert line.startswith('"title"')


def test_that_a_file_that_is_no_json_is_told_with_its_line() -> None:
    content = text(example()).replace('"version": 1,', '"version": 1')
    with pytest.raises(InputError, match="line 4, column"):
        session_file.parse(content.encode(), None)


def test_that_a_network_without_hidden_layers_has_no_paths() -> None:
    values = example() | {
        "layers": [{"units": 1, "activation": "identity"}],
        "parameters": {"W": [[[0.1, 0.2]]], "b": [[0.1]]},
    }
    values["published"][0]["quantity"] = "path[0][0][0]"
    sentence, _ = told(values)
    assert "no hidden layer" in sentence
