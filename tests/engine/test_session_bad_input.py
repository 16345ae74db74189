"""What is no session, or a wrong one: one sentence that names what and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import session as session_file
from engine.errors import InputError
from engine.session_json import to_bytes
from tests.engine.session_samples import parsed, small

ARTICLE = to_bytes(session_file.builtin("article"), Path.cwd())
ADAM = {"optimizer": "adam"}
THETA = {"W": [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]], "b": [[0.1, 0.2], [0.3]]}
MARKS = {"W": [[[True, False], [False, False]], [[False, True]]], "b": [[False] * 2, [True]]}


def sentence(content: Any) -> str:
    """What is told about a file; its content as bytes, or as JSON values."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(InputError) as caught:
        session_file.parse(raw, None)
    told = str(caught.value)
    assert told.endswith((".", "?"))
    assert "\n" not in told
    return told


def changed(*path: str | int, to: Any = None, **more: Any) -> dict[str, Any]:
    """The small session with one value replaced."""
    values: Any = small() | more
    inside = values
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = to
    return values


# The file


@given(st.integers(2, len(ARTICLE.rstrip()) - 1))
@settings(max_examples=300)
def test_that_a_file_cut_anywhere_is_said_to_end_too_early(length: int) -> None:
    line = ARTICLE[:length].count(b"\n") + 1
    assert sentence(ARTICLE[:length]) == (
        f"The file ends too early, in line {line}; a part of it is missing. Use another copy of it."
    )


HIDE = {"kind": "hide", "panel": "topology", "x": 0.5, "y": 0.25}


def marked(**entries: Any) -> dict[str, Any]:
    """A session whose second annotation has a mistake."""
    return changed("annotations", to=[HIDE, HIDE | entries])


@pytest.mark.parametrize("end", [b"\\", b"\\u00", b"-", b"tru", b"1e", b"1.5e-", b"1.", b"\xe2"])
def test_that_a_cut_inside_a_word_is_no_mistake_of_the_writer(end: bytes) -> None:
    begin = b'{"format": "' if end[:1] in b"\\\xe2" else b'{"version": '
    assert "ends too early, in line 1" in sentence(begin + end)


NO_SESSION = "This is no Backstep session"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b'{"cells": [], "metadata": {}, "nbformat": 4}', NO_SESSION),
        (b'{"format": "backstep-trace"}', 'here the format is "backstep-trace"'),
        (b"[1, 2]", NO_SESSION),
        (b"null", NO_SESSION),
        (b"x1,x2,y\n1,2,3\n", "The file is not JSON: line 1, column 1"),
        (b"\x89PNG\r\n\x1a\n\x00", "no text in UTF-8 (byte 1)"),
        ('{"title": "é"}'.encode("latin-1"), "no text in UTF-8 (byte 12)"),
        ('{"format": "x"}'.encode("utf-16"), "no text in UTF-8 (byte 1)"),
        (b'{"a": 1 "b": 2}', "line 1, column 9: expecting ',' delimiter"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"version": ' + b"9" * 5000 + b"}", "a number with too many digits"),
    ],
)
def test_that_what_is_no_session_is_named(content: bytes, told: str) -> None:
    assert told in sentence(content)


def test_that_a_newer_version_asks_for_a_newer_program() -> None:
    assert sentence(changed("version", to=2)) == (
        "The session has the version 2, this Backstep reads up to 1; install a newer Backstep."
    )


def test_that_a_key_that_stands_twice_is_named_with_its_place() -> None:
    raw = json.dumps(small()).replace('"units": 1,', '"units": 1, "units": 3,').encode()
    assert sentence(raw) == 'layers[1] has the key "units" twice; keep one.'
    raw = b'{"format": "backstep-session", "format": "backstep-session"}'
    assert sentence(raw) == 'The file has the key "format" twice; keep one.'


