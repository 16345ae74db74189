"""Paints the edges: colour and dash for their sign, width for size, a casing where work is."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.phases import Kind
from gui.frame import Selection
from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_labels import (
    current_edges,
    current_fans,
    fans_at_work,
    shown_edges,
)
from gui.panels.topology_marks import Fan, Side
from gui.panels.topology_scene import Scene
from gui.theme import TINT_PATH, TINT_PATH_DONE, Theme, mix

MOST_SMOOTH = 1500  # edges; above, no antialias
_MOST_SMOOTH_IN_A_HURRY = 60  # while numbers race: 200 smooth edges cost 6 ms, rough ones 2 ms
_MOST_CASED = 100
_TINT_UNSEEN = 0.08
_FEW = 16  # edges at work that have a full casing
_WIDTH_STEPS = 4  # a pixel
_GROWS = {Form.ROWS: 4.0, Form.VALUE: 2.0, Form.CELLS: 1.5}  # from 1 px to max |w|
_IDLE_AT_A_TERM = {Form.ROWS: 1.0, Form.VALUE: 0.58, Form.CELLS: 0.45}
_Batch = tuple[str, bool, float]


class Edge(NamedTuple):
    """One edge that is drawn."""

    weight: Selection
    line: QLineF
    value: float
    wide: float


def shown(layout: Layout, scene: Scene) -> list[Edge]:
    """The edges in the picture, layer by layer."""
    grows, scale = _GROWS[layout.form], max(1.0, layout.em / 13)
    edges: list[Edge] = []
    for layer in range(1, len(layout.columns)):
        W, largest = scene.weights(layer), scene.largest_weight
        lines = all_lines(layout, layer) if layout.draws_all(layer) else None
        for unit, source in shown_edges(layout, scene, layer):
            value = float(W[unit, source])
            wide = scale * (1.0 + grows * math.sqrt(min(1.0, abs(value) / largest)))
            wide = round(wide * _WIDTH_STEPS) / _WIDTH_STEPS
            line = lines[unit][source] if lines else layout.edge(layer, unit, source)
            edges.append(Edge(Selection(layer, unit, source), line, value, wide))
    return edges


@lru_cache(maxsize=64)
def all_lines(layout: Layout, layer: int) -> list[list[QLineF]]:
    """The lines of all edges into a layer, by unit and source."""
    sizes = layout.plan.sizes
    return [
        [layout.edge(layer, unit, source) for source in range(sizes[layer - 1])]
        for unit in range(sizes[layer])
    ]


def paint_edges(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the edges: idle ones, then those at work on their casing, then those pointed at."""
    edges = shown(layout, scene)
    most = _MOST_SMOOTH_IN_A_HURRY if scene.hurried else MOST_SMOOTH
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(edges) <= most)
    _paint_fans(painter, layout, theme)
    _paint_unseen(painter, layout, scene, theme)
    chosen = [edge for edge in edges if edge.weight in (scene.selection, scene.hovered)]
    apart = {edge.weight for edge in chosen}
    at_work = _at_work(layout, scene, edges)
    working = {edge.weight for edge in at_work} | apart
    idle = [edge for edge in edges if edge.weight not in working]
    _paint_lines(painter, idle, theme, _idle_share(layout, scene))
    hue = theme.color(scene.work.token)
    if scene.marks is None:
        painter.setOpacity(scene.strength)
        _paint_casing(painter, layout, at_work, hue, theme)
        painter.setOpacity(1.0)
    else:
        _paint_paths(painter, layout, scene, at_work, theme)
    _paint_lines(painter, [e for e in at_work if e.weight not in apart], theme)
    stronger = [edge._replace(wide=edge.wide + 1.0) for edge in chosen]
    _paint_lines(painter, stronger, theme)
    _paint_arrivals(painter, layout, scene, at_work, hue)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_arrivals(
    painter: QPainter, layout: Layout, scene: Scene, at_work: list[Edge], hue: QColor
) -> None:
    """Arrow heads where products arrive: a whole phase backward has them, and the paths of a
    term.
    """
    marks = scene.marks
    heads = marks.heads if marks is not None else None
    backward = marks is None and scene.work.kind is Kind.BACKWARD
    if len(at_work) > _MOST_CASED or not (heads or backward):
        return
    if marks is not None and layout.form is Form.CELLS:
        return
    size = (0.75 if len(at_work) <= _FEW else 0.5) * layout.em
    turn = heads is Side.TARGET
    arriving = at_work
    if marks is not None and marks.fan is not None:
        arriving = [edge for edge in at_work if edge.weight.layer == marks.fan.layer]
    for edge in arriving:
        now = marks is not None and marks.paths[edge.weight]
        painter.setOpacity(scene.strength if now else 1.0)
        line = edge.line
        paint_heads(painter, [QLineF(line.p2(), line.p1()) if turn else line], size, hue)
    painter.setOpacity(1.0)


def _paint_paths(
    painter: QPainter, layout: Layout, scene: Scene, at_work: list[Edge], theme: Theme
) -> None:
    """The casings of a term: lighter where a path is done, strong and wider where it is now."""
    assert scene.marks is not None
    now = [edge for edge in at_work if scene.marks.paths[edge.weight]]
    done = [edge for edge in at_work if not scene.marks.paths[edge.weight]]
    hue, em = theme.color(scene.work.token), layout.em
    if len(at_work) <= _MOST_CASED and layout.form is not Form.CELLS:
        _paint_wide(painter, done, theme.tint(hue, TINT_PATH_DONE), 0.6 * em)
    painter.setOpacity(scene.strength)
    _paint_wide(painter, now, theme.tint(hue, TINT_PATH), 0.95 * em)
    painter.setOpacity(1.0)


