"""Lines beside a unit: what they are called, what they say, how wide they are."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.letters import drop, font, width
from gui.math_boxes import Fenced, Glyphs, Style, index, row, symbol
from gui.math_layout import Laid, measure
from gui.numbers import NumberFormat
from gui.panels.topology_marks import Marks, Total
from gui.theme import Theme

_LEAST_DIGITS = 2
GAP = 0.5  # em between a name and its number


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


class Line(NamedTuple):
    """A name, in words or typeset, and a number; both end at the right."""

    name: Laid | str
    number: str
    token: str
    bold: bool

    def width(self, px: int) -> float:
        """How wide it is."""
        return self.name_width(px) + (GAP * px if self.number else 0) + self.number_width(px)

    def name_width(self, px: int) -> float:
        """How wide its name is."""
        if isinstance(self.name, Laid):
            return self.name.width
        return width(self.name, px, self.bold)

    def number_width(self, px: int) -> float:
        """How wide its number is."""
        return width(self.number, px, self.bold)

    def paint_stacked(self, painter: QPainter, rect: QRectF, px: int, theme: Theme) -> None:
        """Draw it in two lines, the name over the number."""
        quarter = rect.height() / 4
        name = self._replace(number="")
        right = rect.center().x() + self.name_width(px) / 2
        name.paint(painter, right, rect.top() + quarter, px, theme)
        right = rect.center().x() + self.number_width(px) / 2
        number = self._replace(name="")
        number.paint(painter, right, rect.bottom() - quarter, px, theme)

    def paint(self, painter: QPainter, right: float, middle: float, px: int, theme: Theme) -> None:
        """Draw it so that it ends at a point."""
        painter.setFont(font(px, self.bold))
        painter.setPen(theme.color(self.token))
        left = right - self.number_width(px)
        painter.drawText(QPointF(left, middle + drop(px)), self.number)
        left -= self.name_width(px) + (GAP * px if self.number else 0)
        if isinstance(self.name, Laid):
            self.name.paint(painter, left, middle + drop(px), theme)
        else:
            painter.drawText(QPointF(left, middle + drop(px)), self.name)


def readable(numbers: NumberFormat) -> list[NumberFormat]:
    """The same with fewer and fewer digits, as long as they say enough."""
    return [each for each in numbers.fewer() if each is numbers or each.places >= _LEAST_DIGITS]


def total_line(
    total: Total, marks: Marks, numbers: NumberFormat, named: int, *, short: bool = False
) -> Line:
    """The running sum: in words as long as something is missing, then by its name."""
    token, bold = _total_token(total), marks.summing and marks.term.what is not What.ACTIVATION
    name = total_name(total, marks, named, short) if total.whole else so_far(total, short)
    return Line(name, numbers.text(total.value), token, bold)


def so_far(total: Total, short: bool) -> str:
    """What a running sum is called."""
    if short:
        return _tr("so far")
    return _tr("z so far") if total.letter == "z" else _tr("sum so far")


def total_room(
    total: Total, marks: Marks, numbers: NumberFormat, px: int, named: int
) -> tuple[float, float, float]:
    """The room that the name, a short name, and the number of the running sum need at every term
    of its unit.
    """
    wides: list[float] = []
    for short in (False, True):
        whole = Line(total_name(total, marks, named, short), "", "ink", True).name_width(px)
        words = width(so_far(total, short), px, True) if total.of > 1 else 0.0
        wides.append(math.ceil(max(whole, words)))
    digits = max(1, min(7, int(math.log10(total.largest)) + 1)) if 1 <= total.largest < 1e7 else 1
    usual = "−" + "0" * digits + "." + "0" * numbers.places
    number = max(width(usual, px, True), width(numbers.text(total.value), px, True))
    return wides[0], wides[1], math.ceil(number)


def _total_token(total: Total) -> str:
    return "bwd" if total.letter in ("∂L/∂a", "δ") else "ink"


def total_name(total: Total, marks: Marks, named: int, short: bool) -> Laid | str:
    """What a sum is called when it is whole, in letters of a size; the short name leaves out whose
    it is.
    """
    if total.letter == "share" or marks.unit is None:
        return _tr("share") if short else _tr("share of L")
    color, layer, unit = _total_token(total), marks.unit.layer, marks.unit.unit
    sub, above = ("", None) if short else (index(unit + 1), layer)
    box = symbol("a" if total.letter == "∂L/∂a" else total.letter, sub, above, color)
    if total.letter == "∂L/∂a":
        box = row(Glyphs("∂", color), Glyphs("L", color, Style.ITALIC), Glyphs("/∂", color), box)
    return measure(box, named)


def slope_line(marks: Marks, numbers: NumberFormat, named: int) -> Line:
    """f′(z) = …"""
    formula = row(
        Glyphs("f′", "ink", Style.ITALIC), Fenced(Glyphs("z", "ink", Style.ITALIC), "ink")
    )
    at_work = marks.term.what in (What.SLOPE, What.DELTA)
    return Line(measure(formula, named), numbers.text(marks.slope), "ink", at_work)


def count_words(total: Total) -> str:
    """ "5 of 8 paths", "3 of 8 products"; of the bias alone no product is in the sum yet."""
    if total.letter == "z":
        return _tr("{n} of {all} products").format(n=total.known - 1, all=total.of - 1)
    return _tr("{n} of {all} paths").format(n=total.known, all=total.of)