def test_that_a_folder_a_missing_and_a_huge_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read: is a directory\."):
        session_file.read(tmp_path)
    with pytest.raises(InputError, match=r"cannot be read: no such file or directory\."):
        session_file.read(tmp_path / "none")
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(session_file.MOST_BYTES + 1)
    with pytest.raises(InputError, match=r"larger than 512 MB"):
        session_file.read(huge)


# Inside


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (changed("version", to=0), "version is 0; it must be a whole number from 1"),
        (changed("layer", to=[]), "The file has the unknown key \"layer\". Did you mean 'layers'?"),
        (changed("title", to=5), 'title is 5; it must be text in quotes "…".'),
        (changed("inputs", to=True), "inputs is true; it must be a whole number."),
        (changed("inputs", to=2.5), "inputs is 2.5; it must be a whole number."),
        (changed("inputs", to=3, parameters=None), "parameters is null; it must be an object"),
        (changed("layers", to=[]), "layers is empty; a network needs at least 1 layer."),
        (changed("layers", to={}), "layers is {}; it must be a list [ … ]."),
        (
            changed("layers", 1, "units", to=0),
            "layers[1].units is 0; a layer needs at least 1 unit.",
        ),
        (changed("layers", 0, "units", to=-3), "layers[0].units is -3; a layer needs"),
        (changed("layers", 0, "units", to="2"), 'layers[0].units is "2"; it must be a whole'),
        (changed("layers", 0, "unit", to=2), 'layers[0] has the unknown key "unit".'),
        (changed("layers", 0, "activation", to="sigmiod"), "Did you mean 'sigmoid'?"),
        (changed("layers", 0, "activation", to="softmax"), "layers[0].activation is softmax;"),
        (changed("layers", 1, "activation", to="softmax"), "softmax output goes with the loss"),
        (changed("layers", 0, to={"units": 1}), "layers[0].activation is missing; add it."),
        (
            changed("layers", to=[{"units": 10**6, "activation": "tanh"}] * 2),
            "layers: the network has 1000004000000 parameters; the limit is 10000000.",
        ),
        (changed("data", to={"kind": "tabel"}), "Did you mean 'table'?"),
        (changed("data", "x", 1, to=[1.0]), "data.x[1] has 1 numbers; here 2 are needed."),
        (changed("data", "x", 1, 0, to="a"), 'data.x[1][0] is "a"; it must be a number.'),
        (changed("data", "x", 1, 0, to=False), "data.x[1][0] is false; it must be a number."),
        (changed("data", "x", to=[]), "data.x is empty; give at least one row."),
        (changed("data", "y", to=[[1.0]]), "data.x has 2 rows and data.y has 1."),
        (changed("data", to={"kind": "formula", "expression": 3}), "data.expression is 3; it must"),
        (changed("data", to={"kind": "formula", "expression": "9**9**9"}), "not a finite number"),
        (changed("data", to={"kind": "formula", "expression": "1/x1"}), "by zero at x1 = 0"),
        (changed("data", to={"kind": "named", "name": "xro"}), "Did you mean 'xor'?"),
        (changed("data", "x", to=[[1.0], [2.0]]), "inputs is 2, but data.x has 1."),
        (changed("data", to={"kind": "formula", "expression": "x1 +"}), "x1 +"),
        (changed("data", to={"kind": "formula", "expression": "__import__('os')"}), "__import__"),
        (
            changed("data", to={"kind": "formula", "expression": "x1", "samples": 10**7}),
            "data.samples is 10000000; it must be a whole number from 1 to 1000000.",
        ),
        (changed("validation", to={"share": 1}), "validation.share is 1; give 0 or more"),
        (changed("validation", to={"shard": 0}), "Did you mean 'share'?"),
        (
            changed("hyperparameters", "learning_rate", to=0),
            "hyperparameters.learning_rate is 0; it must be greater than 0 and at most 1000000.",
        ),
        (changed("hyperparameters", "learning_rate", to=1e9), "learning_rate is 1000000000;"),
        (changed("hyperparameters", "learning_rate", to="fast"), 'is "fast"; it must be a number'),
        (changed("hyperparameters", "lerning_rate", to=1), "Did you mean 'learning_rate'?"),
        (changed("hyperparameters", "batch_size", to=True), "batch_size is true; it must be a who"),
        (changed("hyperparameters", "shuffle", to=1), "shuffle is 1; write true or false."),
        (changed("hyperparameters", "rule", to="as_printed"), "exists for 2-2-2-1 networks only"),
        (changed("hyperparameters", "seed", to=2**63), "hyperparameters.seed is 92233720368547758"),
        (changed("parameters", "W", 0, to=[[1, 2]]), "parameters.W[0] has 1 entries; the network"),
        (changed("parameters", "W", 0, 1, to=[1]), "parameters.W[0][1] has 1 numbers; here 2 are"),
        (changed("parameters", "W", to=[]), "parameters.W has 0 entries; the network needs 2 here"),
        (changed("parameters", "b", 1, to=0.5), "parameters.b[1] is 0.5; it must be a list"),
        (changed("parameters", to={"W": []}), "parameters.b is missing; add it."),
        (changed("frozen", to=THETA), "frozen.W[0][0][0] is 0.1; write true or false."),
        (changed("annotations", to={}), "annotations is {}; it must be a list"),
        (
            marked(kind="Hide"),
            'annotations[1].kind is "Hide"; it must be one of callout, frame, hi',
        ),
        (marked(kind=None), "annotations[1].kind is null; it must be text"),
        (marked(panel="loss curve"), 'annotations[1].panel is "loss curve"; it must be one of'),
        (marked(x=1.5), "annotations[1].x is 1.5; places on a panel are from 0 to 1."),
        (marked(y=True), "annotations[1].y is true; it must be a number"),
        (marked(to_x=1), 'annotations[1] has the unknown key "to_x".'),
        (marked(kind="frame"), "annotations[1].to_x is missing; add it."),
        (
            changed("annotations", to=[HIDE] * 201),
            "annotations has 201 entries; a session",
        ),
        (changed("view", to=[]), "view is []; it must be an object"),
        (changed("view", to={"v": json.loads("[" * 150 + "]" * 150)}), "view is nested too deeply"),
    ],
)
def test_that_a_wrong_value_is_named_with_its_place(content: Any, told: str) -> None:
    assert told in sentence(content)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 400])
