"""The command that writes worksheets, with no display."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QGuiApplication

from engine import worksheet
from engine.command import DONE, say, session_of
from engine.command_words import count, parser_of
from engine.errors import InputError
from engine.experiment import Experiment
from engine.session import Session
from engine.worksheet import Task, parse_ask
from engine.worksheet_steps import Ask
from gui.figures.spec import one_of
from gui.numbers import DecimalSign
from gui.theme import load_fonts
from gui.worksheets.export import writing
from gui.worksheets.sheet import Paper, Sheet
from gui.worksheets.words import title_of

_SIGNS = (str(DecimalSign.POINT), str(DecimalSign.COMMA))


class WorksheetWords(NamedTuple):
    """What the command is asked to do."""

    session: str
    task: Task
    paper: Paper
    sign: DecimalSign
    out: Path


def run(words: Sequence[str]) -> int:
    """`worksheet SESSION …`; the exit code. InputError where something is wrong."""
    wanted = worksheet_words(words[1:])
    session = session_of(wanted.session)
    variants = worksheet.variants(experiment_of(session), wanted.task)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication(["backstep"])
    load_fonts()
    sheet = Sheet(title_of(session), wanted.paper, key=False, sign=wanted.sign)
    steps = writing(variants, sheet, wanted.out)
    for path in _told(steps, wanted.task.variants):
        say(f"{path}\n")
    del app
    return DONE


def _told(steps: Generator[int, None, list[Path]], count: int) -> list[Path]:
    """Take all steps; on a terminal a line says how many are done."""
    shown = sys.stderr.isatty()
    try:
        while True:
            number = next(steps)
            if shown:
                print(f"\rvariant {number}/{count}\x1b[K", end="", file=sys.stderr, flush=True)
    except StopIteration as end:
        return end.value
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def experiment_of(session: Session) -> Experiment:
    """The choices that are in force where the session stands."""
    return session.experiment if session.progress is None else session.progress.experiment


def worksheet_words(words: Sequence[str]) -> WorksheetWords:
    """What `worksheet` is asked to do; every mistake is one sentence."""
    parser = parser_of("worksheet", "Write worksheets for a class, and the answers, as PDF.")
    parser.add_argument("--variants", metavar="N", default="1", help="how many; 1 if left out")
    parser.add_argument("--seed", metavar="S", default="0", help="draws other numbers; 0")
    known = ",".join(Ask)
    parser.add_argument("--ask", metavar="WHAT", help=f"some of {known}; all if left out")
    parser.add_argument("--paper", metavar="PAPER", default="a4", help="a4 or letter; a4")
    parser.add_argument("--decimals", metavar="D", default="3", help="1 to 6; 3 if left out")
    parser.add_argument("--decimal-sign", metavar="SIGN", default="point", help="point or comma")
    parser.add_argument("--out", metavar="DIR", help="the folder for both files")
    given = parser.parse_args(words)
    if not given.out:
        raise InputError("worksheet needs --out DIR, the folder in which its two files are put.")
    task = Task(
        count("--variants", given.variants, 1, worksheet.MOST_VARIANTS),
        count("--seed", given.seed, 0),
        None if given.ask is None else parse_ask(given.ask),
        count("--decimals", given.decimals, 1),
    )
    paper = one_of("--paper", given.paper, tuple(str(paper) for paper in Paper))
    sign = one_of("--decimal-sign", given.decimal_sign, _SIGNS)
    return WorksheetWords(given.session, task, Paper(paper), DecimalSign(sign), Path(given.out))
