"""The cells of data in a table: their numbers, and how they are written where room is scarce."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from engine.data import TableData
from gui.numbers import NumberFormat

Index = QModelIndex | QPersistentModelIndex
_MARGINS = 8  # px that Qt's style keeps free at the sides of a text


class TableModel(QAbstractTableModel):
    """The cells of TableData, x and then y; ``cell_typed`` gives row, column and text."""

    cell_typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers = NumberFormat()
        self._cells = np.zeros((0, 2))
        self._inputs = 1

    def show(self, spec: TableData) -> None:
        """Show these data; the selection stays where the shape does."""
        cells = np.hstack([spec.x, spec.y])
        if (cells.shape, spec.x.shape[1]) == (self._cells.shape, self._inputs):
            self._cells = cells
            self.tell_changed()
            return
        self.beginResetModel()
        self._cells, self._inputs = cells, spec.x.shape[1]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._cells.shape[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._cells.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.numbers.short(self.value(index), lambda _text: True)
            case Qt.ItemDataRole.EditRole:
                return self.numbers.typed(self.value(index))
            case Qt.ItemDataRole.ToolTipRole:
                return self.numbers.full(self.value(index))
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def value(self, index: Index) -> float:
        """The number of a cell."""
        return float(self._cells[index.row(), index.column()])

    def tell_changed(self) -> None:
        """Have every cell drawn again."""
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == self.data(index, role):
            return False
        self.cell_typed.emit(index.row(), index.column(), str(value))
        return False  # the cell changes when the data do

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if section < self._inputs:
            return f"x{section + 1}"
        outputs = self._cells.shape[1] - self._inputs
        return "y" if outputs == 1 else f"y{section - self._inputs + 1}"


class CellDelegate(QStyledItemDelegate):
    """Writes a number with as many digits as its cell has room for; none is ever cut."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the room between the margins of Qt's style."""
        super().initStyleOption(option, index)
        model = index.model()
        if isinstance(model, TableModel):
            rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
            metrics: QFontMetrics = option.fontMetrics  # pyright: ignore[reportAttributeAccessIssue]
            room = rect.width() - _MARGINS
            text = model.numbers.short(
                model.value(index), lambda text: metrics.horizontalAdvance(text) <= room
            )
            option.text = text  # pyright: ignore[reportAttributeAccessIssue]
