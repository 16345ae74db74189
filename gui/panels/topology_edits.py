"""What can be changed in the picture of the network, each as an Edit."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QCoreApplication

from engine.experiment import Experiment, Layer
from gui.frame import Edit
from gui.words import activation_words

_NEW_UNITS = 2
_SAFE_HIDDEN = "sigmoid"  # where the neighbour's activation belongs to the output alone


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)


def is_hidden(experiment: Experiment, layer: int) -> bool:
    """Whether a column, 0 the inputs, is a hidden layer."""
    return 0 < layer < len(experiment.layers)


def add_units(experiment: Experiment, layer: int, more: int) -> Edit:
    """More (or, below 0, fewer) units in layer 1…L; InputError where the data or the limits say
    no.
    """
    old = experiment.layers[layer - 1]
    new = dataclasses.replace(old, units=old.units + more)
    words = _tr("add a unit to layer {n}") if more > 0 else _tr("remove a unit from layer {n}")
    return Edit(words.format(n=layer), _with(experiment, layer, (new,)))


def choose_activation(experiment: Experiment, layer: int, name: str) -> Edit:
    """Another activation for layer 1…L; the output's may bring a loss that goes with it."""
    words = _tr("layer {n} {activation}").format(n=layer, activation=activation_words(name))
    if not is_hidden(experiment, layer):
        from gui.panels.data_choice import with_output  # with all that is known of losses

        return Edit(words, with_output(experiment, name).experiment)
    new = dataclasses.replace(experiment.layers[layer - 1], activation=name)
    return Edit(words, _with(experiment, layer, (new,)))


def insert_layer(experiment: Experiment, before: int, like: int | None = None) -> Edit:
    """A hidden layer of two units before layer 1…L, with the activation of its neighbour."""
    layers = experiment.layers
    neighbour = like if like is not None else (before if before < len(layers) else before - 1)
    name = layers[max(1, neighbour) - 1].activation
    new = Layer(_NEW_UNITS, _SAFE_HIDDEN if name == "softmax" else name)
    changed = experiment.edited(layers=(*layers[: before - 1], new, *layers[before - 1 :]))
    return Edit(_tr("add layer {n}").format(n=before), changed)


def remove_layer(experiment: Experiment, layer: int) -> Edit:
    """Without hidden layer 1…L−1."""
    return Edit(_tr("remove layer {n}").format(n=layer), _with(experiment, layer, ()))


def _with(experiment: Experiment, layer: int, new: tuple[Layer, ...]) -> Experiment:
    layers = experiment.layers
    return experiment.edited(layers=(*layers[: layer - 1], *new, *layers[layer:]))
