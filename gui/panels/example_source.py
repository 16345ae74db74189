"""Where an example's numbers come from: who printed them, and the address to open or to copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.examples import Source
from gui import icons
from gui.letters import metrics
from gui.theme import Theme
from gui.widgets.tool_tip import escaped

_TEXT = 13


class ExampleSource(QWidget):
    """The source's name, and its address as a link with a button that copies it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._address = ""
        self.name = QLabel()
        self.name.setWordWrap(True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.link = QLabel()
        self.link.setTextFormat(Qt.TextFormat.RichText)
        self.link.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.link.linkActivated.connect(_open)
        self.copy = QToolButton()
        self.copy.setProperty("small", True)
        self.copy.setIconSize(QSize(14, 14))
        self.copy.setToolTip(self.tr("Copy the address"))
        self.copy.setAccessibleName(self.tr("Copy the address"))
        self.copy.clicked.connect(self._copy)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.link, 1)
        line.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addLayout(line)
        self.set_theme(theme)

    def show_source(self, source: Source) -> None:
        """Name a source."""
        self.name.setText(source.name)
        self._address = source.address
        self.link.setVisible(bool(source.address))
        self.copy.setVisible(bool(source.address))
        self.link.setToolTip(source.address)
        self.link.setAccessibleName(source.address)
        self._write()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.copy.setIcon(icons.icon("copy", theme, 14, "ink2"))
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        """As much of the address as there is room for; what opens and what is copied is all."""
        words = self._address.partition("://")[2].removeprefix("www.").removesuffix("/")
        room = self.width() - self.copy.sizeHint().width() - 8
        shown = metrics(_TEXT).elidedText(words, Qt.TextElideMode.ElideRight, max(40, room))
        color = self._theme.pos.name()
        self.link.setText(
            f'<a href="{escaped(self._address)}" style="color:{color}">{escaped(shown)}</a>'
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
