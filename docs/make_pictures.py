"""Makes the pictures of README and guide: the program itself, unseen, at fixed moments.

`python3 dev.py pictures`. Same sessions, same sizes: what the pictures show stays true.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from engine import session
from engine.experiment import Layer
from engine.moment import Place
from engine.trainer import Goal
from gui.application import Program, make_application
from gui.document import Document, directly
from gui.frame import Edit, Selection
from gui.offscreen import use_offscreen

FOLDER = Path(__file__).resolve().parent / "pictures"
LARGEST = (1600, 1000)


class Picture(NamedTuple):
    """One file: the window's size and theme, the session, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    theme: str
    lesson: str
    prepare: Callable[[Document], None]


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


def backward(document: Document) -> None:
    """Update 401: the backward pass has reached layer 1."""
    train(document, 600)
    document.go_to(Place(400, 8))
    document.select(Selection(2, 1, 0))


def start(document: Document) -> None:
    """Nothing computed yet."""


def forward(document: Document) -> None:
    """The second layer of the first forward pass."""
    train(document, 4)
    document.go_to(Place(3, 3))


def trained(document: Document) -> None:
    """Some epochs later, between two updates."""
    train(document, 4000)


def diverged(document: Document) -> None:
    """A learning rate that is too large for identity units."""
    assert document.frame is not None
    layers = (Layer(2, "identity"), Layer(2, "identity"), Layer(1, "identity"))
    experiment = document.frame.experiment.edited(layers=layers, learning_rate=0.8)
    document.edit(Edit("identity", experiment))
    document.run()
    while document.frame is None or document.frame.stop is None:
        settle(20)


PICTURES = (
    Picture("main-light", (1600, 1000), "light", "article", backward),
    Picture("main-dark", (1600, 1000), "dark", "article", backward),
    Picture("main-small", (1024, 700), "light", "article", forward),
    Picture("start", (1400, 900), "light", "article", start),
    Picture("trained", (1400, 900), "light", "article", trained),
    Picture("diverged", (1400, 900), "light", "article", diverged),
    Picture("spiral", (1400, 900), "light", "spiral", trained),
)


def take(app: QApplication, picture: Picture, folder: Path) -> None:
    """Make one picture and write it."""
    with tempfile.TemporaryDirectory() as place:
        settings = QSettings(str(Path(place, "window.ini")), QSettings.Format.IniFormat)
        settings.setValue("theme", picture.theme)
        program = Program(app, settings, directly)
        program.window.resize(*picture.size)
        program.show(session.builtin(picture.lesson))
        settle()
        picture.prepare(program.document)
        settle()
        program.window.grab().save(str(folder / f"{picture.name}.png"))
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
