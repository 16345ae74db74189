"""What happens when the program has a fault: a report is written, and a person is told where."""

from __future__ import annotations

import sys
import tempfile
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication


class CrashHook(QObject):
    """Takes exceptions that nothing else took, on whichever thread, to the window's thread.

    ``report_folder`` is where reports go. The first fault is shown; those that follow are written
    only.
    """

    _happened = Signal(str)

    def __init__(self, report_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = report_folder
        self._told = False
        # Queued to this object's thread: exceptions in slots arrive on the thread they happened on.
        self._happened.connect(self._tell)

    def install(self) -> None:
        """Become the hook of Python and of its threads."""
        sys.excepthook = self.take
        threading.excepthook = lambda args: self.take(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def take(
        self, kind: type[BaseException], value: BaseException, trace: TracebackType | None
    ) -> None:
        """Write a report of one exception and tell about it."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, value, trace))
        print(text, file=sys.stderr)
        self._happened.emit(str(write_report(text, self._folder)))

    @Slot(str)
    def _tell(self, path: str) -> None:
        if self._told:
            return
        self._told = True
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QApplication.activeWindow())
        box.setWindowTitle(self.tr("Backstep"))
        box.setText(self.tr("Backstep has a fault that is not yours."))
        message = self.tr(
            "A report was written to {path}. Save your session under another name, and start again."
        )
        box.setInformativeText(message.format(path=path))
        box.open()


def write_report(text: str, folder: Path) -> Path:
    """A file with the traceback and the versions; in the temporary folder if need be."""
    from gui.help import parts, version  # a page that a start without a fault does not need

    words = f"Backstep {version()}\n{parts()}\n{datetime.now().isoformat()}\n\n{text}"
    name = f"backstep-fault-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            path = place / name
            path.write_text(words, "utf-8")
        except OSError:
            continue
        return path
    return Path(name)
