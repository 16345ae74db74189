"""Products and running sums have places of their own that do not change from step to step."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPointF, QRectF

from engine.terms import What
from gui.frame import Selection
from gui.panels.topology_chips import shown_chips
from gui.panels.topology_geometry import Form
from gui.panels.topology_hits import Target, hit
from gui.panels.topology_labels import bias_rect, label_rect, labels
from gui.panels.topology_notes import lines_above
from gui.panels.topology_room import beside_obstacles, beside_place, chip_place
from gui.panels.topology_scene import Scene, layout
from tests.gui.topology_samples import places
from tests.gui.topology_walk import NUMBERS, look, network, scene_at, walk

pytestmark = pytest.mark.usefixtures("qapp")

AREAS = [(972, 430), (756, 303), (1400, 700)]
SETS = {"look": look(), "3-3-2": network(3, 3, 2), "softmax": network(2, 2, 3, output="softmax")}
everywhere = pytest.mark.parametrize(
    ("area", "name"), list(itertools.product(AREAS, SETS)), ids=str
)


def placed(scene: Scene, area: tuple[int, int]) -> dict[object, QRectF]:
    """The chips and notes of a scene with their places."""
    now = layout(scene, *area)
    found: dict[object, QRectF] = {each.chip.at: each.rect for each in shown_chips(now, scene)}
    if scene.marks is not None and scene.marks.unit is not None and now.form is Form.ROWS:
        for line, rect in lines_above(now, scene, scene.marks):
            found["f" if line.number == NUMBERS.text(scene.marks.slope) else "sum"] = rect
    return found


@everywhere
def test_that_nothing_moves_while_the_terms_of_a_unit_are_walked(
    area: tuple[int, int], name: str
) -> None:
    before: dict[object, QRectF] = {}
    unit = None
    for frame in walk(SETS[name]):
        scene = Scene(frame, NUMBERS)
        if scene.marks is None or (scene.marks.unit, scene.marks.token) != unit:
            before, unit = {}, scene.marks and (scene.marks.unit, scene.marks.token)
        now = placed(scene, area)
        for what, rect in now.items():
            assert before.get(what, rect) == rect, (frame.inside, what)
        before |= now


@everywhere
def test_that_chips_and_sums_keep_off_units_labels_and_each_other(
    area: tuple[int, int], name: str
) -> None:
    for frame in walk(SETS[name]):
        scene = Scene(frame, NUMBERS)
        now = layout(scene, *area)
        if now.form is not Form.ROWS:
            continue
        # Where room is scarce they may touch.
        rects = {what: rect.adjusted(1, 1, -1, -1) for what, rect in placed(scene, area).items()}
        for one, other in itertools.combinations(rects.values(), 2):
            assert not one.intersects(other), frame.inside
        way, sizes = labels(now), now.plan.sizes
        weights = [
            label_rect(now, way, layer, unit, source)
            for layer in range(1, len(sizes))
            for unit in range(sizes[layer])
            for source in range(sizes[layer - 1])
        ]
        for column in now.columns:
            weights += [column.rect(unit).adjusted(6, 6, -6, -6) for unit in range(column.units)]
        for what, rect in rects.items():
            assert not any(rect.intersects(other) for other in weights), (frame.inside, what)


def test_that_a_product_stands_on_its_edge_off_the_rim_of_the_unit_that_the_edge_leaves() -> None:
    now = places(972, 430)
    for unit, source in itertools.product(range(2), range(2)):
        rect, line = chip_place(now, 2, unit, source), now.edge(2, unit, source)
        column = now.columns[1]
        assert rect.left() - (column.x + column.half) == pytest.approx(0.9 * now.em)
        share = (rect.center().x() - line.x1()) / line.dx()
        assert rect.center().y() == pytest.approx(line.pointAt(share).y())


def test_that_the_picture_of_the_look_has_room_for_every_product() -> None:
    for area in ((972, 430), (756, 303)):
        scene = scene_at(look(), "1:backward-1:1:2")
        chips = shown_chips(layout(scene, *area), scene)
        assert [each.chip.now for each in chips] == [False, True]
        assert chips[0].rect.center().x() == pytest.approx(chips[1].rect.center().x(), abs=1)


def test_that_the_middle_of_every_chip_is_the_parameter_that_it_belongs_to() -> None:
    for name in ("1:forward-2:2:3", "1:backward-1:1:2", "1:backward-2:1:7", "1:update:1:6"):
        scene = scene_at(look(), name)
        now = layout(scene, 972, 430)
        for each in shown_chips(now, scene):
            found = hit(now, scene, each.rect.center())
            assert found is not None
            assert (found.target, found.selection) == (Target.CHIP, each.chip.at)


def test_that_a_bias_has_its_product_beside_its_label() -> None:
    scene = scene_at(look(), "1:backward-2:1:7")
    now = layout(scene, 972, 430)
    assert scene.marks is not None
    assert scene.marks.term.what is What.GRADIENT
    rect = next(e.rect for e in shown_chips(now, scene) if e.chip.at == Selection(2, 0, bias=True))
    label = bias_rect(now, 2, 0)
    away = rect.center() - label.center()
    assert abs(away.x()) + abs(away.y()) < 2.2 * now.columns[2].half
    assert now.edge(2, 0, 0).p2() not in (QPointF(), rect.center())


@pytest.mark.parametrize("units", [8, 64])
def test_that_the_lines_beside_a_unit_lie_in_the_picture_on_the_idle_side(units: int) -> None:
    now = places(972, 600, 2, units, units, 1)
    column = now.columns[1]
    for unit in (0, units // 2, units - 1):
        left = beside_place(now, 1, unit, (110, 40), right=False)
        right = beside_place(now, 1, unit, (110, 40), right=True)
        assert left.right() < column.x - column.half
        assert right.left() > column.x + column.half
        for rect in (left, right):
            assert QRectF(0, now.header, 972, 600).contains(rect)


def test_that_lines_beside_a_unit_keep_off_the_units_in_sight_alone() -> None:
    now = places(972, 600, 2, 5000, 1)
    assert now.overflows
    seen = [*now.columns[1].seen(now.body())]
    assert 20 < len(seen) < 200
    kept_off = beside_obstacles(now, 1, None)
    assert all(now.columns[1].rect(unit) in kept_off for unit in seen)
    assert len(kept_off) < len(seen) + 10
