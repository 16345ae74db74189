"""The equation stays readable: from 2 to 30 terms, in small and large windows, and without a jump
from one term to the next.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.phases import Kind
from engine.sum_columns import sums_for_room
from engine.terms import What
from gui.frame import Frame
from gui.letters import width
from gui.numbers import NumberFormat
from gui.panels.equations import EquationsPanel
from gui.panels.equations_layout import Places
from gui.theme import STAGE_MARGIN
from tests.engine.term_samples import NETWORKS, network
from tests.gui.equation_samples import (
    LARGE,
    SMALL,
    frame_at,
    frames,
    overlaps,
    panel,
    places,
    rects,
    text_of,
)

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1024", "1600"])
TERMS = (2, 3, 5, 9, 15, 22, 30)


def wide(terms: int) -> Experiment:
    """A network whose first unit sums up so many terms, forth and back."""
    layers = (Layer(2, "tanh"), Layer(terms - 1, "sigmoid"), Layer(1, "identity"))
    return network(layers, terms - 1)


def of_first_units(experiment: Experiment) -> list[Frame]:
    """The Frames of the first unit of each phase; of its parameters the first three."""
    found: list[Frame] = []
    for frame in frames(experiment):
        cursor, term = frame.shown.cursor, frame.shown.term
        if cursor is None or term is None or cursor.unit > 1:
            continue
        late = frame.done is not None and frame.done.kind in (Kind.BACKWARD, Kind.UPDATE)
        if not (late and term.source is not None and term.source > 2):
            found.append(frame)
    return found


def assert_readable(shown: EquationsPanel) -> None:
    found = places(shown)
    room = shown.width() - 2 * STAGE_MARGIN
    assert overlaps(found) == []
    assert max(rect.right() for rect in rects(found)) <= room + 1
    assert min(rect.left() for rect in rects(found)) >= 0
    assert min(rect.top() for rect in rects(found)) >= -1
    assert max(rect.bottom() for rect in rects(found)) <= found.height
    assert min(formula.laid.px for formula in found.formulas) >= 12
    for caption in found.captions:
        box = QRectF(caption.x, caption.y - 9, width(caption.text, 12), 10)
        assert box.right() <= room + 1
        assert not any(box.intersected(rect).width() > 1 for rect in rects(found) if on(box, rect))
    assert_current_in_sight(shown)


def on(box: QRectF, rect: QRectF) -> bool:
    return box.intersected(rect).height() > 1


def assert_current_in_sight(shown: EquationsPanel) -> None:
    """The tinted column; where it is higher than the panel its lower end, with the result."""
    column = places(shown).current
    if column is None:
        return
    column = column.translated(shown._origin())
    assert column.bottom() <= shown.height()
    assert column.top() >= -1 or column.height() > shown.height() - 8


def assert_broken_before_operators(found: Places) -> None:
    """Each line but the first begins with a plus, behind the equals signs of its lower rows."""
    rows = {
        y: [text_of(f) for f in sorted(group, key=lambda f: f.x)]
        for y, group in groupby(sorted(found.formulas, key=lambda f: f.y), key=lambda f: f.y)
    }
    tops = sorted(c.y for c in found.captions if c.text == "symbols")
    assert len(tops) == found.blocks
    for top in tops[1:]:
        assert rows[top][0] == "+"


@SIZES
@pytest.mark.parametrize("terms", TERMS)
def test_that_it_stays_readable_from_2_to_30_terms(
    qtbot: QtBot, terms: int, size: tuple[int, int]
) -> None:
    shown = panel(qtbot, size=size)
    most = 0
    for frame in of_first_units(wide(terms)):
        shown.show_frame(frame)
        assert_readable(shown)
        found = shown.equation()
        assert found is not None
        if found.left is not None:
            assert_broken_before_operators(places(shown))
        most = max(most, len(found.columns))
    assert most == max(3, terms)


@SIZES
@pytest.mark.parametrize(
    "numbers",
    [NumberFormat(0), NumberFormat(8), NumberFormat(12, significant=True)],
    ids=["no decimals", "8 decimals", "12 digits"],
)
@pytest.mark.parametrize("name", NETWORKS)
def test_that_it_stays_readable_with_every_network_and_any_digits(
    qtbot: QtBot, name: str, numbers: NumberFormat, size: tuple[int, int]
) -> None:
    shown = panel(qtbot, size=size, numbers=numbers)
    for frame in of_first_units(NETWORKS[name])[:: 1 if size == SMALL else 4]:
        shown.show_frame(frame)
        assert_readable(shown)


@SIZES
def test_that_very_large_and_very_small_numbers_have_room(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    for scale in (1e-9, 1e6):
        shown = panel(qtbot, size=size)
        for frame in of_first_units(network(initializer_scale=scale)):
            shown.show_frame(frame)
            assert_readable(shown)


@SIZES
@pytest.mark.parametrize("name", ["2-2-2-1", "3-5-4-2", "softmax", "two sigmoids", "penalties"])
def test_that_nothing_changes_its_size_or_place_from_one_term_of_a_sum_to_the_next(
    qtbot: QtBot, name: str, size: tuple[int, int]
) -> None:
    experiment = NETWORKS[name].edited(initializer_scale=40.0)  # sums grow and change their sign
    shown = panel(qtbot, size=size)
    seen: dict[tuple[object, ...], tuple[object, ...]] = {}
    for frame in frames(experiment):
        shown.show_frame(frame)
        found, term = shown.equation(), frame.shown.term
        assert found is not None
        assert term is not None
        if found.left is None or len(found.columns) == 1:
            continue
        key = (frame.state.phase, frame.shown.cursor and frame.shown.cursor.unit, found.left.letter)
        if found.left.letter in ("w", "b") or term.what is What.GRADIENT:
            key = (*key, term.what, term.source)
        terms = [(tag.rect.topLeft(), tag.rect.size()) for tag in places(shown).tags if tag.term]
        made = (
            places(shown).px,
            places(shown).blocks,
            places(shown).height,
            tuple(map(str, terms)),
        )
        assert seen.setdefault(key, made) == made, key
    assert len(seen) > 5


def test_that_letters_grow_with_the_panel(qtbot: QtBot) -> None:
    frame = frame_at(NETWORKS["2-2-2-1"], 0, 1, 1, 2)
    sizes = [places(panel(qtbot, frame, size)).px for size in ((520, 100), SMALL, LARGE)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 25
    assert sizes[0] < sizes[-1]


def test_that_a_narrow_panel_leaves_its_captions_out(qtbot: QtBot) -> None:
    frame = frame_at(NETWORKS["2-2-2-1"], 0, 1, 1, 2)
    narrow = places(panel(qtbot, frame, (420, 160)))
    assert [caption for caption in narrow.captions if caption.text == "symbols"] == []
    assert overlaps(narrow) == []


def test_that_the_formula_it_belongs_to_stands_aside_where_there_is_room(qtbot: QtBot) -> None:
    frame = frame_at(NETWORKS["2-2-2-1"], 0, 7, 1, 2)
    assert places(panel(qtbot, frame, LARGE)).rule is not None
    assert places(panel(qtbot, frame, (520, 114))).rule is None


def test_that_the_formula_it_belongs_to_stands_above_the_sum_where_that_is_long(
    qtbot: QtBot,
) -> None:
    shown = panel(qtbot, frame_at(NETWORKS["2-2-2-1"], 0, 7, 1, 2), (960, 161))
    found = places(shown)
    note = next(caption for caption in found.captions if caption.text == "sum of both paths")
    assert found.rule is not None
    assert found.rule.left() < note.x + width(note.text, 12)
    assert found.rule.bottom() < note.y - 9
    assert_readable(shown)


@SIZES
def test_that_the_mean_of_a_bias_s_gradient_stands_behind_its_terms(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    shown = panel(qtbot, frame_at(NETWORKS["batch of 4"], 0, 5, 1, 8), size)
    found = shown.equation()
    assert found is not None
    total = next(tag.rect for tag in places(shown).tags if tag.value == found.total)
    terms = [tag.rect for tag in places(shown).tags if tag.term]
    assert not any(term.intersects(total) for term in terms)


@pytest.mark.parametrize("numbers", [NumberFormat(4), NumberFormat(3, significant=True)])
@pytest.mark.parametrize("spread", [0.5, 3.0, 12.0])
def test_that_of_many_sums_those_that_are_kept_for_room_have_the_longest_text(
    numbers: NumberFormat, spread: float
) -> None:
    random = np.random.default_rng(5)
    for count in (40, 3000):
        sums = random.normal(size=count) * 10 ** random.uniform(-spread, spread, count)
        sums[3], sums[-2:] = 0.0, (np.inf, np.nan)  # a running sum does not come back from there
        kept = sums_for_room(sums)
        assert len(kept) < count
        texts = [numbers.text(value) for value in sums.tolist()]
        assert max(len(numbers.text(value)) for value in kept) == max(map(len, texts))
