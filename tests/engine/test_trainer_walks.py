"""Random walks through a run, back, forth and over edits, against a model that always replays from
the start.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import engine.branch
import engine.checkpoints
import engine.course
import engine.history
from engine import phases
from engine.arrays import Array, Mask
from engine.branch import Branch
from engine.data import TableData
from engine.evaluation import mean_loss
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.history import SeriesView
from engine.moment import Place
from engine.optimizers import OPTIMIZERS
from engine.state import TrainState, parameters
from engine.trainer import Trainer
from tests.engine.shown_trace import contents

START = Place(0, 0)
BINS = 8
FURTHEST = 60  # updates; a walk that has come so far goes back or edits
LIVE = st.one_of(
    st.fixed_dictionaries({"learning_rate": st.sampled_from([0.001, 0.01, 0.03])}),
    st.fixed_dictionaries({"batch_size": st.integers(1, 6)}),
    st.fixed_dictionaries({"shuffle": st.booleans()}),
    st.fixed_dictionaries({"optimizer": st.sampled_from(list(OPTIMIZERS))}),
    st.fixed_dictionaries({"update_order": st.sampled_from(["simultaneous", "in_place"])}),
    st.fixed_dictionaries({"rule": st.sampled_from(["chain_rule", "as_printed"])}),
    st.fixed_dictionaries({"loss": st.sampled_from(["huber", "half_squared_error"])}),
    st.fixed_dictionaries({"l1": st.just(0.01), "l2": st.just(0.02)}),
    st.fixed_dictionaries({"update_biases": st.booleans()}),
    st.fixed_dictionaries({"round_to": st.sampled_from([None, 4])}),
    st.fixed_dictionaries({"frozen": st.none() | arrays(np.bool_, 15)}),
)


@dataclass(frozen=True)
class Script:
    """A run as a list of choices: what it should be at any moment follows by replay alone.

    ``known_from``: the losses of the updates behind it are known; 0 but for a resumed run.
    """

    start: Experiment
    changes: tuple[tuple[int, Experiment, Array | None], ...] = ()
    reached: int = 0
    known_from: int = 0


class Model:
    """A script with the place where the learner stands."""

    def __init__(self, script: Script, place: Place = START) -> None:
        self.script, self.place = script, place
        self._made: list[list[TrainState]] = []

    def states(self, update: int) -> list[TrainState]:
        while len(self._made) <= update:
            number = len(self._made)
            state = self._made[-1][-1] if number else phases.start(self.script.start)
            for at, experiment, theta in self.script.changes:
                if at == number:
                    state = take_over(state, experiment, theta)
            states = [state]
            while len(states) == 1 or states[-1].phase:
                states.append(phases.advance(states[-1]))
            self._made.append(states)
        return self._made[update]

    @property
    def state(self) -> TrainState:
        """Inside a phase, all of it has been computed."""
        behind = self.place.phase + (1 if self.place.unit else 0)
        return self.states(self.place.update)[behind]

    def inside(self, grain: Grain) -> list[Place]:
        """The places inside the phases of this update and its neighbours, and their ends."""
        here = self.place.update
        found = [Place(here + 2, 0)]
        for update in range(max(0, here - 1), here + 2):
            for phase, state in enumerate(self.states(update)[:-1]):
                found.append(Place(update, phase))
                counts = term_counts(state.experiment, phase)
                for unit, count in enumerate(counts, start=1):
                    terms = range(1, count + 1) if grain is Grain.TERM else [count]
                    found += [Place(update, phase, unit, term) for term in terms]
                found.remove(Place(update, phase, len(counts), counts[-1]))  # the phase's end
        return found

    def places(self, grain: Grain) -> list[Place]:
        """Where a step of this grain may end, from the start to two epochs further than now."""
        if grain in (Grain.TERM, Grain.UNIT):
            return self.inside(grain)
        found: list[Place] = []
        for update in range(self.place.update + 14):
            for phase, state in enumerate(self.states(update)[:-1]):
                before = phases.program(state.experiment)[phase - 1] if phase else None
                fits = {
                    Grain.LAYER: True,
                    Grain.PASS: before is None or before.name in ("loss", "backward-1"),
                    Grain.UPDATE: before is None,
                    Grain.EPOCH: before is None and state.position == 0,
                }
                if fits[grain]:
                    found.append(Place(update, phase))
        return found

    def arrive(self, place: Place) -> None:
        self.place = place
        last = len(self.states(place.update)) - 2
        complete = place.update + (1 if place.unit and place.phase == last else 0)
        self.script = replace(self.script, reached=max(self.script.reached, complete))

    def edit(self, experiment: Experiment, theta: Array | None) -> None:
        script, (update, phase, unit, term) = self.script, self.place
        old = self.state.experiment
        if update == 0:
            new = experiment if theta is None else experiment.edited(start=theta)
            script = Script(new)
        else:
            earlier = tuple(change for change in script.changes if change[0] <= update)
            script = Script(
                script.start,
                (*earlier, (update, experiment, theta)),
                update,
                script.known_from,
            )
        same = phases.program(old) == phases.program(experiment)
        self.script = script
        del self._made[update:]
        if not same:
            self.arrive(Place(update, 0))
            return
        # Where the new choices have fewer terms, the phase's end is as far as it goes.
        counts = term_counts(experiment, phase)
        beyond = bool(unit) and (unit, term) >= (len(counts), counts[-1])
        if unit and not beyond:
            term = min(term, counts[unit - 1])
        place = Place(update, phase, unit, term)
        if beyond:
            whole = phase + 2 < len(self.states(update))
            place = Place(update, phase + 1) if whole else Place(update + 1, 0)
        self.arrive(place)


def term_counts(experiment: Experiment, index: int) -> list[int]:
    """How many terms each unit of a phase of a 2-2-2-1 network has, counted by hand."""
    phase, h = phases.program(experiment)[index], experiment.hyperparameters
    slots = {"sgd": 0, "adam": 2, "adamw": 2}.get(h.optimizer, 1)
    moved = [3 * (slots + 2)] * {1: 2, 2: 2, 3: 1, 0: 5}[phase.layer]
    if phase.kind in ("batch", "loss"):
        return [1 if phase.kind == "batch" else 2]
    if phase.kind == "forward":
        return [5] * (2 if phase.layer < 3 else 1)
    if phase.kind == "update":
        return moved
    if phase.layer == 3:
        return [3 + 3]
    paths = 1 if phase.layer == 2 or h.rule == "as_printed" else 2
    if h.rule == "as_printed":
        return [paths + 3, paths + 3 + 6]
    return [paths + 3 + 3] * 2


def take_over(state: TrainState, experiment: Experiment, theta: Array | None) -> TrainState:
    if state.experiment.hyperparameters.optimizer != experiment.hyperparameters.optimizer:
        empty = tuple(np.zeros(experiment.shape.count) for _ in experiment.optimizer.slots)
        state = state._replace(slots=empty, time=0)
    if theta is not None:
        state = state._replace(parameters=parameters(theta.copy(), experiment.shape))
    return state._replace(experiment=experiment)


def assert_equal(found: object, expected: object, where: str) -> None:
    """Equality to the last bit, through tuples."""
    if isinstance(expected, tuple):
        assert isinstance(found, tuple), where
        assert len(found) == len(expected), where
        for index, pair in enumerate(zip(found, expected, strict=True)):
            assert_equal(*pair, f"{where}[{index}]")
    elif isinstance(expected, np.ndarray):
        assert isinstance(found, np.ndarray), where
        assert found.shape == expected.shape, where
        assert found.tobytes() == expected.tobytes(), where
    else:
        assert found == expected, where


def marks(experiment: Experiment) -> Mask:
    """Which parameters are frozen, (15,)."""
    return np.zeros(15, np.bool_) if experiment.frozen is None else experiment.frozen


def assert_same_state(found: TrainState, expected: TrainState) -> None:
    for name in ("update", "epoch", "position", "time", "phase"):
        assert getattr(found, name) == getattr(expected, name), name
    assert found.experiment.hyperparameters == expected.experiment.hyperparameters
    assert np.array_equal(marks(found.experiment), marks(expected.experiment))
    assert_equal(tuple(found.parameters), tuple(expected.parameters), "parameters")
    assert_equal(found.slots, expected.slots, "slots")
    if found.phase or found.trace is not None:
        assert expected.trace is not None
        assert found.trace is not None
        made_with = found.trace.experiment.hyperparameters
        assert made_with == expected.trace.experiment.hyperparameters
        frozen = marks(expected.trace.experiment)
        assert np.array_equal(marks(found.trace.experiment), frozen)
        _, *numbers = contents(found.trace).values()
        _, *replayed = contents(expected.trace).values()
        assert_equal(tuple(numbers), tuple(replayed), "trace")


def assert_series(found: SeriesView, values: dict[int, float], known_from: int) -> None:
    """Each bin that lies behind ``known_from`` holds the least, greatest and last of its values."""
    shown = np.stack([found.low, found.high, found.last], axis=1)
    for number in range(-(-known_from // found.width), max(len(shown), BINS)):
        covered = range(number * found.width + 1, (number + 1) * found.width + 1)
        inside = [values[update] for update in covered if update in values]
        row = shown[number] if number < len(shown) else [np.nan] * 3
        expected = [min(inside), max(inside), inside[-1]] if inside else [np.nan] * 3
        np.testing.assert_array_equal(row, expected, err_msg=f"updates {covered}")


class Walk(RuleBasedStateMachine):
    """Each rule does one thing to the trainer and to the model."""

    branches = Bundle("branches")

    @initialize(
        optimizer=st.sampled_from(list(OPTIMIZERS)),
        order=st.sampled_from(["simultaneous", "in_place"]),
        shuffle=st.booleans(),
        batch=st.integers(1, 5),
        validation=st.sampled_from([0.0, 0.3]),
    )
    def begin(
        self, optimizer: str, order: str, shuffle: bool, batch: int, validation: float
    ) -> None:
        generator = np.random.default_rng(3)
        x = generator.uniform(-1.0, 1.0, (7, 2))
        experiment = Experiment(
            layers=(Layer(2, "tanh"), Layer(2, "gelu"), Layer(1, "identity")),
            data=TableData(x, x @ [[2.0], [3.0]] + 1.0),
            validation_share=validation,
        ).edited(
            optimizer=optimizer,
            update_order=order,
            shuffle=shuffle,
            batch_size=batch,
            learning_rate=0.01,
        )
        self.trainer, self.model = Trainer(experiment), Model(Script(experiment))

    @rule(grain=st.sampled_from(list(Grain)))
    def step(self, grain: Grain) -> None:
        if self.model.place.update > FURTHEST:
            return
        assert self.trainer.step(grain)
        self.model.arrive(min(p for p in self.model.places(grain) if p > self.model.place))

    @rule(grain=st.sampled_from(list(Grain)))
    def step_back(self, grain: Grain) -> None:
        self.trainer.step_back(grain)
        self.model.arrive(
            max([p for p in self.model.places(grain) if p < self.model.place], default=START)
        )

    @rule(more=st.integers(1, 25))
    def run(self, more: int) -> None:
        update = self.model.place.update + more
        if update > FURTHEST:
            return
        assert self.trainer.train(Goal(update=update), seconds=1e9) is Stop.UPDATES
        self.model.arrive(Place(update, 0))

    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        update = data.draw(st.integers(0, self.model.script.reached))
        states = self.model.states(update)
        phase = data.draw(st.integers(0, len(states) - 2))
        counts = term_counts(states[phase].experiment, phase)
        unit = data.draw(st.integers(0, len(counts)))
        # Nothing of the first unit, and all of the last one, is a place between two phases.
        last = counts[-1] - 1 if unit == len(counts) else counts[unit - 1]
        if unit and last:
            place = Place(update, phase, unit, data.draw(st.integers(1, last)))
        else:
            place = Place(update, phase)
        self.trainer.go_to(place)
        self.model.arrive(place)

    @rule(target=branches, settings=LIVE)
    def edit(self, settings: dict[str, object]) -> object:
        return self._edit(self.trainer.shown.experiment.edited(**settings), None)

    @rule(target=branches, seed=st.integers(0, 10))
    def edit_parameters(self, seed: int) -> object:
        experiment = self.trainer.shown.experiment
        theta = np.random.default_rng(seed).uniform(-1.0, 1.0, experiment.shape.count)
        return self._edit(experiment, theta)

    def _edit(self, experiment: Experiment, theta: Array | None) -> object:
        left_behind, before = self.model.script.reached > self.model.place.update, self._here()
        left = self.trainer.edit(experiment, theta)
        assert (left is not None) == (left_behind or theta is not None)
        self.model.edit(experiment, theta)
        return None if left is None else (left, *before)

    @rule(target=branches, seed=st.integers(0, 5))
    def edit_what_restarts(self, seed: int) -> object:
        if seed == self.trainer.shown.experiment.hyperparameters.seed:
            return None
        before = self._here()
        experiment = self.trainer.shown.experiment.edited(seed=seed)
        left = self.trainer.edit(experiment)
        self.model = Model(Script(experiment))
        return (left, *before)

    @rule(target=branches)
    def restart(self) -> object:
        before = self._here()
        left = self.trainer.restart()
        self.model = Model(Script(self.model.state.experiment))
        return (left, *before)

    @rule(target=branches, old=consumes(branches))
    def restore(self, old: tuple[Branch, Script, Place] | None) -> object:
        if old is None:
            return None
        before = self._here()
        left = self.trainer.restore(old[0])
        self.model = Model(*old[1:])
        return (left, *before)

    @precondition(lambda self: self.model.place.update > 0)
    @rule()
    def resume(self) -> None:
        self.trainer.go_to(Place(self.model.place.update, 0))
        state, update = self.trainer.state._replace(trace=None), self.model.place.update
        changes = tuple(c for c in self.trainer.branch.changes if c.update <= update)
        self.trainer = Trainer(self.trainer.branch.start, state, changes)
        script = self.model.script
        kept = tuple(change for change in script.changes if change[0] <= update)
        self.model = Model(Script(script.start, kept, update, update), Place(update, 0))

    def _here(self) -> tuple[Script, Place]:
        return self.model.script, self.model.place

    @invariant()
    def same_state(self) -> None:
        if hasattr(self, "trainer"):
            assert self.trainer.place == self.model.place
            assert_same_state(self.trainer.shown, self.model.state)
            assert self.trainer.branch.reached == self.model.script.reached
            assert self.trainer.diverged_at is None

    @invariant()
    def same_history(self) -> None:
        if not hasattr(self, "trainer"):
            return
        script, view = self.model.script, self.trainer.history()
        batch: dict[int, float] = {}
        training: dict[int, float] = {}
        validation: dict[int, float] = {}
        for update in range(1, script.reached + 1):
            after = self.model.states(update - 1)[-1]
            assert after.trace is not None
            assert after.trace.loss is not None
            batch[update] = after.trace.loss
            dataset = after.experiment.dataset
            if after.position == 0:
                training[update] = mean_loss(after, dataset.train)
                if dataset.validation.size:
                    validation[update] = mean_loss(after, dataset.validation)
        assert_series(view.batch, batch, script.known_from)
        assert_series(view.training, training, script.known_from)
        assert_series(view.validation, validation, script.known_from)


@pytest.fixture
def _quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time that passes by 0.03 s at each look; few checkpoints and few bins, so that both
    overflow.
    """
    ticks = itertools.count()
    monkeypatch.setattr(engine.course, "perf_counter", lambda: 0.03 * next(ticks))
    monkeypatch.setattr(engine.history, "BINS", BINS)
    monkeypatch.setattr(engine.checkpoints, "RECENT", 6)
    monkeypatch.setattr(engine.checkpoints, "OLD", 3)
    monkeypatch.setattr(engine.branch, "PENDING", 5)


@pytest.mark.usefixtures("_quick_clock")
def test_that_every_walk_shows_what_replay_from_the_start_gives() -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=80,
            stateful_step_count=25,
            database=None,
            derandomize=True,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
        ),
    )
