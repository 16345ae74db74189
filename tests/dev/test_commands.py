"""dev.py as a person meets it: help, mistakes, a machine without a display."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from devtools import commands, environment, system

ROOT = Path(__file__).resolve().parent.parent.parent


def test_that_dev_py_alone_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main([]) == 0
    printed = capsys.readouterr().out
    for name in ("run", "test", "lint", "format", "lock", "bench", "pictures"):
        assert f"\n  {name}" in printed


def test_that_an_unknown_command_is_named_with_status_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert commands.main(["tset"]) == 2
    assert "'tset'" in capsys.readouterr().err


def test_that_an_old_python_can_read_dev_py() -> None:
    """It would meet a SyntaxError before the sentence that says which Python is needed."""
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    assert "__future__" not in source


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What `run` starts in the virtual environment of a machine that has all it needs."""
    calls: list[tuple[str, ...]] = []

    def remember(*words: str, variables: object = None) -> int:
        calls.append(words)
        return 0

    monkeypatch.setattr(commands, "_python", remember)
    monkeypatch.setattr(environment, "ensure", lambda locks: None)
    monkeypatch.setattr(system, "missing", lambda needs: [])
    return calls


def test_that_run_opens_the_window_where_there_is_a_display(
    started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "display", lambda: "xcb")
    assert commands.main(["run", "xor.backstep.json"]) == 0
    assert started == [("-m", "gui", "xor.backstep.json")]


def test_that_run_without_a_display_says_so_and_trains(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    assert commands.main(["run"]) == 0
    assert started == [("-m", "gui.headless", "out")]
    assert "no display" in capsys.readouterr().out


def test_that_run_without_qt_trains_and_names_what_was_not_drawn(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    monkeypatch.setattr(system, "prepare", lambda needs: None)
    monkeypatch.setattr(system, "missing", lambda needs: list(system.QT[:1]))
    monkeypatch.setattr(environment, "qt_trouble", lambda plugin: "Qt does not load.")
    assert commands.main(["run"]) == 1
    assert [words[:3] for words in started] == [("-m", "engine", "train")]
    told = capsys.readouterr().err
    assert "not drawn" in told
    assert "libEGL.so.1" in told


def test_that_a_command_of_the_engine_needs_no_display(
    started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    assert commands.main(["run", "list"]) == 0
    assert started == [("-m", "gui", "list")]
