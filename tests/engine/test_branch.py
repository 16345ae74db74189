"""Checkpoints of a run: which one is nearest, how many are kept, and what a cut shares."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import engine.branch
from engine import phases
from engine.branch import Branch, Change, changed, pack, unpack
from engine.moment import Place
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


def branch_with(*updates: int) -> Branch:
    branch = Branch(at(0))
    for update in updates:
        branch.add_checkpoint(at(update), 0)
    return branch


def updates_of(branch: Branch, reached: int) -> list[int]:
    """Where the checkpoints stand, asked from outside."""
    return sorted({branch.nearest(update).update for update in range(reached + 1)})


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
    branch = branch_with(3, 7, 20)
    found = [branch.nearest(update).update for update in (0, 2, 3, 6, 7, 19, 20, 10**9)]
    assert found == [0, 0, 3, 3, 7, 7, 20, 20]


def test_that_the_later_of_two_checkpoints_of_one_update_counts() -> None:
    branch = branch_with(3)
    branch.add_checkpoint(at(3), 1)
    assert branch.nearest(3).changes == 1
    branch.forget_checkpoints(1)
    assert branch.nearest(3).changes == 0


def test_that_replay_adds_no_checkpoint_twice() -> None:
    branch = branch_with(3, 7)
    before = branch.checkpoints
    for update in (0, 2, 3, 5, 7):
        branch.add_checkpoint(at(update), 0)
    assert branch.checkpoints == before == 3


def test_that_the_start_of_an_epoch_is_sought_from_a_checkpoint_before_it() -> None:
    branch = Branch(at(0))
    states = boundaries(12)  # four updates an epoch
    for update in (3, 4, 6, 9):
        branch.add_checkpoint(states[update], 0)
    assert [branch.before_epoch(epoch).update for epoch in (0, 1, 2, 3)] == [0, 4, 6, 9]


@pytest.fixture
def _few_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.branch, "RECENT", 36)
    monkeypatch.setattr(engine.branch, "OLD", 10)


@pytest.mark.usefixtures("_few_kept")
def test_that_the_newest_are_all_kept_and_of_the_rest_some_evenly() -> None:
    branch = branch_with(*range(10, 10_001, 10))
    assert branch.checkpoints <= 36 + 10 + 1
    kept = updates_of(branch, 10_000)
    assert kept[0] == 0
    assert kept[-36:] == list(range(9650, 10_001, 10))
    old = kept[:-36]
    assert 5 <= len(old) <= 11
    # No gap is more than three times as long as if they stood evenly.
    assert max(b - a for a, b in pairwise([*old, 9650])) <= 3 * 9650 / 10


@pytest.mark.usefixtures("_few_kept")
def test_that_a_branch_that_was_left_holds_fewer() -> None:
    branch = branch_with(*range(1, 41))
    branch.thin()
    assert updates_of(branch, 40)[0] == 0
    assert branch.nearest(40).update == 40
    many = branch_with(*range(1, 47))
    for update in range(47, 3000):
        many.add_checkpoint(at(update), 0)
    many.thin()
    assert many.checkpoints <= 110


def test_that_large_networks_keep_fewer_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    size = pack(at(0), 0).packed.nbytes
    monkeypatch.setattr(engine.branch, "BYTES", 50 * size)
    branch = branch_with(*range(1, 2000))
    assert branch.checkpoints * size <= 1.2 * 50 * size
    assert branch.nearest(2000).update == 1999


@pytest.mark.usefixtures("_few_kept")
def test_that_the_saved_state_a_run_resumed_from_is_never_dropped() -> None:
    branch = Branch(at(0))
    branch.resume(at(7), 0)
    for update in range(100, 10_001, 10):
        branch.add_checkpoint(at(update), 0)
    branch.thin()
    assert branch.nearest(50).update == 7


def test_that_a_cut_shares_the_past_and_forgets_the_rest() -> None:
    branch, experiment = branch_with(3, 7, 20), small()
    for update in range(1, 26):
        branch.record(update, float(update))
    branch.changes += [Change(3, experiment), Change(7, experiment), Change(9, experiment)]
    other = branch.cut(8)
    assert updates_of(other, 25) == [0, 3, 7]
    assert [change.update for change in other.changes] == [3, 7]
    assert (other.reached, other.recorded) == (8, 8)
    assert other.history.view().batch.last.tolist() == list(range(1, 9))
    # The old branch is as it was, whatever happens on the new one.
    other.changes.append(Change(8, experiment))
    other.record(9, -1.0)
    other.add_checkpoint(at(9), 0)
    assert len(branch.changes) == 3
    assert branch.history.view().batch.last.tolist() == list(range(1, 26))
    assert updates_of(branch, 25) == [0, 3, 7, 20]
    assert branch.reached == 25


def test_that_losses_noted_one_by_one_come_out_whole_at_any_time() -> None:
    branch = Branch(at(0))
    for update in range(1, 1301):
        branch.record(update, update / 2)
        if update in (1, 511, 512, 513, 1300):
            assert branch.history.view().batch.last.tolist() == [
                u / 2 for u in range(1, update + 1)
            ]
    branch.record_epoch(1300, 0.25, None)
    assert branch.ended == (1300, 0.25)
    assert branch.history.view().training.last[-1] == 0.25
    assert branch.history.view().validation.last.size == 0


def test_that_a_change_takes_effect_at_its_boundary() -> None:
    state = plain(small(optimizer="adam"), 3)
    same = changed(state, Change(3, state.experiment.edited(learning_rate=0.5)))
    assert bits(same) == bits(state)
    assert same.experiment.hyperparameters.learning_rate == 0.5
    other = changed(state, Change(3, state.experiment.edited(optimizer="nesterov"), np.ones(9)))
    assert other.time == 0
    assert [slot.tolist() for slot in other.slots] == [[0.0] * 9]
    assert other.parameters.theta.tolist() == [1.0] * 9
    assert (other.update, other.epoch, other.position) == (3, 0, 6)


def test_that_a_branch_begins_where_its_first_state_stands() -> None:
    branch = Branch(at(0))
    assert branch.start is branch.nearest(0).experiment
    assert (branch.reached, branch.recorded, branch.place) == (0, 0, Place(0, 0))
    branch.resume(at(40), 2)
    assert (branch.reached, branch.recorded, branch.resumed) == (40, 40, 40)
    assert branch.nearest(40).changes == 2
