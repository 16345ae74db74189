"""The weight inspector: a table of every weight and bias, one of them in full, and a map of all."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from engine.errors import InputError
from gui.frame import Differences, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.form import Problem
from gui.panels.weights_card import HEIGHT as CARD
from gui.panels.weights_card import SHORTEST, SNUG, WeightsCard
from gui.panels.weights_check import about, summary, tally
from gui.panels.weights_columns import weight
from gui.panels.weights_delegate import INSET, WeightsDelegate
from gui.panels.weights_map import WeightsMap
from gui.panels.weights_model import WeightsModel
from gui.panels.weights_room import Parts, share
from gui.panels.weights_summary import CheckSummary
from gui.panels.weights_table import WeightsTable
from gui.parameter import parameter_words, set_parameter
from gui.phase_text import accent
from gui.theme import Theme
from gui.words import sentence

_MARGIN = 16
_LINE_MARGIN = 8
_TABLE_MARGIN = _LINE_MARGIN - INSET
_MAP_MARGIN = 13  # its cells begin 3 px further in
_CAPTION = 32
_HAIRLINE, _BELOW_MAP = 1, 8
_ALL_CHECKED = 200  # parameters: of a larger network only the rows in sight are checked


class WeightsPanel(QWidget):
    """``edit_requested`` gives an Edit, ``selection_requested`` a Selection; ``pointed`` the one
    under the pointer, or None. ``check_requested``: finite differences are wanted at a state for
    indices into θ. ``disagreement``: whether there is one to go to.

    ``header`` says what the check has found, for the heading of a dock; where that has no room the
    line stands under the table.
    """

    edit_requested = Signal(object)
    selection_requested = Signal(object)
    pointed = Signal(object)
    check_requested = Signal(object, object)
    disagreement = Signal(bool)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection: Selection | None = None
        self._pointed: Selection | None = None
        self.model = WeightsModel(numbers, self)
        delegate = WeightsDelegate(theme, self.model, self)
        self.table = WeightsTable(self.model, delegate)
        self.problem = Problem(theme)
        self.card = WeightsCard(theme)
        self.map = WeightsMap(theme)
        self.map.canvas.numbers = numbers
        self.header = CheckSummary(theme, right=True)
        self.foot = CheckSummary(theme, right=False)
        self.foot_part = _under_line(_inset(self.foot, _MARGIN - 6), below=4)
        self.card_part = _under_line(self.card)
        title = QLabel(self.tr("Weights as a map"))
        title.setProperty("tone", "ink3")
        title.setFixedHeight(_CAPTION)
        self.map_part = _under_line(
            _inset(title, _MARGIN), _inset(self.map, _MAP_MARGIN), below=_BELOW_MAP
        )
        self._lay_out()
        self._key = ""
        self.model.typed.connect(self._on_typed)
        for part in (self.table, self.map):
            part.chosen.connect(self._on_chosen)
            part.pointed.connect(self.pointed)
        self.table.moved.connect(self._ask)
        self.header.stands.connect(self._on_header)
        for line in (self.header, self.foot):
            line.clicked.connect(self.go_to_disagreement)
        delegate.closeEditor.connect(self._on_editor_closed)
        self.card.show_values(None, None, numbers)
        self.setMinimumWidth(220)

    def show_frame(self, frame: Frame) -> None:
        """Show the newest Frame; where nothing has moved, nothing is drawn."""
        old = None if self.model.seen is None else self.model.seen.frame
        if old is None or not _same(old, frame):
            self.model.show(frame, *self.table.visible_rows())
            self.table.set_accent(accent(frame))
            self._show_values()
        if old is None or old.experiment.shape.sizes != frame.experiment.shape.sizes:
            self._fit()
            self._mark()
            self.show_pointed(self._pointed)
        self._ask()

    def show_differences(self, differences: Differences) -> None:
        """Show what is known of the finite differences."""
        self.model.show_differences(differences, *self.table.visible_rows())
        self._show_values()

    def show_selection(self, selection: Selection | None) -> None:
        """Mark what was selected in any panel, and show it."""
        if selection == self._selection:
            return
        self._selection = selection
        self._mark()
        self._show_values()

    def show_pointed(self, what: Selection | None) -> None:
        """Light up what the pointer is on in any panel."""
        self._pointed = what
        rows = self.model.rows
        self.table.light_up(() if what is None or not rows.has(what) else rows.of(what))
        self.map.light_up(what)

    def go_to_disagreement(self) -> None:
        """Select the next gradient that disagrees, the first one after the last."""
        if self.model.seen is None:
            return
        rows, wrong = self.model.rows, tally(self.model.seen).disagree
        here = self._shown_selection()
        row = 0 if here is None else rows.of(here)[0][0]
        later = [what for what in wrong if rows.row(what) > row]
        if wrong:
            self._on_chosen((later or wrong)[0])
            self._mark()

    def set_key(self, key: str) -> None:
        """The key that goes to the next disagreement, for the tooltip."""
        self._key = key

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        for part in (self.table, self.card, self.map, self.problem, self.header, self.foot):
            part.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        self.model.numbers = self.map.canvas.numbers = numbers
        self.model.tell_changed(*self.table.visible_rows())
        self._show_values()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._fit()

    # What is shown

    def _shown_selection(self) -> Selection | None:
        """What is selected, if this network has it: a Frame may lag behind a selection."""
        known = self._selection is not None and self.model.rows.has(self._selection)
        return self._selection if known else None

    def _show_values(self) -> None:
        seen = self.model.seen
        if seen is not None:
            what = self._shown_selection()
            self.card.show_values(seen, what, self.model.numbers)
            self.map.show_values(seen, what, accent(seen.frame))
            self._show_check()

    def _show_check(self) -> None:
        """Say what the check has found; while it is being worked out the line stays."""
        seen = self.model.seen
        if seen is None:
            return
        counts, hurries = tally(seen), seen.frame.hurries
        if counts.checked or not counts.gradients or hurries:
            words = summary(counts, hurries, self.model.numbers)
            more = about(counts, seen.frame, self._key)
            for line in (self.header, self.foot):
                line.show_tally(counts, words, more)
            self.disagreement.emit(bool(counts.disagree))

    def _ask(self) -> None:
        """Have what is in sight checked, from the moment on where the update's batch is known."""
        seen, rows = self.model.seen, self.model.rows
        if seen is None or seen.frame.trace is None or seen.frame.hurries:
            return
        if rows.shape.count <= _ALL_CHECKED:
            indices = range(rows.shape.count)
        else:
            indices = rows.indices(*self.table.visible_rows())
        missing = tuple(index for index in indices if index not in seen.known)
        if missing:
            self.check_requested.emit(seen.frame.state, missing)

    def _mark(self) -> None:
        what = self._shown_selection()
        self.table.follow(what, () if what is None else self.model.rows.of(what))
        if what is not None and self.map.canvas.places.blocks:
            self.map.follow(what)

    # Wishes

    def _on_chosen(self, what: Selection) -> None:
        if what != self._selection:
            from_map = self.sender() is self.map
            self._selection = what
            if from_map:
                self._mark()
            self._show_values()
            self.selection_requested.emit(what)

    def _on_typed(self, what: Selection, text: str) -> None:
        seen = self.model.seen
        if seen is None:
            return
        try:
            value = NumberFormat.parse(text)
        except InputError as error:
            still = self.tr("{name} is still {value}.").format(
                name=parameter_words(what), value=self.model.numbers.text(weight(seen, what))
            )
            self.problem.tell(sentence(error, self.model.numbers), still)
            return
        self.problem.clear()
        if value != weight(seen, what):
            self.edit_requested.emit(set_parameter(seen.frame, what, value))

    def _on_editor_closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.problem.clear()

    # Layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_inset(self.table, _TABLE_MARGIN), 1000)
        column.addLayout(_inset(self.problem, _MARGIN))
        column.addWidget(self.foot_part)
        column.addWidget(self.card_part)
        column.addWidget(self.map_part)
        column.addStretch(1)

    def _on_header(self, stands: bool) -> None:
        """The line stands in one of two places."""
        self.foot_part.setVisible(not stands)
        self._fit()

    def _fit(self) -> None:
        foot = 0 if self.foot_part.isHidden() else self.foot_part.sizeHint().height()
        card, snug, shortest = (part + _HAIRLINE for part in (CARD, SNUG, SHORTEST))
        wished = max(1, self.map.wished_height(self.width() - 2 * _MAP_MARGIN))
        around = _HAIRLINE + _CAPTION + _BELOW_MAP
        parts = Parts(self.table.content_height(), card, snug, shortest, wished, around)
        shares = share(self.height() - foot, parts, self.table.whole_rows)
        self.table.setMaximumHeight(shares.table)
        self.card_part.setVisible(shares.card > 0)
        self.card.fit(max(shortest, shares.card) - _HAIRLINE)
        self.map_part.setVisible(shares.map > 0)
        self.map.setFixedHeight(max(1, shares.map))


def _same(old: Frame, new: Frame) -> bool:
    """Whether both Frames show the same numbers in the same way."""
    same_moment = old.state is new.state and old.inside == new.inside
    return same_moment and (old.activity, old.hurries) == (new.activity, new.hurries)


def _inset(part: QWidget, margin: int) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(margin, 0, margin, 0)
    line.addWidget(part)
    return line


def _under_line(*parts: QWidget | QHBoxLayout, below: int = 0) -> QWidget:
    """A part of the panel, under a hairline."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, below)
    column.setSpacing(0)
    line = QFrame()
    line.setProperty("line", True)
    column.addLayout(_inset(line, _LINE_MARGIN))
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return holder
