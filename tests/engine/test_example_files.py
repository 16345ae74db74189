"""Examples as files: opened like sessions, kept by sessions, never written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import session as session_file
from engine.comparison import Comparison
from engine.errors import InputError
from engine.example_json import to_json
from engine.goal import Goal
from tests.engine.example_samples import example, parsed, text


def test_that_an_example_opens_like_a_session_and_has_no_path(tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(text(example()), "utf-8")
    session = session_file.find(str(path))
    assert session.title == "Worksheet"
    assert session.notes == "By hand.\nA teacher: https://example.org/sheet"
    assert session.path is None  # saving must not turn the example into a session
    assert session.progress is None
    assert session.example is not None
    assert session.example.experiment is session.experiment


@pytest.mark.parametrize("name", session_file.published())
def test_that_a_session_keeps_the_example_that_it_was_made_from(name: str, tmp_path: Path) -> None:
    session = session_file.builtin(name)
    assert session.example is not None
    trainer = session.trainer()
    trainer.train(Goal(update=3), 60.0)
    path = tmp_path / "mine.backstep.json"
    session_file.write(session_file.from_trainer(trainer, session), path)
    again = session_file.read(path)
    assert again.progress is not None
    assert again.progress.update == 3
    assert again.view == {}
    assert again.example is not None
    assert to_json(again.example, tmp_path) == to_json(session.example, tmp_path)
    session_file.write(again, tmp_path / "again.backstep.json")
    assert (tmp_path / "again.backstep.json").read_bytes() == path.read_bytes()


def test_that_what_is_changed_in_a_session_leaves_its_example_as_it_is(tmp_path: Path) -> None:
    session = session_file.builtin("hmkcode")
    trainer = session.trainer()
    trainer.edit(session.experiment.edited(learning_rate=1.0))
    path = tmp_path / "mine.backstep.json"
    session_file.write(session_file.from_trainer(trainer, session), path)
    again = session_file.read(path).example
    assert again is not None
    assert all(row.agrees for row in Comparison(again).finish())


def test_that_a_window_of_another_program_may_call_its_own_things_example() -> None:
    values = json.loads(text(example()))
    for key in ("source", "published", "errata", "variants"):
        del values[key]
    values |= {"format": "backstep-session", "view": {"example": "x", "zoom": 2}}
    session = session_file.parse(text(values).encode(), None)
    assert session.example is None
    assert session.view == {"example": "x", "zoom": 2}


def test_that_a_kept_example_that_was_broken_is_named_by_its_place() -> None:
    session = json.loads(text(example()))
    for key in ("source", "published", "errata", "variants"):
        del session[key]
    broken = example()
    del broken["published"][1]["printed"]
    session |= {"format": "backstep-session", "view": {"example": broken}}
    with pytest.raises(InputError, match=r"view\.example\.published\[1\]\.printed is missing"):
        session_file.parse(text(session).encode(), None)


def test_that_csv_data_are_found_beside_the_examples_file(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a,b,c\n1,2,3\n")
    values = example() | {
        "data": {"kind": "csv", "path": "d.csv", "inputs": ["a", "b"], "targets": ["c"]}
    }
    path = tmp_path / "sheet.json"
    path.write_text(text(values), "utf-8")
    session = session_file.read(path)
    assert session.experiment.dataset.x.tolist() == [[1.0, 2.0]]
    other = tmp_path / "elsewhere"
    other.mkdir()
    session_file.write(session, other / "mine.backstep.json")
    again = session_file.read(other / "mine.backstep.json")
    assert again.example is not None
    assert again.example.experiment.dataset.y.tolist() == [[3.0]]


def test_that_a_typographic_minus_is_a_minus() -> None:
    values = example()
    values["published"][0]["printed"] = "−0.05"
    assert parsed(values).published[0].printed == "-0.05"


def test_that_an_example_of_the_same_name_as_a_lesson_would_be_noticed() -> None:
    assert not {*session_file.builtins()} & {*session_file.published()}


@pytest.mark.parametrize("name", ["../sessions/article", "../examples/mazur", "mazur.example", ""])
def test_that_no_path_passes_for_a_built_in_name(name: str) -> None:
    with pytest.raises(InputError, match="no built-in session"):
        session_file.builtin(name)
