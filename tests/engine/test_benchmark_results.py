"""The benchmarks' arithmetic and page; what they measure is never tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.results import Asked, Section, Table, asked_table, page_with, text_of
from benchmarks.speed import peers, works
from benchmarks.speed.contestants import CONTESTANTS, GOALS, Goal
from benchmarks.speed.process import Unavailable
from benchmarks.speed.rounds import ROUNDS, Found, Turn, distance, hold, ratio
from benchmarks.speed.tables import judged, section, short, three_digits

WORK = works.WORKS[0]


def turns(*rates: float) -> list[Turn]:
    return [Turn(rate, rate) for rate in rates]


def test_that_a_ratio_is_the_median_of_the_rounds_ratios_and_not_of_the_rates() -> None:
    # The medians of the rates are 4 and 4; in most rounds ours was twice as fast.
    assert ratio(turns(2.0, 4.0, 8.0), turns(1.0, 8.0, 4.0)) == 2.0


def test_that_a_distance_is_relative_above_1_and_absolute_below() -> None:
    assert distance(np.array([200.0, 0.5]), np.array([100.0, 0.5])) == 1.0
    assert distance(np.array([100.0, 0.75]), np.array([100.0, 0.5])) == 0.25


@pytest.mark.parametrize(("rate", "met"), [(30.0, True), (29.0, False)])
def test_that_a_goal_is_met_from_its_ratio_on(rate: float, met: bool) -> None:
    found = Found(WORK, {"a": turns(rate), "b": turns(20.0)}, {}, {})
    assert judged(Goal("W1", "a", "b", 1.5), found).met is met


def test_that_a_goal_with_somebody_absent_is_neither_met_nor_missed() -> None:
    found = Found(WORK, {"a": turns(1.0)}, {}, {})
    assert judged(Goal("W1", "a", "b", 1.5), found) == Asked("W1: a ÷ b", "≥ 1.5", "–", None)


def test_that_every_goal_names_a_work_and_contestants_that_take_part_in_it() -> None:
    taking_part = {
        (work.name, c.name) for work in works.WORKS for c in CONTESTANTS if work.name in c.works
    } | {(work.name, c.name) for work in works.WORKS for c in CONTESTANTS if not c.works}
    named = {(goal.work, who) for goal in GOALS for who in (goal.ours, goal.other)}
    assert named <= taking_part


def test_that_every_contestant_has_its_file() -> None:
    folder = Path(peers.__path__[0])
    assert {c.module for c in CONTESTANTS} == {f.stem for f in folder.glob("[a-z]*.py")}


class Pretended:
    """A contestant that moves every weight by so much in an epoch, at so many samples a second."""

    def __init__(self, step: float, rate: float) -> None:
        self.step, self.rate, self.asked = step, rate, 0

    def ask(self, **words: object) -> dict[str, float]:
        if words["do"] == "load":
            return {}
        epochs = words["epochs"]
        assert isinstance(epochs, int)
        if "file" in words:
            np.full(15, epochs * self.step).tofile(str(words["file"]))
        self.asked += 1
        seconds = epochs * WORK.samples / self.rate
        return {"seconds": seconds, "processor": seconds, "aside": seconds / 2}


class Broken(Pretended):
    def ask(self, **words: object) -> dict[str, float]:
        raise Unavailable("it has no wheels")


def test_that_only_those_who_come_to_the_same_weights_take_turns() -> None:
    pretended = {
        "reference rules": Pretended(1.0, 1000.0),
        "JAX scan": Pretended(1.0 + 1e-11, 4000.0),
        "C, -O3": Pretended(1.0 + 1e-5, 9000.0),
        "PyTorch eager": Broken(1.0, 1.0),
    }
    found = hold(WORK, CONTESTANTS, pretended)
    assert set(found.turns) == {"reference rules", "JAX scan"}
    assert set(found.absent) == {"C, -O3", "PyTorch eager"}
    assert found.absent["PyTorch eager"] == "it has no wheels"
    assert ratio(found.turns["JAX scan"], found.turns["reference rules"]) == pytest.approx(4.0)


def test_that_what_the_others_do_not_do_is_left_out_of_a_rate_and_told() -> None:
    found = hold(WORK, CONTESTANTS, {"reference rules": Pretended(1.0, 1000.0)})
    assert found.turns["reference rules"][0][:2] == pytest.approx((2000.0, 1000.0))
    assert "W1 reference rules 1.00 k" in section([found], {}, {}).notes[-1]


def test_that_a_section_says_who_did_not_take_part_and_why() -> None:
    found = Found(WORK, {"reference rules": turns(10.0)}, {}, {"C, -O3": "gcc is missing"})
    text = text_of(section([found], {"JAX scan": "it is not installed"}, {"gcc": "12"}))
    assert "JAX scan did not take part: it is not installed." in text
    assert "W1: C, -O3 did not take part: gcc is missing." in text
    assert "gcc 12." in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1589, "0.159"), (1.056, "1.06"), (35.84, "35.8"), (2740.4, "2,740")],
)
def test_that_a_ratio_has_three_digits(value: float, text: str) -> None:
    assert three_digits(value) == text


@pytest.mark.parametrize(
    ("rate", "text"), [(12.5, "12.5"), (12_500, "12.5 k"), (9.5e6, "9.50 M"), (119e6, "119 M")]
)
def test_that_a_rate_is_short(rate: float, text: str) -> None:
    assert short(rate) == text


def test_that_a_table_reads_well_as_text() -> None:
    table = Table(("", "asked"), [("long name", "1"), ("x", "12,345")])
    lines = text_of(Section("s", "About.", (table,))).splitlines()[4:8]
    assert lines == [
        "|           |  asked |",
        "|-----------|-------:|",
        "| long name |      1 |",
        "| x         | 12,345 |",
    ]


def test_that_a_bound_is_judged_and_told() -> None:
    asked = Asked.at_most("a step", 16.04, 16, "ms", 1)
    assert asked == Asked("a step", "≤ 16 ms", "16.0 ms", False)
    assert asked_table([asked]).rows == [("a step", "≤ 16 ms", "16.0 ms", "not met")]


def test_that_a_section_takes_the_place_of_the_earlier_one_and_leaves_the_others() -> None:
    page = ""
    for name, about in (("first", "old"), ("second", "kept"), ("first", "new")):
        page = page_with(page, Section(name, about, ()))
    assert page.startswith("# Results\n")
    assert page.index("## first") < page.index("## second")
    assert page.count("## ") == 2
    assert "old" not in page
    assert "\nnew\n" in page
    assert "\nkept\n" in page


def test_that_a_work_is_the_same_arrays_every_time(tmp_path: Path) -> None:
    read: list[tuple[Any, ...]] = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        works.write(WORK, folder)
        read.append(works.read(folder))
    one, other = read
    assert one[0] == other[0] == WORK
    assert all(np.array_equal(a, b) for a, b in zip(one[1:], other[1:], strict=True))


class Ending(Pretended):
    """It ends in the midst of the rounds."""

    def ask(self, **words: object) -> dict[str, float]:
        if self.asked == 5:
            raise Unavailable("it ran out of memory")
        return super().ask(**words)


def test_that_the_others_go_on_when_one_ends_in_the_midst() -> None:
    pretended = {"reference rules": Pretended(1.0, 1000.0), "JAX scan": Ending(1.0, 4000.0)}
    found = hold(WORK, CONTESTANTS, pretended)
    assert found.absent == {"JAX scan": "it ran out of memory"}
    assert set(found.turns) == {"reference rules"}
    assert len(found.turns["reference rules"]) == ROUNDS
