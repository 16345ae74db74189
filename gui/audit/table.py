"""The table of the audit: both sets of formulas, both gradients, the finite difference."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.audit_slips import Slip
from gui.audit.delegate import (
    FORMULA_INDENT,
    HEADING,
    LARGEST,
    ROW,
    AuditDelegate,
    right_room,
)
from gui.audit.model import FORMULAS, NUMBERS, AuditModel, Column, Heading
from gui.audit.words import tr
from gui.letters import font, width
from gui.theme import Theme

_HEADER = 52
SMALLEST = 14  # px of formulas
_GROUP = 24


class AuditTable(QTableView):
    """Rows of formulas and gradients; Ctrl+C copies the chosen rows."""

    def __init__(self, model: AuditModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = AuditDelegate(theme, model, self)
        self._formulas = dict.fromkeys((Column.NAME, *FORMULAS), 0.0)  # widths at the largest size
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Formulas and gradients of both variants"))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._header = AuditHeader(theme, self)
        self.setHorizontalHeader(self._header)
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        model.modelReset.connect(self._lay_out_rows)
        model.dataChanged.connect(self._lay_out_columns)

    def mark(self, slip: Slip | None) -> None:
        """Mark the rows that a slip touches, and scroll to them."""
        rows = [] if slip is None else self._model.rows_of(slip)
        self._delegate.marked = frozenset(rows)
        self.clearSelection()
        if rows:
            for row in (rows[-1], rows[0]):
                self.scrollTo(self._model.index(row, Column.NAME))
        self.viewport().update()

    @property
    def marked(self) -> frozenset[int]:
        """The rows that the chosen slip touches."""
        return frozenset(self._delegate.marked)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._delegate.theme = theme
        self._header.theme = theme
        self._header.viewport().update()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies; the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected or marked rows on the clipboard, numbers with every digit."""
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        lines = [
            "\t".join(self._model.text(row, column, exact=True) for column in Column)
            for row in sorted(chosen or self.marked)
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._lay_out_columns()

    def _lay_out_rows(self) -> None:
        self._delegate.marked = frozenset()
        self.clearSpans()
        for number, row in enumerate(self._model.rows):
            if isinstance(row, Heading):
                self.setSpan(number, Column.NAME, 1, len(Column))
            self.setRowHeight(number, HEADING if isinstance(row, Heading) else ROW)
        self._formulas = {c: self._formula_width(c) for c in (Column.NAME, *FORMULAS)}
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        """Each column as wide as it needs, what is left to all but the names."""
        room = self.viewport().width()
        numbers = {column: self._number_width(column) for column in NUMBERS}
        widths = dict[Column, int]()
        for px in range(LARGEST, SMALLEST - 1, -1):
            self._delegate.px = px
            widths = {c: math.ceil(w * px / LARGEST) for c, w in self._formulas.items()} | numbers
            if sum(widths.values()) <= room:
                break
        left = max(0, room - sum(widths.values()))
        for column in (*FORMULAS, *NUMBERS):
            widths[column] += left // (len(FORMULAS) + len(NUMBERS))
        for column, size in widths.items():
            self.setColumnWidth(column, size)

    def _formula_width(self, column: Column) -> float:
        rows = range(len(self._model.rows))
        return max((self._delegate.room(row, column, LARGEST) for row in rows), default=0.0)

    def _number_width(self, column: Column) -> int:
        rows = range(len(self._model.rows))
        title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        # The columns do not move when numbers of two digits come.
        usual = width(self._model.numbers.text(-88.0), 13, bold=True)
        least = 8 + max(width(title, 12), usual) + right_room(column)
        return math.ceil(max([least, *(self._delegate.room(row, column, 0) for row in rows)]))


class AuditHeader(QHeaderView):
    """Two lines: what a group of columns holds, and the variant of each."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.setFixedHeight(_HEADER)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(8)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """The name of a variant, aligned as what stands under it."""
        theme, column = self.theme, Column(logicalIndex)
        painter.fillRect(rect, theme.stage)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.hair)
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        line = QRect(rect.left(), rect.top() + _GROUP, rect.width(), rect.height() - _GROUP - 2)
        side = Qt.AlignmentFlag.AlignLeft
        if column in NUMBERS:
            side = Qt.AlignmentFlag.AlignRight
            line.setRight(line.right() - right_room(column))
        elif column in FORMULAS:
            line.setLeft(line.left() + FORMULA_INDENT)
        painter.setFont(font(12))
        painter.setPen(theme.ink2)
        painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sections, then what each group of columns holds, over a line as wide as the group."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(font(12, bold=True))
        for columns, text in ((FORMULAS, tr("Formulas")), (NUMBERS, tr("Gradients in update 1"))):
            left = self.sectionViewportPosition(columns[0]) + 8
            end = self.sectionViewportPosition(columns[-1]) + self.sectionSize(columns[-1])
            right = end - (right_room(columns[-1]) if columns is NUMBERS else 16)
            if columns is FORMULAS:
                left += FORMULA_INDENT - 8
            side = Qt.AlignmentFlag.AlignRight if columns is NUMBERS else Qt.AlignmentFlag.AlignLeft
            line = QRect(left, 4, right - left, _GROUP - 4)
            painter.setPen(self.theme.ink)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)
            painter.fillRect(left, _GROUP + 2, right - left, 1, self.theme.hair)
