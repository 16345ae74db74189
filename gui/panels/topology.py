"""The network: drawn with its weights and the values of the shown sample, and changed in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from gui.frame import Activity, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels import topology_edits as edits
from gui.panels import topology_keys as keys
from gui.panels.topology_editor import ParameterEditor
from gui.panels.topology_geometry import Layout
from gui.panels.topology_hits import Hit, Target, column_at, hit
from gui.panels.topology_labels import bias_rect, label_rect, labels
from gui.panels.topology_motion import Fade
from gui.panels.topology_paint import paint
from gui.panels.topology_pointer import Pointer
from gui.panels.topology_scene import Scene, exists
from gui.panels.topology_scroll import Scroll
from gui.panels.topology_tips import sentence, tip
from gui.panels.topology_typing import Typing
from gui.panels.topology_wishes import Wishes
from gui.parameter import set_parameter
from gui.theme import Theme


class TopologyPanel(QWidget):
    """One widget that paints the network of the newest Frame, and turns gestures into wishes.

    ``problem`` carries one sentence when a wish is impossible; nothing is changed then. The panel
    keeps no value of its own: the Frame, the selection and what the pointer is on are references.
    ``pointed``: the unit or parameter that the pointer is on; None when it has left.
    """

    edit_requested = Signal(object)
    selection_requested = Signal(object)
    pointed = Signal(object)
    problem = Signal(str)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = numbers
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._by_keyboard = False
        self._pointer = Pointer(self)
        self._pointer.moved.connect(self.update)
        self._pointer.pointed.connect(self.pointed)
        self._fade = Fade(self)
        self._fade.changed.connect(self.update)
        self._typing = Typing(self, self._set)
        self._typing.problem.connect(self.problem)
        self._wishes = Wishes(self)
        self._wishes.wished.connect(self.edit_requested)
        self._wishes.problem.connect(self.problem)
        self._scroll = Scroll(self, self._on_scrolled)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("draws_its_focus", True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Network"))

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the newest Frame."""
        reshaped = self._frame is None or self._frame.experiment.shape != frame.experiment.shape
        self._frame = frame
        self._wishes.arrive(frame)
        self._fade.follow(frame)
        if reshaped:
            self._pointer.forget()
            self._typing.close()
            self._fit()
        if frame.activity is not Activity.RUNNING:
            self._describe()
        self.update()

    def show_selection(self, selection: Selection | None) -> None:
        """Mark what is selected everywhere."""
        if selection == self._selection:
            return
        self._selection = selection
        self._describe()
        self._scroll_to_selection()
        self.update()

    def show_pointed(self, what: Selection | None) -> None:
        """Light up what the pointer is on in another panel."""
        self._pointer.show_elsewhere(what)

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers so from now on."""
        self._numbers = numbers
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the article's network in a small window."""
        return QSize(740, 320)

    def minimumSizeHint(self) -> QSize:
        """The least at which a small network can be read."""
        return QSize(320, 160)

    def scene(self) -> Scene | None:
        """What the picture says now; None before the first Frame."""
        if self._frame is None:
            return None
        shape = self._frame.experiment.shape
        selection = self._selection if exists(self._selection, shape) else None
        over = self._pointer.selection if exists(self._pointer.selection, shape) else None
        return Scene(self._frame, self._numbers, selection, over, self._fade.strength)

    def places(self) -> Layout | None:
        """Where everything stands now; None before the first Frame."""
        scene = self.scene()
        return None if scene is None else self._scroll.layout(scene)

    # Changes, also from the Edit menu

    def add_unit(self) -> None:
        """One more unit in the selected layer."""
        self._wishes.add_units(self._selection, 1)

    def remove_unit(self) -> None:
        """One unit less in the selected layer."""
        self._wishes.add_units(self._selection, -1)

    def add_layer(self) -> None:
        """A hidden layer behind the selected one, before the output at the latest."""
        self._wishes.add_layer(self._selection)

    def remove_layer(self) -> None:
        """Take the selected hidden layer out."""
        self._wishes.remove_layer(self._selection)

    def open_menu(self, layer: int, at: QPoint | None = None) -> QMenu | None:
        """The menu of layer 1…L, under its title or at a point of the screen."""
        scene = self.scene()
        experiment = self._wishes.experiment
        if scene is None or experiment is None or not 0 < layer <= len(experiment.layers):
            return None
        if at is None:
            rect = self._scroll.layout(scene).columns[layer].title_rect
            below = QPointF(rect.left(), rect.bottom() + 2) - self._scroll.point(QPointF())
            at = self.mapToGlobal(below.toPoint())
        from gui.panels.topology_menu import column_menu

        menu = column_menu(self, experiment, layer, self._wishes.wish)
        if self.actions():
            menu.addSeparator()
            menu.addActions(self.actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        return menu

    # Typing a value

    def edit_parameter(self, what: Selection) -> ParameterEditor | None:
        """Open the editor over a weight or a bias."""
        scene = self.scene()
        if scene is None or not exists(what, scene.shape) or not keys.is_parameter(what):
            return None
        value = scene.frame.shown.value(what.layer, what.unit, what.source)
        place = self._place_of(what, scene)
        return self._typing.open(what, self._numbers.typed(value), place)

    def _set(self, what: Selection, value: float) -> None:
        if self._frame is not None and exists(what, self._frame.experiment.shape):
            self.edit_requested.emit(set_parameter(self._frame, what, value))

    def _place_of(self, what: Selection, scene: Scene) -> QRect:
        places = self._scroll.layout(scene)
        if what.source is None:
            rect = bias_rect(places, what.layer, what.unit)
        else:
            rect = label_rect(places, labels(places), what.layer, what.unit, what.source)
        return rect.translated(-self._scroll.point(QPointF())).toAlignedRect()

    # Selecting

    def _select(self, selection: Selection | None) -> None:
        if selection != self._selection:
            self.show_selection(selection)
            self.selection_requested.emit(selection)

    def _describe(self) -> None:
        scene = self.scene()
        if scene is not None:
            text = sentence(scene.selection, scene)
            if text != self.accessibleDescription():
                self.setAccessibleDescription(text)

    def _scroll_to_selection(self) -> None:
        scene = self.scene()
        if scene is not None and scene.selection is not None:
            self._scroll.show_unit(scene, scene.selection.layer, scene.selection.unit)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the network, and the ring when the keyboard is here."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.stage)
        scene = self.scene()
        if scene is None:
            return
        painter.translate(-self._scroll.point(QPointF()))
        paint(painter, self._scroll.layout(scene), scene, self._theme, self._pointer.controls)
        painter.resetTransform()
        if self.hasFocus() and self._by_keyboard:
            painter.setPen(QPen(self._theme.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)

    def event(self, event: QEvent) -> bool:
        """Tell exact values when the pointer rests on something."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            scene = self.scene()
            found = None if scene is None else self._hit_at(QPointF(event.pos()))
            if scene is None or found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(found, scene), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emphasise what the pointer is on."""
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, or do what the button under the pointer does."""
        self._by_keyboard = False
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._hit_at(event.position())
        self._act(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the number that was clicked twice; a button takes it as one more click."""
        found = self._hit_at(event.position())
        if found is not None and found.target is Target.PARAMETER and found.selection is not None:
            self.edit_parameter(found.selection)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._act(found)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column under the pointer, or of the selected one."""
        scene = self.scene()
        if scene is None:
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            layer = None if scene.selection is None else scene.selection.layer
            at = None
        else:
            at_point = self._scroll.point(QPointF(event.pos()))
            layer = column_at(self._scroll.layout(scene), at_point)
            at = event.globalPos()
        if layer:
            self.open_menu(layer, at)
        else:
            self._open_plain_menu(at or self.mapToGlobal(self.rect().center()))

    def _open_plain_menu(self, at: QPoint) -> None:
        """What can be done with the picture as a whole."""
        if self.actions():
            menu = QMenu(self)
            menu.addActions(self.actions())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and arrows move among units, W among the weights into one; Enter, F2 change."""
        self._by_keyboard = True
        scene = self.scene()
        if scene is None or not self._on_key(event, scene):
            super().keyPressEvent(event)

    def _on_key(self, event: QKeyEvent, scene: Scene) -> bool:
        shape, here, key = scene.shape, scene.selection, event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in keys.ARROWS:
            self._select(keys.next_unit(shape, here, *keys.ARROWS[Qt.Key(key)]))
        elif key == Qt.Key.Key_W and not event.modifiers() & keys.COMMANDS:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._select(keys.next_parameter(shape, here, -1 if back else 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            return self._on_enter(here, menu=key != Qt.Key.Key_F2)
        elif key == Qt.Key.Key_Escape and here is not None:
            unit = keys.is_parameter(here)
            self._select(Selection(here.layer, here.unit) if unit else None)
        else:
            return False
        return True

    def _on_enter(self, here: Selection | None, *, menu: bool) -> bool:
        if here is not None and keys.is_parameter(here):
            return self.edit_parameter(here) is not None
        if menu and here is not None and here.layer:
            return self.open_menu(here.layer) is not None
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is for who came by the keyboard."""
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        self._by_keyboard = not by_mouse and event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        )
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find all places anew."""
        self._typing.close()
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a network that is higher or wider than the panel."""
        self._scroll.wheel(event)

    # Inside

    def _hit_at(self, point: QPointF) -> Hit | None:
        scene = self.scene()
        if scene is None:
            return None
        return hit(self._scroll.layout(scene), scene, self._scroll.point(point))

    def _point_at(self, point: QPointF | None) -> None:
        found = None if point is None else self._hit_at(point)
        scene = self.scene()
        header = 0.0 if scene is None else self._scroll.layout(scene).header
        in_header = point is not None and point.y() < header
        self._pointer.move(found, in_header=in_header)

    def _act(self, found: Hit | None) -> None:
        if found is None:
            self._select(None)
            return
        layer = found.layer
        match found.target:
            case Target.UNIT | Target.PARAMETER | Target.CHIP:
                self._select(found.selection)
            case Target.TITLE:
                self.open_menu(layer)
            case Target.ADD_UNIT:
                self._wishes.wish(lambda e: edits.add_units(e, layer, 1))
            case Target.REMOVE_UNIT:
                self._wishes.wish(lambda e: edits.add_units(e, layer, -1))
            case Target.INSERT:
                self._wishes.wish(lambda e: edits.insert_layer(e, layer))
            case Target.LOSS:
                pass

    def _on_scrolled(self) -> None:
        self._typing.close()
        self.update()

    def _fit(self) -> None:
        scene = self.scene()
        if scene is not None:
            self._scroll.fit(scene)
