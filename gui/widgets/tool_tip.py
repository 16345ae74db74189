"""What a tooltip says: the name of a thing, its key, and where it leads."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

# Python's own html.escape brings every named character of HTML along, 2 ms of a start.
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_TAG = re.compile(r"<[^>]*>")


def escaped(text: str) -> str:
    """A plain text as rich text shows it."""
    return text.translate(_MARKUP)


def tool_tip(name: str, key: str = "", leads_to: str = "") -> str:
    """The text for setToolTip: name, key cap, moment, side by side; escaped, so plain texts go in.

    ``key`` as a person reads it (QKeySequence.toString with NativeText), ``leads_to`` quiet.
    """
    if not key and not leads_to:
        return f"<span>{escaped(name)}</span>"
    cells = [f"<td>{escaped(name)}</td>"]
    if key:
        cap = "border: 1px solid #8E959F; padding: 0px 6px;"
        cells.append(f'<td style="padding-left: 10px"></td><td style="{cap}">{escaped(key)}</td>')
    if leads_to:
        cells.append(f'<td style="padding-left: 10px">{escaped(leads_to)}</td>')
    row = "".join(cells)
    shape = 'cellspacing="0" cellpadding="0" style="margin: 0; white-space: nowrap"'
    return f"<table {shape}><tr>{row}</tr></table>"


def wrapped_tip(*paragraphs: str) -> str:
    """A tool tip of several paragraphs that Qt breaks into lines."""
    return "".join(f"<p>{escaped(text)}</p>" for text in paragraphs if text)


def explain(widget: QWidget, *paragraphs: str) -> None:
    """Say them in a tool tip, and in plain words to a screen reader."""
    widget.setToolTip(wrapped_tip(*paragraphs))
    widget.setAccessibleDescription(" ".join(paragraphs))


def spoken(tip: str) -> str:
    """A tool tip as a screen reader says it: one of Qt's would read the markup aloud."""
    plain = " ".join(_TAG.sub(" ", tip).split())
    for character, mark in reversed(_MARKUP.items()):  # & last, for it begins every mark
        plain = plain.replace(str(mark), chr(character))
    return plain
