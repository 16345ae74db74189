"""The command: train, trace, check and list, with NumPy alone.

Standard output carries the result, standard error everything else. Exit codes: 0 done, 1 the check
failed, 2 bad input, 3 training diverged, 70 a fault of ours, 130 interrupted.
"""

from __future__ import annotations

import json
import math
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine import command_check, fault_report, files, trace
from engine import session as session_file
from engine.accelerator import Accelerator, AtOnce, installed
from engine.command_words import (
    TraceWords,
    TrainWords,
    check_words,
    list_words,
    trace_words,
    train_words,
)
from engine.errors import InputError, did_you_mean, quoted
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.progress import ProgressLine
from engine.session import Session
from engine.trainer import Trainer

COMMANDS = ("train", "trace", "check", "list")
DONE, FAILED, BAD_INPUT, DIVERGED, FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
STRETCH = 0.1  # seconds of training between two looks at the progress line
# After so many updates a compiled kernel takes over, if one can be had: a number, not a time, so
# that the same command always ends with the same digits.
SLOW_UPDATES = 100_000
HELP = """\
backstep [SESSION]          open the window
backstep train  SESSION (--updates N | --epochs N | --until-loss X [--max-updates N])
                        [--save FILE] [--restart]
backstep trace  SESSION [--updates N] [--format json|csv|markdown] [--out FILE] [--restart]
backstep check  SESSION
backstep figure SESSION --out FILE.{png,svg,pdf} [--show PANELS] [--at MOMENT] [--theme THEME]
                        [--size WxH] [--scale N] [--title T] [--caption T] [--sample N]
                        [--decimals N] [--decimal-sign point|comma] [--text text|paths]
backstep worksheet SESSION --out DIR [--variants N] [--seed S] [--paper a4|letter]
                        [--decimals D] [--decimal-sign point|comma]
                        [--ask z,a,loss,delta,gradients,update]
backstep sequence SESSION --out DIR|FILE.{gif,apng,webp,pdf,html} [--updates N] [--grain GRAIN]
                        [--seconds S] [as figure: --show, --at, --theme, --size, --scale, …]
backstep list

SESSION is a file or the name of a built-in session. `backstep train --help` says more.
`python -m engine` offers train, trace, check and list with NumPy alone.
"""


def main(words: Sequence[str]) -> int:
    """Run one command; the exit code. Prints one clear line where something is wrong."""
    return guarded(lambda: _run(words))


