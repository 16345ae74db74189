"""The strip over the topology: the phases of the update, which are done, which has just run."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.moment import Place
from engine.phases import Kind, Phase, program
from engine.terms import units
from gui import icons
from gui.frame import Activity, Frame
from gui.numbers import NumberFormat
from gui.theme import STAGE_MARGIN, TINT_PHASE_CELL, Theme, ui_font

HEIGHT = 45
_CELL = QSize(22, 22)
_MARK, _MARK_ROOM = 12.0, 14
_GAP = 3  # from cell to cell
_LONG_COUNT = 99  # terms and units: room is kept for words with such numbers


class _Spacing(NamedTuple):
    """Px between a group's words and its cells, and on either side of the line before a group."""

    cells: int
    group: int


_ROOMY, _TIGHT = _Spacing(8, 11), _Spacing(6, 7)


class _Cell(NamedTuple):
    rect: QRectF
    number: int
    phase: Phase


class _Group(NamedTuple):
    kind: Kind
    cells: tuple[tuple[int, Phase], ...]


class PhaseStrip(QWidget):
    """Shows where in its program an update stands; a click on a done phase goes to its end."""

    moment_requested = Signal(object)  # Place

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = NumberFormat()
        self._frame: Frame | None = None
        self._cells: list[_Cell] = []
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Phases of the update"))

    def show_frame(self, frame: Frame) -> None:
        """Draw this Frame from now on."""
        self._frame = frame
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers = numbers
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.stage)
        painter.setPen(self._theme.hair)
        painter.drawLine(QPointF(0, HEIGHT - 0.5), QPointF(self.width(), HEIGHT - 0.5))
        if self._frame is not None:
            self._cells = []
            groups = _groups(program(self._frame.shown.experiment))
            spacing = self._spacing(groups)
            x = float(STAGE_MARGIN)
            for number, group in enumerate(groups):
                if number:
                    x += spacing.group
                    painter.setPen(self._theme.hair)
                    painter.drawLine(QPointF(x, 16), QPointF(x, HEIGHT - 17))
                    x += spacing.group
                x = self._paint_group(painter, x, group, spacing)
            self._paint_right(painter, x + spacing.group)

    def _spacing(self, groups: list[_Group]) -> _Spacing:
        """Tight where the words at the right, at their longest, else had no room. It hangs on the
        width and the network alone: nothing moves from step to step.
        """
        words = self._term_words(_LONG_COUNT, _LONG_COUNT, _LONG_COUNT, _LONG_COUNT)
        wanted = STAGE_MARGIN + _width(words, ui_font(13)) + STAGE_MARGIN
        for group in groups:
            wanted += _width(self._words(group.kind), _words_font()) + _ROOMY.cells
            rooms = [_CELL.width() if phase.layer else _MARK_ROOM for _, phase in group.cells]
            wanted += sum(rooms) + (len(rooms) - 1) * _GAP + 2 * _ROOMY.group
        return _ROOMY if wanted <= self.width() else _TIGHT

    def _paint_group(self, painter: QPainter, x: float, group: _Group, spacing: _Spacing) -> float:
        """Where the last cell ends. What is still to come has no hue yet."""
        token = {Kind.FORWARD: "fwd", Kind.BACKWARD: "bwd"}.get(group.kind, "ink")
        words = self._words(group.kind)
        painter.setFont(_words_font())
        begun = any(any(self._standing(index)) for index, _ in group.cells)
        painter.setPen(self._theme.color(token if begun else "ink3"))
        width = _width(words, _words_font())
        painter.drawText(QRectF(x, 0, width + 2, HEIGHT - 1), Qt.AlignmentFlag.AlignVCenter, words)
        before = width + spacing.cells
        x += before
        for index, phase in group.cells:
            rect = QRectF(x, (HEIGHT - 1 - _CELL.height()) / 2, _CELL.width(), _CELL.height())
            if phase.layer:
                self._paint_cell(painter, rect, index, phase, token)
            else:
                rect.setWidth(_MARK_ROOM)
                self._paint_mark(painter, rect, index)
            whole = rect if phase.layer else rect.adjusted(-before, 0, 0, 0)
            self._cells.append(_Cell(whole, index, phase))
            x = rect.right() + _GAP
        return x - _GAP

    def _paint_cell(
        self, painter: QPainter, rect: QRectF, index: int, phase: Phase, token: str
    ) -> None:
        theme, color = self._theme, self._theme.color(token)
        current, done = self._standing(index)
        painter.setPen(Qt.PenStyle.NoPen)
        if current:
            painter.setBrush(color)
            painter.drawRoundedRect(rect, 3, 3)
        elif done:
            painter.setBrush(theme.tint(token, TINT_PHASE_CELL))
            painter.drawRoundedRect(rect, 3, 3)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.hair)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        weight = QFont.Weight.DemiBold if current else QFont.Weight.Medium
        painter.setFont(ui_font(13, weight))
        painter.setPen(theme.stage if current else color if done else theme.ink3)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(phase.layer))

    def _paint_mark(self, painter: QPainter, rect: QRectF, index: int) -> None:
        current, done = self._standing(index)
        box = QRectF(rect.x(), rect.center().y() - _MARK / 2, _MARK, _MARK)
        color = self._theme.ink if done or current else self._theme.ink3
        icons.paint(painter, "check" if done else "circle", color, box)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.ink)
            painter.drawRect(QRectF(rect.x() - 2, HEIGHT - 5, 16, 3))

    def _paint_right(self, painter: QPainter, x: float) -> None:
        assert self._frame is not None
        font = ui_font(13)
        painter.setFont(font)
        painter.setPen(self._theme.ink3)
        text = self._right_words(self._frame)
        if x + _width(text, font) + STAGE_MARGIN > self.width():
            return
        area = QRectF(x, 0, self.width() - x - STAGE_MARGIN, HEIGHT - 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _right_words(self, frame: Frame) -> str:
        if not frame.update_shown:
            return self.tr("before the first update")
        cursor = frame.shown.cursor
        if cursor is not None and frame.shown.phase is not None:
            of_terms = len(frame.shown.unit_terms)
            of_units = units(frame.shown.outline, frame.shown.phase)
            return self._term_words(cursor.term, of_terms, cursor.unit, of_units)
        return self.tr("update {n}").format(n=self._numbers.count(frame.update_shown))

    def _term_words(self, term: int, terms: int, unit: int, units_: int) -> str:
        text = self.tr("term {t} of {terms}   unit {u} of {units}")
        return text.format(t=term, terms=terms, u=unit, units=units_)

    def _standing(self, index: int) -> tuple[bool, bool]:
        """(has just run, is done) for the phase at an index of the program."""
        frame = self._frame
        if frame is None or frame.trace is None:
            return False, False
        if frame.activity is Activity.RUNNING and frame.state.phase == 0:
            return False, True
        last = (frame.state.phase or len(program(frame.shown.experiment))) - 1
        return index == last, index < last or (index == last and frame.inside is None)

    def _words(self, kind: Kind) -> str:
        return {
            Kind.BATCH: self.tr("Batch"),
            Kind.FORWARD: self.tr("Forward →"),
            Kind.LOSS: self.tr("Loss"),
            Kind.BACKWARD: self.tr("← Backward"),
            Kind.UPDATE: self.tr("Update"),
        }[kind]

    # The pointer

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        frame = self._frame
        if cell is None or frame is None:
            return
        update = frame.update_shown - 1
        place = Place(max(0, update), cell.number + 1)
        if cell.number + 1 == len(program(frame.shown.experiment)):
            place = Place(max(0, update) + 1, 0)
        if self._standing(cell.number)[1]:
            self.moment_requested.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        hand = cell is not None and self._standing(cell.number)[1]
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            cell = self._cell_at(QPointF(event.pos()))
            if cell is not None:
                text = self.tr("Go to the end of this phase: {name}")
                QToolTip.showText(event.globalPos(), text.format(name=cell.phase.name), self)
            return True
        return super().event(event)

    def _cell_at(self, point: QPointF) -> _Cell | None:
        return next((cell for cell in self._cells if cell.rect.contains(point)), None)


def _words_font() -> QFont:
    return ui_font(13, QFont.Weight.Medium)


def _width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


def _groups(phases: tuple[Phase, ...]) -> list[_Group]:
    """The program by kind; in place, backward and update alternate and make one group for each."""
    cells: dict[Kind, list[tuple[int, Phase]]] = {}
    for index, phase in enumerate(phases):
        cells.setdefault(phase.kind, []).append((index, phase))
    return [_Group(kind, tuple(members)) for kind, members in cells.items()]
