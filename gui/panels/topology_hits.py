"""What lies under a point of the picture; pure, so that it is tested without a mouse."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from gui.frame import Selection
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_labels import shown_biases, shown_edges, shown_weights
from gui.panels.topology_scene import Scene

REACH = 5.0  # pixels: how far from a line still hits it
_STEPPER_REACH = 3.0


class Target(Enum):
    """What can be under the pointer."""

    UNIT = "unit"
    PARAMETER = "parameter"
    TITLE = "title"
    ADD_UNIT = "add unit"
    REMOVE_UNIT = "remove unit"
    INSERT = "insert layer"
    LOSS = "loss"
    CHIP = "chip"


class Hit(NamedTuple):
    """Something under a point.

    ``layer``: its column, 0 the inputs; for INSERT the layer before which another would stand.
    ``label``: the point is on the number of a parameter, not only on its edge.
    """

    target: Target
    layer: int
    rect: QRectF
    selection: Selection | None = None
    label: bool = False


def hit(layout: Layout, scene: Scene, point: QPointF) -> Hit | None:
    """What is at a point of the picture; None: the bare stage."""
    if point.y() < layout.header:
        return _in_header(layout, point)
    if layout.overflows and point.y() > layout.body().bottom():
        return None
    return (
        _chip(layout, scene, point)
        or _unit(layout, point)
        or _label(layout, scene, point)
        or _loss(layout, point)
        or _edge(layout, scene, point)
    )


def column_at(layout: Layout, point: QPointF) -> int | None:
    """The column whose part of the picture a point is in."""
    return next((c.layer for c in layout.columns if c.area.contains(point)), None)


def _in_header(layout: Layout, at: QPointF) -> Hit | None:
    for layer, rect in enumerate(layout.inserts, start=1):
        if rect is not None and rect.contains(at):
            return Hit(Target.INSERT, layer, rect)
    for column in layout.columns:
        found = _in_title(column, at)
        if found is not None:
            return found
    return None


def _in_title(column: Column, at: QPointF) -> Hit | None:
    if column.layer and column.title_rect.contains(at):
        return Hit(Target.TITLE, column.layer, column.title_rect)
    if column.stepper is None:
        return None
    grown = (-_STEPPER_REACH, -_STEPPER_REACH, _STEPPER_REACH, _STEPPER_REACH)
    if column.stepper.minus.adjusted(*grown).contains(at):
        return Hit(Target.REMOVE_UNIT, column.layer, column.stepper.minus)
    if column.stepper.plus.adjusted(*grown).contains(at):
        return Hit(Target.ADD_UNIT, column.layer, column.stepper.plus)
    return None


def _chip(layout: Layout, scene: Scene, at: QPointF) -> Hit | None:
    """A product on its edge; the weight that it stands for is what is pointed at."""
    found = [placed for placed in shown_chips(layout, scene) if placed.rect.contains(at)]
    if not found:
        return None
    chip, rect = found[-1].chip, found[-1].rect
    return Hit(Target.CHIP, chip.at.layer, rect, chip.at)


def _unit(layout: Layout, at: QPointF) -> Hit | None:
    for column in layout.columns:
        if abs(at.x() - column.x) > column.half:
            continue
        near = round((at.y() - column.y(0)) / column.pitch) if column.pitch else 0
        unit = min(max(near, 0), column.units - 1)
        rect, center = column.rect(unit), column.center(unit)
        if column.form is Form.CELLS:
            inside = rect.adjusted(0, -0.5, 0, 0.5).contains(at)
        else:
            away = at - center
            inside = away.x() ** 2 + away.y() ** 2 <= column.half**2
        if inside:
            return Hit(Target.UNIT, column.layer, rect, Selection(column.layer, unit))
    return None


def _label(layout: Layout, scene: Scene, at: QPointF) -> Hit | None:
    found = [label for label in shown_weights(layout, scene) if label.rect.contains(at)]
    found += [label for label in shown_biases(layout) if label.rect.contains(at)]
    if not found:
        return None
    # What is drawn last lies on top.
    selection, rect = found[-1]
    return Hit(Target.PARAMETER, selection.layer, rect, selection, label=True)


def _loss(layout: Layout, at: QPointF) -> Hit | None:
    if layout.loss is not None and layout.loss.rect.contains(at):
        return Hit(Target.LOSS, len(layout.columns) - 1, layout.loss.rect)
    return None


def _edge(layout: Layout, scene: Scene, at: QPointF) -> Hit | None:
    """The nearest edge, in the gap where the point is."""
    for column, before in zip(layout.columns[1:], layout.columns, strict=False):
        if not before.x <= at.x() <= column.x:
            continue
        nearest = min(
            (
                (_distance(layout, column.layer, unit, source, at), unit, source)
                for unit, source in shown_edges(layout, scene, column.layer)
            ),
            default=None,
        )
        if nearest is not None and nearest[0] <= REACH:
            rect = QRectF(at.x() - REACH, at.y() - REACH, 2 * REACH, 2 * REACH)
            weight = Selection(column.layer, nearest[1], nearest[2])
            return Hit(Target.PARAMETER, column.layer, rect, weight)
    return None


def _distance(layout: Layout, layer: int, unit: int, source: int, at: QPointF) -> float:
    """From a point to the line of an edge."""
    line = layout.edge(layer, unit, source)
    along = QPointF.dotProduct(at - line.p1(), QPointF(line.dx(), line.dy()))
    part = min(1.0, max(0.0, along / max(line.length() ** 2, 1e-9)))
    away = at - line.pointAt(part)
    return (away.x() ** 2 + away.y() ** 2) ** 0.5
