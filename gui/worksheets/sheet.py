"""The pages of a worksheet: the blocks of each variant, in order, put on as many as they need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QLineF, QSizeF
from PySide6.QtGui import QPainter, QPen

from engine import phases
from engine.formula import Quantity
from engine.terms import What
from engine.worksheet import Variant
from engine.worksheet_steps import Ask
from gui.math_layout import Laid
from gui.numbers import DecimalSign, NumberFormat
from gui.theme import PRINT
from gui.worksheets import words
from gui.worksheets.blocks import TEXT, Block, Equalities, Heading, Words, paragraph
from gui.worksheets.items import given, rows
from gui.worksheets.network import Network
from gui.worksheets.unit_table import unit_tables
from gui.worksheets.words import tr

PER_MM = 96 / 25.4
_SIDE, _TOP, _FOOT = 18.0, 14.0, 17.0  # mm
_RUNNING = 30.0  # height of the line at the head of later pages
_NEEDED = (Ask.Z, Ask.A, Ask.DELTA, Ask.GRADIENTS)  # later results need these, never the loss
_FACTORS = (What.PATHS, What.SLOPE)  # they lead to δ and are not needed again


class Paper(StrEnum):
    """The sizes of paper."""

    A4 = "a4"
    LETTER = "letter"

    @property
    def mm(self) -> QSizeF:
        """Width and height."""
        return QSizeF(210.0, 297.0) if self is Paper.A4 else QSizeF(215.9, 279.4)

    @property
    def pixels(self) -> QSizeF:
        """The same in pixels of 1/96 inch."""
        return self.mm * PER_MM


class Sheet(NamedTuple):
    """What all pages of a file share. ``key``: they show the answers."""

    title: str
    paper: Paper
    key: bool
    sign: DecimalSign = DecimalSign.POINT

    def numbers(self, variant: Variant) -> NumberFormat:
        """How numbers are written: results with all decimals, others with no idle digit."""
        return NumberFormat(digits=variant.decimals, decimal_sign=self.sign)

    @property
    def room(self) -> float:
        """How wide the text is."""
        return self.paper.pixels.width() - 2 * _SIDE * PER_MM


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a variant, ``number`` of ``count``; blocks with their heights on it."""

    sheet: Sheet
    variant: Variant
    number: int
    count: int
    blocks: tuple[tuple[float, Block], ...]

    def paint(self, painter: QPainter) -> None:
        """Draw it on paper whose upper left corner is the origin."""
        painter.save()
        painter.translate(_SIDE * PER_MM, 0.0)
        if self.number > 1:
            self._paint_running_head(painter)
        for top, block in self.blocks:
            block.paint(painter, top)
        tall = self.sheet.paper.pixels.height()
        told = tr("page {n} of {count}").format(n=self.number, count=self.count)
        number = Words(told, TEXT - 2, color="ink3")
        number.paint(painter, self.sheet.room - number.width, tall - 10 * PER_MM)
        painter.restore()

    def _paint_running_head(self, painter: QPainter) -> None:
        middle = _TOP * PER_MM + 8
        Words(self.sheet.title, TEXT - 2, color="ink3").paint(painter, 0.0, middle)
        label = Words(_label(self.sheet, self.variant), TEXT - 2, color="ink3")
        label.paint(painter, self.sheet.room - label.width, middle)


class _Head(NamedTuple):
    """Title, variant, and where a pupil writes name and date."""

    sheet: Sheet
    variant: Variant
    heading: bool = False
    height: float = 90.0

    def paint(self, painter: QPainter, top: float) -> None:
        room = self.sheet.room
        label = Words(_label(self.sheet, self.variant), TEXT + 2, bold=True)
        label.paint(painter, room - label.width, top + 14)
        Words(self.sheet.title, TEXT + 6, bold=True).paint(painter, 0.0, top + 14)
        line = top + 64
        painter.setPen(QPen(PRINT.border, 1.0))
        name, date = Words(tr("Name")), Words(tr("Date"))
        painter.drawLine(QLineF(name.width + 8, line, 0.64 * room, line))
        painter.drawLine(QLineF(0.68 * room + date.width + 8, line, room, line))
        name.paint(painter, 0.0, line - 6)
        date.paint(painter, 0.68 * room, line - 6)


def _label(sheet: Sheet, variant: Variant) -> str:
    label = tr("Variant {n}: answers") if sheet.key else tr("Variant {n}")
    return label.format(n=variant.number)


