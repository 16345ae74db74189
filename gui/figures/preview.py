"""The figure as it will be, with its annotations to be drawn, moved and removed."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
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

from engine.annotation import Annotation, Kind, next_number
from gui.figures import annotation_painter as marks
from gui.figures import export
from gui.figures.figure import Figure
from gui.theme import Theme

_MARGIN = 12
_STEP, _LARGE_STEP = 2.0, 12.0
_KEYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class FigurePreview(QWidget):
    """``annotated`` gives all annotations after a gesture; ``selected`` the one that is selected,
    by its number in the list, or None. ``told`` says what a gesture could not do.
    """

    annotated = Signal(object)
    selected = Signal(object)
    told = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure: Figure | None = None
        self._image: QImage | None = None
        self._numbers: list[QRectF] = []
        self._tool: Kind | None = None
        self._selection: int | None = None
        self._press: QPointF | None = None
        self._pointer: QPointF | None = None
        self._dragged: Annotation | None = None
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
        self._figure = figure
        count = len(figure.spec.annotations)
        if self._selection is not None and self._selection >= count:
            self.select(None)
        self.setAccessibleDescription(figure.description)
        self._draw()

    def choose_tool(self, tool: Kind | None) -> None:
        """What the mouse draws from now on; None: it selects and moves."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else Qt.CursorShape.CrossCursor)

    def select(self, index: int | None) -> None:
        """Select an annotation, or none."""
        if index != self._selection:
            self._selection = index
            self.selected.emit(index)
            self.update()

    def figure_point(self, point: QPointF) -> QPointF:
        """A point of the widget in the figure's pixels."""
        return (point - self._origin()) / self._scale()

    def widget_point(self, point: QPointF) -> QPointF:
        """A point of the figure in the widget's pixels."""
        return point * self._scale() + self._origin()

    def number_nearest(self, point: QPointF) -> QPoint:
        """The middle of the number that is nearest to a point of the widget."""
        here = self.figure_point(point)
        nearest = min(self._numbers, key=lambda rect: QLineF(rect.center(), here).length())
        return self.widget_point(nearest.center()).toPoint()

    # Inside

    def _draw(self) -> None:
        if self._figure is None:
            return
        sharp = self.devicePixelRatioF()
        self._image, self._numbers = export.sketch(self._figure, self._scale() * sharp)
        self._image.setDevicePixelRatio(sharp)
        self.update()

    def _scale(self) -> float:
        if self._figure is None:
            return 1.0
        spec = self._figure.spec
        across = (self.width() - 2 * _MARGIN) / spec.width
        return max(0.02, min(across, (self.height() - 2 * _MARGIN) / spec.height, 1.5))

    def _origin(self) -> QPointF:
        if self._figure is None:
            return QPointF()
        spec, scale = self._figure.spec, self._scale()
        return QPointF(
            round((self.width() - spec.width * scale) / 2),
            round((self.height() - spec.height * scale) / 2),
        )

    def _panel_at(self, point: QPointF) -> tuple[str, QRectF] | None:
        panels = () if self._figure is None else self._figure.arrangement.panels
        return next(((n, r) for n, r in panels if r.adjusted(-8, -8, 8, 8).contains(point)), None)

    def _rect_of(self, one: Annotation) -> QRectF | None:
        panels = () if self._figure is None else self._figure.arrangement.panels
        return next((rect for name, rect in panels if name == one.panel), None)

    def _annotations(self) -> tuple[Annotation, ...]:
        return () if self._figure is None else self._figure.spec.annotations

    def _at(self, point: QPointF) -> int | None:
        for index in reversed(range(len(self._annotations()))):
            one = self._annotations()[index]
            rect = self._rect_of(one)
            if rect is not None and marks.hit(one, rect, point):
                return index
        return None

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """The figure on the grey of the dialog, the selection and what is being drawn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.group)
        if self._image is None:
            return
        painter.drawImage(self._origin(), self._image)
        painter.translate(self._origin())
        painter.scale(self._scale(), self._scale())
        self._paint_selection(painter)
        self._paint_gesture(painter)

    def _paint_selection(self, painter: QPainter) -> None:
        if self._selection is None or self._figure is None:
            return
        one = self._annotations()[self._selection]
        rect = self._rect_of(one)
        if rect is None:
            return
        painter.setBrush(self._figure.spec.colors.stage)
        painter.setPen(QPen(self._figure.spec.colors.ink, 1.5))
        handles = [marks.place(one, rect)]
        if one.kind is not Kind.HIDE:
            handles.append(marks.end(one, rect))
        for at in handles:
            painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8))

    def _paint_gesture(self, painter: QPainter) -> None:
        if self._press is None or self._pointer is None or self._figure is None:
            return
        colors = self._figure.spec.colors
        if self._tool is None:
            moving = self._moved()
            rect = None if moving is None else self._rect_of(moving)
            if moving is not None and rect is not None:
                marks.paint_annotations(painter, rect, [moving], colors)
            return
        found = self._panel_at(self._press)
        if found is not None and self._tool is not Kind.HIDE:
            name, rect = found
            number = next_number(self._annotations())
            made = marks.drawn(self._tool, name, rect, self._press, self._pointer, number)
            if made is not None:
                marks.paint_annotations(painter, rect, [made], colors)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A gesture begins: select, or draw with the tool."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._press = self._pointer = self.figure_point(event.position())
        if self._tool is None:
            self.select(self._at(self._press))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what would be drawn or moved."""
        if self._press is not None:
            self._pointer = self.figure_point(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The gesture ends."""
        if self._press is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pointer = self.figure_point(event.position())
        start, stop = self._press, self._pointer
        moving = self._moved() if self._tool is None else None
        self._press = self._pointer = None
        if moving is not None and self._selection is not None:
            self._replace(self._selection, moving)
        elif self._tool is not None:
            self._make(self._tool, start, stop)
        self.update()

    def _moved(self) -> Annotation | None:
        if self._selection is None or self._press is None or self._pointer is None:
            return None
        by = self._pointer - self._press
        one = self._annotations()[self._selection]
        rect = self._rect_of(one)
        return None if rect is None or by.manhattanLength() < 3 else marks.moved(one, rect, by)

    def _make(self, tool: Kind, start: QPointF, stop: QPointF) -> None:
        found = self._panel_at(start)
        if found is None:
            self.told.emit(self.tr("Annotations stand on a panel; this is beside all of them."))
            return
        name, rect = found
        if tool is Kind.HIDE:
            number = self._number_at(stop)
            if number is None:
                self.told.emit(self.tr("There is no number here; click on one to hide it."))
                return
            start = stop = number.center()
        made = marks.drawn(tool, name, rect, start, stop, next_number(self._annotations()))
        if made is None:
            self.told.emit(self.tr("Draw the frame from one corner to the other."))
            return
        self.annotated.emit((*self._annotations(), made))
        self.select(len(self._annotations()) - 1)

    def _number_at(self, point: QPointF) -> QRectF | None:
        near = [rect for rect in self._numbers if rect.adjusted(-6, -6, 6, 6).contains(point)]
        return min(near, key=lambda rect: rect.width() * rect.height(), default=None)

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
        else:
            super().keyPressEvent(event)

    def _push(self, index: int, direction: QPointF, step: float) -> None:
        """Move an annotation; what hides goes on to the next number."""
        one = self._annotations()[index]
        rect = self._rect_of(one)
        if rect is None:
            return
        by = direction * step
        if one.kind is Kind.HIDE:
            here = marks.place(one, rect)
            inside = [n.center() for n in self._numbers if rect.contains(n.center())]
            found = _next_in(here, inside, direction)
            if found is None:
                return
            by = found - here
        self._replace(index, marks.moved(one, rect, by))

    def _make_in_the_middle(self, tool: Kind) -> None:
        """Without a mouse: on the first panel, to be moved with the arrows."""
        if self._figure is None:
            return
        _, rect = self._figure.arrangement.panels[0]
        middle = rect.center()
        if tool is Kind.HIDE and self._numbers:
            centers = [number.center() for number in self._numbers]
            middle = min(centers, key=lambda point: QLineF(point, middle).length())
        aside = QPointF(0, 0) if tool is Kind.HIDE else QPointF(120, 60)
        self._make(tool, middle, middle + aside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it anew."""
        self._draw()


def _next_in(here: QPointF, points: list[QPointF], direction: QPointF) -> QPointF | None:
    """The nearest point in a direction; one that is far aside counts as far."""

    def distance(point: QPointF) -> float:
        by = point - here
        along = QPointF.dotProduct(by, direction)
        aside = abs(by.x() * direction.y()) + abs(by.y() * direction.x())
        return along + 2 * aside if along > 1 else float("inf")

    found = min(points, key=distance, default=None)
    return None if found is None or distance(found) == float("inf") else found
