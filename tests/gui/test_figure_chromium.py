"""Chromium shows an SVG and the page of steps as our PNG does, with the fonts inside them alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from engine.annotation import Annotation, Kind
from engine.grain import Grain
from engine.session import builtin
from gui.figures import export, sequence
from gui.figures.figure import Figure
from gui.figures.make import figure_for, figure_of
from gui.figures.spec import FigureSpec
from gui.figures.steps import steps_of
from gui.theme import load_fonts
from tests.gui.figure_samples import ALL, MOMENTS, article, random_session
from tests.gui.other_renderers import CHROMIUM, chromium_reads, chromium_shows
from tests.gui.pictures_compared import assert_alike

BESIDE, BELOW = 16, 104  # what the page of steps keeps free of the window

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on the path")


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def alike(figure: Figure, folder: Path) -> None:
    export.write(figure, folder / "a.svg")
    theirs = chromium_shows(folder / "a.svg", figure.spec.width, figure.spec.height)
    assert_alike(export.image(figure, 2), theirs, "Chromium")


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
def test_that_chromium_shows_the_same_picture(at: str, tmp_path: Path) -> None:
    alike(article(at), tmp_path)


@pytest.mark.parametrize("theme", ["print", "light", "dark"])
def test_that_chromium_shows_eight_units_a_batch_and_notes_the_same(
    theme: str, tmp_path: Path
) -> None:
    note = Annotation(Kind.CALLOUT, "topology", 0.3, 0.5, 0.4, 0.4, 1, "Äußerst klein: 10⁻⁹")
    title = "Eight units <and> a batch"
    spec = FigureSpec(rows=ALL, theme=theme, title=title, annotations=(note,))
    alike(figure_for(random_session(8, 8, 3, batch=4), "3:backward-1:2:1", spec), tmp_path)


@pytest.fixture
def steps() -> list[Figure]:
    return [figure_of(frame, FigureSpec()) for frame in steps_of(builtin("article"), Grain.PASS)]


def test_that_chromium_shows_each_step_of_a_page(tmp_path: Path, steps: list[Figure]) -> None:
    page = tmp_path / "steps.html"
    sequence.write(steps, page)
    for number, step in enumerate(steps, 1):
        wide, tall = step.spec.width, step.spec.height
        shown = chromium_shows(page, wide + 2 * BESIDE, tall + BELOW, f"#{number}")
        figure = shown.copy(2 * BESIDE, 2 * BESIDE, 2 * wide, 2 * tall)
        assert_alike(export.image(step, 2), figure, f"step {number}")


PRESSES = """<script>
const seen = [];
function look() {
  const open = figures.filter((figure) => !figure.hidden).map((figure) => figure.id);
  seen.push(`${open}: ${document.getElementById("where").textContent}`);
}
look();
for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home",
    "ArrowLeft", "PageDown", "PageUp", "a"]) {
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  look();
}
for (const button of [next, next, back]) { button.click(); look(); }
document.body.dataset.seen = seen.join("|");
</script>
</body>"""


def test_that_keys_and_buttons_lead_from_step_to_step(tmp_path: Path, steps: list[Figure]) -> None:
    page = tmp_path / "steps.html"
    sequence.write(steps, page)
    page.write_text(page.read_text("utf-8").replace("</body>", PRESSES), "utf-8")
    told = re.search(r'data-seen="([^"]*)"', chromium_reads(page))
    assert told is not None
    expected = [1, 2, 3, 3, 2, 3, 1, 1, 2, 1, 1, 2, 3, 2]
    assert told[1].split("|") == [f"{step}: {step} of 3" for step in expected]
