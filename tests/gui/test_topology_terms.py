"""At each term the picture marks what is at work, and shows nothing that comes later."""

from __future__ import annotations

import re

import pytest

from engine import phases
from engine.experiment import Experiment
from engine.grain import Grain
from engine.phases import Kind
from engine.terms import What
from engine.trainer import Trainer
from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology_marks import Number, Side
from gui.panels.topology_terms import marks
from tests.gui.topology_walk import frame_at, frame_of, look, network, walk, words

pytestmark = pytest.mark.usefixtures("qapp")

NETWORKS = {
    "look": look(),
    "in place": look(update_order="in_place"),
    "as printed": look(rule="as_printed"),
    "adam": look(optimizer="adam"),
    "batch": look(batch_size=2),
    "3-5-4-2": network(3, 5, 4, 2),
    "softmax": network(2, 3, 3, output="softmax"),
}
every = pytest.mark.parametrize("experiment", NETWORKS.values(), ids=list(NETWORKS))


def written(value: float, digits: int = 4) -> str:
    return NumberFormat(digits).text(value)


def test_that_a_path_marks_its_unit_its_weight_and_the_delta_that_it_brings() -> None:
    now = marks(frame_at(look(), "1:backward-1:1:2").shown)
    assert now is not None
    assert now.unit == Selection(1, 0)
    assert now.parameter == Selection(2, 1, 0)
    assert now.paths == {Selection(2, 0, 0): False, Selection(2, 1, 0): True}
    assert now.used == {Number("δ", 2, 1)}
    assert now.spent == {Number("δ", 2, 0)}
    assert now.heads is Side.SOURCE
    # As in the picture of the look, to its four decimals.
    assert [written(chip.value, 3) for chip in now.chips] == ["−0.820", "0.681"]
    assert [chip.now for chip in now.chips] == [False, True]
    assert now.total is not None
    assert (now.total.known, now.total.of, written(now.total.value, 3)) == (2, 2, "−0.139")


def test_that_a_product_marks_its_weight_and_the_activation_that_it_takes() -> None:
    now = marks(frame_at(look(), "1:forward-2:2:2").shown)
    assert now is not None
    assert now.unit == Selection(2, 1)
    assert now.parameter == Selection(2, 1, 0)
    assert now.used == {Number("a", 1, 0)}
    assert now.heads is Side.TARGET
    assert now.total is not None
    assert (now.total.letter, now.total.known, now.total.of) == ("z", 2, 3)


@pytest.mark.parametrize(
    ("name", "what", "fresh", "used"),
    [
        ("1:forward-1:1:4", What.SUM, Number("z", 1, 0), set()),
        ("1:forward-1:1:5", What.ACTIVATION, Number("a", 1, 0), {Number("z", 1, 0)}),
        ("1:loss:1:1", What.SHARE, None, {Number("a", 3, 0)}),
        ("1:backward-3:1:1", What.PATHS, None, set()),
        ("1:backward-1:2:4", What.SLOPE, None, {Number("z", 1, 1)}),
        ("1:backward-1:2:5", What.DELTA, Number("δ", 1, 1), set()),
        ("1:backward-2:1:5", What.GRADIENT, None, {Number("δ", 2, 0), Number("a", 1, 0)}),
        ("1:backward-2:1:7", What.GRADIENT, None, {Number("δ", 2, 0)}),
        ("1:update:1:1", What.CHANGE, None, set()),
    ],
)
def test_that_each_kind_of_term_says_what_is_new_and_what_it_took(
    name: str, what: What, fresh: Number | None, used: set[Number]
) -> None:
    now = marks(frame_at(look(), name).shown)
    assert now is not None
    assert now.term.what is what
    assert now.fresh == fresh
    assert now.used == used


def test_that_the_article_s_slips_show_the_delta_that_it_takes_on_the_path_that_it_prints() -> None:
    path = marks(frame_at(look(rule="as_printed"), "1:backward-1:2:1").shown)
    assert path is not None
    assert path.parameter == Selection(2, 0, 1)  # w₁₂ leads into unit 1
    assert path.used == {Number("δ", 2, 1)}  # but δ₂ is taken
    gradient = marks(frame_at(look(rule="as_printed"), "1:backward-1:2:6").shown)
    assert gradient is not None
    assert gradient.parameter == Selection(1, 0, 1)
    assert gradient.used == {Number("δ", 1, 1), Number("a", 0, 1)}


