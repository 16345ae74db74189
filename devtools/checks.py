"""The checks behind `dev.py test` and `dev.py lint`: every step runs, then a summary."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from devtools import environment, processes, system
from devtools.display import virtual_display
from devtools.environment import ROOT

# Which tests run in which process; tests/test_repository.py holds that no test is left out.
SUITES = {
    "engine tests": ("tests/engine", "tests/dev", "tests/test_repository.py"),
    "window tests": ("tests/gui", "tests/test_environment.py"),
    "end-to-end tests": ("tests/e2e",),
}
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINT = {
    "style": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "basedpyright"),
    "imports": ("-c", LINT_IMPORTS),
}
# A process a core, each with settings, a clipboard, a cache of kernels and a window system of its
# own; who is done takes tests from who is not. The end-to-end tests have one display and one
# keyboard, and run alone.
SPREAD = ("--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal")
ALONE = "end-to-end tests"
QT_PACKAGES = ("PySide6", "shiboken6", "pyqtgraph")
NO_TESTS_COLLECTED = 5  # pytest's exit status


class Outcome(NamedTuple):
    word: str  # "ok", "failed", "not run" or "skipped"
    note: str = ""
    tests: tuple[str, ...] = ()  # those that failed


def run_lint() -> int:
    """Run the four checks that need no test; 1 if one of them fails."""
    return _run_all({name: _lint_step(words) for name, words in LINT.items()})


def run_tests(arguments: Sequence[str]) -> int:
    """Run everything; with arguments for pytest, the tests alone, in the suites they name.

    `--fast` leaves out the end-to-end tests and the tests marked slow. A part of the tests runs in
    one process, as pytest itself does it.
    """
    fast = "--fast" in arguments
    options = [word for word in arguments if word != "--fast"]
    chosen = _choose(options)
    if fast:
        chosen = {name: paths for name, paths in chosen.items() if name != ALONE}
    whole = not options
    options = [word for word in options if not _is_path(word)]
    options += ["-m", "not slow"] if fast else []
    steps = {
        name: _suite_step(name, paths, [*(SPREAD if whole and name != ALONE else ()), *options])
        for name, paths in chosen.items()
    }
    if not whole:
        return _run_all(steps)
    # The types take as long as many tests, and one core.
    with _begun(LINT["types"]) as types:
        quick = {name: _lint_step(words) for name, words in LINT.items() if name != "types"}
        return _run_all(quick | steps | {"types": types})


def _choose(options: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The paths of each suite that are asked for; without any path, all of them."""
    paths = [word for word in options if _is_path(word)]
    if not paths:
        return SUITES
    chosen = {
        name: tuple(path for path in paths if Path(path).as_posix().startswith(folders))
        for name, folders in SUITES.items()
    }
    return {name: paths for name, paths in chosen.items() if paths}


def _is_path(word: str) -> bool:
    # Only below tests/, so that the value of "-k engine" is not taken for the folder.
    return Path(word).parts[:1] == ("tests",) and (ROOT / word.split("::")[0]).exists()


def _run_all(steps: Mapping[str, Callable[[], Outcome]]) -> int:
    lines: list[str] = []
    tests: list[str] = []
    good = bool(steps)
    for name, step in steps.items():
        print(f"\n=== {name} ===", flush=True)
        start = time.monotonic()
        outcome = step()
        seconds = time.monotonic() - start
        if outcome.note:
            print(outcome.note, flush=True)
        lines.append(f"  {outcome.word:<8} {name:<18}{seconds:6.1f} s  {outcome.note}".rstrip())
        tests += outcome.tests
        good = good and outcome.word in ("ok", "skipped")
    if tests:
        print("\n".join(["", "=== failed tests ===", *tests]))
    print("\n".join(["", "=== summary ===", *lines]), flush=True)
    if not steps:
        print("  None of the paths given holds tests of this project.")
    return 0 if good else 1


def _lint_step(words: Sequence[str]) -> Callable[[], Outcome]:
    return lambda: _outcome(processes.python(words))


@contextmanager
def _begun(words: Sequence[str]) -> Generator[Callable[[], Outcome]]:
    """A step that runs beside the others from now on; what it says is kept until its turn."""
    with tempfile.TemporaryFile() as said, processes.started(words, output=said) as process:

        def step() -> Outcome:
            status = process.wait()
            said.seek(0)
            print(said.read().decode(errors="replace"), end="", flush=True)
            return _outcome(status)

        yield step


def _suite_step(name: str, paths: Sequence[str], options: Sequence[str]) -> Callable[[], Outcome]:
    run = {
        "engine tests": _engine_tests,
        "window tests": _window_tests,
        "end-to-end tests": _end_to_end_tests,
    }[name]

    def step() -> Outcome:
        empty = [path for path in paths if not _holds_tests(path)]
        outcome = Outcome("ok")
        if filled := [path for path in paths if path not in empty]:
            outcome = run([*options, *filled])
        if empty:
            note = f"There are no tests in {', '.join(empty)}. {outcome.note}".strip()
            return Outcome("failed", note)
        return outcome

    return step


def _engine_tests(arguments: Sequence[str]) -> Outcome:
    """Run them where Qt cannot be imported, neither by the tests nor by what they start."""
    with tempfile.TemporaryDirectory() as folder:
        for package in QT_PACKAGES:
            refusal = f'raise ImportError("the engine\'s tests run without {package}")\n'
            Path(folder, f"{package}.py").write_text(refusal, encoding="utf-8")
        variables = {"PYTHONPATH": folder}
        if processes.python(["-c", "import PySide6"], variables, quiet=True) == 0:
            return Outcome("failed", "PySide6 could be imported where it must not be.")
        return _pytest(["-p", "no:pytest-qt", *arguments], variables)


def _window_tests(arguments: Sequence[str]) -> Outcome:
    if trouble := environment.qt_trouble("offscreen"):
        return Outcome("not run", trouble)
    return _pytest(arguments, {"QT_QPA_PLATFORM": "offscreen"})


def _end_to_end_tests(arguments: Sequence[str]) -> Outcome:
    if sys.platform != "linux":
        return Outcome("skipped", "These tests need Linux: Xvfb and xdotool.")
    if lacking := system.missing(system.END_TO_END):
        return Outcome("not run", f"Missing: {', '.join(need.name for need in lacking)}.")
    if trouble := environment.qt_trouble("xcb"):
        return Outcome("not run", trouble)
    with virtual_display() as display:
        if display is None:
            return Outcome("failed", "Xvfb did not start.")
        return _pytest(arguments, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display})


def _pytest(arguments: Sequence[str], variables: Mapping[str, str]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder, "failed")
        plugin = ("-p", "devtools.failed_tests", "--names-of-failed", str(names))
        status = processes.python(["-m", "pytest", *plugin, *arguments], variables)
        failed = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    # A choice such as -k may leave nothing to do in one of the suites.
    chosen = any(word in ("-k", "-m") for word in arguments)
    outcome = _outcome(0 if status == NO_TESTS_COLLECTED and chosen else status)
    return outcome._replace(tests=tuple(failed))


def _outcome(status: int) -> Outcome:
    if status == 0:
        return Outcome("ok")
    if status < 0:
        return Outcome("failed", f"Ended by signal {-status}.")
    return Outcome("failed", "No test was found." if status == NO_TESTS_COLLECTED else "")


def _holds_tests(path: str) -> bool:
    place = ROOT / path.split("::")[0]
    return place.is_file() or any(place.rglob("test_*.py"))
