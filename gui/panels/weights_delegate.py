"""How a row of the weight table is painted, and the editor of a weight."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.errors import InputError
from gui.frame import Selection
from gui.math_layout import Laid, measure
from gui.numbers import MINUS, NumberFormat
from gui.panels.topology_type import drop, font, width
from gui.panels.weights_columns import COLUMNS, Column
from gui.panels.weights_model import NAME, WeightsModel
from gui.panels.weights_words import heading, typeset
from gui.style import refresh
from gui.theme import TINT_SELECTED_ROW, Theme

Index = QModelIndex | QPersistentModelIndex
INSET = 3  # px: the focus ring runs inside a table's edge, and rows are marked inside the ring
LEFT, RIGHT = INSET + 8, INSET + 8  # from the edge of a cell to its text
ROW, HEADING = 24, 32
_TEXT, _CAPTION, _SYMBOL = 13, 12, 16
_BAR = 3
_EDITOR = 176  # px: room for a number with all its digits
_ACCEPT = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_FILLED = "filled_with"


class WeightsDelegate(QStyledItemDelegate):
    """Paints cells straight from the model's numbers; asking Qt's styles costs ten times as much.

    ``accent`` is the token of the selection's hue, ``marked`` the rows that it tints,
    ``last_column`` the last one that is not hidden.
    """

    def __init__(self, theme: Theme, model: WeightsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.accent = "ink"
        self.marked: Sequence[range] = ()
        self.last_column = len(COLUMNS)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A heading, a name or a number."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        row, column = index.row(), index.column()
        what = self._model.rows.parameter(row)
        if what is None:
            if column == NAME:
                self._paint_heading(painter, rect, row)
            return
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        marked = bool(state & QStyle.StateFlag.State_Selected) or self.is_marked(row)
        if marked:
            tint = self.theme.tint(self.accent, TINT_SELECTED_ROW, self.theme.chrome)
            first, last = column == NAME, column == self.last_column
            ground = rect.adjusted(INSET if first else 0, 0, -INSET if last else 0, 0)
            painter.fillRect(ground, tint)
        if column == NAME:
            if marked:
                bar = QRect(rect.left() + INSET, rect.top(), _BAR, rect.height())
                painter.fillRect(bar, self.theme.color(self.accent))
            baseline = _baseline(rect)
            name(what).paint(painter, rect.left() + LEFT, baseline, self.theme)
        else:
            self._paint_number(painter, rect, what, COLUMNS[column - 1], marked)

    def is_marked(self, row: int) -> bool:
        """Whether a row belongs to what is selected."""
        return any(row in rows for rows in self.marked)

    def _paint_heading(self, painter: QPainter, rect: QRect, row: int) -> None:
        if row:
            painter.fillRect(
                rect.left() + INSET, rect.top() + 4, rect.width() - 2 * INSET, 1, self.theme.hair
            )
        painter.setFont(font(_TEXT, bold=True))
        painter.setPen(self.theme.ink)
        text = rect.adjusted(LEFT, 6 if row else 4, 0, 0)
        words = heading(self._model.rows.layer(row))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_number(
        self, painter: QPainter, rect: QRect, what: Selection, column: Column, marked: bool
    ) -> None:
        assert self._model.frame is not None
        value = column.value(self._model.frame, what)
        numbers = self._model.numbers
        if value is None:
            text, px, bold, color = numbers.text(None), _CAPTION, False, self.theme.ink3
        else:
            px, bold, color = _TEXT, marked, self.theme.ink
            text = fitting(value, numbers, rect.width() - RIGHT, bold)
            if column.signed and what.source is not None:
                color = self.theme.sign(value)
        painter.setFont(font(px, bold))
        painter.setPen(color)
        x = rect.right() + 1 - RIGHT - width(text, px, bold)
        if value is not None:
            x -= _to_the_point(text, numbers, rect.width() - RIGHT, bold)
        painter.drawText(QPointF(x, _baseline(rect)), text)

    # The editor

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        """A line for the number in full."""
        editor = QLineEdit(parent)
        editor.setFont(font(_TEXT))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setProperty("draws_its_focus", True)
        editor.setStyleSheet("min-height: 0;")  # as low as its row, with a problem too
        editor.textEdited.connect(lambda: show_problem(editor, False))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill it once: numbers that change while training runs must not overwrite what is
        typed.
        """
        if isinstance(editor, QLineEdit) and editor.property(_FILLED) is None:
            text = str(index.data(Qt.ItemDataRole.EditRole))
            editor.setProperty(_FILLED, text)
            editor.setText(text.replace("-", MINUS))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Hand the text on, if it was touched."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            self._model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """The cell, and the one at its right where all the digits need it."""
        rect = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        parent = editor.parentWidget()
        if rect.width() < _EDITOR and parent is not None:
            rect.setWidth(min(2 * rect.width(), parent.width() - INSET - rect.left()))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter leaves what is no number standing, to be put right; its sentence is shown."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ACCEPT
            and isinstance(editor, QLineEdit)
            and editor.isModified()
            and not _is_number(editor.text())
        ):
            show_problem(editor, True)
            self.commitData.emit(editor)
            return True
        return super().eventFilter(editor, event)


def show_problem(editor: QWidget, wrong: bool) -> None:
    """Frame an editor in the colour of an error, or not."""
    problem = "error" if wrong else ""
    if (editor.property("problem") or "") != problem:
        editor.setProperty("problem", problem)
        refresh(editor)


def fitting(value: float, numbers: NumberFormat, room: float, bold: bool) -> str:
    """The number with as many digits as the column has room for; never cut.

    Numbers up to 99 keep the same decimals, so that their points align; longer ones lose more.
    """
    text = ""
    for fewer in column_format(numbers, room).fewer():
        text = fewer.text(value)
        if width(text, _TEXT, bold) <= room:
            break
    return text


@lru_cache(maxsize=512)
def column_format(numbers: NumberFormat, room: float) -> NumberFormat:
    """With as many digits as numbers up to 99 may have in a column."""
    for digits in range(numbers.places, 0, -1):
        if width(f"{MINUS}00.{'0' * digits}", _TEXT, True) <= room:
            return numbers.with_digits(digits)
    return numbers.with_digits(0)


def _to_the_point(text: str, numbers: NumberFormat, room: float, bold: bool) -> float:
    """How far left of the edge a number stands for its point to be under the others', if it has
    room.
    """
    tail = column_format(numbers, room).missing_tail(text)
    return min(width(tail, _TEXT, bold), room - width(text, _TEXT, bold)) if tail else 0.0


@lru_cache(maxsize=4096)
def name(what: Selection) -> Laid:
    """A parameter's name, typeset and measured."""
    return measure(typeset(what), _SYMBOL)


def _baseline(rect: QRect) -> float:
    return rect.top() + rect.height() / 2 + drop(_TEXT)


def _is_number(text: str) -> bool:
    try:
        NumberFormat.parse(text)
    except InputError:
        return False
    return True
