"""An example's printed numbers as a Qt table; what a cell says follows from the engine's row."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from engine.comparison import Row
from gui.numbers import NumberFormat
from gui.panels.example_words import own_text, printed_text, row_name, verdict

Index = QModelIndex | QPersistentModelIndex
NAME, SOURCE, OURS, MARK = range(4)
HEADS = ("as printed", "source", "Backstep", "")


class ExampleModel(QAbstractTableModel):
    """A row for each printed number; columns for its name, its digits, ours, and the mark."""

    def __init__(self, numbers: NumberFormat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers = numbers
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: tuple[Row, ...]) -> None:
        """Take newer rows; those of another example start the table afresh."""
        same = len(rows) == len(self.rows) and all(
            new.published is old.published and new.erratum is old.erratum
            for new, old in zip(rows, self.rows, strict=True)
        )
        if not same:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.rows = rows
        self.tell_changed()

    def tell_changed(self) -> None:
        """Have all of it drawn again."""
        if self.rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self.rows) - 1, MARK))

    def text(self, row: int, column: int) -> str:
        """What a cell reads."""
        one = self.rows[row]
        match column:
            case 0:
                return row_name(one)
            case 1:
                return printed_text(one)
            case 2:
                return own_text(one, self.numbers)
            case _:
                return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(HEADS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("Example", HEADS[section]) if HEADS[section] else ""
        return None

    def _spoken(self, row: int, column: int) -> str:
        """For screen readers, which hear one cell at a time."""
        one = self.rows[row]
        if column == MARK:
            return f"{row_name(one)}, {verdict(one)}"
        head = QCoreApplication.translate("Example", HEADS[column])
        text = self.text(row, column)
        return f"{text}, {verdict(one)}" if column == NAME else f"{row_name(one)}, {head}, {text}"

    def _tip(self, row: int) -> str:
        """Every digit of both."""
        one = self.rows[row]
        lines = [row_name(one), self.tr("source {text}").format(text=printed_text(one))]
        ours = self.numbers.full(one.value) if one.published else self.text(row, OURS)
        lines.append(self.tr("Backstep {text}").format(text=ours))
        return "\n".join([*lines, verdict(one)])
