"""`backstep`: a command if the first word is one, else the window."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

PICTURES = ("figure", "sequence", "worksheet")  # commands that draw, without a display
BAD_INPUT = 2  # as in engine.command, which may be a stranger's


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    if trouble := _stranger():
        return _refuse(trouble)
    from engine import command

    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and (words[0] in command.COMMANDS or words[0].startswith("-")):
        return command.main(words)
    if words and words[0] in PICTURES:
        return _draw(words)
    from gui import qt_probe  # Qt is loaded for the window only

    if trouble := qt_probe.window_trouble():
        return _refuse(trouble)
    from gui.application import run

    return run(words)


def _draw(words: list[str]) -> int:
    from engine import command
    from gui import qt_probe

    if trouble := qt_probe.trouble("offscreen"):
        return _refuse(f"{trouble} Install what is missing with the system's package manager.")
    if words[0] == "worksheet":
        from gui.worksheets.command import run
    else:
        from gui.figures.command import run
    return command.guarded(lambda: run(words))


def _stranger() -> str:
    """Names another package that would be taken for one of ours: their names are common words."""
    home = Path(__file__).resolve().parent.parent
    for name in ("engine", "resources"):
        found = importlib.util.find_spec(name)
        origin = found.origin if found is not None else None
        if origin is None or Path(origin).resolve().parent.parent != home:
            return (
                f"Python takes {origin or 'nothing'} for Backstep's package {name}, which should "
                f"lie in {home}. Install Backstep in an environment of its own, with pipx."
            )
    return ""


def _refuse(sentence: str) -> int:
    print(f"backstep: {sentence}", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
