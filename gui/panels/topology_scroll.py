"""The scroll bars of a network that is larger than its panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from gui.panels.topology_geometry import Layout
from gui.panels.topology_scene import Scene, layout

_STEP = 36


class Scroll:
    """Two bars at the right and the bottom of a panel, in sight only when they are needed.

    Downward the layout itself moves the columns that are too high (Plan.scroll); across, the
    whole picture moves.
    """

    def __init__(self, panel: QWidget, moved: Callable[[], None]) -> None:
        self._panel = panel
        self.down = QScrollBar(Qt.Orientation.Vertical, panel)
        self.across = QScrollBar(Qt.Orientation.Horizontal, panel)
        for bar in (self.down, self.across):
            bar.hide()
            bar.setSingleStep(_STEP)
            bar.setCursor(Qt.CursorShape.ArrowCursor)
            bar.valueChanged.connect(lambda _value: moved())

    def layout(self, scene: Scene) -> Layout:
        """The places in the room that the bars leave."""
        room = self._room()
        return layout(scene, room.width(), room.height(), scroll=self.down.value())

    def point(self, at: QPointF) -> QPointF:
        """A point of the panel as a point of the picture."""
        return at + QPointF(self.across.value(), 0)

    def fit(self, scene: Scene) -> None:
        """Show the bars that the scene needs."""
        panel = self._panel
        thick = self.down.sizeHint().width()
        places = layout(scene, panel.width(), panel.height())
        down = places.overflows
        places = layout(scene, panel.width() - (thick if down else 0), panel.height())
        across = places.content.width() > places.plan.width + 0.5
        room_right = thick if down else 0
        room_below = thick if across else 0
        self.down.setGeometry(panel.width() - thick, 0, thick, panel.height() - room_below)
        self.across.setGeometry(0, panel.height() - thick, panel.width() - room_right, thick)
        self.down.setVisible(down)
        self.across.setVisible(across)
        room = self._room()
        content = layout(scene, room.width(), room.height()).content
        rest = content - room
        self.down.setRange(0, max(0, round(rest.height())) if down else 0)
        self.across.setRange(0, max(0, round(rest.width())) if across else 0)
        self.down.setPageStep(max(1, int(room.height())))
        self.across.setPageStep(max(1, int(room.width())))

    def show_unit(self, scene: Scene, layer: int, unit: int) -> None:
        """Bring a unit into sight."""
        places = self.layout(scene)
        column, body = places.columns[layer], places.body()
        if column.pitch * column.units > body.height():
            y = column.y(unit)
            moved = min(0.0, y - 20 - body.top()) + max(0.0, y + 20 - body.bottom())
            self.down.setValue(round(self.down.value() + moved))
        if self.across.maximum():
            low, high = column.x + 80 - places.plan.width, column.x - 80
            self.across.setValue(round(min(max(self.across.value(), low), high)))

    def wheel(self, event: QWheelEvent) -> None:
        """Turn the bar that has something to show, else leave the wheel to others."""
        bar = self.down if self.down.maximum() else self.across
        if bar.maximum():
            bar.event(event)
        else:
            event.ignore()

    def _room(self) -> QSizeF:
        panel = self._panel
        right = 0 if self.down.isHidden() else self.down.width()
        below = 0 if self.across.isHidden() else self.across.height()
        return QSizeF(panel.width() - right, panel.height() - below)
