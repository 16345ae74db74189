"""Paints the numbers of weights on their edges and of biases beneath their units."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.frame import Selection
from gui.letters import drop, font, name, width
from gui.math_boxes import index
from gui.math_layout import Laid
from gui.numbers import NumberFormat
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_geometry import Layout
from gui.panels.topology_labels import Label, labels, shown_biases, shown_weights
from gui.panels.topology_notes import covered_rects
from gui.panels.topology_scene import Scene
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
_RIM = 0.15  # of a unit's radius: nothing is written there
_ABOVE, _BELOW = 0.375, 0.68  # em that letters reach from their middle


class _Look(NamedTuple):
    """How a label is drawn: its frame, if it has one, and whether its number is at work."""

    frame: QPen | None
    bold: bool


class _Made(NamedTuple):
    """A label as it is drawn: its name and its number, in a line on a pad of the stage's colour."""

    look: _Look
    name: Laid | None
    text: str
    color: QColor
    px: int
    pad: QRectF | None
    outline: QRectF
    letters: QRectF

    def paint(self, painter: QPainter, theme: Theme) -> None:
        if self.look.frame is not None:
            painter.setPen(self.look.frame)
            painter.setBrush(theme.stage)
            painter.drawRoundedRect(self.outline, 3, 3)
        elif self.pad is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(self.pad, theme.stage)
        left, middle = self.letters.left(), self.letters.top() + _ABOVE * self.px
        if self.name is not None:
            self.name.paint(painter, left, middle + drop(self.px), theme)
        painter.setFont(font(self.px, self.look.bold))
        painter.setPen(self.color)
        before = self.letters.width() - width(self.text, self.px, self.look.bold)
        painter.drawText(QPointF(left + before, middle + drop(self.px)), self.text)


def paint_labels(painter: QPainter, layout: Layout, scene: Scene, theme: Theme) -> None:
    """Draw the labels that are in the picture. One that could be read only in part, for a note, a
    chip or another label lies on it, is left out; the current one is the last of which this holds.
    """
    shown = [*shown_weights(layout, scene), *shown_biases(layout)]
    if scene.marks is not None:
        current = scene.marks.parameter
        shown.sort(key=lambda label: label.selection != current)
    covered = [*covered_rects(layout, scene), *(c.rect for c in shown_chips(layout, scene))]
    letters: list[QRectF] = []
    write = _Writer(layout, scene, theme)
    for label in shown:
        made = write.label(label)
        if any(made.letters.intersects(rect) for rect in covered):
            continue
        if made.look.frame is not None and _is_on_a_unit(made.outline, label.selection, layout):
            continue
        area = made.outline if made.pad is not None or made.look.frame is not None else made.letters
        if any(area.intersects(rect) for rect in letters):
            continue
        made.paint(painter, theme)
        letters.append(made.letters)
        covered.append(made.letters if made.look.frame is None else made.outline)


def _is_on_a_unit(rect: QRectF, what: Selection, layout: Layout) -> bool:
    """Whether a frame would cover the numbers of another unit."""
    column = layout.columns[what.layer]
    inset = _RIM * column.half
    others = (column.rect(unit) for unit in range(column.units) if unit != what.unit)
    return any(rect.intersects(each.adjusted(inset, inset, -inset, -inset)) for each in others)


class _Writer:
    """Makes the labels of a scene."""

    def __init__(self, layout: Layout, scene: Scene, theme: Theme) -> None:
        self._layout, self._scene, self._theme = layout, scene, theme
        self._way = labels(layout)
        layers = range(1, len(layout.columns))
        self._weights = {layer: scene.weights(layer) for layer in layers}
        self._biases = {layer: scene.biases(layer) for layer in layers}

    def label(self, label: Label) -> _Made:
        """A name and a number in the middle of the label's room."""
        what, way, scene = label.selection, self._way, self._scene
        look = _look(what, scene, self._theme)
        px = self._layout.em if what.source is None else way.px
        typeset, value, token, numbers = self._content(what, look)
        before = typeset.width + _NAME_GAP * px if typeset is not None else 0.0
        around = _PAD if typeset is not None else _NAMELESS_PAD
        # Half a pixel, because the label's room was made of the same widths in another order.
        room = label.rect.width() - before - (0 if what.bias else 2 * around - 0.5)
        text = fitting(value, numbers, room, px, look.bold)
        wide = before + width(text, px, look.bold)
        middle = label.rect.center()
        tall = (_ABOVE + _BELOW) * px
        letters = QRectF(middle.x() - wide / 2, middle.y() - _ABOVE * px, wide, tall)
        pad = QRectF(letters.left() - around, label.rect.top(), 0, label.rect.height())
        pad.setRight(letters.right() + around)
        x, y = _FRAME_PAD if typeset is not None else _NAMELESS_FRAME_PAD
        outline = pad.adjusted(-x, -y, x, y) if look.frame is not None else pad
        color = self._theme.color(token if look.bold else "ink2")
        return _Made(look, typeset, text, color, px, None if what.bias else pad, outline, letters)

    def _content(
        self, what: Selection, look: _Look
    ) -> tuple[Laid | None, float, str, NumberFormat]:
        """The name, the value, the colour of a number at work, and how numbers are written."""
        color = "ink" if look.bold else "ink2"
        if what.source is None:
            typeset = name("b", index(what.unit + 1), color, self._layout.names)
            value = float(self._biases[what.layer][what.unit])
            return typeset, value, "ink", self._scene.numbers
        value = float(self._weights[what.layer][what.unit, what.source])
        sub = index(what.unit + 1, what.source + 1)
        typeset = name("w", sub, color, self._layout.names) if self._way.names else None
        token = "pos" if value >= 0 else "neg"
        return typeset, value, token, self._scene.numbers.at_most(self._way.decimals)


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
