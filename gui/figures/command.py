"""The command that draws a figure, with no display."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from engine import files
from engine import moment as moments
from engine.command import DONE, say, session_of
from engine.goal import Goal
from engine.progress import ProgressLine
from engine.session import Session
from engine.trainer import Trainer
from gui.figures import export, sequence
from gui.figures.command_words import (
    FigureWords,
    SequenceWords,
    figure_words,
    sequence_words,
)
from gui.figures.make import figure_for, figure_of
from gui.figures.steps import steps_of
from gui.theme import load_fonts


def run(words: Sequence[str]) -> int:
    """`figure SESSION …`; the exit code. InputError where something is wrong."""
    if words[0] == "sequence":
        return _sequence(sequence_words(words[1:]))
    return _figure(figure_words(words[1:]))


def _figure(words: FigureWords) -> int:
    session = session_of(words.session)
    files.check_writable(words.out)
    app = application()
    line = Progress(session, words.at)
    try:
        spec = replace(words.spec, annotations=session.annotations)
        figure = figure_for(session, words.at, spec, sample=words.sample, told=line.show)
    finally:
        line.clear()
    export.write(figure, words.out, scale=words.scale, outlines=words.outlines)
    say(figure.description + "\n")
    del app
    return DONE


def _sequence(words: SequenceWords) -> int:
    session = session_of(words.session)
    sequence.check_target(words.out)
    app = application()
    line = ProgressLine(sys.stderr, Goal(), session.trainer().state)
    try:
        frames = steps_of(
            session,
            words.grain,
            words.updates,
            words.at,
            sample=words.sample,
            whole_curve="loss" in words.spec.panels,
        )
        spec = replace(words.spec, annotations=session.annotations)
        figures = [figure_of(frame, spec) for frame in frames]
        sequence.write(
            figures,
            words.out,
            scale=words.scale,
            seconds=words.seconds,
            outlines=words.outlines,
            told=lambda done, count: line.say_share(done / count, f"figure {done} of {count}"),
        )
    finally:
        line.clear()
    say("".join(f"{figure.description}\n" for figure in figures))
    del app
    return DONE


def application() -> QApplication:
    """Qt without a screen, whether there is one or not: so a picture is the same everywhere."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["backstep"])
    load_fonts()
    return app


class Progress:
    """A bar on a terminal while a session is trained on to its moment."""

    def __init__(self, session: Session, at: str | None) -> None:
        self._first = session.trainer().state
        update = self._first.update if at is None else moments.parse(at).update - 1
        self._line = ProgressLine(sys.stderr, Goal(update=update), self._first)

    @property
    def show(self) -> Callable[[Trainer], None]:
        """To be told of training."""
        return lambda trainer: self._line.show(trainer.state, None)

    def clear(self) -> None:
        """Leave an empty line."""
        self._line.clear()
