"""How long a figure takes: every term of one update of the article's network as PNG."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import PySide6
from PySide6.QtWidgets import QApplication

from benchmarks.results import Asked, Section, asked_table
from engine import session as sessions
from engine.grain import Grain
from gui.figures import export
from gui.figures.make import figure_of
from gui.figures.moments import frame_of, trainer_at
from gui.figures.spec import FigureSpec
from gui.theme import load_fonts

_SCALE = 2


def section() -> Section:
    """Time each step's figure."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["backstep"])
    load_fonts()
    trainer = trainer_at(sessions.builtin("article"), "19")
    begun = trainer.place.update
    drawn: list[float] = []
    whole: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        while trainer.place.update == begun:
            start = perf_counter()
            trainer.step(Grain.TERM)
            figure = figure_of(frame_of(trainer), FigureSpec())
            export.image(figure, _SCALE)
            drawn.append(1000 * (perf_counter() - start))
            export.write(figure, Path(folder, f"{len(drawn)}.png"), scale=_SCALE)
            whole.append(1000 * (perf_counter() - start) - drawn[-1])
    del app
    asked = Asked.at_most("a figure, written as PNG, median", median(whole), 150, "ms")
    return Section(
        "figures",
        f"The {len(whole)} terms of one update as figures of 1200×800, twice as large. Painting "
        f"alone takes {median(drawn):.0f} ms, the slowest figure {max(whole):.0f} ms.",
        (asked_table([asked]),),
        versions={"PySide6": PySide6.__version__},
    )
