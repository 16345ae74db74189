"""The menu bar: the table of actions in its menus, and those that are filled when they open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from engine import session as session_file
from gui import actions as action_table
from gui.files import Files


class Menus(QObject):
    """Fills a menu bar. ``training_wanted`` gives the Path of training that was not saved."""

    training_wanted = Signal(object)

    def __init__(self, bar: QMenuBar, actions: dict[str, QAction], files: Files) -> None:
        super().__init__(bar)
        self._files = files
        self.unsaved_training: Path | None = None
        self.by_name = {
            name: bar.addMenu(action_table.tr(action_table.MENU_TITLES[name]))
            for name in action_table.MENUS
        }
        for spec in action_table.ACTIONS:
            menu = self.by_name[spec.menu]
            if spec.line:
                menu.addSeparator()
            menu.addAction(actions[spec.name])
            if spec.name == "open":
                self._recent = QMenu(self.tr("Open &recent"), menu)
                menu.addMenu(self._recent)
        self._recent.aboutToShow.connect(self._fill_recent)
        self.by_name["lessons"].aboutToShow.connect(self._fill_lessons)

    def add_docks(self, docks: Iterable[QDockWidget]) -> None:
        """Put what shows and hides them at the top of View, Alt+1 and so on."""
        view = self.by_name["view"]
        before = view.actions()[0]
        for number, dock in enumerate(docks, start=1):
            action = dock.toggleViewAction()
            action.setShortcut(QKeySequence(f"Alt+{number}"))
            action.setToolTip(self.tr("Show or hide this panel"))
            view.insertAction(before, action)
        view.insertSeparator(before)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._files.recent():
            self._recent.addAction(path.name, lambda p=path: self._files.open_path(p))
        left = self.unsaved_training
        if left is not None and left.exists():
            words = self.tr("Training that was not saved")
            self._recent.addAction(words, lambda: self.training_wanted.emit(left))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("No files yet")).setEnabled(False)

    def _fill_lessons(self) -> None:
        menu = self.by_name["lessons"]
        if not menu.isEmpty():
            return
        self._add_builtins(menu, session_file.builtins())
        menu.addSeparator()
        examples = QMenu(self.tr("&Published examples"), menu)
        self._add_builtins(examples, session_file.published())
        menu.addMenu(examples)

    def _add_builtins(self, menu: QMenu, names: tuple[str, ...]) -> None:
        for name in names:
            title = session_file.builtin(name).title
            menu.addAction(title, lambda n=name: self._files.open_builtin(n))
