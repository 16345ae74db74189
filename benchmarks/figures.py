"""How long a figure takes: every term of one update of the article's network as PNG, twice as
large. Promised are 150 ms a figure, without a display.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtWidgets import QApplication

from engine import session as sessions
from engine.grain import Grain
from gui.figures import export
from gui.figures.make import figure_of
from gui.figures.moments import frame_of, trainer_at
from gui.figures.spec import FigureSpec
from gui.theme import load_fonts

_SCALE = 2


def main() -> None:
    """Print what one figure takes."""
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
    print(
        f"figures: {len(whole)} steps of an update, 1200x800 at 2x: {median(whole):.0f} ms each "
        f"(worst {max(whole):.0f}), of which painting {median(drawn):.0f} ms"
    )
    del app


if __name__ == "__main__":
    main()
