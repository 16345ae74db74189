"""The steps of `dev.py test`: all of them run, and the last word is right."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from devtools import checks, display, environment
from devtools.checks import Outcome

SOME_FAIL = """
import pytest

@pytest.fixture
def broken():
    raise OSError

def test_wrong():
    assert False

def test_right():
    pass

def test_unready(broken):
    pass
"""


def test_that_every_step_runs_after_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    steps = {
        "first": lambda: Outcome("failed", "broken"),
        "second": lambda: Outcome("ok"),
        "third": lambda: Outcome("not run", "no Qt"),
    }
    assert checks._run_all(steps) == 1
    summary = capsys.readouterr().out.partition("=== summary ===")[2].split()
    assert [word for word in summary if word in steps] == ["first", "second", "third"]
    assert {"failed", "broken", "ok", "not"} <= set(summary)


@pytest.mark.parametrize(("word", "status"), [("ok", 0), ("skipped", 0), ("not run", 1)])
def test_that_what_did_not_run_is_no_success(word: str, status: int) -> None:
    assert checks._run_all({"only": lambda: Outcome(word)}) == status


def test_that_paths_choose_their_suites() -> None:
    chosen = checks._choose(["tests/dev/test_checks.py::test_x", "-k", "engine"])
    assert chosen == {"engine tests": ("tests/dev/test_checks.py::test_x",)}
    assert checks._choose(["-k", "engine"]) == checks.SUITES


def test_that_only_the_whole_is_spread_and_the_end_to_end_tests_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spread(arguments: list[str]) -> list[str]:
        given: dict[str, list[str]] = {}

        def remember(name: str, paths: object, options: list[str]) -> Callable[[], Outcome]:
            given[name] = options
            return lambda: Outcome("ok")

        monkeypatch.setattr(checks, "_suite_step", remember)
        assert checks.run_tests(arguments) == 0
        return [name for name, options in given.items() if "--numprocesses=auto" in options]

    monkeypatch.setattr(checks.processes, "python", lambda words: 0)
    monkeypatch.setattr(checks, "_begun", lambda words: nullcontext(lambda: Outcome("ok")))
    assert spread([]) == spread(["--fast"]) == ["engine tests", "window tests"]
    assert spread(["tests/engine"]) == spread(["-k", "engine"]) == []


def test_that_what_runs_beside_the_tests_is_told_at_its_turn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    with checks._begun(["-c", "print('wrong type'); raise SystemExit(1)"]) as step:
        assert capsys.readouterr().out == ""
        assert step() == Outcome("failed")
    assert "wrong type" in capsys.readouterr().out


@pytest.mark.parametrize("processes", [(), ("--numprocesses=2",)])
def test_that_tests_that_fail_are_named_at_the_end(
    processes: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    file = tmp_path / "test_some.py"
    file.write_text(SOME_FAIL)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    outcome = checks._pytest(["-p", "no:pytest-qt", *processes, str(file)], {})
    assert checks._run_all({"some": lambda: outcome, "more": lambda: Outcome("ok")}) == 1
    _, _, end = capsys.readouterr().out.partition("=== failed tests ===")
    assert {"test_some.py::test_wrong", "test_some.py::test_unready"} < set(end.split())
    assert "test_right" not in end


def test_that_a_folder_without_tests_is_a_failure_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tests" / "e2e").mkdir(parents=True)
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    outcome = checks._suite_step("end-to-end tests", ["tests/e2e"], [])()
    assert outcome == Outcome("failed", "There are no tests in tests/e2e.")


@pytest.mark.skipif(sys.platform == "win32", reason="Xvfb is for X11")
def test_that_a_machine_without_xvfb_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with display.virtual_display() as name:
        assert name is None


@pytest.mark.skipif(sys.platform == "win32", reason="Xvfb is for X11")
def test_that_an_xvfb_that_ends_at_once_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "Xvfb"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with display.virtual_display() as name:
        assert name is None
