"""The band above the columns: where titles, steppers and the "+" for another layer stand."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF

from gui.letters import width
from gui.panels.topology_geometry import Column, Plan, Stepper

CHEVRON = 12.0
BUTTON = 18.0
_APART = 10.0  # least distance of two titles
_EDGE = 6.0


def header_places(
    plan: Plan,
    columns: tuple[Column, ...],
    em: int,
    height: float,
    stepper: bool,
    content: QSizeF,
) -> tuple[tuple[Column, ...], tuple[QRectF | None, ...]]:
    """The columns with their titles and steppers, and the places to insert a layer at.

    All titles have the longest form in which none touches another.
    """
    line = 2.3 * em if stepper else height
    rects = _titles(plan, columns, em, line, content.width())
    level = next((level for level, row in enumerate(rects) if _are_apart(row)), len(rects) - 1)
    steppers: list[Stepper | None] = [None] * len(columns)
    if stepper:
        steppers = _steppers(plan, columns, em, line, height)
    titled = tuple(
        column._replace(
            title=plan.titles[column.layer][level],
            title_rect=rects[level][column.layer],
            stepper=steppers[column.layer],
            area=_area(columns, column.layer, plan.height, content.width()),
        )
        for column in columns
    )
    return titled, _inserts(titled, line)


def _titles(
    plan: Plan, columns: tuple[Column, ...], em: int, line: float, room: float
) -> list[list[QRectF]]:
    """For each length of the titles, their rectangles."""
    rows: list[list[QRectF]] = []
    for level in range(len(plan.titles[0])):
        row: list[QRectF] = []
        for column in columns:
            text = plan.titles[column.layer][level]
            wide = width(text, em, True) + (CHEVRON + 4 if column.layer else 0)
            left = min(max(_EDGE, column.x - wide / 2), room - _EDGE - wide)
            row.append(QRectF(left, 3, wide, line - 7))
        rows.append(row)
    return rows


def _are_apart(rects: list[QRectF]) -> bool:
    return all(left.right() + _APART <= right.left() for left, right in pairwise(rects))


def _steppers(
    plan: Plan, columns: tuple[Column, ...], em: int, line: float, height: float
) -> list[Stepper | None]:
    pitch = min((b.x - a.x for a, b in pairwise(columns)), default=plan.width)
    for short in (False, True):
        made = [_stepper(column, plan, em, line, height, short) for column in columns]
        widest = max((s.plus.right() - s.minus.left() for s in made if s is not None), default=0.0)
        if widest + 8 <= pitch:
            return made
    return [None] * len(columns)


def _stepper(
    column: Column, plan: Plan, em: int, line: float, height: float, short: bool
) -> Stepper | None:
    """Of a hidden layer: the data say how many inputs and outputs there are."""
    if column.layer in (0, len(plan.sizes) - 1):
        return None
    units = plan.sizes[column.layer]
    text = str(units) if short else units_text(units)
    half = width(text, em) / 2 + 3
    middle = (line + height) / 2 - 3
    words = QRectF(column.x - half, middle - BUTTON / 2, 2 * half, BUTTON)
    return Stepper(
        QRectF(words.left() - BUTTON, words.top(), BUTTON, BUTTON),
        words,
        QRectF(words.right(), words.top(), BUTTON, BUTTON),
        text,
    )


def units_text(units: int) -> str:
    """ "1 unit", "2 units"."""
    if units == 1:
        return QCoreApplication.translate("Topology", "1 unit")
    return QCoreApplication.translate("Topology", "{n} units").format(n=units)


def _area(columns: tuple[Column, ...], layer: int, height: float, room: float) -> QRectF:
    """The column's own part of the view: to the middle of the gaps on both sides."""
    here = columns[layer]
    left, right = 0.0, room
    if layer:
        before = columns[layer - 1]
        left = (before.x + before.half + here.x - here.half) / 2
    if layer + 1 < len(columns):
        after = columns[layer + 1]
        right = (here.x + here.half + after.x - after.half) / 2
    return QRectF(left, 0, right - left, height)


def _inserts(columns: tuple[Column, ...], line: float) -> tuple[QRectF | None, ...]:
    """Between the titles before layer 1…L, where there is room."""
    places: list[QRectF | None] = []
    for before, after in pairwise(columns):
        left, right = before.title_rect.right(), after.title_rect.left()
        middle = (before.x + before.half + after.x - after.half) / 2
        middle = min(max(middle, left + BUTTON / 2 + 2), right - BUTTON / 2 - 2)
        fits = right - left >= BUTTON + 8
        top = (line + 2) / 2 - BUTTON / 2
        places.append(QRectF(middle - BUTTON / 2, top, BUTTON, BUTTON) if fits else None)
    return tuple(places)
