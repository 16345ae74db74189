"""The panel of the data: where they come from, how much is held back, which sample is shown."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from engine.data import CsvData, DataSpec, FormulaData, NamedData, TableData
from engine.errors import InputError
from engine.experiment import Experiment
from engine.hyperparameters import DECLARATIONS
from gui import icons
from gui.draft import Draft
from gui.frame import Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.data_choice import Choice, choose_data
from gui.panels.data_csv import CsvEditor
from gui.panels.data_sample import SampleLine
from gui.panels.data_sources import FormulaEditor, NamedEditor
from gui.panels.data_table import TableEditor
from gui.panels.data_wish import Wish, share_declaration
from gui.panels.editors import ChoiceBox
from gui.panels.form import Row, add_section, form_layout
from gui.panels.settings import NumberSetting, in_words
from gui.theme import Theme
from gui.widgets.tool_tip import wrapped_tip
from gui.words import activation_words, sentence

_FIRST_NAMED = "xor"
_FIRST_ROWS = 10  # samples that a new table takes over from the data before it


class DataPanel(QWidget):
    """The data of the experiment, and the sample whose numbers are on the screen.

    ``sample_requested`` asks for another row of the batch.
    """

    edit_requested = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = numbers
        self._draft = Draft()
        self._frame: Frame | None = None
        self._shown: Experiment | None = None
        self._open = False
        self._last: dict[str, DataSpec] = {}
        form = form_layout(self)
        caption = add_section(form, self.tr("Data"))
        self._more = self._make_more()
        caption.addWidget(self._more)
        self._source = self._make_source()
        self._source_row = Row(form, theme, self.tr("Source"), self._source, restarts=True)
        self._source_row.set_tool_tip(wrapped_tip(self.tr("Where the data come from.")))
        self._formula = FormulaEditor(form, theme, self)
        self._named = NamedEditor(form, theme, self)
        self._csv = CsvEditor(form, theme, self)
        self._table = TableEditor(form, theme, self)
        self._share = NumberSetting(share_declaration(), form, theme, self)
        self._sample = SampleLine(form, theme, self)
        self._editors = {
            "formula": self._formula,
            "named": self._named,
            "csv": self._csv,
            "table": self._table,
        }
        for editor in self._editors.values():
            editor.wished.connect(self._on_wished)
        self._share.wished.connect(self._on_share_wished)
        self._sample.requested.connect(self.sample_requested)
        self.setAccessibleName(self.tr("Data"))
        self._place("formula")
        self.set_theme(theme)
        self.set_numbers(numbers)

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the data in force and the sample of this moment."""
        self._frame = frame
        self._draft.arrive(frame)
        self._show()
        self._sample.show(frame, self._numbers)

    def show_selection(self, selection: Selection | None) -> None:
        """A selection changes nothing here."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for editor in (*self._editors.values(), self._source_row, self._share.row, self._sample):
            editor.set_theme(theme)
        self._show_more()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Show numbers in another way from now on."""
        self._numbers = numbers
        for editor in (self._formula, self._named, self._table, self._share):
            editor.set_numbers(numbers)
        if self._frame is not None:
            self._sample.show(self._frame, numbers)

    def open_csv(self, path: Path) -> None:
        """Take a CSV file that was dropped on the window, as if it had been chosen here."""
        self._place("csv")
        self._csv.open_file(path)

    def _show(self) -> None:
        experiment = self._draft.experiment
        if experiment is None or experiment is self._shown:
            return
        before, self._shown = self._shown, experiment
        for editor in (*self._editors.values(), self._share):
            editor.settle()
        self._source_row.problem.clear()
        self._share.show(experiment)
        self._share.row.set_visible(self._open)
        if before is not None and before.data is experiment.data:
            return
        self._last[kind_of(experiment.data)] = experiment.data
        match experiment.data:
            case FormulaData() as spec:
                self._formula.show(spec, experiment)
            case NamedData() as spec:
                self._named.show(spec, experiment)
            case CsvData() as spec:
                self._csv.show(spec, experiment)
            case TableData() as spec:
                self._table.show(spec, experiment)
        self._place(kind_of(experiment.data))

    def _place(self, kind: str) -> None:
        """Give room to the editors of one source."""
        self._source.show_choice(kind)
        more = self._open
        for key, editor in self._editors.items():
            editor.set_visible(key == kind, more)
        self._share.row.set_visible(more)

    # Wishes

    def _on_source_chosen(self, kind: str) -> None:
        experiment = self._draft.experiment
        if experiment is None or kind == kind_of(experiment.data):
            self._place(kind)
            return
        self._place(kind)
        spec = self._last.get(kind) or _first(kind, experiment)
        if spec is None:  # a file must be chosen first
            self._source_row.problem.clear()
            return
        words = self.tr("data from {source}").format(source=self._source.currentText())
        self._on_wished(Wish(spec, words, self._source_row.problem.clear, self._on_source_refused))

    def _on_source_refused(self, what: str) -> None:
        experiment = self._draft.experiment
        if experiment is not None:
            self._place(kind_of(experiment.data))
        self._source_row.problem.tell(what, self.tr("Nothing was changed."))

    def _on_wished(self, wish: Wish) -> None:
        experiment = self._draft.experiment
        if experiment is None:
            return
        try:
            with _waiting():
                choice = choose_data(experiment, wish.spec)
        except InputError as error:
            wish.refuse(sentence(error, self._numbers))
        else:
            wish.accept()
            self._ask(wish.words, choice, wish.gesture)

    def _on_share_wished(self, key: str, value: object, gesture: str) -> None:
        experiment = self._draft.experiment
        if experiment is None or value == experiment.validation_share:
            self._share.accept()
            self._share.show(experiment)
            return
        try:
            with _waiting():
                changed = experiment.edited(validation_share=value)
        except InputError as error:
            self._share.refuse(sentence(error, self._numbers))
        else:
            self._share.accept()
            self._ask(
                in_words(self._share.declaration, changed, self._numbers),
                Choice(changed, {}),
                gesture,
            )

    def _ask(self, words: str, choice: Choice, gesture: str = "") -> None:
        """Wish for an experiment; the text names what changed along with it too."""
        texts = [words]
        for key, name in choice.also.items():
            if key == "output":
                texts.append(self.tr("output {name}").format(name=activation_words(name)))
            else:
                values = choice.experiment.hyperparameters
                texts.append(in_words(DECLARATIONS[key], values, self._numbers))
        self._draft.wish(choice.experiment)
        self._show()
        self.edit_requested.emit(Edit(", ".join(texts), choice.experiment, gesture=gesture))

    # Building

    def _make_source(self) -> ChoiceBox:
        labels = {
            "formula": self.tr("Formula"),
            "named": self.tr("Named set"),
            "csv": self.tr("CSV file"),
            "table": self.tr("Table"),
        }
        box = ChoiceBox(self.tr("Source of the data"), tuple(labels), tuple(labels.values()))
        box.chosen.connect(self._on_source_chosen)
        return box

    def _make_more(self) -> QToolButton:
        more = QToolButton()
        more.setProperty("small", True)
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands at the end
        more.clicked.connect(self._on_more_toggled)
        return more

    def _on_more_toggled(self) -> None:
        self._open = not self._open
        self._place(self._source.currentData())
        self._show_more()

    def _show_more(self) -> None:
        shown = self._open
        self._more.setText(self.tr("less") if shown else self.tr("more"))
        tip = self.tr("Range, number of samples, noise, validation")
        self._more.setToolTip(tip)
        self._more.setAccessibleName(tip)
        name = "chevron-up" if shown else "chevron-down"
        self._more.setIcon(icons.icon(name, self._theme, 14, "ink3"))


def kind_of(spec: DataSpec) -> str:
    """The source of data: "formula", "named", "csv" or "table"."""
    match spec:
        case FormulaData():
            return "formula"
        case NamedData():
            return "named"
        case CsvData():
            return "csv"
        case TableData():
            return "table"


def _first(kind: str, experiment: Experiment) -> DataSpec | None:
    """What a source begins with; None where a person must choose first."""
    match kind:
        case "formula":
            return FormulaData(("2*x1 + 3*x2 + 10",))
        case "named":
            return NamedData(_FIRST_NAMED)
        case "table":
            x, y = experiment.dataset.x, experiment.dataset.y
            return TableData(np.array(x[:_FIRST_ROWS]), np.array(y[:_FIRST_ROWS]))
        case _:
            return None


@contextmanager
def _waiting() -> Generator[None]:
    """The wait cursor while data are loaded."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()
