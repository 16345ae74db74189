"""New, open, save, recent and built-in sessions, dropped files: all that has to do with files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from engine import session as session_file
from engine.errors import InputError
from engine.session import Session
from gui import style
from gui.document import Document

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

SUFFIX = ".backstep.json"
MOST_RECENT = 8


class Files(QObject):
    """Carries out the File menu; ``failed`` tells in (title, sentence) what could not be done."""

    failed = Signal(str, str)
    data_wanted = Signal(object)  # Path of a file with data
    recent_changed = Signal()

    def __init__(self, document: Document, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window

    # Opening

    def new(self) -> None:
        """The article's network, without a name."""
        if self.may_leave():
            self._document.open(session_file.builtin("article"))

    def ask_open(self) -> None:
        """Let a person choose a file."""
        from PySide6.QtWidgets import QFileDialog  # Qt makes the classes of dialogs when asked

        filters = self.tr("Sessions, examples and data (*.json *.csv *.tsv *.txt);;All files (*)")
        last = [self._document.session.path, *self.recent()]
        start = str(next((path.parent for path in last if path is not None), Path.home()))
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), start, filters)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a session; ``data_wanted`` says of a CSV file that it is for the open one."""
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            self.data_wanted.emit(path)
            return
        try:
            session = session_file.read(path)
        except InputError as error:
            title = self.tr("{name} was not opened").format(name=path.name)
            self.failed.emit(title, f"{error} {self.tr('Nothing was changed.')}")
            return
        if self.may_leave():
            self._document.open(session)
            self._remember(path)

    def open_builtin(self, name: str) -> None:
        """Open one of the sessions that come with the program."""
        if self.may_leave():
            self._document.open(session_file.builtin(name))

    # Saving

    def save(self) -> bool:
        """Write to the session's file, or ask for one; False if nothing was written."""
        path = self._document.session.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask for a file and write to it."""
        from PySide6.QtWidgets import QFileDialog

        session = self._document.session
        start = str(session.path or Path.home() / (_file_name(session) + SUFFIX))
        filters = self.tr("Backstep sessions (*{suffix})").format(suffix=SUFFIX)
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save as"), start, filters)
        if not name:
            return False
        path = Path(name)
        if not path.suffix:
            path = path.with_name(path.name + SUFFIX)
        return self._write(path)

    def _write(self, path: Path) -> bool:
        try:
            self._document.save(path)
        except InputError as error:
            self.failed.emit(self.tr("{name} was not saved").format(name=path.name), str(error))
            return False
        self._remember(path)
        return True

    def may_leave(self) -> bool:
        """Whether the open session may go: nothing unsaved, or a person has decided."""
        if not self._document.modified:
            return True
        from PySide6.QtWidgets import QMessageBox

        buttons = QMessageBox.StandardButton
        box = self._question()
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def _question(self) -> QMessageBox:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setObjectName("unsaved")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(self.tr("Backstep"))
        title = self._document.session.title or self.tr("this session")
        box.setText(self.tr("Save the changes to “{title}”?").format(title=title))
        box.setInformativeText(
            self.tr("Without saving, your changes since the last save are lost.")
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.setEscapeButton(buttons.Cancel)
        box.button(buttons.Discard).setText(self.tr("&Don’t save"))
        style.dress_box(box)
        return box

    # Recent files

    def recent(self) -> list[Path]:
        """The files opened or saved last that still exist, newest first."""
        names = self._settings.value("recent", [])
        listed = [names] if isinstance(names, str) else names if isinstance(names, list) else []
        return [path for path in map(Path, listed) if path.exists()]

    def _remember(self, path: Path) -> None:
        known = [p for p in self.recent() if p != path.absolute()]
        names = [os.fspath(p) for p in [path.absolute(), *known][:MOST_RECENT]]
        self._settings.setValue("recent", names)
        self.recent_changed.emit()


def _file_name(session: Session) -> str:
    """A session's title as a file name."""
    kept = "".join(c if c.isalnum() else "-" for c in session.title.lower())
    return "-".join(part for part in kept.split("-") if part) or "session"
