"""A widget that shows one formula."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.math_boxes import Box
from gui.math_export import to_text
from gui.math_layout import Laid, measure
from gui.theme import Theme

_ASCENT = 0.78
_DESCENT = 0.26


class MathLabel(QWidget):
    """One formula, as large as it needs to be; a screen reader is told it as text."""

    def __init__(self, theme: Theme, box: Box, px: int = 13, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._px = px
        self._box = box
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_box(box)

    def set_box(self, box: Box) -> None:
        """Show another formula."""
        self._box = box
        self._laid = measure(box, self._px)
        self.setAccessibleName(to_text(box))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.update()

    @property
    def laid(self) -> Laid:
        """The formula as it is laid out, for the rectangles of its terms."""
        return self._laid

    def baseline(self) -> float:
        """Where the formula's baseline lies, from the top of the widget."""
        return float(math.ceil(max(self._laid.ascent, _ASCENT * self._px)))

    def sizeHint(self) -> QSize:
        """Room for the formula; the height of a plain letter at least, so that rows agree."""
        height = self.baseline() + max(self._laid.descent, _DESCENT * self._px)
        return QSize(math.ceil(self._laid.width + self._laid.overhang), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """The same: a formula is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formula."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._laid.paint(painter, 0.0, self.baseline(), self._theme)
