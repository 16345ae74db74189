"""Data that stand in a table: cells to edit, rows to add and remove, rows to paste."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
)

from engine.arrays import Array
from engine.data import TableData
from engine.errors import InputError
from engine.experiment import Experiment
from gui import icons
from gui.numbers import NumberFormat
from gui.panels.data_cells import CellDelegate, TableModel
from gui.panels.data_paste import cells_of, with_pasted
from gui.panels.data_wish import Wish
from gui.panels.form import Problem, Row, spread
from gui.theme import Theme
from gui.widgets.tool_tip import explain
from gui.words import sentence

_ROW = 24
_ROWS_IN_SIGHT = 6
_COLUMN = 54


class TableView(QTableView):
    """A table that keeps its keys to itself and takes what is pasted."""

    pasted = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Digits, arrows and Space belong to the cells, not to shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain_key = not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            if plain_key and not Qt.Key.Key_F3 <= event.key() <= Qt.Key.Key_F35:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste and copy as a spreadsheet does."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected cells on the clipboard: every digit, tabs between columns."""
        model = self.model()
        rows: dict[int, list[str]] = {}
        if isinstance(model, TableModel):
            for index in sorted(self.selectedIndexes(), key=lambda i: (i.row(), i.column())):
                rows.setdefault(index.row(), []).append(model.numbers.exact(model.value(index)))
        if rows:
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows.values()))


class TableEditor(QObject):
    """The table with its buttons. ``wished`` gives a Wish."""

    wished = Signal(object)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._spec: TableData | None = None
        self._model = TableModel(self)
        self._model.cell_typed.connect(self._on_cell_typed)
        self._view = TableView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(CellDelegate(self._view))
        self._view.setAccessibleName(self.tr("Table of samples"))
        explain(self._view, self.tr("Rows copied from a spreadsheet can be pasted with Ctrl+V."))
        self._view.pasted.connect(self._on_pasted)
        self._view.setTabKeyNavigation(False)
        self._view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        header = self._view.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_COLUMN)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self._view.verticalHeader()
        rows.setDefaultSectionSize(_ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setHighlightSections(False)
        form.addWidget(self._view)
        self._add = self._button(self.tr("Add a sample"))
        self._remove = self._button(self.tr("Remove the selected samples"))
        self._add.clicked.connect(self._on_add)
        self._remove.clicked.connect(self._on_remove)
        self._row = Row(form, theme, "", spread(QLabel(), self._add, self._remove))
        self._problem = Problem(theme)
        form.addWidget(self._problem)
        self.set_theme(theme)

    def show(self, spec: TableData, experiment: Experiment) -> None:
        """Show the table in force."""
        if self._spec is spec:
            return
        self._spec = spec
        self._model.show(spec)
        rows = min(len(spec.x), _ROWS_IN_SIGHT)
        columns = self._model.columnCount()
        header = self._view.horizontalHeader()
        fits = columns * _COLUMN <= 180
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        header.setSectionResizeMode(mode)
        off, on = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self._view.setHorizontalScrollBarPolicy(off if fits else on)
        bar = 0 if fits else self._view.horizontalScrollBar().sizeHint().height()
        self._view.setFixedHeight(header.sizeHint().height() + rows * _ROW + bar + 2)
        self._row.label.setText(self.tr("{count} samples").format(count=len(spec.x)))

    def set_visible(self, visible: bool, more: bool) -> None:
        """Show the table, or take its room away."""
        self._view.setVisible(visible)
        self._row.set_visible(visible)
        if not visible:
            self._problem.clear()

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        self._problem.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._add.setIcon(icons.icon("plus", theme, 16))
        self._remove.setIcon(icons.icon("minus", theme, 16))
        self._problem.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._model.numbers = numbers
        self._model.tell_changed()

    def _button(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("small", True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _on_cell_typed(self, row: int, column: int, text: str) -> None:
        if self._spec is None:
            return
        try:
            value = NumberFormat.parse(text)
        except InputError as error:
            self._refuse(sentence(error, self._model.numbers))
            return
        cells = cells_of(self._spec)
        cells[row, column] = value
        name = self._model.headerData(column, Qt.Orientation.Horizontal)
        words = self.tr("{name} of sample {row}: {value}")
        self._wish(
            cells, words.format(name=name, row=row + 1, value=self._model.numbers.typed(value))
        )

    def _on_add(self) -> None:
        if self._spec is not None:
            cells = cells_of(self._spec)
            self._wish(np.vstack([cells, np.zeros((1, cells.shape[1]))]), self.tr("add a sample"))

    def _on_remove(self) -> None:
        if self._spec is None:
            return
        chosen = {index.row() for index in self._view.selectionModel().selectedIndexes()}
        rows = sorted(chosen) or [len(self._spec.x) - 1]
        cells = np.delete(cells_of(self._spec), rows, axis=0)
        if not len(cells):
            self._refuse(self.tr("A network needs at least one sample to learn from."))
            return
        self._wish(cells, self.tr("remove {count} samples").format(count=len(rows)))

    def _on_pasted(self, text: str) -> None:
        if self._spec is None:
            return
        at = self._view.currentIndex()
        try:
            spec = with_pasted(self._spec, max(at.row(), 0), max(at.column(), 0), text)
        except InputError as error:
            self._refuse(sentence(error, self._model.numbers))
        else:
            self._ask(spec, self.tr("paste samples"))

    def _wish(self, cells: Array, words: str) -> None:
        assert self._spec is not None
        inputs = self._spec.x.shape[1]
        self._ask(TableData(cells[:, :inputs].copy(), cells[:, inputs:].copy()), words)

    def _ask(self, spec: TableData, words: str) -> None:
        self.wished.emit(Wish(spec, words, self.settle, self._refuse))

    def _refuse(self, what: str) -> None:
        self._problem.tell(what, self.tr("Nothing was changed."))
