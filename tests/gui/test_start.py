"""How the program starts, in a process of its own: where no window can open, and beside strangers.

Qt would end such a process with a signal and a page of text.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import command
from gui import qt_probe
from gui.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
DISPLAYS = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="others always have a display")


def start(*words: str, folder: Path = ROOT, **variables: str) -> tuple[int, list[str]]:
    """Exit code, and what was said on standard error."""
    known = {key: value for key, value in os.environ.items() if key not in DISPLAYS}
    done = subprocess.run(
        [sys.executable, "-m", "gui", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **known, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.splitlines()


@on_linux
@pytest.mark.parametrize("words", [(), ("xor",)])
def test_that_no_display_is_told_in_one_line(words: tuple[str, ...]) -> None:
    code, (said,) = start(*words)
    assert code == 2
    assert said.startswith("backstep: There is no display here")
    assert "backstep train article" in said


@on_linux
def test_that_a_mistyped_command_is_told_and_no_missing_display() -> None:
    code, (said,) = start("figur", "article", "--out", "a.png")
    assert code == 2
    assert said.startswith('backstep: There is no command "figur"; there are train, trace')
    assert said.endswith("Did you mean 'figure'?")


@on_linux
def test_that_a_display_that_does_not_answer_is_told_in_one_line() -> None:
    code, (said,) = start(DISPLAY=":98765")
    assert code == 2
    assert "':98765' does not answer" in said


def test_that_a_qt_that_does_not_load_is_told_in_one_line(tmp_path: Path) -> None:
    refusal = 'raise ImportError("libGL.so.1: cannot open shared object file")\n'
    (tmp_path / "PySide6.py").write_text(refusal, "utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    code, (said,) = start(QT_QPA_PLATFORM="offscreen", PYTHONPATH=path)
    assert code == 2
    assert "libGL.so.1" in said
    assert "package manager" in said


def test_that_a_plugin_that_does_not_load_is_named() -> None:
    assert qt_probe.trouble("offscreen") == ""
    if sys.platform == "linux":
        assert "nowhere plugin does not load" in qt_probe.trouble("nowhere")


@on_linux
def test_that_one_of_two_displays_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":98765")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(qt_probe, "trouble", lambda plugin: "")
    assert qt_probe.window_trouble() == ""


def test_that_qt_leaves_pythons_import_as_it_was() -> None:
    told = "import builtins; own = builtins.__import__; from gui import qt_probe"
    told += "; assert not qt_probe.trouble('offscreen'); print(builtins.__import__ is own)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n", "a tenth of the time to the first picture is lost"


def test_that_a_command_needs_no_display() -> None:
    assert start("list") == (0, [])


@pytest.mark.parametrize("name", ["engine", "resources"])
def test_that_a_strangers_package_of_the_same_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    code, (said,) = start("list", folder=tmp_path)
    assert code == 2
    assert str(tmp_path / name) in said
    assert "pipx" in said


def test_that_the_commands_without_a_window_are_those_of_the_engine() -> None:
    assert COMMANDS == command.COMMANDS
