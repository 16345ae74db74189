"""The weights as a map: a cell for each, coloured by sign and strength."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from engine.state import Shape
from gui.frame import Selection
from gui.letters import font
from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected
from gui.panels.weights_map_layout import CAPTION, Block, MapLayout, arrange, natural_height
from gui.panels.weights_map_paint import paint, part_of, strongest_of
from gui.panels.weights_rows import Rows
from gui.panels.weights_words import heading, tip
from gui.theme import Theme

_ROUND = 3
_LEAST_FRAME = 7  # px: what is selected is found among cells of one pixel
_SCROLL_BAR = 10


class WeightsMap(QScrollArea):
    """The map in its scroll area; ``chosen`` gives the Selection that was clicked, ``pointed`` the
    one under the pointer, or None.
    """

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = MapCanvas(theme)
        self.canvas.chosen.connect(self.chosen)
        self.canvas.pointed.connect(self.pointed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.canvas)
        self.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)

    def show_values(self, seen: Inspected, what: Selection | None, accent: str) -> None:
        """Show the parameters, and what is selected in the hue of the phase."""
        before = self.canvas.shape
        self.canvas.show_values(seen, what, accent)
        if before is None or before.sizes != seen.frame.experiment.shape.sizes:
            self._arrange()

    def follow(self, what: Selection) -> None:
        """Scroll to where a selection is."""
        rect = self.canvas.places.rect(what)
        self.ensureVisible(rect.center().x(), rect.center().y(), rect.width(), rect.height())

    def light_up(self, what: Selection | None) -> None:
        """Show what the pointer is on, here or in another panel."""
        self.canvas.light_up(what)

    def wished_height(self, width: int) -> int:
        """How tall it would like to be at a width."""
        shape = self.canvas.shape
        return 0 if shape is None else natural_height(shape, width)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.canvas.theme = theme
        self.canvas.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shape = self.canvas.shape
        if shape is None:
            return
        places = arrange(shape, self.width(), self.height())
        if places.height > self.height():
            places = arrange(shape, self.width() - _SCROLL_BAR, self.height())
        self.canvas.places = places
        self.canvas.resize(places.width, places.height)
        self.canvas.update()


class MapCanvas(QWidget):
    """Paints the cells that are in sight, and knows which one is under the pointer."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.numbers = NumberFormat()
        self.places = MapLayout((), 0, 0)
        self._seen: Inspected | None = None
        self._what: Selection | None = None
        self._lit: Selection | None = None
        self._under: Selection | None = None
        self._accent = "ink"
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Weights as a map"))
        self.setAccessibleDescription(self.tr("The table above has the same weights as numbers."))

    @property
    def shape(self) -> Shape | None:
        """The network that is shown."""
        return None if self._seen is None else self._seen.frame.experiment.shape

    def show_values(self, seen: Inspected, what: Selection | None, accent: str) -> None:
        """Take what there is to paint; what is painted already stays."""
        before, marked = self._seen, (self._what, self._accent)
        self._seen, self._what, self._accent = seen, what, accent
        if before is None or (what, accent) != marked or not _same(before, seen):
            self.update()

    def light_up(self, what: Selection | None) -> None:
        """Frame a cell thinly."""
        if what != self._lit:
            self._lit = what
            self.update()

    def event(self, event: QEvent) -> bool:
        """The exact values of the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.places.at(QPointF(event.pos()))
            if hit is None or self._seen is None:
                QToolTip.hideText()
            else:
                words = tip(self._seen, hit, self.numbers)
                QToolTip.showText(event.globalPos(), words, self, self.places.rect(hit))
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which cell the pointer is on."""
        self._tell_pointed(self.places.at(event.position()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer that leaves is on nothing."""
        super().leaveEvent(event)
        self._tell_pointed(None)

    def _tell_pointed(self, what: Selection | None) -> None:
        if what != self._under:
            self._under = what
            self.pointed.emit(what)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects."""
        hit = self.places.at(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(hit)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more: the click has been dealt with."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Captions, cells, the frame of what is selected."""
        shape = self.shape
        if self._seen is None or shape is None or len(self.places.blocks) != shape.layers:
            return
        painter = QPainter(self)
        shown = self._seen.frame.shown
        strongest = strongest_of(shown.theta)
        for block in self.places.blocks:
            if not event.rect().intersects(_with_caption(block)):
                continue
            painter.setFont(font(12))
            painter.setPen(self.theme.ink2)
            caption = QRect(block.grid.left(), block.grid.top() - CAPTION, 200, CAPTION - 4)
            painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, heading(block.layer))
            W, b = shown.W(block.layer), shown.b(block.layer)
            for area, values in ((block.grid, W), (block.bias, b[:, None])):
                part = part_of(area, values, block.pitch, event.rect())
                if part is not None:
                    paint(painter, part, block, strongest, self.theme)
        rows = Rows(shape)
        if self._lit is not None and self._lit != self._what and rows.has(self._lit):
            self._paint_frame(painter, self.places.rect(self._lit), "ink", 1.25)
        if self._what is not None and rows.has(self._what):
            self._paint_frame(painter, self.places.rect(self._what), self._accent, 2)

    def _paint_frame(self, painter: QPainter, rect: QRect, token: str, thickness: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.color(token), thickness))
        out = max(1.0, (_LEAST_FRAME - min(rect.width(), rect.height())) / 2)
        painter.drawRoundedRect(QRectF(rect).adjusted(-out, -out, out, out), _ROUND, _ROUND)


def _same(one: Inspected, other: Inspected) -> bool:
    """Whether both have the same parameters."""
    before, after = one.frame.shown.theta, other.frame.shown.theta
    return before is after or np.array_equal(before, after)


def _with_caption(block: Block) -> QRect:
    whole = block.grid.united(block.bias).adjusted(0, -CAPTION, 0, 0)
    return whole.adjusted(0, 0, 60, 0)
