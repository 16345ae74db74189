"""File ▸ Export sequence…: every step of one or more updates, drawn while the window lives on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import InputError
from engine.grain import Grain
from engine.session import Session
from gui import style
from gui.figures import sequence
from gui.figures.choices_form import CountField
from gui.figures.make import figure_of
from gui.figures.remembered import remembered
from gui.figures.steps import GRAINS, steps_of
from gui.words import sentence

_FOLDER = "figure/folder"
_MOST_UPDATES = 1000


class SequenceDialog(QDialog):
    """Draws a sequence from where the session stands, one figure at a time; it can be cancelled.

    What each figure shows, its size and its theme are those of the last exported figure.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_sequence")
        self.setWindowTitle(self.tr("Export sequence"))
        self._session, self._name, self._settings = session, name, settings
        self._work: Generator[int, None, None] | None = None
        self._updates = 1
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_one)
        self.grain = self._box(
            self.tr("Step by"),
            {
                Grain.TERM: self.tr("Term"),
                Grain.UNIT: self.tr("Unit"),
                Grain.LAYER: self.tr("Layer"),
                Grain.PASS: self.tr("Pass"),
                Grain.UPDATE: self.tr("Update"),
            },
            GRAINS.index(Grain.LAYER),
        )
        self.kind = self._box(
            self.tr("As"),
            {
                "": self.tr("Folder of pictures (PNG)"),
                ".html": self.tr("Web page (HTML)"),
                ".pdf": self.tr("PDF, a page a step"),
                ".gif": "GIF",
                ".apng": "APNG",
                ".webp": "WebP",
            },
        )
        self.updates = CountField(1, 1, _MOST_UPDATES, self.tr("Updates"))
        self.updates.taken.connect(self._take_updates)
        self.updates.refused.connect(lambda text: self._tell(text, wrong=True))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Figures drawn"))
        self._message = QLabel(
            self.tr("Each figure looks as the last one that was exported (Ctrl+Shift+E).")
        )
        self._message.setWordWrap(True)
        self._message.setProperty("tone", "ink3")
        self._lay_out()

    # What a person does

    def ask_file(self) -> None:
        """Ask where to, and begin."""
        suffix = self._chosen(self.kind)
        folder = str(self._settings.value(_FOLDER, str(Path.home())))
        start = str(Path(folder) / f"{self._name}-steps{suffix}")
        title = self.tr("Export sequence")
        name, _ = QFileDialog.getSaveFileName(self, title, start, f"*{suffix}" if suffix else "")
        if name:
            path = Path(name)
            right = path.suffix.lower() == suffix
            self.begin(path if right else path.with_name(path.name + suffix))

    def begin(self, path: Path) -> None:
        """Draw the sequence to a path; a sentence says where that cannot be done."""
        spec = replace(remembered(self._settings).spec(), annotations=self._session.annotations)
        grain = Grain(self._chosen(self.grain))
        try:
            sequence.check_target(path)
            whole = "loss" in spec.panels
            frames = steps_of(self._session, grain, self._updates, whole_curve=whole)
        except InputError as error:
            self._tell(sentence(error), wrong=True)
            return
        figures = [figure_of(frame, spec) for frame in frames]
        self._settings.setValue(_FOLDER, str(path.parent))
        look = remembered(self._settings)
        self._work = sequence.writing(figures, path, scale=look.scale, outlines=look.outlines)
        self.bar.setRange(0, len(figures))
        self.bar.setValue(0)
        self._enable(False)
        self._timer.start()

    def reject(self) -> None:
        """Cancel what is being drawn, and leave nothing of it; else close."""
        if self._work is None:
            super().reject()
            return
        self._end()
        self.bar.reset()
        self._tell(self.tr("Cancelled; nothing was written."))

    def message(self) -> str:
        """What the dialog says now."""
        return self._message.text()

    # Inside

    def _draw_one(self) -> None:
        assert self._work is not None
        try:
            done = next(self._work)
        except StopIteration:
            self._end()
            self.accept()
        except InputError as error:
            self._end()
            self._tell(sentence(error), wrong=True)
        else:
            self.bar.setValue(done)
            text = self.tr("Figure {n} of {count}")
            self._tell(text.format(n=done, count=self.bar.maximum()))

    def _end(self) -> None:
        self._timer.stop()
        if self._work is not None:
            self._work.close()
        self._work = None
        self._enable(True)

    def _enable(self, idle: bool) -> None:
        for part in (self.grain, self.kind, self.updates, self._write):
            part.setEnabled(idle)
        self._close.setText(self.tr("Close") if idle else self.tr("Cancel"))

    def _take_updates(self, count: int) -> None:
        self._updates = count
        self._tell("")

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self._message.setText(text)
        self._message.setProperty("tone", "err" if wrong else "ink3")
        style.refresh(self._message)

    def _box(self, words: str, choices: dict[str, str], chosen: int = 0) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(words)
        for key, text in choices.items():
            box.addItem(text, str(key))
        box.setCurrentIndex(chosen)
        return box

    @staticmethod
    def _chosen(box: QComboBox) -> str:
        return str(box.currentData())

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Step by"), self.grain)
        form.addRow(self.tr("Updates"), self.updates)
        form.addRow(self.tr("As"), self.kind)
        self._close, self._write = QPushButton(self.tr("Close")), QPushButton(self.tr("&Export…"))
        self._write.setProperty("primary", True)
        self._write.setDefault(True)
        line = QHBoxLayout()
        line.addStretch(1)
        acts: tuple[tuple[QPushButton, Callable[[], None]], ...] = (
            (self._close, self.reject),
            (self._write, self.ask_file),
        )
        for button, act in acts:
            button.clicked.connect(lambda _=False, act=act: act())
            button.setAutoDefault(button is self._write)
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self._message)
        column.addWidget(self.bar)
        column.addLayout(line)
        self.setMinimumWidth(420)
