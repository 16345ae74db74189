"""The weight inspector: a table of every parameter, the selected one in full, and a map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.errors import InputError
from gui.frame import Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.editors import sentence
from gui.panels.topology_edits import parameter_words, set_parameter
from gui.panels.weights_card import WeightsCard
from gui.panels.weights_map import WeightsMap
from gui.panels.weights_table import WeightsTable
from gui.theme import Theme

_MAP_HIGHEST = 240
_MAP_FROM, _CARD_FROM = 700, 600  # px: a lower panel leaves its room to the table


class WeightsPanel(QWidget):
    """Shows the parameters of the newest Frame; typing another weight is a wish."""

    edit_requested = Signal(object)  # Edit
    selection_requested = Signal(object)  # Selection | None

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self.table = WeightsTable(theme, numbers)
        self.card = WeightsCard(theme)
        self.map = WeightsMap(theme)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setProperty("tone", "err")
        self._problem.setContentsMargins(16, 4, 16, 4)
        self._problem.hide()
        self.table.selected.connect(self.selection_requested)
        self.map.selected.connect(self.selection_requested)
        self.table.weights.typed.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self._problem)
        column.addWidget(self.card)
        self._map_part = self._map_area()
        column.addWidget(self._map_part)

    def _map_area(self) -> QWidget:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.map)
        rule = QFrame()
        rule.setProperty("line", True)
        title = QLabel(self.tr("Weights as a map"))
        title.setProperty("tone", "ink2")
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        lines = QVBoxLayout()
        lines.setContentsMargins(16, 0, 16, 0)
        lines.setSpacing(8)
        lines.addWidget(rule)
        lines.addWidget(title)
        column.addLayout(lines)
        column.addWidget(self._scroll)
        return area

    def show_frame(self, frame: Frame) -> None:
        """Show this Frame's numbers."""
        self._frame = frame
        self.table.show_frame(frame)
        self.card.show_frame(frame)
        self.map.show_frame(frame)
        self._fit_map()

    def show_selection(self, selection: Selection | None) -> None:
        """Mark what is selected."""
        for part in (self.table, self.card, self.map):
            part.show_selection(selection)

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        for part in (self.table, self.card, self.map):
            part.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Show numbers so from now on."""
        self.table.set_numbers(numbers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._map_part.setVisible(event.size().height() >= _MAP_FROM)
        self.card.setVisible(event.size().height() >= _CARD_FROM)

    def _fit_map(self) -> None:
        self._scroll.setFixedHeight(min(_MAP_HIGHEST, self.map.height()))

    def _take(self, what: Selection, text: str) -> None:
        """A typed value: a wish, or a sentence that says why not."""
        if self._frame is None:
            return
        try:
            value = NumberFormat.parse(text)
        except InputError as error:
            name = parameter_words(what)
            kept = self.tr("{name} keeps its value.").format(name=name)
            self._problem.setText(f"{sentence(error)} {kept}")
            self._problem.show()
            return
        self._problem.hide()
        wish: Edit = set_parameter(self._frame, what, value)
        self.edit_requested.emit(wish)
