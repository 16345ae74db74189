"""Keeps the one editor that is open over a weight or a bias."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.frame import Selection
from gui.panels.topology_editor import ParameterEditor


class Typing(QObject):
    """Opens and closes the editor of a panel. ``accept(selection, value)`` takes what was typed."""

    problem = Signal(str)

    def __init__(self, panel: QWidget, accept: Callable[[Selection, float], None]) -> None:
        super().__init__(panel)
        self._panel = panel
        self._accept = accept
        self._editor: ParameterEditor | None = None

    def open(self, what: Selection, text: str, place: QRect) -> ParameterEditor:
        """Let a number be typed at a place of the panel."""
        self.close()
        editor = ParameterEditor(what, text, place, self._accept, self._panel)
        editor.problem.connect(self.problem)
        editor.closed.connect(self.close)
        self._editor = editor
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return editor

    def close(self) -> None:
        """Take the editor away; the keyboard goes back to the panel."""
        editor, self._editor = self._editor, None
        if editor is not None:
            had_focus = editor.hasFocus()
            editor.hide()
            editor.deleteLater()
            if had_focus:
                self._panel.setFocus(Qt.FocusReason.OtherFocusReason)
