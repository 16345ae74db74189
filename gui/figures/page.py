"""One HTML page with all steps, which opens from disk and needs no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

import resources
from gui.figures import export
from gui.figures.figure import Figure

_FACES = re.compile(r"<style>\n(.*?)</style>\n", re.S)
_HEAD = re.compile(r"^.*?(?=<svg)", re.S)
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


def html(figures: Iterable[Figure], count: int) -> Iterator[bytes]:
    """The page's bytes, figure by figure. Fonts stand in it once."""
    template = resources.path("sequence.html").read_text("utf-8")
    head, foot = template.split("<!-- figures -->")
    faces: dict[str, None] = {}
    yield head.replace("<!-- count -->", str(count)).encode()
    for number, figure in enumerate(figures, 1):
        drawing = export.svg(figure).decode()
        for style in _FACES.findall(drawing):
            faces.update(dict.fromkeys(style.splitlines()))
        drawing = _HEAD.sub("", _FACES.sub("", drawing))
        # Drawings on one page share their ids, so each gets its own.
        drawing = _IDS.sub(rf"\g<1>s{number}-", drawing)
        words = escape(figure.description)
        yield f'<figure id="{number}" aria-label="{words}" hidden>\n{drawing}</figure>\n'.encode()
    yield foot.replace("/* fonts */", "\n".join(faces)).encode()
