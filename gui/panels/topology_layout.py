"""Finds where every column, unit and line of the network stands in an area of a given size.

Distances are in pixels of the area. They grow with the unit's radius, so that the same rules
serve a small window, the window and print.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSizeF

from gui.panels.topology_geometry import RADIUS, Column, Form, Layout, LossBox, Plan
from gui.panels.topology_header import header_places
from gui.panels.topology_type import SMALLEST, width

INPUT_SHARE = 0.56  # an input's radius 28 for a unit's 50
SMALL_INPUT_SHARE = 0.43  # 18 for 42, where room is scarce
LEAST_ROWS_RADIUS = 36.0  # below, three rows cannot be read
COMFORTABLE_RADIUS = 42.0
LEAST_TERM_RADIUS = 40.0
VALUE_RADIUS = 24.0
LEAST_VALUE_RADIUS = 18.0
LEAST_INPUT_RADIUS = 14.0
CELL_WIDTH = 52.0
LEAST_CELL = 9.0
LARGEST_CELL = 22.0
TEXT_CELL = 15.0  # a cell this high holds a number
LEAST_GAP = 44.0  # rim to rim, with rows in the units
LEAST_VALUE_GAP = 28.0
MOST_ROWS_UNITS = 6
MOST_CIRCLES = 16
LARGEST_PITCH = 5.2  # radii
_STEM = 14.0  # of the loss box, where its caption has room
_WIDER_PITCH = 1.8  # of a column with fewer units than the fullest


class _Bands(NamedTuple):
    """Heights: titles, the line above the units (∂L/∂a will stand there), the line below."""

    em: int
    header: float
    stepper: bool
    above: float
    below: float


class _Try(NamedTuple):
    """One attempt: forms and half widths of the columns, and the pixel bands around them."""

    form: Form
    forms: tuple[Form, ...]
    halves: tuple[float, ...]
    bands: _Bands
    gap: float


@lru_cache(maxsize=16)
def lay_out(plan: Plan) -> Layout:
    """The places for a plan; always the same object for the same plan."""
    attempt = _rows(plan) or _values(plan) or _cells(plan)
    return _place(plan, attempt)


def _bands(plan: Plan, radius: float, form: Form) -> _Bands:
    em = max(SMALLEST, round(13 * radius / RADIUS)) if form is Form.ROWS else SMALLEST
    roomy = plan.height >= 26 * em
    header = round((2.3 if roomy else 2.0) * em) + (round(1.6 * em) if roomy else 0)
    above = (1.9 * em if plan.height >= 19 * em else 0.5 * em) if form is Form.ROWS else 8.0
    below = (1.95 if form is Form.ROWS else 1.75) * em
    return _Bands(em, header, roomy, above, below)


def _margin(plan: Plan) -> float:
    return 24.0 if plan.width >= 800 else 14.0


def target_width(plan: Plan, em: int) -> float:
    """Room at the right for the targets, where there is more than one output."""
    if plan.sizes[-1] == 1:
        return 0.0
    return width("−0." + "0" * min(plan.decimals, 4), em) + 10


def _gap(plan: Plan, halves: tuple[float, ...], bands: _Bands) -> float:
    room = plan.width - 2 * _margin(plan) - target_width(plan, bands.em) - 2 * sum(halves)
    return room / max(1, len(halves) - 1)


def _rows(plan: Plan) -> _Try | None:
    """Circles with z, a and δ, as large as they can be."""
    if max(plan.sizes[1:]) > MOST_ROWS_UNITS:
        return None
    # Units a little smaller, where that leaves room on the edges for a number and a product, and
    # above each unit for its running sum.
    for sums, products, least in (
        (True, True, LEAST_TERM_RADIUS),
        (False, True, LEAST_TERM_RADIUS),
        (False, False, LEAST_ROWS_RADIUS),
    ):
        for smaller in range(int(plan.largest - least) + 1):
            attempt = _rows_at(plan, plan.largest - smaller, sums)
            if attempt is None:
                continue
            if not products or attempt.gap >= _chip_gap(plan, attempt.bands.em):
                return attempt
    return None


def _chip_gap(plan: Plan, em: int) -> float:
    """The length of an edge that holds a weight's number and a product."""
    number = width("−" + "0" * plan.digits + "." + "0" * plan.decimals, em, True)
    return 2 * number + 2.74 * em + 11


