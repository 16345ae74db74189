"""Walks through the terms of an update, with what the picture shows at each."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from engine import data, moment
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.trainer import Trainer
from gui.frame import Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.topology_paint import paint_topology
from gui.panels.topology_scene import Scene
from gui.theme import LIGHT, Theme
from tests.gui.svg_pictures import svg_of

# The network of the pictures in shared/look, at the moment that they show.
LOOK = [-0.5368, -0.2438, -0.3220, 0.9946, 0.1742, -0.1323]
LOOK += [0.7734, 0.4813, -0.567043968857, 0.8671, 1.4833, 1.3033, 3.5097, 3.2559, 8.9216]
NUMBERS = NumberFormat(4)


def look(**changes: object) -> Experiment:
    """The article's network with the weights of the pictures, on the sample (1, 2), 18."""
    table = data.TableData(np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([[18.0], [17.0]]))
    experiment = Experiment(data=table, start=np.array(LOOK))
    return experiment.edited(initializer="constant", **{"start": np.array(LOOK), **changes})


def network(*sizes: int, output: str = "identity", **changes: object) -> Experiment:
    """A network of these sizes on random samples; a softmax gets one-hot targets."""
    random = np.random.default_rng(3)
    x, y = random.normal(size=(5, sizes[0])), random.normal(size=(5, sizes[-1]))
    if output == "softmax":
        y = np.eye(sizes[-1])[random.integers(0, sizes[-1], 5)]
        changes["loss"] = "cross_entropy"
    hidden = (Layer(units, "tanh") for units in sizes[1:-1])
    start = Experiment(
        inputs=sizes[0],
        layers=(*hidden, Layer(sizes[-1], "identity")),
        data=data.TableData(x, y),
    )
    return start.edited(layers=(*start.layers[:-1], Layer(sizes[-1], output)), **changes)


def frame_of(trainer: Trainer, grain: Grain = Grain.TERM) -> Frame:
    """What the worker would publish after a step of this grain."""
    inside = trainer.place if trainer.cursor is not None else None
    return Frame(
        trainer.shown, trainer.history(), trainer.branch.reached, inside=inside, grain=grain
    )


def frame_at(experiment: Experiment, name: str) -> Frame:
    """The Frame at a moment: "1:backward-1:1:2"."""
    trainer = Trainer(experiment)
    place = moment.find(experiment, moment.parse(name))
    trainer.go_to(place)
    return frame_of(trainer, Grain.TERM if place.unit else Grain.LAYER)


def scene_at(experiment: Experiment, name: str, selection: Selection | None = None) -> Scene:
    """The scene at a moment."""
    return Scene(frame_at(experiment, name), NUMBERS, selection)


def walk(experiment: Experiment, updates: int = 1, grain: Grain = Grain.TERM) -> Iterator[Frame]:
    """Every term (or unit) of some updates, as far as numbers stay finite."""
    trainer = Trainer(experiment)
    while trainer.place.update < updates and trainer.step(grain):
        yield frame_of(trainer, grain)


def svg(frame: Frame, width: int, height: int, theme: Theme = LIGHT) -> str:
    """The picture as SVG."""
    area = QRect(0, 0, width, height)

    def paint(device: QSvgGenerator) -> None:
        painter = QPainter(device)
        paint_topology(painter, QRectF(area), frame, theme, NUMBERS)
        painter.end()

    return svg_of(area, paint)


def words(frame: Frame, width: int = 972, height: int = 430) -> list[str]:
    """Every text in the picture."""
    tree = ElementTree.fromstring(svg(frame, width, height))
    found = ["".join(node.itertext()).strip() for node in tree.iter() if node.tag.endswith("text")]
    return [text for text in found if text]
