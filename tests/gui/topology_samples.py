"""Networks and Frames for the tests of the topology."""

from __future__ import annotations

import numpy as np

from engine import data
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.panels.topology_geometry import Layout
from gui.panels.topology_scene import Scene, layout


def trainer(*sizes: int, hidden: str = "tanh") -> Trainer:
    """A trainer of a network of these sizes on a table that fits; the article's for none."""
    if not sizes:
        return Trainer(Experiment())
    random = np.random.default_rng(7)
    table = data.TableData(random.normal(size=(5, sizes[0])), random.normal(size=(5, sizes[-1])))
    layers = (*(Layer(units, hidden) for units in sizes[1:-1]), Layer(sizes[-1], "identity"))
    return Trainer(Experiment(inputs=sizes[0], layers=layers, data=table))


def frame(*sizes: int, phases: int = 0) -> Frame:
    """The Frame after so many phases."""
    made = trainer(*sizes)
    for _ in range(phases):
        made.step(Grain.LAYER)
    return frame_of(made)


def frame_of(made: Trainer) -> Frame:
    """What a trainer shows."""
    return Frame(made.state, made.history(), made.branch.reached)


def scene(*sizes: int, phases: int = 0) -> Scene:
    """The scene of such a Frame, nothing selected."""
    return Scene(frame(*sizes, phases=phases), NumberFormat(4))


def places(width: float, height: float, *sizes: int) -> Layout:
    """The layout of such a network."""
    return layout(scene(*sizes), width, height)
