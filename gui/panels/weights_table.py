"""The table of the weight inspector: scrolling, selection, copying."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.weights_columns import COLUMNS
from gui.panels.weights_delegate import HEADING, ROW, WeightsDelegate
from gui.panels.weights_model import NAME, WeightsModel
from gui.phase_text import accent
from gui.theme import Theme

_NAME_WIDTH = 46
_TYPED = "0123456789.,-−+"
_EDIT_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}
_MOVE_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class WeightsTable(QTableView):
    """Rows of headings and parameters; ``selected`` gives what a person chose."""

    selected = Signal(object)  # Selection

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights = WeightsModel(numbers, self)
        self._delegate = WeightsDelegate(theme, self.weights, self)
        self._selection: Selection | None = None
        self._showing = False
        self.setModel(self.weights)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setProperty("quiet", True)  # lies on the dock's colour
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(28)
        self.setColumnWidth(NAME, _NAME_WIDTH)
        self.setAccessibleName(self.tr("Weights and biases"))
        self.weights.modelReset.connect(self._size_headings)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_frame(self, frame: Frame) -> None:
        """Draw this Frame's numbers."""
        self._delegate.accent = accent(frame)
        self.weights.show(frame, self.rowAt(0), self._last_row())

    def show_selection(self, selection: Selection | None) -> None:
        """Mark what is selected and bring it into sight."""
        self._selection = selection
        rows = self.weights.rows
        marked = rows.of(selection) if selection is not None and rows.has(selection) else ()
        self._delegate.marked = marked
        self._showing = True
        if marked:
            index = self.weights.index(marked[0].start, NAME + 1)
            if self.currentIndex().row() not in marked[0]:
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        else:
            self.selectionModel().clear()
        self._showing = False
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._delegate.theme = theme
        self.viewport().update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Show numbers so from now on."""
        self.weights.numbers = numbers
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy gives all digits; a digit begins to type another weight."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # what the editor does not want, it has dealt with: Enter closes it later
        valid = self.currentIndex().isValid()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif valid and event.key() in _EDIT_KEYS:
            self.edit(self.weights.index(self.currentIndex().row(), NAME + 1))
        elif valid and event.text() and event.text() in _TYPED and self._may_type(event):
            self._type(event.text())
        elif event.key() in _MOVE_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def copied(self) -> str:
        """The selected rows with every digit, columns apart by tabs."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        numbers = self.weights.numbers
        lines: list[str] = []
        for row in rows:
            if self.weights.rows.parameter(row) is None:
                continue
            values = [self.weights.value(row, 1 + i) for i in range(len(COLUMNS))]
            name = str(self.weights.index(row, NAME).data())
            texts = ["" if value is None else numbers.exact(value) for value in values]
            lines.append("\t".join([name, *texts]))
        return "\n".join(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for place, column in enumerate(COLUMNS, start=1):
            self.setColumnHidden(place, event.size().width() < column.from_width)

    def _may_type(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)

    def _type(self, text: str) -> None:
        index = self.weights.index(self.currentIndex().row(), NAME + 1)
        self.edit(index)
        editor = self.viewport().findChild(QLineEdit)
        if isinstance(editor, QLineEdit):
            editor.selectAll()
            editor.insert(text)

    def _tell(self) -> None:
        what = self.weights.rows.parameter(self.currentIndex().row())
        if not self._showing and self.currentIndex().isValid() and what is not None:
            self.selected.emit(what)

    def _last_row(self) -> int:
        row = self.rowAt(self.viewport().height() - 1)
        return row if row >= 0 else self.weights.rowCount() - 1

    def _size_headings(self) -> None:
        for row in self.weights.rows.headings:
            self.setRowHeight(row, HEADING)
        self.clearSpans()
        for row in self.weights.rows.headings:
            self.setSpan(row, 0, 1, 1 + len(COLUMNS))
        self.show_selection(self._selection)
