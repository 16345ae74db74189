"""Paints an equation on any painter: the panel, a picture, a figure, the presenter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from engine.equations import equation
from engine.formula import Part
from engine.grain import Grain
from engine.symbols import Equation
from gui.frame import Frame, Selection
from gui.letters import font
from gui.numbers import NumberFormat
from gui.panels.equations_layout import WINDOW, Look, Places, Tag, fitted
from gui.phase_text import accent
from gui.theme import TINT_EQUATION_COLUMN, TINT_PILL, Theme

FOOT = 3.0
_NEARLY = 0.12  # of a line of three rows: so much smaller is better than leaving one out
_MORE = 6.0


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
    look: Look = WINDOW,
) -> None:
    """Draw the equation of a Frame into a rectangle, as large as it fits. Of one that is too high
    in the smallest letters those lines are drawn that lead to the current term, and a triangle
    where others are left out: smaller letters would not be read from the last row.
    """
    found = equation_of(frame, selection)
    if found is None:
        return
    places = fitted(found, numbers, rect.width(), rect.height(), look)
    scale = min(1.0, rect.width() / max(1.0, places.width))
    block = places.height / max(1, places.blocks)
    shown = min(places.blocks, max(1, int(rect.height() / scale / block + _NEARLY)))
    scale = min(scale, rect.height() / (shown * block))
    first = _first_block(places, block, shown)
    painter.save()
    painter.setClipRect(QRectF(rect.left(), rect.top(), rect.width(), shown * block * scale + FOOT))
    painter.translate(rect.left(), rect.top() - first * block * scale)
    painter.scale(scale, scale)
    paint_places(painter, places, QPointF(0, 0), theme, accent(frame))
    painter.restore()
    for more, y, by in (
        (first > 0, rect.top(), -_MORE),
        (first + shown < places.blocks, rect.bottom(), _MORE),
    ):
        if more:
            base = QPointF(rect.right(), y - by)
            corners = [base, base - QPointF(2 * _MORE, 0), base + QPointF(-_MORE, by)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink3)
            painter.drawPolygon(QPolygonF(corners))


def _first_block(places: Places, block: float, shown: int) -> int:
    """The first of the lines of three rows that are shown: the last has the current term, or where
    there is none the result.
    """
    if places.current is None:
        return places.blocks - shown
    current = int(places.current.center().y() / block)
    return min(max(0, current - shown + 1), places.blocks - shown)


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
