"""Worksheets: variants of one update to be worked by hand, each with its own small round numbers.

The key's numbers are the engine's under the convention ``round_to``. A variant is taken only if
somebody who rounds every product and sum gets the same digits, no result is 0 at these decimals,
and no other variant has the same results.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import InputError, did_you_mean, quoted
from engine.experiment import Experiment
from engine.terms import What
from engine.worksheet_draw import Dice, draw
from engine.worksheet_steps import Ask, Step, agrees, steps

MOST_PARAMETERS = 60
MOST_VARIANTS = 1000
MOST_SEED = 2**63 - 1
MOST_SAMPLES = 3  # a larger batch is too much work; then it is one sample
DECIMALS = range(1, 7)
_ATTEMPTS = 600


@dataclass(frozen=True)
class Task:
    """What a teacher chose. ``ask`` None: all that the session's update lets one work by hand."""

    variants: int = 1
    seed: int = 0
    ask: tuple[Ask, ...] | None = None
    decimals: int = 3

    def __post_init__(self) -> None:
        _check_range("variants", self.variants, 1, MOST_VARIANTS)
        _check_range("seed", self.seed, 0, MOST_SEED)
        _check_range("decimals", self.decimals, DECIMALS[0], DECIMALS[-1])


@dataclass(frozen=True, eq=False)
class Variant:
    """One pupil's numbers. ``steps``: every result up to the last that is asked, in order; those
    that are not asked are given.
    """

    number: int
    experiment: Experiment
    asked: frozenset[Ask]
    steps: tuple[Step, ...]

    def is_asked(self, step: Step) -> bool:
        """Whether a result is to be worked out; else it is given."""
        return step.ask in self.asked

    @property
    def decimals(self) -> int:
        """To how many decimals every result is rounded."""
        round_to = self.experiment.hyperparameters.round_to
        assert round_to is not None
        return round_to


def parse_ask(text: str) -> tuple[Ask, ...]:
    """ "z,a,loss" as what is asked, in the order of work; InputError where a word is none."""
    words = [word.strip() for word in text.split(",")]
    known = tuple(str(ask) for ask in Ask)
    for word in words:
        if word not in known:
            raise InputError(
                "ask has {word}; choose from {known}.{hint}",
                word=quoted(word),
                known=", ".join(known),
                hint=did_you_mean(word, known),
            )
    return tuple(ask for ask in Ask if str(ask) in words)


def make(experiment: Experiment, task: Task) -> tuple[Variant, ...]:
    """The variants of a task, as ``variants`` gives them one after the other."""
    return tuple(variants(experiment, task))


def variants(experiment: Experiment, task: Task) -> Iterator[Variant]:
    """The variants of a task. InputError where the network is too large to be worked by hand, or
    so many different ones with these decimals are not to be found.

    Variant n of a seed does not depend on how many there are.
    """
    asked = _asked(experiment, task)
    if experiment.held is not None and experiment.held.all() and Ask.UPDATE in asked:
        asked -= {Ask.UPDATE}
        if not asked:
            raise InputError(
                "ask has update alone, but every weight and bias is frozen; ask for more."
            )
    count = experiment.shape.count
    if count > MOST_PARAMETERS:
        raise InputError(
            "The network has {count} weights and biases, too many to be worked by hand; use one "
            "with at most {most}.",
            count=count,
            most=MOST_PARAMETERS,
        )
    batch = experiment.hyperparameters.batch_size
    samples = batch if batch <= MOST_SAMPLES else 1
    taken: set[tuple[float, ...]] = set()
    for number in range(1, task.variants + 1):
        variant = _variant(experiment, task, asked, samples, number, taken)
        taken.add(_results(variant.steps, asked))
        yield variant


def _asked(experiment: Experiment, task: Task) -> frozenset[Ask]:
    by_hand = not experiment.optimizer.slots
    if task.ask is None:
        return frozenset(ask for ask in Ask if by_hand or ask is not Ask.UPDATE)
    if not task.ask:
        raise InputError("ask is empty; choose at least one of {known}.", known=", ".join(Ask))
    if Ask.UPDATE in task.ask and not by_hand:
        raise InputError(
            "ask has update, but the running averages of {optimizer} cannot be worked by hand; "
            "leave update out, or choose the optimizer sgd.",
            optimizer=experiment.optimizer.name,
        )
    return frozenset(task.ask)


def _variant(
    experiment: Experiment,
    task: Task,
    asked: frozenset[Ask],
    samples: int,
    number: int,
    taken: set[tuple[float, ...]],
) -> Variant:
    same = 0
    for attempt in range(_ATTEMPTS):
        own = draw(experiment, samples, task.decimals, Dice(task.seed, number, attempt))
        every = None if own is None else _workable(own, asked, task.decimals)
        if own is None or every is None:
            continue
        if _results(every, asked) not in taken:
            return Variant(number, own, asked, every)
        same += 1
    raise _not_found(task, number, same)


def _workable(own: Experiment, asked: frozenset[Ask], decimals: int) -> tuple[Step, ...] | None:
    """The results up to the last that is asked; None as soon as one cannot be worked by hand."""
    every: list[Step] = []
    with np.errstate(all="ignore"):  # what is not finite does not agree
        for step in steps(own, asked):
            if not _is_workable(step, own, decimals):
                return None
            every.append(step)
    last = max(index for index, step in enumerate(every) if step.ask in asked)
    return tuple(every[: last + 1])


def _is_workable(step: Step, experiment: Experiment, decimals: int) -> bool:
    if step.value == 0.0:
        return False
    if step.term.what is What.VALUE:
        place = experiment.shape.index(step.term.layer - 1, step.term.unit, step.term.source)
        if step.value == float(experiment.starting_parameters.theta[place]):
            return False  # the change is 0 at these decimals
    return agrees(step, decimals)


def _results(every: Sequence[Step], asked: frozenset[Ask]) -> tuple[float, ...]:
    return tuple(step.value for step in every if step.ask in asked)


def _not_found(task: Task, number: int, same: int) -> InputError:
    if same:
        return InputError(
            "Rounded to {decimals} {places} there are not {variants} variants with different "
            "results, only {found} were found; ask for fewer, or for more decimals.",
            decimals=task.decimals,
            places=_places(task),
            variants=task.variants,
            found=number - 1,
        )
    return InputError(
        "No numbers were found with which every result is different from 0 and can be worked "
        "with {decimals} {places} (variant {number}); give more decimals, or ask for less.",
        decimals=task.decimals,
        places=_places(task),
        number=number,
    )


def _places(task: Task) -> str:
    return "decimal" if task.decimals == 1 else "decimals"


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InputError(
            "{name} is {value}; give a whole number from {low} to {high}.",
            name=name,
            value=value,
            low=low,
            high=high,
        )
