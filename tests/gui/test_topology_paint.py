"""The picture shows the Frame's numbers, in the theme's colours, and what is at work."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.experiment import Experiment
from engine.grain import Grain
from engine.phases import Kind
from gui.frame import Activity, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_edges import edge_pen, shown
from gui.panels.topology_labels import shown_weights
from gui.panels.topology_paint import paint, paint_topology
from gui.panels.topology_scene import Scene, exists, layout, work
from gui.panels.topology_units import TINT_USED
from gui.theme import (
    DARK,
    LIGHT,
    PRINT,
    TINT_CURRENT_UNIT,
    TINT_PATH,
    TINT_PATH_DONE,
    TINT_PILL,
    TINT_PILL_DONE,
    Theme,
)
from tests.gui.svg_pictures import svg_of
from tests.gui.test_theme import contrast
from tests.gui.topology_samples import frame, frame_of, scene, trainer
from tests.gui.topology_walk import LOOK, frame_at, look, network, walk

pytestmark = pytest.mark.usefixtures("qapp")

WIDE = QSize(972, 430)


def picture(
    shown: Frame, theme: Theme = LIGHT, selection: Selection | None = None, size: QSize = WIDE
) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(theme.stage)
    painter = QPainter(image)
    rect = QRectF(0, 0, size.width(), size.height())
    paint_topology(painter, rect, shown, theme, NumberFormat(4), selection)
    painter.end()
    return image


def drawing(shown: Frame, selection: Selection | None = None) -> str:
    """The picture as SVG."""
    area = QRect(QPoint(), WIDE)

    def paint(device: QSvgGenerator) -> None:
        painter = QPainter(device)
        paint_topology(painter, QRectF(area), shown, PRINT, NumberFormat(4), selection)
        painter.end()

    return svg_of(area, paint)


def words(svg: str) -> list[str]:
    tree = ElementTree.fromstring(svg)
    return ["".join(node.itertext()).strip() for node in tree.iter() if node.tag.endswith("text")]


def pixels(image: QImage, color: QColor) -> int:
    """How many pixels have exactly this colour."""
    raw = np.frombuffer(image.constBits(), dtype=np.uint32)
    return int(np.count_nonzero((raw & 0xFFFFFF) == (color.rgb() & 0xFFFFFF)))


def test_that_every_weight_and_bias_is_written() -> None:
    now = frame(phases=3)
    text = words(drawing(now))
    for value in now.state.parameters.theta:
        assert f"{value:.4f}".replace("-", "−") in text


def test_that_values_are_those_of_the_shown_sample_and_the_rest_reads_not_yet() -> None:
    made = trainer(2, 2, 2, 1)
    made.edit(made.state.experiment.edited(batch_size=3))
    for _ in range(3):  # batch, two layers forward
        made.step(Grain.LAYER)
    second = dataclasses.replace(frame_of(made), sample=1)
    trace = second.trace
    assert trace is not None
    text = words(drawing(second))
    for layer in (0, 1):
        for value in [*trace.z[layer][1], *trace.a[layer][1]]:
            assert f"{value:.4f}".replace("-", "−") in text
    # δ of two layers with two units, z, a, δ of the output, ŷ and L.
    assert text.count("not yet") == 4 + 3 + 2
    assert "0.0000" not in text


def test_that_before_the_first_update_nothing_is_known_but_parameters() -> None:
    assert words(drawing(frame())).count("not yet") == 2 + 5 * 3 + 3


def test_that_a_picture_has_no_buttons_and_no_line_of_a_fixed_width() -> None:
    svg = drawing(frame(phases=6))
    assert "2 units" not in words(svg)
    assert "non-scaling-stroke" not in svg


def test_that_a_number_as_wide_as_its_unit_leaves_its_letter_out() -> None:
    wide = words(drawing(frame_at(look(start=1e70 * np.array(LOOK)), "1:forward-3")))
    letter = "\U0001d467"  # z
    before = [text for text, number in pairwise(wide) if number.endswith("× 10⁷⁰")]
    assert letter in before
    assert wide[wide.index("−9 × 10⁶⁹") - 1] != letter


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_that_forward_and_backward_have_their_hue_on_paths_and_units(theme: Theme) -> None:
    for phases, token, other in ((2, "fwd", "bwd"), (7, "bwd", "fwd")):
        image = picture(frame(phases=phases), theme)
        assert pixels(image, theme.tint(token, TINT_PATH)) > 500
        assert pixels(image, theme.tint(other, TINT_PATH)) == 0


def test_that_work_follows_the_phases_of_an_update() -> None:
    made = trainer(2, 3, 1)
    seen: list[tuple[Kind | None, int, int]] = []
    for _ in range(8):
        at = work(frame_of(made))
        seen.append((at.kind, at.layer, at.edges))
        made.step(Grain.LAYER)
    assert seen == [
        (None, 0, 0),
        (Kind.BATCH, 0, 0),
        (Kind.FORWARD, 1, 1),
        (Kind.FORWARD, 2, 2),
        (Kind.LOSS, 2, 0),
        (Kind.BACKWARD, 2, 0),
        (Kind.BACKWARD, 1, 2),
        (Kind.UPDATE, 0, 0),
    ]


def test_that_width_and_dash_tell_size_and_sign() -> None:
    now = scene()
    theta = now.frame.state.parameters.theta
    weights = theta[now.shape.is_weight == 1.0]
    edges = shown(layout(now, 972, 430), now)
    assert [edge.value for edge in edges] == weights.tolist()
    for edge in edges:
        share = abs(edge.value) / np.abs(weights).max()
        assert edge.wide == pytest.approx(1 + 4 * share**0.5, abs=0.13)
    thin, thick = edge_pen(LIGHT.neg, 2.0, dashed=True), edge_pen(LIGHT.neg, 5.0, dashed=True)
    assert [part * 2.0 for part in thin.dashPattern()] == [8.0, 4.5]
    assert [part * 5.0 for part in thick.dashPattern()] == [12.0, 6.5]
    assert not thick.isCosmetic()


def test_that_a_selected_weight_is_framed_in_ink() -> None:
    now = frame(phases=2)
    plain, chosen = picture(now), picture(now, selection=Selection(3, 0, 1))
    box = next(
        label.rect
        for label in shown_weights(layout(Scene(now, NumberFormat(4)), 972, 430), scene())
        if label.selection == Selection(3, 0, 1)
    )
    edge = QPointF(box.center().x(), box.top())
    around = [edge + QPointF(dx, dy) for dx in (-3, 0, 3) for dy in range(-5, 1)]
    assert not any(plain.pixelColor(p.toPoint()) == LIGHT.ink for p in around)
    assert any(chosen.pixelColor(p.toPoint()) == LIGHT.ink for p in around)


def test_that_a_selection_the_network_does_not_have_changes_nothing() -> None:
    now = frame(phases=2)
    assert not exists(Selection(9, 0), now.experiment.shape)
    assert picture(now, selection=Selection(9, 0)) == picture(now)


def test_that_a_wide_network_draws_the_edges_of_the_current_unit_only() -> None:
    now = frame(64, 128, 64, 10, phases=2)
    chosen = Scene(now, NumberFormat(4), Selection(2, 40))
    edges = shown(layout(chosen, 972, 600), chosen)
    assert len(edges) == 128 + 10
    assert all(40 in (edge.weight.unit, edge.weight.source) for edge in edges)


@pytest.mark.parametrize("sizes", [(2, 2, 2, 1), (3, 5, 2), (2, 8, 8, 1), (9, 40, 3)], ids=str)
@pytest.mark.parametrize("phases", range(10))
def test_that_every_phase_of_every_network_can_be_painted(
    sizes: tuple[int, ...], phases: int
) -> None:
    for size in (QSize(460, 260), WIDE):
        assert not picture(frame(*sizes, phases=phases), DARK, Selection(1, 0, 0), size).isNull()


def test_that_numbers_that_are_not_finite_or_very_large_can_be_painted() -> None:
    now = frame(phases=5)
    state = now.state
    assert state.trace is not None
    z = (np.array([[np.inf, np.nan]]), *state.trace.z[1:])
    trace = state.trace._replace(z=z)
    broken = dataclasses.replace(now, state=state._replace(trace=trace))
    assert "∞" in words(drawing(broken))


def test_that_haste_is_for_pictures_that_follow_each_other_quickly() -> None:
    now = scene().frame
    racing = dataclasses.replace(now, activity=Activity.RUNNING, rate=5000.0)
    walking = dataclasses.replace(now, activity=Activity.RUNNING, rate=0.2)
    hurried = [Scene(each, NumberFormat(4)).hurried for each in (now, racing, walking)]
    assert hurried == [False, True, False]


def at(image: QImage, point: QPointF) -> int:
    """The colour of a point, as a number."""
    return image.pixelColor(point.toPoint()).rgb()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("name", "layer", "unit", "token"),
    [
        ("1:forward-2:2:2", 2, 1, "fwd"),
        ("1:backward-1:1:2", 1, 0, "bwd"),
        ("1:update:3:1", 2, 0, "ink"),
    ],
)
def test_that_the_current_unit_alone_has_the_ring_and_the_tint(
    name: str, layer: int, unit: int, token: str, theme: Theme
) -> None:
    now = frame_at(look(), name)
    image, hue = picture(now, theme), theme.color(token).rgb()
    for column in layout(Scene(now, NumberFormat(4)), 972, 430).columns[1:]:
        for other in range(column.units):
            current = (column.layer, other) == (layer, unit)
            middle, radius = column.center(other), column.half
            rim = {at(image, middle + QPointF(dx, -radius)) for dx in (-1, 0, 1)}
            rim |= {at(image, middle + QPointF(dx, -radius + 1)) for dx in (-1, 0, 1)}
            rim |= {at(image, middle + QPointF(dx, -radius - 1)) for dx in (-1, 0, 1)}
            assert (hue in rim) is current
            ground = theme.tint(token, TINT_CURRENT_UNIT) if current else theme.stage
            assert at(image, middle + QPointF(0, -0.8 * radius)) == ground.rgb()


def test_that_a_path_at_work_has_a_strong_casing_and_a_done_one_a_pale_one() -> None:
    first, second, third = (
        picture(frame_at(look(), f"1:backward-1:1:{term}")) for term in (1, 2, 3)
    )
    strong, pale = LIGHT.tint("bwd", TINT_PATH), LIGHT.tint("bwd", TINT_PATH_DONE)
    assert [pixels(each, strong) > 200 for each in (first, second, third)] == [True, True, False]
    grows = [pixels(each, pale) for each in (first, second, third)]
    assert grows[0] < grows[1] < grows[2]


def test_that_the_chip_that_is_added_is_filled_and_the_others_are_outlined() -> None:
    now = Scene(frame_at(look(), "1:backward-1:1:2"), NumberFormat(4))
    image = picture(now.frame)
    for each in shown_chips(layout(now, 972, 430), now):
        color = at(image, QPointF(each.rect.left() + 4, each.rect.center().y()))
        assert color == (LIGHT.bwd if each.chip.now else LIGHT.stage).rgb()
        middle = each.rect.center().x()
        assert any(
            at(image, QPointF(middle, each.rect.top() + dy)) == LIGHT.bwd.rgb() for dy in (-1, 0, 1)
        )


def test_that_an_arrow_head_stands_where_the_product_arrives() -> None:
    for name, token, turn in (("1:forward-2:1:2", "fwd", -1), ("1:backward-1:1:1", "bwd", 1)):
        now = frame_at(look(), name)
        image, hue = picture(now), LIGHT.color(token).rgb()
        line = layout(Scene(now, NumberFormat(4)), 972, 430).edge(2, 0, 0)
        near, far = (line.p1(), line.p2()) if turn > 0 else (line.p2(), line.p1())
        assert at(image, near + QPointF(7 * turn, 1)) == hue
        assert at(image, far - QPointF(7 * turn, -1)) != hue


def test_that_the_delta_that_is_used_has_a_stronger_pill_than_those_used_before() -> None:
    now = frame_at(look(), "1:backward-1:1:2")
    image, column = picture(now), layout(Scene(now, NumberFormat(4)), 972, 430).columns[2]
    corner = QPointF(-0.74 * column.half - 1, 0.43 * column.half)
    tints = [at(image, column.center(unit) + corner) for unit in range(2)]
    assert tints == [LIGHT.tint("bwd", share).rgb() for share in (TINT_PILL_DONE, TINT_PILL)]


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_that_numbers_stand_out_from_the_tint_of_a_unit_that_is_used(theme: Theme) -> None:
    for hue in ("fwd", "bwd"):
        for token in (hue, "ink", "ink2"):
            assert contrast(theme.color(token), theme.tint(hue, TINT_USED)) >= 4.5, (hue, token)


def test_that_what_is_new_fades_in() -> None:
    now = frame_at(look(), "1:backward-1:1:2")
    counts: list[int] = []
    for strength in (0.0, 0.5, 1.0):
        image = QImage(WIDE, QImage.Format.Format_RGB32)
        image.fill(LIGHT.stage)
        painter = QPainter(image)
        faded = Scene(now, NumberFormat(4), strength=strength)
        paint(painter, layout(faded, 972, 430), faded, LIGHT)
        painter.end()
        counts.append(pixels(image, LIGHT.bwd))
    assert counts[0] < counts[2] / 2
    assert counts[1] < counts[2] / 2


def test_that_the_article_s_network_looks_as_drawn_at_the_moment_of_the_look() -> None:
    text = words(drawing(frame_at(look(), "1:backward-1:1:2")))
    # Read off shared/look/main-light.png, whose weights have four decimals here.
    for number in ("−0.8203", "0.7734", "−0.5670", "−1.0606", "−1.2014", "−3.1356", "−0.1390"):
        assert number in text
    assert "sum so far" not in text
    assert "sum so far" in words(drawing(frame_at(look(), "1:backward-1:1:1")))


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("experiment", [look(), network(2, 8, 8, 1), network(2, 40, 3)], ids=str)
def test_that_every_term_can_be_painted(experiment: Experiment, theme: Theme) -> None:
    for place, now in enumerate(walk(experiment)):
        if place % 17 == 0:
            assert not picture(now, theme, Selection(1, 0, 0), QSize(640, 360)).isNull()


def test_that_numbers_of_a_term_that_are_not_finite_can_be_painted() -> None:
    huge = look(start=np.full(15, 1e308))
    for now in walk(huge):
        assert not picture(now).isNull()
