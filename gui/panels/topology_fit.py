"""Finds the form that a network has in an area: circles with rows, with one value, or cells."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSizeF

from gui.letters import SMALLEST, width
from gui.panels.topology_geometry import RADIUS, Form, Plan
from gui.theme import STAGE_MARGIN

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


class Bands(NamedTuple):
    """Heights: titles, the line above the units (∂L/∂a will stand there), the line below."""

    em: int
    header: float
    stepper: bool
    above: float
    below: float


class Try(NamedTuple):
    """One attempt: forms and half widths of the columns, and the pixel bands around them."""

    form: Form
    forms: tuple[Form, ...]
    halves: tuple[float, ...]
    bands: Bands
    gap: float


def _bands(plan: Plan, radius: float, form: Form) -> Bands:
    em = max(SMALLEST, round(13 * radius / RADIUS)) if form is Form.ROWS else SMALLEST
    roomy = plan.height >= 26 * em
    steppers = roomy and not plan.bare
    header = round((2.3 if roomy else 2.0) * em) + (round(1.6 * em) if steppers else 0)
    above = (1.9 * em if plan.height >= 19 * em else 0.5 * em) if form is Form.ROWS else 8.0
    below = (1.95 if form is Form.ROWS else 1.75) * em
    return Bands(em, header, steppers, above, below)


def target_width(plan: Plan, em: int) -> float:
    """Room at the right for the targets, where there is more than one output."""
    if plan.sizes[-1] == 1:
        return 0.0
    return width("−0." + "0" * min(plan.decimals, 4), em) + 10


def _gap(plan: Plan, halves: tuple[float, ...], bands: Bands) -> float:
    room = plan.width - 2 * STAGE_MARGIN - target_width(plan, bands.em) - 2 * sum(halves)
    return room / max(1, len(halves) - 1)


def fitted(plan: Plan) -> Try:
    """The largest of the three forms that has room."""
    return _rows(plan) or _values(plan) or _cells(plan)


def _rows(plan: Plan) -> Try | None:
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


def _rows_at(plan: Plan, radius: float, sums: bool) -> Try | None:
    bands = _bands(plan, radius, Form.ROWS)
    room = plan.height - bands.header - bands.above - bands.below
    line = 1.75 * bands.em + 4 + (1.6 * bands.em if sums else 0.0)
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
    return Try(Form.ROWS, (form, *(Form.ROWS for _ in plan.sizes[1:])), halves, bands, gap)


def _inputs(plan: Plan, radius: float, room: float) -> tuple[Form, float]:
    """The form of the inputs, and how far their rim is from their middle: as large as asked for,
    or smaller, or cells.
    """
    small = min(radius, (room + 6) / plan.sizes[0] / 2 - 3)
    return (Form.VALUE, small) if small >= LEAST_INPUT_RADIUS else (Form.CELLS, CELL_WIDTH / 2)


def _values(plan: Plan) -> Try | None:
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
        - 2 * STAGE_MARGIN
        - target_width(plan, bands.em)
        - (columns - 1) * LEAST_VALUE_GAP
    ) / (2 * columns)
    radius = min(largest, (room + 6) / most / 2 - 3, across)
    if radius < LEAST_VALUE_RADIUS:
        return None
    halves = (radius,) * columns
    forms = (Form.VALUE,) * columns
    return Try(Form.VALUE, forms, halves, bands, _gap(plan, halves, bands))


def _cells(plan: Plan) -> Try:
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
    return Try(Form.CELLS, forms, halves, bands, gap)


def loss_size(plan: Plan, em: int, *, rows: bool) -> QSizeF:
    """How large the box of the loss is, with y, ŷ and L or with L alone."""
    number = width("−00." + "0" * min(plan.decimals, 6), em, True)
    return QSizeF(number + 3.4 * em, (3 * 1.55 + 0.7) * em if rows else 2.0 * em)
