"""The palette and the style sheet that dress Qt's own widgets in a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette

if TYPE_CHECKING:
    from gui.theme import Theme


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
        roles.ToolTipBase: theme.ink,
        roles.ToolTipText: theme.stage,
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
    """The style sheet of the whole application."""
    return ""
