"""Sessions and figures that several tests draw."""

from __future__ import annotations

import numpy as np

from engine import session as sessions
from engine.data import TableData
from engine.experiment import Experiment, Layer
from engine.hyperparameters import Hyperparameters
from engine.session import Session
from gui.figures.figure import Figure
from gui.figures.make import figure_for
from gui.figures.spec import FigureSpec, rows_of

ALL = rows_of("topology,equations/loss,weights")
MOMENTS = {
    "a product": "19:forward-1:1:2",
    "an activation": "19:forward-1:1:4",
    "the loss": "19:loss",
    "a path": "19:backward-1:1:2",
    "a slope": "19:backward-1:2:4",
    "a gradient": "19:backward-1:2:6",
    "a change": "19:update:3:1",
    "after the update": "20",
}


def random_session(*sizes: int, batch: int = 1) -> Session:
    random = np.random.default_rng(7)
    table = TableData(random.normal(size=(8, sizes[0])), random.normal(size=(8, sizes[-1])))
    layers = (*(Layer(units, "tanh") for units in sizes[1:-1]), Layer(sizes[-1], "identity"))
    chosen = Hyperparameters(batch_size=batch)
    return Session(experiment=Experiment(sizes[0], layers, table, hyperparameters=chosen))


def article(at: str, theme: str = "print") -> Figure:
    return figure_for(sessions.builtin("article"), at, FigureSpec(rows=ALL, theme=theme))
