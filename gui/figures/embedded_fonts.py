"""The fonts inside an SVG or an HTML page: each with the letters that are used, and no others."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import resources
from gui.figures.figure_painter import Text
from gui.theme import MATH_FAMILY, UI_FAMILY

_FILES = {
    (UI_FAMILY, 400): "Inter-Regular.ttf",
    (UI_FAMILY, 500): "Inter-Medium.ttf",
    (UI_FAMILY, 600): "Inter-SemiBold.ttf",
    (MATH_FAMILY, 400): "STIXTwoMath-Regular.ttf",
}
# What a reader applies without being asked: pairs set closer, accents, forms that fit neighbours.
_FEATURES = ("kern", "calt", "liga", "clig", "ccmp", "locl", "rlig", "mark", "mkmk")


class Face(NamedTuple):
    """One of the program's fonts."""

    family: str
    weight: int


def used(texts: Iterable[Text]) -> dict[Face, str]:
    """The letters that stand in each font, in their order."""
    found: dict[Face, set[str]] = {}
    for text in texts:
        font = text.pieces[0].font
        found.setdefault(Face(font.family(), int(font.weight())), set()).update(text.text)
    return {face: "".join(sorted(found[face])) for face in sorted(found) if face in _FILES}


def together(one: Mapping[Face, str], other: Mapping[Face, str]) -> dict[Face, str]:
    """The letters of both."""
    faces = sorted({*one, *other})
    return {face: "".join(sorted({*one.get(face, ""), *other.get(face, "")})) for face in faces}


def rules(letters: Mapping[Face, str]) -> str:
    """The CSS that brings these fonts, a line for each."""
    return "".join(
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};"
        f"src:url(data:font/woff;base64,{_subset(face, chosen)}) format('woff')}}\n"
        for face, chosen in letters.items()
    )


@lru_cache(maxsize=8)
def _subset(face: Face, letters: str) -> str:
    """A font with these letters alone, as base64; the same letters give the same bytes."""
    from fontTools import subset, ttLib  # nothing else needs it, and many pictures have no SVG

    options = subset.Options(hinting=False, layout_features=list(_FEATURES))
    file = resources.path("fonts", _FILES[face])
    with ttLib.TTFont(file, lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff"
        content = BytesIO()
        font.save(content)
    return base64.b64encode(content.getvalue()).decode("ascii")
