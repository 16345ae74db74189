"""The formula audit: the same network trained by right formulas and by others, side by side."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine import audit as engine_audit
from engine.audit import Audit, Comparison, Line
from engine.errors import InputError
from engine.experiment import Experiment
from gui.audit import words
from gui.audit.head import AuditBar, SummaryLine
from gui.audit.model import AuditModel
from gui.audit.side import AuditSide
from gui.audit.table import AuditTable
from gui.audit.words import tr
from gui.audit.worker import AuditRun, CurveSoFar
from gui.courtesy import Courtesy
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.theme import Theme, ui_font
from gui.widgets.empty_state import EmptyState, Way

_SIZE = (1280, 900)
_LEAST = (860, 600)
_WIDE = 1240  # px: from here on slips and curves stand beside the table, else under it


class AuditWindow(QDialog):
    """Shows the audit of the experiment in the newest Frame. Its thread runs while it is shown."""

    def __init__(
        self,
        theme: Theme,
        numbers: NumberFormat,
        courtesy: Courtesy,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._audit: Audit | None = None
        self._curves: tuple[CurveSoFar, ...] = ()
        self._done = False
        self._empty: EmptyState | None = None
        self._run = AuditRun(courtesy, self)
        self._run.lines_ready.connect(self._take_lines)
        self._run.curves_grew.connect(self._take_curves)
        self._run.done.connect(self._take_done)
        self.setWindowTitle(tr("Formula audit"))
        self.setWindowFlags(Qt.WindowType.Window)
        self.model = AuditModel(numbers, self)
        self.bar = AuditBar(numbers)
        self.summary = SummaryLine(theme)
        self.table = AuditTable(self.model, theme)
        self.side = AuditSide(theme, numbers)
        self.slips, self.plot = self.side.slips, self.side.plot
        self._lay_out()
        self.bar.chosen.connect(self._begin)
        self.slips.chosen.connect(self.table.mark)
        self.side.order_wanted.connect(self._compare_order)
        self._fit_screen()

    # What every panel can do

    def show_frame(self, frame: Frame) -> None:
        """Begin anew where the choices are others."""
        if frame.experiment is not self._experiment:
            self._experiment = frame.experiment
            self._begin()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for part in (self.summary, self.table, self.side):
            part.set_theme(theme)
        if self._empty is not None:
            self._empty.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        for part in (self.model, self.plot, self.bar):
            part.set_numbers(numbers)
        if self._audit is not None:
            self._notes.setText(words.notes(self._audit, numbers))
        self._show_progress()

    def compare(self, comparison: Comparison) -> None:
        """Choose what is compared."""
        self.bar.comparisons.set_current(comparison)
        self._begin()

    @Slot()
    def _compare_order(self) -> None:
        self.compare(Comparison.ORDER)

    def unavailable(self) -> str:
        """The sentence that says why there is nothing to compare; empty where there is."""
        return "" if self._empty is None else self._empty.accessibleDescription()

    @property
    def complete(self) -> bool:
        """Whether all of the audit in sight is computed."""
        return self._done

    # The audit

    @Slot()
    def _begin(self) -> None:
        if self._experiment is None:
            return
        comparison = self.bar.comparison()
        try:
            self._audit = engine_audit.prepare(self._experiment, comparison)
        except InputError as error:
            self._show_unavailable(words.sentence(error))
            return
        self._curves, self._done = (), False
        audit = self._audit
        self.model.show_audit(audit)
        self.summary.show_wait(audit.parameters.size)
        self.side.show_audit(audit, self.bar.updates())
        chain = [self.bar.lengths, self.table, *self.slips.cards, self.side.order_button]
        for first, second in pairwise(chain):
            self.setTabOrder(first, second)
        self._notes.setText(words.notes(audit, self.model.numbers))
        self._show_progress()
        self._show_page(self._page)
        self._run.begin(audit, self.bar.updates())

    def _show_unavailable(self, sentence: str) -> None:
        self._audit, self._done = None, True
        self._run.end()
        ways = [Way(tr("Compare the order of updates"))]
        empty = EmptyState(
            self._theme, "info", tr("Nothing printed to compare with"), sentence, ways
        )
        empty.taken.connect(self._compare_order)
        self._pages.addWidget(empty)
        self._show_page(empty)

    @Slot(int, object)
    def _take_lines(self, number: int, lines: list[Line]) -> None:
        if number == self._run.number:
            self.model.add_lines(lines)
            self._show_summary()

    @Slot(int, object)
    def _take_curves(self, number: int, curves: tuple[CurveSoFar, ...]) -> None:
        if number == self._run.number:
            self._curves = curves
            self.plot.show_curves(curves)
            self._show_progress()

    @Slot(int)
    def _take_done(self, number: int) -> None:
        if number == self._run.number:
            self._done = True
            self._show_progress()
            self._show_summary()

    def _show_progress(self) -> None:
        """How far the curves are, over the plot."""
        count = self.model.numbers.count
        text, total = "", count(self.bar.updates())
        if self._done:
            text = tr("{n} updates").format(n=total)
        elif self._curves:
            update = min(curve.update for curve in self._curves)
            text = tr("update {n} of {total}").format(n=count(update), total=total)
        self.side.show_progress(text)

    def _show_summary(self) -> None:
        audit, lines = self._audit, list(self.model.lines.values())
        if audit is not None and len(lines) == audit.parameters.size:
            fall = self._done and all(_falls(curve) for curve in self._curves)
            self.summary.show_summary(words.summary(audit, lines, fall))

    # Its thread

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where hiding it ended the work."""
        super().showEvent(event)
        if not self._done:
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is computed for a window that was closed."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._run.end()

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Slips and curves go beside the table, or under it where that is too narrow."""
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self.side.stand(right=wide)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(_hair())
        self._pages = QStackedWidget()
        column.addWidget(self._pages, 1)
        self._page = QWidget()
        self._pages.addWidget(self._page)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._page)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(1)
        self._halves.addWidget(self._main_part(), 1)
        self._halves.addWidget(self.side)

    def _main_part(self) -> QWidget:
        part = QWidget()
        part.setProperty("ground", "stage")
        part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setProperty("tone", "ink3")
        self._notes.setFont(ui_font(12))
        self._notes.setContentsMargins(16, 8, 16, 12)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addWidget(_hair())
        column.addWidget(self._notes)
        return part

    def _show_page(self, page: QWidget) -> None:
        old, self._empty = self._empty, page if isinstance(page, EmptyState) else None
        self._pages.setCurrentWidget(page)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()

    def _fit_screen(self) -> None:
        self.setMinimumSize(*_LEAST)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))


def _falls(curve: CurveSoFar) -> bool:
    points = curve.points
    return curve.diverged_at is None and len(points) > 1 and points[-1].loss < points[0].loss


def _hair() -> QFrame:
    line = QFrame()
    line.setProperty("line", True)
    return line
