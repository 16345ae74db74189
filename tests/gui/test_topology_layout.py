"""Every network has a place for each of its parts, at every size of the panel."""

from __future__ import annotations

import itertools
import math

import pytest
from PySide6.QtCore import QRectF

from gui.panels.topology_geometry import Form, Layout
from gui.panels.topology_labels import bias_rect, label_rect, labels
from tests.gui.topology_samples import places

pytestmark = pytest.mark.usefixtures("qapp")

AREAS = [(460, 260), (740, 303), (972, 430), (1400, 900)]
NETWORKS = [
    (2, 2, 2, 1),
    (1, 1),
    (3, 4, 4, 2),
    (2, 6, 1),
    (2, 8, 8, 1),
    (12, 12, 12, 5),
    (10, 2, 2, 1),
    (2, *[3] * 7, 1),
    (64, 128, 64, 10),
    (2, 40, 1),
    (2, *[2] * 30, 1),
]
everywhere = pytest.mark.parametrize(
    ("area", "sizes"), list(itertools.product(AREAS, NETWORKS)), ids=str
)


def circles(layout: Layout) -> list[QRectF]:
    return [
        column.rect(unit)
        for column in layout.columns
        for unit in range(column.units)
        if column.form is not Form.CELLS
    ]


def touch(one: QRectF, other: QRectF) -> bool:
    """Whether two circles have a point in common."""
    away = one.center() - other.center()
    return math.hypot(away.x(), away.y()) < (one.width() + other.width()) / 2


@everywhere
def test_that_no_unit_touches_another(area: tuple[int, int], sizes: tuple[int, ...]) -> None:
    layout = places(*area, *sizes)
    found = circles(layout)
    assert not any(touch(a, b) for a, b in itertools.combinations(found, 2))
    for column in layout.columns:
        for above, below in itertools.pairwise(map(column.y, range(column.units))):
            assert below - above >= column.rect(0).height()
    for left, right in itertools.pairwise(layout.columns):
        assert left.x + left.half < right.x - right.half


@everywhere
def test_that_units_lie_in_the_view_unless_they_are_scrolled(
    area: tuple[int, int], sizes: tuple[int, ...]
) -> None:
    layout = places(*area, *sizes)
    assert layout.content.width() >= area[0]
    room = QRectF(0, layout.header - 1, layout.content.width(), area[1] - layout.header + 1)
    for column in layout.columns:
        first, last = column.rect(0), column.rect(column.units - 1)
        scrolled = column.pitch * column.units > layout.body().height() - 8
        assert room.contains(first)
        assert room.contains(last) or (scrolled and layout.overflows)


@everywhere
def test_that_titles_and_steppers_keep_apart(area: tuple[int, int], sizes: tuple[int, ...]) -> None:
    layout = places(*area, *sizes)
    rects = [column.title_rect for column in layout.columns]
    rects += [rect for rect in layout.inserts if rect is not None]
    for column in layout.columns:
        if column.stepper is not None:
            minus, words, plus, _ = column.stepper
            rects.append(minus.united(words).united(plus))
    assert not any(a.intersects(b) for a, b in itertools.combinations(rects, 2))
    assert all(rect.bottom() <= layout.header + 1 for rect in rects)


@everywhere
def test_that_labels_of_a_layer_keep_apart_where_all_are_shown(
    area: tuple[int, int], sizes: tuple[int, ...]
) -> None:
    layout = places(*area, *sizes)
    way = labels(layout)
    units = circles(layout)
    for layer, fits in enumerate(way.fits, start=1):
        if not fits:
            continue
        rects = [
            label_rect(layout, way, layer, unit, source)
            for unit in range(sizes[layer])
            for source in range(sizes[layer - 1])
        ]
        assert not any(a.intersects(b) for a, b in itertools.combinations(rects, 2))
        for rect, circle in itertools.product(rects, units):
            assert not circle.contains(rect.center())
            near_x = min(max(circle.center().x(), rect.left()), rect.right())
            near_y = min(max(circle.center().y(), rect.top()), rect.bottom())
            away = math.hypot(near_x - circle.center().x(), near_y - circle.center().y())
            assert away >= circle.width() / 2 - 1


