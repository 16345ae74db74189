"""A picture as Qt writes it into an SVG, where each text with its place and colour can be read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QRect
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget


def svg_of(area: QRect, paint: Callable[[QSvgGenerator], object]) -> str:
    """What ``paint`` draws on a device of this area."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(area.size())
    generator.setViewBox(area)
    paint(generator)
    return bytes(buffer.data().data()).decode()


def svg_of_widget(widget: QWidget) -> str:
    """What a widget paints, and all in it."""
    # A pyqtgraph plot has a method of this name that is another.
    return svg_of(widget.rect(), lambda device: QWidget.render(widget, device))
