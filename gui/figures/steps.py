"""The steps of one or more updates, each as the Frame that the window would show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.errors import InputError
from engine.grain import Grain
from engine.session import Session
from engine.trainer import Trainer
from gui.figures.moments import frame_of, trainer_at
from gui.frame import Frame

GRAINS = (Grain.TERM, Grain.UNIT, Grain.LAYER, Grain.PASS, Grain.UPDATE)
MOST_STEPS = 2000


def steps_of(
    session: Session,
    grain: Grain,
    updates: int = 1,
    at: str | None = None,
    *,
    sample: int = 0,
    whole_curve: bool = False,
) -> list[Frame]:
    """A Frame for each step, from where the session stands (or ``at``) over so many updates.

    InputError where there would be more than 2,000 steps, or training diverges on the way.
    """
    trainer = trainer_at(session, at, whole_curve=whole_curve)
    last = trainer.state.update + updates
    frames: list[Frame] = []
    for frame in _walk(trainer, grain, last, sample):
        frames.append(frame)
        if len(frames) > MOST_STEPS:
            raise InputError(
                "The sequence would have more than {most} steps; choose a coarser grain or fewer "
                "updates.",
                most=MOST_STEPS,
            )
    return frames


def _walk(trainer: Trainer, grain: Grain, last: int, sample: int) -> Iterator[Frame]:
    while trainer.place < (last, 0):
        if not trainer.step(grain):
            raise InputError(
                "Training diverges at update {update}: a number is no longer finite there. Choose "
                "fewer updates, or a smaller learning rate.",
                update=trainer.diverged_at or 0,
            )
        yield replace(frame_of(trainer, sample), grain=grain)
