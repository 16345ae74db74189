"""The form of the left dock: sections with captions, and rows of a label, an editor and what is
wrong with it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import icons
from gui.theme import Theme
from gui.widgets.tool_tip import escaped, spoken

MARGIN = 16
ROW = 33
EDITOR = 28
LABEL_AND_GAP = 90
_LEAST_GAP = 5
_GAP = 8
_MARK = 12


class Row:
    """A label at the left, an editor at the right, and below them, when needed, what is wrong.

    It is laid out straight into the panel, so that focus rings find room between the rows.
    """

    def __init__(
        self,
        form: QVBoxLayout,
        theme: Theme,
        label: str,
        editor: QWidget | QBoxLayout,
        *,
        restarts: bool = False,
    ) -> None:
        self.label = QLabel(label)
        self.label.setProperty("tone", "ink2")
        self.label.setFixedHeight(ROW)
        self.mark = QLabel()
        self.mark.setToolTip(restart_words())
        self._restarts = restarts
        taken = _MARK + _GAP if restarts else 0
        self.label.setContentsMargins(0, 0, _LEAST_GAP, 0)
        self.label.setMinimumWidth(LABEL_AND_GAP - taken)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.label)
        if restarts:
            self.mark.setFixedWidth(_MARK + _GAP)
            line.addWidget(self.mark)
        if isinstance(editor, QWidget):
            line.addWidget(editor, 1)
            self._editors = [editor]
            self.label.setBuddy(editor)
        else:
            line.addLayout(editor, 1)
            self._editors = _widgets(editor)
        for widget in self._editors:
            if restarts and not widget.accessibleDescription():
                widget.setAccessibleDescription(restart_words())
        form.addLayout(line)
        self.problem = Problem(theme)
        form.addWidget(self.problem)
        self.visible = True
        self.set_theme(theme)

    def set_visible(self, visible: bool) -> None:
        """Show the row, or take its room away."""
        if visible == self.visible:
            return
        self.visible = visible
        self.label.setVisible(visible)
        self.mark.setVisible(visible and self._restarts)
        for editor in self._editors:
            editor.setVisible(visible)
        if not visible:
            self.problem.clear()

    def reveal(self) -> None:
        """Scroll to the row and give its editor the keyboard."""
        editor = self._editors[0]
        place: QWidget | None = editor
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if place is not None:
            place.ensureWidgetVisible(editor, 0, 2 * ROW)
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_tool_tip(self, text: str) -> None:
        """Explain the row, on its label and its editors."""
        self.label.setToolTip(text)
        words = f"{spoken(text)} {restart_words() if self._restarts else ''}".strip()
        for editor in self._editors:
            if not editor.toolTip():
                editor.setToolTip(text)
                editor.setAccessibleDescription(words)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        if self._restarts:
            ratio = self.mark.devicePixelRatioF()
            self.mark.setPixmap(icons.pixmap("rotate-ccw", theme.ink3, _MARK, ratio))
        self.problem.set_theme(theme)


class Problem(QWidget):
    """One or two sentences in a line of their own: what is wrong, and what stays as it was."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._what = ""
        self._still = ""
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 6)
        line.setSpacing(6)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.set_theme(theme)
        self.hide()

    def text(self) -> str:
        """What is shown, "" where nothing is wrong."""
        return " ".join(part for part in (self._what, self._still) if part)

    def tell(self, what: str, still: str = "") -> None:
        """Show what is wrong, and what is still in force."""
        self._what, self._still = what, still
        self._words.setAccessibleName(self.text())
        self._write()
        self.show()

    def clear(self) -> None:
        """Nothing is wrong."""
        if self._what:
            self._what = self._still = ""
            self._words.setText("")
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap("circle-alert", theme.err, 14, ratio))
        self._write()

    def _write(self) -> None:
        err, quiet = self._theme.err.name(), self._theme.ink2.name()
        text = f'<span style="color:{err}">{_broken(self._what)}</span>'
        if self._still:
            text += f'<br><span style="color:{quiet}">{_broken(self._still)}</span>'
        self._words.setText(text if self._what else "")


def add_section(form: QVBoxLayout, title: str) -> QHBoxLayout:
    """A hairline and a caption at the end of the form; the caption's line, to add to it."""
    form.addSpacing(4)
    line = QFrame()
    line.setProperty("line", True)
    caption = QLabel(title)
    caption.setProperty("tone", "ink3")
    caption.setFixedHeight(24)
    form.addWidget(line)
    beside = QHBoxLayout()
    beside.setContentsMargins(0, 4, 0, 0)
    beside.addWidget(caption, 1)
    form.addLayout(beside)
    return beside


def form_layout(panel: QWidget) -> QVBoxLayout:
    """The empty layout of a panel in the left dock."""
    form = QVBoxLayout(panel)
    form.setContentsMargins(MARGIN, 0, MARGIN, 0)
    form.setSpacing(0)
    policy = panel.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    panel.setSizePolicy(policy)
    return form


def restart_words() -> str:
    """What the small round arrow says."""
    return QCoreApplication.translate("Form", "Changing this restarts training")


def spread(*parts: QWidget) -> QHBoxLayout:
    """Editors side by side in the place of one."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(6)
    for part in parts:
        line.addWidget(part, 0 if isinstance(part, QLabel) else 1)
    return line


def _widgets(layout: QBoxLayout) -> list[QWidget]:
    items = (layout.itemAt(index) for index in range(layout.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def _broken(text: str) -> str:
    """The text for a narrow place: names with underscores may be broken there."""
    return escaped(text).replace("_", "_\u200b")
