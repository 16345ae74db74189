"""From a declaration to the row that edits it: one class for numbers, choices and flags each.

Where the value stands is not asked: ``values`` is anything that has an attribute of the
declaration's key.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from engine.errors import InputError
from engine.hyperparameters import Declaration
from gui.numbers import NumberFormat
from gui.panels.editor_values import next_value, read_value
from gui.panels.editors import ChoiceBox, FlagBox, ValueEdit, mark
from gui.panels.form import LABEL_AND_GAP, Row
from gui.theme import Theme
from gui.widgets.log_slider import LogSlider
from gui.widgets.tool_tip import wrapped_tip
from gui.words import sentence

_SLIDER_LOW = 1e-5
_SLIDER_HIGH = 100.0


class NumberSetting(QObject):
    """A line for a number, with a slider under it where the scale is logarithmic."""

    wished = Signal(str, object, str)

    def __init__(
        self, declaration: Declaration, form: QVBoxLayout, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.declaration = declaration
        self._values: Any = None
        self._numbers = NumberFormat()
        self._gesture = 0
        self._edit = ValueEdit(declaration.label)
        self.row = _row(declaration, self._edit, form, theme)
        self._edit.committed.connect(self._on_committed)
        self._edit.stepped.connect(self._on_stepped)
        self._edit.restored.connect(self.row.problem.clear)
        self._slider = self._add_slider(form) if declaration.scale == "log" else None

    def show(self, values: Any, instead: str = "") -> None:
        """Show the value in force, or the words ``instead`` where it is not in force."""
        self._values = values
        value = getattr(values, self.declaration.key)
        self._write(values)
        visible = self.declaration.visible(values)
        self.row.set_visible(visible)
        if self._slider is not None:
            self._slider.setVisible(visible)
            if not self._slider.isSliderDown() and self._slider.number() != value:
                self._slider.set_number(value)

    def accept(self) -> None:
        """The wish was granted."""
        self._edit.accept()
        self.row.problem.clear()

    def refuse(self, what: str) -> None:
        """The wish is impossible, and why."""
        self._edit.refuse()
        self.row.problem.tell(what, _still(self.declaration, self._values, self._numbers))

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        if not self._edit.touched:
            self.accept()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the value this way from now on; what is being typed stays as it is."""
        self._numbers = numbers
        if self._slider is not None:
            self._slider.set_numbers(numbers)
        if self._values is not None:
            self._write(self._values)

    def _write(self, values: Any) -> None:
        self._edit.show_text(self._numbers.typed(getattr(values, self.declaration.key)))
        words = none_words(self.declaration, values, self._numbers, short=True)
        self._edit.setPlaceholderText(words)

    def _add_slider(self, form: QVBoxLayout) -> LogSlider:
        declaration = self.declaration
        slider = LogSlider(max(_SLIDER_LOW, declaration.low), min(_SLIDER_HIGH, declaration.high))
        slider.setAccessibleName(declaration.label)
        slider.setToolTip(_tip(declaration))
        slider.value_changed.connect(self._on_slid)
        slider.gesture_finished.connect(self._on_gesture_finished)
        line = QHBoxLayout()
        line.setContentsMargins(LABEL_AND_GAP, 0, 0, 0)
        line.addWidget(slider)
        form.insertLayout(form.count() - 1, line)  # above the line for problems
        return slider

    def _on_committed(self, text: str) -> None:
        try:
            value = read_value(self.declaration, text)
        except InputError as error:
            self.refuse(sentence(error, self._numbers))
        else:
            self._gesture += 1
            self.wished.emit(self.declaration.key, value, "")

    def _on_stepped(self, direction: int, held: bool) -> None:
        key = self.declaration.key
        value = getattr(self._values, key)
        if value is None:
            value = getattr(self._values, f"effective_{key}", self.declaration.low)
        if not held:
            self._gesture += 1
        going = next_value(self.declaration, value, direction)
        self.wished.emit(key, going, f"{key} by key {self._gesture}")

    def _on_slid(self, value: float) -> None:
        key = self.declaration.key
        self.wished.emit(key, value, f"{key} by slider {self._gesture}")

    def _on_gesture_finished(self) -> None:
        self._gesture += 1


