"""The panel of the hyperparameters: one editor for each declaration, and the two activations."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.activations import ACTIVATIONS
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.hyperparameters import DECLARATIONS
from gui import icons
from gui.draft import Draft
from gui.frame import Edit, Frame, Selection
from gui.numbers import NumberFormat
from gui.panels.data_choice import Choice, with_loss, with_output
from gui.panels.editors import ChoiceBox, mark
from gui.panels.form import Row, add_section, form_layout
from gui.panels.hyperparameters_warning import OutputWarning
from gui.panels.number_rows import NumberRows
from gui.panels.settings import NumberSetting, Setting, in_words, make_setting
from gui.theme import Theme
from gui.widgets.tool_tip import wrapped_tip
from gui.words import activation_words, sentence

_SECTIONS = ("Network", "Training", "Conventions", "Numbers")


class HyperparametersPanel(QWidget):
    """Everything about an experiment but its data; each change is a wish.

    ``numbers_requested`` asks for another NumberFormat: how numbers are shown belongs to the
    window, not to the experiment.
    """

    edit_requested = Signal(object)
    numbers_requested = Signal(object)

    def __init__(self, theme: Theme, numbers: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._format = numbers
        self._draft = Draft()
        self._shown: Experiment | None = None
        self._settings: dict[str, Setting] = {}
        self._rows: list[Row] = []
        form = form_layout(self)
        for section in self._section_names():
            add_section(form, self._section_title(section))
            if section == "Network":
                self._add_activations(form)
            if section == "Numbers":
                self._numbers = NumberRows(form, theme, self)
                self._numbers.requested.connect(self.numbers_requested)
                self._rows += self._numbers.rows
            self._add_settings(form, section)
        form.addStretch(1)
        self._add_legend(form)
        self.setAccessibleName(self.tr("Hyperparameters"))
        self.set_theme(theme)
        self.set_numbers(numbers)

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the choices in force."""
        self._draft.arrive(frame)
        self._show()

    def show_selection(self, selection: Selection | None) -> None:
        """A selection changes nothing here."""

    def reveal(self, key: str) -> None:
        """Lead to the editor of a setting."""
        self._settings[key].row.reveal()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        for row in self._rows:
            row.set_theme(theme)
        for setting in self._settings.values():
            setting.row.set_theme(theme)
        self._warning.set_theme(theme)
        ratio = self.devicePixelRatioF()
        self._legend_mark.setPixmap(icons.pixmap("rotate-ccw", theme.ink3, 12, ratio))

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Say how numbers are shown elsewhere; an editor always shows every digit."""
        self._numbers.show(numbers)
        self._format = numbers
        self._warning.set_numbers(numbers)
        for setting in self._settings.values():
            if isinstance(setting, NumberSetting):
                setting.set_numbers(numbers)

    def _show(self) -> None:
        experiment = self._draft.experiment
        if experiment is None or experiment is self._shown:
            return
        self._shown = experiment
        given = self.tr("given values") if experiment.start is not None else ""
        for key, setting in self._settings.items():
            setting.settle()
            setting.show(experiment.hyperparameters, given if key == "initializer" else "")
        for row in self._rows:
            row.problem.clear()
        self._show_activations(experiment)
        self._warning.show(experiment)

    def _show_activations(self, experiment: Experiment) -> None:
        hidden = {layer.activation for layer in experiment.layers[:-1]}
        self._hidden_row.set_visible(bool(hidden))
        one = next(iter(hidden)) if len(hidden) == 1 else None
        self._hidden.show_choice(one, self.tr("mixed"))
        self._output.show_choice(experiment.layers[-1].activation)

    # Wishes

    def _on_wished(self, key: str, value: object, gesture: str) -> None:
        experiment = self._draft.experiment
        if experiment is None:
            return
        setting = self._settings[key]
        redrawn = key == "initializer" and experiment.start is not None
        if not redrawn and _same(getattr(experiment.hyperparameters, key), value):
            setting.accept()
            setting.show(experiment.hyperparameters)
            return
        try:
            choice = _chosen(experiment, key, value, redrawn)
        except InputError as error:
            setting.refuse(sentence(error, self._format))
        else:
            setting.accept()
            text = in_words(DECLARATIONS[key], choice.experiment.hyperparameters, self._format)
            self._ask(text, choice, gesture)

    def _on_hidden_chosen(self, name: str) -> None:
        experiment = self._draft.experiment
        if experiment is None:
            return
        *hidden, output = experiment.layers
        layers = (*(dataclasses.replace(layer, activation=name) for layer in hidden), output)
        words = (
            self.tr("hidden layer {name}")
            if len(hidden) == 1
            else self.tr("{count} hidden layers {name}")
        )
        text = words.format(count=len(hidden), name=activation_words(name))
        self._ask_layers(text, experiment, layers)

    def _on_output_chosen(self, name: str) -> None:
        experiment = self._draft.experiment
        if experiment is None or experiment.layers[-1].activation == name:
            return
        try:
            choice = with_output(experiment, name)
        except InputError as error:
            still = self.tr("The output is still {name}.")
            now = activation_words(experiment.layers[-1].activation)
            self._output_row.problem.tell(sentence(error, self._format), still.format(name=now))
            self._show_activations(experiment)
        else:
            self._ask(self.tr("output {name}").format(name=activation_words(name)), choice)

    def _ask_layers(self, text: str, experiment: Experiment, layers: tuple[Layer, ...]) -> None:
        if layers == experiment.layers:
            return
        try:
            changed = experiment.edited(layers=layers)
        except InputError as error:
            self._hidden_row.problem.tell(sentence(error, self._format))
            self._show_activations(experiment)
        else:
            self._ask(text, Choice(changed, {}))

    def _ask(self, text: str, choice: Choice, gesture: str = "") -> None:
        """Wish for an experiment; the text names what changed along with it too."""
        values = choice.experiment.hyperparameters
        texts = [text]
        for key, name in choice.also.items():
            if key == "output":
                texts.append(self.tr("output {name}").format(name=activation_words(name)))
            else:
                texts.append(in_words(DECLARATIONS[key], values, self._format))
        self._draft.wish(choice.experiment)
        self._show()
        self.edit_requested.emit(Edit(", ".join(texts), choice.experiment, gesture=gesture))

    # Building

    def _section_names(self) -> list[str]:
        declared = [declaration.group for declaration in DECLARATIONS.values()]
        return list(dict.fromkeys((*_SECTIONS, *declared)))

    def _section_title(self, section: str) -> str:
        titles = {
            "Network": self.tr("Network"),
            "Training": self.tr("Training"),
            "Conventions": self.tr("Conventions"),
            "Numbers": self.tr("Numbers"),
        }
        return titles.get(section, section)

    def _add_settings(self, form: QVBoxLayout, section: str) -> None:
        for key, declaration in DECLARATIONS.items():
            if declaration.group == section:
                setting = make_setting(declaration, form, self._theme, self)
                setting.wished.connect(self._on_wished)
                self._settings[key] = setting

    def _add_activations(self, form: QVBoxLayout) -> None:
        names = tuple(ACTIVATIONS)
        inner = tuple(name for name in names if name != "softmax")  # an output only
        self._hidden = _activation_box(self.tr("Hidden layers"), inner)
        self._output = _activation_box(self.tr("Output layer"), names)
        self._hidden_row = Row(form, self._theme, self.tr("Hidden"), self._hidden, restarts=True)
        self._output_row = Row(form, self._theme, self.tr("Output"), self._output, restarts=True)
        self._hidden_row.set_tool_tip(wrapped_tip(self.tr("The activation of all hidden layers.")))
        self._output_row.set_tool_tip(wrapped_tip(self.tr("The activation of the output layer.")))
        self._rows += [self._hidden_row, self._output_row]
        self._hidden.chosen.connect(self._on_hidden_chosen)
        self._output.chosen.connect(self._on_output_chosen)
        slot = QVBoxLayout()
        form.addLayout(slot)
        self._warning = OutputWarning(slot, self._theme, self)
        self._warning.identity_requested.connect(self._on_identity_requested)
        self._warning.shown_changed.connect(self._on_warning_shown)

    def _add_legend(self, form: QVBoxLayout) -> None:
        self._legend_mark = QLabel()
        words = QLabel(self.tr("changing this restarts training"))
        words.setProperty("tone", "ink3")
        words.setProperty("size", "caption")
        line = QHBoxLayout()
        line.setContentsMargins(0, 12, 0, 12)
        line.setSpacing(8)
        line.addWidget(self._legend_mark)
        line.addWidget(words, 1)
        form.addLayout(line)

    def _on_identity_requested(self) -> None:
        self._on_output_chosen("identity")

    def _on_warning_shown(self, shown: bool) -> None:
        mark(self._output, "warning" if shown else "")


def _chosen(experiment: Experiment, key: str, value: object, redrawn: bool) -> Choice:
    if key == "loss" and isinstance(value, str):
        return with_loss(experiment, value)
    changes = {key: value, "start": None} if redrawn else {key: value}
    return Choice(experiment.edited(**changes), {})


def _same(old: object, new: object) -> bool:
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _activation_box(name: str, choices: tuple[str, ...]) -> ChoiceBox:
    box = ChoiceBox(name, choices, tuple(activation_words(choice) for choice in choices))
    for choice in choices:
        activation = ACTIVATIONS[choice]
        box.set_choice_tip(
            choice, f"f(z) = {activation.formula}\nf′(z) = {activation.derivative_formula}"
        )
    return box
