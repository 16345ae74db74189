"""What labels of several widgets have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def hide_empty(*labels: QLabel) -> None:
    """Hide those without a text. The others are not shown here: a label that has no place yet would
    open as a window.
    """
    for label in labels:
        if not label.text():
            label.hide()
