"""The record of a run: what a cut shares, and how losses and changes are noted."""

from __future__ import annotations

import numpy as np

from engine import phases
from engine.branch import Branch, Change, changed
from engine.moment import Place
from engine.state import TrainState
from tests.engine.small_run import bits, plain, small


def at(update: int) -> TrainState:
    """A boundary that claims to stand behind many updates, without their cost."""
    return phases.start(small())._replace(update=update)


def branch_with(*updates: int) -> Branch:
    branch = Branch(at(0))
    for update in updates:
        branch.checkpoints.add(at(update), 0)
    return branch


def updates_of(branch: Branch, reached: int) -> list[int]:
    """Where the checkpoints stand, asked from outside."""
    return sorted({branch.checkpoints.nearest(update).update for update in range(reached + 1)})


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
    other.checkpoints.add(at(9), 0)
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
    assert branch.start is branch.checkpoints.nearest(0).experiment
    assert (branch.reached, branch.recorded, branch.place) == (0, 0, Place(0, 0))
    branch.resume(at(40), 2)
    assert (branch.reached, branch.recorded, branch.resumed) == (40, 40, 40)
    assert branch.checkpoints.nearest(40).changes == 2
