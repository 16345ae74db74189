"""Networks to be walked term by term, and the order of their terms, written out from contract.md,
section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from engine import phases
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.grain import Grain, last_cursor
from engine.hyperparameters import Hyperparameters
from engine.shown import Shown
from engine.state import Trace, TrainState
from engine.terms import Term
from engine.trainer import Trainer

ARTICLE = (Layer(2, "sigmoid"), Layer(2, "sigmoid"), Layer(1, "identity"))
DEEP = (Layer(5, "tanh"), Layer(4, "silu"), Layer(2, "identity"))
KINKED = (Layer(3, "leaky_relu"), Layer(3, "elu"), Layer(2, "relu"))
THREE = (Layer(4, "relu"), Layer(3, "softmax"))


class Fact(NamedTuple):
    """What one term makes known. Layers count from 1, units from 0, as in `engine.terms`; ``part``:
    the source of a weight, the other unit of a path, the number of a running average.
    """

    what: str
    layer: int = 0
    unit: int = 0
    source: int | None = None
    part: int = 0


def network(layers: tuple[Layer, ...] = ARTICLE, inputs: int = 2, **settings: Any) -> Experiment:
    """A network on seven samples, of which the last batch of four has three."""
    random = np.random.default_rng(11)
    x = random.uniform(-1.5, 1.5, (7, inputs))
    y = random.uniform(-2.0, 2.0, (7, layers[-1].units))
    if layers[-1].activation == "softmax":
        y = np.eye(layers[-1].units)[random.integers(0, layers[-1].units, 7)]
    elif settings.get("loss") == "binary_cross_entropy":
        y = random.uniform(0.0, 1.0, y.shape)
    frozen = settings.pop("frozen", None)
    chosen = Hyperparameters(**{"initializer_scale": 1.5, "seed": 4, **settings})
    return Experiment(inputs, layers, TableData(x, y), 0.0, chosen, frozen=frozen)


def frozen_network() -> Experiment:
    """Some weights are held, and no bias is updated."""
    mask = np.zeros(15, np.bool_)
    mask[[1, 6, 9, 13]] = True
    return network(optimizer="momentum", update_biases=False, frozen=mask)


NETWORKS = {
    "2-2-2-1": network(),
    "3-5-4-2": network(DEEP, 3),
    "batch of 4": network(DEEP, 3, batch_size=4),
    "in place": network(DEEP, 3, update_order="in_place", batch_size=4),
    "as printed": network(rule="as_printed"),
    "as printed, in place": network(rule="as_printed", update_order="in_place", batch_size=4),
    "softmax": network(THREE, loss="cross_entropy"),
    "softmax, in place": network(
        THREE, loss="cross_entropy", update_order="in_place", batch_size=4
    ),
    "two sigmoids": network(
        (Layer(3, "gelu"), Layer(2, "sigmoid")), loss="binary_cross_entropy", batch_size=4
    ),
    "kinks": network(KINKED, batch_size=4, loss="mean_absolute_error"),
    "adam": network(optimizer="adam", learning_rate=0.02),
    "adamw, in place": network(
        optimizer="adamw", weight_decay=0.3, update_order="in_place", batch_size=4
    ),
    "penalties": network(DEEP, 3, l1=0.02, l2=0.05, batch_size=4, loss="huber"),
    "rounded": network(round_to=3, batch_size=4, l1=0.02),
    "rounded, one sample": network(DEEP, 3, round_to=2, optimizer="rmsprop"),
    "frozen": frozen_network(),
}


def facts(experiment: Experiment) -> list[list[Fact]]:
    """What each phase of an update makes known, one thing after the other."""
    return [list(_of_phase(experiment, phase)) for phase in phases.program(experiment)]


def _of_phase(experiment: Experiment, phase: phases.Phase) -> Iterator[Fact]:
    sizes, layer = experiment.shape.sizes, phase.layer
    match phase.name.partition("-")[0]:
        case "batch":
            yield Fact("batch")
        case "forward":
            yield from _of_forward(experiment, layer)
        case "loss":
            yield from (Fact("share", len(sizes) - 1, i) for i in range(sizes[-1]))
            yield Fact("loss", len(sizes) - 1, sizes[-1] - 1)
        case "backward":
            yield from _of_backward(experiment, layer)
        case _:
            for one in [layer] if layer else range(1, len(sizes)):
                yield from _of_update(experiment, one)


def _of_forward(experiment: Experiment, layer: int) -> Iterator[Fact]:
    """The bias, each product, z, a; all a of a softmax when every z is there."""
    inputs, units = experiment.shape.sizes[layer - 1 : layer + 1]
    together = experiment.layers[layer - 1].activation == "softmax"
    for j in range(units):
        yield Fact("bias", layer, j)
        yield from (Fact("product", layer, j, k) for k in range(inputs))
        yield Fact("sum", layer, j)
        if not together:
            yield Fact("activation", layer, j)
    if together:
        yield from (Fact("activation", layer, j) for j in range(units))


def _of_backward(experiment: Experiment, layer: int) -> Iterator[Fact]:
    """A unit's paths, their sum, f′(z), δ, its row of dW, its db; all rows when every δ is there,
    where the rule takes the δ of another unit.
    """
    sizes = experiment.shape.sizes
    inputs, units, top = sizes[layer - 1], sizes[layer], layer == len(sizes) - 1
    printed = experiment.hyperparameters.rule == "as_printed"
    softmax = experiment.layers[-1].activation == "softmax"
    late = printed and layer < 3
    for j in range(units):
        if top:
            above = range(units) if softmax else range(0)
        elif printed and layer == 1:
            above = range(j, j + 1)  # one path alone
        else:
            above = range(sizes[layer + 1])
        yield from (Fact("path", layer, j, j, i) for i in above)
        if not (top and softmax):
            yield Fact("paths", layer, j)
            yield Fact("slope", layer, j)
        yield Fact("delta", layer, j)
        if not late:
            yield from (Fact("gradient", layer, j, k) for k in (*range(inputs), None))
    if late:
        for j in range(units):
            yield from (Fact("gradient", layer, j, k) for k in (*range(inputs), None))


def _of_update(experiment: Experiment, layer: int) -> Iterator[Fact]:
    """Of each parameter its running averages, its change, its new value."""
    inputs, units = experiment.shape.sizes[layer - 1 : layer + 1]
    name = experiment.hyperparameters.optimizer
    averages = {"sgd": 0, "adam": 2, "adamw": 2}.get(name, 1)
    for j in range(units):
        for k in (*range(inputs), None):
            yield from (Fact("average", layer, j, k, s) for s in range(averages))
            yield Fact("change", layer, j, k)
            yield Fact("value", layer, j, k)


def fact_of(term: Term) -> Fact:
    """A term of the engine in the same words."""
    return Fact(str(term.what), term.layer, term.unit, term.source, term.above or term.slot)


class Update(NamedTuple):
    """An update as `advance` alone computes it: the states behind each of its phases."""

    start: TrainState
    states: tuple[TrainState, ...]

    @property
    def trace(self) -> Trace:
        """All that it computed."""
        trace = self.states[-1].trace
        assert trace is not None
        return trace


def update_from(start: TrainState) -> Update:
    """The update that begins at a boundary."""
    states = [phases.advance(start)]
    while states[-1].phase:
        states.append(phases.advance(states[-1]))
    return Update(start, tuple(states))


def updates(experiment: Experiment, count: int) -> list[Update]:
    """The first updates of an experiment."""
    made = [update_from(phases.start(experiment))]
    while len(made) < count:
        made.append(update_from(made[-1].states[-1]))
    return made


def shown_of(trainer: Trainer, row: int = 0) -> Shown:
    """What a learner sees who steps by term: at the end of a phase its last term."""
    state, cursor = trainer.shown, trainer.cursor
    if cursor is None and state.trace is not None:
        cursor = last_cursor(state.trace.experiment, state.phase - 1)
    return Shown(state, cursor, row)


class Stop(NamedTuple):
    """One term of a walk: which update, which phase of it, what is known by now of the update."""

    update: Update
    phase: int
    fact: Fact
    known: frozenset[Fact]


def walk(experiment: Experiment, count: int = 2) -> Iterator[tuple[Trainer, Stop]]:
    """Step by term through whole updates: the trainer, and where it must be."""
    trainer = Trainer(experiment)
    for update in updates(experiment, count):
        known: set[Fact] = set()
        for index, phase in enumerate(facts(experiment)):
            for fact in phase:
                known.add(fact)
                assert trainer.step(Grain.TERM)
                yield trainer, Stop(update, index, fact, frozenset(known))
