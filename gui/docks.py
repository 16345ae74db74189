"""The docks of the window: made empty in their places, and filled with their panels later."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gui.dock_title import DockTitle
from gui.panel_list import Joined, PanelSpec, Place, container
from gui.theme import Theme


def make(spec: PanelSpec, theme: Theme, window: QMainWindow) -> QDockWidget:
    """An empty dock with its title, in the area of the window where it belongs."""
    title = QCoreApplication.translate("Docks", spec.title)
    dock = QDockWidget(title, window)
    dock.setObjectName(spec.name)
    dock.setWidget(_empty(spec))
    dock.setTitleBarWidget(DockTitle(dock, theme, spec.ground))
    if spec.tab:
        dock.setWindowTitle(QCoreApplication.translate("Docks", spec.tab))
        dock.toggleViewAction().setText(title)
    window.addDockWidget(spec.area, dock)
    return dock


def fill(dock: QDockWidget, spec: PanelSpec, place: Place) -> list[Joined]:
    """Make the panels of a dock and put them into it."""
    panels = spec.make(place)
    dock.setWidget(container(spec, panels))
    header, title = panels[0].header, dock.titleBarWidget()
    if header is not None and isinstance(title, DockTitle):
        title.set_header(header)
    return panels


def set_theme(dock: QDockWidget, theme: Theme) -> None:
    """Draw the dock's title in these colours from now on."""
    title = dock.titleBarWidget()
    if isinstance(title, DockTitle):
        title.set_theme(theme)


def bring_forward(dock: QDockWidget) -> None:
    """What is told in a panel must be in sight, not behind a tab or closed."""
    dock.show()
    dock.raise_()


def _empty(spec: PanelSpec) -> QWidget:
    """What stands in a dock until its panels are made."""
    made = QWidget()
    made.setProperty("ground", spec.ground)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made
