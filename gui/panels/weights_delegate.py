"""How a row of the weight table is painted, and the editor of a weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.errors import InputError
from gui import icons
from gui.frame import Selection
from gui.letters import drop, font, width
from gui.math_layout import Laid, measure
from gui.numbers import MINUS, NumberFormat
from gui.panels.weights_check import MARKS
from gui.panels.weights_columns import COLUMNS, Column
from gui.panels.weights_model import NAME, WeightsModel
from gui.panels.weights_words import heading, is_kept, typeset
from gui.style import refresh
from gui.theme import TINT_SELECTED_ROW, Theme

Index = QModelIndex | QPersistentModelIndex
INSET = 3  # px: the focus ring runs inside a table's edge, and rows are marked inside the ring
LEFT, RIGHT = INSET + 8, INSET + 8  # from the edge of the table to its text
GAP = 8  # from a number to the edge of its cell, where another column follows
MARK = 16  # behind a number, for what the gradient check says
LOCK_GAP, LOCK = 4, 11  # behind a name
ROW, HEADING = 24, 32
_TEXT, _CAPTION, _SYMBOL = 13, 12, 16
_ICON = 13
_POINTED = 0.07
_BAR = 3
_EDITOR = 176  # px: room for a number with all its digits
_ACCEPT = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_FILLED = "filled_with"


class WeightsDelegate(QStyledItemDelegate):
    """Paints cells straight from the model's numbers; asking Qt's styles costs ten times as much.

    ``accent`` is the token of the selection's hue, ``marked`` the rows that it tints, ``pointed``
    those that the pointer is on, here or elsewhere; ``last_column`` the last one not hidden.
    """

    def __init__(self, theme: Theme, model: WeightsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.accent = "ink"
        self.marked: Sequence[range] = ()
        self.pointed: Sequence[range] = ()
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
        if marked or any(row in rows for rows in self.pointed):
            hue, share = (self.accent, TINT_SELECTED_ROW) if marked else ("ink", _POINTED)
            tint = self.theme.tint(hue, share, self.theme.chrome)
            first, last = column == NAME, column == self.last_column
            ground = rect.adjusted(INSET if first else 0, 0, -INSET if last else 0, 0)
            painter.fillRect(ground, tint)
        if column == NAME:
            if marked:
                bar = QRect(rect.left() + INSET, rect.top(), _BAR, rect.height())
                painter.fillRect(bar, self.theme.color(self.accent))
            self._paint_name(painter, rect, what)
        else:
            area = rect.adjusted(0, 0, -self.pad(column), 0)
            self._paint_number(painter, area, what, COLUMNS[column - 1], marked)

    def _paint_name(self, painter: QPainter, rect: QRect, what: Selection) -> None:
        """A name, and a lock behind it where updates leave the value as it is."""
        laid, left = name(what), rect.left() + LEFT
        laid.paint(painter, left, _baseline(rect), self.theme)
        seen = self._model.seen
        if seen is not None and is_kept(seen.frame.experiment, what):
            place = QRectF(left + laid.width + LOCK_GAP, 0, LOCK, LOCK)
            place.moveTop(rect.top() + (rect.height() - LOCK) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            icons.paint(painter, "lock", self.theme.ink2, place)

    def pad(self, column: int) -> int:
        """The room at the right of a column's text."""
        return RIGHT if column == self.last_column else GAP

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
        """A number that ends at the right of ``rect``, or before its mark there."""
        seen = self._model.seen
        assert seen is not None
        value, numbers = column.value(seen, what), column.format(self._model.numbers)
        room = rect.width() - (MARK if column.marked else 0)
        if value is None:
            text = column.missing(seen, what, numbers)
            px, bold, color = _CAPTION, False, self.theme.ink3
        else:
            finite = math.isfinite(value)  # "not a number" needs more room than one
            px, bold = _TEXT if finite else _CAPTION, marked and not column.checks
            color = self.theme.ink2 if column.checks else self.theme.ink
            text = fitting(value, numbers, room, bold)
            if column.signed and what.source is not None:
                color = self.theme.sign(value)
        painter.setFont(font(px, bold))
        painter.setPen(color)
        x = rect.left() + room - width(text, px, bold)
        if value is not None:
            x -= _to_the_point(text, numbers, room, bold)
        painter.drawText(QPointF(x, _baseline(rect)), text)
        verdict = seen.verdict(what) if column.marked else None
        if verdict is not None:
            name, token = MARKS[verdict]
            place = QRectF(rect.right() + 2 - _ICON, 0, _ICON, _ICON)
            place.moveTop(rect.top() + (rect.height() - _ICON) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            icons.paint(painter, name, self.theme.color(token), place)

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

    Numbers from −9 to 99 keep the same decimals, so that their points align; longer ones lose
    more.
    """
    text = ""
    for fewer in column_format(numbers, room).fewer():
        text = fewer.text(value)
        if width(text, _TEXT, bold) <= room:
            break
    return text


@lru_cache(maxsize=512)
def column_format(numbers: NumberFormat, room: float) -> NumberFormat:
    """With as many digits as numbers from −9 to 99 may have in a column."""
    for digits in range(numbers.places, 0, -1):
        if width(f"00.{'0' * digits}", _TEXT, True) <= room:
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
