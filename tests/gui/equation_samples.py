"""Frames and panels for the tests of the equation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QPointF, QRectF
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.grain import Grain
from engine.moment import Place
from engine.trainer import Trainer
from gui.frame import Frame
from gui.math_boxes import number
from gui.math_layout import measure
from gui.numbers import NumberFormat
from gui.panels.equations import EquationsPanel
from gui.panels.equations_layout import Placed, Places, Tag
from gui.theme import LIGHT, Theme

SMALL, LARGE = (718, 114), (1038, 161)
"""How large the panel is in windows of 1024 × 700 and 1600 × 1000 pixels."""


def frame_of(trainer: Trainer, grain: Grain = Grain.TERM, sample: int = 0) -> Frame:
    """What the worker would publish."""
    inside = trainer.place if trainer.cursor is not None else None
    return Frame(
        trainer.shown,
        trainer.history(),
        trainer.branch.reached,
        sample=sample,
        inside=inside,
        grain=grain,
    )


def frame_at(experiment: Experiment, *place: int, sample: int = 0) -> Frame:
    """The Frame of a moment of the first updates."""
    trainer = Trainer(experiment)
    while trainer.place < Place(*place):
        trainer.step(Grain.UPDATE)
    trainer.go_to(Place(*place))
    return frame_of(trainer, sample=sample)


def frames(experiment: Experiment, updates: int = 1, sample: int = 0) -> Iterator[Frame]:
    """The Frame of each term."""
    trainer = Trainer(experiment)
    while trainer.place < Place(updates, 0):
        trainer.step(Grain.TERM)
        yield frame_of(trainer, sample=sample)


def panel(
    qtbot: QtBot,
    shown: Frame | None = None,
    size: tuple[int, int] = LARGE,
    numbers: NumberFormat | None = None,
    theme: Theme = LIGHT,
) -> EquationsPanel:
    """A panel of that size, in sight."""
    made = EquationsPanel(theme, numbers or NumberFormat(4))
    qtbot.addWidget(made)
    made.resize(*size)
    if shown is not None:
        made.show_frame(shown)
    made.show()
    return made


def places(shown: EquationsPanel) -> Places:
    """Where the parts of its equation stand."""
    found = shown.places()
    assert found is not None
    return found


def texts(shown: EquationsPanel) -> list[str]:
    """What is written, formula by formula, each without spaces."""
    return [text_of(formula) for formula in places(shown).formulas]


def text_of(formula: Placed) -> str:
    """The letters of one formula, put together."""
    return "".join(run.text for run in formula.laid.runs)


def spelled(text: str) -> str:
    """A number's text as `text_of` gives it, the power of ten in letters of its own."""
    return "".join(run.text for run in measure(number(text), 20).runs)


def rects(found: Places) -> list[QRectF]:
    """What each formula covers."""
    return [formula.laid.rect().translated(formula.x, formula.y) for formula in found.formulas]


def overlaps(found: Places) -> list[tuple[str, str]]:
    """Formulas of which one lies on the other by more than a hair."""
    sides = [(r.left(), r.right(), r.top(), r.bottom()) for r in rects(found)]
    return [
        (text_of(found.formulas[one]), text_of(found.formulas[other]))
        for (one, a), (other, b) in combinations(enumerate(sides), 2)
        if min(a[1], b[1]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[2], b[2]) > 1
    ]


def point_of(shown: EquationsPanel, tag: Tag) -> QPoint:
    """The middle of a part, in the panel."""
    return (QPointF(shown._origin()) + tag.rect.center()).toPoint()
