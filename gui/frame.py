"""What goes between the document and the panels: immutable pictures of a run one way, wishes the
other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine import gradcheck
from engine.branch import Change
from engine.experiment import Experiment
from engine.goal import Stop
from engine.grain import FINE, Grain, cursor_of, last_cursor
from engine.history import HistoryView
from engine.moment import Place
from engine.phases import Phase
from engine.shown import Shown
from engine.state import Trace, TrainState

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.gradcheck import Difference


class Activity(StrEnum):
    """What the engine is doing while a Frame is shown."""

    PAUSED = "paused"
    RUNNING = "running"
    SEEKING = "seeking"


class RunSoFar(NamedTuple):
    """What a session file needs of the run: the choices at update 0, the live changes, and the last
    boundary.
    """

    start: Experiment
    changes: tuple[Change, ...]
    boundary: TrainState


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a run: everything that panels show comes from here.

    ``reached``: the last update completed on this branch; updates after ``state.update`` lie in the
    future of the shown moment. ``rate``: updates a second while running. ``stop``: why the last run
    ended, if it has. ``diverged_at``: the update that gave no finite number. ``target``: the update
    that is being sought. ``sample``: which row of the batch is shown. ``inside``: where the learner
    stands, if that is inside the phase that has run last. ``grain``: of the step that led here; a
    fine one keeps the term in view that completed a phase. ``hurries``: at full speed, or seeking,
    moments go by faster than they are looked at, and their gradients are not checked.
    """

    state: TrainState
    history: HistoryView
    reached: int
    run: RunSoFar | None = None
    activity: Activity = Activity.PAUSED
    rate: float = 0.0
    stop: Stop | None = None
    diverged_at: int | None = None
    target: int | None = None
    sample: int = 0
    inside: Place | None = None
    grain: Grain = Grain.LAYER
    hurries: bool = False

    @cached_property
    def shown(self) -> Shown:
        """The numbers of the update as far as they are shown; what comes later is None."""
        cursor = None
        if self.inside is not None:
            cursor = cursor_of(self.inside)
        elif self.grain in FINE and self.trace is not None:
            cursor = last_cursor(self.trace.experiment, self.state.phase - 1)
        return Shown(self.state, cursor, self.row)

    @property
    def place(self) -> Place:
        """Where the learner stands."""
        return self.inside or Place(self.state.update, self.state.phase)

    @property
    def experiment(self) -> Experiment:
        """The choices in force."""
        return self.state.experiment

    @property
    def trace(self) -> Trace | None:
        """What the update in progress, or the last completed one, has computed, for its sizes and
        samples; None at the very start. Its numbers are asked of ``shown``.
        """
        return self.state.trace

    @property
    def row(self) -> int:
        """The row of the trace's arrays that is shown: ``sample``, or the last one of a shorter
        batch.
        """
        return 0 if self.trace is None else min(self.sample, self.trace.samples.size - 1)

    @property
    def done(self) -> Phase | None:
        """The phase that has just run, or is shown in part: the one to highlight and to tell
        about; None before the first.
        """
        return self.shown.phase

    @property
    def update_shown(self) -> int:
        """The number of the update, counted from 1, that the trace belongs to; 0 at the very
        start.
        """
        return self.state.update + 1 if self.state.phase else self.state.update


class Differences(NamedTuple):
    """What is known of the finite differences of one update, by the index into θ.

    ``trace``: any of that update's; the differences are the same in all of its phases.
    """

    trace: Trace
    known: Mapping[int, Difference]

    def belong_to(self, state: TrainState) -> bool:
        """Whether the state is in, or has just completed, the update that these are of."""
        return state.trace is not None and gradcheck.same_update(self.trace, state.trace)


class Edit(NamedTuple):
    """A wish of the user: what the experiment shall be, and which parameters get another value.

    ``text`` names it in the Edit menu ("learning rate 0.1"). ``values``: (index into θ, value) of
    each parameter that was typed; the others keep what training has made of them by then, and the
    choices are those in force. Edits with the same non-empty ``gesture`` that follow each other are
    undone as one (a slider that is dragged). ``restart``: back to update 0 as well.
    ``annotations``: what shall stand on the session's pictures, and nothing else changes; None:
    what stands there.
    """

    text: str
    experiment: Experiment
    values: tuple[tuple[int, float], ...] = ()
    gesture: str = ""
    restart: bool = False
    annotations: tuple[Annotation, ...] | None = None


class Branched(NamedTuple):
    """The edit of this number began a new branch in the past, after ``update`` completed updates;
    the one that was left had gone on to update ``reached``.
    """

    number: int
    update: int
    reached: int


class Selection(NamedTuple):
    """What is selected in every panel: unit ``unit`` of layer ``layer`` (0: an input), or one of
    its parameters.

    ``layer`` counts as on screen: 0 the input, 1…L the layers. ``unit`` and ``source`` count from
    0. ``source`` None with ``bias`` False is the unit itself; with ``bias`` True its bias; else the
    weight into ``unit`` from unit ``source`` of the layer before.
    """

    layer: int
    unit: int
    source: int | None = None
    bias: bool = False