def _rows_at(plan: Plan, radius: float, sums: bool) -> _Try | None:
    bands = _bands(plan, radius, Form.ROWS)
    room = plan.height - bands.header - bands.above - bands.below
    line = bands.below + 4 + (1.6 * bands.em if sums else 0.0)
    for units in plan.sizes[1:]:
        if (units - 1) * (2 * radius + line) + 2 * radius > room:
            return None
    outputs = plan.sizes[-1]
    box = loss_size(plan, bands.em, rows=outputs == 1).height() + 8
    # The loss box stands beside the bias line below, or under it.
    if outputs * (2 * radius + line) + box > room + bands.below:
        return None
    for share in (INPUT_SHARE, SMALL_INPUT_SHARE):
        form, half = _inputs(plan, radius * share, room)
        halves = (half, *(radius for _ in plan.sizes[1:]))
        gap = _gap(plan, halves, bands)
        if radius > COMFORTABLE_RADIUS or gap >= _chip_gap(plan, bands.em):
            break
    if form is Form.CELLS and room / plan.sizes[0] < LEAST_CELL:
        return None
    comfortable = 3 * radius if radius > COMFORTABLE_RADIUS else LEAST_GAP
    if gap < comfortable:
        return None
    return _Try(Form.ROWS, (form, *(Form.ROWS for _ in plan.sizes[1:])), halves, bands, gap)


def _inputs(plan: Plan, radius: float, room: float) -> tuple[Form, float]:
    """The form of the inputs, and how far their rim is from their middle: as large as asked for,
    or smaller, or cells.
    """
    small = min(radius, (room + 6) / plan.sizes[0] / 2 - 3)
    return (Form.VALUE, small) if small >= LEAST_INPUT_RADIUS else (Form.CELLS, CELL_WIDTH / 2)


def _values(plan: Plan) -> _Try | None:
    """Circles with one value."""
    most = max(plan.sizes)
    if most > MOST_CIRCLES:
        return None
    bands = _bands(plan, VALUE_RADIUS, Form.VALUE)
    room = plan.height - bands.header - bands.above - bands.below
    largest = VALUE_RADIUS * plan.largest / RADIUS
    columns = len(plan.sizes)
    across = (
        plan.width
        - 2 * _margin(plan)
        - target_width(plan, bands.em)
        - (columns - 1) * LEAST_VALUE_GAP
    ) / (2 * columns)
    radius = min(largest, (room + 6) / most / 2 - 3, across)
    if radius < LEAST_VALUE_RADIUS:
        return None
    halves = (radius,) * columns
    forms = (Form.VALUE,) * columns
    return _Try(Form.VALUE, forms, halves, bands, _gap(plan, halves, bands))


def _cells(plan: Plan) -> _Try:
    """Cells where circles do not fit; what does not fit then is scrolled."""
    bands = _bands(plan, VALUE_RADIUS, Form.CELLS)
    room = plan.height - bands.header - bands.above - bands.below
    forms = tuple(
        Form.VALUE if units * (2 * LEAST_VALUE_RADIUS + 6) <= room else Form.CELLS
        for units in plan.sizes
    )
    fits = max(
        (units for units, form in zip(plan.sizes, forms, strict=True) if form is Form.VALUE),
        default=1,
    )
    radius = max(LEAST_VALUE_RADIUS, min(VALUE_RADIUS, (room + 6) / fits / 2 - 3))
    halves = tuple(CELL_WIDTH / 2 if form is Form.CELLS else radius for form in forms)
    gap = max(LEAST_VALUE_GAP, _gap(plan, halves, bands))
    return _Try(Form.CELLS, forms, halves, bands, gap)


def _place(plan: Plan, attempt: _Try) -> Layout:
    bands = attempt.bands
    columns = _columns(plan, attempt)
    right = columns[-1].x + columns[-1].half + _margin(plan) + target_width(plan, bands.em)
    highest = max(
        (column.pitch * len(column.ys) for column in columns if column.form is Form.CELLS),
        default=0.0,
    )
    needed = bands.header + bands.above + highest + bands.below
    content = QSizeF(max(plan.width, right), max(plan.height, needed))
    titled, inserts = header_places(plan, columns, bands.em, bands.header, bands.stepper, content)
    return Layout(
        plan,
        attempt.form,
        bands.em,
        bands.header,
        bands.below if attempt.form is not Form.ROWS else 0.0,
        content,
        titled,
        inserts,
        _loss_box(plan, columns, attempt),
    )


def _bottom(column: Column) -> float:
    return column.rect(len(column.ys) - 1).bottom()


def _columns(plan: Plan, attempt: _Try) -> tuple[Column, ...]:
    columns: list[Column] = []
    x = _margin(plan)
    for layer, (units, form, half) in enumerate(
        zip(plan.sizes, attempt.forms, attempt.halves, strict=True)
    ):
        x += half
        ys, pitch = _heights(plan, attempt, layer, units)
        columns.append(Column(layer, x, half, form, ys, pitch))
        x += half + attempt.gap
    return tuple(columns)


