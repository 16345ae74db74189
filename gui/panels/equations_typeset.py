"""An equation with the place of each of its parts: to be painted, pointed at and copied."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from engine.formula import Part, Words
from engine.symbols import Equation
from gui import formula_boxes
from gui.formula_boxes import writer
from gui.frame import Frame, Selection
from gui.math_export import to_text
from gui.numbers import NumberFormat
from gui.panels.equations_copy import as_latex, as_text
from gui.panels.equations_layout import Places, Tag, fitted
from gui.panels.equations_paint import FOOT, equation_of, paint_places
from gui.phase_text import accent
from gui.theme import Theme

_SCALE = 2.0  # of a picture


class Typeset(NamedTuple):
    """The equation of a Frame, fitted into a room."""

    frame: Frame
    equation: Equation
    numbers: NumberFormat
    places: Places

    @property
    def current(self) -> QRectF | None:
        """The column at work with its foot, from where the equation begins."""
        at = self.places.current
        return None if at is None else at.adjusted(0, 0, 0, FOOT)

    def paint(
        self, painter: QPainter, origin: QPointF, theme: Theme, pointed: Selection | None
    ) -> None:
        """Draw it, with the terms lit of what the pointer is on."""
        token, lit = accent(self.frame), self._lit(pointed)
        paint_places(painter, self.places, origin, theme, token, lit)

    def picture(self, margin: QPointF, theme: Theme, pointed: Selection | None) -> QPixmap:
        """The whole of it, twice as large."""
        width, height = self.places.width + 2 * margin.x(), self.places.height + 2 * margin.y()
        pixmap = QPixmap(round(width * _SCALE), round(height * _SCALE))
        pixmap.setDevicePixelRatio(_SCALE)
        pixmap.fill(theme.stage)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, margin, theme, pointed)
        painter.end()
        return pixmap

    def latex(self) -> str:
        """It for LaTeX, with every digit."""
        return as_latex(self.equation)

    def text(self) -> str:
        """It as lines of text, with every digit."""
        return as_text(self.equation)

    def tag_at(self, at: QPointF) -> Tag | None:
        """The smallest part at a point, counted from where it begins."""
        found = [tag for tag in self.places.tags if tag.rect.adjusted(-2, -3, 2, 3).contains(at)]
        return min(found, key=lambda tag: tag.rect.width() * tag.rect.height(), default=None)

    def tip(self, tag: Tag) -> str:
        """The symbol, or the whole term, and its number: δ₁⁽²⁾ = −1.0606…"""
        name = to_text(formula_boxes.symbols(tag.node, writer(self.numbers)))
        sign = ":" if tag.value is None or isinstance(tag.node, Words) else " ="
        return f"{name}{sign} {self.numbers.full(tag.value)}"

    def fitted(self, numbers: NumberFormat, width: float, height: float) -> Typeset:
        """The same equation in another room, or with numbers written otherwise."""
        places = fitted(self.equation, numbers, width, height)
        return self._replace(numbers=numbers, places=places)

    def _lit(self, pointed: Selection | None) -> list[Tag]:
        """The symbols of what is pointed at; a whole column only where it has no symbol of it."""
        if pointed is None:
            return []
        found = [tag for tag in self.places.tags if tag.part == Part(*pointed)]
        return [tag for tag in found if not tag.term] or found


def typeset(
    frame: Frame, selection: Selection | None, numbers: NumberFormat, width: float, height: float
) -> Typeset | None:
    """The equation that a Frame shows, fitted into a room; None where there is none yet."""
    equation = equation_of(frame, selection)
    if equation is None:
        return None
    return Typeset(frame, equation, numbers, fitted(equation, numbers, width, height))
