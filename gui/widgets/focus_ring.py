"""The focus ring: 2 px of ink, 1 px away from whatever has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QMainWindow,
    QMenu,
    QMenuBar,
    QSplitter,
    QWidget,
)
from shiboken6 import isValid

WIDTH = 2
DISTANCE = 1
OUTSET = WIDTH + DISTANCE
_NAME = "backstep_focus_rings"
OWN_RING = "draws_its_focus"
"""Name of the property of a widget that paints its focus itself."""


def install(app: QApplication, color: QColor) -> None:
    """Give the application focus rings of this colour; again with another colour later."""
    rings = app.findChild(FocusRings, _NAME)
    if rings is None:
        rings = FocusRings(app)
        rings.setObjectName(_NAME)
    rings.set_color(color)


class FocusRings(QObject):
    """Puts one ring around the widget that has the keyboard.

    A style sheet can draw nothing outside a widget, so the ring is a widget beside it, in the
    same parent, and scrolls and moves with it. Leave 3 px around what can take the focus. Lists,
    tables and drawings fill their place: theirs is inside. A button that was clicked with the
    mouse gets none, and neither does a list that pops up: its chosen row shows the place.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._color = QColor()
        self._ring: Ring | None = None
        app.focusChanged.connect(self._on_focus_changed)

    def set_color(self, color: QColor) -> None:
        """Draw in this colour from now on."""
        self._color = color
        ring = self._shown()
        if ring is not None:
            ring.color = color
            ring.update()

    def _shown(self) -> Ring | None:
        return self._ring if self._ring is not None and isValid(self._ring) else None

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        ring = self._shown()
        if ring is not None:
            ring.hide()
            ring.deleteLater()
        self._ring = None
        if now is not None and _wants_ring(now):
            self._ring = Ring(now, _place_for_ring(now), self._color)


class Ring(QWidget):
    """The ring around one widget."""

    def __init__(self, around: QWidget, place: QWidget, color: QColor) -> None:
        super().__init__(place)
        self.color = color
        self._around = around
        self._place = place
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget where it goes."""
        if event.type() == QEvent.Type.Hide:
            # Also when the window is being taken down: its geometry must not be asked for then.
            self.hide()
        elif event.type() in _MOVES:
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.color, WIDTH))
        half = WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 6, 6)

    def _follow(self) -> None:
        around = self._around
        outset = 0 if isinstance(around, QAbstractScrollArea) else OUTSET
        edge = around.rect().adjusted(-outset, -outset, outset, outset)
        edge.moveTopLeft(around.mapTo(self._place, edge.topLeft()))
        self.setGeometry(edge)
        self.setVisible(around.isVisible())
        self.raise_()


_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show})


def _wants_ring(widget: QWidget) -> bool:
    if widget.isWindow() or isinstance(widget, (QMainWindow, QMenu, QMenuBar)):
        return False
    if widget.property(OWN_RING) or widget.window().windowType() == Qt.WindowType.Popup:
        return False
    by_keyboard = widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    return by_keyboard or not isinstance(widget, QAbstractButton)


def _place_for_ring(widget: QWidget) -> QWidget:
    """The nearest parent that does not lay out every child it gets (a splitter does)."""
    place = widget.parentWidget() or widget
    while isinstance(place, QSplitter):
        place = place.parentWidget() or widget
    return place