@pytest.mark.parametrize(
    "path",
    [
        ("parameters", "W", 0, 1, 0),
        ("parameters", "b", 1, 0),
        ("data", "x", 0, 1),
        ("hyperparameters", "learning_rate"),
        ("view", "zoom"),
    ],
)
def test_that_no_number_is_infinite(path: tuple[str | int, ...], number: str) -> None:
    content = changed(*path, to="NUMBER", view={})
    raw = json.dumps(content).replace('"NUMBER"', number).encode()
    if path[0] == "view" and number.isdigit():
        return  # a long whole number can be kept
    told = sentence(raw)
    where = ".".join(str(key) for key in path if isinstance(key, str))
    where += "".join(f"[{key}]" for key in path if isinstance(key, int))
    assert told.startswith(where)
    assert "finite number" in told


@given(st.data())
@settings(max_examples=200)
def test_that_a_session_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    values: Any = full()
    inside, path = values, []
    while True:
        keys = [*inside] if isinstance(inside, dict) else [*range(len(inside))]
        key = data.draw(st.sampled_from(keys))
        path.append(key)
        if not isinstance(inside[key], (dict, list)) or not inside[key] or data.draw(st.booleans()):
            break
        inside = inside[key]
    scalars = st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | st.text()
    anything = st.recursive(scalars, lambda x: st.lists(x) | st.dictionaries(st.text(), x))
    inside[key] = data.draw(anything)
    with suppress(InputError):
        parsed(values)


# Progress


def state(**more: Any) -> dict[str, Any]:
    return {"update": 5, "epoch": 2, "position": 1, **THETA, **more}


