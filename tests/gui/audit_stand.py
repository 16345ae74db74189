"""The window of the audit by itself, on some experiment, and what a test asks it."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.audit import Comparison
from engine.experiment import Experiment
from engine.trainer import Trainer
from gui.audit.delegate import LARGEST
from gui.audit.model import AuditModel, Column, Entry
from gui.audit.window import AuditWindow
from gui.courtesy import Courtesy
from gui.frame import Frame
from gui.math_layout import measure
from gui.numbers import NumberFormat
from gui.theme import LIGHT


def frame_of(experiment: Experiment) -> Frame:
    trainer = Trainer(experiment)
    return Frame(trainer.state, trainer.history(), 0)


class Stand:
    """The window by itself, on an experiment."""

    def __init__(self, qtbot: QtBot, experiment: Experiment, size: str = "1400x1000") -> None:
        self.qtbot = qtbot
        self.window = AuditWindow(LIGHT, NumberFormat(4), Courtesy())
        qtbot.addWidget(self.window)
        self.window.resize(*(int(part) for part in size.split("x")))
        self.window.bar.lengths.set_current("200")
        self.window.show()
        self.show(experiment)

    @property
    def model(self) -> AuditModel:
        return self.window.model

    def show(self, experiment: Experiment) -> None:
        self.window.show_frame(frame_of(experiment))

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.complete, timeout=20_000)

    def compare(self, comparison: Comparison) -> None:
        self.window.compare(comparison)
        self.wait()

    def rows(self, parameters: set[int]) -> set[int]:
        return {n for n, entry in self.entries() if entry.formula.parameter in parameters}

    def entries(self) -> list[tuple[int, Entry]]:
        return [(n, row) for n, row in enumerate(self.model.rows) if isinstance(row, Entry)]

    def verdicts(self, column: Column, verdict: str) -> set[int | None]:
        """The parameters with this verdict in a column."""
        return {
            entry.formula.parameter
            for n, entry in self.entries()
            if self.model.verdict(n, column) == verdict
        }

    def colored(self, row: int, column: Column, color: QColor) -> bool:
        """Whether a cell has pixels of exactly this colour."""
        table = self.window.table
        table.scrollTo(self.model.index(row, column))
        rect = table.visualRect(self.model.index(row, column))
        entry = self.model.rows[row]
        if column == Column.OTHER_FORMULA and isinstance(entry, Entry):
            # Without the badge behind the formula.
            rect.setWidth(round(measure(entry.other, LARGEST).width))
        return has_color(table.viewport().grab(rect).toImage(), color)


def has_color(image: QImage, color: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == color for y in range(image.height()) for x in range(image.width())
    )
