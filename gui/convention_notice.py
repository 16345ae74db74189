"""What a convention that was changed does to the formulas, shown over the picture for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui import icons
from gui.audit.boxes import Mark
from gui.convention_changes import Change, Line
from gui.loss_boxes import CHANGED
from gui.math_export import to_text
from gui.math_layout import Laid, measure
from gui.theme import TINT_EQUATION_COLUMN, Theme, ui_font

SIZES = (17, 15, 13)
_BAR = 4
_RADIUS = 4
_CAPTION = 12
_CAPTIONS = 20
_ROW_GAP = 10
_COLUMN_GAP = 36
_FOOT = 2
_AWAY = 12
_LEAST = 340
_MARKED = (CHANGED, Mark.DUE, Mark.WRONG)


class FormulaTable(QWidget):
    """Formulas under each other, before and after, on common baselines; what differs is tinted."""

    def __init__(self, lines: Sequence[Line], theme: Theme, px: int) -> None:
        super().__init__()
        self.theme = theme
        self._px = px
        self._lines = [tuple(measure(box, px) for box in line) for line in lines]
        columns = zip(*self._lines, strict=True)
        self._widths = [max(_width(laid) for laid in column) for column in columns]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            "; ".join(
                self.tr("{of} before: {before}, after: {after}").format(
                    of=to_text(line.of),
                    before=to_text(line.before).strip(),
                    after=to_text(line.after).strip(),
                )
                for line in lines
            )
        )

    def sizeHint(self) -> QSize:
        """As large as the formulas."""
        of, before, after = self._widths
        height = _CAPTIONS + sum(_height(line) for line in self._lines)
        return QSize(math.ceil(of + before + _COLUMN_GAP + after), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """The same: a formula is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        of, before, _ = self._widths
        starts = [0.0, of, of + before + _COLUMN_GAP]
        painter.setFont(ui_font(_CAPTION))
        painter.setPen(self.theme.ink3)
        indent = 0.26 * self._px
        for x, words in zip(starts[1:], (self.tr("before"), self.tr("after")), strict=True):
            painter.drawText(QPoint(round(x + indent), _CAPTION), words)
        top = float(_CAPTIONS)
        for line in self._lines:
            baseline = round(top + _ROW_GAP / 2 + max(laid.ascent for laid in line))
            starts[0] = of - _width(line[0])
            for x, laid in zip(starts, line, strict=True):
                self._paint_marks(painter, laid, x, baseline)
                laid.paint(painter, x, baseline, self.theme)
            top += _height(line)

    def _paint_marks(self, painter: QPainter, laid: Laid, x: float, baseline: float) -> None:
        for tagged in laid.tags:
            if tagged.tag in _MARKED:
                place = tagged.rect.translated(x, baseline).adjusted(-2, -2, 2, 3)
                painter.fillRect(place, self.theme.tint("ink", TINT_EQUATION_COLUMN))
                foot = QRectF(place.left(), place.bottom() - _FOOT, place.width(), _FOOT)
                painter.fillRect(foot, self.theme.ink2)


class ConventionNotice(QWidget):
    """Lies over a part of its parent, at the part's lower left, and takes no room from it.

    It goes when it is told to, with its cross, or with Escape where it has the keyboard.
    """

    def __init__(self, over: QWidget, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = over
        self._theme = theme
        self._changes: tuple[Change, ...] = ()
        self._tables: list[FormulaTable] = []
        self._cross = QToolButton(self)
        self._cross.setProperty("small", True)
        self._cross.setToolTip(self.tr("Close"))
        self._cross.setAccessibleName(self.tr("Close what changes"))
        self._cross.clicked.connect(self.hide)
        self._body = QWidget(self)
        column = QGridLayout(self)
        column.setContentsMargins(_BAR + 14, 8, 8, 12)
        column.setHorizontalSpacing(12)
        column.addWidget(self._body, 0, 0, 2, 1)
        column.addWidget(self._cross, 0, 1)
        column.setRowStretch(1, 1)
        over.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is shown."""
        return () if self.isHidden() else self._changes

    def show_changes(self, changes: tuple[Change, ...]) -> None:
        """Show these; nothing is shown where there are none."""
        self._changes = changes
        self.hide()
        if not changes:
            return
        self._fill()
        self.setAccessibleName(" ".join(_title(change) for change in changes))
        self._place()
        self.show()
        self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self._cross.setIcon(icons.icon("x", theme, 14, "ink2"))
        for table in self._tables:
            table.theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(QPen(self._theme.border, 1))
        painter.setBrush(self._theme.stage)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.fillRect(QRectF(0, 0, _BAR, rect.height()), self._theme.ink2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell a screen reader."""
        super().showEvent(event)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower left of what it lies over."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and not self.isHidden():
            self._place()
        return False

    def _fill(self) -> None:
        """Use the largest formulas that the part has room for."""
        room = self._over.width() - 2 * _AWAY
        for px in SIZES:
            self._build(px)
            if self.sizeHint().width() <= room:
                return

    def _build(self, px: int) -> None:
        old, self._body, self._tables = self._body, QWidget(self), []
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for number, change in enumerate(self._changes):
            if number:
                column.addSpacing(10)
            title = QLabel(_title(change))
            title.setProperty("strong", True)
            column.addWidget(title)
            width = _LEAST
            if change.lines:
                table = FormulaTable(change.lines, self._theme, px)
                self._tables.append(table)
                column.addWidget(table)
                width = max(_LEAST, table.sizeHint().width())
            meaning = QLabel(change.meaning)
            meaning.setProperty("tone", "ink2")
            meaning.setWordWrap(True)
            meaning.setFixedWidth(width)
            column.addWidget(meaning)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()
        self._body.show()

    def _place(self) -> None:
        self.resize(self.sizeHint())
        parent = self.parentWidget()
        assert parent is not None
        corner = self._over.mapTo(parent, QPoint(0, self._over.height()))
        self.move(corner.x() + _AWAY, max(0, corner.y() - self.height()))


def _title(change: Change) -> str:
    return f"{change.name}: {change.before} → {change.after}"


def _width(laid: Laid) -> float:
    return laid.width + laid.overhang


def _height(line: Sequence[Laid]) -> float:
    return max(laid.ascent for laid in line) + max(laid.descent for laid in line) + _ROW_GAP
