"""The parameters as a Qt table: every cell is worked out from the Frame when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from engine.state import Shape
from gui.frame import Differences, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected, inspected, mark_words
from gui.panels.weights_columns import COLUMNS, Column
from gui.panels.weights_rows import Rows
from gui.panels.weights_words import heading, is_kept, kept_words, short_name, spoken, tip

Index = QModelIndex | QPersistentModelIndex
NAME = 0
"""The column of the names; those of COLUMNS follow."""


class WeightsModel(QAbstractTableModel):
    """Headings and parameters of the newest Frame; ``typed`` gives the parameter and the text."""

    typed = Signal(object, str)

    def __init__(self, numbers: NumberFormat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers = numbers
        self.seen: Inspected | None = None
        self._differences: Differences | None = None
        self.rows = Rows(Shape((0,)))
        self._title = ""

    def show(self, frame: Frame, first: int, last: int) -> None:
        """Take a newer Frame; of the rows ``first`` to ``last``, which are in sight, those from the
        first to the last that it changes are drawn again.

        Another shape starts the table afresh.
        """
        shape = frame.experiment.shape
        if self.seen is None or shape.sizes != self.rows.shape.sizes:
            self.beginResetModel()
            self.seen, self.rows = inspected(frame, self._differences), Rows(shape)
            self.endResetModel()
        else:
            self._see(inspected(frame, self._differences), first, last)

    def show_differences(self, differences: Differences, first: int, last: int) -> None:
        """Take what is known of the finite differences."""
        self._differences = differences
        if self.seen is not None:
            self._see(inspected(self.seen.frame, differences), first, last)

    def tell_changed(self, first: int, last: int) -> None:
        """Have these rows drawn again."""
        if 0 <= first <= last < self.rowCount():
            self.dataChanged.emit(self.index(first, NAME), self.index(last, len(COLUMNS)))

    def _see(self, seen: Inspected, first: int, last: int) -> None:
        before, self.seen = self.seen, seen
        assert before is not None
        if seen.frame.experiment is not before.frame.experiment:
            self.tell_changed(first, last)  # other parameters may be kept at their values
            return
        parameters = ((row, self.rows.parameter(row)) for row in range(max(0, first), last + 1))
        changed = [
            row
            for row, what in parameters
            if what is not None and _numbers(before, what) != _numbers(seen, what)
        ]
        if changed:
            self.tell_changed(changed[0], changed[-1])

    def tell_top(self, row: int) -> None:
        """Row ``row`` is the first in sight: the names' title is its layer, once the layer's own
        heading is out of sight.
        """
        hidden = 0 <= row < self.rows.count and row not in self.rows.headings
        title = heading(self.rows.layer(row)) if hidden else ""
        if title != self._title:
            self._title = title
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, NAME)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.rows.count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.rows.parameter(index.row()) is None:
            return Qt.ItemFlag.ItemNeverHasChildren  # the keys skip headings
        flags = (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )
        column = _column(index.column())
        editable = column is not None and column.editable
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.seen is None:
            return None
        row, column = index.row(), _column(index.column())
        what = self.rows.parameter(row)
        if what is None:
            return self._of_heading(row, column, role)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.seen, what, self.numbers)
        if column is None:
            return self._of_name(what, role)
        return self._of_number(what, column, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass on what was typed; the cell changes when the parameter does."""
        what = self.rows.parameter(index.row()) if index.isValid() else None
        column = _column(index.column()) if index.isValid() else None
        if what is None or column is None or not column.editable:
            return False
        if role == Qt.ItemDataRole.EditRole:
            self.typed.emit(what, str(value))
        return False

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical or not 0 <= section <= len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            column = _column(section)
            return self._title if column is None else column.head()
        return None

    def _of_heading(self, row: int, column: Column | None, role: int) -> object:
        words = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return heading(self.rows.layer(row)) if words and column is None else None

    def _of_name(self, what: Selection, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return short_name(what)
        if role != Qt.ItemDataRole.AccessibleTextRole or self.seen is None:
            return None
        kept = is_kept(self.seen.frame.experiment, what)
        return f"{spoken(what)}, {kept_words()}" if kept else spoken(what)

    def _of_number(self, what: Selection, column: Column, role: int) -> object:
        seen = self.seen
        assert seen is not None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(seen, what, self.numbers)
            case Qt.ItemDataRole.EditRole:
                return self.numbers.typed(column.value(seen, what))
            case Qt.ItemDataRole.AccessibleTextRole:
                words = [spoken(what), column.words(), column.text(seen, what, self.numbers)]
                if column.marked:
                    words.append(mark_words(seen.verdict(what)))
                return ", ".join(word for word in words if word)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _numbers(seen: Inspected, what: Selection) -> tuple[object, ...]:
    """All that a row says of a parameter."""
    return (*(column.value(seen, what) for column in COLUMNS), seen.verdict(what))


def _column(section: int) -> Column | None:
    """What a section shows; None is the names."""
    return None if section == NAME else COLUMNS[section - 1]
