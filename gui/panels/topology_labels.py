"""Which weights are written on their edges, and where: a pure matter of room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from gui.frame import Selection
from gui.letters import SMALLEST, name, width
from gui.math_boxes import index
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_marks import Fan
from gui.panels.topology_scene import Scene

_LEVEL_DISTANCE = 1.45  # em from the rim, on a level edge
_SLANTED_DISTANCE = 1.9
_NAMELESS_DISTANCE = 1.0, 1.35  # the same where room is scarce
_PAD = 4.0
_NAMELESS_PAD = 3.0
_NAME_GAP = 0.4  # em between the name and the number
_REST = 8.0  # of the edge, that must be seen before the label
_CHIP = 1.0  # em around a product chip, which names must leave room for
_LEAST_DECIMALS = 2


class Labels(NamedTuple):
    """How weights are written: with their names or not, and with how many decimals (or significant
    digits, which then take no more room).

    ``fits``: for layer 1…L, whether all labels of its edges find room; ``everywhere``: all do.
    """

    px: int
    names: bool
    decimals: int
    fits: tuple[bool, ...]

    @property
    def everywhere(self) -> bool:
        """Whether every weight of the network is written."""
        return all(self.fits)


class Label(NamedTuple):
    """One weight's or bias's label and the room it has."""

    selection: Selection
    rect: QRectF


@lru_cache(maxsize=16)
def labels(layout: Layout) -> Labels:
    """The fullest way of writing that has room everywhere: names go first, then decimals.

    Where nothing has, the shortest one, gap by gap.
    """
    most = layout.plan.decimals
    least = min(most, _LEAST_DECIMALS)
    px = layout.em if layout.form is Form.ROWS else SMALLEST
    tried = Labels(px, False, least, ())
    ways = [(True, most)] if layout.form is Form.ROWS else []
    ways += [(False, decimals) for decimals in range(most, least - 1, -1)]
    for names, decimals in ways:
        way = Labels(px, names, decimals, ())
        fits = tuple(_fits(layout, way, layer) for layer in range(1, len(layout.columns)))
        tried = way._replace(fits=fits)
        if all(fits):
            break
    return tried


def _number_width(layout: Layout, way: Labels) -> float:
    point = "." if way.decimals else ""
    widest = "−" + "0" * layout.plan.digits + point + "0" * way.decimals
    return max(width(widest, way.px, bold) for bold in (False, True))


def _size(layout: Layout, way: Labels, layer: int) -> tuple[float, float]:
    wide = _number_width(layout, way) + 2 * (_PAD if way.names else _NAMELESS_PAD)
    if way.names:
        last = index(layout.plan.sizes[layer], layout.plan.sizes[layer - 1])
        wide += name("w", last, "ink2", layout.names).width + _NAME_GAP * way.px
    return wide, 1.45 * way.px


def _fits(layout: Layout, way: Labels, layer: int) -> bool:
    """Whether all labels into a layer keep on their edges and off each other."""
    if not layout.draws_all(layer):
        return False
    sizes = layout.plan.sizes
    rects: list[tuple[float, float, float, float]] = []
    chip = _number_width(layout, way) + _CHIP * way.px if way.names else 0.0
    for unit in range(sizes[layer]):
        for source in range(sizes[layer - 1]):
            line = layout.edge(layer, unit, source)
            needed = _along(layout, way, layer, line.dx(), line.dy()) + _REST + chip
            if needed > line.length():
                return False
            rect = label_rect(layout, way, layer, unit, source)
            rects.append((rect.left(), rect.top(), rect.right(), rect.bottom()))
    return not _touch(np.array(rects))


def _along(layout: Layout, way: Labels, layer: int, dx: float, dy: float) -> float:
    """From the rim to the label's far side, along an edge of this direction."""
    distance, half = _stand(layout, way, layer, dx, dy)
    return distance + 2 * half


def _stand(layout: Layout, way: Labels, layer: int, dx: float, dy: float) -> tuple[float, float]:
    """The label's distance from the rim, and half its extent along the edge."""
    wide, tall = _size(layout, way, layer)
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    cosine, sine = abs(dx) / long, abs(dy) / long
    slanted = sine > 0.08
    half = wide / 2 * cosine + tall / 2 * sine
    level, slant = _LEVEL_DISTANCE, _SLANTED_DISTANCE
    if layout.form is Form.ROWS and not way.names:
        level, slant = _NAMELESS_DISTANCE
    return (slant if slanted else level) * way.px, half


def _touch(rects: np.ndarray) -> bool:
    left, top, right, bottom = rects.T
    over = (left[:, None] < right[None] + 2) & (left[None] < right[:, None] + 2)
    over &= (top[:, None] < bottom[None]) & (top[None] < bottom[:, None])
    np.fill_diagonal(over, False)
    return bool(over.any())


def label_rect(layout: Layout, way: Labels, layer: int, unit: int, source: int) -> QRectF:
    """Where a weight's label stands: on its edge, beside the unit that it enters; on an edge too
    short for that, in its middle.
    """
    line = layout.edge(layer, unit, source)
    distance, half = _stand(layout, way, layer, line.dx(), line.dy())
    room = line.length() - 2 * half
    if distance > room:  # it would lie on the unit that the edge leaves
        distance = room / 2
    middle = line.pointAt(1.0 - (distance + half) / max(line.length(), 1e-9))
    wide, tall = _size(layout, way, layer)
    return QRectF(middle.x() - wide / 2, middle.y() - tall / 2, wide, tall)


def bias_rect(layout: Layout, layer: int, unit: int) -> QRectF:
    """Where a bias stands, beneath its unit; only where units are circles with rows."""
    column = layout.columns[layer]
    tall = 1.45 * layout.em
    top = column.rect(unit).bottom() + 0.2 * layout.em
    return QRectF(column.x - column.half, top, 2 * column.half, tall)