def full() -> dict[str, Any]:
    """A session with everything in it."""
    slots = {"time": 2, "m": THETA, "s": {"W": THETA["W"], "b": THETA["b"]}}
    changes = [
        {"update": 3, "hyperparameters": {"optimizer": "adam"}},
        {"update": 4, "parameters": THETA},
        {"update": 4, "frozen": MARKS},
    ]
    made = small() | {"notes": "n", "frozen": MARKS, "annotations": [HIDE], "view": {"a": [2]}}
    return json.loads(json.dumps(made | {"state": state(slots=slots, changes=changes)}))


def test_that_the_full_session_is_read() -> None:
    session = parsed(full())
    assert session.progress is not None
    assert session.progress.time == 2
    assert len(session.changes) == 3


CASES: list[tuple[Callable[[], Any], str]] = [
    (lambda: state(update=-1), "state.update is -1; it must be a whole number from 0"),
    (lambda: state(epoch=3), "state.epoch is 3, but 5 updates of this session lead to 2;"),
    (lambda: state(position=0), "state.position is 0, but 5 updates of this session lead to 1;"),
    (lambda: state(position=2), "state.position is 2, but 5 updates of this session lead to 1;"),
    (lambda: state(W=THETA["W"][:1]), "state.W has 1 entries; the network needs 2 here."),
    (lambda: state(Slots={}), "state has the unknown key \"Slots\". Did you mean 'slots'?"),
    (lambda: state(slots={"v": THETA}), 'state.slots has the unknown key "v". The optimizer is'),
    (lambda: state(slots={"time": 4}), "state.slots.time is 4, but the optimizer has made 5"),
    (lambda: {"update": 5, "W": THETA["W"]}, "state.b is missing; add it."),
    (lambda: {**THETA}, "state.update is missing; add it."),
    (
        lambda: state(changes=[{"update": 6, "hyperparameters": {}}]),
        "state.changes[0].update is 6; changes stand in order, and none comes after the state's",
    ),
    (
        lambda: state(changes=[{"update": 4}, {"update": 3}]),
        "state.changes[1].update is 3; changes stand in order",
    ),
    (
        lambda: state(changes=[{"update": 1, "hyperparameters": {"seed": 4}}]),
        "state.changes[0].hyperparameters.seed cannot change during training; remove it.",
    ),
    (
        lambda: state(changes=[{"update": 1, "hyperparameters": {"l2": -1}}]),
        "state.changes[0].hyperparameters.l2 is -1; it must be at least 0.",
    ),
    (
        lambda: state(changes=[{"update": 1, "hyperparameters": {"batchsize": 2}}]),
        "Did you mean 'batch_size'?",
    ),
    (
        lambda: state(changes=[{"update": 1, "parameters": {"W": THETA["W"]}}]),
        "state.changes[0].parameters.b is missing; add it.",
    ),
    (
        lambda: state(changes=[{"update": 1, "frozen": THETA}]),
        "state.changes[0].frozen.W[0][0][0] is 0.1; write true or false.",
    ),
    (
        lambda: state(changes=[{"update": 1, "frozen": {"W": MARKS["W"]}}]),
        "state.changes[0].frozen.b is missing; add it.",
    ),
    (
        lambda: state(changes=[{"update": 1, "frozen": MARKS | {"c": 1}}]),
        'state.changes[0].frozen has the unknown key "c".',
    ),
    (
        lambda: {
            "update": 0,
            **THETA,
            "changes": [{"update": 0, "hyperparameters": ADAM}],
            "slots": {"m": THETA, "s": THETA},
        },
        "state.slots has running averages before the first update;",
    ),
    (
        lambda: state(changes=[{"update": 3, "hyperparameters": ADAM}]),
        "state.slots is missing; add it.",
    ),
    (
        lambda: state(
            changes=[{"update": 3, "hyperparameters": ADAM}], slots={"time": 2, "m": THETA}
        ),
        "state.slots.s is missing; add it.",
    ),
]


@pytest.mark.parametrize(("made", "told"), CASES)
def test_that_progress_that_does_not_fit_is_named(made: Callable[[], Any], told: str) -> None:
    assert told in sentence(small() | {"state": made()})
