"""Paints what stands beside the current unit: its running sum, and f′(z) when it is reached."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.terms import What
from gui.frame import Selection
from gui.math_boxes import Fenced, Glyphs, Style, index, row, symbol
from gui.math_layout import Laid, measure
from gui.numbers import NumberFormat
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_room import beside_place, sides, slope_place, total_place
from gui.panels.topology_scene import Scene
from gui.panels.topology_terms import Marks, Number, Total
from gui.panels.topology_type import drop, font, width
from gui.panels.topology_values import HUES
from gui.theme import Theme

_IN_THE_UNIT = (What.SUM, What.ACTIVATION)  # z has its own place by then
_NAME = 1.15  # of the number's size
_GAP = 0.5  # em between a name and its number
_BESIDE = 13  # px, the lines beside a unit without rows


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


class Line(NamedTuple):
    """A name, in words or typeset, and a number; both end at the right."""

    name: Laid | str
    number: str
    token: str
    bold: bool

    def width(self, px: int) -> float:
        """How wide it is."""
        return self.name_width(px) + (_GAP * px if self.number else 0) + self.number_width(px)

    def name_width(self, px: int) -> float:
        """How wide its name is."""
        if isinstance(self.name, Laid):
            return self.name.width
        return width(self.name, px, self.bold)

    def number_width(self, px: int) -> float:
        """How wide its number is."""
        return width(self.number, px, self.bold)

    def paint_stacked(self, painter: QPainter, rect: QRectF, px: int, theme: Theme) -> None:
        """Draw it in two lines, the name over the number."""
        quarter = rect.height() / 4
        name = self._replace(number="")
        right = rect.center().x() + self.name_width(px) / 2
        name.paint(painter, right, rect.top() + quarter, px, theme)
        right = rect.center().x() + self.number_width(px) / 2
        number = self._replace(name="")
        number.paint(painter, right, rect.bottom() - quarter, px, theme)

    def paint(self, painter: QPainter, right: float, middle: float, px: int, theme: Theme) -> None:
        """Draw it so that it ends at a point."""
        painter.setFont(font(px, self.bold))
        painter.setPen(theme.color(self.token))
        left = right - self.number_width(px)
        painter.drawText(QPointF(left, middle + drop(px)), self.number)
        left -= self.name_width(px) + (_GAP * px if self.number else 0)
        if isinstance(self.name, Laid):
            self.name.paint(painter, left, middle + drop(px), theme)
        else:
            painter.drawText(QPointF(left, middle + drop(px)), self.name)


def paint_notes(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the running sum of the current unit, and f′(z)."""
    marks = scene.marks
    if marks is None or marks.unit is None:
        return
    column = layout.columns[marks.unit.layer]
    if column.form is Form.ROWS:
        _paint_above(painter, layout, scene, marks, theme)
    else:
        _paint_beside(painter, layout, column, scene, marks, theme)
    other = marks.other
    if other is not None and layout.columns[other.layer].form is Form.CELLS:
        _paint_other(painter, layout, other, scene, marks, theme)


# Where units have rows


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
    """The running sum and f′(z) with their places."""
    unit, px, total = marks.unit, layout.em, marks.total
    assert unit is not None
    made: list[tuple[Line, QRectF]] = []
    column = layout.columns[unit.layer]
    near = QRectF(column.x, column.rect(unit.unit).top(), 0.0, 0.0)
    if total is not None and not (total.letter == "z" and marks.term.what in _IN_THE_UNIT):
        label, short, number = total_room(total, marks, scene.numbers, px)
        between = _GAP * px + number
        narrow = (short + between, max(label, number))
        near = total_place(layout, unit.layer, unit.unit, label + between, narrow)
        briefly = near.height() < 2 * px and near.width() < label + between - 0.5
        made.append((total_line(total, marks, scene.numbers, px, short=briefly), near))
    if marks.slope is not None:
        line = slope_line(marks, scene.numbers, px)
        wide = float(math.ceil(line.width(px)))
        rect = slope_place(layout, unit.layer, unit.unit, sides(near), wide)
        made.append((line, rect))
    return made


def note_rects(layout: Layout, scene: Scene) -> list[QRectF]:
    """What the notes above a unit cover; where room is scarce, a bias of the unit above."""
    marks = scene.marks
    if marks is None or marks.unit is None or layout.form is not Form.ROWS or not marks.unit.layer:
        return []
    return [rect for _, rect in lines_above(layout, scene, marks)]


def total_line(
    total: Total, marks: Marks, numbers: NumberFormat, px: int, *, short: bool = False
) -> Line:
    """The running sum: in words as long as something is missing, then by its name."""
    token, bold = _total_token(total), marks.summing and marks.term.what is not What.ACTIVATION
    name = _name(total, marks, px, short) if total.whole else so_far(total, short)
    return Line(name, numbers.text(total.value), token, bold)


