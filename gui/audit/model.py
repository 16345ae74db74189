"""The rows of the audit's table: a heading a layer, each δ, each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.audit import Audit, Comparison, Line
from engine.audit_formulas import Formula
from engine.audit_slips import Slip
from engine.gradcheck import Check
from gui.audit import boxes, words
from gui.audit.words import tr
from gui.math_boxes import Box
from gui.math_export import to_text
from gui.numbers import NumberFormat

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns in their order."""

    NAME = 0
    REFERENCE_FORMULA = 1
    OTHER_FORMULA = 2
    REFERENCE = 3
    OTHER = 4
    DIFFERENCE = 5


_LEAST_DIGITS, _MOST_DIGITS = 3, 17
FORMULAS = (Column.REFERENCE_FORMULA, Column.OTHER_FORMULA)
NUMBERS = (Column.REFERENCE, Column.OTHER, Column.DIFFERENCE)


class Heading(NamedTuple):
    """The row above a layer's formulas."""

    layer: int
    words: str


class Entry(NamedTuple):
    """A formula in both variants; ``slip`` is the number, from 1, of the slip in it, or 0."""

    formula: Formula
    name: Box
    reference: Box
    other: Box
    slip: int


class AuditModel(QAbstractTableModel):
    """What the table shows; numbers come later than formulas, row by row."""

    def __init__(self, numbers: NumberFormat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers = numbers
        self.rows: list[Heading | Entry] = []
        self.lines: dict[int, Line] = {}
        self._comparison = Comparison.RULE
        self._formulas: tuple[Formula, ...] = ()

    def show_audit(self, audit: Audit) -> None:
        """Show another audit, without numbers yet; rows stay where the formulas are the same."""
        self.lines = {}
        same = self._formulas == audit.formulas and self._comparison is audit.comparison
        if same:
            self._tell(NUMBERS)
            return
        self.beginResetModel()
        self._comparison, self._formulas = audit.comparison, audit.formulas
        self.rows = _rows(audit)
        self.endResetModel()

    def add_lines(self, lines: Sequence[Line]) -> None:
        """Some more gradients."""
        self.lines |= {line.parameter: line for line in lines}
        self._tell(NUMBERS)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        self.numbers = numbers
        self._tell(NUMBERS)

    def rows_of(self, slip: Slip) -> list[int]:
        """The rows of the formulas that a slip stands in, of the parameters that it touches, and of
        each δ whose value it changes: that is the gradient of the unit's bias.
        """
        touched = {
            entry.formula.of
            for entry in self.rows
            if isinstance(entry, Entry) and entry.formula.parameter in slip.parameters
        }
        touched |= {formula.of for formula in slip.formulas}
        touched |= {of._replace(letter="δ") for of in touched if of.letter == "b"}
        return [
            number
            for number, row in enumerate(self.rows)
            if isinstance(row, Entry) and row.formula.of in touched
        ]

    def box(self, row: int, column: Column) -> Box:
        """The typeset formula, or left side, of a cell."""
        entry = self.rows[row]
        assert isinstance(entry, Entry)
        if column == Column.NAME:
            return entry.name
        return entry.reference if column == Column.REFERENCE_FORMULA else entry.other

    def check(self, row: int, column: int) -> Check | None:
        """The gradient of a cell with its verdict; None where there is none, or not yet."""
        entry = self.rows[row]
        if not isinstance(entry, Entry) or entry.formula.parameter not in self.lines:
            return None
        line = self.lines[entry.formula.parameter]
        return line.other if column == Column.OTHER else line.reference

    def value(self, row: int, column: int) -> float | None:
        """The number of a cell."""
        check = self.check(row, column)
        if check is None:
            return None
        return check.difference if column == Column.DIFFERENCE else check.gradient

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Heading):
            return Qt.ItemFlag.ItemNeverHasChildren  # the keys skip headings
        return super().flags(index)

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
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        reference, other = words.variants(self._comparison)
        titles = ("", reference, other, reference, other, tr("finite diff."))
        return titles[section] if 0 <= section < len(titles) else None

    def text(self, row: int, column: int, *, exact: bool = False) -> str:
        """A cell as text; numbers with every digit if ``exact``."""
        entry = self.rows[row]
        if isinstance(entry, Heading):
            return entry.words if column == Column.NAME else ""
        match column:
            case Column.NAME:
                return to_text(entry.name)
            case Column.REFERENCE_FORMULA:
                return to_text(entry.reference).strip()
            case Column.OTHER_FORMULA:
                return to_text(entry.other).strip()
        if entry.formula.parameter is None:
            return ""
        value = self.value(row, column)
        return self.numbers.exact(value) if exact else self._written(row, value)

    def _written(self, row: int, value: float | None) -> str:
        """A gradient as numbers are wanted; with more digits in a row where two that are not the
        same would read the same.
        """
        write = self.numbers.text
        check = self.check(row, Column.OTHER)
        if check is None or check.passes or write(check.gradient) != write(check.difference):
            return write(value)
        for digits in range(_LEAST_DIGITS, _MOST_DIGITS):
            one, two = (self.numbers.detail(v, digits) for v in (check.gradient, check.difference))
            if one != two:
                return self.numbers.detail(value, digits)
        return self.numbers.full(value)

    def verdict(self, row: int, column: int) -> str:
        """What the check says of a gradient, in a word."""
        check = self.check(row, column)
        if check is None or column == Column.DIFFERENCE:
            return ""
        if check.kink:
            return tr("not judged: a kink")
        return tr("agrees") if check.passes else tr("differs")

    def _spoken(self, row: int, column: int) -> str:
        entry = self.rows[row]
        if isinstance(entry, Heading):
            return entry.words
        parts = [words.spoken(entry.formula)]
        if column != Column.NAME:
            parts.append(str(self.headerData(column, Qt.Orientation.Horizontal)))
            parts.append(self.text(row, column))
            parts.append(self.verdict(row, column))
        if column == Column.OTHER_FORMULA and entry.slip:
            parts.append(tr("slip {n}").format(n=entry.slip))
        return ", ".join(part for part in parts if part)

    def _tip(self, row: int) -> str | None:
        check = self.check(row, Column.REFERENCE)
        if check is None:
            return None
        lines: list[str] = []
        for column in NUMBERS:
            title = str(self.headerData(column, Qt.Orientation.Horizontal))
            number = self.numbers.full(self.value(row, column))
            verdict = self.verdict(row, column)
            lines.append(f"{title}  {number}" + (f"  {verdict}" if verdict else ""))
        return "\n".join(lines)

    def _tell(self, columns: Sequence[Column]) -> None:
        if self.rows:
            first = self.index(0, columns[0])
            self.dataChanged.emit(first, self.index(len(self.rows) - 1, columns[-1]))


def _rows(audit: Audit) -> list[Heading | Entry]:
    numbers = {
        formula.of: number
        for number, slip in enumerate(audit.slips, start=1)
        for formula in slip.formulas
    }
    altered = boxes.altered(audit.formulas)
    rows: list[Heading | Entry] = []
    layer = 0
    for formula in audit.formulas:
        if formula.of.layer != layer:
            layer = formula.of.layer or 0
            rows.append(Heading(layer, tr("Layer {n}").format(n=layer)))
        rows.append(
            Entry(
                formula,
                boxes.name(formula),
                boxes.reference(formula),
                boxes.other(formula, altered, tr("missing")),
                numbers.get(formula.of, 0),
            )
        )
    return rows
