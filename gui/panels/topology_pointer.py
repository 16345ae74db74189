"""Follows the pointer over the picture: what it is on, here or in another panel."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.frame import Selection
from gui.panels.topology_hits import Hit, Target
from gui.panels.topology_paint import Controls


class Pointer(QObject):
    """What the pointer is on. ``moved``: the picture has to be drawn anew; ``pointed``: another
    unit or parameter, None when it is on none any more.
    """

    moved = Signal()
    pointed = Signal(object)

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._hit: Hit | None = None
        self._in_header = False
        self._elsewhere: Selection | None = None

    @property
    def selection(self) -> Selection | None:
        """The unit or parameter that is pointed at, here or in another panel."""
        own = None if self._hit is None else self._hit.selection
        return own if own is not None else self._elsewhere

    @property
    def controls(self) -> Controls:
        """What of the header is under the pointer."""
        hot: QRectF | None = None
        if self._hit is not None and self._hit.selection is None:
            hot = self._hit.rect
        return Controls(hot, self._in_header)

    def show_elsewhere(self, what: Selection | None) -> None:
        """Another panel's pointer is on this."""
        if what != self._elsewhere:
            self._elsewhere = what
            self.moved.emit()

    def forget(self) -> None:
        """What was there is gone."""
        self.move(None, in_header=False)

    def move(self, found: Hit | None, *, in_header: bool) -> None:
        """The pointer is on this now."""
        before, after = self._hit, found
        same = _key(before) == _key(after) and (after is None or after.selection is not None)
        if same and in_header == self._in_header:
            return
        self._hit, self._in_header = found, in_header
        clicks = found is not None and found.target is not Target.LOSS
        shape = Qt.CursorShape.PointingHandCursor if clicks else Qt.CursorShape.ArrowCursor
        self._panel.setCursor(shape)
        if _selection(before) != _selection(after):
            self.pointed.emit(_selection(after))
        self.moved.emit()


def _key(found: Hit | None) -> tuple[Target, Selection | None] | None:
    return None if found is None else (found.target, found.selection)


def _selection(found: Hit | None) -> Selection | None:
    return None if found is None else found.selection
