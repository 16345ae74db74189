"""Of a layer of a million units only what can be seen is asked for, made and drawn."""

from __future__ import annotations

import pytest

from gui.frame import Selection
from gui.panels.topology_edges import shown
from gui.panels.topology_geometry import Layout
from gui.panels.topology_hits import Target, hit
from gui.panels.topology_scene import Scene, layout
from tests.gui.topology_walk import network, scene_at

pytestmark = pytest.mark.usefixtures("qapp")

MILLION = 1_000_000


def look_at(units: int, name: str, selection: Selection | None = None) -> tuple[Layout, Scene]:
    """A moment of a network with so many hidden units, and its places in the window."""
    scene = scene_at(network(1, units, 1), name, selection)
    return layout(scene, 972, 600), scene


@pytest.mark.parametrize("name", ["1:loss", "1:backward-1"])
def test_that_of_a_million_edges_only_those_to_units_in_sight_are_drawn(name: str) -> None:
    places, scene = look_at(MILLION, name)
    seen = places.columns[1].seen(places.body())
    drawn = {edge.weight for edge in shown(places, scene)}
    into_output = {weight for weight in drawn if weight.layer == 2}
    assert into_output == {Selection(2, 0, source) for source in seen}
    assert len(drawn) <= 2 * len(seen) < 200


def test_that_a_weight_is_drawn_though_it_leads_out_of_sight() -> None:
    chosen = Selection(2, 0, MILLION // 2)
    places, scene = look_at(MILLION, "1:loss", chosen)
    assert MILLION // 2 not in places.columns[1].seen(places.body())
    line = next(edge.line for edge in shown(places, scene) if edge.weight == chosen)
    found = hit(places, scene, line.pointAt(1.0 - 60.0 / line.length()))
    assert found is not None
    assert found.target is Target.PARAMETER


def test_that_a_layer_of_fewer_units_than_pixels_keeps_all_edges_of_a_unit() -> None:
    places, scene = look_at(300, "1:loss")
    assert places.overflows
    drawn = [edge for edge in shown(places, scene) if edge.weight.layer == 2]
    assert [edge.weight.source for edge in drawn] == list(range(300))


@pytest.mark.parametrize("name", [f"1:forward-2:1:{MILLION + 1}", f"1:backward-2:1:{MILLION}"])
def test_that_of_a_million_products_the_newest_are_marked_and_all_are_counted(name: str) -> None:
    marks = scene_at(network(1, MILLION, 1), name).marks
    assert marks is not None
    assert 0 < len(marks.chips) <= 2_000
    assert len(marks.spent) <= 2_000
    assert marks.chips[-1].now
    if marks.total is not None and marks.total.letter == "z":
        assert (marks.total.known, marks.total.of) == (MILLION + 1, MILLION + 1)
