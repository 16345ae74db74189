"""`backstep`: a command if the first word is one, else the window."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = ("train", "trace", "check", "list")  # engine.command has them; the window needs it not
PICTURES = ("figure", "sequence", "worksheet")  # commands that draw, without a display
BAD_INPUT, INTERRUPTED = 2, 130  # as in engine.command, which may be a stranger's


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    if trouble := _stranger():
        return _refuse(trouble)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in PICTURES:
        return _draw(words)
    if words and (words[0] in COMMANDS or words[0].startswith("-")):
        from engine import command

        return command.main(words)
    if trouble := _no_command(words):
        return _refuse(trouble)
    from gui import qt_probe, quick_start  # Qt is loaded for the window only

    quick_start.begin()

    if trouble := qt_probe.window_trouble():
        return _refuse(trouble)
    # One core is the window's; and where there are two, no thread that waits for work is started.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(max(1, (os.cpu_count() or 2) - 1)))
    from gui.application import run

    return run(words)


def _no_command(words: list[str]) -> str:
    """Why these words cannot be meant: a command that is mistyped is no session to open."""
    if len(words) < 2:
        return ""
    from engine import session
    from engine.errors import did_you_mean, quoted

    known = [*COMMANDS, *PICTURES]
    sessions = (*session.builtins(), *session.published())
    if Path(words[0]).exists() or words[0] in sessions:
        return ""
    hint = did_you_mean(words[0], known)
    return f"There is no command {quoted(words[0])}; there are {', '.join(known)}.{hint}"


def _draw(words: list[str]) -> int:
    from gui import interruptions

    interruptions.end_like_ctrl_c()
    if sys.platform == "linux":
        os.environ["LC_ALL"] = "C.UTF-8"  # of a locale that is not UTF-8 Qt complains in four lines
    try:
        with interruptions.held():  # modules that are interrupted half-way break in many ways
            from engine import command
            from gui import qt_probe

            if trouble := qt_probe.trouble("offscreen"):
                return _refuse(
                    f"{trouble} Install what is missing with the system's package manager."
                )
            if words[0] == "worksheet":
                from gui.worksheets.command import run
            else:
                from gui.figures.command import run
    except KeyboardInterrupt:
        print("backstep: interrupted; nothing was saved.", file=sys.stderr)
        return INTERRUPTED
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
