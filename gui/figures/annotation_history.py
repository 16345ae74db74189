"""The annotations of one dialog, gesture by gesture: its own undo and redo."""

from __future__ import annotations

from engine.annotation import Annotation

Annotations = tuple[Annotation, ...]


class AnnotationHistory:
    """What stands on the figure now, and what stood there before and afterwards."""

    def __init__(self, now: Annotations) -> None:
        self.now = now
        self._before: list[Annotations] = []
        self._after: list[Annotations] = []
        self._gesture = ""

    def take(self, annotations: Annotations, gesture: str = "") -> bool:
        """Take what a gesture made; whether it changed anything. Gestures of one non-empty name
        that follow each other (letters of one word, presses of an arrow) are one.
        """
        if annotations == self.now:
            return False
        if not gesture or gesture != self._gesture:
            self._before.append(self.now)
        self._after.clear()
        self._gesture, self.now = gesture, annotations
        return True

    def back(self) -> bool:
        """Take the last gesture back; whether there was one."""
        return self._go(self._before, self._after)

    def forward(self) -> bool:
        """Make the gesture again that was taken back last; whether there was one."""
        return self._go(self._after, self._before)

    def _go(self, out_of: list[Annotations], into: list[Annotations]) -> bool:
        self._gesture = ""
        if not out_of:
            return False
        into.append(self.now)
        self.now = out_of.pop()
        return True
