"""What a choice means for a run: whether training begins anew, from which values, and whether these
can be gone on with.
"""

from __future__ import annotations

import numpy as np

from engine import phases
from engine.arrays import Array
from engine.branch import Change, changed
from engine.errors import InputError
from engine.evaluation import overflow
from engine.experiment import Experiment
from engine.hyperparameters import DECLARATIONS
from engine.state import TrainState


def restarts(old: Experiment, new: Experiment) -> bool:
    """Whether going from one experiment to the other needs new data, other layers or new starting
    values.
    """
    if old.layers != new.layers or old.inputs != new.inputs or old.dataset is not new.dataset:
        return True
    if old.start is not new.start:
        return True
    return any(
        getattr(old.hyperparameters, key) != getattr(new.hyperparameters, key)
        for key, declaration in DECLARATIONS.items()
        if declaration.restarts
    )


def check_values(base: TrainState, experiment: Experiment, theta: Array) -> None:
    """Refuse new values θ that cannot be gone on with from a boundary, under ``experiment``.

    Raises InputError unless there is one finite value (P,) for each parameter with which the next
    update, and the loss over the data, are finite too. What was not finite before may be mended
    bit by bit.
    """
    if theta.shape != (experiment.shape.count,):
        raise InputError(
            "There are {found} values for {count} parameters; give one for each.",
            found=theta.size,
            count=experiment.shape.count,
        )
    if not np.isfinite(theta).all():
        raise InputError("A parameter's new value is not a finite number; give a finite one.")
    if base.update == 0 or restarts(base.experiment, experiment):
        after = phases.start(starting_at(experiment, theta))
    else:
        after = changed(base, Change(base.update, experiment, theta))
    problem = overflow(after)
    if problem is not None and overflow(base) is None:
        raise problem


def starting_at(experiment: Experiment, theta: Array | None) -> Experiment:
    """The experiment with starting values of its own, where some are given."""
    return experiment if theta is None else experiment.edited(start=theta)
