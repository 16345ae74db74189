"""The published example that is open: its source, every printed number beside ours, and why a
number differs.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from engine.comparison import Row
from engine.errors import InputError
from engine.examples import Conventions, conventions
from engine.session import Session
from gui.frame import Edit, Frame
from gui.numbers import NumberFormat
from gui.panels.editors import ChoiceBox
from gui.panels.example_detail import HEIGHT, LOW, ExampleDetail
from gui.panels.example_model import ExampleModel
from gui.panels.example_reader import ExampleReader
from gui.panels.example_source import ExampleSource
from gui.panels.example_table import ExampleTable
from gui.panels.example_words import differences, selection, summary
from gui.panels.form import MARGIN, Problem
from gui.theme import Theme
from gui.widgets.empty_state import EmptyState
from gui.words import sentence

_LOW = 640  # px
_OWN = ""  # the key of the source's own conventions


class ExamplePanel(QWidget):
    """``edit_requested`` gives an Edit of the conventions, ``selection_requested`` a Selection,
    ``sample_requested`` the row of the batch that a chosen number belongs to.
    """

    edit_requested = Signal(object)
    selection_requested = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._wish_failed = False
        self.reader = ExampleReader(self)
        self.model = ExampleModel(numbers, self)
        self.table = ExampleTable(self.model, theme)
        self.source = ExampleSource(theme)
        self.notes, self.summary = _line("ink2"), _line("ink")
        self.choice = ChoiceBox(self.tr("Conventions"), (), ())
        self.problem = Problem(theme)
        self.detail = ExampleDetail(theme)
        self.empty = EmptyState(
            theme,
            "table",
            self.tr("No published example"),
            self.tr(
                "Lessons ▸ Published examples opens one: every number that its source prints then "
                "stands here beside the program’s own."
            ),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._page())
        self.reader.rows_changed.connect(self._show_rows)
        self.table.chosen.connect(self._on_chosen)
        self.choice.chosen.connect(self._on_choice)
        self.detail.answered.connect(self._wish)
        self.setMinimumWidth(220)

    @Slot(object)
    def show_session(self, session: Session) -> None:
        """Show the example of the session that was opened, or that it has none."""
        self._wish_failed = False
        self.problem.clear()
        self.reader.open(session.example)
        example = session.example
        self._stack.setCurrentIndex(0 if example is None else 1)
        if example is None:
            return
        self.source.show_source(example.source)
        self.notes.setText(example.notes)
        self.choice.clear()
        self.choice.addItem(self.tr("the source’s own"), _OWN)
        for variant in example.variants:
            self.choice.addItem(self.tr("with {name}").format(name=variant.name), variant.name)
        self._fit()
        self.table.scrollToTop()
        self._follow()

    def show_frame(self, frame: Frame) -> None:
        """Compare under the conventions that are in force."""
        self._frame = frame
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        for part in (self.table, self.source, self.problem, self.detail, self.empty):
            part.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way; the digits that are compared stay as many as printed."""
        self.model.numbers = numbers
        self.model.tell_changed()
        self._show_detail()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low panel leaves its room to the table."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reader.go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reader.rest()

    # What is shown

    def _follow(self) -> None:
        comparison = self.reader.comparison
        if self._frame is None or comparison is None:
            return
        self.reader.choose(conventions(self._frame.experiment.hyperparameters))
        if self.reader.refused:
            self.problem.tell(
                self.tr("These conventions do not go with the example’s network."),
                self.tr("Its numbers are compared under its own."),
            )
        elif not self._wish_failed:
            self.problem.clear()
        if self.isVisible():
            self.reader.go_on()
        for variant in comparison.example.variants:
            if variant.applied(comparison.own) == comparison.chosen:
                self.choice.show_choice(variant.name)
                return
        if comparison.chosen == comparison.own:
            self.choice.show_choice(_OWN)
        else:
            self.choice.show_choice(None, differences(comparison))

    def _show_rows(self, rows: tuple[Row, ...]) -> None:
        self.model.show(rows)
        self.summary.setText(summary(rows))
        self._show_detail()

    def _show_detail(self) -> None:
        comparison, row = self.reader.comparison, self.table.current_row()
        if comparison is None or not 0 <= row < len(self.model.rows):
            self.detail.show_nothing(self.tr("Choose a row to see all its digits, and the reason."))
        else:
            self.detail.show_row(self.model.rows[row], comparison, self.model.numbers)

    def _fit(self) -> None:
        low = self.height() < _LOW
        self.notes.setVisible(bool(self.notes.text()) and not low)
        self.source.setToolTip(self.notes.text() if low else "")
        self.detail.setFixedHeight(LOW if low else HEIGHT)

    # Wishes

    def _on_chosen(self, row: int) -> None:
        self._show_detail()
        comparison, frame = self.reader.comparison, self._frame
        published = self.model.rows[row].published
        if comparison is None or frame is None or published is None:
            return
        shape = comparison.example.experiment.shape
        if frame.experiment.shape != shape:
            return  # layers were changed: the same place is another unit
        what = selection(published.quantity, shape.layers)
        if what is not None:
            self.selection_requested.emit(what)
        if comparison.example.experiment.hyperparameters.batch_size > 1:
            self.sample_requested.emit(published.sample - 1)

    def _on_choice(self, name: str) -> None:
        comparison = self.reader.comparison
        if comparison is None:
            return
        own = comparison.own
        wanted = [v.applied(own) for v in comparison.example.variants if v.name == name]
        self._wish(wanted[0] if wanted else own)

    def _wish(self, wanted: Conventions) -> None:
        """Ask for other conventions in the open session."""
        if self._frame is None:
            return
        try:
            changed = self._frame.experiment.edited(**wanted._asdict())
        except InputError as error:
            self._wish_failed = True
            self.problem.tell(sentence(error), self.tr("Nothing was changed."))
            return
        self._wish_failed = False
        self.edit_requested.emit(Edit(self.tr("conventions"), changed))

    # Layout

    def _page(self) -> QWidget:
        page = QWidget()
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 8, MARGIN, 6)
        head.setSpacing(6)
        choice = QHBoxLayout()
        choice.setContentsMargins(0, 2, 0, 0)
        choice.setSpacing(8)
        words = _line("ink2")
        words.setText(self.tr("Conventions"))
        words.setBuddy(self.choice)
        choice.addWidget(words)
        choice.addWidget(self.choice, 1)
        head.addWidget(self.source)
        head.addWidget(self.notes)
        head.addLayout(choice)
        self.summary.setToolTip(
            self.tr(
                "<p>The numbers are worked out from the example’s own network, whatever else is "
                "changed in the window. Only the conventions count.</p>"
            )
        )
        head.addWidget(self.problem)
        head.addWidget(self.summary)
        line = QFrame()
        line.setProperty("line", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        table = QHBoxLayout()
        table.setContentsMargins(5, 0, 5, 0)
        table.addWidget(self.table)
        column.addLayout(table, 1)
        column.addWidget(line)
        column.addWidget(self.detail)
        return page


def _line(tone: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty("tone", tone)
    return label
