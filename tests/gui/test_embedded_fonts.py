"""The fonts inside an SVG or a page of steps: every letter that is used, and few others."""

from __future__ import annotations

import base64
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtWidgets import QApplication

from engine.grain import Grain
from engine.session import builtin
from gui.figures import export, sequence
from gui.figures.figure import Figure
from gui.figures.make import figure_for, figure_of
from gui.figures.spec import FigureSpec
from gui.figures.steps import steps_of
from tests.gui.figure_samples import ALL

Face = tuple[str, int]
RULE = re.compile(
    r"@font-face\{font-family:'([^']+)';font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)"
)
TEXT = re.compile(
    r"<text [^>]*font-family=\"'([^']+)',[^>]*font-weight=\"(\d+)\"[^>]*>(.*?)</text>", re.S
)


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need an application."""


def figures() -> list[Figure]:
    spec = FigureSpec(rows=ALL, title="Größen <α> & β")
    return [figure_of(frame, spec) for frame in steps_of(builtin("article"), Grain.LAYER)]


def fonts_in(text: str) -> dict[Face, TTFont]:
    found = RULE.findall(text)
    made = {
        (family, int(weight)): TTFont(BytesIO(base64.b64decode(code)))
        for family, weight, code in found
    }
    assert len(made) == len(found)
    return made


def letters_of(font: TTFont) -> set[int]:
    table = font.getBestCmap()
    assert table
    return set(table)


def letters_in(text: str) -> dict[Face, set[int]]:
    used: dict[Face, set[int]] = {}
    for family, weight, inside in TEXT.findall(text):
        plain = unescape(re.sub(r"<[^>]*>", "", inside))
        used.setdefault((family, int(weight)), set()).update(map(ord, plain))
    return used


def missing(text: str) -> set[str]:
    fonts = fonts_in(text)
    return {
        chr(letter)
        for face, letters in letters_in(text).items()
        for letter in letters - letters_of(fonts[face])
    }


def test_that_an_svg_has_every_letter_in_its_fonts() -> None:
    for figure in figures():
        text = export.svg(figure).decode()
        assert len(letters_in(text)) == 3
        assert missing(text) == set()
        assert missing(text.replace("Größen", "Gröẞen")) == {"ẞ"}


def test_that_a_page_of_steps_has_the_letters_of_all_and_its_own(tmp_path: Path) -> None:
    sequence.write(figures(), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text("utf-8")
    assert missing(text) == set()
    assert {*map(ord, "0123456789 of←→")} <= letters_of(fonts_in(text)["Inter", 400])


def test_that_fonts_have_few_letters_beyond_and_say_whose_they_are() -> None:
    text = export.svg(figures()[4]).decode()
    for face, font in fonts_in(text).items():
        assert letters_of(font) == letters_in(text)[face]
        assert "Copyright" in str(font["name"].getDebugName(0))
    assert sum(len(code) for *_, code in RULE.findall(text)) < 60_000


def test_that_a_letter_that_no_font_has_is_left_to_the_reader() -> None:
    figure = figure_for(builtin("article"), "1:loss", FigureSpec(title="学习 loss"))
    assert missing(export.svg(figure).decode()) == {"学", "习"}
