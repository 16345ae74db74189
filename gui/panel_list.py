"""The docked panels of the window. To add one: a file in gui/panels/ and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.document import Document
from gui.numbers import NumberFormat
from gui.theme import Theme


@dataclass(frozen=True)
class PanelSpec:
    """One dock: ``make`` imports the panel's module when it is called, so that the window shows
    first.

    ``name`` is kept in the window's saved state; ``title`` is translated by the window.
    ``scrolls``: the panel stands in a scroll area.
    """

    name: str
    title: str
    area: Qt.DockWidgetArea
    make: Callable[[Theme, NumberFormat], list[QWidget]]
    scrolls: bool = False


def _experiment(theme: Theme, numbers: NumberFormat) -> list[QWidget]:
    from gui.panels.data import DataPanel
    from gui.panels.hyperparameters import HyperparametersPanel

    return [DataPanel(theme, numbers), HyperparametersPanel(theme, numbers)]


def _weights(theme: Theme, numbers: NumberFormat) -> list[QWidget]:
    from gui.panels.weights import WeightsPanel

    return [WeightsPanel(theme, numbers)]


def _loss(theme: Theme, numbers: NumberFormat) -> list[QWidget]:
    from gui.panels.loss_curve import LossCurvePanel

    return [LossCurvePanel(theme, numbers)]


PANELS = (
    PanelSpec(
        "experiment", "Experiment", Qt.DockWidgetArea.LeftDockWidgetArea, _experiment, scrolls=True
    ),
    PanelSpec("weights", "Weights", Qt.DockWidgetArea.RightDockWidgetArea, _weights),
    PanelSpec("loss", "Loss", Qt.DockWidgetArea.BottomDockWidgetArea, _loss),
)


def container(spec: PanelSpec, panels: list[QWidget]) -> QWidget:
    """What a dock holds: its panels under each other, scrolling if the spec says so."""
    if len(panels) == 1 and not spec.scrolls:
        return panels[0]
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for panel in panels:
        layout.addWidget(panel)
    layout.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    scroll.setWidget(column)
    return scroll


def connect(panel: QWidget, document: Document, problem: Callable[[str], None]) -> None:
    """Join a panel's wishes to the document; a panel has only those that it needs."""
    for signal, slot in (
        ("edit_requested", document.edit),
        ("selection_requested", document.select),
        ("sample_requested", document.show_sample),
        ("problem", problem),
    ):
        if hasattr(panel, signal):
            getattr(panel, signal).connect(slot)
    if hasattr(panel, "show_selection"):
        document.selection_changed.connect(panel.show_selection)  # pyright: ignore[reportAttributeAccessIssue]