def _at_work(layout: Layout, scene: Scene, edges: list[Edge]) -> list[Edge]:
    """The edges that the last phase used; where these are many, those of the current unit."""
    if scene.marks is not None:
        return [edge for edge in edges if edge.weight in scene.marks.paths]
    layer = scene.work.edges
    used = [edge for edge in edges if edge.weight.layer == layer]
    if len(used) > _FEW and (scene.selection is not None or scene.hovered is not None):
        current = set(current_edges(layout, scene, layer))
        return [e for e in used if (e.weight.unit, e.weight.source) in current] or used
    return used


def _paint_fans(painter: QPainter, layout: Layout, theme: Theme) -> None:
    """Where not every edge is drawn, a pale area says that every unit is joined to every other."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint("ink", 0.03))
    for before, after in zip(layout.columns, layout.columns[1:], strict=False):
        if layout.draws_all(after.layer):
            continue
        left, right = before.x + before.half, after.x - after.half
        first, last = before.rect(0), before.rect(before.units - 1)
        top, end = after.rect(0), after.rect(after.units - 1)
        corners = [
            QPointF(left, first.top()),
            QPointF(right, top.top()),
            QPointF(right, end.bottom()),
            QPointF(left, last.bottom()),
        ]
        painter.drawPolygon(QPolygonF(corners))


def _paint_unseen(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Where the edges of a unit are more than pixels, those to units out of sight are an area."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint("ink", _TINT_UNSEEN))
    for column in layout.columns[1:]:
        fans = [*fans_at_work(scene, column.layer), *current_fans(scene, column.layer)]
        for fan in dict.fromkeys(fans):
            if not layout.draws_all(fan.layer):
                for corners in _unseen(layout, fan):
                    painter.drawPolygon(corners)


def _unseen(layout: Layout, fan: Fan) -> list[QPolygonF]:
    """Above and below the units in sight that a fan is drawn to, the area of its other edges."""
    near, other = layout.columns[fan.layer if fan.into else fan.layer - 1], fan.other
    far, shown = layout.columns[other], layout.joined(other)
    side = 1.0 if far.x > near.x else -1.0
    hub = near.center(fan.unit) + QPointF(side * near.half, 0.0)
    gaps = [(0, shown.start), (shown.stop - 1, far.units - 1)]
    return [
        QPolygonF([hub, *(far.center(unit) - QPointF(side * far.half, 0.0) for unit in gap)])
        for gap in gaps
        if gap[0] < gap[1]
    ]


def _idle_share(layout: Layout, scene: Scene) -> float:
    """How much of an idle edge's colour is left: at a term of a large network the paths at work
    must be found among many.
    """
    return 1.0 if scene.marks is None else _IDLE_AT_A_TERM[layout.form]


def _paint_lines(
    painter: QPainter, edges: list[Edge], theme: Theme, idle: float | None = None
) -> None:
    """Draw lines in the colours of their signs; ``idle``: faded, and so much of that."""
    batches: defaultdict[_Batch, list[QLineF]] = defaultdict(list)
    for edge in edges:
        token = "pos" if edge.value >= 0 else "neg"
        batches[token, edge.value < 0, edge.wide].append(edge.line)
    for (token, negative, wide), lines in sorted(batches.items(), key=lambda item: item[0]):
        color = theme.color(token)
        if idle is not None:
            color = mix(theme.faded(token), theme.stage, idle)
        painter.setPen(edge_pen(color, wide, dashed=negative))
        painter.drawLines(lines)


def edge_pen(color: QColor, wide: float, *, dashed: bool) -> QPen:
    """The pen of an edge; dashes are 8 on and 4.5 off, or grow with a wide line."""
    pen = QPen(color, wide)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([max(8.0 / wide, 2.4), max(4.5 / wide, 1.3)])
    return pen


def _paint_casing(
    painter: QPainter, layout: Layout, edges: list[Edge], hue: QColor, theme: Theme
) -> None:
    if len(edges) > _MOST_CASED:
        return
    few = len(edges) <= _FEW
    color = theme.tint(hue, TINT_PATH if few else TINT_PATH_DONE)
    _paint_wide(painter, edges, color, (0.7 if few else 0.4) * layout.em)


def _paint_wide(painter: QPainter, edges: list[Edge], color: QColor, around: float) -> None:
    batches: defaultdict[float, list[QLineF]] = defaultdict(list)
    for edge in edges:
        batches[edge.wide].append(edge.line)
    for wide, lines in batches.items():
        pen = QPen(color, wide + around)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLines(lines)


def paint_heads(painter: QPainter, lines: list[QLineF], size: float, color: QColor) -> None:
    """Arrow heads at the starts of lines: what goes along an edge arrives there."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for line in lines:
        unit = line.unitVector()
        dx, dy = unit.dx() * size, unit.dy() * size
        tip = line.p1()
        base = QPointF(tip.x() + dx, tip.y() + dy)
        side = QPointF(-dy * 0.5, dx * 0.5)
        painter.drawPolygon(QPolygonF([tip, base + side, base - side]))
