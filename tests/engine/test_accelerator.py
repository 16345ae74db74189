"""Training by compiled kernels: it agrees with the reference rules and with PyTorch, and one can go
back on it to the bit.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from engine.accelerator import Accelerator, AtOnce, InChild
from engine.arrays import Array
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.hyperparameters import Hyperparameters
from engine.kernels import cache as kernel_cache
from engine.kernels.choosing import choices_of, family
from engine.kernels.values import Entry
from engine.moment import Place
from engine.trainer import Trainer
from tests.engine import compiled
from tests.engine.random_experiments import drawn
from tests.engine.small_run import LONG, bits, small
from tests.engine.test_torch_agreement import BOUND, UPDATES, Case, cases

NUDGES, MANY_NUDGES = 2, 20  # how often the starting values are moved, to see how far that leads


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another empty cache, for children; this process keeps its own."""
    monkeypatch.setenv("BACKSTEP_KERNELS", str(tmp_path))
    kernel_cache.folder.cache_clear()
    yield tmp_path
    kernel_cache.folder.cache_clear()


def trained(experiment: Experiment, updates: int, accelerator: Accelerator | None) -> Trainer:
    trainer = Trainer(experiment, accelerator=accelerator)
    trainer.train(Goal(update=updates), LONG)
    return trainer


def theta(trainer: Trainer) -> Array:
    return trainer.shown.parameters.theta


