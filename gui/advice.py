"""What a Frame gives reason to tell a person: that training diverged, and the ways out."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from engine.goal import Stop
from gui.frame import Edit, Frame
from gui.numbers import NumberFormat


class Advice(NamedTuple):
    """A notice's title and text, and edits that lead out, each with the words on its button.

    ``back``: after so many updates the last choice was made; None where none was made on the way.
    """

    title: str
    text: str
    edits: tuple[tuple[str, Edit], ...]
    back: int | None = None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)


def advice_on(frame: Frame, numbers: NumberFormat) -> Advice | None:
    """What to say about a run that diverged; None if it did not."""
    if frame.stop is not Stop.DIVERGED or frame.diverged_at is None:
        return None
    # It may have been taken back since, but the parameters are those that it left.
    in_force = frame.experiment.hyperparameters.learning_rate
    rate = max(in_force, frame.shown.experiment.hyperparameters.learning_rate)
    smaller = in_force if in_force < rate else float(f"{rate / 10:.2g}")
    slower = frame.experiment.edited(learning_rate=smaller)
    text = _tr(
        "The loss is no longer a finite number. The last finite state, after update {last}, "
        "is shown. The learning rate {rate} may be too large for this data."
    )
    again = _tr("Restart with learning rate {rate}").format(rate=numbers.typed(smaller))
    return Advice(
        _tr("Training diverged at update {n}").format(n=numbers.count(frame.diverged_at)),
        text.format(last=numbers.count(frame.diverged_at - 1), rate=numbers.typed(rate)),
        (
            (
                again,
                Edit(
                    _tr("learning rate {rate}").format(rate=numbers.typed(smaller)),
                    slower,
                    restart=True,
                ),
            ),
            (_tr("Go back to the start"), Edit(_tr("restart"), frame.experiment, restart=True)),
        ),
        _last_change(frame),
    )


def _last_change(frame: Frame) -> int | None:
    """What was chosen at the last finite state itself came too late to be the reason."""
    changes = () if frame.run is None else frame.run.changes
    earlier = (change.update for change in changes if change.update < frame.state.update)
    return max(earlier, default=None)


def back_words() -> str:
    """On the button that leads to the last choice before the divergence."""
    return _tr("Go back to the last change")
