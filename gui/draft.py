"""What the next edit starts from."""

from __future__ import annotations

from engine.experiment import Experiment
from gui.frame import Frame

_PATIENCE = 10  # frames


class Draft:
    """The experiment that the next edit starts from: the one shown, or the one wished for last.

    Between a wish and the first Frame that has it, a second edit must not lose the first. A wish
    that nobody grants is forgotten after a few Frames.
    """

    def __init__(self) -> None:
        self._shown: Experiment | None = None
        self._wished: Experiment | None = None
        self._frames = 0

    @property
    def experiment(self) -> Experiment | None:
        """The choices as they will be; None before the first Frame."""
        return self._shown if self._wished is None else self._wished

    def wish(self, experiment: Experiment) -> None:
        """This was asked for."""
        self._wished = experiment
        self._frames = 0

    def arrive(self, frame: Frame) -> None:
        """This is in force."""
        self._frames += 1
        if frame.experiment is not self._shown or self._frames > _PATIENCE:
            self._wished = None
        self._shown = frame.experiment
