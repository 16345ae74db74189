"""A point of the picture is found to be what is drawn there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from gui.frame import Selection
from gui.panels.topology_hits import Target, column_at, hit
from gui.panels.topology_labels import shown_biases, shown_weights
from tests.gui.topology_samples import places, scene

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    "sizes", [(2, 2, 2, 1), (2, 8, 8, 1), (64, 128, 64, 10), (2, *[3] * 7, 1)], ids=str
)
def test_that_the_middle_of_every_unit_is_that_unit(sizes: tuple[int, ...]) -> None:
    layout, shown = places(972, 560, *sizes), scene(*sizes)
    for column in layout.columns:
        for unit in range(column.units):
            if not layout.body().contains(column.center(unit)):
                continue
            found = hit(layout, shown, column.center(unit))
            assert found is not None
            assert found.selection == Selection(column.layer, unit)


def test_that_the_middle_of_every_label_is_that_parameter() -> None:
    layout, shown = places(972, 430), scene()
    found_labels = [*shown_weights(layout, shown), *shown_biases(layout)]
    assert len(found_labels) == 4 + 4 + 2 + 5
    for selection, rect in found_labels:
        found = hit(layout, shown, rect.center())
        assert found is not None
        assert found.target is Target.PARAMETER
        assert found.selection == selection
        assert found.label


def test_that_a_point_beside_an_edge_is_that_weight_and_one_further_off_is_not() -> None:
    layout, shown = places(972, 430), scene()
    line = layout.edge(3, 0, 1)
    beside = line.pointAt(0.2) + QPointF(1, 3)
    found = hit(layout, shown, beside)
    assert found is not None
    assert found.selection == Selection(3, 0, 1)
    assert not found.label
    assert hit(layout, shown, line.pointAt(0.2) + QPointF(0, 20)) is None


def test_that_the_header_has_titles_steppers_and_places_for_a_layer() -> None:
    layout, shown = places(972, 430), scene()
    hidden, output = layout.columns[1], layout.columns[3]
    assert hidden.stepper is not None
    assert output.stepper is None, "the data say how many outputs there are"
    assert layout.inserts[1] is not None
    expected = [
        (hidden.stepper.plus, Target.ADD_UNIT, 1),
        (hidden.stepper.minus, Target.REMOVE_UNIT, 1),
        (output.title_rect, Target.TITLE, 3),
        (layout.inserts[1], Target.INSERT, 2),
    ]
    for rect, target, layer in expected:
        found = hit(layout, shown, rect.center())
        assert found is not None
        assert (found.target, found.layer) == (target, layer)
    assert hit(layout, shown, layout.columns[0].title_rect.center()) is None


def test_that_the_loss_box_is_found_and_the_bare_stage_is_nothing() -> None:
    layout, shown = places(972, 430), scene()
    assert layout.loss is not None
    found = hit(layout, shown, layout.loss.rect.center())
    assert found is not None
    assert found.target is Target.LOSS
    assert hit(layout, shown, QPointF(5, layout.plan.height - 3)) is None


def test_that_each_place_belongs_to_one_column() -> None:
    layout = places(972, 430)
    xs = [column.x for column in layout.columns]
    assert [column_at(layout, QPointF(x, 300)) for x in xs] == [0, 1, 2, 3]
    middle = (layout.columns[1].x + layout.columns[2].x) / 2
    assert column_at(layout, QPointF(middle - 2, 300)) == 1
    assert column_at(layout, QPointF(middle + 2, 300)) == 2