def guarded(run: Callable[[], int]) -> int:
    """What a command does, for its exit code; whatever goes wrong is told in one clear line."""
    _show_any_letter()
    try:
        return run()
    except InputError as error:
        _tell(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        _tell("interrupted; nothing was saved.")
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()  # whoever read has read enough
        return DONE
    except SystemExit as end:  # argparse, after --help
        return DONE if end.code is None else int(end.code)
    except Exception:
        _tell(f"a fault that is not yours; a report was written to {fault_report.write()}")
        return FAULT


def _run(words: Sequence[str]) -> int:
    word = words[0] if words else ""
    match word:
        case "train":
            return _train(train_words(words[1:]))
        case "trace":
            return _trace(trace_words(words[1:]))
        case "check":
            return _check(check_words(words[1:]))
        case "list":
            list_words(words[1:])
            return _list()
        case "-h" | "--help":
            say(HELP)
            return DONE
        case "--version":
            say(f"Backstep {fault_report.version()}\n")
            return DONE
        case "":
            raise InputError("Say what to do: {commands}.", commands=", ".join(COMMANDS))
        case _:
            raise InputError(
                "There is no command {word}; there are {commands}.{hint}",
                word=quoted(word),
                commands=", ".join(COMMANDS),
                hint=did_you_mean(word, COMMANDS),
            )


# The commands


def _train(words: TrainWords) -> int:
    if words.save is not None:
        files.check_writable(words.save)
    session = session_of(words.session, words.restart)
    trainer = session.trainer()
    stop = _run_to(_goal(words, trainer), trainer)
    if words.save is not None:
        _save(session_file.from_trainer(trainer, session), words.save)
    losses = trainer.evaluate()
    result = {
        "update": trainer.state.update,
        "epoch": trainer.state.epoch,
        "loss": _finite(losses.training),
        "validation_loss": _finite(losses.validation),
        "stopped": "max_updates"
        if stop is Stop.UPDATES and words.most_updates is not None
        else str(stop),
    }
    say(json.dumps(result, allow_nan=False) + "\n")
    return _tell_divergence(trainer) if stop is Stop.DIVERGED else DONE


def _save(session: Session, path: Path) -> None:
    """Write the session; where that fails after the work was done, keep it in another place."""
    try:
        session_file.write(session, path)
    except InputError as error:
        kept = Path(tempfile.gettempdir(), f"backstep-{secrets.token_hex(4)}{session_file.SUFFIX}")
        try:
            session_file.write(session, kept)
        except InputError:
            raise error from None
        template = "{what} What was trained is kept in {kept}."
        raise InputError(template, what=error, kept=kept) from error


def _goal(words: TrainWords, trainer: Trainer) -> Goal:
    update, epoch = trainer.state.update, trainer.state.epoch
    more = words.updates if words.until_loss is None else words.most_updates
    return Goal(
        update=None if more is None else update + more,
        epoch=None if words.epochs is None else epoch + words.epochs,
        loss_below=words.until_loss,
    )


def _run_to(goal: Goal, trainer: Trainer) -> Stop:
    """Train to the goal, with a line on the terminal."""
    line = ProgressLine(sys.stderr, goal, trainer.state)
    slow = trainer.state.update + SLOW_UPDATES
    first = goal if goal.update is not None and goal.update <= slow else goal._replace(update=slow)
    try:
        stop = _go_on(first, trainer, line)
        if stop is Stop.UPDATES and first is not goal:
            trainer.accelerate(Accelerator(AtOnce(), stands=None) if installed() else None)
            stop = trainer.met(goal) or _go_on(goal, trainer, line)
    finally:
        line.clear()
    return stop


def _go_on(goal: Goal, trainer: Trainer, line: ProgressLine) -> Stop:
    while (stop := trainer.train(goal, STRETCH)) is None:
        ended = trainer.branch.ended
        line.show(trainer.state, None if ended is None else ended[1])
    return stop


def _trace(words: TraceWords) -> int:
    if words.out is not None:
        files.check_writable(words.out)
    trainer = session_of(words.session, words.restart).trainer()
    pieces = trace.pieces(_entries(trainer, words.updates), words.form)
    try:
        if words.out is not None:
            files.write_atomically(words.out, (piece.encode() for piece in pieces))
        else:
            for piece in pieces:
                say(piece)
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        _tell(f"update {trainer.state.update} has a number that is not finite; the trace ends.")
        return DIVERGED
    return DONE if trainer.diverged_at is None else _tell_divergence(trainer)


def _entries(trainer: Trainer, updates: int) -> Iterator[dict[str, Any]]:
    """The trace of each update; it ends early where training diverges."""
    for _ in range(updates):
        if not trainer.step(Grain.UPDATE):
            return
        yield trace.entry(trainer.state)


def _check(word: str) -> int:
    report = command_check.report(session_of(word).trainer().state)
    if report is None:
        _tell("the loss of the next update is not a finite number, so there is nothing to compare.")
        return DIVERGED
    say(report.text)
    return DONE if report.passed else FAILED


def _list() -> int:
    names = (*session_file.builtins(), *session_file.published())
    rows = [(name, session_file.builtin(name)) for name in names]
    wide = max(len(name) for name, _ in rows)
    wider = max(len(session.title) for _, session in rows)
    lines = [f"{name:{wide}}  {s.title:{wider}}  {_first_line(s.notes)}" for name, s in rows]
    say("".join(line.rstrip() + "\n" for line in lines))
    return DONE


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def session_of(word: str, restart: bool = False) -> Session:
    """The session of a SESSION word; InputError names the word and what is wrong."""
    try:
        session = session_file.find(word)
    except InputError as error:
        if error.values.get("word") == word:
            raise
        raise InputError("{name}: {what}", name=word, what=error) from error
    return session.restarted() if restart else session


def _tell_divergence(trainer: Trainer) -> int:
    _tell(
        f"training diverged at update {trainer.diverged_at}: a number was no longer finite. "
        f"The result is the state after update {trainer.state.update}; "
        "try a smaller learning rate."
    )
    return DIVERGED


def _finite(loss: float | None) -> float | None:
    return loss if loss is not None and math.isfinite(loss) else None


# The two streams


def say(text: str) -> None:
    """Write to standard output, now."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _close_output()
        raise InputError(
            "The result cannot be written to standard output: {reason}.",
            reason=(error.strerror or str(error)).lower(),
        ) from error


def _tell(text: str) -> None:
    """One line on standard error."""
    with suppress(OSError):
        print("backstep:", " ".join(text.split()), file=sys.stderr, flush=True)


def _show_any_letter() -> None:
    """A stream that lacks a letter shows its number, as in \\u03b4, and does not fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Send what is left in the buffers nowhere, or Python complains about them at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
