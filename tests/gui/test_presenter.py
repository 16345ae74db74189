"""The presenter: keys of a clicker, large letters, and only what was chosen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.grain import Grain
from engine.moment import Place
from engine.session import builtin
from engine.terms import What
from gui.document import Document, directly
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.equations_paint import equation_of, paint_equation
from gui.presenter import STRONG, STRONG_DARK, Presenter, Shows
from gui.theme import MATH_FAMILY, UI_FAMILY
from tests.gui.svg_pictures import svg_of_widget

pytestmark = pytest.mark.usefixtures("_patient")


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    made = Document(directly)
    made.open(builtin("article"))
    yield made
    made.close()


@pytest.fixture
def presenter(qtbot: QtBot, document: Document) -> Presenter:
    forward, back = QAction(document), QAction(document)
    forward.triggered.connect(lambda: document.step(Grain.TERM))
    back.triggered.connect(lambda: document.step_back(Grain.TERM))
    made = Presenter(NumberFormat(4), forward, back, [])
    document.frame_changed.connect(made.show_frame)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # qtbot closes it
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show_frame(frame(document))
    made.show()
    return made


def frame(document: Document) -> Frame:
    assert document.frame is not None
    return document.frame


class Text(NamedTuple):
    words: str
    family: str
    px: float


def texts(widget: QWidget) -> list[Text]:
    """What a widget writes and how large it is on the screen, as Qt itself puts it into an SVG."""
    found: list[Text] = []
    _collect(ElementTree.fromstring(svg_of_widget(widget)), 1.0, found)
    return found


def _collect(node: ElementTree.Element, scale: float, found: list[Text]) -> None:
    matrix = re.search(r"matrix\(([^)]*)\)", node.get("transform", ""))
    if matrix is not None:
        a, b, *_ = (float(number) for number in matrix[1].split(","))
        scale *= math.hypot(a, b)
    if node.tag.endswith("text") and (node.text or "").strip():
        size = float(node.get("font-size", "0"))
        found.append(Text((node.text or "").strip(), node.get("font-family", ""), size * scale))
    for child in node:
        _collect(child, scale, found)


def test_that_a_clicker_steps_and_steps_back(presenter: Presenter, document: Document) -> None:
    for _ in range(3):
        QTest.keyClick(presenter, Qt.Key.Key_PageDown)
    assert (frame(document).place.phase, frame(document).place.term) == (1, 2)
    QTest.keyClick(presenter, Qt.Key.Key_PageUp)
    assert frame(document).place.term == 1


def test_that_nothing_but_an_exponent_is_under_20_pixels_at_1280_by_720(
    presenter: Presenter, document: Document
) -> None:
    smallest, scripts, largest = math.inf, math.inf, 0.0
    for _ in range(80):
        document.step(Grain.TERM)
        written = texts(presenter)
        words = [text for text in written if text.family == UI_FAMILY]
        assert words
        smallest = min(smallest, *(text.px for text in words))
        symbols = [text.px for text in written if text.family == MATH_FAMILY]
        largest = max(largest, *symbols)
        term = frame(document).shown.term
        # The exponents: 1 / (1 + e to the power of -z), and the square in the loss.
        if term is None or term.what not in (What.ACTIVATION, What.SHARE, What.LOSS):
            scripts = min(scripts, *symbols)
    assert smallest >= 20
    assert scripts >= 20
    assert largest >= 34


def test_that_parts_can_be_left_out_but_not_all(presenter: Presenter, document: Document) -> None:
    document.step(Grain.PASS)
    QTest.keyClick(presenter, Qt.Key.Key_E)
    assert presenter.shows() == Shows.PICTURE
    assert not any(text.words == "symbols" for text in texts(presenter))
    QTest.keyClick(presenter, Qt.Key.Key_N)
    assert presenter.shows() == Shows.PICTURE
    QTest.keyClick(presenter, Qt.Key.Key_E)
    QTest.keyClick(presenter, Qt.Key.Key_N)
    assert presenter.shows() == Shows.EQUATION
    assert any(text.words == "symbols" for text in texts(presenter))


@pytest.mark.parametrize(
    ("keys", "shows", "words"),
    [
        ((Qt.Key.Key_L,), Shows.PICTURE | Shows.LOSS, "100"),
        ((Qt.Key.Key_W, Qt.Key.Key_E), Shows.PICTURE | Shows.WEIGHTS, "weight"),
    ],
)
def test_that_loss_and_weights_are_shown_on_request_and_in_large_letters(
    presenter: Presenter, document: Document, keys: tuple[Qt.Key, ...], shows: Shows, words: str
) -> None:
    document.step(Grain.UPDATE)
    assert words not in [text.words for text in texts(presenter)]
    for key in keys:
        QTest.keyClick(presenter, key)
    assert presenter.shows() == shows
    written = texts(presenter)
    assert words in [text.words for text in written]
    assert min(text.px for text in written if text.family == UI_FAMILY) >= 20


def test_that_the_ground_is_white_and_dark_on_request(presenter: Presenter) -> None:
    corner = QPoint(2, 2)
    assert picture(presenter).pixelColor(corner) == STRONG.stage
    QTest.keyClick(presenter, Qt.Key.Key_D)
    assert picture(presenter).pixelColor(corner) == STRONG_DARK.stage


def test_that_the_pointer_is_lit_up_where_it_is(presenter: Presenter) -> None:
    at = QPoint(900, 660)
    before = picture(presenter).pixelColor(at)
    QTest.mouseMove(presenter, at - QPoint(3, 3))
    QTest.mouseMove(presenter, at)
    assert picture(presenter).pixelColor(at) != before
    presenter.leaveEvent(QEvent(QEvent.Type.Leave))
    assert picture(presenter).pixelColor(at) == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_that_a_key_leaves_the_mode(qtbot: QtBot, presenter: Presenter, key: Qt.Key) -> None:
    with qtbot.waitSignal(presenter.closed):
        QTest.keyClick(presenter, key)


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("keys", [(), (Qt.Key.Key_W,)], ids=["picture", "weights beside"])
@pytest.mark.parametrize("lesson", ["circles", "spiral", "article"])
def test_that_a_long_sum_keeps_its_large_letters(
    presenter: Presenter, document: Document, lesson: str, keys: tuple[Qt.Key, ...]
) -> None:
    document.open(builtin(lesson))
    for key in keys:
        QTest.keyClick(presenter, key)
    output = len(frame(document).experiment.shape.sizes) - 1
    document.go_to(Place(0, output, 1, 1))
    for _ in range(9):
        document.step(Grain.TERM)
        written = texts(presenter)
        assert min(text.px for text in written if text.family == UI_FAMILY) >= 20
        numbers = [text for text in written if text.family == MATH_FAMILY and "." in text.words]
        assert numbers
        assert min(text.px for text in numbers) >= 20


class Recorder(QPainter):
    """Knows how high on its device each text stands."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.heights: dict[str, float] = {}

    def drawText(self, *where: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        match where:
            case (QPointF() as at, str(text)):
                self.heights[text] = self.worldTransform().map(at).y()
                super().drawText(at, text)
            case _:
                raise TypeError("an equation's text stands at a point")


@pytest.mark.parametrize(("term", "seen"), [(2, False), (10, True)])
def test_that_a_long_sum_is_shown_at_its_term_and_in_the_end_at_its_result(
    document: Document, term: int, seen: bool
) -> None:
    document.open(builtin("circles"))
    document.go_to(Place(0, 2, 1, term))
    numbers = NumberFormat(3)
    found = equation_of(frame(document))
    assert found is not None
    assert found.total is not None
    image = QImage(640, 110, QImage.Format.Format_RGB32)
    painter = Recorder(image)
    paint_equation(painter, QRectF(image.rect()), frame(document), STRONG, numbers)
    painter.end()
    assert (0 < painter.heights[numbers.text(found.total)] < 110) == seen
