"""Files that the program brings along: fonts, icons, built-in sessions."""

from __future__ import annotations

from pathlib import Path


def path(*parts: str) -> Path:
    """The place of a file beside this one: ``path("fonts", "Inter-Regular.ttf")``."""
    return Path(__file__).parent.joinpath(*parts)
