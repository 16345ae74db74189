"""Paints what stands beside the current unit where units have no rows: its running sum and how much
is in it, and what is at the other end of the edge at work.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.frame import Selection
from gui.letters import name_px
from gui.math_boxes import Glyphs, index, row, symbol
from gui.math_layout import measure
from gui.panels.topology_free import is_free
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_lines import (
    Line,
    count_words,
    readable,
    slope_line,
    total_line,
    total_name,
)
from gui.panels.topology_marks import Marks, Number, Total
from gui.panels.topology_room import beside_obstacles, beside_place
from gui.panels.topology_scene import Scene
from gui.panels.topology_values import HUES
from gui.theme import Theme

_PX = 13
_PAD = (-6, -3, 6, 3)


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
    lines, rect = placed_beside(layout, column, scene, marks)
    if not lines:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(rect.adjusted(*_PAD), 3, 3)
    pitch = rect.height() / len(lines)
    for place, line in enumerate(lines):
        ends = rect.right()
        if rect.left() > column.x:
            ends = rect.left() + line.width(_PX)
        line.paint(painter, ends, rect.top() + pitch * (place + 0.5), _PX, theme)


def placed_beside(
    layout: Layout, column: Column, scene: Scene, marks: Marks
) -> tuple[list[Line], QRectF]:
    """The lines of the current unit and where they stand, without their pad; with fewer digits
    where else they would cover something.
    """
    assert marks.unit is not None
    right = marks.fan is not None and marks.fan.into
    taken = beside_obstacles(layout, column.layer, marks.parameter)
    lines, rect = list[Line](), QRectF()
    named = max(name_px(_PX), layout.plan.names)
    for numbers in readable(scene.numbers):
        lines = lines_beside(column, replace(scene, numbers=numbers), marks, named)
        size = max((line.width(_PX) for line in lines), default=0.0), 1.55 * _PX * len(lines)
        rect = beside_place(layout, *marks.unit[:2], size, marks.parameter, right=right)
        if is_free(layout, rect, taken):
            break
    return lines, rect


def rects_beside(layout: Layout, scene: Scene, marks: Marks) -> list[QRectF]:
    """What these lines and those at the other end of the edge at work cover."""
    made: list[QRectF] = []
    assert marks.unit is not None
    column = layout.columns[marks.unit.layer]
    if column.form is not Form.ROWS:
        lines, rect = placed_beside(layout, column, scene, marks)
        made += [rect.adjusted(*_PAD)] if lines else []
    other = marks.other
    if other is not None and layout.columns[other.layer].form is Form.CELLS:
        rect = other_rect(layout, other, lines_of_other(other, scene, marks), marks)
        made += [] if rect is None else [rect]
    return made


def lines_beside(column: Column, scene: Scene, marks: Marks, named: int) -> list[Line]:
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
        lines += _sum_lines(column, marks.total, scene, marks, named)
    if marks.parameter is not None and marks.parameter.bias:
        lines += _bias_lines(marks, scene, named)
    return lines


def _sum_lines(column: Column, total: Total, scene: Scene, marks: Marks, named: int) -> list[Line]:
    line = total_line(total, marks, scene.numbers, named)
    if column.form is not Form.CELLS and not total.whole:
        line = line._replace(name=total_name(total, marks, named, short=False))
    if marks.slope is not None:
        return [line, slope_line(marks, scene.numbers, named)]
    if total.of > 1:
        return [line, Line(count_words(total), "", "ink3", False)]
    return [line]


def _bias_lines(marks: Marks, scene: Scene, named: int) -> list[Line]:
    """b where it is added, changed or has its gradient."""
    bias, numbers = marks.parameter, scene.numbers
    assert bias is not None
    sub = index(bias.unit + 1)
    value = float(scene.biases(bias.layer)[bias.unit])
    name = measure(symbol("b", sub, bias.layer), named)
    lines = [Line(name, numbers.text(value), "ink", True)]
    for chip in marks.chips:
        if chip.at == bias:
            gradient = marks.term.what is What.GRADIENT
            box = row(Glyphs("∂L/∂", "bwd"), symbol("b", sub, color="bwd"))
            box = box if gradient else Glyphs("Δ", "ink")
            text = numbers.text(chip.value) if gradient else numbers.signed(chip.value)
            lines.append(Line(measure(box, named), text, marks.token, chip.now))
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
    lines = lines_of_other(other, scene, marks)
    rect = other_rect(layout, other, lines, marks)
    if rect is None:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(rect, 3, 3)
    left, right, pitch = rect.left() + 4, rect.right() - 4, (rect.height() - 4) / len(lines)
    at_left = left > layout.columns[other.layer].x
    for place, line in enumerate(lines):
        ends = left + line.width(_PX) if at_left else right
        line.paint(painter, ends, rect.top() + 2 + pitch * (place + 0.5), _PX, theme)


def other_rect(layout: Layout, other: Selection, lines: list[Line], marks: Marks) -> QRectF | None:
    """Where those lines stand: on the side where nothing is at work, else on the other one; None
    where neither has room.
    """
    column, body = layout.columns[other.layer], layout.body()
    wide, tall = max(line.width(_PX) for line in lines), 1.35 * _PX * len(lines)
    top = min(max(column.y(other.unit) - tall / 2, body.top() + 4), body.bottom() - tall - 4)
    right, left = column.x + column.half + 12, column.x - column.half - 12 - wide
    sides = (right, left) if marks.fan is None or not marks.fan.into else (left, right)
    for x in sides:
        if x >= 4 and x + wide <= layout.content.width() - 4:
            return QRectF(x - 4, top - 2, wide + 8, tall + 4)
    return None


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
