"""Makes the pictures of README and guide: the program itself, unseen, at fixed moments.

`python3 dev.py pictures`. Same sessions, same sizes: what the pictures show stays true.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from engine import session
from engine.annotation import Annotation, Kind
from engine.experiment import Layer
from engine.goal import Goal
from engine.grain import Grain
from engine.moment import Place
from engine.worksheet import Task, variants
from gui.application import Program, make_application
from gui.document import Document, directly
from gui.figures import export, sequence
from gui.figures.dialog import ExportDialog
from gui.figures.make import figure_for, figure_of
from gui.figures.spec import FigureSpec
from gui.figures.steps import steps_of
from gui.frame import Edit, Selection
from gui.offscreen import use_offscreen
from gui.presenter import Presenter
from gui.worksheets import export as printing
from gui.worksheets.sheet import Paper, Sheet, pages

FOLDER = Path(__file__).resolve().parent / "pictures"
LARGEST = (1600, 1000)
SHEET_SCALE, GROUND, GAP = 0.92, "#EDEFF2", 24
MARKS = (
    Annotation(Kind.CALLOUT, "topology", 0.44, 0.93, 0.489, 0.57, number=1, text="The second path"),
    Annotation(Kind.FRAME, "equations", 0.367, 0.03, 0.641, 0.97),
)
"""Where they stand on the figure that the export dialog shows."""


class Picture(NamedTuple):
    """One file: the window's size and theme, the session, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    theme: str
    lesson: str
    prepare: Callable[[Program], QWidget | None]
    """What it returns is taken; None: the window."""


def settle(milliseconds: int = 400) -> None:
    """Let the window lay itself out and draw."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def train(document: Document, update: int) -> None:
    """Train to an update and wait for it."""
    document.run(Goal(update=update))
    while document.frame is None or document.frame.stop is None:
        settle(20)


def show(program: Program, place: Place, grain: Grain = Grain.TERM) -> None:
    """Step by a grain, and stand at a moment."""
    program.window.actions_by_name[f"grain_{grain}"].trigger()
    program.document.go_to(place)
    while program.document.frame is None or program.document.frame.place != place:
        settle(20)


def backward(program: Program) -> None:
    """Update 401, δ of layer 1, unit 1: the second of two paths is added."""
    train(program.document, 600)
    show(program, Place(400, 7, 1, 2))
    program.document.select(Selection(2, 1, 0))


def start(program: Program) -> None:
    """Nothing computed yet."""


def forward(program: Program) -> None:
    """Layer 2, unit 1 of a forward pass: the second of two products is added."""
    train(program.document, 4)
    show(program, Place(3, 2, 1, 3))


def trained(program: Program) -> None:
    """Some epochs later, between two updates."""
    train(program.document, 4000)


def example(program: Program) -> None:
    """A published example beside its printed numbers, the row that differs chosen."""
    show(program, Place(0, 5, 1, 3))


def audit(program: Program) -> QWidget:
    """The chain rule beside the article's formulas."""
    program.window.actions_by_name["audit"].trigger()
    settle(4000)
    window = program.window.side.audit
    assert window is not None
    window.resize(1280, 860)
    return window


def presenter(program: Program) -> QWidget:
    """The same step as in the window, for the last row."""
    backward(program)
    program.window.actions_by_name["presenter"].trigger()
    found = program.window.findChild(Presenter)
    assert found is not None
    found.showNormal()
    found.resize(1280, 720)
    return found


def diverged(program: Program) -> None:
    """A learning rate that is too large for identity units."""
    document = program.document
    assert document.frame is not None
    layers = (Layer(2, "identity"), Layer(2, "identity"), Layer(1, "identity"))
    experiment = document.frame.experiment.edited(layers=layers, learning_rate=0.8)
    document.edit(Edit("identity", experiment))
    document.run()
    while document.frame is None or document.frame.stop is None:
        settle(20)


def exported(program: Program) -> QWidget:
    """The dialog with two annotations on its preview."""
    program.document.open(replace(program.document.session, annotations=MARKS))
    backward(program)
    program.window.actions_by_name["export_figure"].trigger()
    dialog = program.window.findChild(ExportDialog)
    assert dialog is not None
    return dialog


PICTURES = (
    Picture("main-light", (1600, 1000), "light", "article", backward),
    Picture("main-dark", (1600, 1000), "dark", "article", backward),
    Picture("main-small", (1024, 700), "light", "article", forward),
    Picture("start", (1400, 900), "light", "article", start),
    Picture("trained", (1400, 900), "light", "article", trained),
    Picture("diverged", (1400, 900), "light", "article", diverged),
    Picture("spiral", (1400, 900), "light", "spiral", trained),
    Picture("example", (1600, 1000), "light", "mazur", example),
    Picture("audit", (1400, 900), "light", "article", audit),
    Picture("presenter", (1400, 900), "light", "article", presenter),
    Picture("export", (1400, 900), "light", "article", exported),
)


def figure(path: Path) -> None:
    """A figure as `backstep figure` draws it."""
    export.write(figure_for(session.builtin("article"), "401:backward-1:1:2"), path)


def steps(path: Path) -> None:
    """A whole update, unit by unit, as `backstep sequence` draws it."""
    frames = steps_of(session.builtin("article"), Grain.UNIT, at="401")
    spec = FigureSpec(width=760, height=500, caption="")
    sequence.write([figure_of(frame, spec) for frame in frames], path, seconds=1.4)


def worksheet(path: Path) -> None:
    """A page for a pupil, and the same page of the key."""
    experiment = session.builtin("article").experiment
    (variant,) = variants(experiment, Task(seed=5))
    made: list[QImage] = []
    for key in (False, True):
        sheet = Sheet("Backpropagation by hand", Paper.A4, key=key)
        made.append(printing.image(pages([variant], sheet)[0], SHEET_SCALE))
    both = QImage(
        sum(page.width() + GAP for page in made) + GAP,
        made[0].height() + 2 * GAP,
        QImage.Format.Format_RGB32,
    )
    both.fill(QColor(GROUND))
    painter = QPainter(both)
    for number, page in enumerate(made):
        painter.drawImage(GAP + number * (page.width() + GAP), GAP, page)
    painter.end()
    both.save(str(path))


FILES: dict[str, Callable[[Path], None]] = {
    "figure-print.png": figure,
    "sequence.gif": steps,
    "worksheet.png": worksheet,
}
"""What the commands write."""


def take(app: QApplication, picture: Picture, folder: Path) -> None:
    """Make one picture and write it."""
    with tempfile.TemporaryDirectory() as place:
        settings = QSettings(str(Path(place, "window.ini")), QSettings.Format.IniFormat)
        settings.setValue("theme", picture.theme)
        program = Program(app, settings, directly)
        program.window.resize(*picture.size)
        program.show(session.builtin(picture.lesson))
        while not program.window.full:
            settle(20)
        settle()
        taken = picture.prepare(program) or program.window
        settle(1500)
        taken.grab().save(str(folder / f"{picture.name}.png"))
        if taken is not program.window:
            taken.close()
        program.document.mark_saved()
        program.window.close()
        program.window.deleteLater()
        settle(50)


def main(words: list[str]) -> int:
    """Make all pictures, or those whose names are given."""
    use_offscreen(*LARGEST)
    app = make_application(["backstep"])
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        if not words or picture.name in words:
            take(app, picture, FOLDER)
            print(FOLDER.name + "/" + picture.name + ".png")
    for name, make in FILES.items():
        if not words or Path(name).stem in words:
            make(FOLDER / name)
            print(f"{FOLDER.name}/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