def _heights(plan: Plan, attempt: _Try, layer: int, units: int) -> tuple[tuple[float, ...], float]:
    """The middles of a column's units, and the distance from one to the next."""
    bands = attempt.bands
    top, bottom = bands.header + bands.above, plan.height - bands.below
    room, middle = bottom - top, (top + bottom) / 2
    if attempt.forms[layer] is Form.CELLS:
        pitch = max(LEAST_CELL, min(LARGEST_CELL, room / units))
    else:
        pitch = _pitch(plan, attempt, layer, units, room)
    if layer == len(plan.sizes) - 1:
        middle = _output_middle(plan, attempt, units, pitch, (top, bottom))
    first = middle - pitch * (units - 1) / 2
    if pitch * units > room + 0.5 and attempt.forms[layer] is Form.CELLS:
        first = top + pitch / 2 - plan.scroll
    return tuple(first + pitch * unit for unit in range(units)), pitch


def _pitch(plan: Plan, attempt: _Try, layer: int, units: int, room: float) -> float:
    half = max(
        half
        for half, form in zip(attempt.halves, attempt.forms, strict=True)
        if form is not Form.CELLS
    )
    circles = [
        size for size, form in zip(plan.sizes, attempt.forms, strict=True) if form is not Form.CELLS
    ]
    most = max(2, *circles, 2)
    largest = LARGEST_PITCH * half
    pitch = min(largest, (room - 2 * half) / (most - 1))
    if 1 < units < most:
        pitch = min(largest, _WIDER_PITCH * pitch, (room - 2 * half) / (units - 1))
    if layer == 0:
        pitch = min(pitch, (room - 2 * attempt.halves[0]) / max(1, units - 1))
    elif attempt.form is Form.ROWS and units > 1 and layer == len(plan.sizes) - 1:
        pitch = min(pitch, _output_room(plan, attempt, room) / (units - 1))
    return pitch


def _output_room(plan: Plan, attempt: _Try, room: float) -> float:
    """From the first output's middle to the last one's, with the loss box below them."""
    box = loss_size(plan, attempt.bands.em, rows=False).height() + 8
    return room - 2 * attempt.halves[-1] - box


def _output_middle(
    plan: Plan, attempt: _Try, units: int, pitch: float, span: tuple[float, float]
) -> float:
    """The middle of the outputs: of the room, or higher, where the loss box needs it."""
    top, bottom = span
    middle = (top + bottom) / 2
    if attempt.form is not Form.ROWS:
        return middle
    em = attempt.bands.em
    box = loss_size(plan, em, rows=units == 1).height()
    reach = pitch * (units - 1) / 2 + attempt.halves[-1]
    lowest = bottom - 4 - box - 8 - reach
    with_caption = lowest - 1.6 * em - _STEM + 8
    if with_caption >= top + reach and units == 1:
        lowest = with_caption
    return max(top + reach, min(middle, lowest))


def loss_size(plan: Plan, em: int, *, rows: bool) -> QSizeF:
    """How large the box of the loss is, with y, ŷ and L or with L alone."""
    number = width("−00." + "0" * min(plan.decimals, 6), em, True)
    return QSizeF(number + 3.4 * em, (3 * 1.55 + 0.7) * em if rows else 2.0 * em)


def _loss_box(plan: Plan, columns: tuple[Column, ...], attempt: _Try) -> LossBox | None:
    """Under the output; under circles with one value at the foot, where no edges pass.

    None where it would cover anything.
    """
    output, before = columns[-1], columns[-2]
    em, below = attempt.bands.em, attempt.bands.below
    in_rows = attempt.form is Form.ROWS
    top = _bottom(output) + (below if in_rows else 4.0)
    floor = plan.height - 4 if in_rows else plan.height - below
    for rows in (True, False):
        if rows and plan.sizes[-1] > 1:
            continue
        size = loss_size(plan, em, rows=rows)
        if top + 4 + size.height() > floor:
            continue
        caption = top + _STEM + size.height() + 1.6 * em <= floor
        stem = _STEM if caption else max(4.0, min(_STEM, floor - top - size.height()))
        if not in_rows:
            stem = floor - top - size.height() - (1.6 * em if caption else 0.0)
        left = min(output.x - size.width() / 2, plan.width - 4 - size.width())
        if left < before.x + before.half + 4 and top + stem < _bottom(before) + below:
            continue
        return LossBox(QRectF(left, top + stem, size.width(), size.height()), rows, caption)
    return None
