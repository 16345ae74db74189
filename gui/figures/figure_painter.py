"""A QPainter that knows each text that is drawn: what a figure hides is never drawn at all, text
can be drawn as outlines, and files get to know every letter with its place.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTransform,
)
from shiboken6 import getCppPointer

from gui.theme import UI_FAMILY, math_font, ui_font

FIGURES = "0123456789"
_NEAR = 0.01
_MOST_BEFORE = 0.085  # em before a narrow figure: more reads as a space between words in a PDF
_MEASURED = 1000  # px
_LARGE = 20  # px
_CELLS = 3  # pixels of a map in a file for one of the figure
_SAFE = 0.02  # px, so that rounding down finds the place that is meant
_BOX_GAP = 2.0
_REACH = 3.0  # px around a number that still count as on it


class Piece(NamedTuple):
    """A part of a text, drawn without a font's features: where it begins, and its font."""

    x: float
    text: str
    font: QFont


class Text(NamedTuple):
    """One text that was drawn, in its pieces."""

    text: str
    pieces: tuple[Piece, ...]


@dataclass
class Hidden:
    """Numbers that are not to be seen, by a point on each, in the figure's pixels; and the colours
    of the empty box that stands for them. ``boxes``: those that were found.
    """

    points: tuple[QPointF, ...]
    line: QColor
    ground: QColor
    boxes: list[QRectF] = field(default_factory=list)