@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_kernels_agree_with_pytorch(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.use(kind, monkeypatch)
    accelerator = compiled.generic()
    worst, seen = 0.0, set[str]()
    for case in covered():
        trainer = trained(case.experiment, UPDATES, accelerator)
        worst = max(worst, float(np.max(np.abs(theta(trainer) - case.end))))
        kernel = accelerator.kernel(case.experiment)
        assert kernel is not None
        seen.add(kernel.name)
    assert worst <= BOUND
    assert ("by_matrices" in seen) == ("matrices" in kind)


def covered() -> Iterator[Case]:
    for case in cases():
        if choices_of(case.experiment) is not None:
            yield case


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_kernels_follow_the_reference_rules(
    seed: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.use(kind, monkeypatch)
    experiment, reference, sensitivity = calm(seed)
    found = theta(trained(experiment, 1000, compiled.generic()))
    apart = float(np.max(np.abs(found - reference) / np.maximum(1.0, np.abs(reference))))
    if apart > max(1e-12, 100 * sensitivity):
        # Two nudges tell little of how far many could lead.
        sensitivity = moved_by_one_ulp(experiment, reference, seed + 1, MANY_NUDGES)
    assert apart <= max(1e-12, 100 * sensitivity)


@cache
def calm(seed: int) -> tuple[Experiment, Array, float]:
    """An experiment that is not chaotic, the end of its 1,000 updates, and how far that moves when
    the beginning does.
    """
    while True:
        experiment = drawn(seed)
        reference = theta(trained(experiment, 1000, None))
        sensitivity = moved_by_one_ulp(experiment, reference, seed, NUDGES)
        if sensitivity <= 1e-6:
            return experiment, reference, sensitivity
        seed += 1000


def nudge(values: Array, random: np.random.Generator) -> Array:
    """Each value, one unit in the last place up or down."""
    return np.nextafter(values, np.where(random.random(values.shape) < 0.5, -np.inf, np.inf))


def moved_by_one_ulp(experiment: Experiment, reference: Array, seed: int, times: int) -> float:
    """How far the reference moves when each starting value moves by one unit in the last place, or
    each activation does: where 1 − a² is all rounding, an adaptive rate makes much of it.
    """
    random, moved = np.random.default_rng(seed), 0.0
    start = experiment.starting_parameters.theta
    nudged = [experiment.edited(start=nudge(start, random)) for _ in range(times)]
    for _ in range(times):
        nudged.append(experiment.edited())
        nudged[-1].__dict__["activations"] = tuple(
            replace(own, f=lambda z, f=own.f: nudge(f(z), random)) for own in experiment.activations
        )
    for other in nudged:
        end = theta(trained(other, 1000, None))
        distance = np.abs(end - reference) / np.maximum(1.0, np.abs(reference))
        moved = max(moved, float(np.nan_to_num(distance, nan=np.inf).max()))
    return moved


@pytest.mark.parametrize("name", ["plain", "momentum in batches", "whole set"])
def test_that_a_network_s_own_kernel_follows_the_reference_rules(name: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "plain": {"batch_size": 1},
        "momentum in batches": {"batch_size": 3, "optimizer": "momentum"},
        "whole set": {"batch_size": 7},
    }
    experiment = small(learning_rate=0.02, **changes[name])
    trainer = Trainer(experiment, accelerator=compiled.own())
    for update in (500, 1000):
        trainer.train(Goal(update=update), LONG)
    assert "for 2-2-1" in [stretch.name for stretch in kernels(trainer)][-1]
    np.testing.assert_allclose(
        theta(trainer), theta(trained(experiment, 1000, None)), rtol=0, atol=1e-12
    )


def kernels(trainer: Trainer) -> list[Any]:
    log, found, update = trainer.branch.made_by, list[Any](), 0
    while update < trainer.branch.reached:
        stretch = log.around(update, trainer.branch.reached)
        assert stretch is not None
        if stretch.kernel is not None:
            found.append(stretch.kernel)
        update = stretch.end
    return found


@pytest.mark.parametrize(
    "changes", [{"optimizer": "adam", "shuffle": True}, {"batch_size": 7}, {"batch_size": 1}]
)
def test_that_going_back_and_forth_gives_the_same_bits(changes: dict[str, Any]) -> None:
    experiment = small(**changes)
    trainer = Trainer(experiment, accelerator=compiled.generic())
    seen = {}
    for update in (1, 40, 41, 1000, 2500):
        trainer.train(Goal(update=update), LONG)
        seen[update] = bits(trainer.shown)
        trainer.step(Grain.UPDATE)  # by the reference rules
        seen[update + 1] = bits(trainer.shown)
    for update in (1000, 1, 2501, 42, 41, 2500, 2):
        trainer.go_to(Place(update, 0))
        assert bits(trainer.shown) == seen[update]


def test_that_the_inside_of_an_update_is_shown_after_a_compiled_stretch() -> None:
    trainer = trained(small(), 1000, compiled.generic())
    trace = trainer.shown.trace
    assert trace is not None
    assert trace.change[0] is not None
    moved = theta(trainer) - trace.before.theta
    first = trainer.state.experiment.shape.layer_slices[0]
    np.testing.assert_allclose(moved[first], trace.change[0], rtol=0, atol=1e-15)
    trainer.go_to(Place(500, 3))
    assert trainer.place == Place(500, 3)


def test_that_a_live_change_in_the_middle_is_replayed() -> None:
    trainer = trained(small(), 300, compiled.generic())
    trainer.edit(trainer.state.experiment.edited(learning_rate=0.01))
    trainer.train(Goal(update=900), LONG)
    end = bits(trainer.shown)
    trainer.go_to(Place(10, 0))
    trainer.go_to(Place(900, 0))
    assert bits(trainer.shown) == end
    by_rules = trained(small(), 300, None)
    by_rules.edit(by_rules.state.experiment.edited(learning_rate=0.01))
    by_rules.train(Goal(update=900), LONG)
    np.testing.assert_allclose(theta(trainer), theta(by_rules), rtol=0, atol=1e-12)


@pytest.mark.parametrize("changes", [{}, {"batch_size": 7}, {"validation_share": 0.3}])
@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_the_curve_is_that_of_the_reference_rules(
    changes: dict[str, Any], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.use(kind, monkeypatch)
    experiment = small(**changes)
    trainer, by_rules = Trainer(experiment, accelerator=compiled.generic()), Trainer(experiment)
    for update in (7, 5000, 9001):
        trainer.train(Goal(update=update), LONG)
        by_rules.train(Goal(update=update), LONG)
        for found, expected in zip(trainer.history(), by_rules.history(), strict=True):
            assert found.width == expected.width or not expected.last.size
            for a, b in zip(found[1:], expected[1:], strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_that_a_goal_of_loss_stops_at_the_same_update() -> None:
    goal = Goal(loss_below=0.01)
    trainer, by_rules = Trainer(small(), accelerator=compiled.generic()), Trainer(small())
    assert trainer.train(goal, LONG) is Stop.LOSS
    assert by_rules.train(goal, LONG) is Stop.LOSS
    assert trainer.state.update == by_rules.state.update
    trace = trainer.shown.trace
    assert trace is not None


def test_that_a_goal_of_epochs_stops_at_their_end() -> None:
    trainer = Trainer(small(), accelerator=compiled.generic())
    assert trainer.train(Goal(epoch=11), LONG) is Stop.EPOCHS
    assert (trainer.state.update, trainer.state.position) == (44, 0)


@pytest.mark.parametrize("rate", [3.0, 40.0, 1e6])
@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_divergence_is_found_at_the_same_update(
    rate: float, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.use(kind, monkeypatch)
    experiment = small(learning_rate=rate)
    trainer, by_rules = Trainer(experiment, accelerator=compiled.generic()), Trainer(experiment)
    goal = Goal(update=5000)
    stop, expected = trainer.train(goal, LONG), by_rules.train(goal, LONG)
    assert stop is expected
    assert trainer.diverged_at == by_rules.diverged_at
    assert trainer.state.update == by_rules.state.update
    assert np.isfinite(theta(trainer)).all()


def huge(inputs: float, targets: float, rate: float) -> Experiment:
    """Two equal samples, and one weight and one bias of 0."""
    data = TableData(np.full((2, 1), inputs), np.full((2, 1), targets))
    experiment = Experiment(1, (Layer(1, "identity"),), data)
    return experiment.edited(initializer="zeros", batch_size=2, learning_rate=rate)


@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_a_weight_lost_by_finite_numbers_is_found(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.use(kind, monkeypatch)
    # The loss is 5e239 and δ −1e120; its product with the input is too large.
    trainer = Trainer(huge(1e200, 1e120, 0.5), accelerator=compiled.generic())
    assert trainer.train(Goal(update=5), LONG) is Stop.DIVERGED
    assert (trainer.diverged_at, trainer.state.update) == (1, 0)


@pytest.mark.parametrize("kind", compiled.KINDS)
def test_that_large_numbers_that_lose_nothing_train_on(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.use(kind, monkeypatch)
    # The gradient is −1e295, and the step that it gives 1e-5.
    experiment = huge(1e150, 1e145, 1e-300)
    end = theta(trained(experiment, 5, compiled.generic()))
    np.testing.assert_allclose(end, theta(trained(experiment, 5, None)), rtol=1e-12)
    assert end[0] == pytest.approx(1e-5)


@pytest.mark.parametrize("changes", [{"round_to": 3}])
def test_that_conventions_without_a_kernel_are_left_to_the_reference_rules(
    changes: dict[str, Any],
) -> None:
    assert choices_of(small(**changes)) is None
    assert choices_of(Experiment().edited(rule="as_printed")) is None
    trainer = trained(small(**changes), 30, compiled.generic())
    assert bits(trainer.shown) == bits(trained(small(**changes), 30, None).shown)


def test_that_a_compiler_that_fails_leaves_training_to_the_reference_rules(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken:
        asked = 0

        def begin(self, name: str) -> None:
            self.asked += 1
            raise OSError("no room on the disk")

        def ready(self, name: str) -> Entry | None:
            raise AssertionError

    broken = Broken()
    accelerator = Accelerator(broken)
    trainer = trained(small(), 100, accelerator)
    assert bits(trainer.shown) == bits(trained(small(), 100, None).shown)
    assert accelerator.problem == "no room on the disk"
    assert broken.asked == 1
    assert "no room on the disk" in caplog.text


@pytest.mark.parametrize("compiler", [InChild, AtOnce])
def test_that_a_cache_that_is_no_folder_is_told_before_anything_is_compiled(
    folder: Path,
    compiler: type[InChild | AtOnce],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = folder / "kernels"
    file.write_text("a file")
    monkeypatch.setenv("BACKSTEP_KERNELS", str(file))
    kernel_cache.folder.cache_clear()
    monkeypatch.setattr(subprocess, "Popen", None)  # no child is started
    accelerator = Accelerator(compiler())
    trainer = trained(small(), 100, accelerator)
    assert bits(trainer.shown) == bits(trained(small(), 100, None).shown)
    assert str(file) in accelerator.problem
    assert "BACKSTEP_KERNELS" in accelerator.problem
    assert accelerator.problem in caplog.text
    assert file.read_text() == "a file"


def test_that_a_stretch_costs_two_calls_of_the_kernel() -> None:
    calls = 0

    class Counting:
        def begin(self, name: str) -> None:
            pass

        def ready(self, name: str) -> Entry | None:
            entry = compiled.COMPILER.ready(name)
            assert entry is not None

            def counted(*arguments: Any) -> int:
                nonlocal calls
                calls += 1
                return entry(*arguments)

            return counted

    trainer = Trainer(small(), accelerator=Accelerator(Counting(), stands=None))
    trainer.train(Goal(update=200_000), LONG)
    assert calls == 2


def test_that_wide_layers_are_trained_by_matrices_and_small_ones_by_loops() -> None:
    def kind(units: int, batch: int) -> str:
        layers = (Layer(units, "relu"), Layer(1, "identity"))
        choices = choices_of(small(layers=layers, batch_size=batch))
        assert choices is not None
        return family(choices)

    assert [kind(2, 1), kind(2, 7), kind(600, 7)] == ["by_sample", "by_batch", "by_matrices"]


@pytest.mark.parametrize("batch", [32, 70])
@pytest.mark.parametrize(
    "changes",
    [{}, {"optimizer": "adam", "l2": 0.01}, {"update_order": "in_place"}, {"shuffle": True}],
)
def test_that_little_and_large_products_agree_with_the_reference_rules(
    batch: int, changes: dict[str, Any]
) -> None:
    random = np.random.default_rng(3)
    x = random.uniform(-1.0, 1.0, (100, 130))
    layers = (Layer(120, "relu"), Layer(40, "tanh"), Layer(7, "softmax"))
    data = TableData(x, np.eye(7)[random.integers(0, 7, 100)])
    experiment = Experiment(
        130, layers, data, hyperparameters=Hyperparameters(loss="cross_entropy")
    )
    experiment = experiment.edited(batch_size=batch, learning_rate=0.01, **changes)
    choices = choices_of(experiment)
    assert choices is not None
    assert (family(choices), choices.samples_first) == ("by_matrices", batch == 70)
    found, expected = (trained(experiment, 30, kernel) for kernel in (compiled.generic(), None))
    np.testing.assert_allclose(theta(found), theta(expected), rtol=0, atol=1e-12)
    for ours, rules in zip(found.history(), expected.history(), strict=True):
        np.testing.assert_allclose(ours.last, rules.last, rtol=1e-12, atol=1e-12)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="its priority is given when it is started")
def test_that_the_child_compiles_at_low_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.kernels import __main__ as child  # imports numba

    steps: list[object] = []
    monkeypatch.setattr(os, "nice", steps.append)
    monkeypatch.setattr(child.loading, "load", steps.append)
    monkeypatch.setattr(sys, "argv", ["engine.kernels", "name"])
    child.main()
    assert steps == [child.LOW, "name"]
    assert child.LOW > 0, "the program goes first"


def test_that_a_child_compiles_what_is_then_loaded(folder: Path) -> None:
    name = json.dumps(["by_sample", None])
    compiler = InChild()
    compiler.begin(name)
    assert compiler._child is not None
    assert compiler._child.wait() == 0
    entries = list(folder.rglob("*.nbc"))
    assert len(entries) == 1
    # In a process of its own, as in the window: this one has compiled the kernel already.
    load = (
        "import sys; from engine.accelerator import load; load(sys.argv[1]);"
        "from engine.kernels import entries; print(entries.by_sample.stats.cache_hits)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", load, name], capture_output=True, text=True, check=True
    )
    assert sum(int(n) for n in re.findall(r": (\d+)", loaded.stdout)) == 1
    assert list(folder.rglob("*.nbc")) == entries
    assert compiler.ready(name) is not None
