"""What stands where on a figure that is being annotated: panels, numbers, annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize

from engine.annotation import Annotation, Kind, next_number
from gui.figures import annotation_painter as marks
from gui.figures.figure import Figure
from gui.figures.spec import FigureSpec

_MARGIN = 12
_NEAR_PANEL, _NEAR_NUMBER = 8.0, 6.0
_SHORTEST = 3.0  # a drag that is shorter is a click


class Fit(NamedTuple):
    """How large a figure is drawn in a widget, and where."""

    scale: float = 1.0
    origin: QPointF = QPointF()

    def figure_point(self, point: QPointF) -> QPointF:
        """A point of the widget in the figure's pixels."""
        return (point - self.origin) / self.scale

    def widget_point(self, point: QPointF) -> QPointF:
        """A point of the figure in the widget's pixels."""
        return point * self.scale + self.origin


def fit(spec: FigureSpec, room: QSize) -> Fit:
    """A figure in the middle of its room, not much larger than it is."""
    across = (room.width() - 2 * _MARGIN) / spec.width
    down = (room.height() - 2 * _MARGIN) / spec.height
    scale = max(0.02, min(across, down, 1.5))
    left = round((room.width() - spec.width * scale) / 2)
    top = round((room.height() - spec.height * scale) / 2)
    return Fit(scale, QPointF(left, top))


@dataclass(frozen=True, eq=False)
class Places:
    """A figure and the places of its numbers, hidden ones too; all in the figure's pixels."""

    figure: Figure
    numbers: list[QRectF]

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """What stands on the figure."""
        return self.figure.spec.annotations

    def rect_of(self, one: Annotation) -> QRectF | None:
        """The panel of an annotation; None where the figure does not show it."""
        panels = self.figure.arrangement.panels
        return next((rect for name, rect in panels if name == one.panel), None)

    def panel_at(self, point: QPointF) -> tuple[str, QRectF] | None:
        """The panel under a point, or close by."""
        for name, rect in self.figure.arrangement.panels:
            if _grown(rect, _NEAR_PANEL).contains(point):
                return name, rect
        return None

    def annotation_at(self, point: QPointF) -> int | None:
        """Which annotation a click means: the topmost."""
        for index in reversed(range(len(self.annotations))):
            one = self.annotations[index]
            rect = self.rect_of(one)
            if rect is not None and marks.hit(one, rect, point):
                return index
        return None

    def number_at(self, point: QPointF) -> QRectF | None:
        """The number under a point, or close by; the smallest where several are."""
        near = [rect for rect in self.numbers if _grown(rect, _NEAR_NUMBER).contains(point)]
        return min(near, key=lambda rect: rect.width() * rect.height(), default=None)

    def number_nearest(self, point: QPointF) -> QPointF:
        """The middle of the number that is nearest to a point; the point where there is none."""
        middles = [rect.center() for rect in self.numbers]
        return min(middles, key=lambda middle: QLineF(middle, point).length(), default=point)

    def drawn(
        self, tool: Kind, panel: str, rect: QRectF, start: QPointF, stop: QPointF
    ) -> Annotation | None:
        """What a tool makes of a drag on a panel; None where it is too short."""
        return marks.drawn(tool, panel, rect, start, stop, next_number(self.annotations))

    def dragged(self, one: Annotation, by: QPointF) -> Annotation | None:
        """An annotation that the mouse moves; None where it stays. What hides goes from number to
        number.
        """
        rect = self.rect_of(one)
        if rect is None or by.manhattanLength() < _SHORTEST:
            return None
        if one.kind is Kind.HIDE:
            here = marks.place(one, rect)
            number = self.number_at(here + by)
            if number is None:
                return None
            by = number.center() - here
        return marks.moved(one, rect, by)

    def pushed(self, one: Annotation, direction: QPointF, step: float) -> Annotation:
        """An annotation that an arrow key moves; what hides goes on to the next number."""
        rect = self.rect_of(one)
        if rect is None:
            return one
        by = direction * step
        if one.kind is Kind.HIDE:
            here = marks.place(one, rect)
            inside = [n.center() for n in self.numbers if rect.contains(n.center())]
            by = _next_in(here, inside, direction) - here
        return marks.moved(one, rect, by)


def _grown(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)


def _next_in(here: QPointF, points: list[QPointF], direction: QPointF) -> QPointF:
    """The nearest point in a direction, where there is one; what is far aside counts as far."""

    def distance(point: QPointF) -> float:
        by = point - here
        along = QPointF.dotProduct(by, direction)
        aside = abs(by.x() * direction.y()) + abs(by.y() * direction.x())
        return along + 2 * aside if along > 1 else float("inf")

    found = min(points, key=distance, default=here)
    return found if distance(found) < float("inf") else here
