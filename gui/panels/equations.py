"""The equation of the moment, typeset: in symbols, with the numbers put in, and its result."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from engine.formula import Part, Words
from engine.symbols import Equation
from gui import formula_boxes
from gui.formula_boxes import writer
from gui.frame import Frame, Selection
from gui.math_export import to_text
from gui.numbers import NumberFormat
from gui.panels.equations_copy import as_latex, as_text
from gui.panels.equations_layout import CAPTION, Places, Tag, fitted
from gui.panels.equations_paint import FOOT, equation_of, paint_places
from gui.panels.topology_type import font
from gui.phase_text import accent
from gui.theme import STAGE_MARGIN, Theme

_TOP = 4
_ABOVE = 0.35  # of the room that is left over
_PICTURE_SCALE = 2.0


class EquationsPanel(QWidget):
    """Shows one equation and keeps none: it is made anew from each Frame.

    ``pointed`` tells which unit or parameter the pointer is on, None when it leaves.
    """

    pointed = Signal(object)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = numbers
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._pointed: Selection | None = None
        self._equation: Equation | None = None
        self._places: Places | None = None
        self._scroll = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Equation"))

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the equation of the newest Frame."""
        self._frame = frame
        self._make()

    def show_selection(self, selection: Selection | None) -> None:
        """Where a whole phase has run, show the equation of what is selected."""
        self._selection = selection
        self._make()

    def show_pointed(self, what: Selection | None) -> None:
        """Light up the terms of what the pointer is on in any panel."""
        if what != self._pointed:
            self._pointed = what
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._theme = theme
        self.update()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers so from now on."""
        self._numbers = numbers
        self._make()

    def equation(self) -> Equation | None:
        """What is shown; None before the first update."""
        return self._equation

    def places(self) -> Places | None:
        """Where its parts stand, from the panel's top left margin on."""
        return self._places

    def sizeHint(self) -> QSize:
        """Three rows of the largest letters."""
        return QSize(720, 148)

    def minimumSizeHint(self) -> QSize:
        """Three rows of small letters."""
        return QSize(320, 84)

    # To copy

    def copy_latex(self) -> None:
        """Put it on the clipboard for LaTeX, with every digit."""
        if self._equation is not None:
            QGuiApplication.clipboard().setText(as_latex(self._equation))

    def copy_text(self) -> None:
        """Put it on the clipboard as text, with every digit."""
        if self._equation is not None:
            QGuiApplication.clipboard().setText(as_text(self._equation))

    def copy_picture(self) -> None:
        """Put it on the clipboard as it is seen, twice as large."""
        if self._places is not None:
            QGuiApplication.clipboard().setPixmap(self._picture(self._places))

    def _picture(self, places: Places) -> QPixmap:
        width, height = places.width + 2 * STAGE_MARGIN, places.height + 2 * _TOP + 8
        pixmap = QPixmap(round(width * _PICTURE_SCALE), round(height * _PICTURE_SCALE))
        pixmap.setDevicePixelRatio(_PICTURE_SCALE)
        pixmap.fill(self._theme.stage)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, places, QPointF(STAGE_MARGIN, _TOP + 4))
        painter.end()
        return pixmap

    # Inside

    def _make(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._equation = equation_of(frame, self._selection)
        self._fit()

    def _fit(self) -> None:
        if self._equation is None:
            self._places = None
            self.setAccessibleDescription("")
            self.update()
            return
        room = self.width() - 2 * STAGE_MARGIN
        self._places = fitted(self._equation, self._numbers, room, self._view())
        self.setAccessibleDescription(as_text(self._equation))
        self._show_current()
        self.update()

    def _view(self) -> int:
        return self.height() - 2 * _TOP

    def _most(self) -> float:
        """How far it can be scrolled: until the last of its lines stand at the top."""
        places = self._places
        if places is None or places.height <= self._view():
            return 0.0
        block = places.height / places.blocks
        return max(places.height - self._view(), (places.blocks - self._fits(block)) * block)

    def _fits(self, block: float) -> int:
        return max(1, int(self._view() / block))

    def _show_current(self) -> None:
        """Scroll to the current term; its line of three rows, or one before it, is at the top."""
        places, most = self._places, self._most()
        if places is not None and most and places.current is not None:
            at, block = places.current, places.height / places.blocks
            if at.top() < self._scroll or at.bottom() + FOOT > self._scroll + self._view():
                first = int(at.center().y() / block) - self._fits(block) + 1
                least = at.bottom() + FOOT - self._view()
                self._scroll = max(first * block, least)
        self._scroll = min(most, max(0.0, self._scroll))

    def _origin(self) -> QPointF:
        spare = 0.0 if self._places is None else self._view() - self._places.height
        return QPointF(STAGE_MARGIN, _TOP + max(0.0, spare) * _ABOVE - self._scroll)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.stage)
        if self._places is None:
            painter.setFont(font(CAPTION + 1))
            painter.setPen(self._theme.ink3)
            text = self.tr("The equation of each step stands here.")
            painter.drawText(QPointF(STAGE_MARGIN, 30), text)
            return
        painter.save()
        if self._most():
            foot = self._places.whole_rows(self._scroll + self._view()) - self._scroll
            painter.setClipRect(QRectF(0, _TOP, self.width(), foot))
        self._paint(painter, self._places, self._origin())
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(self._theme.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -3, -3), 4, 4)

    def _paint(self, painter: QPainter, places: Places, origin: QPointF) -> None:
        token = "ink" if self._frame is None else accent(self._frame)
        paint_places(painter, places, origin, self._theme, token, self._lit(places))

    def _lit(self, places: Places) -> list[Tag]:
        """The symbols of what is pointed at; a whole column only where it has no symbol of it."""
        if self._pointed is None:
            return []
        found = [tag for tag in places.tags if tag.part == Part(*self._pointed)]
        return [tag for tag in found if not tag.term] or found

    def _tag_at(self, point: QPoint | QPointF) -> Tag | None:
        places = self._places
        if places is None:
            return None
        at = QPointF(point) - self._origin()
        found = [tag for tag in places.tags if tag.rect.adjusted(-2, -3, 2, 3).contains(at)]
        return min(found, key=lambda tag: tag.rect.width() * tag.rect.height(), default=None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which unit or parameter the pointer is on."""
        tag = self._tag_at(event.position())
        part = None if tag is None else tag.part
        self.pointed.emit(None if part is None else Selection(*part))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is on nothing."""
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll an equation that is higher than the panel."""
        self._move(-event.angleDelta().y() / 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down scroll a high equation."""
        step = {Qt.Key.Key_Up: -24, Qt.Key.Key_Down: 24}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move(step)

    def _move(self, by: float) -> None:
        if self._places is not None:
            self._scroll = min(self._most(), max(0.0, self._scroll + by))
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it anew."""
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Tell the full number when the pointer rests on a symbol."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tag = self._tag_at(event.pos())
            if tag is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._tip(tag), self)
            return True
        return super().event(event)

    def _tip(self, tag: Tag) -> str:
        """The symbol, or the whole term, and its number: δ₁⁽²⁾ = −1.0606…"""
        name = to_text(formula_boxes.symbols(tag.node, writer(self._numbers)))
        sign = ":" if tag.value is None or isinstance(tag.node, Words) else " ="
        return f"{name}{sign} {self._numbers.full(tag.value)}"

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ways to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, act in (
            (self.tr("Copy as &LaTeX"), self.copy_latex),
            (self.tr("Copy as &text"), self.copy_text),
            (self.tr("Copy as &picture"), self.copy_picture),
        ):
            action = QAction(text, menu)
            action.triggered.connect(act)
            action.setEnabled(self._equation is not None)
            menu.addAction(action)
        menu.popup(event.globalPos())
