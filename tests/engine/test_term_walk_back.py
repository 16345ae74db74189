"""Walking back by term and by unit shows, at every place, what walking forward showed there."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from engine.equations import equation
from engine.experiment import Experiment
from engine.formula import Part
from engine.grain import Grain
from engine.moment import Place
from engine.shown import Shown
from engine.symbols import Equation
from engine.terms import Term
from engine.trainer import Trainer
from tests.engine.term_samples import NETWORKS, network, shown_of

FINE = pytest.mark.parametrize("grain", [Grain.TERM, Grain.UNIT])


class Screen(NamedTuple):
    """All that a moment shows."""

    place: Place
    term: Term | None
    values: tuple[Any, ...]
    parameters: tuple[Any, ...]
    equation: Equation | None


def screen(trainer: Trainer, grain: Grain) -> Screen:
    shown = shown_of(trainer, row=1)
    return Screen(
        trainer.place,
        shown.term,
        values(shown),
        parameters(shown),
        equation(shown, whole_unit=grain is Grain.UNIT),
    )


def values(shown: Shown) -> tuple[Any, ...]:
    layers = range(1, shown.layers + 1)
    units = [([*shown.z(n)], [*shown.a(n)], [*shown.delta(n)]) for n in layers]
    given = [*(shown.x() or ())], [*(shown.y() or ())]
    inside = [
        (shown.loss_gradient(n, j), shown.slope(n, j))
        for n in layers
        for j in range(shown.outline.sizes[n])
    ]
    return (given, units, inside, [*shown.shares()], shown.loss, shown.batch_loss)


def parameters(shown: Shown) -> tuple[Any, ...]:
    every = [
        (n, j, k)
        for n in range(1, shown.layers + 1)
        for j in range(shown.outline.sizes[n])
        for k in (*range(shown.outline.sizes[n - 1]), None)
    ]
    return (
        [shown.gradient(*one) for one in every],
        [shown.change(*one) for one in every],
        [shown.moved(*one) for one in every],
        shown.theta.tolist(),
    )


def record(trainer: Trainer, grain: Grain, update: int) -> list[Screen]:
    """Every screen from here to the end of an update."""
    found = [screen(trainer, grain)]
    while trainer.place < Place(update, 0):
        assert trainer.step(grain)
        found.append(screen(trainer, grain))
    return found


def assert_back(trainer: Trainer, grain: Grain, forward: list[Screen]) -> None:
    """Step by step to where the screens began."""
    for expected in reversed(forward[:-1]):
        trainer.step_back(grain)
        assert screen(trainer, grain) == expected
    assert trainer.place == forward[0].place


def batched(experiment: Experiment) -> Experiment:
    """With two samples at least, so that the shown row is the second."""
    size = max(2, experiment.hyperparameters.batch_size)
    return experiment.edited(batch_size=size)


@FINE
@pytest.mark.parametrize("experiment", NETWORKS.values(), ids=NETWORKS.keys())
def test_that_back_is_as_forth(experiment: Experiment, grain: Grain) -> None:
    trainer = Trainer(batched(experiment))
    forward = record(trainer, grain, 2)
    assert len(forward) > 20
    assert_back(trainer, grain, forward)
    assert record(trainer, grain, 2) == forward


@FINE
@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.2},
        {"optimizer": "adam"},
        {"update_order": "in_place"},
        {"rule": "as_printed"},
        {"round_to": 3},
        {"batch_size": 5},
    ],
    ids=lambda change: next(iter(change)),
)
def test_that_back_is_as_forth_over_a_change_in_the_middle(
    change: dict[str, Any], grain: Grain
) -> None:
    trainer = Trainer(network(batch_size=2))
    while trainer.place < Place(1, 4):
        trainer.step(grain)
    trainer.edit(trainer.shown.experiment.edited(**change))
    trainer.go_to(Place(0, 0))
    forward = record(trainer, grain, 3)
    assert_back(trainer, grain, forward)


@FINE
def test_that_a_learning_rate_changed_on_the_way_leaves_the_way_back_as_it_was(
    grain: Grain,
) -> None:
    trainer = Trainer(network(batch_size=2))
    before = record(trainer, grain, 1)
    while trainer.place < Place(1, 6, 1, 1):  # inside a backward phase
        trainer.step(grain)
    place = trainer.place
    trainer.edit(trainer.shown.experiment.edited(learning_rate=0.4))
    assert trainer.place == place
    after = record(trainer, grain, 3)
    assert_back(trainer, grain, after)
    while trainer.place > Place(1, 0):
        trainer.step_back(grain)
    assert_back(trainer, grain, before)


@FINE
def test_that_a_step_by_unit_leads_where_steps_by_term_lead(grain: Grain) -> None:
    other = Grain.UNIT if grain is Grain.TERM else Grain.TERM
    trainer = Trainer(network(batch_size=2, update_order="in_place"))
    shown = {one.place: one[1:4] for one in record(trainer, Grain.TERM, 3)}
    trainer.go_to(Place(1, 5))
    for _ in range(12):
        trainer.step(grain)
        trainer.step_back(other)
        trainer.step(other)
        here = screen(trainer, grain)
        assert here[1:4] == shown[here.place]


def test_that_a_moment_that_is_gone_to_is_the_one_that_was_stepped_to() -> None:
    trainer = Trainer(NETWORKS["adamw, in place"])
    forward = record(trainer, Grain.TERM, 2)
    for expected in (*forward[::7], *reversed(forward[3::11])):
        trainer.go_to(expected.place)
        assert screen(trainer, Grain.TERM) == expected


def test_that_the_equation_of_a_chosen_part_is_told_where_a_whole_phase_has_run() -> None:
    trainer = Trainer(network())
    phases: list[str] = []
    for _ in range(9):
        trainer.step(Grain.LAYER)
        shown = Shown(trainer.shown)
        assert shown.phase is not None
        phases.append(shown.phase.name)
        found = equation(shown, Part(2, 1))
        assert found is not None
        assert found.whole
        if shown.phase.layer == 2:
            assert found.left is not None
            assert found.left.of == Part(2, 1)
        weight = equation(shown, Part(2, 1, 0))
        assert weight is not None
        if shown.phase.name in ("backward-2", "update"):
            assert weight.left is not None
            assert Part(2, 1, 0) in (weight.left.of, getattr(weight.left.over, "of", None))
    assert phases[-1] == "update"
