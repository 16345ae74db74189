"""The view of the weight table: its columns, its keys, and what is copied from it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.frame import Selection
from gui.panels.weights_columns import COLUMNS, EDITED
from gui.panels.weights_copy import as_text
from gui.panels.weights_delegate import (
    HEADING,
    LEFT,
    LOCK,
    LOCK_GAP,
    ROW,
    WeightsDelegate,
    name,
)
from gui.panels.weights_header import HEIGHT as HEADER
from gui.panels.weights_header import WeightsHeader, column_widths
from gui.panels.weights_keys import EDIT, WALK, is_ours, to_first_or_last
from gui.panels.weights_model import NAME, WeightsModel
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_FOOT = 6  # px: the focus ring does not cut the last row
_TALLEST = (1 << 24) - 1
_NAME_LEAST, _NAME_MOST = 50, 96
_MOST_RANGES = 1000


class WeightsTable(QTableView):
    """Rows of parameters; ``chosen`` gives the Selection that a click or a key moved to,
    ``pointed`` the one under the pointer, or None. ``moved``: other rows have come into sight.
    """

    chosen = Signal(object)
    pointed = Signal(object)
    moved = Signal()

    def __init__(
        self, model: WeightsModel, delegate: WeightsDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = delegate
        self._following = False
        self._pointed: Selection | None = None
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(self.tr("Weights and biases"))
        self.setAccessibleDescription(self.tr("Type a number to change a weight."))
        self.setShowGrid(False)
        self.setProperty("quiet", True)  # lies on the dock's colour
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self._prepare_headers()
        model.modelReset.connect(self._lay_out_rows)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.clicked.connect(self._on_current)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def content_height(self) -> int:
        """How tall the table is when it need not scroll."""
        rows = self._model.rows
        height = HEADER + rows.shape.count * ROW + rows.shape.layers * HEADING + _FOOT
        return min(height, _TALLEST)

    def whole_rows(self, most: int) -> int:
        """How tall the rows from the first on are that fit into a height as a whole."""
        headings, height = self._model.rows.headings, HEADER + 2 * self.frameWidth()
        for row in range(self._model.rowCount()):
            tall = HEADING if row in headings else ROW
            if height + tall > most:
                break
            height += tall
        return height

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row in sight; (-1, -1) where there is none."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return first, self._model.rowCount() - 1 if last < 0 else last

    def follow(self, what: Selection | None, marked: Sequence[range]) -> None:
        """Select and show the rows of a selection that was made anywhere; nothing is emitted."""
        self._delegate.marked = marked
        self._following = True
        try:
            self._select(marked)
        finally:
            self._following = False
        if marked:
            self._show_rows(marked)
        self.viewport().update()

    def light_up(self, rows: Sequence[range]) -> None:
        """Show which rows the pointer is on, here or in another panel."""
        if rows != self._delegate.pointed:
            self._delegate.pointed = rows
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._delegate.theme = theme
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def set_accent(self, token: str) -> None:
        """Mark what is selected in this hue."""
        if token != self._delegate.accent:
            self._delegate.accent = token
            self.viewport().update()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, a line each, with every digit."""
        seen = self._model.seen
        chosen = set[int]().union(*self._delegate.marked, *self._selected())
        text = "" if seen is None else as_text(seen, chosen)
        if text:
            QGuiApplication.clipboard().setText(text)

    # The pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which parameter the pointer is on."""
        super().mouseMoveEvent(event)
        self._point_at(round(event.position().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer that leaves is on nothing."""
        if event.type() == QEvent.Type.Leave:
            self._tell_pointed(None)
        return super().viewportEvent(event)

    def _point_at(self, y: int) -> None:
        row = self.rowAt(y)
        self._tell_pointed(None if row < 0 else self._model.rows.parameter(row))

    def _tell_pointed(self, what: Selection | None) -> None:
        if what != self._pointed:
            self._pointed = what
            self.pointed.emit(what)

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from shortcuts of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and is_ours(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, a digit or Enter edits, Ctrl+C copies; the rest is the window's."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # what the editor passes on it has dealt with: after Enter it closes later
        if not is_ours(event):
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in WALK:
            super().keyPressEvent(to_first_or_last(event))
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.key() in EDIT:
            self.edit_current()
        elif self.currentIndex().isValid():
            trigger = QAbstractItemView.EditTrigger.AnyKeyPressed
            self.edit(self._edited(self.currentIndex()), trigger, event)

    def edit_current(self) -> None:
        """Open the editor of the current row's weight."""
        if self.currentIndex().isValid():
            self.edit(self._edited(self.currentIndex()))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Tab in an editor goes on to the next weight, not to a column that cannot be edited."""
        actions = QAbstractItemView.CursorAction
        action = {
            actions.MoveNext: actions.MoveDown,
            actions.MovePrevious: actions.MoveUp,
        }.get(action, action)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """None: it would ask every row for its name."""

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns that it has room for."""
        super().resizeEvent(event)
        self._lay_out_columns()
        marked = self._delegate.marked
        if marked and 0 <= self.rowViewportPosition(marked[0][0]) < event.oldSize().height():
            self._show_rows(marked)  # what was in sight stays there
        self.moved.emit()

    def _prepare_headers(self) -> None:
        self.setHorizontalHeader(WeightsHeader(self._delegate, self))
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()

    def _lay_out_rows(self) -> None:
        self._delegate.marked = self._delegate.pointed = ()
        self.clearSpans()
        for row in self._model.rows.headings:
            self.setRowHeight(row, HEADING)
            self.setSpan(row, NAME, 1, self._model.columnCount())
        self._lay_out_columns()
        self._tell_top()

    def _lay_out_columns(self) -> None:
        total = self.viewport().width()
        shown = [place for place, column in enumerate(COLUMNS) if total >= column.from_width]
        names = self._name_width()
        self.setColumnWidth(NAME, names)
        self._delegate.last_column = shown[-1] + 1
        for place in range(len(COLUMNS)):
            self.setColumnHidden(place + 1, place not in shown)
        for place, width in zip(shown, column_widths(total, names, shown), strict=True):
            self.setColumnWidth(place + 1, width)

    def _name_width(self) -> int:
        """Room for the longest name."""
        sizes = self._model.rows.shape.sizes
        longest = 0.0
        for layer, (inputs, units) in enumerate(pairwise(sizes), 1):
            longest = max(longest, name(Selection(layer, units - 1, inputs - 1)).width)
        return round(min(_NAME_MOST, max(_NAME_LEAST, longest + LEFT + LOCK_GAP + LOCK + 1)))

    # Selection

    def _select(self, marked: Sequence[range]) -> None:
        """Give Qt the same rows, for Shift and for screen readers; single rows up to a limit."""
        flag = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        if not marked:
            model.setCurrentIndex(QModelIndex(), flag.Clear)
            return
        runs = [part for part in marked if part.step == 1]
        for part in marked:
            if part.step > 1:
                runs += [range(row, row + 1) for row in part[:_MOST_RANGES]]
        rows = QItemSelection()
        for run in runs:
            last = self._model.index(run[-1], len(COLUMNS))
            rows.select(self._model.index(run[0], NAME), last)
        column = max(NAME, self.currentIndex().column())
        model.setCurrentIndex(self._model.index(marked[0][0], column), flag.NoUpdate)
        model.select(rows, flag.ClearAndSelect)

    def _show_rows(self, marked: Sequence[range]) -> None:
        """Scroll as little as shows the first of the rows, and the others if they fit."""
        first = marked[0][0]
        title = [first - 1] if first - 1 in self._model.rows.headings else []
        for row in (marked[-1][-1], marked[0][-1], *title, first):
            self.scrollTo(self._model.index(row, NAME))

    def _on_scrolled(self) -> None:
        self._tell_top()
        if self.viewport().underMouse():
            self._point_at(self.viewport().mapFromGlobal(QCursor.pos()).y())
        self.moved.emit()

    def _tell_top(self) -> None:
        self._model.tell_top(self.rowAt(0))

    def _on_current(self, index: Index) -> None:
        if self._following or not index.isValid():
            return
        what = self._model.rows.parameter(index.row())
        if what is not None:
            self._delegate.marked = ()
            self.chosen.emit(what)

    def _selected(self) -> list[range]:
        """The rows that Qt has selected, as runs: a row need not become an object."""
        parts = self.selectionModel().selection()
        return [range(part.top(), part.bottom() + 1) for part in parts.toList()]

    def _edited(self, index: QModelIndex) -> QModelIndex:
        return self._model.index(index.row(), 1 + EDITED)
