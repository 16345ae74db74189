"""The pages of a worksheet: the blocks of each variant, in order, put on as many as they need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLineF, QSizeF
from PySide6.QtGui import QPainter, QPen

from engine import phases
from engine.formula import Quantity
from engine.phases import Kind, Phase
from engine.session import Session
from engine.terms import What
from engine.worksheet import Variant
from engine.worksheet_steps import Ask, Step
from gui.panels.editors import activation_words
from gui.theme import PRINT
from gui.worksheets.blocks import TEXT, Block, Equalities, Heading, Words, paragraph
from gui.worksheets.items import given, plain, result, rows
from gui.worksheets.network import Network

PER_MM = 96 / 25.4
_SIDE, _TOP, _FOOT = 18.0, 14.0, 17.0  # mm
_RUNNING = 30.0  # height of the line at the head of later pages
_NEEDED = (Ask.Z, Ask.A, Ask.DELTA, Ask.GRADIENTS)  # later results need these, never the loss
_FACTORS = (What.PATHS, What.SLOPE)  # they lead to δ and are not needed again


def _tr(text: str) -> str:
    return QCoreApplication.translate("Worksheet", text)


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
        words = _tr("page {n} of {count}").format(n=self.number, count=self.count)
        number = Words(words, TEXT - 2, color="ink3")
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
        name, date = Words(_tr("Name")), Words(_tr("Date"))
        painter.drawLine(QLineF(name.width + 8, line, 0.64 * room, line))
        painter.drawLine(QLineF(0.68 * room + date.width + 8, line, room, line))
        name.paint(painter, 0.0, line - 6)
        date.paint(painter, 0.68 * room, line - 6)


def _label(sheet: Sheet, variant: Variant) -> str:
    words = _tr("Variant {n}: answers") if sheet.key else _tr("Variant {n}")
    return words.format(n=variant.number)


def title_of(session: Session) -> str:
    """What the sheets of a session are called."""
    return session.title or _tr("Backpropagation by hand")


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
    for text in task_text(variant):
        yield paragraph(text, room)
    yield Network(variant, room, key)
    yield Heading(_tr("Given"), _settings(variant), room)
    yield Equalities(tuple(_data(variant)), room)
    yield Equalities(tuple(_weights(variant)), room)
    if known := tuple(_known(variant)):
        yield Equalities(known, room)
    asked = [step for step in variant.steps if variant.is_asked(step)]
    order = phases.program(variant.experiment).index
    # δ of a layer before its gradients, where the engine goes unit by unit.
    asked.sort(key=lambda s: (order(s.phase), s.ask is Ask.GRADIENTS, s.row))
    for (title, note), group in groupby(asked, key=lambda step: _section(variant, step)):
        units = [tuple(unit) for _, unit in groupby(group, key=lambda s: (s.row, s.term.unit))]
        yield Heading(title, note, room)
        yield from rows(units, variant.decimals, room, key=key)


def task_text(variant: Variant) -> list[str]:
    """What is to be done, and how to round."""
    biases = variant.experiment.hyperparameters.update_biases
    names = {
        Ask.Z: _tr("z"),
        Ask.A: _tr("a"),
        Ask.LOSS: _tr("the loss"),
        Ask.DELTA: _tr("δ"),
        Ask.GRADIENTS: _tr("the gradients"),
        Ask.UPDATE: _tr("the new weights and biases") if biases else _tr("the new weights"),
    }
    wanted = [names[ask] for ask in Ask if ask in variant.asked]
    listed = wanted[-1]
    if len(wanted) > 1:
        before = ", ".join(wanted[:-1])
        listed = _tr("{these} and {last}").format(these=before, last=wanted[-1])
    work = _tr("Work out {these} of one update of this network by hand.").format(these=listed)
    decimals = variant.decimals
    places = _tr("1 decimal") if decimals == 1 else _tr("{n} decimals").format(n=decimals)
    rounding = _tr(
        "Round each product, each sum and each result to {places} before you use it; a 5 is "
        "rounded away from zero, as in {before} → {after}."
    ).format(places=places, before=_example(decimals, "25"), after=_example(decimals, "3"))
    return [f"{work} {rounding}"]


def _example(decimals: int, end: str) -> str:
    return f"0.{'0' * (decimals - 1)}{end}"


def _settings(variant: Variant) -> str:
    h = variant.experiment.hyperparameters
    words = [_tr("the weight wⱼₖ leads into unit j from unit k")]
    asked = variant.asked
    if Ask.UPDATE in asked:
        words.append(_tr("learning rate η = {eta}").format(eta=plain(h.learning_rate)))
    if Ask.GRADIENTS in asked:
        penalties = (("λ₁", h.l1), ("λ₂", h.l2))
        words += [f"{letter} = {plain(value)}" for letter, value in penalties if value]
    if h.loss == "huber" and asked & {Ask.LOSS, Ask.DELTA}:
        words.append(f"d = {plain(h.huber_delta)}")
    if len(variant.experiment.dataset.x) > 1:
        words.append(_tr("the picture shows sample 1"))
    return ", ".join(words)


def _data(variant: Variant) -> Iterable[tuple[str, tuple]]:
    dataset = variant.experiment.dataset
    outputs = dataset.y.shape[1]
    for row, (x, y) in enumerate(zip(dataset.x.tolist(), dataset.y.tolist(), strict=True), 1):
        cells = [given(Quantity("x", v, 0, (k,)), plain(v)) for k, v in enumerate(x, 1)]
        for i, v in enumerate(y, 1):
            cells.append(given(Quantity("y", v, 0, (i,) if outputs > 1 else ()), plain(v)))
        label = _tr("Sample") if len(dataset.x) == 1 else _tr("Sample {n}").format(n=row)
        yield label, tuple(cells)


def _weights(variant: Variant) -> Iterable[tuple[str, tuple]]:
    start = variant.experiment.starting_parameters
    for layer, (W, b) in enumerate(zip(start.W, start.b, strict=True), start=1):
        for j, (weights, bias) in enumerate(zip(W.tolist(), b.tolist(), strict=True), start=1):
            cells = [
                given(Quantity("w", v, layer, (j, k)), plain(v)) for k, v in enumerate(weights, 1)
            ]
            cells.append(given(Quantity("b", bias, layer, (j,)), plain(bias)))
            label = _tr("Layer {l}, unit {j}").format(l=layer, j=j)
            yield label, tuple(cells)


def _known(variant: Variant) -> Iterable[tuple[str, tuple]]:
    """The results that are not asked, but needed for those that are."""
    known = [
        step
        for step in variant.steps
        if not variant.is_asked(step) and step.ask in _NEEDED and step.term.what not in _FACTORS
    ]
    for key, group in groupby(known, key=lambda step: (step.phase, step.row)):
        cells = tuple(given(s.left, result(s.value, variant.decimals)) for s in group)
        yield _short(key[0]) + _of_sample(variant, key[1], key[0].kind), cells


def _short(phase: Phase) -> str:
    words = _tr("Forward, layer {l}") if phase.kind is Kind.FORWARD else _tr("Backward, layer {l}")
    return words.format(l=phase.layer)


def _of_sample(variant: Variant, row: int, kind: Kind) -> str:
    if len(variant.experiment.dataset.x) == 1 or kind is Kind.UPDATE:
        return ""
    return _tr(", sample {n}").format(n=row + 1)


def _section(variant: Variant, step: Step) -> tuple[str, str]:
    """The heading under which a step stands, and its note."""
    layers = variant.experiment.layers
    sample = _of_sample(variant, step.row, step.phase.kind)
    match step.ask:
        case Ask.Z | Ask.A:
            layer = step.phase.layer
            title = _tr("Forward pass, layer {l}").format(l=layer) + sample
            note = activation_words(layers[layer - 1].activation)
            if layer == len(layers):
                note += _tr("; its a is the prediction ŷ")
            return title, note
        case Ask.LOSS:
            return _tr("Loss") + sample, ""
        case Ask.DELTA:
            title = _tr("Backward pass, layer {l}").format(l=step.phase.layer)
            return title + sample, _tr("δ is the derivative of the loss by z")
        case Ask.GRADIENTS:
            return _tr("Gradients, layer {l}").format(l=step.phase.layer), ""
        case Ask.UPDATE:
            biases = variant.experiment.hyperparameters.update_biases
            words = (
                _tr("New weights and biases, layer {l}")
                if biases
                else _tr("New weights, layer {l}")
            )
            return words.format(l=step.term.layer), _kept(variant)


def _kept(variant: Variant) -> str:
    """What an update leaves as it is."""
    experiment = variant.experiment
    words = [] if experiment.hyperparameters.update_biases else [_tr("biases are not updated")]
    if experiment.frozen is not None and experiment.frozen.any():
        words.append(_tr("those that are frozen are left out"))
    return "; ".join(words)
