"""How a row of the audit's table is painted: formulas with their marks, numbers with verdicts."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import icons
from gui.audit.boxes import Mark
from gui.audit.model import FORMULAS, NUMBERS, AuditModel, Column, Entry, Heading
from gui.letters import drop, font, width
from gui.math_layout import Laid, measure
from gui.theme import TINT_PILL, TINT_PILL_DONE, TINT_SELECTED_ROW, Theme

Index = QModelIndex | QPersistentModelIndex
INSET = 3  # px: the focus ring runs inside a table's edge
LEFT, RIGHT = 16, 16
ROW, HEADING = 32, 34
FORMULA_INDENT = 24  # from the edge of a formula's cell to what follows its equals sign
BADGE = 18
VERDICT = 14
LARGEST = 17  # px of formulas
_GAP = 6
_TEXT, _CAPTION = 13, 12
_BAR = 3
_FOOT = 2
_PAD = 2


class AuditDelegate(QStyledItemDelegate):
    """Paints cells from the model. ``marked``: rows that the chosen slip touches; ``px``: the size
    of formulas.
    """

    def __init__(self, theme: Theme, model: AuditModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.marked: Set[int] = frozenset()
        self.px = LARGEST
        self._model = model
        self._laid: dict[tuple[int, int, int], Laid] = {}
        model.modelReset.connect(self._laid.clear)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A heading, a formula or a number."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        row, column = index.row(), Column(index.column())
        entry = self._model.rows[row]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Heading):
            if column == Column.NAME:
                self._paint_heading(painter, rect, entry)
            return
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, rect, row, column, selected)
        if column in FORMULAS or column == Column.NAME:
            self._paint_formula(painter, rect, row, column)
        else:
            self._paint_number(painter, rect, row, column)

    def laid_out(self, row: int, column: Column, px: int) -> Laid:
        """A formula, measured: hashing its box would take longer than painting it."""
        key = row, column, px
        if key not in self._laid:
            self._laid[key] = measure(self._model.box(row, column), px)
        return self._laid[key]

    def room(self, row: int, column: Column, px: int) -> float:
        """How wide a cell has to be for what is in it."""
        entry = self._model.rows[row]
        if isinstance(entry, Heading):
            return 0.0
        if column in NUMBERS:
            text = self._model.text(row, column)
            text += self._model.numbers.missing_tail(text)
            return 8 + width(text, _TEXT, True) + right_room(column)
        needed = self.laid_out(row, column, px).rect().width()
        match column:
            case Column.NAME:
                return LEFT + needed + 2
            case Column.OTHER_FORMULA:
                return needed + (_GAP + BADGE + 4 if entry.slip else 0) + 12
        return needed + 20

    def _paint_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        if self._model.rows[0] is not heading:
            painter.fillRect(rect.left(), rect.top() + 4, rect.width(), 1, self.theme.hair)
        painter.setFont(font(_TEXT, bold=True))
        painter.setPen(self.theme.ink)
        text = rect.adjusted(LEFT, 6, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, heading.words)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, row: int, column: Column, selected: bool
    ) -> None:
        """The tint of a row that is marked or selected, and the bar of a marked one."""
        marked = row in self.marked
        if not marked and not selected:
            return
        first, last = column == Column.NAME, column == Column.DIFFERENCE
        area = rect.adjusted(INSET if first else 0, 0, -INSET if last else 0, 0)
        share = TINT_SELECTED_ROW if marked else TINT_SELECTED_ROW / 2
        painter.fillRect(area, self.theme.tint("ink", share))
        if first and marked:
            bar = QRect(rect.left() + INSET, rect.top(), _BAR, rect.height())
            painter.fillRect(bar, self.theme.ink)

    def _paint_formula(self, painter: QPainter, rect: QRect, row: int, column: Column) -> None:
        entry, laid = self._model.rows[row], self.laid_out(row, column, self.px)
        assert isinstance(entry, Entry)
        x = float(rect.left() + (LEFT if column == Column.NAME else 0))
        baseline = round(rect.top() + rect.height() / 2 + 0.28 * self.px)
        for tag in laid.tags:
            if isinstance(tag.tag, Mark):
                self._paint_mark(painter, tag.tag, tag.rect.translated(x, baseline), rect)
        laid.paint(painter, x, baseline, self.theme)
        if column == Column.OTHER_FORMULA and entry.slip:
            place = QRectF(0, 0, BADGE, BADGE)
            place.moveCenter(QPointF(x + laid.width + laid.overhang + _GAP + BADGE / 2 + 4, 0))
            place.moveTop(rect.top() + (rect.height() - BADGE) / 2)
            paint_badge(painter, place, entry.slip, self.theme)

    def _paint_mark(self, painter: QPainter, mark: Mark, ink: QRectF, cell: QRect) -> None:
        """Behind what differs: a tint with a foot. A dashed frame where a term is missing, dots
        under a δ that has another value by its own formula.

        Tints are those of the stage on a marked row too: one on another would make δ hard to read.
        """
        theme = self.theme
        hue = theme.ink2 if mark is Mark.DUE else theme.err
        place = QRectF(ink.left() - _PAD, cell.top() + 2, ink.width() + 2 * _PAD, cell.height() - 3)
        if mark is Mark.MISSING:
            painter.setPen(QPen(hue, 1, Qt.PenStyle.DashLine))
            painter.setBrush(theme.tint(hue, TINT_PILL_DONE))
            painter.drawRoundedRect(place.adjusted(0.5, 4.5, -0.5, -4.5), 3, 3)
        elif mark is Mark.INHERITED:
            foot = round(place.bottom()) - _FOOT
            for x in range(round(ink.left()), round(ink.right()), 2 * _FOOT):
                painter.fillRect(x, foot, _FOOT, _FOOT, hue)
        else:
            share = TINT_PILL_DONE if mark is Mark.DUE else TINT_PILL
            painter.fillRect(place, theme.tint(hue, share))
            foot = QRectF(place.left(), place.bottom() - _FOOT, place.width(), _FOOT)
            painter.fillRect(foot, hue)

    def _paint_number(self, painter: QPainter, rect: QRect, row: int, column: Column) -> None:
        entry, check = self._model.rows[row], self._model.check(row, column)
        assert isinstance(entry, Entry)
        text = self._model.text(row, column)
        judged = column != Column.DIFFERENCE
        wrong = judged and check is not None and not check.passes
        px = _CAPTION if check is None else _TEXT
        color = self.theme.err if wrong else self.theme.ink if judged else self.theme.ink2
        painter.setFont(font(px, bold=wrong))
        painter.setPen(self.theme.ink3 if check is None else color)
        right = rect.right() + 1 - right_room(column)
        tail = "" if check is None else self._model.numbers.missing_tail(text)
        x = right - width(text, px, wrong) - width(tail, px, wrong)
        painter.drawText(QPointF(x, rect.top() + rect.height() / 2 + drop(_TEXT)), text)
        if judged and check is not None:
            icon = "minus" if check.kink else "check" if check.passes else "x"
            place = QRectF(
                right + _GAP, rect.top() + (rect.height() - VERDICT) / 2, VERDICT, VERDICT
            )
            icons.paint(painter, icon, color, place)


def right_room(column: Column) -> int:
    """What is at the right of a number: room, and its verdict where it has one."""
    return RIGHT if column == Column.DIFFERENCE else 8 + VERDICT + _GAP


def paint_badge(painter: QPainter, place: QRectF, number: int, theme: Theme) -> None:
    """The number of a slip, in a filled circle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.err)
    painter.drawEllipse(place)
    painter.setFont(font(_CAPTION, bold=True))
    painter.setPen(theme.stage)
    text = str(number)
    x = place.center().x() - width(text, _CAPTION, True) / 2
    painter.drawText(QPointF(x, place.center().y() + drop(_CAPTION)), text)
