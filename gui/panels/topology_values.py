"""Numbers in tight places: how many digits fit, and where they stand."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from gui.letters import SMALLEST, drop, font, width
from gui.numbers import NumberFormat, not_yet
from gui.theme import Theme

HUES = {"z": "ink", "a": "fwd", "δ": "bwd"}


def fitting(value: float | None, numbers: NumberFormat, room: float, px: int, bold: bool) -> str:
    """The number as it is written elsewhere, or, where that is too wide, with fewer digits."""
    return numbers.fitting(value, lambda text: width(text, px, bold) <= room)


def hanging(
    text: str, value: float | None, numbers: NumberFormat, room: float, px: int, bold: bool
) -> float:
    """How far left of its column's edge a number with all its digits stands, for its point to be
    under the others', where the room allows.
    """
    tail = numbers.missing_tail(text)
    if not tail or text != numbers.text(value):
        return 0.0
    return min(width(tail, px, bold), room - width(text, px, bold))


def centered(
    painter: QPainter,
    value: float | None,
    numbers: NumberFormat,
    middle: QPointF,
    room: float,
    theme: Theme,
    token: str,
    bold: bool,
    px: int,
) -> None:
    """A number around a point; "not yet" in two lines where one is too wide."""
    if value is None:
        painter.setPen(theme.ink3)
        painter.setFont(font(SMALLEST))
        lines = [not_yet()]
        if width(lines[0], SMALLEST) > room:
            lines = lines[0].split()
        first = middle.y() + drop(SMALLEST) - 0.52 * SMALLEST * (len(lines) - 1)
        for number, line in enumerate(lines):
            x = middle.x() - width(line, SMALLEST) / 2
            painter.drawText(QPointF(x, first + 1.04 * SMALLEST * number), line)
        return
    text = short(value, numbers, room, px, bold)
    painter.setPen(theme.color(token))
    painter.setFont(font(px, bold))
    painter.drawText(QPointF(middle.x() - width(text, px, bold) / 2, middle.y() + drop(px)), text)


def short(value: float, numbers: NumberFormat, room: float, px: int, bold: bool) -> str:
    """A number for a small place: a whole one without decimals, else as many as fit."""
    return numbers.short(value, lambda text: width(text, px, bold) <= room)
