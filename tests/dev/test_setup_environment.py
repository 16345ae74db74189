"""When .venv is made, completed and left alone; no network is used here."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import environment
from devtools.environment import DEV, RUN


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout in a folder of its own, and what was done to its virtual environment."""
    done: list[str] = []
    venv = tmp_path / ".venv"
    (tmp_path / "requirements").mkdir()
    for lock in DEV:
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"{lock}==1\n")

    def create() -> None:
        done.append("create")
        venv.mkdir(exist_ok=True)
        (venv / "backstep-lock.json").unlink(missing_ok=True)
        (venv / "python").touch()

    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", venv / "python")
    monkeypatch.setattr(environment, "STAMP", venv / "backstep-lock.json")
    monkeypatch.setattr(environment, "_create", create)
    monkeypatch.setattr(environment, "_install", lambda lock: done.append(f"install {lock}"))
    return done


def test_that_a_fresh_clone_gets_its_environment_once(actions: list[str]) -> None:
    environment.ensure(RUN)
    environment.ensure(RUN)
    assert actions == ["create", "install run"]


def test_that_tests_complete_the_environment_of_run(actions: list[str]) -> None:
    environment.ensure(RUN)
    environment.ensure(DEV)
    environment.ensure(RUN)
    environment.ensure(DEV)
    assert actions == ["create", "install run", "install dev"]


@pytest.mark.parametrize("lock", DEV)
def test_that_a_changed_lock_makes_it_anew(actions: list[str], tmp_path: Path, lock: str) -> None:
    environment.ensure(DEV)
    (tmp_path / "requirements" / f"{lock}.txt").write_text("other==2\n")
    environment.ensure(DEV)
    assert actions == ["create", "install dev"] * 2


def test_that_another_python_makes_it_anew(
    actions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.ensure(RUN)
    monkeypatch.setattr(environment.platform, "python_version", lambda: "3.99.0")
    environment.ensure(RUN)
    assert actions == ["create", "install run"] * 2


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null"])
def test_that_an_environment_made_by_hand_or_half_is_made_anew(
    actions: list[str], stamp: str
) -> None:
    environment.ensure(RUN)
    environment.STAMP.write_text(stamp)
    environment.ensure(RUN)
    assert actions == ["create", "install run"] * 2
