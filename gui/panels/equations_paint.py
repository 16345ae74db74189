"""Paints an equation on any painter: the panel, a picture, a figure, the presenter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from engine.equations import equation
from engine.formula import Part
from engine.grain import Grain
from engine.symbols import Equation
from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.equations_layout import Places, Tag, fitted
from gui.panels.topology_type import font
from gui.phase_text import accent
from gui.theme import TINT_EQUATION_COLUMN, TINT_PILL, Theme

FOOT = 3.0


def equation_of(frame: Frame, selection: Selection | None = None) -> Equation | None:
    """The equation that a Frame shows; None before the first update."""
    chosen = None if selection is None else Part(*selection)
    return equation(frame.shown, chosen, whole_unit=frame.grain is Grain.UNIT)


def paint_equation(
    painter: QPainter,
    rect: QRectF,
    frame: Frame,
    theme: Theme,
    numbers: NumberFormat,
    selection: Selection | None = None,
) -> None:
    """Draw the equation of a Frame into a rectangle, as large as it fits; what no size of letters
    makes fit is drawn smaller as a whole.
    """
    found = equation_of(frame, selection)
    if found is None:
        return
    places = fitted(found, numbers, rect.width(), rect.height())
    scale = min(1.0, rect.width() / max(1.0, places.width), rect.height() / max(1.0, places.height))
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    paint_places(painter, places, QPointF(0, 0), theme, accent(frame))
    painter.restore()


def paint_places(
    painter: QPainter,
    places: Places,
    origin: QPointF,
    theme: Theme,
    token: str,
    lit: Sequence[Tag] = (),
) -> None:
    """Draw an equation that is laid out; ``token`` is the phase's hue, ``lit`` what the pointer is
    on.
    """
    if places.current is not None:
        rect = places.current.translated(origin)
        painter.fillRect(rect, theme.tint(token, TINT_EQUATION_COLUMN))
        foot = QRectF(rect.left(), rect.bottom(), rect.width(), FOOT)
        painter.fillRect(foot, theme.color(token))
    for tag in lit:
        rect = tag.rect.adjusted(-2, -2, 2, 2).translated(origin)
        painter.setPen(QPen(theme.ink2, 1.0))
        painter.setBrush(theme.tint("ink", TINT_PILL))
        painter.drawRoundedRect(rect, 3, 3)
    if places.rule is not None:
        painter.fillRect(places.rule.translated(origin), theme.hair)
    for formula in places.formulas:
        formula.laid.paint(painter, origin.x() + formula.x, origin.y() + formula.y, theme)
    painter.setFont(font(places.caption))
    painter.setPen(theme.ink3)
    for caption in places.captions:
        painter.drawText(QPointF(origin.x() + caption.x, origin.y() + caption.y), caption.text)
