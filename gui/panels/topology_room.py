"""Where products, changes and running sums have room: places that never change while one steps.

Pure: they follow from the layout alone, so what stands there comes and goes but does not move.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF

from gui.frame import Selection
from gui.letters import SMALLEST, name, width
from gui.math_boxes import index
from gui.panels.topology_fit import target_width
from gui.panels.topology_free import EDGE, free
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_labels import bias_rect, label_rect, labels
from gui.panels.topology_marks import Fan

Sides = tuple[float, float, float, float]
"""Left, top, width and height: a rectangle that can be looked up."""

CHIP_GAP = 0.9  # em off the rim, where the arrow head is
CHIP_TALL = 1.85  # em
CHIP_PAD = 0.5
CHIP_PAD_SMALL = 0.42
NOTE_TALL = 1.5
_NOTE_RISE = 1.15  # em from the rim up to the middle of the line above a unit
_APART = 4.0


def sides(rect: QRectF) -> Sides:
    """A rectangle as four numbers."""
    return rect.left(), rect.top(), rect.width(), rect.height()


def chip_width(text: str, px: int) -> float:
    """How wide a chip with this text is."""
    return width(text, px, True) + 2 * (CHIP_PAD if px > SMALLEST else CHIP_PAD_SMALL) * px


@lru_cache(maxsize=64)
def slot(layout: Layout) -> float:
    """The width that a chip usually has."""
    way = labels(layout)
    digits = "0" * layout.plan.digits
    point = "." if way.decimals else ""
    return chip_width("−" + digits + point + "0" * way.decimals, way.px)


def chip_place(layout: Layout, layer: int, unit: int, source: int, wide: float = 0.0) -> QRectF:
    """Where the product on an edge stands: beside the unit that the edge leaves, on its line.

    The weight's label has the other end. ``wide``: how wide the chip is, if that is more than it
    usually is; it grows away from the unit.
    """
    px, wide = labels(layout).px, max(wide, slot(layout))
    line = layout.edge(layer, unit, source)
    before = layout.columns[layer - 1]
    x = before.x + before.half + CHIP_GAP * px + wide / 2
    along = (x - line.x1()) / max(line.dx(), 1e-9)
    return _around(QPointF(x, line.pointAt(along).y()), wide, CHIP_TALL * px)


@lru_cache(maxsize=256)
def chips_fit(layout: Layout, fan: Fan) -> bool:
    """Whether the chips of all edges of a fan keep off each other and off the weights' labels."""
    edges = fan.edges(layout.joined(fan.other))
    chips = [chip_place(layout, fan.layer, unit, source) for unit, source in edges]
    return not _any_touch(chips) and all(chip_fits(layout, fan.layer, *edge) for edge in edges)


@lru_cache(maxsize=256)
def chip_fits(layout: Layout, layer: int, unit: int, source: int) -> bool:
    """Whether the chip of one edge keeps off its label."""
    if layout.form is Form.CELLS:
        return True  # the weight stands beside a cell
    label = label_rect(layout, labels(layout), layer, unit, source).adjusted(-2, -2, 2, 2)
    return not chip_place(layout, layer, unit, source).intersects(label)


@lru_cache(maxsize=256)
def bias_chip_place(
    layout: Layout, layer: int, unit: int, wide: float, notes: tuple[Sides, ...] = ()
) -> QRectF:
    """Where the gradient or the change of a bias stands: beside its label, where it is free;
    ``notes``: rectangles that are taken as well.
    """
    em = layout.em
    label = bias_label(layout, layer, unit)
    away = label.width() / 2 + 0.4 * em + wide / 2
    middle = label.center()
    offsets = [
        (away, 0.0),
        (-away, 0.0),
        (away, 0.7 * em),
        (-away, 0.7 * em),
        (0.0, 1.9 * em),
        (away / 2, 1.9 * em),
        (-away / 2, 1.9 * em),
        (1.5 * away, 1.9 * em),
        (-1.5 * away, 1.9 * em),
    ]
    tried = [_around(middle + QPointF(*offset), wide, CHIP_TALL * em) for offset in offsets]
    taken = [QRectF(*note).adjusted(-_APART, -_APART, _APART, _APART) for note in notes]
    return free(layout, tried, [*obstacles(layout, layer, unit), *taken])


