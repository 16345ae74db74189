"""A figure: a moment of a run and the choices of its picture, painted on any painter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.annotation import Kind
from engine.errors import InputError
from gui.figures import words
from gui.figures.annotation_painter import paint_annotations
from gui.figures.arrange import LEAST_HEIGHT, Arrangement, arrange
from gui.figures.figure_painter import FigurePainter, Hidden
from gui.figures.panel_painters import Content, paint_panel
from gui.figures.spec import FigureSpec
from gui.figures.text_blocks import (
    Line,
    baseline,
    caption_lines,
    check_words,
    leading_of,
    title_of,
)
from gui.frame import Frame
from gui.letters import font, width

_WIDE, _HIGH = 800, 300


@dataclass(frozen=True, eq=False)
class Figure:
    """What is shown of which moment."""

    frame: Frame
    spec: FigureSpec

    @cached_property
    def description(self) -> str:
        """The figure in words."""
        return words.describe(self.frame, self.spec)

    @property
    def name(self) -> str:
        """What a file's title says: the figure's title, or in short what is shown."""
        return self.spec.title or self.description.partition(". ")[0].partition(":")[0]

    @cached_property
    def arrangement(self) -> Arrangement:
        """Where everything stands."""
        return arrange(self.spec, self._lines_kept)

    @cached_property
    def caption(self) -> list[Line]:
        """The lines of the caption, in (word, bold) pieces."""
        return caption_lines(self.spec, words.caption(self.frame, self.spec))

    @property
    def _lines_kept(self) -> int:
        """A caption that the program writes keeps room for two or three lines at least, so that
        nothing moves from one step to the next.
        """
        if self.spec.caption is None and self.spec.height >= _HIGH:
            return max(2 if self.spec.width >= _WIDE else 3, len(self.caption))
        return len(self.caption)


def check_room(figure: Figure) -> None:
    """Refuse a figure in which words or panels have no room; InputError says what to do."""
    check_words(figure.spec)
    for name, rect in figure.arrangement.panels:
        if rect.height() < LEAST_HEIGHT[name]:
            raise InputError(
                "There is no room for {panel} in a figure of {width}x{height}; make it larger, or "
                "show less.",
                panel=name,
                width=figure.spec.width,
                height=figure.spec.height,
            )


def paint(figure: Figure, painter: FigurePainter) -> None:
    """Draw the figure, ground included, in coordinates of its own size."""
    spec, theme = figure.spec, figure.spec.colors
    painter.begin_figure()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, spec.width, spec.height), theme.stage)
    places = figure.arrangement
    _paint_title(painter, figure)
    for y in places.rules:
        painter.fillRect(QRectF(places.margin, y, spec.width - 2 * places.margin, 1), theme.hair)
    content = Content(figure.frame, theme, spec.numbers)
    for name, rect in places.panels:
        painter.hidden = _hidden(figure, name, rect)
        paint_panel(name, painter, rect, content)
    painter.hidden = None
    for name, rect in places.panels:
        on_panel = [one for one in spec.annotations if one.panel == name]
        paint_annotations(painter, rect, on_panel, theme)
    _paint_caption(painter, figure)


def _hidden(figure: Figure, name: str, rect: QRectF) -> Hidden | None:
    points = tuple(
        QPointF(rect.left() + one.x * rect.width(), rect.top() + one.y * rect.height())
        for one in figure.spec.annotations
        if one.kind is Kind.HIDE and one.panel == name
    )
    theme = figure.spec.colors
    return Hidden(points, theme.ink3, theme.stage) if points else None


def _paint_title(painter: QPainter, figure: Figure) -> None:
    rect, title = figure.arrangement.title, title_of(figure.spec)
    if rect is None or title is None:
        return
    painter.setFont(font(title.px, True))
    painter.setPen(figure.spec.colors.ink)
    for number, line in enumerate(title.lines):
        top = rect.top() + number * title.leading
        painter.drawText(QPointF(rect.left(), baseline(top, 30, title.px)), line)


def _paint_caption(painter: QPainter, figure: Figure) -> None:
    places, theme = figure.arrangement, figure.spec.colors
    if places.caption is None:
        return
    leading = leading_of(figure.spec)
    space = width("x x", places.text) - width("xx", places.text)
    painter.setPen(theme.ink)
    y = places.caption.top()
    for line in figure.caption:
        x = places.caption.left()
        for text, bold in _runs(line):
            painter.setFont(font(places.text, bold))
            painter.drawText(QPointF(x, baseline(y, leading, places.text)), text)
            x += width(text, places.text, bold) + space
        y += leading


def _runs(line: Line) -> Line:
    """Neighbouring words of one weight as one text, so that a reader finds them together."""
    runs: Line = []
    for text, bold in line:
        if runs and runs[-1][1] == bold:
            runs[-1] = (f"{runs[-1][0]} {text}", bold)
        else:
            runs.append((text, bold))
    return runs
