"""Where each part of an equation stands: three rows (symbols, numbers, result), a column a term.

Distances follow look.md, "Equation". A pure function of the equation and the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF

from engine.formula import Node, Part, Quantity, Words
from engine.symbols import Closing, Equation
from gui import formula_boxes
from gui.letters import width as text_width
from gui.math_boxes import number, operator
from gui.math_layout import Laid, measure
from gui.numbers import NumberFormat
from gui.panels.equations_cells import number_size
from gui.panels.equations_size import (
    CAPTION,
    ROW_GAP,
    ROWS,
    SIZES,
    Line,
    Look,
    Measured,
    Sized,
    descent,
    ink,
    sized,
)

__all__ = ["CAPTION", "SIZES", "WINDOW", "Look", "Places", "Tag", "fitted", "note_words"]

WINDOW = Look()
_CLOSING = 0.76  # of the symbols' size
_CLOSING_GAP = 34.0
_NOTE_GAP = 0.55  # em


class Placed(NamedTuple):
    """A formula at a place: the left end of its baseline."""

    laid: Laid
    x: float
    y: float


class Caption(NamedTuple):
    """A word beside the formulas, on a baseline."""

    text: str
    x: float
    y: float


class Tag(NamedTuple):
    """What a rectangle of the equation is about: a symbol, or a whole term (``term``). ``part``:
    the unit or parameter, if it is one's.
    """

    node: Node
    rect: QRectF
    value: float | None
    part: Part | None
    term: bool = False


@dataclass(frozen=True, eq=False)
class Places:
    """An equation laid out. ``current``: the tinted column with its foot; ``rule``: the line before
    the formula that it belongs to; ``blocks``: how many lines of three rows it takes.
    """

    px: int
    caption: int
    width: float
    height: float
    blocks: int
    formulas: tuple[Placed, ...]
    captions: tuple[Caption, ...]
    tags: tuple[Tag, ...]
    current: QRectF | None = None
    rule: QRectF | None = None

    def whole_rows(self, y: float) -> float:
        """The greatest height up to ``y`` that cuts no row."""
        inks = [(at.y - at.laid.ascent, at.y + at.laid.descent) for at in self.formulas]
        inks += [(at.y - self.caption, at.y + 0.3 * self.caption) for at in self.captions]
        while cut := [top for top, bottom in inks if top < y < bottom]:
            y = min(cut)
        return y


@dataclass
class _Page:
    formulas: list[Placed] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    current: QRectF | None = None
    rule: QRectF | None = None
    end_of_columns: float = 0.0
    end_of_total: float = 0.0
    total_base: float = 0.0

    def put(self, laid: Laid | None, x: float, y: float) -> None:
        if laid is None:
            return
        self.formulas.append(Placed(laid, x, y))
        for tag, rect in laid.tags:
            if isinstance(tag, Quantity):
                self.tags.append(Tag(tag, rect.translated(x, y), tag.value, tag.of))
            elif isinstance(tag, Words):
                self.tags.append(Tag(tag, rect.translated(x, y), tag.value, None))


def fitted(
    equation: Equation, numbers: NumberFormat, width: float, height: float, look: Look = WINDOW
) -> Places:
    """The places of an equation that is as large as it fits.

    The size depends on the room that the whole sum needs, so that it stays the same from one of
    its terms to the next.
    """
    found = sized(equation, numbers, width, height, look)
    measured, lines, page = found.measured, found.lines, _Page()
    for line in lines:
        _put_start(page, measured, line, begins=line is lines[0])
        end = _put_columns(page, line, measured)
        if line is lines[-1]:
            page.end_of_columns = end
            _put_total(page, measured, end, line.baselines[-1])
    _put_note(page, equation, measured, width, look.caption)
    if equation.closing is not None and len(lines) == 1:
        _put_closing(page, equation.closing, found, width, look.closing)
    return Places(
        measured.px,
        look.caption,
        found.width,
        found.height,
        len(lines),
        tuple(page.formulas),
        tuple(page.captions),
        tuple(page.tags),
        page.current,
        page.rule,
    )


def note_words(equation: Equation) -> str:
    """What the total is, in words."""
    text = QCoreApplication.translate("Equations", equation.note)
    return text.format(**dict(equation.note_values))


# Parts


def _put_start(page: _Page, measured: Measured, line: Line, *, begins: bool) -> None:
    """The names of the rows, the left side, the equals signs."""
    if measured.inset:
        for text, base in zip(ROWS, line.baselines, strict=False):
            page.captions.append(Caption(QCoreApplication.translate("Equations", text), 0.0, base))
    if begins:
        page.put(measured.left, measured.inset, line.baselines[0])
    for row, (laid, base) in enumerate(zip(measured.equals, line.baselines, strict=False)):
        if begins or row:
            page.put(laid, measured.start, base)


def _put_columns(page: _Page, line: Line, measured: Measured) -> float:
    """The columns of a line with their signs; returns where they end."""
    x = measured.first
    top = line.baselines[0] - max(ink(cell, 0)[0] for cell in line.cells) - 4
    bottom = line.baselines[-1] + descent(line.cells, -1, measured.px) + 2
    for cell in line.cells:
        for laid, base in zip(cell.rows, line.baselines, strict=False):
            if laid is not None:
                page.put(laid, x + (cell.width - laid.width) / 2, base)
        column = cell.column
        if column is not None:
            rect = QRectF(x, top, cell.width, bottom - top)
            if column.current:
                page.current = rect
            page.tags.append(Tag(column.expression, rect, column.value, column.of, term=True))
        x += cell.width
    return x


def _put_total(page: _Page, measured: Measured, end: float, base: float) -> None:
    total = measured.total
    at = measured.first + total.inset if total.below else end
    if total.value is not None:
        if total.sign is not None:
            page.put(total.sign, at, base)
            at += total.sign.width
        page.put(total.value, at, base)
        at += total.value.width
    page.end_of_total = at
    page.total_base = base


def _put_note(
    page: _Page, equation: Equation, measured: Measured, room: float, caption: int
) -> None:
    """What the total is, in words, where there is room for it."""
    note = note_words(equation)
    at = page.end_of_total + _NOTE_GAP * measured.px
    wide = text_width(note, caption)
    if note and at + wide <= room:
        page.captions.append(Caption(note, at, page.total_base))
        page.end_of_total = at + wide


def _put_closing(page: _Page, closing: Closing, found: Sized, room: float, least: int) -> None:
    """Right and quiet, where it has room: the formula that the equation belongs to, and how much of
    it is known. Where it stands above the total, it needs room beside the columns alone.
    """
    px, write = found.measured.px, found.measured.write
    size = max(least, round(px * _CLOSING))
    left = measure(formula_boxes.name(closing.left), size)
    known = measure(number(write(closing.left.value), formula_boxes.hue(closing.left)), size)
    sign = measure(operator("←" if closing.assigned else "="), size)
    top = measure(formula_boxes.symbols(closing.expression, write), size)
    put_in = measure(formula_boxes.numbers(closing.expression, write), size)
    lead, body = max(left.width, known.width), max(top.width, put_in.width)
    rows = found.lines[0].baselines
    first = max(left.ascent + 4, top.ascent + 4, rows[0])
    second = max(first + top.descent + put_in.ascent + ROW_GAP * px, rows[1])
    bottom = second + put_in.descent
    above = bottom <= page.total_base - number_size(px)
    taken = page.end_of_columns if above else max(found.width, page.end_of_total)
    x = room - (lead + sign.width + body) - 4
    if x < taken + _CLOSING_GAP:
        return
    for laid, result, y in ((left, top, first), (known, put_in, second)):
        page.put(laid, x + lead - laid.width, y)
        page.put(sign, x + lead, y)
        page.put(result, x + lead + sign.width, y)
    page.rule = QRectF(x - _CLOSING_GAP / 2, 2, 1, bottom)
