"""The palette and the style sheet that dress Qt's own widgets in a theme."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from resources import path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from gui.theme import Theme

# The drawings that a style sheet needs as files, and the token each is drawn in.
MARKS = {
    "check": "stage",
    "minus": "stage",
    "chevron-down": "ink2",
    "chevron-right": "ink2",
    "x": "ink2",
}
_MARK_STROKE = "2.6"


def palette(theme: Theme) -> QPalette:
    """Qt's colour roles in this theme, for all that the style sheet does not name."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, color in {
        roles.Window: theme.chrome,
        roles.WindowText: theme.ink,
        roles.Base: theme.stage,
        roles.AlternateBase: theme.stage,
        roles.Text: theme.ink,
        roles.PlaceholderText: theme.ink3,
        roles.Button: theme.stage,
        roles.ButtonText: theme.ink,
        roles.BrightText: theme.err,
        roles.ToolTipBase: theme.group if theme.dark else theme.ink,
        roles.ToolTipText: theme.ink if theme.dark else theme.stage,
        roles.Highlight: theme.ink,
        roles.HighlightedText: theme.stage,
        roles.Accent: theme.ink,
        roles.Link: theme.pos,
        roles.LinkVisited: theme.pos,
        roles.Light: theme.stage,
        roles.Midlight: theme.hair,
        roles.Mid: theme.border,
        roles.Dark: theme.control,
        roles.Shadow: theme.hair,
    }.items():
        made.setColor(role, color)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.fut)
    return made


def sheet(theme: Theme) -> str:
    """The style sheet of the whole application.

    It knows a few properties: ``primary`` (the one filled button of a group), ``problem`` ("error"
    or "warning", on an editor), ``tone`` (a token, on a label) and ``size`` ("caption", "title").
    Call `gui.style.refresh` after changing one on a widget that is on the screen.
    """
    tokens = {token: color.name() for token, color in theme.tokens().items()}
    values = tokens | {
        mark.replace("-", "_"): path("icons", "marks", f"{mark}-{theme.name}.svg").as_posix()
        for mark in MARKS
    }
    values["tip"] = values["group" if theme.dark else "ink"]
    values["tip_text"] = values["ink" if theme.dark else "stage"]
    values["hover"] = theme.tint("ink", 0.06, theme.chrome).name()
    values["pressed"] = theme.tint("ink", 0.12, theme.chrome).name()
    values["chosen"] = theme.tint("ink", 0.10).name()
    tones = "".join(
        f'QLabel[tone="{name}"] {{ color: {color}; }}\n' for name, color in tokens.items()
    )
    return Template(path("style.qss").read_text("utf-8")).substitute(values) + tones


def refresh(widget: QWidget) -> None:
    """Dress a widget again after one of its properties changed (``primary``, ``problem``, …)."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def dress_box(box: QMessageBox) -> None:
    """Give a question without an icon our margins, and fill its default button."""
    title = box.findChild(QLabel, "qt_msgbox_label")
    for label in box.findChildren(QLabel):
        label.setContentsMargins(0, 0, 0, 2 if label is title else 12)
    if title is not None:
        title.setProperty("strong", True)
    layout = box.layout()
    if layout is not None:
        # Qt keeps a column for the icon that is not there.
        layout.setContentsMargins(4, 20, 24, 20)
    for button in box.buttons():
        if isinstance(button, QPushButton) and button.isDefault():
            button.setProperty("primary", True)
            refresh(button)


def mark_drawing(name: str, theme: Theme) -> str:
    """One of the MARKS as SVG; resources/icons/marks holds them for each theme."""
    drawing = path("icons", f"{name}.svg").read_text("utf-8")
    drawing = drawing.replace('stroke-width="2"', f'stroke-width="{_MARK_STROKE}"')
    return drawing.replace("currentColor", theme.color(MARKS[name]).name())
