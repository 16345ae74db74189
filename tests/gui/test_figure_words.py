"""The words of a figure: titles and captions of every length and of every letter, and figures that
are too small for what they shall show.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from engine import session as sessions
from engine.errors import InputError
from gui.figures import export
from gui.figures.figure import Figure
from gui.figures.figure_painter import FigurePainter
from gui.figures.make import figure_for, figure_of
from gui.figures.spec import FigureSpec, rows_of
from gui.figures.text_blocks import caption_lines, leading_of, margin_of, title_of
from gui.figures.weights_painter import paint_weights
from gui.frame import Activity
from gui.letters import width
from gui.numbers import NumberFormat
from gui.theme import PRINT, load_fonts
from tests.gui.figure_labels import faults

AT = "19:backward-1:1:2"
LONG = "A title that goes on and on " * 9


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def figure(at: str = AT, **choices: object) -> Figure:
    spec = FigureSpec(**choices)  # pyright: ignore[reportArgumentType]
    return figure_for(sessions.builtin("article"), at, spec)


def texts_of(made: Figure) -> set[str]:
    """The texts of its SVG."""
    root = ElementTree.fromstring(export.svg(made))
    return {"".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize("wide", [400, 900, 1200])
def test_that_a_long_title_is_broken_into_lines_that_fit(wide: int) -> None:
    made = figure(title=LONG, width=wide, height=900)
    title = title_of(made.spec)
    assert title is not None
    assert len(title.lines) > 1
    assert " ".join(title.lines) == LONG.strip()
    room = wide - 2 * margin_of(made.spec)
    assert all(width(line, title.px, True) <= room for line in title.lines)
    first = made.arrangement.panels[0][1]
    assert made.arrangement.title is not None
    assert made.arrangement.title.bottom() <= first.top()
    assert set(title.lines) <= texts_of(made)


def test_that_a_word_without_an_end_is_broken_too() -> None:
    lines = figure(caption="w" * 500).caption
    words = [word for line in lines for word, _ in line]
    assert "".join(words) == "w" * 500
    assert all(width(word, 15) <= 1200 - 2 * 56 for word in words)


@pytest.mark.parametrize("words", [{"caption": "word " * 1500}, {"title": "word " * 1500}])
def test_that_words_that_would_cover_the_figure_are_refused(
    words: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="takes more than half of a figure of 1200x800; shorten"):
        export.write(figure(**words), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(160, 160), (300, 200)])
def test_that_a_figure_too_small_for_its_panels_is_refused(
    size: tuple[int, int], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=f"no room for topology in a figure of {size[0]}x"):
        export.write(figure(width=size[0], height=size[1]), tmp_path / "a.png")
    export.write(
        figure(rows=rows_of("topology"), caption="", width=size[0], height=size[1]),
        tmp_path / "a.png",
    )


@pytest.mark.parametrize("size", [(160, 400), (320, 240), (480, 320)])
def test_that_a_small_figure_has_a_short_caption(size: tuple[int, int]) -> None:
    made = figure(rows=rows_of("topology"), width=size[0], height=size[1])
    words = [word for line in made.caption for word, _ in line]
    assert words[:2] == ["Backward", "pass,"]
    assert words[-1].endswith(".")
    assert len(made.caption) * leading_of(made.spec) <= 0.36 * size[1]
    large = figure(width=1200, height=800)
    assert len(words) <= sum(map(len, large.caption))


ODD = "two\nlines\tand \x01 controls \ud800 \uffff <b> & “q”"
PLAIN = "two lines and controls <b> & “q”"


def test_that_words_with_letters_that_no_file_may_hold_are_put_in_order() -> None:
    made = figure(title=ODD, caption="first\x02\r\nsecond")
    assert made.spec.title == PLAIN
    assert made.spec.caption == "first\nsecond"
    assert {PLAIN, "first", "second"} <= texts_of(made)
    assert made.description.startswith(PLAIN)


def test_that_a_title_of_spaces_is_none() -> None:
    assert figure(title="  \t ").description == figure().description


@pytest.mark.skipif(
    shutil.which("pdftotext") is None and not shutil.which("apt-get"),
    reason="pdftotext reads the printed text; `dev.py test` installs it on Debian",
)
def test_that_letters_of_another_font_leave_the_numbers_of_a_pdf_readable(tmp_path: Path) -> None:
    def numbers(title: str) -> list[str]:
        path = tmp_path / "a.pdf"
        export.write(figure(title=title), path)
        words = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
        text = subprocess.run(words, capture_output=True, check=True).stdout.decode()
        return sorted(re.findall(r"−?\d+\.\d+", text))

    plain = numbers("Title")
    assert "0.4787" in plain
    assert numbers("中 😀 Title") == plain
    # For private use, so in no font: the box in its place is a glyph, but not numbered as one.
    assert numbers("\U0010fffd Title") == plain


class Recorder(FigurePainter):
    """Knows where each text was drawn."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.places: dict[str, list[QPointF]] = {}

    def drawText(self, *where: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        at, text = where
        assert isinstance(at, QPointF)
        self.places.setdefault(str(text), []).append(at)
        super().drawText(*where)


@pytest.mark.parametrize(("size", "beside"), [((1088, 300), True), ((300, 700), False)])
def test_that_layers_stand_side_by_side_where_there_is_room(
    size: tuple[int, int], beside: bool
) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = Recorder(image)
    painter.begin_figure()
    paint_weights(painter, QRectF(0, 0, *size), figure().frame, PRINT, NumberFormat())
    painter.end()
    heights = {painter.places[f"Layer {n}"][0].y() for n in (1, 2, 3)}
    assert (len(heights) == 1) == beside
    assert len(painter.places["change"]) == (3 if beside else 1)


def test_that_a_caption_of_ones_own_is_kept_whole() -> None:
    spec = FigureSpec(caption=("word " * 200).strip(), width=300, height=400)
    lines = caption_lines(spec, [(str(spec.caption), False)])
    assert sum(map(len, lines)) == 200


@pytest.mark.parametrize("activity", [Activity.RUNNING, Activity.SEEKING])
def test_that_a_figure_is_at_rest_while_the_engine_works(activity: Activity) -> None:
    still = figure()
    busy = figure_of(replace(still.frame, activity=activity, target=400, rate=99.0), still.spec)
    assert busy.description == still.description
    assert export.svg(busy) == export.svg(still)


@pytest.mark.parametrize("at", ["1", AT, "19:forward-2:1:2"])
@pytest.mark.parametrize("size", [(320, 480), (480, 320), (640, 400), (900, 600)])
def test_that_nothing_stands_on_each_other_in_a_small_figure(
    size: tuple[int, int], at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(figure(at, width=size[0], height=size[1]), monkeypatch) == []
