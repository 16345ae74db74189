"""The docked panels of the window. To add one: a file in gui/panels/, and here a function and a
line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.document import Document
from gui.files import Files
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.theme import Theme


class Panel(Protocol):
    """What every panel can do."""

    def show_frame(self, frame: Frame) -> None: ...
    def set_theme(self, theme: Theme) -> None: ...
    def set_numbers(self, numbers: NumberFormat) -> None: ...


class Joined(NamedTuple):
    """A panel whose wishes are connected: the widget, and the same thing as a Panel.

    ``header``: its own line for the dock's heading, if it has one.
    """

    widget: QWidget
    panel: Panel
    header: QWidget | None = None


class Place(NamedTuple):
    """What panels are made with and connected to."""

    document: Document
    files: Files
    theme: Theme
    numbers: NumberFormat
    actions: dict[str, QAction]
    choose_numbers: Callable[[NumberFormat], None]
    setting_wanted: SignalInstance


class PanelSpec(NamedTuple):
    """One dock: ``make`` imports its panels when it is called, so that the window shows first.

    ``name`` is kept in the window's saved state; ``title`` is translated by the window.
    ``scrolls``: the panels stand in a scroll area. ``tab``: a shorter title for its tab.
    ``ground``: the colour that they lie on, a token.
    """

    name: str
    title: str
    area: Qt.DockWidgetArea
    make: Callable[[Place], list[Joined]]
    scrolls: bool = False
    tab: str = ""
    ground: str = "chrome"


def _experiment(place: Place) -> list[Joined]:
    from gui.panels.data import DataPanel
    from gui.panels.hyperparameters import HyperparametersPanel

    data = DataPanel(place.theme, place.numbers)
    data.edit_requested.connect(place.document.edit)
    data.sample_requested.connect(place.document.show_sample)
    place.files.data_wanted.connect(data.open_csv)
    settings = HyperparametersPanel(place.theme, place.numbers)
    settings.edit_requested.connect(place.document.edit)
    settings.numbers_requested.connect(place.choose_numbers)
    place.setting_wanted.connect(settings.reveal)
    return [Joined(data, data), Joined(settings, settings)]


def _weights(place: Place) -> list[Joined]:
    from gui.panels.weights import WeightsPanel

    weights = WeightsPanel(place.theme, place.numbers)
    weights.edit_requested.connect(place.document.edit)
    weights.selection_requested.connect(place.document.select)
    place.document.selection_changed.connect(weights.show_selection)
    weights.show_selection(place.document.selection)  # made before this panel was
    weights.pointed.connect(place.document.point_at)
    place.document.pointed_changed.connect(weights.show_pointed)
    weights.check_requested.connect(place.document.check)
    place.document.checked.connect(weights.show_differences)
    go = place.actions["disagreement"]
    go.setEnabled(False)
    go.triggered.connect(weights.go_to_disagreement)
    weights.disagreement.connect(go.setEnabled)
    weights.set_key(go.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
    return [Joined(weights, weights, weights.header)]


def _example(place: Place) -> list[Joined]:
    from gui.panels.example import ExamplePanel

    example = ExamplePanel(place.theme, place.numbers)
    example.edit_requested.connect(place.document.edit)
    example.selection_requested.connect(place.document.select)
    example.sample_requested.connect(place.document.show_sample)
    place.document.opened.connect(example.show_session)
    example.show_session(place.document.session)
    return [Joined(example, example)]


def _loss(place: Place) -> list[Joined]:
    from gui.panels.loss_curve import LossCurvePanel

    loss = LossCurvePanel(place.theme, place.numbers)
    loss.moment_requested.connect(place.document.go_to_update)
    log = place.actions["log_loss"]
    loss.set_log(log.isChecked())
    log.toggled.connect(loss.set_log)
    loss.log_changed.connect(log.setChecked)
    place.actions["fit_loss"].triggered.connect(loss.fit)
    return [Joined(loss, loss, loss.header)]


_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
PANELS = (
    PanelSpec("experiment", "Experiment", _LEFT, _experiment, scrolls=True),
    PanelSpec("weights", "Weights", _RIGHT, _weights),
    PanelSpec("loss", "Loss", _BOTTOM, _loss, ground="stage"),
    PanelSpec("example", "Published example", _RIGHT, _example, tab="Example"),
)


def container(spec: PanelSpec, panels: list[Joined]) -> QWidget:
    """What a dock holds: its panels under each other, scrolling if the spec says so."""
    if len(panels) == 1 and not spec.scrolls:
        return panels[0].widget
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for joined in panels:
        layout.addWidget(joined.widget)
    layout.addStretch(1)
    from gui.widgets.quiet_scroll_area import QuietScrollArea

    scroll = QuietScrollArea(column)
    scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return scroll
