"""What is wrong with the labels of a picture: cut off, covered, out of place, or on each other.

Each text that is drawn is known by its letters' shapes. Where a letter is, the finished picture
must have its colour: a clip, a cover or an edge that cuts it off shows there, whoever drew it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

import gui.figures.figure as figures
from gui.figures.figure import Figure
from gui.figures.figure_painter import FigurePainter, outline

SCALE = 2  # pixels for one of the picture's
INSIDE = 250  # of 255: so much of a pixel is covered by a letter
SHADES = 48  # by which a colour may differ
LOST = 0.02  # of a text's pixels
SLACK = 0.75  # px that a letter may reach beyond the box of its panel
TOUCH = 0.5  # px that two letters may share, as an italic y does with a parenthesis
HAT = "\u0302"


@dataclass
class Label:
    """A text where it was drawn, in pixels of the device."""

    text: str
    shape: QPainterPath
    color: QColor
    box: QRectF | None
    name: str


class Watching(FigurePainter):
    """Draws shapes, and keeps each text's. ``box``: where the texts that come now must stand."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device, outlines=True)
        self.labels: list[Label] = []
        self.box: QRectF | None = None
        self.name = ""

    def _draw(self, at: QPointF, text: str) -> None:
        shape = self.worldTransform().map(outline(text, self.font()).translated(at))
        self.labels.append(Label(text, shape, self.pen().color(), self.box, self.name))
        super()._draw(at, text)

    @contextmanager
    def within(self, box: QRectF, name: str) -> Iterator[None]:
        """Texts drawn meanwhile belong into a box, in coordinates that hold now."""
        self.box, self.name = self.worldTransform().mapRect(box), name
        yield
        self.box, self.name = None, ""


def faults(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is wrong with a figure's labels, in words."""
    painted = figures.paint_panel

    def paint_panel(name: str, painter: Watching, rect: QRectF, content: object) -> None:
        with painter.within(rect, name):
            painted(name, painter, rect, content)  # pyright: ignore[reportArgumentType]

    spec = figure.spec
    picture = QImage(spec.width * SCALE, spec.height * SCALE, QImage.Format.Format_RGB32)
    with monkeypatch.context() as patch:
        patch.setattr(figures, "paint_panel", paint_panel)
        painter = Watching(picture)
        painter.scale(SCALE, SCALE)
        figures.paint(figure, painter)
        painter.end()
    assert painter.labels
    return found_on(picture, painter.labels)


def found_on(picture: QImage, labels: list[Label]) -> list[str]:
    """The faults of these labels on a picture that shows them."""
    everything = QRectF(picture.rect())
    pixels = np.frombuffer(picture.constBits(), np.uint8)
    pixels = pixels.reshape(picture.height(), picture.bytesPerLine() // 4, 4)[:, :, :3]
    wrong: list[str] = []
    for label in labels:
        what = f"{label.name or 'figure'}: {label.text!r}"
        ink = label.shape.boundingRect()
        box = (label.box or everything).intersected(everything)
        if not box.adjusted(*(SCALE * s for s in (-SLACK, -SLACK, SLACK, SLACK))).contains(ink):
            wrong.append(f"{what} stands outside: {_px(ink)} of {_px(box)}")
        if "…" in label.text:
            wrong.append(f"{what} is cut short")
        if (lost := _lost(label, ink.intersected(everything), pixels)) > LOST:
            wrong.append(f"{what} is covered or cut by {lost:.0%} at {_px(ink)}")
    for one, other in combinations(labels, 2):
        if _collide(one, other):
            place = _px(one.shape.boundingRect())
            wrong.append(
                f"{one.name or 'figure'}: {one.text!r} and {other.text!r} collide at {place}"
            )
    return wrong


def _px(rect: QRectF) -> tuple[float, ...]:
    return tuple(round(side / SCALE, 1) for side in rect.getCoords())  # pyright: ignore


def _lost(label: Label, ink: QRectF, pixels: np.ndarray) -> float:
    """Which part of the letters does not have their colour in the picture."""
    area = ink.toAlignedRect()
    if area.isEmpty():
        return 1.0
    mask = QImage(area.size(), QImage.Format.Format_Grayscale8)
    mask.fill(Qt.GlobalColor.black)
    painter = QPainter(mask)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-area.topLeft())
    painter.fillPath(label.shape, Qt.GlobalColor.white)
    painter.end()
    covered = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), mask.bytesPerLine())
    covered = covered[:, : mask.width()] >= INSIDE
    shown = pixels[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
    covered = covered[: shown.shape[0], : shown.shape[1]]
    if not covered.any():
        return 0.0
    color = label.color
    wanted = np.array([color.blue(), color.green(), color.red()])
    apart = np.abs(shown[covered].astype(int) - wanted).max(axis=1)
    return float((apart > SHADES).mean())


def _collide(one: Label, other: Label) -> bool:
    if HAT in (one.text, other.text):
        return False  # it belongs over its letter
    if not one.shape.boundingRect().intersects(other.shape.boundingRect()):
        return False
    shared = one.shape.intersected(other.shape).boundingRect()
    return min(shared.width(), shared.height()) > TOUCH * SCALE
