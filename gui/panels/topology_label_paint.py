"""Paints the numbers of weights on their edges and of biases beneath their units."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.frame import Selection
from gui.math_boxes import index
from gui.numbers import NumberFormat
from gui.panels.topology_geometry import Layout
from gui.panels.topology_labels import Label, labels, shown_biases, shown_weights
from gui.panels.topology_notes import note_rects
from gui.panels.topology_room import bias_label
from gui.panels.topology_scene import Scene
from gui.panels.topology_type import drop, font, name, width
from gui.panels.topology_values import fitting
from gui.theme import Theme

_FRAME = 2.0
_PATH_FRAME = 1.0
_PATH_TINT = 0.55  # of the hue, in the frame of a label whose path is done
_NAME_GAP = 0.4
_PAD = 4.0
_NAMELESS_PAD = 3.0
_FRAME_PAD = (2.0, 2.5)  # a frame lies so far outside the pad
_NAMELESS_FRAME_PAD = (1.0, 2.0)


class _Look(NamedTuple):
    """How a label is drawn: its frame, if it has one, and whether its number is at work."""

    frame: QPen | None
    bold: bool


def paint_labels(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the labels that are in the picture; the current one lies on top."""
    way = labels(layout)
    numbers = scene.numbers.at_most(way.decimals)
    weights = {layer: scene.weights(layer) for layer in range(1, len(layout.columns))}
    marks = scene.marks
    shown = shown_weights(layout, scene)
    if marks is not None:
        shown.sort(key=lambda label: label.selection == marks.parameter)
    for label in shown:
        weight = label.selection
        assert weight.source is not None
        value = float(weights[weight.layer][weight.unit, weight.source])
        sub = index(weight.unit + 1, weight.source + 1) if way.names else ""
        _paint_label(
            painter, label, "w" if way.names else "", sub, value, way.px, numbers, scene, theme
        )
    biases = {layer: scene.biases(layer) for layer in range(1, len(layout.columns))}
    covered = note_rects(layout, scene)
    for label in shown_biases(layout):
        bias = label.selection
        room = bias_label(layout, bias.layer, bias.unit)
        if any(room.intersects(rect) for rect in covered):
            continue
        value = biases[bias.layer][bias.unit]
        _paint_label(
            painter, label, "b", index(bias.unit + 1), value, layout.em, scene.numbers, scene, theme
        )


def _look(what: Selection, scene: Scene, theme: Theme) -> _Look:
    """The frame of what is selected, current, or on a path at work."""
    hue, marks = theme.color(scene.work.token), scene.marks
    changed = scene.changed(what)
    if what == scene.selection:
        used = marks is not None and (what in marks.paths or what == marks.parameter)
        on_path = not what.bias and what.layer == scene.work.edges
        return _Look(QPen(theme.ink, _FRAME), used or on_path or changed)
    if marks is not None and what == marks.parameter:
        return _Look(QPen(hue, _FRAME), True)
    if (marks is not None and what in marks.paths) or (
        not what.bias and what.layer == scene.work.edges
    ):
        return _Look(QPen(theme.tint(hue, _PATH_TINT), _PATH_FRAME), True)
    return _Look(None, changed)


def _paint_label(
    painter: QPainter,
    label: Label,
    letter: str,
    sub: str,
    value: float,
    px: int,
    numbers: NumberFormat,
    scene: Scene,
    theme: Theme,
) -> None:
    """A name and a number in the middle of the label's room, on a pad of the stage's colour."""
    what = label.selection
    look = _look(what, scene, theme)
    token = "ink" if what.bias else "pos" if value >= 0 else "neg"
    typeset = name(letter, sub, "ink" if look.bold else "ink2", px) if letter else None
    before = typeset.width + _NAME_GAP * px if typeset is not None else 0.0
    around = _PAD if letter else _NAMELESS_PAD
    # Half a pixel, because the label's room was made of the same widths in another order.
    room = label.rect.width() - before - (0 if what.bias else 2 * around - 0.5)
    text = fitting(value, numbers, room, px, look.bold)
    wide = before + width(text, px, look.bold)
    left = label.rect.center().x() - wide / 2
    pad = QRectF(left - around, label.rect.top(), wide + 2 * around, label.rect.height())
    if look.frame is not None:
        x, y = _FRAME_PAD if letter else _NAMELESS_FRAME_PAD
        painter.setPen(look.frame)
        painter.setBrush(theme.stage)
        painter.drawRoundedRect(pad.adjusted(-x, -y, x, y), 3, 3)
    elif not what.bias:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(pad, theme.stage)
    middle = label.rect.center().y()
    if typeset is not None:
        typeset.paint(painter, left, middle + 0.24 * px, theme)
    painter.setFont(font(px, look.bold))
    painter.setPen(theme.color(token if look.bold else "ink2"))
    painter.drawText(QPointF(left + before, middle + drop(px)), text)
