"""The steps of `dev.py test`: all of them run, and the last word is right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devtools import checks, display
from devtools.checks import Outcome


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
