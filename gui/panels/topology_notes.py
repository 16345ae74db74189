"""Paints what stands at the current unit: its running sum, and f′(z) when it is reached."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.letters import name_px
from gui.panels.topology_beside import paint_beside, paint_other, rects_beside
from gui.panels.topology_free import is_free
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_lines import GAP, Line, readable, slope_line, total_line, total_room
from gui.panels.topology_marks import Marks, Total
from gui.panels.topology_room import obstacles, sides, slope_place, total_place
from gui.panels.topology_scene import Scene
from gui.theme import Theme

_IN_THE_UNIT = (What.SUM, What.ACTIVATION)  # z has its own place by then


def paint_notes(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the running sum of the current unit, and f′(z)."""
    marks = scene.marks
    if marks is None or marks.unit is None:
        return
    column = layout.columns[marks.unit.layer]
    if column.form is Form.ROWS:
        _paint_above(painter, layout, scene, marks, theme)
    else:
        paint_beside(painter, layout, column, scene, marks, theme)
    other = marks.other
    if other is not None and layout.columns[other.layer].form is Form.CELLS:
        paint_other(painter, layout, other, scene, marks, theme)


def _paint_above(
    painter: QPainter, layout: Layout, scene: Scene, marks: Marks, theme: Theme
) -> None:
    px = layout.em
    for line, rect in lines_above(layout, scene, marks):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(rect, theme.stage)
        if rect.height() < 2 * px:
            line.paint(painter, rect.right(), rect.center().y(), px, theme)
        else:
            line.paint_stacked(painter, rect, px, theme)


def lines_above(layout: Layout, scene: Scene, marks: Marks) -> list[tuple[Line, QRectF]]:
    """The running sum and f′(z) with their places, each with fewer digits where else it would
    cover something.
    """
    assert marks.unit is not None
    made: list[tuple[Line, QRectF]] = []
    column, unit = layout.columns[marks.unit.layer], marks.unit.unit
    taken = obstacles(layout, *marks.unit[:2])
    near = QRectF(column.x, column.rect(unit).top(), 0.0, 0.0)
    if marks.total is not None and not (
        marks.total.letter == "z" and marks.term.what in _IN_THE_UNIT
    ):
        made.append(_first_free(layout, _sums(layout, scene, marks, marks.total), taken))
        near = made[0][1]
    if marks.slope is not None:
        slopes = _slopes(layout, scene, marks, near)
        made.append(_first_free(layout, slopes, (*taken, near)))
    return made


def _first_free(
    layout: Layout, placed: Iterator[tuple[Line, QRectF]], taken: tuple[QRectF, ...]
) -> tuple[Line, QRectF]:
    """The first that covers nothing, or else the last."""
    last: tuple[Line, QRectF] | None = None
    for last in placed:
        if is_free(layout, last[1], taken):
            break
    assert last is not None
    return last


def _sums(
    layout: Layout, scene: Scene, marks: Marks, total: Total
) -> Iterator[tuple[Line, QRectF]]:
    """The running sum with fewer and fewer digits."""
    assert marks.unit is not None
    px = layout.em
    for numbers in readable(scene.numbers):
        label, short, number = total_room(total, marks, numbers, px, layout.names)
        between = GAP * px + number
        narrow = (short + between, max(label, number))
        near = total_place(layout, *marks.unit[:2], label + between, narrow)
        briefly = near.height() < 2 * px and near.width() < label + between - 0.5
        yield total_line(total, marks, numbers, layout.names, short=briefly), near


def _slopes(
    layout: Layout, scene: Scene, marks: Marks, near: QRectF
) -> Iterator[tuple[Line, QRectF]]:
    """f′(z) with fewer and fewer digits."""
    assert marks.unit is not None
    for numbers in readable(scene.numbers):
        line = slope_line(marks, numbers, name_px(layout.em))
        wide = float(math.ceil(line.width(layout.em)))
        yield line, slope_place(layout, *marks.unit[:2], sides(near), wide)


@lru_cache(maxsize=2)
def note_rects(layout: Layout, scene: Scene) -> tuple[QRectF, ...]:
    """What the notes above a unit cover; where room is scarce, a bias of the unit above."""
    marks = scene.marks
    if marks is None or marks.unit is None or layout.form is not Form.ROWS or not marks.unit.layer:
        return ()
    return tuple(rect for _, rect in lines_above(layout, scene, marks))


@lru_cache(maxsize=2)
def covered_rects(layout: Layout, scene: Scene) -> tuple[QRectF, ...]:
    """What all notes of the current unit cover, wherever they stand."""
    marks = scene.marks
    if marks is None or marks.unit is None:
        return ()
    return (*note_rects(layout, scene), *rects_beside(layout, scene, marks))
