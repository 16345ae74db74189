"""Keeps the open session in a file of its own, so that a crash loses nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from operator import is_
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from engine import session as session_file
from engine.errors import InputError
from engine.session import Session
from engine.state import TrainState
from gui.document import Document

if TYPE_CHECKING:
    from engine.annotation import Annotation

SECONDS = 10
MOST_PARAMETERS = 1_000_000
LAST = "last.backstep.json"
_KEY = "autosave"


class Autosave(QObject):
    """Writes the document's session some seconds after it has changed; forgets it on a clean end.

    A lock beside the file tells whether its program still runs.
    """

    def __init__(self, document: Document, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._path = folder / f"{os.getpid()}.backstep.json"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(f"{self._path}.lock")
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        self._written: tuple[TrainState, tuple[Annotation, ...]] | None = None
        self._ended = False
        self._timer = QTimer(self)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.write)
        document.frame_changed.connect(self._write_soon)
        document.title_changed.connect(self._write_soon)
        document.leaving.connect(self.keep_progress)

    def _write_soon(self) -> None:
        if not (self._ended or self._timer.isActive()):
            self._timer.start()

    def write(self) -> None:
        """Write now, if something has changed since the last time."""
        frame = self._document.frame
        if frame is None or frame.run is None:
            return
        now = frame.run.boundary, self._document.session.annotations
        if self._written is not None and all(map(is_, now, self._written)):
            return
        untouched = not frame.reached and not self._document.modified
        if untouched or frame.experiment.shape.count > MOST_PARAMETERS:
            return
        started = perf_counter()
        if not self._write_to(self._path):
            self._timer.start()
            return
        self._written = now
        # A large session is written less often: at most one part in fifty of the time goes into it.
        slowest = int(50_000 * (perf_counter() - started))
        self._timer.setInterval(max(SECONDS * 1000, slowest))

    def _write_to(self, path: Path) -> bool:
        session = self._document.current_session()
        kept = {"path": str(session.path or ""), "modified": self._document.modified}
        try:
            session_file.write(replace(session, view={**session.view, _KEY: kept}), path)
        except InputError:
            # A full disk must not stop the work; saving by hand will say what is wrong.
            return False
        return True

    def forget(self) -> None:
        """Remove the file: the program ends as it should."""
        self.keep_progress()
        self._path.unlink(missing_ok=True)
        self.unlock()

    def keep_progress(self) -> None:
        """Keep training that was not saved where the next start finds it: it took time to make."""
        if self._document.unsaved_progress:
            self._write_to(self._path.with_name(LAST))

    def unlock(self) -> None:
        """Let go of the file, as a crash does: another program may take it."""
        self._ended = True
        self._timer.stop()
        self._lock.unlock()


def default_folder() -> Path:
    """Where the system keeps a program's data."""
    where = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(where)) / "autosave"


def lost(folder: Path) -> list[Path]:
    """Files of programs that ended without removing them, newest first."""
    found = [p for p in folder.glob("*.backstep.json") if p.name != LAST and not _held(p)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def recover(path: Path) -> tuple[Session, bool]:
    """The session of such a file under its own path, and whether it had unsaved choices.

    Raises InputError if the file cannot be read.
    """
    session = session_file.read(path)
    view = dict(session.view)
    kept = view.pop(_KEY, {})
    kept = kept if isinstance(kept, dict) else {}
    own = str(kept.get("path", ""))
    return replace(session, path=Path(own) if own else None, view=view), bool(kept.get("modified"))


def discard(path: Path) -> None:
    """Remove a lost file and its lock."""
    path.unlink(missing_ok=True)
    Path(f"{path}.lock").unlink(missing_ok=True)


def _held(path: Path) -> bool:
    """Whether the program that writes this file still runs."""
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        lock.unlock()
        return False
    return True
