"""Finishes what Qt writes as SVG: a size in pixels, names of fonts, and figures of one width for
readers that know nothing of a font's features.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from gui.figures.figure_painter import Text
from gui.theme import MATH_FAMILY, UI_FAMILY

_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')
_TEXT = re.compile(r'(<text [^>]*?x=")([^"]*)(" y="[^"]*"[^>]*?)>([^<]*)</text>', re.S)
_FALLBACKS = {UI_FAMILY: "sans-serif", MATH_FAMILY: "serif"}


def finished(text: str, size: tuple[int, int], texts: Sequence[Text]) -> str:
    """The file's text. ``texts``: what was drawn, in the order of the file's text elements."""
    text = _SIZE.sub(f'<svg width="{size[0]}" height="{size[1]}"', text, count=1)
    # Browsers would else move letters to whole pixels, and lines of text would end elsewhere.
    root = ' version="1.1" role="img" text-rendering="geometricPrecision"'
    text = text.replace(' version="1.2" baseProfile="tiny"', root, 1)
    text = _put_together(text, texts)
    for family, other in _FALLBACKS.items():
        text = text.replace(f'font-family="{family}"', f"font-family=\"'{family}', {other}\"")
    return text


def with_fonts(text: str, rules: str) -> str:
    """The same with fonts inside; ``rules``: the CSS that brings them."""
    return text.replace("<defs>\n", f"<defs>\n<style>\n{rules}</style>\n", 1) if rules else text


def _put_together(text: str, texts: Sequence[Text]) -> str:
    """One element for each text: Qt writes one for each of its scripts (a Greek letter between
    Latin ones parts a text in three).
    """
    left = iter(texts)
    drawn: Text | None = None
    missing = 0

    def placed(found: re.Match[str]) -> str:
        nonlocal drawn, missing
        if missing <= 0:
            drawn = next(left)
            missing = len(drawn.text)
            parts = missing > len(unescape(found[4]))
            element = _placed(found, drawn, whole=not parts)
        else:
            element = ""
        missing -= len(unescape(found[4]))
        return element

    return _TEXT.sub(placed, text)


def _placed(found: re.Match[str], drawn: Text, *, whole: bool) -> str:
    """A text element with a place for each of its pieces; ``whole``: it has all of the text."""
    if len(drawn.pieces) == 1 and whole:
        return found[0]
    start = float(found[2]) - drawn.pieces[0].x
    inside = "".join(
        f'<tspan x="{round(start + piece.x, 3)}">{escape(piece.text, quote=False)}</tspan>'
        for piece in drawn.pieces
    )
    return f"{found[1]}{found[2]}{found[3]}>{inside}</text>"
