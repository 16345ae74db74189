"""The menu of a layer: its activation, its units, and the layers beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from engine.activations import ACTIVATIONS
from engine.experiment import Experiment
from gui.frame import Edit
from gui.panels import topology_edits as edits
from gui.words import activation_words

Wish = Callable[[Callable[[Experiment], Edit]], None]
"""Takes a change of the experiment and asks for it, or tells why it is impossible."""


def column_menu(parent: QWidget, experiment: Experiment, layer: int, wish: Wish) -> QMenu:
    """The menu of layer 1…L; softmax is offered for the output only, layers cannot follow it."""
    menu = QMenu(parent)
    hidden = edits.is_hidden(experiment, layer)
    current = experiment.layers[layer - 1].activation
    group = QActionGroup(menu)
    for name in ACTIVATIONS:
        if name == "softmax" and hidden:
            continue
        action = _add(menu, activation_words(name), _choose(layer, name, wish))
        action.setCheckable(True)
        action.setChecked(name == current)
        group.addAction(action)
    menu.addSeparator()
    _add(menu, _tr("Add &unit"), lambda: wish(lambda e: edits.add_units(e, layer, 1)))
    fewer = _add(menu, _tr("&Remove unit"), lambda: wish(lambda e: edits.add_units(e, layer, -1)))
    fewer.setEnabled(experiment.layers[layer - 1].units > 1)
    menu.addSeparator()
    _add(
        menu,
        _tr("Insert layer &before"),
        lambda: wish(lambda e: edits.insert_layer(e, layer)),
    )
    if hidden:
        _add(
            menu,
            _tr("Insert layer &after"),
            lambda: wish(lambda e: edits.insert_layer(e, layer + 1, like=layer)),
        )
        _add(menu, _tr("Remove &layer"), lambda: wish(lambda e: edits.remove_layer(e, layer)))
    return menu


def _choose(layer: int, name: str, wish: Wish) -> Callable[[], None]:
    return lambda: wish(lambda experiment: edits.choose_activation(experiment, layer, name))


def _add(menu: QMenu, text: str, act: Callable[[], None]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _tr(text: str) -> str:
    return QCoreApplication.translate("Topology", text)
