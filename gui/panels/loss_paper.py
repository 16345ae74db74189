"""The paper that the loss curve is drawn on: the plot's area, its two axes, and what is painted."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsGridLayout

from gui.numbers import NumberFormat
from gui.panels import loss_axis as axis
from gui.panels.loss_items import CurveItem
from gui.panels.loss_overlay import OverlayItem
from gui.panels.loss_picture import Picture
from gui.panels.loss_scale import Scale, Span
from gui.theme import STAGE_MARGIN, Theme

_LABEL_ROOM, _LITTLE_ROOM = 20, 7


class Paper:
    """pyqtgraph's layout in a view of its own. The area tells its scale and is told its range."""

    def __init__(self, view: pg.GraphicsView, theme: Theme) -> None:
        layout = pg.GraphicsLayout()
        self._grid: QGraphicsGridLayout = layout.layout  # pyright: ignore[reportAttributeAccessIssue]
        view.setCentralItem(layout)
        self._left, self._bottom = axis.LossAxis(theme), axis.UpdateAxis(theme)
        self._bottom.margin = STAGE_MARGIN
        self._area = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._area, 0, 1)
        layout.addItem(self._bottom, 1, 1)
        self._grid.setSpacing(0)
        self._curve, self._overlay = CurveItem(), OverlayItem()
        for item in (self._curve, self._overlay):
            item.setParentItem(layout)

    def set_theme(self, theme: Theme) -> None:
        """Draw the axes in these colours from now on."""
        for one in (self._left, self._bottom):
            one.theme = theme
            one.update()

    def lay_out(self, low: bool) -> None:
        """Fit the view's size; a ``low`` one has no line of text over the plot."""
        top = _LITTLE_ROOM if low else _LABEL_ROOM
        self._grid.setContentsMargins(0, top, STAGE_MARGIN, 0)
        self._grid.activate()

    def origin(self) -> QPointF:
        """Where the plot's area begins, in pixels of the view."""
        return self._area.pos()

    def area(self) -> QRectF:
        """The plot's area, in pixels of the view."""
        return QRectF(self._area.pos(), self._area.rect().size())

    def scale(self, log: bool) -> Scale:
        """From updates and losses to pixels of the plot's area."""
        (left, right), (foot, top) = self._area.viewRange()
        size = self._area.rect()
        width, height = max(1.0, size.width()), max(1.0, size.height())
        return Scale(Span(left, right), Span(foot, top), log, width, height)

    def set_range(self, x: Span, y: Span) -> None:
        """Show these updates, and these values of the loss axis."""
        if self._area.viewRange() != [list(x), list(y)]:
            self._area.setRange(xRange=x, yRange=y, padding=0)

    def show_ticks(
        self, scale: Scale, numbers: NumberFormat, *, losses: bool, updates: bool
    ) -> tuple[float, ...]:
        """Label the axes that have something to measure; where the lines of the grid lie, in
        pixels from the top.
        """
        ticks = axis.loss_ticks(scale.y, scale.log, scale.height, numbers)
        places = [((scale.y.high - t.at) * scale.height / scale.y.size, t.label) for t in ticks]
        marks = axis.update_ticks(scale.x, scale.width, numbers)
        self._left.show_ticks(places if losses else [])
        self._bottom.show_ticks(
            [(scale.across_one(t.at), t.label) for t in marks] if updates else []
        )
        return tuple(y for y, _ in places)

    def show_picture(self, picture: Picture) -> None:
        """Draw all of this from now on."""
        self._curve.setPos(self._area.pos())
        self._curve.show_picture(picture)
        self.show_overlay(picture)

    def show_overlay(self, picture: Picture) -> None:
        """Draw what lies over the losses; they themselves are as before."""
        self._overlay.setPos(self._area.pos())
        self._overlay.show_picture(picture)
