"""The words of a command line, checked; every mistake is one sentence."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from engine.errors import InputError, did_you_mean, quoted
from engine.trace import FORMATS

MOST_UPDATES = 10**15
_SESSION = "a file, or the name of a built-in session"


class TrainWords(NamedTuple):
    """``updates``, ``epochs`` and ``most_updates`` count from where the session stands."""

    session: str
    updates: int | None
    epochs: int | None
    until_loss: float | None
    most_updates: int | None
    save: Path | None
    restart: bool


class TraceWords(NamedTuple):
    """``form`` is one of trace.FORMATS; ``out`` None is standard output."""

    session: str
    updates: int
    form: str
    out: Path | None
    restart: bool


class _Parser(argparse.ArgumentParser):
    """argparse ends the program with a dump of its usage; this one tells in one sentence."""

    def error(self, message: str) -> NoReturn:
        if missing := re.fullmatch(r"argument (\S+): expected .*", message):
            raise InputError(
                "{option} needs a value. One that begins with a dash is written {option}=-….",
                option=missing[1],
            )
        if message.startswith("the following arguments are required"):
            raise InputError("{command} needs a session: {what}.", command=self.prog, what=_SESSION)
        if unknown := re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL):
            word = unknown[1].split(" ")[0]
            raise InputError(
                "{command} does not know {word}.{hint}",
                command=self.prog,
                word=quoted(word),
                hint=did_you_mean(word.split("=")[0], [*self._option_string_actions]),
            )
        raise InputError("{command}: {message}.", command=self.prog, message=message)


def train_words(words: Sequence[str]) -> TrainWords:
    """What `train` is asked to do."""
    parser = parser_of("train", "Train a session further and print where that led, as JSON.")
    parser.add_argument("--updates", metavar="N", help="make N more updates")
    parser.add_argument("--epochs", metavar="N", help="complete N more passes over the data")
    parser.add_argument(
        "--until-loss",
        metavar="X",
        help="until the mean loss over the training set, taken at epoch ends, is below X",
    )
    parser.add_argument("--max-updates", metavar="N", help="with --until-loss: at most N updates")
    parser.add_argument("--save", metavar="FILE", help="write the session with its progress")
    _restart(parser)
    given = parser.parse_args(words)
    ends = [x for x in (given.updates, given.epochs, given.until_loss) if x is not None]
    if len(ends) != 1:
        raise InputError("train needs one of --updates N, --epochs N and --until-loss X.")
    if given.max_updates is not None and given.until_loss is None:
        raise InputError("--max-updates goes with --until-loss; use --updates N alone.")
    return TrainWords(
        given.session,
        _maybe(count, "--updates", given.updates, 0),
        _maybe(count, "--epochs", given.epochs, 0),
        None if given.until_loss is None else _loss("--until-loss", given.until_loss),
        _maybe(count, "--max-updates", given.max_updates, 0),
        None if given.save is None else Path(given.save),
        given.restart,
    )


def trace_words(words: Sequence[str]) -> TraceWords:
    """What `trace` is asked to do."""
    parser = parser_of("trace", "Make updates and print every number of them; saves nothing.")
    parser.add_argument("--updates", metavar="N", default="1", help="how many; 1 if left out")
    parser.add_argument(
        "--format", metavar="FORMAT", default="json", help="json, csv or markdown; json if left out"
    )
    parser.add_argument("--out", metavar="FILE", help="write there, not to standard output")
    _restart(parser)
    given = parser.parse_args(words)
    if given.format not in FORMATS:
        raise InputError(
            "--format is {value}; choose one of {choices}.{hint}",
            value=quoted(given.format),
            choices=", ".join(FORMATS),
            hint=did_you_mean(given.format, FORMATS),
        )
    updates = count("--updates", given.updates, 1)
    out = None if given.out is None else Path(given.out)
    return TraceWords(given.session, updates, given.format, out, given.restart)


def check_words(words: Sequence[str]) -> str:
    """The session that `check` is asked to check."""
    parser = parser_of("check", "Compare the gradients of the next update with finite differences.")
    return parser.parse_args(words).session


def list_words(words: Sequence[str]) -> None:
    """`list` takes no words."""
    _Parser(
        prog="list", description="Print the names of the built-in sessions.", allow_abbrev=False
    ).parse_args(words)


def parser_of(command: str, description: str) -> argparse.ArgumentParser:
    """A parser for a command on a SESSION; every mistake is one sentence."""
    parser = _Parser(prog=command, description=description, allow_abbrev=False)
    parser.add_argument("session", metavar="SESSION", help=_SESSION)
    return parser


def _restart(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--restart", action="store_true", help="begin at update 0, not where the session stands"
    )


def _maybe(
    check: Callable[[str, str, int], int], option: str, text: str | None, low: int
) -> int | None:
    return None if text is None else check(option, text, low)


def count(option: str, text: str, low: int, most: int = MOST_UPDATES) -> int:
    """A whole number that an option has; InputError where it is none, too small or too large."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not low <= value <= most:
        raise InputError(
            "{option} is {value}; give a whole number of at least {low}, at most {most}.",
            option=option,
            value=quoted(text),
            low=low,
            most="10^15" if most == MOST_UPDATES else most,
        )
    return value


def _loss(option: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value < math.inf:
        raise InputError(
            "{option} is {value}; give a number greater than 0.", option=option, value=quoted(text)
        )
    return value
