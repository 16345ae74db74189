"""Moments against the names that the contract writes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import phases
from engine.errors import InputError
from engine.experiment import Experiment
from engine.moment import Moment, Place, name, parse


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3:backward-1:2:1", Moment(3, "backward-1", 2, 1)),  # the contract's
        ("19:backward-1:1:2", Moment(19, "backward-1", 1, 2)),
        ("3", Moment(3)),
        ("3:batch", Moment(3)),
        ("1:loss", Moment(1, "loss")),
        ("1:update", Moment(1, "update")),
        ("7:update-2:1", Moment(7, "update-2", 1)),
        ("10:forward-12:4", Moment(10, "forward-12", 4)),
        (" 4:loss\n", Moment(4, "loss")),
        ("1" * 18, Moment(int("1" * 18))),
    ],
)
def test_that_a_name_is_read(text: str, moment: Moment) -> None:
    assert parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "-1", "x", "3.5", "1e3", "3:", ":loss", "3::1", "3:loss:", "3:backward"),
        *("3:forward", "3:forward-", "3:forward--1", "3:sideways-1", "3:loss-1", "3:loss:a"),
        *("3:backward-1:2:1:1", "3 loss", "3:Loss", "9" * 19, "3:forward-1234567"),
    ],
)
def test_that_what_is_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert repr(text) in str(caught.value)
    assert str(caught.value).endswith("write for example 3, 3:loss or 3:backward-1:2:1.")


phase_names = st.sampled_from(["batch", "loss", "update"]) | st.builds(
    "{}-{}".format, st.sampled_from(["forward", "backward", "update"]), st.integers(1, 999_999)
)
units = st.integers(1, 10**9 - 1)
places = st.one_of(st.just((0, 0)), st.tuples(units, st.just(0)), st.tuples(units, units))


@settings(database=None, derandomize=True)
@given(st.integers(1, 10**18 - 1), phase_names, places)
def test_that_a_name_leads_back_to_its_moment(
    update: int, phase: str, place: tuple[int, int]
) -> None:
    moment = Moment(update, phase, *place)
    assert parse(str(moment)) == moment


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
def test_that_each_state_stands_at_the_start_of_the_phase_that_comes_next(order: str) -> None:
    experiment = Experiment().edited(update_order=order)
    state, names = phases.start(experiment), list[str]()
    for _ in range(len(phases.program(experiment)) + 1):
        found = name(experiment, Place(state.update, state.phase))
        names.append(str(found))
        assert parse(names[-1]) == found
        state = phases.advance(state)
    later = [f"1:{phase.name}" for phase in phases.program(experiment)[1:]]
    assert names == ["1", *later, "2"]
