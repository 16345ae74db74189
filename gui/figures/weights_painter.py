"""The weights of a figure: a table with a column for each number, or a map where they are many."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from engine.state import Shape
from gui.frame import Frame, Selection
from gui.letters import drop, font, width
from gui.math_layout import measure
from gui.numbers import NumberFormat
from gui.panels.weights_map_layout import CAPTION, MapLayout, arrange
from gui.panels.weights_map_paint import paint, part_of, strongest_of
from gui.panels.weights_rows import Rows
from gui.panels.weights_words import heading, typeset
from gui.theme import Theme

_SIZES = ((15, 26.0), (13, 23.0), (12, 20.0))  # letters and rows, px
_APART = 36.0  # between two columns of the page
_BETWEEN = 16.0  # between two numbers
_LEGEND = 22.0


class Column(NamedTuple):
    """One number of each parameter; ``signed``: a weight has the colour of its sign."""

    title: str
    value: Callable[[Frame, Selection], float | None]
    signed: bool = False

    def words(self) -> str:
        """The title in the language of the program."""
        return QCoreApplication.translate("Weights", self.title)


COLUMNS = (
    Column("weight", lambda f, w: f.shown.value(w.layer, w.unit, w.source), True),
    Column("gradient", lambda f, w: f.shown.gradient(w.layer, w.unit, w.source)),
    Column("change", lambda f, w: f.shown.change(w.layer, w.unit, w.source)),
)


class _Table(NamedTuple):
    """A table that fits: sizes, columns, and which rows stand under each other."""

    px: int
    pitch: float
    columns: tuple[Column, ...]
    name: float
    number: float
    pages: list[list[int]]

    @property
    def wide(self) -> float:
        return self.name + len(self.columns) * self.number


def paint_weights(
    painter: QPainter, rect: QRectF, frame: Frame, theme: Theme, numbers: NumberFormat
) -> None:
    """Draw every weight and bias as far as it is shown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rows = Rows(frame.experiment.shape)
    table = _fitting(rows, rect, frame, numbers)
    if table is None:
        _paint_map(painter, rect, frame, theme)
        return
    for page, members in enumerate(table.pages):
        left = rect.left() + page * (table.wide + _APART)
        _paint_titles(painter, QPointF(left, rect.top()), table, theme)
        for place, row in enumerate(members):
            y = rect.top() + (place + 1) * table.pitch + table.pitch / 2
            _paint_row(painter, QPointF(left, y), row, rows, table, (frame, theme, numbers))


def _fitting(rows: Rows, rect: QRectF, frame: Frame, numbers: NumberFormat) -> _Table | None:
    if rows.count > 400:
        return None
    values = [
        numbers.text(column.value(frame, what))
        for column in COLUMNS
        for row in range(rows.count)
        if (what := rows.parameter(row)) is not None
    ]
    for columns in (COLUMNS, COLUMNS[:2], COLUMNS[:1]):
        for px, pitch in _SIZES:
            titles = [column.words() for column in columns]
            number = max(width(text, px, True) for text in (*values, *titles)) + _BETWEEN
            fits = int(rect.height() / pitch) - 1
            wide = 3.4 * px + len(columns) * number
            abreast = int((rect.width() + _APART) / (wide + _APART))
            pages = _pages(rows, fits, abreast) if fits >= 3 else None
            if pages is not None:
                return _Table(px, pitch, columns, 3.4 * px, number, pages)
    return None


def _pages(rows: Rows, most: int, abreast: int) -> list[list[int]] | None:
    """Rows in columns of a page, at most so many rows in each and so many columns abreast: layer
    beside layer as in the network, else filled one by one; None where they do not fit.
    """
    ends = [*rows.headings[1:], rows.count]
    layers = [list(range(*pair)) for pair in zip(rows.headings, ends, strict=True)]
    for pages in (layers, _filled(rows, most)):
        if len(pages) <= abreast and all(len(page) <= most for page in pages):
            return pages
    return None


