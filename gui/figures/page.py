"""One HTML page with all steps, which opens from disk and needs no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

import resources
from gui.figures import embedded_fonts, export
from gui.figures.embedded_fonts import Face
from gui.figures.figure import Figure
from gui.theme import UI_FAMILY

_HEAD = re.compile(r"^.*?(?=<svg)", re.S)
_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_OF_THE_PAGE = {Face(UI_FAMILY, 400): "0123456789 of←→"}  # under the figures


def html(figures: Iterable[Figure], count: int, *, outlines: bool = False) -> Iterator[bytes]:
    """The page's bytes, figure by figure. Fonts stand in it once; where ``outlines``, only for the
    line under the figures.
    """
    template = resources.path("sequence.html").read_text("utf-8")
    head, foot = template.split("<!-- figures -->")
    letters = _OF_THE_PAGE
    yield head.replace("<!-- count -->", str(count)).encode()
    for number, figure in enumerate(figures, 1):
        drawing, needed = export.drawing(figure, outlines=outlines)
        letters = embedded_fonts.together(letters, needed)
        # Drawings on one page share their ids, so each gets its own.
        drawing = _IDS.sub(rf"\g<1>s{number}-", _HEAD.sub("", drawing))
        words = escape(figure.description)
        yield f'<figure id="{number}" aria-label="{words}" hidden>\n{drawing}</figure>\n'.encode()
    yield foot.replace("/* fonts */", embedded_fonts.rules(letters)).encode()
