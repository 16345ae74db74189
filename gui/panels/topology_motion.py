"""Lets what a single step has added fade in, and nothing else move."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QVariantAnimation, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from engine.grain import FINE, next_within, phase_end
from engine.moment import Place
from engine.phases import program
from gui.frame import Activity, Frame

FADE_MS = 120
_LEAST_BETWEEN = 0.24  # seconds from one Frame to the next, else it is a run or a key held down


class Fade(QObject):
    """How far what is new has faded in: ``strength`` from 0 to 1, 1 where nothing moves."""

    changed = Signal()

    def __init__(self, panel: QWidget, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(panel)
        self._panel = panel
        self._clock = clock
        self._before: Frame | None = None
        self._last = clock()
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(FADE_MS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self.changed)

    @property
    def strength(self) -> float:
        """How much of its colour what is new has by now."""
        if self._animation.state() is not QVariantAnimation.State.Running:
            return 1.0
        return float(self._animation.currentValue())

    def follow(self, frame: Frame) -> None:
        """A newer Frame: start, where it is one step away from the last and that was a while
        ago.
        """
        now = self._clock()
        before, self._before = self._before, frame
        hurried, self._last = now - self._last < _LEAST_BETWEEN, now
        self._animation.stop()
        calm = before is not None and not hurried and is_one_step(before, frame)
        if calm and self._panel.isVisible() and not wants_no_motion(self._panel):
            self._animation.start()


def is_one_step(before: Frame, after: Frame) -> bool:
    """Whether one Frame follows the other by a single step forward, of a phase or less."""
    if after.activity is Activity.SEEKING or before.experiment is not after.experiment:
        return False
    experiment, place = before.experiment, before.place
    steps = [next_within(experiment, place, grain) for grain in FINE]
    steps.append(phase_end(program(experiment), place.update, place.phase))
    return Place(*after.place) in steps


def wants_no_motion(widget: QWidget) -> bool:
    """Whether the system or the style asks for none."""
    from PySide6.QtWidgets import QStyle  # 4 ms, and no first picture moves

    duration = QStyle.StyleHint.SH_Widget_Animation_Duration
    if widget.style().styleHint(duration, None, widget) <= 0:
        return True
    # Qt tells the system's wish from 6.12 on.
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    preference = getattr(hints() if hints is not None else None, "motionPreference", None)
    return preference is not None and preference().value != 0