@everywhere
def test_that_the_loss_box_covers_no_unit_and_no_bias(
    area: tuple[int, int], sizes: tuple[int, ...]
) -> None:
    layout = places(*area, *sizes)
    if layout.loss is None:
        assert layout.form is not Form.ROWS
        return
    box = layout.loss.rect
    assert QRectF(0, 0, *area).contains(box)
    assert not any(box.intersects(circle) for circle in circles(layout))
    if layout.form is Form.ROWS:
        last = len(layout.columns) - 1
        biases = [bias_rect(layout, last, unit) for unit in range(sizes[-1])]
        assert not any(box.intersects(rect) for rect in biases)


def test_that_columns_are_equally_far_apart_from_rim_to_rim() -> None:
    columns = places(972, 430).columns
    gaps = [b.x - b.half - a.x - a.half for a, b in itertools.pairwise(columns)]
    assert max(gaps) - min(gaps) < 1e-9


def test_that_units_shrink_with_the_window_and_with_their_number() -> None:
    large, small = places(972, 430), places(756, 303)
    assert large.columns[1].half == 50
    assert small.columns[1].half == 42
    forms = [places(972, 430, 2, units, 1).form for units in (2, 8, 40)]
    assert forms == [Form.ROWS, Form.VALUE, Form.CELLS]


def test_that_names_go_first_and_then_a_decimal() -> None:
    ways = [labels(places(width, 430)) for width in (1100, 700, 520)]
    assert [way.names for way in ways] == [True, False, False]
    assert ways[0].decimals == ways[1].decimals == 4 > ways[2].decimals
    assert all(way.everywhere for way in ways)


def test_that_an_edge_runs_from_rim_to_rim_along_the_line_of_centres() -> None:
    layout = places(972, 430)
    before, after = layout.columns[1], layout.columns[2]
    line = layout.edge(2, 0, 1)
    a, b = before.center(1), after.center(0)
    assert math.hypot(line.x1() - a.x(), line.y1() - a.y()) == pytest.approx(before.half)
    assert math.hypot(line.x2() - b.x(), line.y2() - b.y()) == pytest.approx(after.half)
    assert line.angle() == pytest.approx(math.degrees(math.atan2(a.y() - b.y(), b.x() - a.x())))


def test_that_only_columns_higher_than_the_view_are_scrolled() -> None:
    from gui.panels.topology_layout import lay_out

    still = places(972, 600, 64, 128, 3)
    moved = lay_out(still.plan._replace(scroll=90.0))
    shifts = [a.y(0) - b.y(0) for a, b in zip(still.columns, moved.columns, strict=True)]
    assert shifts == [0 if shifts[0] == 0 else 90.0, 90.0, 0]
    assert still.overflows


def test_that_the_same_plan_is_laid_out_once() -> None:
    assert places(972, 430) is places(972, 430)


@everywhere
def test_that_the_units_in_sight_are_those_that_reach_into_the_view(
    area: tuple[int, int], sizes: tuple[int, ...]
) -> None:
    layout = places(*area, *sizes)
    for view in (layout.body(), QRectF(0, 150, 10_000, 30), QRectF(0, -500, 10_000, 5)):
        wide = QRectF(-1e4, view.top(), 1e5, view.height())
        for column in layout.columns:
            reach = {u for u in range(column.units) if column.rect(u).intersects(wide)}
            seen = set(column.seen(view))
            assert reach <= seen
            assert len(seen - reach) <= 4  # a pixel more at each end


def test_that_of_a_million_units_only_some_are_in_sight() -> None:
    layout = places(740, 303, 2, 1_000_000, 1)
    assert layout.columns[1].units == 1_000_000
    assert 0 < len(layout.columns[1].seen(layout.body())) < 100
