"""Two small pages: all keys, and what Backstep is made of."""

from __future__ import annotations

import platform
from importlib import metadata

import numpy as np
import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import actions as action_table
from gui.theme import ui_font

DISTRIBUTION = "backstep-trainer"


class KeysDialog(QDialog):
    """Every shortcut of the table of actions, by menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard"))
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 20, 24, 24)
        line.setSpacing(40)
        for menus in (("file", "edit", "help"), ("train",), ("view",)):
            column = QVBoxLayout()
            column.setSpacing(16)
            for menu in menus:
                title = action_table.tr(action_table.MENU_TITLES[menu]).replace("&", "")
                column.addLayout(_group(title, _keys_of(menu)))
            if menus == ("train",):
                column.addLayout(_group(self.tr("In the picture"), self._picture_keys()))
            column.addStretch(1)
            line.addLayout(column)

    def _picture_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Select another unit"), "Alt+← → ↑ ↓"),
            (self.tr("Menu of the unit’s layer"), "Enter"),
            (self.tr("Type the selected weight"), "F2"),
        ]


class AboutDialog(QDialog):
    """Version, licence, and the parts that others made."""

    def __init__(self, parent: QWidget) -> None:
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
        ):
            label = QLabel(text)
            label.setWordWrap(True)
            label.setMinimumWidth(420)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)


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
            "  ".join(_native(text) for text in spec.shortcuts),
        )
        for spec in action_table.ACTIONS
        if spec.menu == menu
    ]


def _group(title: str, keys: list[tuple[str, str]]) -> QGridLayout:
    """A heading over lines of words and keys."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(5)
    heading = QLabel(title)
    heading.setFont(ui_font(13, QFont.Weight.DemiBold))
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (words, key) in enumerate(keys, start=1):
        grid.addWidget(QLabel(words), row, 0)
        label = QLabel(key)
        label.setProperty("tone", "ink2")
        grid.addWidget(label, row, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _native(text: str) -> str:
    arrows = {"Right": "→", "Left": "←"}
    return arrows.get(text, QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText))
