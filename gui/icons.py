"""Icons: one set of line drawings, tinted with a theme's colours."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import Theme
from resources import path

STROKE = 1.75
_VIEW_BOX = 24.0


def icon(name: str, theme: Theme, size: int = 18, color: str = "ink", gap: int = 0) -> QIcon:
    """A drawing of resources/icons in a token's colour, paler where it is disabled.

    ``size`` in pixels; sharp on every screen that is there, and at 2× for pictures. ``gap`` is
    empty room at its right, where a text follows (give the button an icon size so much wider:
    style sheets cannot part an icon from its text). KeyError where there is no such drawing. Ask
    again when the theme changes.
    """
    made = QIcon()
    screens = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    for ratio in sorted({1.0, 2.0} | screens):
        made.addPixmap(pixmap(name, theme.color(color), size, ratio, gap), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, theme.fut, size, ratio, gap), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, color: QColor, size: int, ratio: float = 1.0, gap: int = 0) -> QPixmap:
    """The drawing as a picture of ``size`` × ``ratio`` device pixels, and a gap at its right."""
    drawing = _drawing(name, color, size)
    made = QPixmap(QSize(round((size + gap) * ratio), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def paint(painter: QPainter, name: str, color: QColor, rect: QRectF) -> None:
    """Draw an icon into this square, as lines (also for pictures and print).

    Lines are 1.75 wide at every size, so that icons of all sizes have one weight.
    """
    _drawing(name, color, rect.width()).render(painter, rect)


def _drawing(name: str, color: QColor, width: float) -> QSvgRenderer:
    return _tinted(name, color.name(), f"{STROKE * _VIEW_BOX / width:.2f}")


@lru_cache(maxsize=128)
def _tinted(name: str, color: str, stroke: str) -> QSvgRenderer:
    file = path("icons", f"{name}.svg")
    if not file.is_file():
        raise KeyError(name)
    drawing = file.read_text("utf-8").replace("currentColor", color)
    drawing = drawing.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(drawing.encode()))
