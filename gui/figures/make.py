"""One call from a session to a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.session import Session
from engine.trainer import Trainer
from gui.figures.figure import Figure
from gui.figures.moments import frame_of, trainer_at
from gui.figures.spec import FigureSpec, written
from gui.frame import Activity, Frame


def figure_for(
    session: Session,
    at: str | None = None,
    spec: FigureSpec | None = None,
    *,
    sample: int = 0,
    told: Callable[[Trainer], None] | None = None,
) -> Figure:
    """The figure of a moment ("3:backward-1:2:1"; None: where the session stands).

    ``sample``: the row of the batch, from 0. ``told`` hears of training on the way. InputError
    where there is no such moment or sample.
    """
    chosen = spec or FigureSpec()
    trainer = trainer_at(session, at, whole_curve="loss" in chosen.panels, told=told)
    return figure_of(frame_of(trainer, sample), chosen)


def figure_of(frame: Frame, spec: FigureSpec) -> Figure:
    """The figure of a Frame, at rest whatever the engine was doing; a session that rounds as on
    paper is shown with its decimals. Words are put in order, callouts' too: they come from command
    lines and files.
    """
    rounded = frame.experiment.hyperparameters.round_to
    annotations = tuple(replace(one, text=_line(one.text)) for one in spec.annotations)
    made = replace(
        spec,
        title=_line(spec.title),
        caption=None if spec.caption is None else written(spec.caption),
        numbers=spec.numbers.with_rounding(rounded),
        annotations=annotations,
    )
    return Figure(replace(frame, activity=Activity.PAUSED, target=None), made)


def _line(text: str) -> str:
    return written(text).replace("\n", " ")