def shown_biases(layout: Layout) -> Iterator[Label]:
    """The labels of biases in the picture."""
    if layout.form is not Form.ROWS:
        return
    for layer, units in enumerate(layout.plan.sizes[1:], start=1):
        for unit in range(units):
            yield Label(Selection(layer, unit, bias=True), bias_rect(layout, layer, unit))


def shown_weights(layout: Layout, scene: Scene) -> list[Label]:
    """The labels of weights in the picture.

    All of them; or where there is no room those on paths at work, where these have room; or those
    of the current units that do not touch another, and the selected one always.
    """
    way = labels(layout)
    sizes = layout.plan.sizes
    shown: list[Label] = []
    for layer in range(1, len(sizes)):
        at_work = scene.work.edges == layer or scene.changed_layer(layer)
        if way.everywhere or (at_work and way.fits[layer - 1]):
            shown += [
                _label(layout, way, Selection(layer, unit, source))
                for unit in range(sizes[layer])
                for source in range(sizes[layer - 1])
            ]
        else:
            placed = _of_term(layout, way, scene, layer)
            shown += _of_current(layout, way, scene, layer, placed)
    return shown


def _of_term(layout: Layout, way: Labels, scene: Scene, layer: int) -> list[Label]:
    """The weights that the current unit's terms have used; where those of its whole fan would
    touch each other, the current one alone.
    """
    marks = scene.marks
    if marks is None:
        return []
    chosen: dict[Selection, None] = {}
    fan, current = marks.fan, marks.parameter
    if fan is not None and fan.layer == layer and fan_fits(layout, fan):
        chosen.update(dict.fromkeys(marks.paths))
    cells = layout.form is Form.CELLS and _other_is_cell(layout, marks.other)
    if current is not None and current.layer == layer and current.source is not None and not cells:
        chosen[current] = None
    return [_label(layout, way, weight) for weight in chosen]


def _other_is_cell(layout: Layout, other: Selection | None) -> bool:
    """Whether the weight at work stands beside a cell instead of on its edge."""
    return other is not None and layout.columns[other.layer].form is Form.CELLS


@lru_cache(maxsize=256)
def fan_fits(layout: Layout, fan: Fan) -> bool:
    """Whether the labels of all edges of a fan keep off each other."""
    if layout.form is Form.CELLS:
        return False
    way = labels(layout)
    rects = [
        label_rect(layout, way, fan.layer, unit, source)
        for unit, source in fan.edges(layout.joined(fan.other))
    ]
    return not _touch(np.array([(r.left(), r.top(), r.right(), r.bottom()) for r in rects]))


def _label(layout: Layout, way: Labels, weight: Selection) -> Label:
    assert weight.source is not None
    return Label(weight, label_rect(layout, way, weight.layer, weight.unit, weight.source))


def _of_current(
    layout: Layout, way: Labels, scene: Scene, layer: int, placed: list[Label]
) -> list[Label]:
    """With those already placed, the selected weight, and what else touches none of them."""
    chosen = scene.selection
    if chosen is not None and chosen.layer == layer and chosen.source is not None:
        placed = [label for label in placed if label.selection != chosen]
        placed.append(_label(layout, way, chosen))
    if not layout.draws_all(layer) or (scene.hovered is None and chosen is None):
        return placed
    for unit, source in current_edges(layout, scene, layer):
        label = _label(layout, way, Selection(layer, unit, source))
        line = layout.edge(layer, unit, source)
        long = _along(layout, way, layer, line.dx(), line.dy()) + _REST <= line.length()
        if long and not any(label.rect.intersects(other.rect) for other in placed):
            placed.append(label)
    return placed


def current_fans(scene: Scene, layer: int) -> list[Fan]:
    """The edges into a layer that touch a current unit."""
    fans = [Fan(layer, f.unit, into=True) for f in scene.focus if f.layer == layer]
    return fans + [Fan(layer, f.unit, into=False) for f in scene.focus if f.layer == layer - 1]


def fans_at_work(scene: Scene, layer: int) -> list[Fan]:
    """The edges into a layer that the current unit's terms go along, before the others."""
    marks = scene.marks
    fan = None if marks is None else marks.fan
    return [] if fan is None or fan.layer != layer else [fan]


def current_edges(layout: Layout, scene: Scene, layer: int) -> list[tuple[int, int]]:
    """(unit, source) of the edges into a layer that touch a current unit, each once."""
    return _edges(layout, current_fans(scene, layer))


def _edges(layout: Layout, fans: list[Fan]) -> list[tuple[int, int]]:
    return list(dict.fromkeys(edge for fan in fans for edge in fan.edges(layout.joined(fan.other))))


def shown_edges(layout: Layout, scene: Scene, layer: int) -> list[tuple[int, int]]:
    """(unit, source) of the edges into a layer that are drawn."""
    marks, sizes = scene.marks, layout.plan.sizes
    sparse = not layout.draws_all(layer) or (marks is not None and layout.form is Form.CELLS)
    if not sparse:
        return [
            (unit, source) for unit in range(sizes[layer]) for source in range(sizes[layer - 1])
        ]
    edges = _edges(layout, [*fans_at_work(scene, layer), *current_fans(scene, layer)])
    return list(dict.fromkeys([*edges, *_named(scene, layer)]))


def _named(scene: Scene, layer: int) -> list[tuple[int, int]]:
    """The weights into a layer that are pointed at, selected or at work: they are drawn even where
    they lead out of sight.
    """
    at_work = None if scene.marks is None else scene.marks.parameter
    named = (scene.hovered, scene.selection, at_work)
    return [
        (each.unit, each.source)
        for each in named
        if each is not None and each.layer == layer and each.source is not None
    ]
