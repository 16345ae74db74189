"""Renderers that are not ours (librsvg, Poppler) show a figure as our PNG does, letter by letter.

The issue's limits: structural similarity of 0.98 in the mean and 0.90 in every 64-pixel tile.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from gui.figures import export
from gui.figures.figure import Figure
from gui.figures.make import figure_for
from gui.figures.spec import FigureSpec
from gui.theme import load_fonts
from tests.gui.figure_samples import ALL, MOMENTS, article, random_session
from tests.gui.other_renderers import shown_by_others
from tests.gui.pictures_compared import LEAST_TILE, TILE, assert_alike, likeness

ROOT = Path(__file__).parents[2]

# `dev.py test` installs the tools on Debian, so that there these tests are never left out.
pytestmark = pytest.mark.skipif(
    shutil.which("apt-get") is None
    and not (shutil.which("rsvg-convert") and shutil.which("pdftoppm")),
    reason="rsvg-convert and pdftoppm are needed",
)


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def alike(figure: Figure, folder: Path) -> None:
    ours = export.image(figure, 2)
    for name, theirs in shown_by_others(figure, folder).items():
        assert_alike(ours, theirs, name)


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
def test_that_other_renderers_show_the_same_picture(at: str, tmp_path: Path) -> None:
    alike(article(at), tmp_path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_other_renderers_show_the_same_colours(theme: str, tmp_path: Path) -> None:
    alike(article(MOMENTS["a path"], theme), tmp_path)


@pytest.mark.parametrize("theme", ["print", "light", "dark"])
def test_that_eight_units_and_a_batch_are_shown_the_same(theme: str, tmp_path: Path) -> None:
    session = random_session(8, 8, 3, batch=4)
    spec = FigureSpec(rows=ALL, theme=theme, title="Eight units <and> a batch")
    alike(figure_for(session, "3:backward-1:2:1", spec, sample=1), tmp_path)


def test_that_letters_are_smooth_where_cells_have_hard_edges(tmp_path: Path) -> None:
    figure = figure_for(random_session(8, 8, 3), "3:backward-1:2:1", FigureSpec(rows=ALL))
    theirs = shown_by_others(figure, tmp_path)["svg"]
    assert likeness(export.image(figure, 2), theirs).least >= 0.99


def texts(figure: Figure) -> list[str]:
    """All texts of a figure, from its SVG."""
    root = ElementTree.fromstring(export.svg(figure))
    elements = root.iter("{http://www.w3.org/2000/svg}text")
    return ["".join(element.itertext()).strip() for element in elements]


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
def test_that_each_number_can_be_found_in_the_pdf(at: str, tmp_path: Path) -> None:
    figure = article(at)
    export.write(figure, tmp_path / "a.pdf")
    words = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    found = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    numbers = {text for text in texts(figure) if re.fullmatch(r"[−+]?\d+(\.\d+)?", text)}
    assert len(numbers) > 20
    assert sorted(number for number in numbers if number not in found) == []


def test_that_letters_of_two_alphabets_are_one_text() -> None:
    figure = figure_for(random_session(8, 8, 3), "3:backward-1:2:1", FigureSpec(rows=ALL))
    assert "unit 2  δ" in {text.replace("\u00a0", " ") for text in texts(figure)}
    assert "unit 2" not in texts(figure)


def test_that_one_missing_number_is_seen_in_its_tile() -> None:
    figure = article(MOMENTS["a path"])
    ours = export.image(figure, 2)
    blank = ours.copy()
    painter = QPainter(blank)
    x, y = (ours.width() // 4 // TILE) * TILE, (ours.height() // 4 // TILE) * TILE
    painter.fillRect(x, y, TILE, TILE, figure.spec.colors.stage)
    painter.end()
    assert likeness(ours, ours).least == pytest.approx(1)
    assert likeness(ours, blank).least < LEAST_TILE < likeness(ours, blank).mean


def test_that_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    bare = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    for number in ("1", "2"):
        for suffix in ("png", "svg", "pdf"):
            words = ("article", "--show", "topology,equations/loss,weights")
            place = ("--at", MOMENTS["a path"], "--out", f"{number}.{suffix}")
            subprocess.run(
                [sys.executable, "-m", "gui", "figure", *words, *place],
                cwd=tmp_path,
                env=bare | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": number},
                capture_output=True,
                check=True,
            )
    for suffix in ("png", "svg", "pdf"):
        first, second = ((tmp_path / f"{n}.{suffix}").read_bytes() for n in "12")
        assert first == second, suffix
