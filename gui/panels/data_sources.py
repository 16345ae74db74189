"""The rows for data from a formula and for a named set."""

from __future__ import annotations

import dataclasses
import re
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from engine.data import FormulaData, NamedData
from engine.experiment import Experiment
from engine.named_data import NAMED
from gui.numbers import NumberFormat
from gui.panels.data_wish import Numbers, Wish, count_declarations, range_declarations
from gui.panels.editors import ChoiceBox, ValueEdit
from gui.panels.form import Row, restart_words
from gui.theme import Theme, math_font
from gui.widgets.tool_tip import explain, wrapped_tip

_FORMULA = 16  # px
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ITALIC_X = "\U0001d465"  # as formulas are set in the equations
_INPUT = re.compile(r"(?<![A-Za-z_])x([0-9]+)")
_NUMBER_TIMES = re.compile(r"(?<![\w.])([0-9]+\.?[0-9]*)\s*\*\s*(?=[A-Za-z(])")
_POWER = re.compile(r"\s*\*\*\s*([0-9]+)(?![0-9.])")


class FormulaEditor(QObject):
    """A line for each formula; with ``more``, the range, how many samples, and noise."""

    wished = Signal(object)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec = FormulaData(("",))
        self._visible = self._more = False
        self._lines = QVBoxLayout()
        form.addLayout(self._lines)
        self._edits: list[ValueEdit] = []
        self._rows: list[Row] = []
        self._add_line()
        self._add = QPushButton(self.tr("Add a target"))
        self._add.setAutoDefault(False)
        explain(
            self._add,
            self.tr("One more output, with a formula of its own."),
            self.tr("Empty the line of a target to remove it."),
        )
        self._add.clicked.connect(self._on_add)
        self._add_row = Row(form, theme, "", self._add)
        declarations = (*range_declarations(), *count_declarations())
        self._numbers = Numbers(form, theme, declarations, self)
        self._numbers.wished.connect(self.wished)

    def show(self, spec: FormulaData, experiment: Experiment) -> None:
        """Show the formulas in force."""
        self._spec = spec
        while len(self._edits) < len(spec.expressions):
            self._add_line()
        several = len(spec.expressions) > 1
        for number, expression in enumerate(spec.expressions):
            name = self.tr("Target {n}").format(n=number + 1) if several else self.tr("Target")
            self._rows[number].label.setText(name)
            self._edits[number].setAccessibleName(name)
            self._edits[number].show_text(expression, as_on_paper(expression))
        self._numbers.show(spec)
        self._place()

    def set_visible(self, visible: bool, more: bool) -> None:
        """Show the rows, or take their room away."""
        self._visible, self._more = visible, more
        self._place()

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        self._numbers.settle()
        for edit, row in zip(self._edits, self._rows, strict=True):
            if not edit.touched:
                edit.accept()
                row.problem.clear()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self._numbers.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on; a formula always has points."""
        self._numbers.set_numbers(numbers)

    def _place(self) -> None:
        for number, row in enumerate(self._rows):
            row.set_visible(self._visible and number < len(self._spec.expressions))
        self._add_row.set_visible(self._visible and self._more)
        self._numbers.set_visible(self._visible and self._more)

    def _add_line(self) -> None:
        edit = ValueEdit(self.tr("Target"), number=False, rest_font=math_font(_FORMULA))
        row = Row(self._lines, self._theme, self.tr("Target"), edit, restarts=True)
        row.set_tool_tip(
            wrapped_tip(
                self.tr("What the network shall learn, as a formula of x1, x2, …"),
                self.tr("+ − * / **, brackets, pi, e and functions such as sin, exp, sqrt, abs."),
            )
        )
        edit.committed.connect(partial(self._on_formula, len(self._edits)))
        edit.restored.connect(row.problem.clear)
        self._edits.append(edit)
        self._rows.append(row)

    def _on_formula(self, number: int, text: str) -> None:
        expressions = list(self._spec.expressions)
        words = self.tr("target {formula}").format(formula=text.strip())
        if text.strip() or len(expressions) == 1:
            expressions[number] = text.strip()
        else:
            del expressions[number]
            words = self.tr("remove a target")
        if tuple(expressions) == self._spec.expressions:
            self._accept(number)
            return
        self._wish(number, tuple(expressions), words)

    def _on_add(self) -> None:
        self._wish(
            len(self._spec.expressions) - 1,
            (*self._spec.expressions, "x1"),
            self.tr("add a target"),
        )

    def _wish(self, number: int, expressions: tuple[str, ...], words: str) -> None:
        spec = dataclasses.replace(self._spec, expressions=expressions)
        accept, refuse = partial(self._accept, number), partial(self._refuse, number)
        self.wished.emit(Wish(spec, words, accept, refuse))

    def _accept(self, number: int) -> None:
        self._edits[number].accept()
        self._rows[number].problem.clear()

    def _refuse(self, number: int, what: str) -> None:
        self._edits[number].refuse()
        self._rows[number].problem.tell(what, self.tr("Nothing was changed."))


class NamedEditor(QObject):
    """A box for the named set; with ``more``, how many samples, and noise."""

    wished = Signal(object)

    def __init__(self, form: QVBoxLayout, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._spec = NamedData("xor")
        names = tuple(NAMED)
        self._box = ChoiceBox(self.tr("Named set"), names, names)
        for name, named in NAMED.items():
            self._box.set_choice_tip(name, named.description)
        self._row = Row(form, theme, self.tr("Set"), self._box, restarts=True)
        self._box.chosen.connect(self._on_chosen)
        self._numbers = Numbers(form, theme, count_declarations(), self)
        self._numbers.wished.connect(self.wished)

    def show(self, spec: NamedData, experiment: Experiment) -> None:
        """Show the set in force."""
        self._spec = spec
        self._box.show_choice(spec.name)
        description = NAMED[spec.name].description
        self._box.setToolTip(wrapped_tip(description))
        self._box.setAccessibleDescription(f"{description} {restart_words()}")
        self._numbers.show(spec)

    def set_visible(self, visible: bool, more: bool) -> None:
        """Show the rows, or take their room away."""
        self._row.set_visible(visible)
        self._numbers.set_visible(visible and more)

    def settle(self) -> None:
        """The experiment is another one: what was refused before says nothing any more."""
        self._row.problem.clear()
        self._numbers.settle()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._row.set_theme(theme)
        self._numbers.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way from now on."""
        self._numbers.set_numbers(numbers)

    def _on_chosen(self, name: str) -> None:
        if name != self._spec.name:
            spec = dataclasses.replace(self._spec, name=name)
            words = self.tr("data {name}").format(name=name)
            self.wished.emit(Wish(spec, words, self._row.problem.clear, self._refuse))

    def _refuse(self, what: str) -> None:
        self._box.show_choice(self._spec.name)
        self._row.problem.tell(what, self.tr("Nothing was changed."))


def as_on_paper(expression: str) -> str:
    """A formula as it is read: 2𝑥₁ + 3𝑥₂ + 10 for 2*x1 + 3*x2 + 10."""
    text = _NUMBER_TIMES.sub(r"\1", expression)
    text = _POWER.sub(lambda found: found[1].translate(_RAISED), text)
    text = _INPUT.sub(lambda found: _ITALIC_X + found[1].translate(_LOWERED), text)
    return text.replace("**", "^").replace("*", "·").replace("-", "−")