def test_that_a_phase_shown_as_a_whole_marks_no_term() -> None:
    assert marks(frame_at(look(), "1:loss").shown) is None


@every
def test_that_what_is_marked_exists_and_agrees_with_what_is_shown(experiment: Experiment) -> None:
    for frame in walk(experiment, updates=2):
        now = marks(frame.shown)
        if now is None:
            assert frame.done == (Kind.BATCH, 0)
            continue
        if now.fresh is not None:
            letter, layer, unit = now.fresh
            of = {"z": frame.shown.z, "a": frame.shown.a, "δ": frame.shown.delta}[letter]
            assert of(layer)[unit] is not None
        assert sum(chip.now for chip in now.chips) <= 1
        assert all(weight.source is not None for weight in now.paths)
        for letter, layer, unit in now.used | now.spent:
            of = {"z": frame.shown.z, "a": frame.shown.a, "δ": frame.shown.delta}[letter]
            assert of(layer)[unit] is not None, (frame.inside, letter, layer, unit)


def _known(frame: Frame) -> list[float]:
    """Every number that may stand in the picture: what is shown, and the parts of the sum at
    work that are.
    """
    shown, trace, before = frame.shown, frame.trace, frame.shown.before
    assert trace is not None
    layers = range(1, len(trace.experiment.layers) + 1)
    columns = [shown.a(0), shown.y() or [], shown.shares(), [shown.loss]]
    columns += [of(layer) for layer in layers for of in (shown.z, shown.a, shown.delta)]
    known = [value for column in columns for value in column if value is not None]
    known += shown.theta.tolist()
    current = [term for term in before if term[1:3] == before[-1][1:3]]
    summands = sum(term.what in (What.BIAS, What.PRODUCT, What.PATH) for term in current)
    summed = shown.summed()
    if summed is not None:
        known += summed.terms.tolist()[:summands] + summed.sums.tolist()[:summands]
    for term in current:
        place = term.layer, term.unit
        known += [
            value
            for value in (
                shown.loss_gradient(*place),
                shown.gradient(*place, term.source) if term.what is What.GRADIENT else None,
                shown.change(*place, term.source) if term.what is What.CHANGE else None,
            )
            if value is not None
        ]
        if term.what in (What.SLOPE, What.GRADIENT):
            slopes = phases.slope(trace.experiment, trace, term.layer - 1)
            known.append(float(slopes[frame.row, term.unit]))
    return known


NUMBER = re.compile(r"[+−]?\d+\.\d.*")
WALKS = [
    (name, size)
    for name in NETWORKS
    for size in ((972, 430), (756, 303))
    if name != "3-5-4-2" or size == (972, 430)
]


@pytest.mark.parametrize(("name", "size"), WALKS, ids=str)
def test_that_every_number_in_the_picture_is_one_that_is_shown_by_now(
    name: str, size: tuple[int, int]
) -> None:
    painted = 0
    for frame in walk(NETWORKS[name]):
        allowed = {
            text
            for value in _known(frame)
            for digits in range(5)
            for write in (NumberFormat(digits).text, NumberFormat(digits).fixed)
            for text in (write(value), f"+{write(value)}")
        }
        numbers = {text for text in words(frame, *size) if NUMBER.fullmatch(text)}
        painted += len(numbers)
        assert not numbers - allowed, frame.inside
    assert painted > 100


def test_that_what_is_not_reached_reads_not_yet_in_its_place() -> None:
    before, after = (words(frame_at(look(), f"1:backward-1:1:{term}")) for term in (4, 5))
    assert before.count("not yet") == after.count("not yet") + 1 == 2
    delta = written(frame_at(look(), "1:backward-1:1:5").shown.delta(1)[0] or 0.0)
    assert delta not in before
    assert delta in after


def test_that_walking_back_shows_the_same_picture_as_walking_forward() -> None:
    trainer = Trainer(look(optimizer="momentum"))
    seen: list[list[str]] = []
    for _ in range(120):
        trainer.step(Grain.TERM)
        seen.append(words(frame_of(trainer)))
    for before in reversed(seen[:-1]):
        trainer.step_back(Grain.TERM)
        assert words(frame_of(trainer)) == before, trainer.place