def _filled(rows: Rows, most: int) -> list[list[int]]:
    """Columns full of rows, a heading never at the foot of one."""
    pages: list[list[int]] = [[]]
    for row in range(rows.count):
        last = len(pages[-1]) == most - 1 and row in rows.headings
        if len(pages[-1]) >= most or last:
            pages.append([])
        pages[-1].append(row)
    return pages


def _paint_titles(painter: QPainter, at: QPointF, table: _Table, theme: Theme) -> None:
    base = at.y() + table.pitch / 2 + drop(table.px)
    painter.setFont(font(table.px))
    painter.setPen(theme.ink3)
    for place, column in enumerate(table.columns):
        text = column.words()
        right = at.x() + table.name + (place + 1) * table.number
        painter.drawText(QPointF(right - width(text, table.px), base), text)
    painter.fillRect(QRectF(at.x(), at.y() + table.pitch - 1, table.wide, 1), theme.hair)


def _paint_row(
    painter: QPainter,
    at: QPointF,
    row: int,
    rows: Rows,
    table: _Table,
    content: tuple[Frame, Theme, NumberFormat],
) -> None:
    frame, theme, numbers = content
    base = at.y() + drop(table.px)
    what = rows.parameter(row)
    if what is None:
        painter.setFont(font(table.px, True))
        painter.setPen(theme.ink)
        painter.drawText(QPointF(at.x(), base), heading(rows.layer(row)))
        return
    measure(typeset(what, "ink2"), round(table.px * 1.1)).paint(painter, at.x() + 8, base, theme)
    for place, column in enumerate(table.columns):
        value = column.value(frame, what)
        text = numbers.text(value)
        signed = column.signed and value is not None and what.source is not None
        painter.setFont(font(table.px))
        painter.setPen(_color(value, signed, theme))
        tail = numbers.missing_tail(text)
        right = at.x() + table.name + (place + 1) * table.number - width(tail, table.px)
        painter.drawText(QPointF(right - width(text, table.px), base), text)


def _color(value: float | None, signed: bool, theme: Theme) -> QColor:
    if value is None:
        return theme.ink3
    return theme.sign(value) if signed else theme.ink


def _paint_map(painter: QPainter, rect: QRectF, frame: Frame, theme: Theme) -> None:
    shape: Shape = frame.experiment.shape
    places = arrange(shape, int(rect.width()), int(rect.height() - _LEGEND))
    scale = min(1.0, rect.width() / places.width, (rect.height() - _LEGEND) / places.height)
    painter.setFont(font(12))
    painter.setPen(theme.ink3)
    words = next((text for text in _legend() if width(text, 12) <= rect.width()), "")
    base = rect.bottom() - _LEGEND / 2 + drop(12)
    painter.drawText(QPointF(rect.left(), base), words)
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_cells(painter, places, frame, theme)


def _legend() -> tuple[str, ...]:
    """How a map is read, from long to short."""
    return (
        QCoreApplication.translate(
            "Figures", "A row for each unit, a column for each source, the bias at the right."
        ),
        QCoreApplication.translate("Figures", "Rows: units. Columns: sources. Right: bias."),
    )


def _paint_cells(painter: QPainter, places: MapLayout, frame: Frame, theme: Theme) -> None:
    shown = frame.shown
    strongest = strongest_of(shown.theta)
    everything = QRect(0, 0, places.width, places.height)
    for block in places.blocks:
        painter.setFont(font(12))
        painter.setPen(theme.ink2)
        base = block.grid.top() - CAPTION / 2 - 2 + drop(12)
        painter.drawText(QPointF(block.grid.left(), base), heading(block.layer))
        W, b = shown.W(block.layer), shown.b(block.layer)
        for area, values in ((block.grid, W), (block.bias, b[:, None])):
            part = part_of(area, values, block.pitch, everything)
            if part is not None:
                paint(painter, part, block, strongest, theme)
