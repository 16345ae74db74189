"""Finds where every column, unit and line of the network stands in an area of a given size.

Distances are in pixels of the area. They grow with the unit's radius, so that the same rules
serve a small window, the window and print.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSizeF

from gui.panels.topology_fit import (
    LARGEST_CELL,
    LEAST_CELL,
    Try,
    fitted,
    loss_size,
    target_width,
)
from gui.panels.topology_geometry import Column, Form, Layout, LossBox, Plan
from gui.panels.topology_header import header_places
from gui.theme import STAGE_MARGIN

_LARGEST_PITCH = 5.2  # radii
_STEM = 14.0  # of the loss box, where its caption has room
_WIDER_PITCH = 1.8  # of a column with fewer units than the fullest


@lru_cache(maxsize=16)
def lay_out(plan: Plan) -> Layout:
    """The places for a plan; always the same object for the same plan."""
    return _place(plan, fitted(plan))


def _place(plan: Plan, attempt: Try) -> Layout:
    bands = attempt.bands
    columns = _columns(plan, attempt)
    right = columns[-1].x + columns[-1].half + STAGE_MARGIN + target_width(plan, bands.em)
    highest = max(
        (column.pitch * column.units for column in columns if column.form is Form.CELLS),
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
    return column.rect(column.units - 1).bottom()


def _columns(plan: Plan, attempt: Try) -> tuple[Column, ...]:
    columns: list[Column] = []
    x = float(STAGE_MARGIN)
    for layer, (units, form, half) in enumerate(
        zip(plan.sizes, attempt.forms, attempt.halves, strict=True)
    ):
        x += half
        first, pitch = _heights(plan, attempt, layer, units)
        columns.append(Column(layer, x, half, form, units, first, pitch))
        x += half + attempt.gap
    return tuple(columns)


def _heights(plan: Plan, attempt: Try, layer: int, units: int) -> tuple[float, float]:
    """The middle of a column's first unit, and the distance from one to the next."""
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
    return first, pitch


def _pitch(plan: Plan, attempt: Try, layer: int, units: int, room: float) -> float:
    half = max(
        half
        for half, form in zip(attempt.halves, attempt.forms, strict=True)
        if form is not Form.CELLS
    )
    circles = [
        size for size, form in zip(plan.sizes, attempt.forms, strict=True) if form is not Form.CELLS
    ]
    most = max(2, *circles, 2)
    largest = _LARGEST_PITCH * half
    pitch = min(largest, (room - 2 * half) / (most - 1))
    if 1 < units < most:
        pitch = min(largest, _WIDER_PITCH * pitch, (room - 2 * half) / (units - 1))
    if layer and attempt.form is Form.ROWS and units > 1:
        # Beside many inputs a few units still keep off each other, with a bias and a sum between.
        least = 2 * half + 3.35 * attempt.bands.em + 4
        pitch = max(pitch, min(least, (room - 2 * half) / (units - 1)))
    if layer == 0:
        pitch = min(pitch, (room - 2 * attempt.halves[0]) / max(1, units - 1))
    elif attempt.form is Form.ROWS and units > 1 and layer == len(plan.sizes) - 1:
        pitch = min(pitch, _output_room(plan, attempt, room) / (units - 1))
    return pitch


def _output_room(plan: Plan, attempt: Try, room: float) -> float:
    """From the first output's middle to the last one's, with the loss box below them."""
    box = loss_size(plan, attempt.bands.em, rows=False).height() + 8
    return room - 2 * attempt.halves[-1] - box


def _output_middle(
    plan: Plan, attempt: Try, units: int, pitch: float, span: tuple[float, float]
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


def _loss_box(plan: Plan, columns: tuple[Column, ...], attempt: Try) -> LossBox | None:
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
        left = min(output.x - size.width() / 2, plan.width - STAGE_MARGIN - size.width())
        if left < before.x + before.half + 4 and top + stem < _bottom(before) + below:
            continue
        return LossBox(QRectF(left, top + stem, size.width(), size.height()), rows, caption)
    return None
