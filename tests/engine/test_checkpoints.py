"""Checkpoints of a run: what one holds, which one is nearest, and how many are kept."""

from __future__ import annotations

from itertools import pairwise

import pytest

import engine.checkpoints
from engine import phases
from engine.checkpoints import Checkpoints, pack, unpack
from engine.optimizers import OPTIMIZERS
from engine.state import TrainState
from tests.engine.small_run import bits, plain, small


def boundaries(count: int) -> list[TrainState]:
    states = [phases.start(small())]
    while len(states) <= count:
        state = phases.advance(states[-1])
        while state.phase:
            state = phases.advance(state)
        states.append(state)
    return states


def at(update: int) -> TrainState:
    """A boundary that claims to stand behind many updates, without their cost."""
    return phases.start(small())._replace(update=update)


def kept_at(*updates: int) -> Checkpoints:
    kept = Checkpoints(pack(at(0), 0))
    for update in updates:
        kept.add(at(update), 0)
    return kept


def updates_of(kept: Checkpoints, reached: int) -> list[int]:
    """Where they stand, asked from outside."""
    return sorted({kept.nearest(update).update for update in range(reached + 1)})


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_a_checkpoint_holds_a_boundary_to_the_bit_and_no_trace(optimizer: str) -> None:
    state = plain(small(optimizer=optimizer), 5)
    found = unpack(pack(state, 2))
    assert bits(found) == bits(state)
    assert found.experiment is state.experiment
    assert found.trace is None
    assert pack(state, 2).changes == 2
    for array in (found.parameters.theta, *found.parameters.W, *found.slots):
        assert not array.flags.writeable


def test_that_the_nearest_checkpoint_never_lies_ahead() -> None:
    kept = kept_at(3, 7, 20)
    found = [kept.nearest(update).update for update in (0, 2, 3, 6, 7, 19, 20, 10**9)]
    assert found == [0, 0, 3, 3, 7, 7, 20, 20]


def test_that_the_later_of_two_checkpoints_of_one_update_counts() -> None:
    kept = kept_at(3)
    kept.add(at(3), 1)
    assert kept.nearest(3).changes == 1
    kept.forget(1)
    assert kept.nearest(3).changes == 0


def test_that_replay_adds_no_checkpoint_twice() -> None:
    kept = kept_at(3, 7)
    before = len(kept)
    for update in (0, 2, 3, 5, 7):
        kept.add(at(update), 0)
    assert len(kept) == before == 3


def test_that_the_start_of_an_epoch_is_sought_from_a_checkpoint_before_it() -> None:
    kept = kept_at()
    states = boundaries(12)  # four updates an epoch
    for update in (3, 4, 6, 9):
        kept.add(states[update], 0)
    assert [kept.before_epoch(epoch).update for epoch in (0, 1, 2, 3)] == [0, 4, 6, 9]


@pytest.fixture
def _few_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.checkpoints, "RECENT", 36)
    monkeypatch.setattr(engine.checkpoints, "OLD", 10)


@pytest.mark.usefixtures("_few_kept")
def test_that_the_newest_are_all_kept_and_of_the_rest_some_evenly() -> None:
    kept = kept_at(*range(10, 10_001, 10))
    assert len(kept) <= 36 + 10 + 1
    updates = updates_of(kept, 10_000)
    assert updates[0] == 0
    assert updates[-36:] == list(range(9650, 10_001, 10))
    old = updates[:-36]
    assert 5 <= len(old) <= 11
    # No gap is more than three times as long as if they stood evenly.
    assert max(b - a for a, b in pairwise([*old, 9650])) <= 3 * 9650 / 10


@pytest.mark.usefixtures("_few_kept")
def test_that_a_branch_that_was_left_holds_fewer() -> None:
    kept = kept_at(*range(1, 41))
    kept.thin()
    assert updates_of(kept, 40)[0] == 0
    assert kept.nearest(40).update == 40
    many = kept_at(*range(1, 47))
    for update in range(47, 3000):
        many.add(at(update), 0)
    many.thin()
    assert len(many) <= 110


def test_that_large_networks_keep_fewer_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    size = pack(at(0), 0).packed.nbytes
    monkeypatch.setattr(engine.checkpoints, "BYTES", 50 * size)
    kept = kept_at(*range(1, 2000))
    assert len(kept) * size <= 1.2 * 50 * size
    assert kept.nearest(2000).update == 1999


@pytest.mark.usefixtures("_few_kept")
def test_that_the_saved_state_a_run_resumed_from_is_never_dropped() -> None:
    kept = kept_at(7)
    kept.resumed = 7
    for update in range(100, 10_001, 10):
        kept.add(at(update), 0)
    kept.thin()
    assert kept.nearest(50).update == 7
