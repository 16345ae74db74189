"""The weight map: where cells lie, what they show, and what a click on them selects."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from engine.arrays import read_only
from engine.state import Shape, parameters
from gui.frame import Frame, Selection
from gui.panels.weights_check import Inspected
from gui.panels.weights_map import MapCanvas, WeightsMap
from gui.panels.weights_map_layout import CAPTION, arrange, natural_height
from gui.theme import DARK, LIGHT, Theme
from tests.gui.topology_samples import frame

LAYOUTS = [
    ((2, 2, 2, 1), 348, 200),
    ((2, 2, 2, 1), 240, 110),
    ((64, 128, 64, 10), 348, 180),
    ((3, *([4] * 30), 1), 240, 120),
    ((1000, 20, 3), 348, 150),
]


def with_theta(shown: Frame, values: dict[int, float]) -> Frame:
    """The Frame with some parameters replaced."""
    theta = shown.state.parameters.theta.copy()
    for position, value in values.items():
        theta[position] = value
    made = parameters(read_only(theta), shown.experiment.shape)
    return Frame(shown.state._replace(parameters=made), shown.history, 0)


def canvas_of(shown: Frame, theme: Theme = LIGHT, what: Selection | None = None) -> MapCanvas:
    canvas = MapCanvas(theme)
    canvas.show_values(Inspected(shown, {}), what, "bwd")
    canvas.places = arrange(shown.experiment.shape, 348, 200)
    canvas.resize(canvas.places.width, canvas.places.height)
    return canvas


def ground(picture: QImage, cell: QRect) -> QColor:
    """The colour of a cell, beside its sign and its round corners."""
    return picture.pixelColor(cell.left() + 4, cell.top() + 3)


@pytest.mark.parametrize(("sizes", "width", "height"), LAYOUTS)
def test_that_no_two_layers_overlap_and_every_cell_is_found_at_its_middle(
    sizes: tuple[int, ...], width: int, height: int
) -> None:
    made = arrange(Shape(sizes), width, height)
    areas = [b.grid.united(b.bias).adjusted(0, -CAPTION, 0, 0) for b in made.blocks]
    for place, area in enumerate(areas):
        assert QRect(0, 0, made.width, made.height).contains(area)
        assert not any(area.intersects(other) for other in areas[:place])
    for layer, (inputs, units) in enumerate(pairwise(sizes), 1):
        corners = [Selection(layer, j, k) for j in (0, units - 1) for k in (0, inputs - 1)]
        for what in (*corners, Selection(layer, units - 1, bias=True)):
            assert made.at(QPointF(made.rect(what).center())) == what


def test_that_the_room_decides_the_size_of_the_cells() -> None:
    article = Shape((2, 2, 2, 1))
    assert arrange(article, 348, 200).blocks[0].pitch == 26
    assert arrange(article, 240, 90).blocks[0].pitch < 26
    big = arrange(Shape((64, 128, 64, 10)), 348, 180)
    assert big.blocks[0].pitch == 1
    assert big.height <= 180


def test_that_many_layers_scroll_downwards_only() -> None:
    made = arrange(Shape((3, *([4] * 60), 1)), 240, 120)
    assert made.width <= 240
    assert made.height > 120
    assert made.blocks[0].pitch >= 8


def test_that_a_layer_wider_than_the_room_keeps_a_pixel_for_each_cell() -> None:
    made = arrange(Shape((1000, 20, 3)), 348, 150)
    assert made.blocks[0].pitch == 1
    assert made.width > 1000


def test_that_the_natural_height_is_that_of_the_largest_cells() -> None:
    assert natural_height(Shape((2, 2, 2, 1)), 348) == arrange(Shape((2, 2, 2, 1)), 348, 900).height


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_cells_have_the_hue_of_their_sign_and_strength_and_nothing_at_zero(
    qtbot: QtBot, theme: Theme
) -> None:
    shown = with_theta(frame(), {0: 4.0, 1: -4.0, 2: 0.5, 3: 0.0})
    canvas = canvas_of(shown, theme)
    qtbot.addWidget(canvas)
    picture = canvas.grab().toImage()

    def away(what: Selection, token: str) -> int:
        """How far a cell's colour is from a token's, over all channels."""
        one, other = ground(picture, canvas.places.rect(what)), theme.color(token)
        return sum(
            abs(a - b)
            for a, b in zip(one.getRgb(), other.getRgb(), strict=True)  # pyright: ignore
        )

    strong, negative, weak, zero = (Selection(1, j, k) for j in (0, 1) for k in (0, 1))
    assert away(strong, "pos") < away(weak, "pos")
    assert away(weak, "stage") < away(strong, "stage")
    assert away(negative, "neg") < away(negative, "pos")
    assert away(zero, "stage") == 0


def test_that_a_sign_stands_in_each_cell_that_has_room(qtbot: QtBot) -> None:
    shown = with_theta(frame(), {0: 4.0, 1: -4.0, 2: 0.0})
    canvas = canvas_of(shown)
    qtbot.addWidget(canvas)
    picture = canvas.grab().toImage()

    def marks(what: Selection) -> tuple[bool, bool]:
        """Whether a line goes through the middle, across and upright."""
        cell = canvas.places.rect(what)
        paper, middle = ground(picture, cell), cell.center()
        across = picture.pixelColor(middle.x() + 3, middle.y()) != paper
        upright = picture.pixelColor(middle.x(), middle.y() + 3) != paper
        return across, upright

    assert marks(Selection(1, 0, 0)) == (True, True)
    assert marks(Selection(1, 0, 1)) == (True, False)
    assert marks(Selection(1, 1, 0)) == (False, False)


def test_that_a_map_of_single_pixels_has_the_same_colours_as_one_of_large_cells(
    qtbot: QtBot,
) -> None:
    shown = with_theta(frame(64, 128, 64, 10), {70: 9.0})
    canvas = canvas_of(shown)
    large = canvas_of(shown)
    large.places = arrange(shown.experiment.shape, 1 << 20, 1 << 20)
    large.resize(large.places.width, large.places.height)
    for widget in (canvas, large):
        qtbot.addWidget(widget)
    small_picture = canvas.grab().toImage()
    seen = QRect(0, 0, 700, 700)
    large_picture = large.grab(seen).toImage()
    for unit in range(0, 20, 3):
        for source in range(0, 20, 3):
            what = Selection(1, unit, source)
            one = small_picture.pixelColor(canvas.places.rect(what).topLeft())
            assert one == ground(large_picture, large.places.rect(what))


def test_that_a_click_selects_the_cell_and_beside_the_cells_nothing(qtbot: QtBot) -> None:
    area = WeightsMap(LIGHT)
    qtbot.addWidget(area)
    area.resize(348, 200)
    area.show_values(Inspected(frame(), {}), None, "ink")
    chosen: list[Selection] = []
    area.chosen.connect(chosen.append)
    for what in (Selection(2, 1, 0), Selection(1, 1, bias=True)):
        middle = area.canvas.places.rect(what).center()
        qtbot.mouseClick(area.canvas, Qt.MouseButton.LeftButton, pos=middle)
    corner = area.canvas.rect().bottomRight()
    qtbot.mouseClick(area.canvas, Qt.MouseButton.LeftButton, pos=corner)
    assert chosen == [Selection(2, 1, 0), Selection(1, 1, bias=True)]


@pytest.mark.parametrize(
    "what", [Selection(2, 1, 0), Selection(2, 1), Selection(0, 1), Selection(3, 0, bias=True)]
)
def test_that_what_is_selected_is_framed_in_the_hue_of_the_phase(
    qtbot: QtBot, what: Selection
) -> None:
    canvas = canvas_of(frame(), what=what)
    qtbot.addWidget(canvas)
    picture = canvas.grab().toImage()
    cell = canvas.places.rect(what)
    for point in (cell.topLeft(), cell.bottomRight()):
        side = -1 if point == cell.topLeft() else 1
        assert picture.pixelColor(cell.center().x(), point.y() + side) == LIGHT.bwd


def test_that_a_selection_from_another_network_frames_nothing(qtbot: QtBot) -> None:
    canvas = canvas_of(frame(), what=Selection(1, 7, 3))
    plain = canvas_of(frame())
    for widget in (canvas, plain):
        qtbot.addWidget(widget)
    assert canvas.grab().toImage() == plain.grab().toImage()


def test_that_weights_of_any_size_are_painted(qtbot: QtBot) -> None:
    zeros = dict.fromkeys(range(15), 0.0)
    for values in (zeros, {0: 1e308, 1: -1e-308}, {0: 5e-324}):
        canvas = canvas_of(with_theta(frame(), zeros | values))
        qtbot.addWidget(canvas)
        assert not canvas.grab().isNull()
