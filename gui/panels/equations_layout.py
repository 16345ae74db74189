"""Where each part of an equation stands: three rows (symbols, numbers, result), a column a term.

Distances follow look.md, "Equation". A pure function of the equation and the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF

from engine.formula import Node, Part, Quantity, Words
from engine.symbols import Equation
from gui import formula_boxes
from gui.formula_boxes import Write, writer
from gui.math_boxes import Tagged, number, operator
from gui.math_layout import ROW_PITCH, Laid, measure
from gui.numbers import NumberFormat
from gui.panels.equations_cells import LEAST, PAD, Cells, broken, cells, is_plain, number_size
from gui.panels.topology_type import width

SIZES = (25, 23, 21, 19, 17, 15)
CLOSING = 0.76
CAPTION = 12
_ROW_GAP = 0.45  # em between two rows that are high
_BLOCK_GAP = 14.0
_CLOSING_GAP = 34.0
_FOOT = 3.0
_LEAST_FOR_CAPTIONS = 560.0
_SLACK = 1.05  # widths do not shrink quite as letters do
_TIGHT = 0.87  # of the smallest letters, where one term is wider than the line
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


@dataclass
class _Page:
    formulas: list[Placed] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    current: QRectF | None = None
    rule: QRectF | None = None
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
    """The equation as large as it fits; where no size fits on one line, broken at operators.

    What is still too high is scrolled. The size depends on the room that the whole sum needs, so
    that it stays the same from one of its terms to the next. Where one term alone is too wide in
    the smallest letters, its numbers have fewer digits.
    """
    places = _fitted(equation, writer(numbers), width, height, look)
    if places.width <= width:
        return places
    px = max(LEAST, round(_TIGHT * look.sizes[-1]))
    for fewer in numbers.fewer():
        places = lay_out(equation, writer(fewer), width, px, look)
        if places.width <= width:
            break
    return places


def _fitted(equation: Equation, write: Write, width: float, height: float, look: Look) -> Places:
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
        if places.height <= height and places.width <= width:
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
    made = cells(equation, write, px)
    left = _left_side(equation, px)
    captions = look.named and width >= _LEAST_FOR_CAPTIONS
    x0 = _caption_width() if captions else 0.0
    start = x0 + (0.0 if left is None else left.width + left.overhang + 0.26 * px)
    equals = _equals(equation, px)
    first = start + max((laid.width for laid in equals if laid is not None), default=0.0)
    total = _total(equation, write, px)
    lines = broken(made, width - first, total.room) if breaks else [made]
    y, widest = 0.0, 0.0
    for line_number, line in enumerate(lines):
        begins, ends = line_number == 0, line_number == len(lines) - 1
        tops = _row_baselines(line, left if begins else None, px, y, 2 if left is None else 3)
        if begins and left is not None:
            page.put(left, x0, tops[0])
        for laid, base in zip(equals, tops, strict=False):
            if begins or laid is not equals[0]:
                page.put(laid, start, base)
        if captions:
            _put_captions(page, tops)
        x = _put_line(page, line, first, tops, px)
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
    left = equation.left
    return None if left is None else measure(Tagged(formula_boxes.name(left, "ink"), left), px)


def _equals(equation: Equation, px: int) -> tuple[Laid | None, Laid | None, Laid | None]:
    """The sign at the start of each row."""
    if equation.left is None:
        return None, None, None
    small = number_size(px)
    first = measure(operator("←" if equation.assigned else "="), px)
    equal = measure(operator("="), small)
    return first, equal, equal


def _row_baselines(
    line: list[Cells], left: Laid | None, px: int, top: float, count: int
) -> list[float]:
    """The baselines of the rows of a line; ``count`` is 2 where there are no results."""
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


def _ink(cell: Cells, number_: int) -> tuple[float, float]:
    laid = cell.rows[number_]
    return (0.0, 0.0) if laid is None else (laid.ascent, laid.descent)


def _descent(line: list[Cells], number_: int, px: int) -> float:
    return max(0.3 * px, max((_ink(cell, number_)[1] for cell in line), default=0.0))


def _put_line(
    page: _Page,
    line: list[Cells],
    x: float,
    tops: list[float],
    px: int,
) -> float:
    for cell in line:
        for laid, base in zip(cell.rows, tops, strict=False):
            if laid is not None:
                page.put(laid, x + (cell.width - laid.width) / 2, base)
        column = cell.column
        if column is not None:
            top = tops[0] - max(_ink(other, 0)[0] for other in line) - 4
            bottom = tops[-1] + _descent(line, -1, px) + 2
            rect = QRectF(x, top, cell.width, bottom - top)
            if column.current:
                page.current = rect
            page.tags.append(Tag(column.expression, rect, column.value, column.of, term=True))
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
    small = number_size(px)
    plain = is_plain(equation)
    single = len(equation.columns) == 1 and equation.whole
    if equation.left is None or (single and not plain):
        return _Total(None, None, 0.0, False)
    sign = None if plain else measure(operator("="), small)
    hue = formula_boxes.hue(equation.left)
    value = None
    if equation.total is not None:
        value = measure(Tagged(number(write(equation.total), hue), _summed(equation)), small)
    room = max(measure(number(text), small).width for text in _widest(equation, write))
    room = max(room, 0.0 if value is None else value.width)
    room += 0.0 if sign is None else sign.width
    return _Total(sign, value, 0.0 if plain else room, plain, PAD * px)


def _summed(equation: Equation) -> Node:
    """What the total is: the left side, or as yet a part of the sum."""
    if equation.whole and equation.left is not None:
        return replace(equation.left, value=equation.total)
    return Words(equation.note, dict(equation.note_values), equation.total)


def _widest(equation: Equation, write: Write) -> set[str]:
    """The texts of the running sums that may be the widest: room is kept for all of them."""
    texts = [write(total) for total in (_WIDE_NUMBER, *equation.sums)]
    powers = [text for text in texts if "×" in text]
    return {max(texts, key=len), *([max(powers, key=len)] if powers else [])}


def _put_total(page: _Page, total: _Total, first: float, x: float, base: float) -> float:
    at = first + total.inset if total.below else x
    if total.value is not None:
        if total.sign is not None:
            page.put(total.sign, at, base)
            at += total.sign.width
        page.put(total.value, at, base)
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
    for laid, result, y in ((left, top, first), (known, put_in, first + pitch)):
        page.put(laid, x + lead - laid.width, y)
        page.put(sign, x + lead, y)
        page.put(result, x + lead + sign.width, y)
    page.rule = QRectF(x - _CLOSING_GAP / 2, 2, 1, first + pitch + put_in.descent)


def _put_captions(page: _Page, tops: list[float]) -> None:
    names = ("symbols", "numbers", "result")
    for text, base in zip(names, tops, strict=False):
        page.captions.append(Caption(QCoreApplication.translate("Equations", text), 0.0, base))


def _caption_width() -> float:
    texts = ("symbols", "numbers", "result")
    return 22 + max(width(QCoreApplication.translate("Equations", t), CAPTION) for t in texts)
