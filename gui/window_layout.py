"""Where the docks stand: one layout for a wide window, one for a narrow one, each remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QTabBar

from gui.dock_title import DockTitle

if TYPE_CHECKING:
    from gui.main_window import MainWindow

WIDE = 1280
VERSION = 1
SIZE = (1440, 900)
LEAST = (880, 600)
TITLE_BAR = 40  # px that the system's own frame may need above the window
LEFT_WIDTH, RIGHT_WIDTH, NARROW_WIDTH = 248, 380, 268
STAGE_WIDTH = 720  # the least that the stage gets of a wide window
LOSS_HEIGHT, NARROW_LOSS_HEIGHT = 216, 122


class WindowLayout(QObject):
    """Restores, saves and resets the window's geometry and docks in QSettings."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._docks: dict[str, QDockWidget] = {}
        self._wanted: dict[str, bool] = {}
        self._name = ""
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, left)
        window.setCorner(Qt.Corner.TopLeftCorner, left)
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        window.setCorner(Qt.Corner.TopRightCorner, right)

    @property
    def narrow(self) -> bool:
        """Whether the window is too narrow for a dock on either side."""
        return self._window.width() < WIDE

    def restore_geometry(self) -> None:
        """The size and place where the window was closed, or a good first one."""
        self._window.setMinimumSize(*LEAST)
        geometry = self._settings.value("geometry")
        if isinstance(geometry, QByteArray) and self._window.restoreGeometry(geometry):
            return
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width, height = min(SIZE[0], screen.width()), min(SIZE[1], screen.height() - TITLE_BAR)
        self._window.resize(width, height)

    def begin(self, docks: dict[str, QDockWidget]) -> None:
        """Lay the docks out for the first time."""
        self._docks = docks
        self._name = ""
        for dock in docks.values():
            for changed in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                changed.connect(self._fit_titles_soon)
        self.fit(self._window.width())

    def fit(self, width: int) -> None:
        """Change to the layout for this width, if it is another one."""
        name = "narrow" if width < WIDE else "wide"
        if not self._docks or name == self._name:
            return
        if self._name:
            self._remember()
        self._name = name
        state = self._settings.value(f"layout/{name}")
        if not (isinstance(state, QByteArray) and self._window.restoreState(state, VERSION)):
            self._lay_out()
        self._show_wanted()

    def offer(self, name: str, wanted: bool) -> None:
        """Show a dock that has something to show at times only, in front of others; else hide it.

        A person may still open and close it.
        """
        self._wanted[name] = wanted
        self._show_wanted()
        if wanted and name in self._docks:
            self._docks[name].raise_()

    def _show_wanted(self) -> None:
        for name, wanted in self._wanted.items():
            if name in self._docks:
                self._docks[name].setVisible(wanted)

    def save(self) -> None:
        """Remember geometry and docks."""
        self._settings.setValue("geometry", self._window.saveGeometry())
        if self._name:
            self._remember()

    def reset(self) -> None:
        """Put all docks back where they were at first."""
        self._lay_out()
        self._show_wanted()

    # A slot of a QObject: docks change while the window is taken down as well, and Qt then
    # knows that nobody is there any more.
    @Slot()
    def _fit_titles_soon(self) -> None:
        # Which docks share tabs is settled only when Qt is through with the change, and concerns
        # the one that stays as well.
        QTimer.singleShot(0, self, self._fit_titles)

    def _fit_titles(self) -> None:
        for dock in self._docks.values():
            title = dock.titleBarWidget()
            if isinstance(title, DockTitle):
                title.fit()
        # Qt keeps the bar of tabs that nobody needs outside the window, where Tab would lead to.
        only = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=only):
            seen = self._window.rect().intersects(bar.geometry())
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if seen else Qt.FocusPolicy.NoFocus)

    def _remember(self) -> None:
        self._settings.setValue(f"layout/{self._name}", self._window.saveState(VERSION))

    def _lay_out(self) -> None:
        window, docks = self._window, self._docks
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        experiment, weights, loss = docks["experiment"], docks["weights"], docks["loss"]
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, loss)
        window.addDockWidget(right, weights)
        if self._name == "narrow":
            window.tabifyDockWidget(weights, experiment)
        else:
            window.addDockWidget(left, experiment)
        window.addDockWidget(right, docks["example"])
        window.tabifyDockWidget(weights, docks["example"])
        for dock in docks.values():
            dock.show()
        weights.raise_()
        self._size_docks()
        # In the middle of a resize the docks take no sizes yet; once more when it is over.
        QTimer.singleShot(0, window, self._size_docks)

    def _size_docks(self) -> None:
        window, docks = self._window, self._docks
        experiment, weights, loss = docks["experiment"], docks["weights"], docks["loss"]
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        if self._name == "narrow":
            window.resizeDocks([weights], [NARROW_WIDTH], horizontal)
            window.resizeDocks([loss], [NARROW_LOSS_HEIGHT], vertical)
        else:
            left_over = window.width() - LEFT_WIDTH - STAGE_WIDTH
            right_width = max(NARROW_WIDTH, min(RIGHT_WIDTH, left_over))
            window.resizeDocks([experiment, weights], [LEFT_WIDTH, right_width], horizontal)
            window.resizeDocks([loss], [LOSS_HEIGHT], vertical)
