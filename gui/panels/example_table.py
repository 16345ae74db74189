"""The view of an example's printed numbers: its columns, its keys, and what is copied from it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.numbers import NumberFormat
from gui.panels.example_delegate import (
    GAP,
    LEFT,
    MARK_WIDTH,
    RIGHT,
    ROW,
    STACKED,
    ExampleDelegate,
    needs,
)
from gui.panels.example_model import MARK, NAME, OURS, SOURCE, ExampleModel
from gui.panels.example_words import printed_text, row_name, verdict
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_HEADER = 28
_LEAST_NAME, _MOST_NAME, _LEAST_SOURCE = 88, 132, 120
_GOOD_DIGITS = 84  # px of a column, where there is room
_WALK = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
_NO_SHORTCUT = ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)


class ExampleTable(QTableView):
    """Rows of printed numbers; ``chosen`` gives the number of the row that was moved to."""

    chosen = Signal(int)

    def __init__(self, model: ExampleModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = ExampleDelegate(theme, model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Printed numbers"))
        self.setAccessibleDescription(
            self.tr("Every number that the source prints, beside the program’s own.")
        )
        self.setShowGrid(False)
        self.setProperty("quiet", True)  # lies on the dock's colour
        self.setStyleSheet(
            f"QHeaderView::section {{ padding-right: {RIGHT}px; padding-left: 2px; }}"
            f"QHeaderView::section:first {{ padding-left: {LEFT}px; padding-right: 0; }}"
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(8)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(_HEADER)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        model.modelReset.connect(self._lay_out)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.clicked.connect(self._on_current)

    def current_row(self) -> int:
        """The row that is chosen; −1 for none."""
        return self.currentIndex().row()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._delegate.theme = theme
        self.viewport().update()

    def copy(self) -> None:
        """Put the chosen row on the clipboard: name, printed digits, all of ours, the mark."""
        row = self.current_row()
        if row < 0:
            return
        one = self._model.rows[row]
        ours = NumberFormat.exact(one.value) if one.published else self._model.text(row, OURS)
        cells = [row_name(one), printed_text(one), ours, verdict(one)]
        QGuiApplication.clipboard().setText("\t".join(cells))

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_ours(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Ctrl+C copies; the rest is the window's."""
        if not _is_ours(event):
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._model.rows:
            # Qt's mean the row.
            last = len(self._model.rows) - 1
            row = 0 if event.key() == Qt.Key.Key_Home else last
            self.setCurrentIndex(self._model.index(row, self._delegate.first_column))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """None: letters and digits are the window's keys."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width; where it is small, names stand above the digits."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        total = self.viewport().width()
        need = needs(self._model)
        room = total - MARK_WIDTH
        for_digits = room - min(need.name, _MOST_NAME)
        source = max(need.source, need.aligned, _GOOD_DIGITS)
        ours = max(need.ours, need.aligned, _GOOD_DIGITS)
        if source + ours > for_digits:
            # Points may stand under each other no longer; a long fraction is cut.
            ours = max(need.ours, min(ours, for_digits // 2))
            source = max(min(need.source, _LEAST_SOURCE), min(source, for_digits - ours))
        stacked = room - source - ours < min(need.name, _LEAST_NAME)
        if stacked:
            ours = max(min(need.ours, room * 3 // 5), (room - LEFT + GAP) // 2)
            source = room - ours
        self._delegate.stacked, self._delegate.places = stacked, need.places
        self._delegate.row_width = total
        self.setColumnHidden(NAME, stacked)
        self.verticalHeader().setDefaultSectionSize(STACKED if stacked else ROW)
        self.setColumnWidth(NAME, max(0, room - source - ours))
        self.setColumnWidth(SOURCE, source)
        self.setColumnWidth(OURS, ours)
        self.setColumnWidth(MARK, MARK_WIDTH)

    def _on_current(self, index: Index) -> None:
        if not index.isValid():
            return
        if not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self.selectRow(index.row())  # the keyboard has come: Qt moves there, but marks nothing
        self.chosen.emit(index.row())


def _is_ours(event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.Copy):
        return True
    return not event.modifiers() & _NO_SHORTCUT and event.key() in _WALK
