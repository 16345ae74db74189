"""File ▸ Export figure…: the choices beside a live preview, on which annotations are drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.annotation import MOST_LETTERS, Annotation, Kind
from engine.errors import InputError
from gui.figures import export
from gui.figures.annotation_history import AnnotationHistory
from gui.figures.choices_form import ChoicesForm
from gui.figures.figure import Figure, check_room
from gui.figures.make import figure_of
from gui.figures.preview import FigurePreview
from gui.figures.remembered import remember, remembered
from gui.figures.words import moment_name
from gui.frame import Frame
from gui.theme import Theme
from gui.widgets.segmented_control import SegmentedControl
from gui.words import sentence

_FOLDER = "figure/folder"
_COPY_SCALE = 2
_SELECT = "select"


class ExportDialog(QDialog):
    """Exports the moment of one Frame. ``annotated`` gives the annotations after each change."""

    annotated = Signal(object)

    def __init__(
        self,
        frame: Frame,
        annotations: tuple[Annotation, ...],
        name: str,
        settings: QSettings,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """``name``: what a file is called unless somebody says otherwise."""
        super().__init__(parent)
        self.setObjectName("export_figure")
        self.setWindowTitle(self.tr("Export figure"))
        self._frame = frame
        self._history = AnnotationHistory(annotations)
        self._index: int | None = None
        self._name = name
        self._settings = settings
        self.preview = FigurePreview(theme)
        self.form = ChoicesForm(remembered(settings))
        self.form.changed.connect(self._refresh)
        self.form.refused.connect(lambda text: self._tell(text, wrong=True))
        self.preview.annotated.connect(self._annotate)
        self.preview.selected.connect(self._show_selected)
        self.preview.told.connect(self._tell)
        self.preview.typed.connect(self._type_words)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Words of the selected callout"))
        self.words.setAccessibleName(self.tr("Words of the selected callout"))
        self.words.setMaxLength(MOST_LETTERS)
        self.words.textEdited.connect(self._take_words)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setProperty("tone", "ink3")
        self._message.setProperty("size", "caption")
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Undo, self, self.take_back)
        QShortcut(QKeySequence.StandardKey.Redo, self, self.make_again)
        self._show_selected(None)
        self._refresh()
        self.resize(1160, 720)

    # What a person does

    @property
    def figure(self) -> Figure:
        """What would be exported now."""
        spec = replace(self.form.choices.spec(), annotations=self._history.now)
        return figure_of(self._frame, spec)

    def ask_file(self) -> None:
        """Ask where to, and write it."""
        suffix = self.form.choices.suffix
        folder = str(self._settings.value(_FOLDER, str(Path.home())))
        moment = moment_name(self._frame).replace(":", "-")
        start = str(Path(folder) / f"{self._name}-{moment}{suffix}")
        filters = f"{suffix[1:].upper()} (*{suffix})"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export figure"), start, filters)
        if name:
            path = Path(name)
            self.write(path if path.suffix else path.with_name(path.name + suffix))

    def write(self, path: Path) -> bool:
        """Write the figure; where that fails a sentence says why, and the dialog stays."""
        choices = self.form.choices
        try:
            export.write(self.figure, path, scale=choices.scale, outlines=choices.outlines)
        except InputError as error:
            self._tell(sentence(error), wrong=True)
            return False
        self._settings.setValue(_FOLDER, str(path.parent))
        self.accept()
        return True

    def copy(self) -> None:
        """Put the figure on the clipboard as a picture."""
        choices = self.form.choices
        scale = min(choices.scale, _COPY_SCALE) if choices.suffix == ".png" else _COPY_SCALE
        QGuiApplication.clipboard().setImage(export.image(self.figure, scale))
        self._tell(self.tr("The figure is on the clipboard."))

    def take_back(self) -> None:
        """Undo the last change of the annotations."""
        if self._history.back():
            self._annotated()

    def make_again(self) -> None:
        """Redo the change of the annotations that was taken back last."""
        if self._history.forward():
            self._annotated()

    # Inside

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.tools = SegmentedControl(
            {
                _SELECT: self.tr("Select"),
                Kind.CALLOUT: self.tr("Callout"),
                Kind.FRAME: self.tr("Frame"),
                Kind.HIDE: self.tr("Hide a value"),
            },
            self.tr("What the mouse draws"),
        )
        self.tools.chosen.connect(self._choose_tool)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.clicked.connect(self.preview.remove_selected)
        tools.addWidget(self.tools)
        tools.addWidget(self.words, 1)
        tools.addWidget(self.remove)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(tools)
        left.addWidget(self.preview, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.form)
        right.addStretch(1)
        right.addWidget(self._message)
        right.addLayout(self._buttons())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(16)
        whole.addLayout(left, 1)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(292)
        whole.addWidget(side)

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        copy, close = QPushButton(self.tr("&Copy")), QPushButton(self.tr("Close"))
        write = QPushButton(self.tr("&Export…"))
        write.setProperty("primary", True)
        write.setDefault(True)
        for button, act in ((copy, self.copy), (close, self.reject), (write, self.ask_file)):
            button.clicked.connect(lambda _=False, act=act: act())
            button.setAutoDefault(button is write)
            line.addWidget(button, 1)
        return line

    def _refresh(self) -> None:
        remember(self._settings, self.form.choices)
        self.preview.show_figure(self.figure)
        try:
            check_room(self.figure)
        except InputError as error:
            self._tell(sentence(error), wrong=True)
        else:
            self._tell("")

    def _choose_tool(self, tool: str) -> None:
        self.preview.choose_tool(None if tool == _SELECT else Kind(tool))
        words = {
            _SELECT: self.tr("Click to select, drag to move. Arrows move too, Delete removes."),
            Kind.CALLOUT: self.tr("Press where the arrow points, drag to where the number stands."),
            Kind.FRAME: self.tr("Drag from one corner to the other."),
            Kind.HIDE: self.tr("Click on a number. It is left out of the file altogether."),
        }
        self._tell(words[tool])

    def _annotate(self, annotations: tuple[Annotation, ...]) -> None:
        if self._history.take(annotations):
            self._annotated()

    def _annotated(self) -> None:
        self.annotated.emit(self._history.now)
        self.preview.show_figure(self.figure)
        self._show_selected(self.preview.selection)

    def _show_selected(self, index: int | None) -> None:
        one = None if index is None else self._history.now[index]
        self.remove.setEnabled(one is not None)
        callout = one is not None and one.kind is Kind.CALLOUT
        self.words.setEnabled(callout)
        text = one.text if one is not None and callout else ""
        if text != self.words.text():
            self.words.setText(text)
        self._index = index

    def _take_words(self, text: str) -> None:
        if self._index is None:
            return
        changed = list(self._history.now)
        changed[self._index] = replace(changed[self._index], text=text)
        if self._history.take(tuple(changed), f"words {self._index}"):
            self._annotated()

    def _type_words(self, letters: str) -> None:
        """Letters typed on the preview go into the words of the callout, and so does the rest."""
        self.words.setFocus()
        self.words.setText(f"{self.words.text()}{letters}"[:MOST_LETTERS])
        self._take_words(self.words.text())

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self._message.setText(text)
        self._message.setProperty("tone", "err" if wrong else "ink3")
        self._message.style().unpolish(self._message)
        self._message.style().polish(self._message)

    def message(self) -> str:
        """What the dialog says now."""
        return self._message.text()