@lru_cache(maxsize=64)
def output_chip_place(layout: Layout, unit: int, wide: float) -> QRectF:
    """Where the path from one output of a softmax stands: at the right of that output, off its
    target.
    """
    column, em = layout.columns[-1], layout.em
    left = column.x + column.half + 0.5 * em
    tried = [
        _around(QPointF(left + wide / 2, column.y(unit) + shift * em), wide, CHIP_TALL * em)
        for shift in (2.5, -2.5, 2.9, -2.9)
    ]
    return free(layout, tried, obstacles(layout, column.layer, unit))


@lru_cache(maxsize=256)
def total_place(
    layout: Layout, layer: int, unit: int, wide: float, narrow: tuple[float, float]
) -> QRectF:
    """Where the running sum of a unit stands: above it, moved aside a little where that is taken.

    ``wide``: with its whole name, ``narrow``: with a short one, and in two lines; the first that
    has room.
    """
    column, em = layout.columns[layer], layout.em
    top = column.rect(unit).top() - _NOTE_RISE * em
    steps = (0.0, *(sign * step * em for step in (0.5, 1, 1.5, 2) for sign in (-1, 1)))
    tall = NOTE_TALL * em
    short, stacked = narrow
    forms = ((wide, top, tall), (short, top, tall), (stacked, top - tall / 2, 2 * tall))
    tried = [
        _around(QPointF(column.x + step, y), across, down)
        for across, y, down in forms
        for step in steps
    ]
    return free(layout, tried, obstacles(layout, layer, unit))


@lru_cache(maxsize=256)
def slope_place(layout: Layout, layer: int, unit: int, near: Sides, wide: float) -> QRectF:
    """Where f′(z) stands: beside the running sum (``near``: its rectangle), over it, or at the
    bias.
    """
    em, total = layout.em, QRectF(*near)
    tall, x, y = NOTE_TALL * em, total.center().x(), total.bottom() - NOTE_TALL * em / 2
    away = total.width() / 2 + 0.9 * em + wide / 2
    bias = bias_label(layout, layer, unit)
    tried = [
        _around(QPointF(x + away, y), wide, tall),
        _around(QPointF(x, total.top() - tall / 2), wide, tall),
        _around(QPointF(x - away, y), wide, tall),
        _around(QPointF(x, bias.bottom() + tall / 2), wide, tall),
        _around(QPointF(bias.right() + 0.5 * em + wide / 2, bias.center().y()), wide, tall),
        _around(QPointF(bias.left() - 0.5 * em - wide / 2, bias.center().y()), wide, tall),
    ]
    return free(layout, tried, [*obstacles(layout, layer, unit), total])


def beside_place(
    layout: Layout,
    layer: int,
    unit: int,
    size: tuple[float, float],
    labeled: Selection | None = None,
    *,
    right: bool,
) -> QRectF:
    """Where lines stand beside a unit without rows: on the side where nothing is at work, or over
    or under the unit where that side has no room. ``labeled``: the weight whose label is at work.
    """
    column, (wide, tall) = layout.columns[layer], size
    x, y, away = column.x, column.y(unit), column.half + 12
    body = layout.body()
    y = min(max(y, body.top() + tall / 2 + 4), body.bottom() - tall / 2 - 4)
    end = layout.content.width() - EDGE - 6 - wide / 2
    above = min(x, end)
    high = column.rect(unit).top() - 6 - tall / 2
    low = column.rect(unit).bottom() + 8 + tall / 2
    on_right, on_left = QPointF(x + away + wide / 2, y), QPointF(x - away - wide / 2, y)
    sides = [on_right, on_left] if right else [on_left, on_right]
    tried = [sides[0], QPointF(above, high), QPointF(above, low), sides[1]]
    aside = QPointF(0, tall / 2 + 12)
    tried += [side + shift for side in sides for shift in (-aside, aside)]
    places = [_around(at, wide, tall) for at in tried]
    return free(layout, places, beside_obstacles(layout, layer, labeled))


