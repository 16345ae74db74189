"""The bar under the menu: restart, step back, step, run, the grain of a step, the speed."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from engine.grain import Grain
from gui import icons
from gui.actions import ICON_GAP, plain
from gui.frame import Activity, Frame
from gui.numbers import NumberFormat
from gui.theme import Theme
from gui.widgets.segmented_control import SegmentedControl
from gui.worker import FULL_SPEED

# Phases a second, each about twice the last; then no limit.
PACES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 125.0, 250.0, 500.0, 1000.0, FULL_SPEED)
DEFAULT_PACE = len(PACES) - 1
WORDED = ("step", "run", "run_until")
LEFT_OUT = 3  # steps in which words make room


class Transport(QToolBar):
    """Shows the actions of time as buttons and keeps none of their state."""

    pace_chosen = Signal(float)
    grain_chosen = Signal(str)

    def __init__(self, actions: dict[str, QAction], theme: Theme, parent: QWidget | None = None):
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._numbers = NumberFormat()
        self._running = False
        self.setObjectName("transport")
        self.setWindowTitle(self.tr("Transport"))
        self.setMovable(False)
        self.setFixedHeight(48)
        self._buttons = {
            name: self._button(name)
            for name in (
                "restart",
                "step_back",
                "step",
                "run",
                "run_until",
                "undo",
                "redo",
                "presenter",
                "theme",
            )
        }
        self._style_words()
        self.grains = SegmentedControl(
            {
                Grain.TERM: self.tr("Term"),
                Grain.UNIT: self.tr("Unit"),
                Grain.LAYER: self.tr("Layer"),
                Grain.PASS: self.tr("Pass"),
                Grain.UPDATE: self.tr("Update"),
                Grain.EPOCH: self.tr("Epoch"),
            },
            self.tr("Step by"),
        )
        self.grains.chosen.connect(self.grain_chosen)
        self._step_by = QLabel(self.tr("Step by"))
        self._speed_label = QLabel(self.tr("Speed"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, len(PACES) - 1)
        self.speed.setPageStep(2)
        # A click must leave the keyboard where it is: → steps.
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setFixedWidth(110)
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("How fast Run goes, from one phase a second to full speed"))
        self.speed.valueChanged.connect(self._on_speed)
        self._speed_text = QLabel()
        self._narrow = False
        self._run_room = QWidget()
        self._lay_out()
        self.speed.setValue(DEFAULT_PACE)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setAccessibleName(plain(self._actions[name]))
        button.setFixedHeight(32)
        # Beside words the icon's picture has a gap at its right.
        button.setIconSize(QSize(23, 18) if name in WORDED else QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _style_words(self) -> None:
        for name in WORDED:
            self._buttons[name].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._buttons["step"].setProperty("primary", True)

    def _run_place(self) -> QWidget:
        run = self._buttons["run"]
        line = QHBoxLayout(self._run_room)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(run)
        run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self._run_room

    def _keep_room_for_pause(self) -> None:
        """Pause is longer than Run: what stands at its right must not move. A holder keeps the
        room, since the style sheet has a least width of its own for buttons.
        """
        run = self._buttons["run"]
        run.ensurePolished()
        width = run.sizeHint().width()
        if run.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            advance = run.fontMetrics().horizontalAdvance
            longest = max(advance(words) for words in (self.tr("Pause"), self.tr("Run")))
            width += longest - advance(run.text())
        self._run_room.setFixedWidth(width)

    def _lay_out(self) -> None:
        box = QWidget()
        line = self._line = QHBoxLayout(box)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(6)
        for name in ("restart", "step_back", "step", "run", "run_until"):
            line.addWidget(self._run_place() if name == "run" else self._buttons[name])
        line.addSpacing(6)
        line.addWidget(_rule())
        line.addSpacing(6)
        line.addWidget(self._step_by)
        line.addWidget(self.grains)
        line.addSpacing(6)
        line.addWidget(_rule())
        line.addSpacing(6)
        line.addWidget(self._speed_label)
        line.addWidget(self.speed)
        line.addWidget(self._speed_text)
        line.addStretch(1)
        for name in ("undo", "redo", "presenter", "theme"):
            line.addWidget(self._buttons[name])
        self.addWidget(box)

    def button(self, name: str) -> QToolButton:
        """The button of an action."""
        return self._buttons[name]

    def set_theme(self, theme: Theme) -> None:
        """Draw in these colours from now on; the actions' own icons are tinted elsewhere."""
        self._theme = theme
        self._show_running()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers = numbers
        self._show_speed()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out words where the window has no room for them."""
        self._narrow = narrow
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as many words as it takes: a word is whole, or it is not there."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for left_out in range(int(self._narrow), LEFT_OUT + 1):
            self._leave_out(left_out)
            if self._line.sizeHint().width() <= self.width():
                return

    def _leave_out(self, steps: int) -> None:
        """The more steps, the fewer words."""
        style = Qt.ToolButtonStyle
        for name in WORDED:
            icon_only = steps >= (1 if name == "run_until" else LEFT_OUT)
            self._buttons[name].setToolButtonStyle(
                style.ToolButtonIconOnly if icon_only else style.ToolButtonTextBesideIcon
            )
        self._keep_room_for_pause()
        self._step_by.setVisible(steps < 1)
        self._buttons["presenter"].setVisible(steps < 1)
        self._speed_label.setVisible(steps < 2)
        self._speed_text.setVisible(steps < LEFT_OUT)
        advance = self._speed_text.fontMetrics().horizontalAdvance
        self._speed_text.setMinimumWidth(advance(self.tr("1,000 phases/s")) + 4)
        self.speed.setFixedWidth(64 if steps else 110)
        self._line.setSpacing(4 if steps else 6)

    def show_frame(self, frame: Frame) -> None:
        """Run reads Pause while something runs."""
        running = frame.activity is not Activity.PAUSED
        if running != self._running:
            self._running = running
            self._show_running()
        self._actions["step_back"].setEnabled(bool(frame.state.update or frame.state.phase))
        self._actions["restart"].setEnabled(bool(frame.reached or frame.state.phase))
        self._actions["to_end"].setEnabled(frame.reached > frame.state.update)

    def _show_running(self) -> None:
        action = self._actions["run"]
        action.setText(self.tr("Pause") if self._running else self.tr("&Run"))
        action.setIcon(icons.icon("pause" if self._running else "play", self._theme, gap=ICON_GAP))

    def move_speed(self, steps: int) -> None:
        """Some notches faster or slower."""
        self.speed.setValue(self.speed.value() + steps)

    def _on_speed(self, notch: int) -> None:
        self._show_speed()
        self.pace_chosen.emit(PACES[notch])

    def _show_speed(self) -> None:
        pace = PACES[self.speed.value()]
        if pace == FULL_SPEED:
            text = self.tr("full speed")
        else:
            text = self.tr("{n} phases/s" if pace > 1 else "{n} phase/s").format(
                n=self._numbers.count(round(pace))
            )
        self._speed_text.setText(text)


def notch_of(pace: float) -> int:
    """The slider's place for a pace."""
    if pace == FULL_SPEED:
        return len(PACES) - 1
    return min(range(len(PACES) - 1), key=lambda i: abs(math.log(PACES[i] / pace)))


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("upright", True)
    rule.setFixedHeight(24)
    return rule
