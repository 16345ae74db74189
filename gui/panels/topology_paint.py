"""Paints the network with the values of a Frame on any painter: the panel, a picture, a print."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.frame import Frame, Selection
from gui.letters import drop, font, width
from gui.numbers import NumberFormat
from gui.panels.topology_arcs import paint_arcs
from gui.panels.topology_chips import paint_chips
from gui.panels.topology_edges import paint_edges
from gui.panels.topology_geometry import RADIUS, Column, Layout
from gui.panels.topology_header import CHEVRON
from gui.panels.topology_label_paint import paint_labels
from gui.panels.topology_loss import paint_foot, paint_loss
from gui.panels.topology_notes import paint_notes
from gui.panels.topology_scene import Scene, exists, layout
from gui.panels.topology_units import paint_units
from gui.theme import Theme


class Controls(NamedTuple):
    """What can be clicked in the header and is drawn only in the window.

    ``hot``: the rectangle under the pointer; ``inserts``: whether the "+" between columns show.
    """

    hot: QRectF | None = None
    inserts: bool = False


def paint_topology(
    painter: QPainter,
    rect: QRectF,
    frame: Frame,
    theme: Theme,
    numbers: NumberFormat,
    selection: Selection | None = None,
    largest: float = RADIUS,
    *,
    bare: bool = False,
    names: int = 0,
) -> None:
    """Draw the network into a rectangle, without what only the window needs.

    ``largest`` is the radius of a unit where there is room (print 57, presenter 72). A network
    that is taller or wider than the rectangle is drawn smaller. ``bare``: no room is left for the
    buttons of the window either. ``names``: the least size of names
    with an index.
    """
    shown = selection if exists(selection, frame.experiment.shape) else None
    scene = Scene(frame, numbers, shown)
    places = layout(scene, rect.width(), rect.height(), largest, bare=bare, names=names)
    content = places.content
    whole = layout(scene, content.width(), content.height(), largest, bare=bare, names=names)
    scale = min(rect.width() / whole.plan.width, rect.height() / whole.plan.height, 1.0)
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    paint(painter, whole, scene, theme)
    painter.restore()


def paint(
    painter: QPainter,
    layout: Layout,
    scene: Scene,
    theme: Theme,
    controls: Controls | None = None,
) -> None:
    """Draw a scene at its places, on a ground that has the stage's colour already."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    if layout.overflows:
        painter.setClipRect(layout.body())
    paint_edges(painter, layout, scene, theme)
    paint_arcs(painter, layout, scene, theme)
    paint_units(painter, layout, scene, theme)
    paint_labels(painter, layout, scene, theme)
    paint_chips(painter, layout, scene, theme)
    paint_notes(painter, layout, scene, theme)
    paint_loss(painter, layout, scene, theme)
    painter.restore()
    paint_header(painter, layout, scene, theme, controls)
    paint_foot(painter, layout, scene, theme)


def paint_header(
    painter: QPainter, layout: Layout, scene: Scene, theme: Theme, controls: Controls | None
) -> None:
    """Draw the titles of the columns, and in the window the buttons of their layers."""
    for column in layout.columns:
        current = scene.work.column == column.layer
        if controls is not None:
            _paint_hot(painter, column, controls, theme)
        painter.setFont(font(layout.em, current))
        painter.setPen(theme.ink if current else theme.ink2)
        wide = width(column.title, layout.em, current)
        room = column.title_rect.width() - (CHEVRON + 4 if column.layer else 0)
        left = column.title_rect.left() + (room - wide) / 2
        if controls is None and column.layer:
            left += (CHEVRON + 4) / 2
        middle = column.title_rect.center().y()
        painter.drawText(QPointF(left, middle + drop(layout.em)), column.title)
        if controls is not None:
            if column.layer:
                at = QPointF(column.title_rect.right() - CHEVRON / 2, middle + 1)
                _paint_chevron(painter, at, theme)
            _paint_stepper(painter, layout, column, controls, theme)
    if controls is not None and controls.inserts:
        for rect in layout.inserts:
            if rect is not None:
                _paint_insert(painter, rect, rect == controls.hot, theme)


def _paint_hot(painter: QPainter, column: Column, controls: Controls, theme: Theme) -> None:
    parts = [column.title_rect] if column.layer else []
    if column.stepper is not None:
        parts += [column.stepper.minus, column.stepper.plus]
    for rect in parts:
        if rect == controls.hot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tint("ink", 0.09))
            painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 0), 4, 4)


def _paint_chevron(painter: QPainter, at: QPointF, theme: Theme) -> None:
    painter.setPen(QPen(theme.ink3, 1.25))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(
        QPolygonF([at + QPointF(-3.5, -1.75), at + QPointF(0, 1.75), at + QPointF(3.5, -1.75)])
    )


def _paint_stepper(
    painter: QPainter, layout: Layout, column: Column, controls: Controls, theme: Theme
) -> None:
    stepper = column.stepper
    if stepper is None:
        return
    painter.setFont(font(layout.em))
    painter.setPen(theme.ink3)
    left = stepper.words.center().x() - width(stepper.text, layout.em) / 2
    painter.drawText(QPointF(left, stepper.words.center().y() + drop(layout.em)), stepper.text)
    one_left = column.units == 1
    for rect, plus in ((stepper.minus, False), (stepper.plus, True)):
        color = theme.ink if rect == controls.hot else theme.ink3
        if one_left and not plus:
            color = theme.hair
        painter.setPen(QPen(color, 1.25))
        _paint_sign(painter, rect.center(), 4.0, plus)


def _paint_sign(painter: QPainter, at: QPointF, reach: float, plus: bool) -> None:
    painter.drawLine(at - QPointF(reach, 0), at + QPointF(reach, 0))
    if plus:
        painter.drawLine(at - QPointF(0, reach), at + QPointF(0, reach))


def _paint_insert(painter: QPainter, rect: QRectF, hot: bool, theme: Theme) -> None:
    painter.setPen(QPen(theme.ink if hot else theme.control, 1.25))
    painter.setBrush(theme.stage)
    painter.drawEllipse(rect.center(), rect.width() / 2 - 1, rect.width() / 2 - 1)
    _paint_sign(painter, rect.center(), 4.0, True)