class FigurePainter(QPainter):
    """Draws like any other. ``texts`` are those that it has drawn, in their order.

    ``outlines``: text is drawn as shapes. ``whole_texts``: what has pieces is drawn in one; whoever
    made the device puts the pieces in their places.

    Inter has figures of one width by a feature of the font (``tnum``), of which few readers of SVG
    know, and which gives the 1 a foot. So here each figure is a piece of its own, in the middle of
    the width that all have, in every format.
    """

    def __init__(self, *device: object, outlines: bool = False, whole_texts: bool = False) -> None:
        super().__init__(*device)  # pyright: ignore[reportArgumentType, reportCallIssue]
        self.outlines = outlines
        self.whole_texts = whole_texts
        self.texts: list[Text] = []
        self.numbers: list[QRectF] = []
        self.hidden: Hidden | None = None
        self._base = QTransform()

    def begin_figure(self) -> None:
        """The figure's pixels are those of the coordinates that hold now."""
        self._base = self.worldTransform().inverted()[0]

    def drawText(self, *where: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Draw a text at the left end of its baseline, or in a rectangle with flags."""
        match where:
            case (QPointF() as at, str(text)):
                pass
            case (QRectF() | QRect() as rect, flags, str(text)):
                at = _baseline(QRectF(rect), flags, text, self.font())
            case _:
                raise TypeError("a figure's text stands at a point or in a rectangle")
        if text.strip() and not self._hides(at, text):
            self._draw(self._settled(at), text)

    def drawPoints(self, *points: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Draw round dots as circles: a line of no length, as Qt writes them, is no dot to some
        readers of PDF. The points stand one behind the other in memory.
        """
        match points:
            case (QPointF() as first, int(count)):
                (address,) = getCppPointer(first)
            case _:
                raise TypeError("a figure's points are an array")
        numbers = (ctypes.c_double * (2 * count)).from_address(address)
        radius = self.pen().widthF() / 2
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for place in range(0, 2 * count, 2):
            path.addEllipse(QPointF(numbers[place], numbers[place + 1]), radius, radius)
        self.fillPath(path, self.pen().color())

    def drawImage(self, *where: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Draw a map of one pixel a cell. In a file that is enlarged its cells stay cells: readers
        would blend them.
        """
        match where:
            case (QRect() as target, QImage() as image) if not isinstance(self.device(), QImage):
                size = target.size() * _CELLS
                super().drawImage(target, image.scaled(size))
            case _:
                super().drawImage(*where)  # pyright: ignore[reportArgumentType, reportCallIssue]

    def _settled(self, at: QPointF) -> QPointF:
        """A baseline stands on a half of the figure's pixels, and so do large letters: some readers
        of PDF put letters on whole pixels, and at twice the size these are such.
        """
        to_figure = self.worldTransform() * self._base
        point = to_figure.map(at)
        x = round(2 * point.x()) / 2 if self.font().pixelSize() >= _LARGE else point.x()
        return to_figure.inverted()[0].map(QPointF(x, round(2 * point.y()) / 2 + _SAFE))

    def _draw(self, at: QPointF, text: str) -> None:
        font = self.font()
        if self.outlines:
            # Shapes beside cells with hard edges still have smooth ones.
            smooth = self.testRenderHint(QPainter.RenderHint.Antialiasing)
            self.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.fillPath(outline(text, font).translated(at), self.pen().color())
            self.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            return
        made = pieces(text, font)
        self.texts.append(Text(text, made))
        if self.whole_texts or len(made) == 1:
            self._draw_plain(at + QPointF(made[0].x, 0), text, font)
            return
        for piece in made:
            self._draw_plain(at + QPointF(piece.x, 0), piece.text, font)

    def _draw_plain(self, at: QPointF, text: str, font: QFont) -> None:
        plain = without_features(font)
        self.setFont(plain)
        super().drawText(at, text)
        self.setFont(font)

    def _hides(self, at: QPointF, text: str) -> bool:
        if not any(letter.isdecimal() for letter in text):
            return False
        font = self.font()
        metrics = QFontMetricsF(font)
        box = QRectF(at.x(), at.y() - metrics.capHeight(), advance(text, font), metrics.capHeight())
        to_figure = self.worldTransform() * self._base
        on_figure = to_figure.mapRect(box)
        self.numbers.append(on_figure)
        hidden = self.hidden
        if hidden is None:
            return False
        reach = on_figure.adjusted(-_REACH, -_REACH, _REACH, _REACH)
        if not any(reach.contains(point) for point in hidden.points):
            return False
        hidden.boxes.append(on_figure)
        self.save()
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setPen(QPen(hidden.line, 1.0))
        self.setBrush(hidden.ground)
        self.drawRoundedRect(box.adjusted(-_BOX_GAP, -3, _BOX_GAP, 3), 2, 2)
        self.restore()
        return True


def advance(text: str, font: QFont) -> float:
    """How wide a text is."""
    return QFontMetricsF(font).horizontalAdvance(text)


def _baseline(rect: QRectF, flags: object, text: str, font: QFont) -> QPointF:
    alignment = Qt.AlignmentFlag(int(getattr(flags, "value", flags)) & 0xFF)  # pyright: ignore[reportArgumentType]
    metrics = QFontMetricsF(font)
    x, y = rect.left(), rect.top() + metrics.ascent()
    spare = rect.width() - advance(text, font)
    if alignment & Qt.AlignmentFlag.AlignRight:
        x += spare
    elif alignment & Qt.AlignmentFlag.AlignHCenter:
        x += spare / 2
    tall = rect.height() - metrics.height()
    if alignment & Qt.AlignmentFlag.AlignVCenter:
        y += tall / 2
    elif alignment & Qt.AlignmentFlag.AlignBottom:
        y += tall
    return QPointF(x, y)


def pieces(text: str, font: QFont) -> tuple[Piece, ...]:
    """A text in pieces: each figure (and sign) alone, what is between them together."""
    if font.family() != UI_FAMILY:
        return (Piece(0.0, text, font),)
    return _pieces(text, font.pixelSize(), int(font.weight()))


@lru_cache(maxsize=8192)
def _pieces(text: str, px: int, weight: int) -> tuple[Piece, ...]:
    tabular = ui_font(px, QFont.Weight(weight))
    plain = without_features(tabular)
    wide, own = QFontMetricsF(tabular), QFontMetricsF(plain)
    made: list[Piece] = []
    x, word = 0.0, ""
    for letter in text:
        cell = wide.horizontalAdvance(letter)
        spare = cell - own.horizontalAdvance(letter)
        if letter not in FIGURES and abs(spare) < _NEAR:
            word += letter
            continue
        if word:
            made.append(Piece(x, word, plain))
            x += own.horizontalAdvance(word)
            word = ""
        made.append(Piece(x + min(spare / 2, _MOST_BEFORE * px), letter, plain))
        x += cell
    if word:
        made.append(Piece(x, word, plain))
    return tuple(made)


def figure_width(letter: str, font: QFont) -> float:
    """From where a figure begins to where the next one's place does, in em."""
    piece = _pieces(letter, _MEASURED, int(font.weight()))[0]
    tabular = ui_font(_MEASURED, QFont.Weight(int(font.weight())))
    return (QFontMetricsF(tabular).horizontalAdvance(letter) - piece.x) / _MEASURED


def outline(text: str, font: QFont) -> QPainterPath:
    """The shapes of a text, from the left end of its baseline."""
    return _outline(text, font.family(), font.pixelSize(), int(font.weight()))


@lru_cache(maxsize=2048)
def _outline(text: str, family: str, px: int, weight: int) -> QPainterPath:
    font = ui_font(px, QFont.Weight(weight)) if family == UI_FAMILY else math_font(px)
    path = QPainterPath()
    for piece in pieces(text, font):
        path.addText(QPointF(piece.x, 0), piece.font, piece.text)
    path.setFillRule(Qt.FillRule.WindingFill)  # the strokes of some letters overlap
    return path


def without_features(font: QFont) -> QFont:
    """The same font with the figures that it has by itself."""
    if font.family() != UI_FAMILY:
        return font
    return _plain(font.pixelSize(), int(font.weight()))


@lru_cache(maxsize=64)
def _plain(px: int, weight: int) -> QFont:
    font = ui_font(px, QFont.Weight(weight))
    font.unsetFeature(QFont.Tag("tnum"))
    return font


class Letter(NamedTuple):
    """A glyph of a piece: its number in the font, and the letters that it stands for."""

    glyph: int
    text: str


def letters(text: str, font: QFont) -> tuple[Letter, ...]:
    """The glyphs of a text in the order in which they are drawn. Letters that the font does not
    have come from another one, and are none of them.
    """
    return _shaped(text, font.family(), font.pixelSize(), int(font.weight()))


@lru_cache(maxsize=8192)
def _shaped(text: str, family: str, px: int, weight: int) -> tuple[Letter, ...]:
    font = _plain(px, weight) if family == UI_FAMILY else math_font(px)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setLineWidth(1e6)
    layout.endLayout()
    wide = text.encode("utf-16-le", "surrogatepass")
    made: list[Letter] = []
    everything = QTextLayout.GlyphRunRetrievalFlag.RetrieveAll
    for run in layout.glyphRuns(-1, -1, everything):
        if run.rawFont().familyName() != family:
            continue
        starts = [int(start) for start in run.stringIndexes()]
        ends = [*starts[1:], len(wide) // 2]
        for glyph, start, end in zip(run.glyphIndexes(), starts, ends, strict=True):
            covered = wide[2 * start : 2 * end].decode("utf-16-le", "replace")
            made.append(Letter(int(glyph), covered))
    return tuple(made)