def beside_obstacles(layout: Layout, layer: int, labeled: Selection | None) -> list[QRectF]:
    """What lines beside a unit keep off: units, the loss, and the label that is at work."""
    taken = [
        column.rect(unit)
        for column in layout.columns[max(0, layer - 1) : layer + 2]
        for unit in _in_sight(layout, column)
    ]
    if layout.loss is not None:
        taken.append(layout.loss.rect)
    if layer == len(layout.columns) - 1:
        taken += _targets(layout)
    if labeled is not None and labeled.source is not None and layout.form is not Form.CELLS:
        edge = labeled.layer, labeled.unit, labeled.source
        taken.append(label_rect(layout, labels(layout), *edge).adjusted(-4, -4, 4, 4))
    return taken


def _in_sight(layout: Layout, column: Column) -> range:
    """The units that something could lie on: of a column that is scrolled only some."""
    return column.seen(layout.body()) if layout.overflows else range(column.units)


def bias_label(layout: Layout, layer: int, unit: int) -> QRectF:
    """The part of a bias's room that its label usually takes."""
    plan, px = layout.plan, layout.em
    number = width("−" + "0" * plan.digits + "." + "0" * plan.decimals, px, True)
    wide = name("b", index(unit + 1), "ink2", layout.names).width + 0.4 * px + number + 8
    room = bias_rect(layout, layer, unit)
    return _around(room.center(), min(wide, room.width()), room.height())


@lru_cache(maxsize=256)
def obstacles(layout: Layout, layer: int, unit: int) -> tuple[QRectF, ...]:
    """What stands around a unit at every step: units, labels, the chips of its own edges."""
    sizes = layout.plan.sizes
    taken = [
        column.rect(other)
        for column in layout.columns[max(0, layer - 1) : layer + 2]
        for other in _in_sight(layout, column)
    ]
    if layout.form is Form.ROWS:
        taken += [bias_label(layout, layer, other) for other in range(sizes[layer])]
    taken += _beside(layout, layer, unit)
    if layout.loss is not None:
        taken.append(layout.loss.rect)
    if layer == len(sizes) - 1:
        taken += _targets(layout)
    return tuple(rect.adjusted(-_APART, -_APART / 2, _APART, _APART / 2) for rect in taken)


def _beside(layout: Layout, layer: int, unit: int) -> list[QRectF]:
    """The labels in the gaps on both sides, and the chips on the unit's own edges."""
    way, sizes = labels(layout), layout.plan.sizes
    taken: list[QRectF] = []
    for gap in (layer, layer + 1):
        if gap >= len(sizes) or not layout.draws_all(gap):
            continue
        fan = Fan(gap, unit, into=gap == layer)
        edges = fan.edges(layout.joined(fan.other))
        if layout.form is Form.ROWS:
            taken += [chip_place(layout, gap, *edge) for edge in edges]
        if way.everywhere:
            taken += [
                label_rect(layout, way, gap, to, source)
                for to in range(sizes[gap])
                for source in range(sizes[gap - 1])
            ]
        else:
            taken += [label_rect(layout, way, gap, *edge) for edge in edges]
    return taken


def _targets(layout: Layout) -> list[QRectF]:
    """Where the targets stand; a single one is in the box of the loss."""
    column = layout.columns[-1]
    several = column.units > 1
    return [_target(layout, unit) for unit in _in_sight(layout, column)] if several else []


def _target(layout: Layout, unit: int) -> QRectF:
    column, em = layout.columns[-1], layout.em
    wide = target_width(layout.plan, em)
    tall = 2.6 * em if column.pitch >= 2.6 * em else 1.3 * em
    return QRectF(column.x + column.half + 8, column.y(unit) - tall / 2, wide, tall)


def _around(middle: QPointF, wide: float, tall: float) -> QRectF:
    return QRectF(middle.x() - wide / 2, middle.y() - tall / 2, wide, tall)


def _any_touch(rects: Iterable[QRectF]) -> bool:
    ordered = sorted(rects, key=lambda rect: rect.top())
    return any(
        one.intersects(other)
        for place, one in enumerate(ordered)
        for other in ordered[place + 1 :]
        if other.top() < one.bottom()
    )
