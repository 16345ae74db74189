"""Two small pages: all keys, and what Backstep is made of."""

from __future__ import annotations

import platform
from importlib import metadata

import numpy as np
import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from gui import actions as action_table
from gui.theme import ui_font

DISTRIBUTION = "backstep-trainer"


class KeysDialog(QDialog):
    """Every shortcut of the table of actions, by menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard"))
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 24)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(5)
        for menu, column, row in _placed():
            self._add_menu(grid, menu, column, row)
        self._add_picture_keys(grid)

    def _add_menu(self, grid: QGridLayout, menu: str, column: int, row: int) -> None:
        grid.addWidget(_heading(action_table.tr(action_table.MENU_TITLES[menu])), row, column, 1, 2)
        for spec in action_table.ACTIONS:
            if spec.menu == menu and spec.shortcuts:
                row += 1
                keys = "  ".join(_native(text) for text in spec.shortcuts)
                words = action_table.tr(spec.text).replace("&", "").removesuffix("…")
                grid.addWidget(QLabel(words), row, column)
                grid.addWidget(_key(keys), row, column + 1)

    def _add_picture_keys(self, grid: QGridLayout) -> None:
        row = grid.rowCount()
        grid.addWidget(_heading(self.tr("In the picture of the network")), row, 0, 1, 4)
        for keys, words in (
            ("Alt+←  Alt+→  Alt+↑  Alt+↓", self.tr("select another unit")),
            ("Enter", self.tr("menu of the unit’s layer")),
            ("F2", self.tr("type the selected weight")),
        ):
            row += 1
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(_key(keys), row, 1, 1, 3)


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


def _placed() -> tuple[tuple[str, int, int], ...]:
    """(menu, grid column, first row) in two columns of about the same height."""
    placed: list[tuple[str, int, int]] = []
    for column, menus in ((0, ("file", "edit", "help")), (2, ("train", "view"))):
        row = 0
        for menu in menus:
            placed.append((menu, column, row))
            row += 2 + sum(s.menu == menu and bool(s.shortcuts) for s in action_table.ACTIONS)
    return tuple(placed)


def _native(text: str) -> str:
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)


def _heading(text: str) -> QLabel:
    label = QLabel(text.replace("&", ""))
    label.setFont(ui_font(13, QFont.Weight.DemiBold))
    label.setContentsMargins(0, 10, 0, 2)
    return label


def _key(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", "ink2")
    return label
