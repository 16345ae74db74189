"""The equation of the moment, typeset: in symbols, with the numbers put in, and its result."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from gui.frame import Frame, Selection
from gui.letters import font
from gui.numbers import NumberFormat
from gui.theme import STAGE_MARGIN, Theme

if TYPE_CHECKING:
    from engine.symbols import Equation
    from gui.panels.equations_layout import Places, Tag
    from gui.panels.equations_typeset import Typeset

_TYPESET = "gui.panels.equations_typeset"  # the first picture of a session has no equation
_TOP = 4
_ABOVE = 0.35  # of the room that is left over
_SENTENCE = 13  # px of the letters before there is an equation


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
        self._typeset: Typeset | None = None
        self._scroll = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Equation"))

    def prepare(self) -> None:
        """Import what typesets equations, so that the first step need not wait for it."""
        import_module(_TYPESET)

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
        return None if self._typeset is None else self._typeset.equation

    def places(self) -> Places | None:
        """Where its parts stand, from the panel's top left margin on."""
        return None if self._typeset is None else self._typeset.places

    def sizeHint(self) -> QSize:
        """Three rows of the largest letters."""
        return QSize(720, 148)

    def minimumSizeHint(self) -> QSize:
        """Three rows of small letters."""
        return QSize(320, 84)

    # To copy

    def copy_latex(self) -> None:
        """Put it on the clipboard for LaTeX, with every digit."""
        if self._typeset is not None:
            QGuiApplication.clipboard().setText(self._typeset.latex())

    def copy_text(self) -> None:
        """Put it on the clipboard as text, with every digit."""
        if self._typeset is not None:
            QGuiApplication.clipboard().setText(self._typeset.text())

    def copy_picture(self) -> None:
        """Put it on the clipboard as it is seen, twice as large."""
        if self._typeset is not None:
            margin = QPointF(STAGE_MARGIN, _TOP + 4)
            picture = self._typeset.picture(margin, self._theme, self._pointed)
            QGuiApplication.clipboard().setPixmap(picture)

    # Inside

    def _make(self) -> None:
        if self._frame is None:
            return
        self._typeset = None
        if self._frame.trace is not None:
            from gui.panels.equations_typeset import typeset

            self._typeset = typeset(self._frame, self._selection, self._numbers, *self._room())
        self._show()

    def _fit(self) -> None:
        if self._typeset is not None:
            self._typeset = self._typeset.fitted(self._numbers, *self._room())
        self._show()

    def _show(self) -> None:
        self.setAccessibleDescription("" if self._typeset is None else self._typeset.text())
        self._show_current()
        self.update()

    def _room(self) -> tuple[float, float]:
        return self.width() - 2 * STAGE_MARGIN, self._view()

    def _view(self) -> int:
        return self.height() - 2 * _TOP

    def _most(self) -> float:
        """How far it can be scrolled: until the last of its lines stand at the top."""
        places = self.places()
        if places is None or places.height <= self._view():
            return 0.0
        block = places.height / places.blocks
        return max(places.height - self._view(), (places.blocks - self._fits(block)) * block)

    def _fits(self, block: float) -> int:
        return max(1, int(self._view() / block))

    def _show_current(self) -> None:
        """Scroll to the current term; its line of three rows, or one before it, is at the top."""
        typeset, most = self._typeset, self._most()
        at = None if typeset is None or not most else typeset.current
        if typeset is not None and at is not None:
            block = typeset.places.height / typeset.places.blocks
            if at.top() < self._scroll or at.bottom() > self._scroll + self._view():
                first = int(at.center().y() / block) - self._fits(block) + 1
                self._scroll = max(first * block, at.bottom() - self._view())
        self._scroll = min(most, max(0.0, self._scroll))

    def _origin(self) -> QPointF:
        places = self.places()
        spare = 0.0 if places is None else self._view() - places.height
        return QPointF(STAGE_MARGIN, _TOP + max(0.0, spare) * _ABOVE - self._scroll)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.stage)
        if self._typeset is None:
            painter.setFont(font(_SENTENCE))
            painter.setPen(self._theme.ink3)
            text = self.tr("The equation of each step stands here.")
            painter.drawText(QPointF(STAGE_MARGIN, 30), text)
            return
        painter.save()
        if self._most():
            foot = self._typeset.places.whole_rows(self._scroll + self._view()) - self._scroll
            painter.setClipRect(QRectF(0, _TOP, self.width(), foot))
        self._typeset.paint(painter, self._origin(), self._theme, self._pointed)
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(self._theme.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -3, -3), 4, 4)

    def _tag_at(self, point: QPoint | QPointF) -> Tag | None:
        if self._typeset is None:
            return None
        return self._typeset.tag_at(QPointF(point) - self._origin())

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
        if self._typeset is not None:
            self._scroll = min(self._most(), max(0.0, self._scroll + by))
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it anew."""
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Tell the full number when the pointer rests on a symbol."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tag = self._tag_at(event.pos())
            if tag is None or self._typeset is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._typeset.tip(tag), self)
            return True
        return super().event(event)

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
            action.setEnabled(self._typeset is not None)
            menu.addAction(action)
        menu.popup(event.globalPos())
