"""What a worksheet's page is made of: blocks that are never split, one under the other.

Distances are in pixels of 1/96 inch, as on a screen; a printed page has 794 × 1123 of them on A4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.letters import drop, font, width
from gui.math_layout import Laid
from gui.theme import PRINT

TEXT = 14
MATH = 16
_LINE = 1.45  # em
_ROW = 26.0
_CELL_GAP = 26.0
_LABEL_GAP = 22.0


class Block(Protocol):
    """A part of a page. ``heading``: it does not stand at a page's end."""

    @property
    def height(self) -> float:
        """How much of the page's height it takes."""
        ...

    @property
    def heading(self) -> bool: ...

    def paint(self, painter: QPainter, top: float) -> None:
        """Draw it from a height on; the left edge of the text is 0."""
        ...


class Words(NamedTuple):
    """A piece of text on a line."""

    text: str
    px: int = TEXT
    bold: bool = False
    color: str = "ink"

    @property
    def width(self) -> float:
        return width(self.text, self.px, self.bold)

    def paint(self, painter: QPainter, x: float, middle: float) -> None:
        """Draw it from x on, around a height."""
        painter.setFont(font(self.px, self.bold))
        painter.setPen(PRINT.color(self.color))
        painter.drawText(QPointF(x, middle + drop(self.px)), self.text)


@dataclass(frozen=True)
class Paragraph:
    """Text in lines."""

    lines: tuple[Words, ...]
    after: float = 8.0
    heading: bool = False

    @property
    def height(self) -> float:
        return sum(_LINE * line.px for line in self.lines) + self.after

    def paint(self, painter: QPainter, top: float) -> None:
        for line in self.lines:
            tall = _LINE * line.px
            line.paint(painter, 0.0, top + tall / 2)
            top += tall


def paragraph(text: str, room: float, px: int = TEXT, color: str = "ink") -> Paragraph:
    """A text, broken into lines that fit."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, px) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return Paragraph(tuple(Words(line, px, color=color) for line in lines))


@dataclass(frozen=True)
class Heading:
    """The title of a section over a hairline, and beside it a quiet note."""

    text: str
    note: str
    room: float
    heading: bool = True
    height: float = 42.0

    def paint(self, painter: QPainter, top: float) -> None:
        title = Words(self.text, TEXT + 1, bold=True)
        title.paint(painter, 0.0, top + 22)
        Words(self.note, TEXT - 1, color="ink3").paint(painter, title.width + 14, top + 22.5)
        painter.setPen(QPen(PRINT.hair, 1.0))
        painter.drawLine(QLineF(0, top + 35, self.room, top + 35))


@dataclass(frozen=True, eq=False)
class Equalities:
    """A table of things that are given: each row has a label and typeset cells, w₁₁ = 0.4."""

    rows: tuple[tuple[str, tuple[Laid, ...]], ...]
    room: float
    heading: bool = False

    @property
    def height(self) -> float:
        return _ROW * sum(len(self._broken(cells)) for _, cells in self.rows) + 12

    @property
    def _label(self) -> float:
        return max(width(label, TEXT) for label, _ in self.rows) + _LABEL_GAP

    @property
    def _pitch(self) -> float:
        return max(cell.width for _, cells in self.rows for cell in cells) + _CELL_GAP

    def _broken(self, cells: Sequence[Laid]) -> list[Sequence[Laid]]:
        """The cells of a row in as many lines as they need."""
        most = max(1, int((self.room - self._label + _CELL_GAP) / self._pitch))
        return [cells[first : first + most] for first in range(0, len(cells), most)]

    def paint(self, painter: QPainter, top: float) -> None:
        left, pitch = self._label, self._pitch
        for label, cells in self.rows:
            Words(label, color="ink2").paint(painter, 0.0, top + _ROW / 2)
            for line in self._broken(cells):
                baseline = top + _ROW / 2 + drop(MATH)
                for number, cell in enumerate(line):
                    cell.paint(painter, left + number * pitch, baseline, PRINT)
                top += _ROW


def paint_box(painter: QPainter, rect: QRectF, text: str, px: int = TEXT) -> None:
    """A box to write in; in the key it holds its number."""
    painter.setPen(QPen(PRINT.ink2, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, 2.5, 2.5)
    if text:
        words = Words(text, px, bold=True)
        words.paint(painter, rect.right() - 7 - words.width, rect.center().y())
