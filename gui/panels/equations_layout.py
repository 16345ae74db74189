"""Where each part of an equation stands: three rows (symbols, numbers, result), a column a term.

Distances follow look.md, "Equation". A pure function of the equation and the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF

from engine.formula import Hue, Part, Quantity, quantities
from engine.symbols import Column, Equation
from gui import formula_boxes
from gui.formula_boxes import Write
from gui.math_boxes import Box, Fraction, Glyphs, number, operator, recolored, row, words
from gui.math_layout import ROW_PITCH, Laid, measure
from gui.panels.topology_type import width

SIZES = (25, 23, 21, 19, 17, 15)
NUMBERS = 0.92  # of the symbols' size
CLOSING = 0.76
CAPTION = LEAST = 12
_PAD = 0.5  # em beside a term, inside its tint
_ROW_GAP = 0.45  # em between two rows that are high
_BLOCK_GAP = 14.0
_CLOSING_GAP = 34.0
_FOOT = 3.0
_LEAST_FOR_CAPTIONS = 560.0
_SLACK = 1.05  # widths do not shrink quite as letters do
_NOTE_GAP = 0.55  # em
_WIDE_NUMBER = -88.88888888888888


class Look(NamedTuple):
    """How large an equation may be: sizes of its letters, of the words beside it, and whether its
    rows are named at the left.
    """

    sizes: tuple[int, ...] = SIZES
    caption: int = CAPTION
    named: bool = True


WINDOW = Look()


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
    """What a rectangle of the equation is about."""

    part: Part
    rect: QRectF
    value: float | None


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


class _Cells(NamedTuple):
    """The three rows of one column, or of the sign before it, measured."""

    rows: tuple[Laid | None, Laid | None, Laid | None]
    width: float
    column: Column | None = None
    closes: bool = False


@dataclass
class _Page:
    formulas: list[Placed] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    current: QRectF | None = None
    rule: QRectF | None = None
    end_of_total: float = 0.0
    total_base: float = 0.0

    def put(self, laid: Laid | None, x: float, y: float, values: dict[Part, float | None]) -> None:
        if laid is None:
            return
        self.formulas.append(Placed(laid, x, y))
        for tag in laid.tags:
            if isinstance(tag.tag, Part):
                self.tags.append(Tag(tag.tag, tag.rect.translated(x, y), values.get(tag.tag)))


def fitted(
    equation: Equation, write: Write, width: float, height: float, look: Look = WINDOW
) -> Places:
    """The equation as large as it fits; where no size fits on one line, broken at operators.

    What is still too high is scrolled. The size depends on the room that the whole sum needs, so
    that it stays the same from one of its terms to the next.
    """
    sizes = look.sizes
    largest = lay_out(equation, write, width, sizes[0], look, breaks=False)
    if largest.width <= width and largest.height <= height:
        return largest
    share = min(width / largest.width, height / largest.height)
    for px in sizes[1:]:
        if px <= share * sizes[0] * _SLACK:
            places = lay_out(equation, write, width, px, look, breaks=False)
            if places.width <= width and places.height <= height:
                return places
    for px in sizes[1:]:
        places = lay_out(equation, write, width, px, look)
        if places.height <= height:
            return places
    return lay_out(equation, write, width, sizes[-1], look)


def lay_out(
    equation: Equation,
    write: Write,
    width: float,
    px: int,
    look: Look = WINDOW,
    *,
    breaks: bool = True,
) -> Places:
    """The places at one size; ``width`` is where lines are broken."""
    page = _Page()
    made = _cells(equation, write, px)
    left = _left_side(equation, px)
    captions = look.named and width >= _LEAST_FOR_CAPTIONS
    x0 = _caption_width() if captions else 0.0
    start = x0 + (0.0 if left is None else left.width + left.overhang + 0.26 * px)
    values = _values_of(equation)
    equals = _equals(equation, px)
    first = start + max((laid.width for laid in equals if laid is not None), default=0.0)
    total = _total(equation, write, px)
    lines = _broken(made, width - first, total.room) if breaks else [made]
    y, widest = 0.0, 0.0
    for line_number, line in enumerate(lines):
        begins, ends = line_number == 0, line_number == len(lines) - 1
        tops = _row_baselines(line, left if begins else None, px, y)
        if begins and left is not None:
            page.put(left, x0, tops[0], {})
        for laid, base in zip(equals, tops, strict=False):
            if begins or laid is not equals[0]:
                page.put(laid, start, base, {})
        if captions:
            _put_captions(page, tops)
        x = _put_line(page, line, first, tops, values, px)
        y = tops[-1] + _descent(line, -1, px)
        if ends:
            x = _put_total(page, total, first, x, tops[-1])
        widest = max(widest, x)
        y += _FOOT + 5 if ends else _BLOCK_GAP
    _put_aside(page, equation, write, px, width, widest, len(lines) == 1, look.caption)
    return Places(
        px,
        look.caption,
        widest,
        y,
        len(lines),
        tuple(page.formulas),
        tuple(page.captions),
        tuple(page.tags),
        page.current,
        page.rule,
    )


# Parts


def _left_side(equation: Equation, px: int) -> Laid | None:
    return None if equation.left is None else measure(formula_boxes.name(equation.left, "ink"), px)


def _equals(equation: Equation, px: int) -> tuple[Laid | None, Laid | None, Laid | None]:
    """The sign at the start of each row."""
    if equation.left is None:
        return None, None, None
    small = round(px * NUMBERS)
    first = measure(operator("←" if equation.assigned else "="), px)
    equal = measure(operator("="), small)
    return first, equal, equal


def _cells(equation: Equation, write: Write, px: int) -> list[_Cells]:
    """Columns with the signs between them, in the order in which they stand."""
    small = round(px * NUMBERS)
    given = equation.left is None
    made: list[_Cells] = []
    columns = equation.columns
    opened = False
    for number_, column in enumerate(columns):
        if number_ and not given:
            results = column.value is not None and not _is_plain(equation)
            made.append(_sign(operator("+"), px, small, results=results))
        if column.averaged and not opened:
            made.append(_opening(equation.samples, px, small))
            opened = True
        made.append(_column(equation, column, write, px, small, first=number_ == 0))
        if opened and (number_ + 1 == len(columns) or not columns[number_ + 1].averaged):
            made.append(_sign(Glyphs(")"), px, small)._replace(closes=True))
            opened = False
    return made


def _column(
    equation: Equation, column: Column, write: Write, px: int, small: int, *, first: bool
) -> _Cells:
    pending = column.value is None
    alone = first or equation.left is None
    top: Box = formula_boxes.symbols(column.expression, write, first=alone)
    middle: Box = formula_boxes.numbers(column.expression, write, first=alone)
    tone = _tone(equation, column)
    result: Box | None = formula_boxes.value(column.value, write, tone, first=first)
    shown = measure(middle, small)
    width_ = shown.width
    if pending and equation.left is not None:
        top, middle, result = recolored(top, "ink3"), words(write(None)), None
    if equation.left is None or _is_plain(equation):
        result = None
    laid = (
        measure(top, px),
        measure(middle, small),
        None if result is None else measure(result, small),
    )
    width_ = max(width_, *(part.width for part in laid if part is not None))
    return _Cells(laid, width_ + 2 * _PAD * px, column)


def _tone(equation: Equation, column: Column) -> str:
    """A result has the hue of what it makes; products of the backward pass have its own."""
    if len(equation.columns) == 1 and equation.left is not None:
        return formula_boxes.hue(equation.left)
    backward = any(q.hue is Hue.BACKWARD for q in quantities(column.expression))
    return "bwd" if backward else "ink"


def _sign(box: Box, px: int, small: int, *, results: bool = True) -> _Cells:
    large, little = measure(box, px), measure(box, small)
    return _Cells((large, little, little if results else None), max(large.width, little.width))


def _opening(samples: int, px: int, small: int) -> _Cells:
    box = row(Fraction(Glyphs("1"), Glyphs(str(samples))), operator("·"), Glyphs("("))
    return _sign(box, px, small)


def _broken(cells: list[_Cells], room: float, for_total: float) -> list[list[_Cells]]:
    """Lines of cells; a new one begins at the sign before a term, and the total has room behind
    the last one.
    """
    lines: list[list[_Cells]] = [[]]
    used = 0.0
    for piece in _pieces(cells):
        wide = sum(cell.width for cell in piece)
        needed = wide + (for_total if piece[-1] is cells[-1] else 0.0)
        if lines[-1] and used + needed > room:
            lines.append([])
            used = 0.0
        lines[-1] += piece
        used += wide
    return lines


def _pieces(cells: list[_Cells]) -> list[list[_Cells]]:
    """What stays on one line: a term with the signs around it."""
    pieces: list[list[_Cells]] = [[]]
    for cell in cells:
        has_term = any(other.column is not None for other in pieces[-1])
        if has_term and not cell.closes:
            pieces.append([])
        pieces[-1].append(cell)
    return pieces


def _row_baselines(line: list[_Cells], left: Laid | None, px: int, top: float) -> list[float]:
    """The baselines of the rows of a line; two rows where there are no results."""
    count = 3 if any(cell.rows[2] is not None for cell in line) or left is not None else 2
    ascent = max((_ink(cell, 0)[0] for cell in line), default=0.0)
    if left is not None:
        ascent = max(ascent, left.ascent)
    baselines = [top + max(ascent, 0.8 * px) + 2]
    for number_ in range(1, count):
        above = max((_ink(cell, number_ - 1)[1] for cell in line), default=0.0)
        below = max((_ink(cell, number_)[0] for cell in line), default=0.0)
        pitch = max(ROW_PITCH * px, above + below + _ROW_GAP * px)
        baselines.append(baselines[-1] + pitch)
    return baselines


def _ink(cell: _Cells, number_: int) -> tuple[float, float]:
    laid = cell.rows[number_]
    return (0.0, 0.0) if laid is None else (laid.ascent, laid.descent)


def _descent(line: list[_Cells], number_: int, px: int) -> float:
    return max(0.3 * px, max((_ink(cell, number_)[1] for cell in line), default=0.0))


def _put_line(
    page: _Page,
    line: list[_Cells],
    x: float,
    tops: list[float],
    values: dict[Part, float | None],
    px: int,
) -> float:
    for cell in line:
        for laid, base in zip(cell.rows, tops, strict=False):
            if laid is not None:
                page.put(laid, x + (cell.width - laid.width) / 2, base, values)
        column = cell.column
        if column is not None:
            top = tops[0] - max(_ink(other, 0)[0] for other in line) - 4
            bottom = tops[-1] + _descent(line, -1, px) + 2
            rect = QRectF(x, top, cell.width, bottom - top)
            if column.current:
                page.current = rect
            if column.of is not None:
                page.tags.append(Tag(column.of, rect, column.value))
        x += cell.width
    return x


class _Total(NamedTuple):
    """The sum behind the last row. ``below``: it stands under the columns, which have no results of
    their own; ``room``: what is kept free for it.
    """

    sign: Laid | None
    value: Laid | None
    room: float
    below: bool
    inset: float = 0.0


def _total(equation: Equation, write: Write, px: int) -> _Total:
    small = round(px * NUMBERS)
    plain = _is_plain(equation)
    single = len(equation.columns) == 1 and equation.whole
    if equation.left is None or (single and not plain):
        return _Total(None, None, 0.0, False)
    sign = None if plain else measure(operator("="), small)
    hue = formula_boxes.hue(equation.left)
    value = None
    if equation.total is not None:
        value = measure(number(write(equation.total), hue), small)
    room = max(measure(number(text), small).width for text in _widest(equation, write))
    room = max(room, 0.0 if value is None else value.width)
    room += 0.0 if sign is None else sign.width
    return _Total(sign, value, 0.0 if plain else room, plain, _PAD * px)


def _widest(equation: Equation, write: Write) -> set[str]:
    """The texts of the running sums that may be the widest: room is kept for all of them."""
    texts = [write(total) for total in (_WIDE_NUMBER, *equation.sums)]
    powers = [text for text in texts if "×" in text]
    return {max(texts, key=len), *([max(powers, key=len)] if powers else [])}


def _is_plain(equation: Equation) -> bool:
    """Whether the columns are symbols alone: what they come to needs no row of its own."""
    columns = equation.columns
    return len(columns) > 1 and all(isinstance(c.expression, Quantity) for c in columns)


def _put_total(page: _Page, total: _Total, first: float, x: float, base: float) -> float:
    at = first + total.inset if total.below else x
    if total.value is not None:
        if total.sign is not None:
            page.put(total.sign, at, base, {})
            at += total.sign.width
        page.put(total.value, at, base, {})
        page.end_of_total = at + total.value.width
    else:
        page.end_of_total = at
    page.total_base = base
    return x + total.room


def _put_aside(
    page: _Page,
    equation: Equation,
    write: Write,
    px: int,
    room: float,
    used: float,
    one_line: bool,
    caption: int,
) -> None:
    """What helps where there is room for it: what the total is, and the formula it belongs to."""
    note = note_words(equation)
    at = page.end_of_total + _NOTE_GAP * px
    if note and at + width(note, caption) <= room:
        page.captions.append(Caption(note, at, page.total_base))
        used = max(used, at + width(note, caption))
    if equation.closing is not None and one_line:
        _put_closing(page, equation, write, px, room, used)


def note_words(equation: Equation) -> str:
    """What the total is, in words."""
    text = QCoreApplication.translate("Equations", equation.note)
    return text.format(**dict(equation.note_values))


def _put_closing(
    page: _Page, equation: Equation, write: Write, px: int, room: float, used: float
) -> None:
    """Right and quiet, where it has room: the formula that the equation belongs to, and how much of
    it is known.
    """
    closing = equation.closing
    assert closing is not None
    size = max(LEAST, round(px * CLOSING))
    left = measure(formula_boxes.name(closing.left), size)
    known = measure(number(write(closing.left.value), formula_boxes.hue(closing.left)), size)
    sign = measure(operator("←" if closing.assigned else "="), size)
    top = measure(formula_boxes.symbols(closing.expression, write), size)
    put_in = measure(formula_boxes.numbers(closing.expression, write), size)
    lead, body = max(left.width, known.width), max(top.width, put_in.width)
    whole = lead + sign.width + body
    x = room - whole - 4
    if x < used + _CLOSING_GAP:
        return
    first = max(left.ascent, top.ascent, 0.8 * px) + 4
    pitch = max(ROW_PITCH * px, top.descent + put_in.ascent + _ROW_GAP * px)
    values = {q.of: q.value for q in quantities(closing.expression) if q.of is not None}
    for laid, result, y in ((left, top, first), (known, put_in, first + pitch)):
        page.put(laid, x + lead - laid.width, y, values)
        page.put(sign, x + lead, y, {})
        page.put(result, x + lead + sign.width, y, values)
    page.rule = QRectF(x - _CLOSING_GAP / 2, 2, 1, first + pitch + put_in.descent)


def _put_captions(page: _Page, tops: list[float]) -> None:
    names = ("symbols", "numbers", "result")
    for text, base in zip(names, tops, strict=False):
        page.captions.append(Caption(QCoreApplication.translate("Equations", text), 0.0, base))


def _caption_width() -> float:
    texts = ("symbols", "numbers", "result")
    return 22 + max(width(QCoreApplication.translate("Equations", t), CAPTION) for t in texts)


def _values_of(equation: Equation) -> dict[Part, float | None]:
    found: dict[Part, float | None] = {}
    for column in equation.columns:
        for quantity in quantities(column.expression):
            if quantity.of is not None:
                found[quantity.of] = quantity.value
    return found
