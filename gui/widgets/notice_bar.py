"""A message in its place: what happened, what it means, and the way out. Never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from gui import icons
from gui.theme import Theme, mix
from gui.widgets.labels import hide_empty

_BAR = 4
_RADIUS = 4
_FRAME_SHARE = 0.34


class Kind(Enum):
    """How serious it is; an icon and the words say it too, not the colour alone."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_ICONS = {Kind.ERROR: "octagon-x", Kind.WARNING: "triangle-alert", Kind.INFO: "info"}


class NoticeBar(QWidget):
    """A notice with a title, a text and up to three buttons, the first one filled.

    ``answered`` gives the number of the button, ``closed`` comes when the notice was dismissed
    by its cross. The notice does not remove itself: who shows it decides.
    """

    answered = Signal(int)
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        kind: Kind,
        title: str,
        text: str = "",
        buttons: Sequence[str] = (),
        *,
        icon: str | None = None,
        filled: bool = True,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._icon_name = icon or _ICONS[kind]
        self._icon = QLabel()
        self._title = QLabel(title)
        self._title.setProperty("strong", True)
        self._text = QLabel(text)
        self._text.setProperty("tone", "ink2")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        hide_empty(self._text)
        self._cross = QToolButton()
        self._cross.setProperty("small", True)
        self._cross.setToolTip(self.tr("Close this notice"))
        self._cross.setAccessibleName(self._cross.toolTip())
        if not closable:
            self._cross.hide()
        self._cross.clicked.connect(self.closed)
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self.answered)
        for number, name in enumerate(buttons):
            button = QPushButton(name)
            button.setAutoDefault(False)
            button.setProperty("primary", filled and number == 0)
            self._buttons.addButton(button, number)
        self._lay_out()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.set_theme(theme)

    @property
    def kind(self) -> Kind:
        """How serious it is."""
        return self._kind

    def title(self) -> str:
        """The bold sentence."""
        return self._title.text()

    def text(self) -> str:
        """The sentences under it."""
        return self._text.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._ground, self._accent, self._frame = _colors(self._kind, theme)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, self._accent, 16, ratio))
        self._cross.setIcon(icons.icon("x", theme, 14, "ink2"))
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell a screen reader that something needs attention."""
        super().showEvent(event)
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # a start without a notice has none

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the frame and the bar at the left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(QPen(self._frame, 1))
        painter.setBrush(self._ground)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.fillRect(QRectF(0, 0, _BAR, rect.height()), self._accent)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 9, 9, 9)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._icon, 0, 0, top)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._cross, 0, 2, 2, 1, top)
        grid.addWidget(self._text, 1, 1)
        if self._buttons.buttons():
            line = QHBoxLayout()
            line.setContentsMargins(0, 8, 0, 3)
            line.setSpacing(8)
            for button in self._buttons.buttons():
                line.addWidget(button)
            line.addStretch(1)
            grid.addLayout(line, 2, 1)


def _colors(kind: Kind, theme: Theme) -> tuple[QColor, QColor, QColor]:
    """Ground, accent and frame of a kind."""
    match kind:
        case Kind.ERROR:
            return theme.err_bg, theme.err, mix(theme.err, theme.err_bg, _FRAME_SHARE)
        case Kind.WARNING:
            return theme.warn_bg, theme.warn, mix(theme.warn, theme.warn_bg, _FRAME_SHARE)
        case Kind.INFO:
            return mix(theme.hair, theme.chrome, 0.6), theme.ink2, theme.border
