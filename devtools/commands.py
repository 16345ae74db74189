"""The commands of dev.py, one function each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from devtools import checks, environment, system
from devtools.environment import DEV, ROOT, RUN, SetupError
from devtools.system import Need

# The commands of contract.md §3 that need neither a window nor a display.
WINDOWLESS = ("train", "trace", "check", "list")
PICTURES = ("figure", "sequence", "worksheet")  # draw, also without a display


class Command(NamedTuple):
    do: Callable[[list[str]], int]
    arguments: str
    help: str


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status; 2 for a command that does not exist."""
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print(_help())
        return 0
    if name not in COMMANDS:
        print(f"dev.py has no command {name!r}.\n\n{_help()}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name].do(rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Start the window; without a display, train the article's network and write out/."""
    if arguments and arguments[0] in WINDOWLESS:
        _set_up(system.BASE, RUN)
        return _program("gui" if not system.missing(system.QT) else "engine", *arguments)
    if arguments and arguments[0] in PICTURES:
        _set_up([*system.BASE, *system.QT], RUN)
        return _program("gui", *arguments)
    display = system.display()
    needs = [*system.BASE, *system.QT, *system.libraries_of_display(display)]
    lacking = _set_up(needs, RUN)
    trouble = environment.qt_trouble(display or "offscreen") if lacking else ""
    if display is None:
        return _run_without_display(arguments, trouble, lacking)
    if trouble:
        raise SetupError(f"The window cannot open: {trouble}\n{system.advice(lacking)}")
    return _program("gui", *arguments)


def _run_without_display(arguments: list[str], qt_trouble: str, lacking: list[Need]) -> int:
    out = os.path.relpath(ROOT / "out")
    print(
        f"There is no display here, so no window: training instead, results go to {out}/.",
        flush=True,
    )
    if not qt_trouble:
        return _program("gui.headless", out, *arguments)
    Path(out).mkdir(exist_ok=True)
    session = arguments[0] if arguments else "article"
    target = f"{out}/{Path(session).name.split('.')[0]}.backstep.json"
    status = _program("engine", "train", session, "--epochs", "50", "--save", target)
    raise SetupError(
        f"{'Written: ' + target if status == 0 else 'Training failed'}. The pictures were not "
        f"drawn: {qt_trouble}\n{system.advice(lacking)}"
    )


def test(arguments: list[str]) -> int:
    """Run every check, or the tests that the arguments choose."""
    lacking = _set_up(
        [*system.BASE, *system.QT, *system.XCB, *system.END_TO_END, *system.PRINTED], DEV
    )
    if lacking:
        print(system.advice(lacking), flush=True)
    return checks.run_tests(arguments)


def lint(arguments: list[str]) -> int:
    """Check style, format, types and import contracts."""
    _set_up(system.BASE, DEV)
    return checks.run_lint()


def format_code(arguments: list[str]) -> int:
    """Sort imports and format every file."""
    _set_up(system.BASE, DEV)
    sorted_imports = _python("-m", "ruff", "check", "--select", "I", "--fix", ".")
    return _python("-m", "ruff", "format", ".") or sorted_imports


def lock(arguments: list[str]) -> int:
    """Write the exact versions of all dependencies anew."""
    _set_up(system.BASE, DEV)
    return environment.write_locks(arguments)


def bench(arguments: list[str]) -> int:
    """Measure speed and smoothness."""
    return _drawing_command("-m", "benchmarks", *arguments)


def pictures(arguments: list[str]) -> int:
    """Draw the pictures of the README and the guide."""
    return _drawing_command("docs/make_pictures.py", *arguments)


def _drawing_command(*words: str) -> int:
    _set_up([*system.BASE, *system.QT], DEV)
    offscreen = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return _python(*words, variables=offscreen)


def _set_up(needs: Iterable[Need], locks: tuple[str, ...]) -> list[Need]:
    """Install system packages and .venv; what is still missing. One advice covers all of it."""
    lacking = system.prepare(needs)
    try:
        environment.ensure(locks)
    except SetupError as error:
        raise SetupError(f"{error}\n{system.advice(lacking)}".strip()) from error
    return lacking


def _program(module: str, *words: str) -> int:
    """A module of Backstep, where the caller stands: the files that they name lie there."""
    # -P: a folder of theirs that is called gui or engine must not be taken for ours.
    return _python("-P", "-m", module, *words, folder=None)


def _python(
    *words: str, variables: Mapping[str, str] | None = None, folder: Path | None = ROOT
) -> int:
    command = [str(environment.PYTHON), *words]
    # The checkout goes first on the path so that a script in docs/ finds the packages too.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    known = {**os.environ, "PYTHONPATH": path, **(variables or {})}
    return subprocess.run(command, cwd=folder, env=known, check=False).returncode


COMMANDS = {
    "run": Command(run, "[SESSION]", "start Backstep"),
    "test": Command(test, "[--fast] [PYTEST…]", "run every check, as the continuous check does"),
    "lint": Command(lint, "", "check style, format, types and import contracts"),
    "format": Command(format_code, "", "sort imports and format every file"),
    "lock": Command(lock, "[--upgrade]", "write requirements/ anew from pyproject.toml"),
    "bench": Command(bench, "[NAME…]", "measure speed and smoothness, into benchmarks/RESULTS.md"),
    "pictures": Command(pictures, "[…]", "draw the pictures of the documents"),
}


def _help() -> str:
    rows = [(f"{name} {it.arguments}".strip(), it.help) for name, it in COMMANDS.items()]
    width = max(len(left) for left, _ in rows) + 2
    lines = [f"  {left:<{width}}{right}" for left, right in rows]
    return "\n".join(["python3 dev.py COMMAND", "", *lines])