def pages(variants: Iterable[Variant], sheet: Sheet) -> list[Page]:
    """The pages of all variants; each begins on a page of its own."""
    return [page for variant in variants for page in _pages(variant, sheet)]


def _pages(variant: Variant, sheet: Sheet) -> list[Page]:
    top = _TOP * PER_MM
    bottom = sheet.paper.pixels.height() - _FOOT * PER_MM
    filled: list[list[tuple[float, Block]]] = [[]]
    y = top
    blocks = list(_blocks(variant, sheet))
    for number, block in enumerate(blocks):
        needed = block.height
        if block.heading and number + 1 < len(blocks):
            needed += blocks[number + 1].height
        if filled[-1] and y + needed > bottom:
            filled.append([])
            y = top + _RUNNING
        filled[-1].append((y, block))
        y += block.height
    return [
        Page(sheet, variant, number, len(filled), tuple(placed))
        for number, placed in enumerate(filled, start=1)
    ]


def _blocks(variant: Variant, sheet: Sheet) -> Iterable[Block]:
    room, key = sheet.room, sheet.key
    yield _Head(sheet, variant)
    numbers = sheet.numbers(variant)
    yield paragraph(words.task_text(variant, numbers), room)
    network = Network(variant, numbers, room, key)
    yield network
    if not network.has_boxes:
        yield from unit_tables(network.answers, room)
    yield Heading(tr("Given"), words.settings(variant, numbers), room)
    yield Equalities(tuple(_data(variant, numbers)), room)
    yield Equalities(tuple(_weights(variant, numbers)), room)
    if known := tuple(_known(variant, numbers)):
        yield Equalities(known, room)
    asked = [step for step in variant.steps if variant.is_asked(step)]
    order = phases.program(variant.experiment).index
    # δ of a layer before its gradients, where the engine goes unit by unit.
    asked.sort(key=lambda s: (order(s.phase), s.ask is Ask.GRADIENTS, s.row))
    for (title, note), group in groupby(asked, key=lambda step: words.section(variant, step)):
        units = [tuple(unit) for _, unit in groupby(group, key=lambda s: (s.row, s.term.unit))]
        yield Heading(title, note, room)
        yield from rows(units, numbers, room, key=key)


def _data(variant: Variant, numbers: NumberFormat) -> Iterable[tuple[str, tuple[Laid, ...]]]:
    dataset = variant.experiment.dataset
    outputs = dataset.y.shape[1]
    for row, (x, y) in enumerate(zip(dataset.x.tolist(), dataset.y.tolist(), strict=True), 1):
        cells = [given(Quantity("x", v, 0, (k,)), numbers.full(v)) for k, v in enumerate(x, 1)]
        for i, v in enumerate(y, 1):
            cells.append(given(Quantity("y", v, 0, (i,) if outputs > 1 else ()), numbers.full(v)))
        label = tr("Sample") if len(dataset.x) == 1 else tr("Sample {n}").format(n=row)
        yield label, tuple(cells)


def _weights(variant: Variant, numbers: NumberFormat) -> Iterable[tuple[str, tuple[Laid, ...]]]:
    start = variant.experiment.starting_parameters
    for layer, (W, b) in enumerate(zip(start.W, start.b, strict=True), start=1):
        for j, (weights, bias) in enumerate(zip(W.tolist(), b.tolist(), strict=True), start=1):
            cells = [
                given(Quantity("w", v, layer, (j, k)), numbers.full(v))
                for k, v in enumerate(weights, 1)
            ]
            cells.append(given(Quantity("b", bias, layer, (j,)), numbers.full(bias)))
            label = tr("Layer {l}, unit {j}").format(l=layer, j=j)
            yield label, tuple(cells)


def _known(variant: Variant, numbers: NumberFormat) -> Iterable[tuple[str, tuple[Laid, ...]]]:
    """The results that are not asked, but needed for those that are."""
    known = [
        step
        for step in variant.steps
        if not variant.is_asked(step) and step.ask in _NEEDED and step.term.what not in _FACTORS
    ]
    for key, group in groupby(known, key=lambda step: (step.phase, step.row)):
        cells = tuple(given(s.left, numbers.text(s.value)) for s in group)
        yield words.given_label(key[0]) + words.of_sample(variant, key[1], key[0].kind), cells
