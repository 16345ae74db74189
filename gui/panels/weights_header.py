"""The head of the weight table: titles that end where the numbers under them end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.letters import font
from gui.panels.weights_columns import COLUMNS
from gui.panels.weights_delegate import GAP, INSET, LEFT, MARK, RIGHT, WeightsDelegate
from gui.panels.weights_model import NAME

HEIGHT = 28
_CAPTION = 12


class WeightsHeader(QHeaderView):
    """Paints its own titles: a style sheet gives all columns the same room."""

    def __init__(self, delegate: WeightsDelegate, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._delegate = delegate
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(8)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One title over the line that ends the head."""
        theme, role = self._delegate.theme, Qt.ItemDataRole.DisplayRole
        first, last = logicalIndex == NAME, logicalIndex == self._delegate.last_column
        line = rect.adjusted(INSET if first else 0, rect.height() - 1, -INSET if last else 0, 0)
        painter.fillRect(line, theme.hair)
        title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, role) or "")
        painter.setFont(font(_CAPTION))
        painter.setPen(theme.ink3)
        side, area = Qt.AlignmentFlag.AlignRight, rect.adjusted(3 - GAP, 0, 0, 0)
        if logicalIndex == NAME:  # may be wider than the names: the next title stands far right
            side, area = Qt.AlignmentFlag.AlignLeft, rect.adjusted(LEFT, 0, LEFT, 0)
        else:
            area.setRight(area.right() - self._delegate.pad(logicalIndex))
            title = QFontMetricsF(font(_CAPTION)).elidedText(
                title, Qt.TextElideMode.ElideRight, area.width()
            )
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, title)


def column_widths(total: int, names: int, shown: Sequence[int]) -> list[int]:
    """How wide the columns at these places of COLUMNS are beside the names: all of their numbers
    have the same room, and together they fill the table.
    """
    beside = [
        (RIGHT if place == shown[-1] else GAP) + (MARK if COLUMNS[place].marked else 0)
        for place in shown
    ]
    left, widths = total - names - sum(beside), list[int]()
    for remaining, more in zip(range(len(shown), 0, -1), beside, strict=True):
        room = left // remaining
        left -= room
        widths.append(max(0, room + more))
    return widths
