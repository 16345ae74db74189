"""What a choice means for a run: whether training begins anew, and from which values."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.errors import InputError
from engine.experiment import Experiment
from engine.hyperparameters import DECLARATIONS


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


def check_values(theta: Array, experiment: Experiment) -> None:
    """Raise InputError unless there is one finite value (P,) for each parameter."""
    if theta.shape != (experiment.shape.count,):
        raise InputError(
            "There are {found} values for {count} parameters; give one for each.",
            found=theta.size,
            count=experiment.shape.count,
        )
    if not np.isfinite(theta).all():
        raise InputError("A parameter's new value is not a finite number; give a finite one.")


def starting_at(experiment: Experiment, theta: Array | None) -> Experiment:
    """The experiment with starting values of its own, where some are given."""
    return experiment if theta is None else experiment.edited(start=theta)
