"""The figure as it will be, with its annotations to be drawn, moved and removed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from engine.annotation import MOST, Annotation, Kind
from gui.figures import annotation_painter as marks
from gui.figures import export
from gui.figures.figure import Figure
from gui.figures.preview_places import Fit, Places, fit
from gui.theme import Theme

_STEP, _LARGE_STEP = 2.0, 12.0
_ASIDE = QPointF(120, 60)  # from what a callout made with Enter points at to where it stands
_KEYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class FigurePreview(QWidget):
    """``annotated`` gives all annotations after a gesture; ``selected`` the one that is selected,
    by its number in the list, or None. ``told`` says what a gesture could not do; ``typed`` gives
    letters that are meant for the words of the selected callout.
    """

    annotated = Signal(object)
    selected = Signal(object)
    told = Signal(str)
    typed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._places: Places | None = None
        self._fit = Fit()
        self._image: QImage | None = None
        self._tool: Kind | None = None
        self._selection: int | None = None
        self._press: QPointF | None = None
        self._pointer: QPointF | None = None
        self.setMinimumSize(420, 280)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Preview of the figure"))

    def sizeHint(self) -> QSize:
        """Two thirds of a usual figure."""
        return QSize(800, 560)

    # What is shown

    def show_figure(self, figure: Figure) -> None:
        """Show this figure, fitted into the room."""
        others = len(figure.spec.annotations) != len(self._annotations())
        self._places = Places(figure, [])
        if others:
            self.select(None)
        self.setAccessibleDescription(figure.description)
        self._draw()

    def choose_tool(self, tool: Kind | None) -> None:
        """What the mouse draws from now on; None: it selects and moves."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else Qt.CursorShape.CrossCursor)

    @property
    def selection(self) -> int | None:
        """The annotation that is selected, by its number in the list."""
        return self._selection

    def select(self, index: int | None) -> None:
        """Select an annotation, or none."""
        if index != self._selection:
            self._selection = index
            self.selected.emit(index)
            self.update()

    def widget_point(self, point: QPointF) -> QPointF:
        """A point of the figure in the widget's pixels."""
        return self._fit.widget_point(point)

    def number_nearest(self, point: QPointF) -> QPoint:
        """The middle of the number that is nearest to a point of the widget."""
        here = self._fit.figure_point(point)
        return self._fit.widget_point(self._known().number_nearest(here)).toPoint()

    # Inside

    def _known(self) -> Places:
        assert self._places is not None
        return self._places

    def _draw(self) -> None:
        if self._places is None:
            return
        figure, sharp = self._places.figure, self.devicePixelRatioF()
        self._fit = fit(figure.spec, self.size())
        self._image, numbers = export.sketch(figure, self._fit.scale * sharp)
        self._image.setDevicePixelRatio(sharp)
        self._places = Places(figure, numbers)
        self.update()

    def _annotations(self) -> tuple[Annotation, ...]:
        return () if self._places is None else self._places.annotations

    def _selected(self) -> tuple[Annotation, QRectF] | None:
        """What is selected, and its panel."""
        if self._selection is None or self._places is None:
            return None
        one = self._places.annotations[self._selection]
        rect = self._places.rect_of(one)
        return None if rect is None else (one, rect)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """The figure on the grey of the dialog, the selection and what is being drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.group)
        if self._image is None:
            return
        painter.drawImage(self._fit.origin, self._image)
        painter.translate(self._fit.origin)
        painter.scale(self._fit.scale, self._fit.scale)
        self._paint_selection(painter)
        self._paint_gesture(painter)

    def _paint_selection(self, painter: QPainter) -> None:
        found = self._selected()
        if found is None:
            return
        one, rect = found
        colors = self._known().figure.spec.colors
        painter.setBrush(colors.stage)
        painter.setPen(QPen(colors.ink, 1.5))
        handles = [marks.place(one, rect)]
        if one.kind is not Kind.HIDE:
            handles.append(marks.end(one, rect))
        for at in handles:
            painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8))

    def _paint_gesture(self, painter: QPainter) -> None:
        """What would stand there if the mouse were let go."""
        if self._press is None or self._pointer is None or self._places is None:
            return
        if self._tool is None:
            found, made = self._selected(), self._moved()
        elif self._tool is not Kind.HIDE:
            found = self._places.panel_at(self._press)
            made = found and self._places.drawn(self._tool, *found, self._press, self._pointer)
        else:
            return
        if found is not None and made is not None:
            colors = self._places.figure.spec.colors
            marks.paint_annotations(painter, found[1], [made], colors)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A gesture begins: select, or draw with the tool."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._press = self._pointer = self._fit.figure_point(event.position())
        if self._tool is None:
            self.select(None if self._places is None else self._places.annotation_at(self._press))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what would be drawn or moved."""
        if self._press is not None:
            self._pointer = self._fit.figure_point(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The gesture ends."""
        if self._press is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pointer = self._fit.figure_point(event.position())
        start, stop = self._press, self._pointer
        moving = self._moved() if self._tool is None else None
        self._press = self._pointer = None
        if moving is not None and self._selection is not None:
            self._replace(self._selection, moving)
        elif self._tool is not None:
            self._make(self._tool, start, stop)
        self.update()

    def _moved(self) -> Annotation | None:
        found = self._selected()
        if found is None or self._press is None or self._pointer is None:
            return None
        return self._known().dragged(found[0], self._pointer - self._press)

    def _make(self, tool: Kind, start: QPointF, stop: QPointF) -> None:
        found = self._known().panel_at(start)
        if found is None:
            self.told.emit(self.tr("Annotations stand on a panel; this is beside all of them."))
            return
        if len(self._annotations()) >= MOST:
            text = self.tr("A session keeps at most {most} annotations; remove one first.")
            self.told.emit(text.format(most=MOST))
            return
        if tool is Kind.HIDE:
            number = self._known().number_at(stop)
            if number is None:
                self.told.emit(self.tr("There is no number here; click on one to hide it."))
                return
            start = stop = number.center()
        made = self._known().drawn(tool, *found, start, stop)
        if made is None:
            self.told.emit(self.tr("Draw the frame from one corner to the other."))
            return
        self.annotated.emit((*self._annotations(), made))
        self.select(len(self._annotations()) - 1)

    def _replace(self, index: int, one: Annotation) -> None:
        annotations = list(self._annotations())
        annotations[index] = one
        self.annotated.emit(tuple(annotations))

    def remove_selected(self) -> None:
        """Take the selected annotation away."""
        if self._selection is None:
            return
        annotations = list(self._annotations())
        del annotations[self._selection]
        self.select(None)
        self.annotated.emit(tuple(annotations))

    def select_next(self, step: int) -> None:
        """Select the next annotation, or the one before."""
        count = len(self._annotations())
        if count:
            here = -1 if self._selection is None and step > 0 else self._selection or 0
            self.select((here + step) % count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the selected annotation, Delete removes it, Page Down selects the next, Enter
        makes one with the chosen tool.
        """
        key = Qt.Key(event.key())
        if key in _KEYS and self._selection is not None:
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._push(self._selection, _KEYS[key], _LARGE_STEP if large else _STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tool is not None:
            self._make_in_the_middle(self._tool)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_selected()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.select_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif self._takes_words() and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _takes_words(self) -> bool:
        found = self._selected()
        return found is not None and found[0].kind is Kind.CALLOUT

    def _push(self, index: int, direction: QPointF, step: float) -> None:
        one = self._annotations()[index]
        self._replace(index, self._known().pushed(one, direction, step))

    def _make_in_the_middle(self, tool: Kind) -> None:
        """Without a mouse: on the first panel, to be moved with the arrows."""
        if self._places is None:
            return
        _, rect = self._places.figure.arrangement.panels[0]
        if tool is Kind.HIDE:
            middle = aside = self._places.number_nearest(rect.center())
        else:
            middle, aside = rect.center(), rect.center() + _ASIDE
        self._make(tool, middle, aside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it anew."""
        self._draw()
