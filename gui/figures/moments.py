"""Finds the moment of a session that a figure shows, and makes the Frame of it."""

from __future__ import annotations

from collections.abc import Callable

from engine import moment as moments
from engine.errors import InputError
from engine.goal import Goal, Stop
from engine.grain import Grain
from engine.moment import Place
from engine.session import Session
from engine.trainer import Trainer
from gui.frame import Frame, RunSoFar

STRETCH = 0.1  # seconds of training between two looks at the progress


def trainer_at(
    session: Session,
    at: str | None = None,
    *,
    whole_curve: bool = False,
    told: Callable[[Trainer], None] | None = None,
) -> Trainer:
    """A trainer that stands at a moment ("3:backward-1:2:1"; None: where the session stands). It
    trains on where the session has not come so far; ``told`` hears of it now and then.

    ``whole_curve``: train anew from the start, for a file holds no losses. InputError where there
    is no such moment, or training diverges before it.
    """
    trainer = session.trainer()
    place = Place(trainer.state.update, 0)
    if at is not None:
        place = moments.find(session.experiment, moments.parse(at))
    if whole_curve and session.progress is not None:
        trainer = Trainer(session.experiment, None, session.changes)
    _reach(trainer, place.update, told)
    if at is not None or whole_curve:
        trainer.go_to(place)
    if trainer.diverged_at is not None:
        raise _diverged(trainer.diverged_at, at)
    if at is not None:
        # The phases may be others since a change of the order of updates.
        moments.find(trainer.state.experiment, moments.parse(at))
    return trainer


def frame_of(trainer: Trainer, sample: int = 0) -> Frame:
    """What a trainer shows. ``sample``: the row of the batch, from 0; InputError where the batch is
    smaller.
    """
    trace = trainer.shown.trace
    if trace is not None and sample >= trace.samples.size:
        count = trace.samples.size
        has = "has {count} samples." if count > 1 else "has 1 sample."
        raise InputError(
            "--sample is {sample}; the batch of this moment " + has, sample=sample + 1, count=count
        )
    branch = trainer.branch
    inside = trainer.cursor is not None
    return Frame(
        trainer.shown,
        trainer.history(),
        branch.reached,
        RunSoFar(branch.start, tuple(branch.changes), trainer.boundary),
        diverged_at=trainer.diverged_at,
        sample=sample,
        inside=trainer.place if inside else None,
        grain=Grain.TERM if inside else Grain.LAYER,
    )


def _reach(trainer: Trainer, update: int, told: Callable[[Trainer], None] | None) -> None:
    goal = Goal(update=update)
    while trainer.state.update < update:
        stop = trainer.train(goal, STRETCH)
        if told is not None:
            told(trainer)
        if stop is Stop.DIVERGED:
            raise _diverged(trainer.diverged_at or 0, None)


def _diverged(update: int, at: str | None) -> InputError:
    return InputError(
        "Training diverges at update {update}: a number is no longer finite there. Show an earlier "
        "moment, or choose a smaller learning rate.",
        update=update,
        at=at,
    )