class ChoiceSetting(QObject):
    """A box for one of a few choices."""

    wished = Signal(str, object, str)

    def __init__(
        self, declaration: Declaration, form: QVBoxLayout, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.declaration = declaration
        self._values: Any = None
        self._instead = ""
        self._box = ChoiceBox(declaration.label, declaration.choices, declaration.labels)
        self.row = _row(declaration, self._box, form, theme)
        self._box.chosen.connect(self._on_chosen)

    def show(self, values: Any, instead: str = "") -> None:
        """Show the value in force, or the words ``instead`` where it is not in force."""
        self._values, self._instead = values, instead
        value = getattr(values, self.declaration.key)
        self._box.show_choice(None if instead else value, instead)
        self.row.set_visible(self.declaration.visible(values))

    def accept(self) -> None:
        """The wish was granted."""
        mark(self._box, "")
        self.row.problem.clear()

    def refuse(self, what: str) -> None:
        """The wish is impossible, and why."""
        mark(self._box, "error")
        self.row.problem.tell(what, _still(self.declaration, self._values, NumberFormat()))
        self.show(self._values, self._instead)

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        self.accept()

    def _on_chosen(self, key: str) -> None:
        self.wished.emit(self.declaration.key, key, "")


class FlagSetting(QObject):
    """A check box."""

    wished = Signal(str, object, str)

    def __init__(
        self, declaration: Declaration, form: QVBoxLayout, theme: Theme, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.declaration = declaration
        self._values: Any = None
        self._box = FlagBox(declaration.label)
        self.row = _row(declaration, self._box, form, theme)
        self._box.clicked.connect(self._on_clicked)

    def show(self, values: Any, instead: str = "") -> None:
        """Show the value in force, or the words ``instead`` where it is not in force."""
        self._values = values
        value = getattr(values, self.declaration.key)
        self._box.setChecked(value)
        if self.declaration.labels:
            self._box.setText(self.declaration.labels[value])
        self.row.set_visible(self.declaration.visible(values))

    def accept(self) -> None:
        """The wish was granted."""
        self.row.problem.clear()

    def refuse(self, what: str) -> None:
        """The wish is impossible, and why."""
        self.row.problem.tell(what, _still(self.declaration, self._values, NumberFormat()))
        self.show(self._values)

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        self.accept()

    def _on_clicked(self, checked: bool) -> None:
        self.wished.emit(self.declaration.key, checked, "")


Setting = NumberSetting | ChoiceSetting | FlagSetting
"""What the panel knows of a row: ``wished`` gives (key, value, gesture); ``show`` the value in
force; then ``accept`` or ``refuse`` the wish; ``settle`` when the experiment is another one.
"""

_KINDS: dict[str, type[NumberSetting] | type[ChoiceSetting] | type[FlagSetting]] = {
    "real": NumberSetting,
    "count": NumberSetting,
    "choice": ChoiceSetting,
    "flag": FlagSetting,
}


def make_setting(
    declaration: Declaration, form: QVBoxLayout, theme: Theme, parent: QObject
) -> Setting:
    """The row for a declaration, added to the end of the form."""
    return _KINDS[declaration.kind](declaration, form, theme, parent)


def in_words(declaration: Declaration, values: Any, numbers: NumberFormat) -> str:
    """A setting and its value as the Edit menu names them: "learning rate 0.1", "shuffle on"."""
    return f"{inside_a_sentence(declaration.label)} {value_words(declaration, values, numbers)}"


def value_words(declaration: Declaration, values: Any, numbers: NumberFormat) -> str:
    """The value in force, as words: "chain rule", "off", "0.1"."""
    value = getattr(values, declaration.key)
    match declaration.kind:
        case "flag":
            return _tr("on") if value else _tr("off")
        case "choice":
            return declaration.labels[declaration.choices.index(value)]
        case _:
            none = value is None
            return none_words(declaration, values, numbers) if none else numbers.typed(value)


def none_words(
    declaration: Declaration, values: Any, numbers: NumberFormat, *, short: bool = False
) -> str:
    """What an optional setting does when it is left empty: its default, or nothing.

    ``short``: the default's value alone, to stand in the empty editor.
    """
    if not declaration.optional:
        return ""
    default = getattr(values, f"effective_{declaration.key}", None)
    if default is None:
        return _tr("off")
    return numbers.typed(default) if short else _tr("default")


def inside_a_sentence(label: str) -> str:
    """ "Learning rate" as "learning rate"; names and symbols such as L1 or Huber δ stay."""
    plain_word = label.replace(" ", "")
    ordinary = plain_word.isascii() and plain_word.isalpha() and label[1:].islower()
    return label[:1].lower() + label[1:] if ordinary else label


def _row(
    declaration: Declaration,
    editor: ValueEdit | ChoiceBox | FlagBox,
    form: QVBoxLayout,
    theme: Theme,
) -> Row:
    row = Row(form, theme, declaration.label, editor, restarts=declaration.restarts)
    row.set_tool_tip(_tip(declaration))
    return row


def _tip(declaration: Declaration) -> str:
    accepted = declaration.range_text() if declaration.kind in ("real", "count") else ""
    if declaration.symbol and accepted:
        accepted = f"{declaration.symbol}: {accepted}"
    return wrapped_tip(declaration.help, accepted or declaration.symbol)


def _still(declaration: Declaration, values: Any, numbers: NumberFormat) -> str:
    # "The samples is" and "The x from is" would be no English.
    if declaration.group == "Data" or getattr(values, declaration.key) is None:
        return _tr("It is still {value}.").format(value=value_words(declaration, values, numbers))
    return _tr("The {name} is still {value}.").format(
        name=inside_a_sentence(declaration.label), value=value_words(declaration, values, numbers)
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("HyperparametersPanel", text)
