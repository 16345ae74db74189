"""Paints what stands beside the current unit where units have no rows: its running sum and how much
is in it, and what is at the other end of the edge at work.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.frame import Selection
from gui.math_boxes import Glyphs, index, row, symbol
from gui.math_layout import measure
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_lines import (
    Line,
    count_words,
    name_px,
    slope_line,
    total_line,
    total_name,
)
from gui.panels.topology_marks import Marks, Number, Total
from gui.panels.topology_room import beside_place
from gui.panels.topology_scene import Scene
from gui.panels.topology_values import HUES
from gui.theme import Theme

_PX = 13


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


def paint_beside(
    painter: QPainter,
    layout: Layout,
    column: Column,
    scene: Scene,
    marks: Marks,
    theme: Theme,
) -> None:
    """The lines of the current unit, on the side where nothing is at work."""
    lines = lines_beside(column, scene, marks)
    if not lines or marks.unit is None:
        return
    size = max(line.width(_PX) for line in lines), 1.55 * _PX * len(lines)
    right = marks.fan is not None and marks.fan.into
    rect = beside_place(layout, column.layer, marks.unit.unit, size, right=right)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(rect.adjusted(-6, -3, 6, 3), 3, 3)
    pitch = rect.height() / len(lines)
    for place, line in enumerate(lines):
        ends = rect.right()
        if rect.left() > column.x:
            ends = rect.left() + line.width(_PX)
        line.paint(painter, ends, rect.top() + pitch * (place + 0.5), _PX, theme)


def lines_beside(column: Column, scene: Scene, marks: Marks) -> list[Line]:
    """A cell's number and value; the running sum, and how many paths or products are in it; then
    f′(z); the bias that is at work, which has no other place.
    """
    numbers, unit = scene.numbers, marks.unit
    assert unit is not None
    lines: list[Line] = []
    if column.form is Form.CELLS:
        values = scene.values(scene.letter, column.layer)
        value = numbers.text(None if values is None else values[unit.unit])
        title = _tr("unit {n}").format(n=unit.unit + 1)
        lines.append(Line(f"{title}  {scene.letter}", value, "ink", True))
    if marks.total is not None and marks.summing:
        lines += _sum_lines(column, marks.total, scene, marks)
    if marks.parameter is not None and marks.parameter.bias:
        lines += _bias_lines(marks, scene)
    return lines


def _sum_lines(column: Column, total: Total, scene: Scene, marks: Marks) -> list[Line]:
    named = total_line(total, marks, scene.numbers, _PX)
    if column.form is not Form.CELLS and not total.whole:
        named = named._replace(name=total_name(total, marks, _PX, short=False))
    if marks.slope is not None:
        return [named, slope_line(marks, scene.numbers, _PX)]
    if total.of > 1:
        return [named, Line(count_words(total), "", "ink3", False)]
    return [named]


def _bias_lines(marks: Marks, scene: Scene) -> list[Line]:
    """b where it is added, changed or has its gradient."""
    bias, numbers = marks.parameter, scene.numbers
    assert bias is not None
    sub, px = index(bias.unit + 1), name_px(_PX)
    value = scene.biases(bias.layer)[bias.unit]
    name = measure(symbol("b", sub, bias.layer), px)
    lines = [Line(name, numbers.text(value), "ink", True)]
    for chip in marks.chips:
        if chip.at == bias:
            gradient = marks.term.what is What.GRADIENT
            box = row(Glyphs("∂L/∂", "bwd"), symbol("b", sub, color="bwd"))
            box = box if gradient else Glyphs("Δ", "ink")
            text = numbers.text(chip.value) if gradient else numbers.signed(chip.value)
            lines.append(Line(measure(box, px), text, marks.token, chip.now))
    return lines


def paint_other(
    painter: QPainter,
    layout: Layout,
    other: Selection,
    scene: Scene,
    marks: Marks,
    theme: Theme,
) -> None:
    """The cell at the other end of the edge at work: its number and value, and the weight."""
    column, lines = layout.columns[other.layer], lines_of_other(other, scene, marks)
    wide, pitch = max(line.width(_PX) for line in lines), 1.35 * _PX
    body, tall = layout.body(), pitch * len(lines)
    right = marks.fan is None or not marks.fan.into
    left = column.x + column.half + 12 if right else column.x - column.half - 12 - wide
    room = column.area.right() if right else column.area.left()
    if not min(room, left) <= left <= left + wide <= max(room, left + wide):
        return
    top = min(max(column.ys[other.unit] - tall / 2, body.top() + 4), body.bottom() - tall - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(QRectF(left - 4, top - 2, wide + 8, tall + 4), 3, 3)
    for place, line in enumerate(lines):
        ends = left + line.width(_PX) if right else left + wide
        line.paint(painter, ends, top + pitch * (place + 0.5), _PX, theme)


def lines_of_other(other: Selection, scene: Scene, marks: Marks) -> list[Line]:
    """ "unit 41", its δ or a where that was used, and w."""
    weight, numbers = marks.parameter, scene.numbers
    assert weight is not None
    assert weight.source is not None
    lines = [Line(_tr("unit {n}").format(n=other.unit + 1), "", "ink", True)]
    letter = "a" if marks.fan is not None and marks.fan.into else "δ"
    values = scene.values(letter, other.layer)
    if values is not None and Number(letter, other.layer, other.unit) in marks.used:
        shown = "x" if not other.layer else letter
        token = HUES[letter] if other.layer else "ink"
        lines.append(Line(shown, numbers.text(values[other.unit]), token, True))
    value = float(scene.weights(weight.layer)[weight.unit, weight.source])
    lines.append(Line("w", numbers.text(value), "pos" if value >= 0 else "neg", True))
    return lines
