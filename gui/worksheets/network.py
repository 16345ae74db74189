"""The picture of a worksheet's network: weights on their edges, and boxes in the units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from engine import phases
from engine.history import History
from engine.state import TrainState
from engine.terms import What
from engine.worksheet import Variant
from gui.frame import Frame
from gui.letters import SMALLEST, drop, font, name, width
from gui.math_boxes import index
from gui.numbers import NumberFormat
from gui.panels.topology_edges import paint_edges
from gui.panels.topology_geometry import Column, Form, Layout
from gui.panels.topology_label_paint import paint_labels
from gui.panels.topology_loss import paint_loss
from gui.panels.topology_paint import paint_header
from gui.panels.topology_scene import Scene, layout
from gui.theme import PRINT
from gui.worksheets.answers import LETTERS, Answers

RADIUS = 50.0
_INSIDE = 0.73  # of the radius: how far from the middle a box reaches
_ROW_PITCH = 0.44  # radii
_BOX_HEIGHT = 0.38  # radii
_NAME = 0.85  # em left of a box
_CELL_TEXT = 13.0  # px that a cell needs for its number
_LOSS_ROWS = 1.55  # em


class _Blank(NumberFormat):
    """Numbers with no idle digit; those that are not reached are left out, for a box to stand
    there.
    """

    def text(self, value: float | None) -> str:
        return "" if value is None else self.full(value)


@dataclass(frozen=True, eq=False)
class Network:
    """The network of a variant, as its first sample goes through. ``key``: with the answers."""

    variant: Variant
    numbers: NumberFormat
    room: float
    key: bool
    heading: bool = False

    @property
    def height(self) -> float:
        return self._place.plan.height * self._scale + 12

    @cached_property
    def _scene(self) -> Scene:
        """Nothing is at work yet."""
        return self._of(phases.start(self.variant.experiment))

    @cached_property
    def _with_sample(self) -> Scene:
        return self._of(phases.advance(phases.start(self.variant.experiment)))

    def _of(self, state: TrainState) -> Scene:
        numbers = _Blank(digits=1, decimal_sign=self.numbers.decimal_sign)
        return Scene(Frame(state, History().view(), 0), numbers)

    @cached_property
    def answers(self) -> Answers:
        """What stands in the units, or in the table below."""
        return Answers(self.variant, self.numbers, self.key)

    @cached_property
    def has_boxes(self) -> bool:
        """Whether each unit has a box for each of its values; else they need a table."""
        place = self._spacious
        if place.form is not Form.ROWS:
            return False
        half = min(column.half for column in place.columns[1:])
        return self.answers.fit((2 * _INSIDE * half - _NAME * place.em) * self._scale_of(place))

    @cached_property
    def _place(self) -> Layout:
        most = max(self.variant.experiment.shape.sizes)
        return (
            self._spacious if self.has_boxes else self._laid(max(340.0, 100 + 46.0 * min(most, 10)))
        )

    @cached_property
    def _spacious(self) -> Layout:
        most = max(self.variant.experiment.shape.sizes)
        return self._laid(100 + 124.0 * min(most, 4) if most > 1 else 260.0)

    def _laid(self, tall: float) -> Layout:
        places = layout(self._scene, self.room, tall, RADIUS)
        places = layout(self._scene, places.content.width(), places.content.height(), RADIUS)
        if places.loss is None:
            return places
        # The picture has one decimal; the box of the loss holds results with all of theirs.
        rect = places.loss.rect
        wide = max(rect.width(), self.answers.wide(places.em - 1) + 2.45 * places.em)
        left = min(rect.center().x() - wide / 2, places.plan.width - 4 - wide)
        rect = QRectF(left, rect.top(), wide, rect.height())
        return replace(places, loss=places.loss._replace(rect=rect))

    @property
    def _scale(self) -> float:
        return self._scale_of(self._place)

    def _scale_of(self, place: Layout) -> float:
        return min(1.0, self.room / place.plan.width)

    def paint(self, painter: QPainter, top: float) -> None:
        place, scene = self._place, self._scene
        painter.save()
        painter.translate(0.0, top)
        painter.scale(self._scale, self._scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_edges(painter, place, scene, PRINT)
        for column in place.columns:
            self._paint_column(painter, column, place.em)
        paint_labels(painter, place, scene, PRINT)
        paint_loss(painter, place, self._with_sample, PRINT)
        self._paint_loss_boxes(painter)
        paint_header(painter, place, scene, PRINT, None)
        painter.restore()

    def _paint_column(self, painter: QPainter, column: Column, em: int) -> None:
        for unit in range(column.units):
            painter.setPen(QPen(PRINT.control, 1.25))
            painter.setBrush(PRINT.stage)
            if column.form is Form.CELLS:
                painter.drawRect(column.rect(unit))
            else:
                painter.drawEllipse(column.center(unit), column.half, column.half)
            if column.layer == 0:
                self._paint_input(painter, column, unit, em)
            elif self.has_boxes:
                for row, letter in enumerate(LETTERS):
                    self._paint_row(painter, column, unit, row, letter, em)
            else:
                self._paint_number(painter, column, unit)

    def _paint_number(self, painter: QPainter, column: Column, unit: int) -> None:
        """Which unit it is, as it is called in the table."""
        if column.form is not Form.CELLS or column.pitch >= _CELL_TEXT:
            text = str(unit + 1)
            painter.setFont(font(SMALLEST))
            painter.setPen(PRINT.ink2)
            left = column.x - width(text, SMALLEST) / 2
            painter.drawText(QPointF(left, column.y(unit) + drop(SMALLEST)), text)

    def _paint_input(self, painter: QPainter, column: Column, unit: int, em: int) -> None:
        values = self._with_sample.values("x", 0)
        assert values is not None
        value = values[unit]
        assert value is not None
        y = column.y(unit)
        if column.form is not Form.CELLS and column.half >= 1.45 * em:
            label = name("x", index(unit + 1), "ink3", em)
            label.paint(painter, column.x - label.width / 2, y - 0.25 * em, PRINT)
            y += 0.65 * em
        text = self.numbers.full(value)
        painter.setFont(font(em))
        painter.setPen(PRINT.ink)
        painter.drawText(QPointF(column.x - width(text, em) / 2, y + drop(em)), text)

    def _paint_row(
        self, painter: QPainter, column: Column, unit: int, row: int, letter: str, em: int
    ) -> None:
        step = self.answers.steps.get((LETTERS[letter], column.layer, unit))
        if step is None:
            return
        reach, middle = (
            _INSIDE * column.half,
            column.y(unit) + (row - 1) * _ROW_PITCH * column.half,
        )
        label = name(letter, "", "ink2", em)
        label.paint(painter, column.x - reach, middle + 0.24 * em, PRINT)
        tall = _BOX_HEIGHT * column.half
        left = column.x - reach + _NAME * em
        box = QRectF(left, middle - tall / 2, column.x + reach - left, tall)
        self.answers.paint(painter, step, box, em - 1)

    def _paint_loss_boxes(self, painter: QPainter) -> None:
        """ŷ and L in the box of the loss."""
        place = self._place
        box, em = place.loss, place.em
        if box is None:
            return
        last = len(place.columns) - 1
        wanted = [(What.LOSS, last, self.variant.experiment.shape.sizes[-1] - 1)]
        if box.rows:
            wanted.insert(0, (What.ACTIVATION, last, 0))
        bottom = box.rect.center().y() + _LOSS_ROWS * em * (len(wanted) + box.rows - 1) / 2
        for number, what in enumerate(reversed(wanted)):
            step = self.answers.steps.get(what)
            if step is None:
                continue
            middle = bottom - number * _LOSS_ROWS * em
            left, right = box.rect.left() + 2.0 * em, box.rect.right() - 0.45 * em
            rect = QRectF(left, middle - 0.66 * em, right - left, 1.32 * em)
            self.answers.paint(painter, step, rect, em - 1)
