"""Paints a row of a published example; in a narrow panel its name stands above its digits."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine import examples
from gui import icons
from gui.letters import drop, font, metrics, width
from gui.panels.example_model import MARK, NAME, OURS, SOURCE, ExampleModel
from gui.panels.example_words import accent_of, printed_text
from gui.theme import TINT_SELECTED_ROW, Theme

Index = QModelIndex | QPersistentModelIndex
INSET = 3  # px: the focus ring runs inside a table's edge, and rows are marked inside the ring
LEFT, RIGHT = INSET + 8, 3  # from the edge of a cell to its text
ROW, STACKED = 24, 42
GAP = 7  # px between two columns of digits
MARK_WIDTH = 24
_TEXT, _CAPTION = 13, 12
_BAR, _ICON = 3, 14
_LINE = 19  # px: the name's line of a stacked row
_TWELVE_DIGITS = "−0.000000000000"


class ExampleDelegate(QStyledItemDelegate):
    """Paints cells from the model's rows. ``stacked``: the name stands in a line of its own, over
    all columns; ``first_column`` is then the source's. ``places``: decimals that a column has room
    for; ``row_width``: of all columns together.
    """

    def __init__(self, theme: Theme, model: ExampleModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.stacked = False
        self.places = 0
        self.row_width = 0
        self._model = model

    @property
    def first_column(self) -> int:
        """The leftmost column that is shown."""
        return SOURCE if self.stacked else NAME

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        row, column = index.row(), index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        if chosen:
            self._paint_ground(painter, rect, row, column)
        body = rect
        if self.stacked:
            self._paint_name_across(painter, rect, row, column)
            body = rect.adjusted(0, _LINE, 0, -1)
        match column:
            case 0:
                room = rect.adjusted(LEFT, 0, -RIGHT, 0)
                self._paint_text(painter, room, self._model.text(row, NAME), _CAPTION, left=True)
            case 3:
                self._paint_mark(painter, body, row)
            case _:
                self._paint_digits(painter, body, row, column)

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        token = accent_of(self._model.rows[row].published)
        first, last = column == self.first_column, column == MARK
        ground = rect.adjusted(INSET if first else 0, 0, -INSET if last else 0, 0)
        painter.fillRect(ground, self.theme.tint(token, TINT_SELECTED_ROW, self.theme.chrome))
        if first:
            bar = QRect(ground.left(), rect.top(), _BAR, rect.height())
            painter.fillRect(bar, self.theme.color(token))

    def _paint_name_across(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        """This cell's part of the name, which runs over the whole row."""
        across = QRect(0, rect.top() + 2, self.row_width, _LINE)
        painter.save()
        painter.setClipRect(rect.left(), across.top(), rect.width(), _LINE)
        text = self._model.text(row, NAME)
        self._paint_text(painter, across.adjusted(LEFT, 0, -RIGHT, 0), text, _CAPTION, left=True)
        painter.restore()

    def _paint_digits(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        one = self._model.rows[row]
        text = self._model.text(row, column)
        if one.published is None:
            self._paint_text(painter, rect.adjusted(GAP, 0, -RIGHT, 0), text, _CAPTION)
            return
        if column == OURS and one.value is None:
            self._paint_text(painter, rect.adjusted(0, 0, -RIGHT, 0), text, _CAPTION, quiet=True)
            return
        places = examples.decimals(one.published.printed)
        room = rect.adjusted(LEFT if column == self.first_column else GAP, 0, -RIGHT, 0)
        free = room.width() - width(text, _TEXT)
        if places is not None and free > 0:
            # Its point stands under the others', if there is room for that.
            tail = ("" if places else ".") + "0" * max(0, self.places - places)
            room.setRight(room.right() - int(min(width(tail, _TEXT), free)))
        self._paint_text(painter, room, text, _TEXT)

    def _paint_text(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        px: int,
        *,
        left: bool = False,
        quiet: bool = False,
    ) -> None:
        painter.setFont(font(px))
        caption = px == _CAPTION
        painter.setPen(self.theme.ink3 if quiet else self.theme.ink2 if caption else self.theme.ink)
        shown = metrics(px).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        x = room.left() if left else room.right() + 1 - width(shown, px)
        painter.drawText(QPointF(x, room.top() + room.height() / 2 + drop(px)), shown)

    def _paint_mark(self, painter: QPainter, rect: QRect, row: int) -> None:
        agrees = self._model.rows[row].agrees
        if agrees is None:
            return
        x = rect.left() + (rect.width() - INSET - _ICON) / 2
        square = QRectF(x, rect.top() + (rect.height() - _ICON) / 2, _ICON, _ICON)
        color = self.theme.ink if agrees else self.theme.err
        icons.paint(painter, "check" if agrees else "x", color, square)


class Needs(NamedTuple):
    """How wide the texts of a table's columns are, and the most decimals of any row. ``aligned``:
    a column of digits whose points stand under each other.
    """

    name: int
    source: int
    ours: int
    aligned: int
    places: int


def needs(model: ExampleModel) -> Needs:
    """What the rows need; ours has as many decimals as are printed, of a fraction twelve digits."""
    name = max(
        (width(model.text(row, NAME), _CAPTION) for row in range(len(model.rows))), default=0
    )
    source = ours = whole = tail = 0.0
    places = 0
    for row in model.rows:
        if row.published is None:
            continue
        printed = printed_text(row)
        decimals = examples.decimals(row.published.printed)
        source = max(source, width(printed, _TEXT))
        ours = max(ours, width(printed if decimals is not None else _TWELVE_DIGITS, _TEXT))
        if decimals is not None:
            before, point, after = printed.partition(".")
            whole, tail = max(whole, width(before, _TEXT)), max(tail, width(point + after, _TEXT))
            places = max(places, decimals)
    sides = GAP + RIGHT + 1
    return Needs(
        round(name) + LEFT + RIGHT + 1,
        round(source) + sides,
        round(ours) + sides,
        round(whole + tail) + sides,
        places,
    )
