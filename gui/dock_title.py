"""The heading of a dock: its name, and on hover the buttons that take it out or close it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget

from gui import icons
from gui.theme import Theme, ui_font

HEIGHT = 40


class DockTitle(QWidget):
    """Stands in for Qt's own title bar, whose buttons come out tiny; dragging it moves the dock.

    ``ground``: the colour that the panel lies on, a token.
    """

    def __init__(self, dock: QDockWidget, theme: Theme, ground: str = "chrome") -> None:
        super().__init__(dock)
        self._ground = ground
        self._dock = dock
        self._header: QWidget | None = None
        self._theme = theme
        self.setFixedHeight(HEIGHT)
        self._name = QLabel(dock.windowTitle())
        self._name.setFont(ui_font(13, QFont.Weight.DemiBold))
        self._tools = QWidget(self)
        self._tools.setAutoFillBackground(True)
        self._float = self._button(self.tr("Take this panel out, or put it back"))
        self._float.clicked.connect(self._toggle_floating)
        self._close = self._button(self.tr("Close this panel; View opens it again"))
        self._close.clicked.connect(dock.close)
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 8, 0)
        tools.setSpacing(2)
        tools.addWidget(self._float)
        tools.addWidget(self._close)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._name, 1)
        self._tools.raise_()
        self.set_theme(theme)
        self._tools.hide()

    def set_header(self, header: QWidget) -> None:
        """Take in a panel's own line, which saves it one under the heading. On the stage's ground
        (a legend) the buttons cover its end while they are there; else (a word at the right) they
        keep clear of it.
        """
        self._header = header
        self._line.setStretchFactor(self._name, 0)
        before = header.parentWidget()
        self._line.addWidget(header, 1)
        layout = before.layout() if before is not None else None
        if layout is not None:  # it keeps the room of what was taken out until somebody tells it
            layout.update()
        self._tools.raise_()
        self.fit()

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(QSize(24, 24))
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def fit(self) -> None:
        """Take no room under a tab that bears the same name; the tab drags the dock then."""
        window = self._dock.parentWidget()
        beside = window.tabifiedDockWidgets(self._dock) if isinstance(window, QMainWindow) else ()
        tabbed = any(not dock.isHidden() for dock in beside)
        alone = not tabbed or self._dock.isFloating()
        self.setFixedHeight(HEIGHT if alone else 0)
        if self._header is not None:
            self._header.setVisible(alone)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        self.update()
        ground = QPalette()
        ground.setColor(QPalette.ColorRole.Window, theme.color(self._ground))
        self._tools.setPalette(ground)

    def sizeHint(self) -> QSize:
        # A dock asks for the hint and takes no notice of a fixed height.
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color(self._ground))

    def _place_tools(self) -> None:
        """At the right end, or before a header that keeps it."""
        width, end = self._tools.sizeHint().width(), self.width()
        if self._header is not None and self._ground != "stage":
            end -= self._header.sizeHint().width()
        self._tools.setGeometry(end - width, 0, width, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        # Drawn when they are wanted: at the start nobody looks at them.
        self._float.setIcon(icons.icon("copy", self._theme, 14, "ink2"))
        self._close.setIcon(icons.icon("x", self._theme, 14, "ink2"))
        self._place_tools()
        self._tools.show()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tools.hide()

    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
