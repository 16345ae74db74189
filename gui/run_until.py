"""The small panel under "Run until…": some updates, some epochs, or a loss."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import InputError
from engine.goal import Goal
from gui.frame import Frame
from gui.numbers import NumberFormat
from gui.words import sentence

_DEFAULTS = {"updates": "1000", "epochs": "10"}
_LOSS = 0.01
_MOST = 10**15


class RunUntil(QFrame):
    """Asks for a goal and gives it as ``goal_chosen``; counts go on from the shown moment."""

    goal_chosen = Signal(object)  # Goal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._frame: Frame | None = None
        self._choices: dict[str, QRadioButton] = {}
        self.fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for key, words in (
            ("updates", self.tr("more updates")),
            ("epochs", self.tr("more epochs")),
            ("loss", self.tr("training loss below")),
        ):
            form.addRow(self._choice(key, words), self._field(key, words))
        column.addLayout(form)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setProperty("tone", "err")
        self._problem.hide()
        column.addWidget(self._problem)
        go = QPushButton(self.tr("Run"))
        go.setProperty("primary", True)
        go.clicked.connect(self.accept)
        column.addWidget(go, 0, Qt.AlignmentFlag.AlignRight)
        self._choices["epochs"].setChecked(True)
        self.set_numbers(NumberFormat())

    def _choice(self, key: str, words: str) -> QRadioButton:
        choice = QRadioButton(words)
        self._choices[key] = choice
        return choice

    def _field(self, key: str, words: str) -> QLineEdit:
        field = QLineEdit(_DEFAULTS.get(key, ""))
        field.setAccessibleName(words)
        field.setFixedWidth(110)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.textEdited.connect(self._choices[key].click)
        field.returnPressed.connect(self.accept)
        self.fields[key] = field
        return field

    def ask(self, frame: Frame, below: QWidget) -> None:
        """Open under a button."""
        self._frame = frame
        self._problem.hide()
        self.adjustSize()
        self.move(below.mapToGlobal(below.rect().bottomLeft()))
        self.show()
        key = self._key()
        self.fields[key].setFocus()
        self.fields[key].selectAll()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the loss that stands here at first this way, unless somebody typed another."""
        if not self.fields["loss"].isModified():
            self.fields["loss"].setText(numbers.typed(_LOSS))

    def choose(self, key: str) -> None:
        """Choose "updates", "epochs" or "loss"."""
        self._choices[key].setChecked(True)

    def problem_text(self) -> str:
        """What is wrong with what was typed; empty if nothing is."""
        return self._problem.text() if self._problem.isVisible() else ""

    def _key(self) -> str:
        return next(key for key, choice in self._choices.items() if choice.isChecked())

    def accept(self) -> None:
        """Take what was typed: a goal, or a sentence that says what to type instead."""
        assert self._frame is not None
        key = self._key()
        try:
            goal = _goal(key, self.fields[key].text(), self._frame)
        except InputError as error:
            self._problem.setText(sentence(error))
            self._problem.show()
            self.adjustSize()
            return
        self.hide()
        self.goal_chosen.emit(goal)


def _goal(key: str, text: str, frame: Frame) -> Goal:
    """The goal that a person typed; InputError says what to type instead."""
    if key == "loss":
        value = NumberFormat.parse(text)
        if not value > 0:
            raise InputError("The loss to stop at is {value}; give a number above 0.", value=text)
        return Goal(loss_below=value)
    count = NumberFormat.parse_count(text)
    if not 1 <= count <= _MOST:
        raise InputError("{value} is no count; give a whole number from 1.", value=text)
    if key == "updates":
        return Goal(update=frame.state.update + count)
    return Goal(epoch=frame.state.epoch + count)
