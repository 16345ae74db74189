"""The choices of an export as a form: what is shown, its words, its look, its file."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from engine.errors import InputError
from gui.figures.remembered import Choices
from gui.figures.spec import LEAST_SIDE, MOST_SIDE, PANELS, SCALES
from gui.numbers import NumberFormat

_MOST_DECIMALS = 12


class CountField(QLineEdit):
    """A whole number from ``low`` to ``high``; ``taken`` gives it, ``refused`` a sentence."""

    taken = Signal(int)
    refused = Signal(str)

    def __init__(self, value: int, low: int, high: int, words: str) -> None:
        super().__init__(str(value))
        self._low, self._high, self._words = low, high, words
        self._value = value
        self.setAccessibleName(words)
        self.editingFinished.connect(self._finish)

    def _finish(self) -> None:
        try:
            value = NumberFormat.parse_count(self.text())
        except InputError:
            value = -1
        wrong = not self._low <= value <= self._high
        self.setProperty("problem", "error" if wrong else "")
        self.style().unpolish(self)
        self.style().polish(self)
        if wrong:
            text = self.tr("{words}: give a whole number from {low} to {high}.")
            self.refused.emit(text.format(words=self._words, low=self._low, high=self._high))
        elif value != self._value:
            self._value = value
            self.taken.emit(value)


class ChoicesForm(QWidget):
    """``changed`` gives the Choices after each change, ``refused`` a sentence about what was typed.
    At least one panel is always shown.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.panels = {name: self._panel(name) for name in PANELS}
        for number, box in enumerate(self.panels.values()):
            form.addRow(self.tr("Show") if not number else "", box)
        self.title = QLineEdit()
        self.title.setAccessibleName(self.tr("Title"))
        self.title.textEdited.connect(lambda text: self._take(title=text))
        form.addRow(self.tr("Title"), self.title)
        self.captioned = QCheckBox(self.tr("Caption, from the moment"))
        self.captioned.setChecked(choices.captioned)
        self.captioned.toggled.connect(lambda on: self._take(captioned=on))
        form.addRow("", self.captioned)
        self.theme = self._list(
            {"print": self.tr("Print"), "light": self.tr("Light"), "dark": self.tr("Dark")},
            choices.theme,
            self.tr("Colours"),
        )
        self.theme.activated.connect(lambda: self._take(theme=self.theme.currentData()))
        form.addRow(self.tr("Colours"), self.theme)
        self.width_ = self._count(choices.width, LEAST_SIDE, MOST_SIDE, self.tr("Width in pixels"))
        self.height_ = self._count(
            choices.height, LEAST_SIDE, MOST_SIDE, self.tr("Height in pixels")
        )
        self.width_.taken.connect(lambda value: self._take(width=value))
        self.height_.taken.connect(lambda value: self._take(height=value))
        size = QHBoxLayout()
        size.setSpacing(8)
        size.addWidget(self.width_, 1)
        size.addWidget(QLabel("×"))
        size.addWidget(self.height_, 1)
        form.addRow(self.tr("Size"), size)
        self.decimals = self._count(choices.decimals, 0, _MOST_DECIMALS, self.tr("Decimals"))
        self.decimals.taken.connect(lambda value: self._take(decimals=value))
        form.addRow(self.tr("Decimals"), self.decimals)
        self.comma = QCheckBox(self.tr("Decimal comma"))
        self.comma.setChecked(choices.comma)
        self.comma.toggled.connect(lambda on: self._take(comma=on))
        form.addRow("", self.comma)
        self.format = self._list(
            {".png": "PNG", ".svg": "SVG", ".pdf": "PDF"}, choices.suffix, self.tr("Format")
        )
        self.format.activated.connect(lambda: self._take(suffix=self.format.currentData()))
        form.addRow(self.tr("Format"), self.format)
        self.scale = self._list(
            {str(scale): f"{scale}×" for scale in SCALES}, str(choices.scale), self.tr("Pixels")
        )
        self.scale.activated.connect(lambda: self._take(scale=int(self.scale.currentData())))
        form.addRow(self.tr("Pixels"), self.scale)
        self.outlines = QCheckBox(self.tr("Letters as outlines"))
        self.outlines.setChecked(choices.outlines)
        self.outlines.toggled.connect(lambda on: self._take(outlines=on))
        form.addRow("", self.outlines)
        self._enable()

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        return self._choices

    def _panel(self, name: str) -> QCheckBox:
        words = {
            "topology": self.tr("Network"),
            "equations": self.tr("Equation"),
            "loss": self.tr("Loss curve"),
            "weights": self.tr("Weights"),
        }
        box = QCheckBox(words[name])
        box.setChecked(name in self._choices.panels)
        box.toggled.connect(lambda: self._take_panels())
        return box

    def _take_panels(self) -> None:
        shown = tuple(name for name, box in self.panels.items() if box.isChecked())
        self._take(panels=shown)

    def _list(self, entries: dict[str, str], chosen: str, words: str) -> QComboBox:
        made = QComboBox()
        for data, text in entries.items():
            made.addItem(text, data)
        made.setCurrentIndex(max(0, made.findData(chosen)))
        made.setAccessibleName(words)
        return made

    def _count(self, value: int, low: int, high: int, words: str) -> CountField:
        made = CountField(value, low, high, words)
        made.refused.connect(self.refused)
        return made

    def _take(self, **changes: object) -> None:
        self._choices = replace(self._choices, **changes)  # pyright: ignore[reportArgumentType]
        self._enable()
        self.changed.emit(self._choices)

    def _enable(self) -> None:
        """What has no meaning is greyed; the last panel cannot be switched off."""
        shown = self._choices.panels
        for name, box in self.panels.items():
            box.setEnabled(shown != (name,))
        pixels = self._choices.suffix == ".png"
        self.scale.setEnabled(pixels)
        self.outlines.setEnabled(not pixels)