def so_far(total: Total, short: bool) -> str:
    """What a running sum is called."""
    if short:
        return _tr("so far")
    return _tr("z so far") if total.letter == "z" else _tr("sum so far")


def total_room(
    total: Total, marks: Marks, numbers: NumberFormat, px: int
) -> tuple[float, float, float]:
    """The room that the name, a short name, and the number of the running sum need at every term
    of its unit.
    """
    wides: list[float] = []
    for short in (False, True):
        whole = Line(_name(total, marks, px, short), "", "ink", True).name_width(px)
        words = width(so_far(total, short), px, True) if total.of > 1 else 0.0
        wides.append(math.ceil(max(whole, words)))
    digits = max(1, min(7, int(math.log10(total.largest)) + 1)) if 1 <= total.largest < 1e7 else 1
    usual = "−" + "0" * digits + "." + "0" * numbers.places
    number = max(width(usual, px, True), width(numbers.text(total.value), px, True))
    return wides[0], wides[1], math.ceil(number)


def _total_token(total: Total) -> str:
    return "bwd" if total.letter in ("∂L/∂a", "δ") else "ink"


def _name(total: Total, marks: Marks, px: int, short: bool) -> Laid | str:
    """What a sum is called when it is whole; the short name leaves out whose it is."""
    if total.letter == "share" or marks.unit is None:
        return _tr("share") if short else _tr("share of L")
    color, layer, unit = _total_token(total), marks.unit.layer, marks.unit.unit
    sub, above = ("", None) if short else (index(unit + 1), layer)
    box = symbol("a" if total.letter == "∂L/∂a" else total.letter, sub, above, color)
    if total.letter == "∂L/∂a":
        box = row(Glyphs("∂", color), Glyphs("L", color, Style.ITALIC), Glyphs("/∂", color), box)
    return measure(box, _name_px(px))


def slope_line(marks: Marks, numbers: NumberFormat, px: int) -> Line:
    """f′(z) = …"""
    formula = row(
        Glyphs("f′", "ink", Style.ITALIC), Fenced(Glyphs("z", "ink", Style.ITALIC), "ink")
    )
    at_work = marks.term.what in (What.SLOPE, What.DELTA)
    return Line(measure(formula, _name_px(px)), numbers.text(marks.slope), "ink", at_work)


def _name_px(px: int) -> int:
    return round(_NAME * px)


# Where units have one value, or are cells


def _paint_beside(
    painter: QPainter,
    layout: Layout,
    column: Column,
    scene: Scene,
    marks: Marks,
    theme: Theme,
) -> None:
    lines = lines_beside(column, scene, marks)
    if not lines or marks.unit is None:
        return
    size = max(line.width(_BESIDE) for line in lines), 1.55 * _BESIDE * len(lines)
    right = marks.fan is not None and marks.fan.into
    rect = beside_place(layout, column.layer, marks.unit.unit, size, right=right)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.stage)
    painter.drawRoundedRect(rect.adjusted(-6, -3, 6, 3), 3, 3)
    pitch = rect.height() / len(lines)
    for place, line in enumerate(lines):
        ends = rect.right()
        if rect.left() > column.x:
            ends = rect.left() + line.width(_BESIDE)
        line.paint(painter, ends, rect.top() + pitch * (place + 0.5), _BESIDE, theme)


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
    named = total_line(total, marks, scene.numbers, _BESIDE)
    if column.form is not Form.CELLS and not total.whole:
        named = named._replace(name=_name(total, marks, _BESIDE, short=False))
    if marks.slope is not None:
        return [named, slope_line(marks, scene.numbers, _BESIDE)]
    if total.of > 1:
        return [named, Line(count_words(total), "", "ink3", False)]
    return [named]


def _bias_lines(marks: Marks, scene: Scene) -> list[Line]:
    """b where it is added, changed or has its gradient."""
    bias, numbers = marks.parameter, scene.numbers
    assert bias is not None
    sub, px = index(bias.unit + 1), _name_px(_BESIDE)
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


def _paint_other(
    painter: QPainter,
    layout: Layout,
    other: Selection,
    scene: Scene,
    marks: Marks,
    theme: Theme,
) -> None:
    """The cell at the other end of the edge at work: its number and value, and the weight."""
    column, lines = layout.columns[other.layer], lines_of_other(other, scene, marks)
    wide, pitch = max(line.width(_BESIDE) for line in lines), 1.35 * _BESIDE
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
        ends = left + line.width(_BESIDE) if right else left + wide
        line.paint(painter, ends, top + pitch * (place + 0.5), _BESIDE, theme)


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


def count_words(total: Total) -> str:
    """ "5 of 8 paths", "3 of 8 products"; of the bias alone no product is in the sum yet."""
    if total.letter == "z":
        return _tr("{n} of {all} products").format(n=total.known - 1, all=total.of - 1)
    return _tr("{n} of {all} paths").format(n=total.known, all=total.of)
