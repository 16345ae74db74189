"""Two small pages: all keys, and what Backstep is made of."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib import metadata
from typing import NamedTuple

import numpy as np
import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.accelerator import Accelerator, installed
from gui import actions as action_table
from gui.theme import ui_font

DISTRIBUTION = "backstep-trainer"


class Keys(NamedTuple):
    """A heading and the lines under it: words, keys."""

    title: str
    lines: list[tuple[str, str]]


class KeysDialog(QDialog):
    """Every shortcut of the table of actions by menu, then the keys that belong to one place."""

    def __init__(self, parent: QWidget, panels: Sequence[QAction] = ()) -> None:
        """``panels``: the actions that show and hide the docks, which have keys too."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard"))
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 20, 24, 24)
        line.setSpacing(40)
        shown = [(action_table.plain(action), _shortcut(action)) for action in panels]
        view = Keys(_title("view"), [*shown, *_keys_of("view")])
        file, edit, train, page = (
            Keys(_title(menu), _keys_of(menu)) for menu in ("file", "edit", "train", "help")
        )
        columns = (
            (file, edit, page, self._field_keys()),
            (train, self._picture_keys(), self._presenter_keys(), self._preview_keys()),
            (view, self._curve_keys()),
        )
        for groups in columns:
            line.addLayout(_column(groups))

    def _picture_keys(self) -> Keys:
        return Keys(
            self.tr("In the picture"),
            [
                (self.tr("Select another unit"), "Alt+← → ↑ ↓"),
                (self.tr("Menu of the unit’s layer"), "Enter"),
                (self.tr("Type the selected weight"), "F2"),
            ],
        )

    def _curve_keys(self) -> Keys:
        return Keys(
            self.tr("On the loss curve (reach it with Tab)"),
            [
                (self.tr("See less, more of it"), "+  −"),
                (self.tr("Move along, up, down"), "Alt+← → ↑ ↓"),
                (self.tr("See all of it"), "F"),
                (self.tr("Handle: another update"), "← →"),
                (self.tr("Handle: a twentieth of the run"), "PgUp  PgDown"),
                (self.tr("Handle: start, newest update"), "Home  End"),
            ],
        )

    def _preview_keys(self) -> Keys:
        return Keys(
            self.tr("On the preview of a figure"),
            [
                (self.tr("Draw with the chosen tool"), "Enter"),
                (self.tr("Select the next, the one before"), "PgDown  PgUp"),
                (self.tr("Move what is selected"), "← → ↑ ↓"),
                (self.tr("Move it further"), "Shift+← → ↑ ↓"),
                (self.tr("Remove it"), "Delete"),
                (self.tr("Undo, redo what was drawn"), _natives("Ctrl+Z", "Ctrl+Shift+Z")),
            ],
        )

    def _presenter_keys(self) -> Keys:
        return Keys(
            self.tr("In the presenter"),
            [
                (self.tr("Step, step back"), "PgDown  PgUp"),
                (self.tr("Network, equation, loss, weights"), "N  E  L  W"),
                (self.tr("Dark or light"), "D"),
                (self.tr("Leave"), "Esc"),
            ],
        )

    def _field_keys(self) -> Keys:
        return Keys(
            self.tr("In a field, on a button"),
            [
                (self.tr("Take what was typed"), "Enter"),
                (self.tr("Put the old value back"), "Esc"),
                (self.tr("Next, previous value"), "↑ ↓"),
                (self.tr("Press the button"), self.tr("Space  Enter")),
            ],
        )


class AboutDialog(QDialog):
    """Version, licence, and the parts that others made."""

    def __init__(self, parent: QWidget, accelerator: Accelerator | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Backstep"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        name = QLabel(f"Backstep {version()}")
        name.setFont(ui_font(20, QFont.Weight.DemiBold))
        column.addWidget(name)
        for text in (
            self.tr("Trains small neural networks and shows every number of backpropagation."),
            self.tr(
                "MIT licence. Inter and STIX Two Math: SIL Open Font License. Lucide icons: ISC."
            ),
            parts(),
            self._training(accelerator),
        ):
            label = QLabel(text)
            label.setWordWrap(True)
            label.setMinimumWidth(420)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)

    def _training(self, accelerator: Accelerator | None) -> str:
        """What makes long runs quick, or why nothing does."""
        version = installed()
        if not version:
            return self.tr("Training runs by NumPy alone: numba is not installed.")
        if accelerator is not None and accelerator.problem:
            words = self.tr("Training runs by NumPy alone, without numba {version}: {problem}")
            return words.format(version=version, problem=accelerator.problem)
        return self.tr("Long runs are compiled by numba {version}.").format(version=version)


def version() -> str:
    """The version of the installed program; a checkout says so."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0.1.0, from a checkout"


def parts() -> str:
    """The versions of what Backstep runs on."""
    return (
        f"Python {platform.python_version()}, Qt for Python {PySide6.__version__}, "
        f"NumPy {np.__version__}, {platform.system()} {platform.machine()}"
    )


def _keys_of(menu: str) -> list[tuple[str, str]]:
    """(words, keys) of every action of a menu."""
    return [
        (
            action_table.tr(spec.text).replace("&", "").removesuffix("…"),
            _natives(*spec.shortcuts),
        )
        for spec in action_table.ACTIONS
        if spec.menu == menu
    ]


def _title(menu: str) -> str:
    return action_table.tr(action_table.MENU_TITLES[menu]).replace("&", "")


def _column(groups: Sequence[Keys]) -> QGridLayout:
    """Groups under each other, with their keys in one line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(5)
    row = 0
    for group in groups:
        if row:
            grid.setRowMinimumHeight(row, 8)
            row += 1
        heading = QLabel(group.title)
        heading.setFont(ui_font(13, QFont.Weight.DemiBold))
        grid.addWidget(heading, row, 0, 1, 2)
        row += 1
        for words, key in group.lines:
            grid.addWidget(QLabel(words), row, 0)
            label = QLabel(key)
            label.setProperty("tone", "ink2")
            grid.addWidget(label, row, 1)
            row += 1
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(row, 1)
    return grid


def _shortcut(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _natives(*keys: str) -> str:
    return "  ".join(_native(text) for text in keys)


def _native(text: str) -> str:
    arrows = {"Right": "→", "Left": "←"}
    return arrows.get(text, QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText))
