"""dev.py as a person meets it: help, mistakes, a machine without a display."""

from __future__ import annotations

import ast
import subprocess
import sys
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

    def remember(*words: str, **_: object) -> int:
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
    assert started == [("-P", "-m", "gui", "xor.backstep.json")]


def test_that_run_without_a_display_says_so_and_trains(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    monkeypatch.chdir(ROOT)
    assert commands.main(["run"]) == 0
    assert commands.main(["run", "xor"]) == 0
    assert started == [
        ("-P", "-m", "gui.headless", "out"),
        ("-P", "-m", "gui.headless", "out", "xor"),
    ]
    assert "no display" in capsys.readouterr().out


def test_that_run_without_qt_trains_and_names_what_was_not_drawn(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    monkeypatch.setattr(system, "prepare", lambda needs: list(system.QT[:1]))
    monkeypatch.setattr(environment, "qt_trouble", lambda plugin: "Qt does not load.")
    assert commands.main(["run"]) == 1
    assert [words[1:4] for words in started] == [("-m", "engine", "train")]
    printed = capsys.readouterr()
    assert "not drawn" in printed.err
    assert (printed.out + printed.err).count("libEGL.so.1") == 1


def test_that_an_environment_that_cannot_be_made_ends_with_one_command(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(locks: object) -> None:
        raise environment.SetupError("The virtual environment .venv could not be made.")

    monkeypatch.setattr(system, "prepare", lambda needs: [system.BASE[0], system.QT[0]])
    monkeypatch.setattr(environment, "ensure", refuse)
    for command in ("run", "test", "lint"):
        assert commands.main([command]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "could not be made" in printed.err
        assert printed.err.count("This machine lacks ensurepip, libEGL.so.1") == 1
    assert started == []


def test_that_tests_that_cannot_all_run_say_first_what_installs_the_rest(
    started: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "prepare", lambda needs: list(system.QT[:1]))
    monkeypatch.setattr(commands.checks, "run_tests", lambda arguments: 1)
    assert commands.main(["test"]) == 1
    assert capsys.readouterr().out.count("This machine lacks libEGL.so.1") == 1


def test_that_a_command_of_the_engine_needs_no_display(
    started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "display", lambda: None)
    assert commands.main(["run", "list"]) == 0
    assert started == [("-P", "-m", "gui", "list")]


def test_that_files_are_looked_for_where_the_caller_stands(tmp_path: Path) -> None:
    """And a folder there that is called as one of ours is not taken for it."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("raise ImportError('a stranger')")
    session = (ROOT / "resources" / "sessions" / "xor.backstep.json").read_bytes()
    (tmp_path / "mine.json").write_bytes(session)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from devtools import commands, environment;"
        "environment.PYTHON = Path(sys.executable); environment.ensure = lambda locks: None;"
        "sys.exit(commands.main(['run', 'train', 'mine.json', '--updates', '3']))"
    )
    words = [sys.executable, "-P", "-c", code, str(ROOT)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"update": 3' in done.stdout
