"""No label of a worksheet's page is cut off or on another; each unit has a box for each value."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

import gui.worksheets.answers
import gui.worksheets.items
from engine.experiment import Experiment
from engine.worksheet import Task, Variant, make
from gui.numbers import DecimalSign
from gui.theme import load_fonts
from gui.worksheets.answers import LETTERS
from gui.worksheets.blocks import paint_box
from gui.worksheets.sheet import Page, Paper, Sheet, pages
from tests.engine.worksheet_networks import ARTICLE, TANH, network
from tests.gui.figure_labels import SCALE, Label, Watching, found_on

NETWORKS = {
    "article": ARTICLE,
    "tanh": TANH,
    "six": network(2, (6, "tanh"), (1, "identity")),
    "eight": network(1, (8, "tanh"), (1, "identity")),
    "nineteen": network(1, (19, "sigmoid"), (1, "identity")),
    "many inputs": network(9, (2, "tanh"), (1, "identity")),
    "many outputs": network(2, (2, "tanh"), (9, "identity")),
    "deep": network(2, (2, "tanh"), (2, "tanh"), (2, "tanh"), (2, "tanh"), (1, "identity")),
    "batch": network(2, (3, "sigmoid"), (2, "sigmoid"), batch_size=3),
    "softmax": network(2, (2, "leaky_relu"), (3, "softmax")),
}
WAYS = {
    "3 decimals": (3, Paper.A4, DecimalSign.POINT),
    "6 decimals": (6, Paper.LETTER, DecimalSign.COMMA),
}


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def drawn(page: Page) -> tuple[QImage, list[Label]]:
    picture = QImage((page.sheet.paper.pixels * SCALE).toSize(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = Watching(picture)
    painter.scale(SCALE, SCALE)
    page.paint(painter)
    painter.end()
    return picture, painter.labels


def variant_of(experiment: Experiment, decimals: int) -> Variant:
    (variant,) = make(experiment, Task(decimals=decimals))
    return variant


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[QRectF]:
    """The boxes to write in, on the paper that is drawn."""
    found: list[QRectF] = []

    def paint(painter: QPainter, rect: QRectF, text: str, *px: int) -> None:
        found.append(painter.worldTransform().mapRect(rect))
        paint_box(painter, rect, text, *px)

    monkeypatch.setattr(gui.worksheets.answers, "paint_box", paint)
    monkeypatch.setattr(gui.worksheets.items, "paint_box", paint)
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NETWORKS)
def test_that_every_label_and_answer_of_a_page_is_whole(
    name: str, way: str, boxes: list[QRectF]
) -> None:
    decimals, paper, sign = WAYS[way]
    variant = variant_of(NETWORKS[name], decimals)
    for key in (True, False):
        for page in pages([variant], Sheet("A network", paper, key, sign)):
            boxes.clear()
            picture, labels = drawn(page)
            assert found_on(picture, labels) == []
            texts = [label.shape.boundingRect() for label in labels]
            for box in boxes:
                within = [text for text in texts if text.intersects(box)]
                assert len(within) == (1 if key else 0)
                assert all(box.contains(text) for text in within)


@pytest.mark.parametrize("name", NETWORKS)
def test_that_each_unit_has_its_values_in_the_picture_or_the_table_below(name: str) -> None:
    variant = variant_of(NETWORKS[name], 3)
    sheet = Sheet("A network", Paper.A4, key=True)
    numbers = sheet.numbers(variant)
    shown: list[str] = []
    for page in pages([variant], sheet):
        shown += [label.text for label in drawn(page)[1]]
        if "Given" in shown:
            break
    before = shown[: shown.index("Given")]
    wanted = [
        numbers.text(step.value)
        for step in variant.steps
        if step.row == 0 and step.term.what in LETTERS.values()
    ]
    assert len(wanted) >= 3 * sum(variant.experiment.shape.sizes[1:]) - 3
    for text in wanted:
        assert before.count(text) >= wanted.count(text), text


def test_that_pupils_and_key_have_the_same_boxes(boxes: list[QRectF]) -> None:
    variant = variant_of(NETWORKS["eight"], 3)
    found: list[list[tuple[float, ...]]] = []
    for key in (True, False):
        boxes.clear()
        for page in pages([variant], Sheet("A network", Paper.A4, key)):
            drawn(page)
        found.append([tuple(box.getRect()) for box in boxes])  # pyright: ignore[reportArgumentType]
    assert found[0] == found[1]
    # Twice each: in the table or the loss box, and where it is worked out.
    assert len(found[0]) >= len(variant.steps)
