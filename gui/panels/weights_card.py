"""The selected weight in full: its name, where it stands, and every number with twelve digits."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QStackedLayout, QWidget

from gui.frame import Selection
from gui.letters import width
from gui.math_view import MathLabel
from gui.numbers import NumberFormat
from gui.panels.weights_check import Inspected, explained
from gui.panels.weights_columns import COLUMNS, Column, weight
from gui.panels.weights_rows import is_parameter
from gui.panels.weights_words import is_kept, kept_words, place, spoken, typeset
from gui.style import refresh
from gui.theme import Theme

_MARGIN = 16
_SYMBOL = 17
_TOP, _TITLE, _LINE, _FOOT = 8, 38, 20, 10
_SNUG_TOP, _SNUG_TITLE, _SNUG_FOOT = 4, 32, 4
_LABEL = 112
_FEWEST = 3  # lines that are worth a card
HEIGHT = _TOP + _TITLE + _LINE * len(COLUMNS) + _FOOT
SNUG = _SNUG_TOP + _SNUG_TITLE + _LINE * len(COLUMNS) + _SNUG_FOOT
SHORTEST = SNUG - _LINE * (len(COLUMNS) - _FEWEST)


class WeightsCard(QWidget):
    """One parameter, or a quiet line where none is selected; its height is the same for both."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what: Selection | None = None
        self._color = ""
        self._symbol = MathLabel(theme, typeset(Selection(1, 0, 0), "ink", 1), _SYMBOL)
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._place.setProperty("tone", "ink2")
        self._place.setProperty("size", "caption")
        self._values = [_Value() for _ in COLUMNS]
        self._labels = [QLabel(column.words()) for column in COLUMNS]
        self._grid = QGridLayout()
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._empty.setProperty("tone", "ink3")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setContentsMargins(_MARGIN, 14, _MARGIN, 0)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page())
        self.fit(HEIGHT)

    def fit(self, height: int) -> None:
        """Take this height: first the space around the lines shrinks, then the last ones go."""
        roomy = max(0.0, min(1.0, (height - SNUG) / (HEIGHT - SNUG)))
        top = round(_SNUG_TOP + roomy * (_TOP - _SNUG_TOP))
        title = round(_SNUG_TITLE + roomy * (_TITLE - _SNUG_TITLE))
        self._grid.setContentsMargins(_MARGIN, top, _MARGIN, 0)
        self._grid.setRowMinimumHeight(0, title)
        lines = (height - _SNUG_TOP - _SNUG_TITLE - _SNUG_FOOT) // _LINE
        for row, (label, value) in enumerate(zip(self._labels, self._values, strict=True)):
            label.setVisible(row < lines)
            value.setVisible(row < lines)
        self.setFixedHeight(height)

    def show_values(
        self, seen: Inspected | None, what: Selection | None, numbers: NumberFormat
    ) -> None:
        """Show a parameter of what is inspected; None for both where there is nothing."""
        if seen is None or what is None or not is_parameter(what):
            self._show_empty(what)
            return
        color = "ink"
        if what.source is not None:
            color = "pos" if weight(seen, what) >= 0 else "neg"
        if (what, color) != (self._what, self._color):
            self._what, self._color = what, color
            self._symbol.set_box(typeset(what, color, what.layer))
            self._symbol.setAccessibleName(spoken(what))
        where = place(what)
        if is_kept(seen.frame.experiment, what):
            where = f"{where}; {kept_words()}"
        if where != self._place.text():
            self._place.setText(where)
        shown = [_Shown.of(column, seen, what, numbers) for column in COLUMNS]
        before_point = [_width_before_point(one, numbers) for one in shown]
        for label, one, left in zip(self._values, shown, before_point, strict=True):
            label.show_value(one, 0 if one.value is None else round(max(before_point) - left))
        self._stack.setCurrentIndex(1)

    def text(self) -> str:
        """What is shown, as plain text: the quiet line, or where the parameter stands."""
        return self._empty.text() if self._stack.currentIndex() == 0 else self._place.text()

    def numbers(self) -> list[str]:
        """The numbers that are shown."""
        return [label.text() for label in self._values] if self._stack.currentIndex() else []

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._symbol.set_theme(theme)

    def _show_empty(self, what: Selection | None) -> None:
        if what is None:
            words = self.tr("Select a weight to see it in full.")
        elif what.layer == 0:
            words = self.tr("The weights that lead out of input {k} are marked.")
        else:
            words = self.tr("The weights into unit {k} of layer {n} and its bias are marked.")
        if what is not None:
            words = words.format(k=what.unit + 1, n=what.layer)
        if words != self._empty.text():
            self._empty.setText(words)
        self._stack.setCurrentIndex(0)

    def _page(self) -> QWidget:
        page, grid = QWidget(), self._grid
        page.setLayout(grid)
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self._symbol)
        title.addWidget(self._place, 1)
        grid.addLayout(title, 0, 0, 1, 2)
        for row, (label, value) in enumerate(zip(self._labels, self._values, strict=True), 1):
            label.setProperty("tone", "ink2")
            label.setFixedHeight(_LINE)
            value.setAccessibleName(label.text())
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        grid.setRowStretch(len(COLUMNS) + 1, 1)
        return page


class _Shown(NamedTuple):
    """A number and how it is said. ``more``: what the gradient check says of it."""

    value: float | None
    text: str
    full: str
    more: list[str]

    @classmethod
    def of(cls, column: Column, seen: Inspected, what: Selection, numbers: NumberFormat) -> _Shown:
        return cls(
            column.value(seen, what),
            column.detail(seen, what, numbers),
            column.full(seen, what, numbers),
            explained(seen, what) if column.checks else [],
        )


class _Value(QLabel):
    """A number in full, to be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._exact = ""
        self._left = -1
        self._waits: bool | None = None
        self.setFixedHeight(_LINE)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_value(self, one: _Shown, left: int) -> None:
        """Show a number, moved to the right so that its point is under the others'."""
        self._exact = NumberFormat.exact(one.value)
        for text, shown, show in (
            (one.text, self.text(), self.setText),
            ("\n".join([one.full, *one.more]), self.toolTip(), self.setToolTip),
        ):
            if text != shown:
                show(text)
        if left != self._left:
            self._left = left
            self.setContentsMargins(left, 0, 0, 0)
        waits = one.value is None
        if waits != self._waits:
            self._waits = waits
            self.setProperty("tone", "ink3" if waits else "ink")
            self.setProperty("size", "caption" if waits else "")
            refresh(self)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """What is copied has every digit, whatever is marked."""
        if ev.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(ev)

    def contextMenuEvent(self, ev: QContextMenuEvent) -> None:
        """Copying, as Qt's own menu has it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy every digit"), self.copy).setEnabled(bool(self._exact))
        menu.popup(ev.globalPos())

    def copy(self) -> None:
        """Put the number on the clipboard."""
        if self._exact:
            QGuiApplication.clipboard().setText(self._exact)


def _width_before_point(one: _Shown, numbers: NumberFormat) -> float:
    if one.value is None:
        return 0.0
    whole, _, _ = one.text.partition(" ")
    return width(whole.partition(numbers.point)[0], 13)
