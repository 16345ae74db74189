"""Starts the program: the theme, the document, the window first and its panels after the first
paint.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QThread, QTimer
from PySide6.QtWidgets import QApplication

from engine import session as session_file
from engine.accelerator import Accelerator, InChild
from engine.errors import InputError
from engine.session import Session
from gui import autosave, quick_start, theme
from gui.autosave import Autosave
from gui.crash import CrashHook
from gui.document import Document, in_thread
from gui.first_paint import after_first_paint
from gui.main_window import MainWindow
from gui.stage import Answer
from gui.widgets import button_keys
from gui.widgets.notice_bar import Kind
from gui.worker import Worker

SWITCH_SECONDS = 1e-4
TURNS = 30  # of the event loop, that a new picture may take before the next dock is filled
PATIENCE_MS = 250  # the window comes without a picture if the engine needs longer for the first


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication with its names, by which settings and autosave are found, and its style.

    The style is asked for as on a command line: ``setStyle`` would return it, and with it
    4 ms of classes that nothing needs.
    """
    app = QApplication([*arguments, "-style", "Fusion"])
    app.setApplicationName("Backstep")
    app.setApplicationDisplayName("Backstep")
    app.setOrganizationName("Backstep")
    app.setDesktopFileName("backstep")
    return app


class Program:
    """The running program: one document, one window, what keeps them safe."""

    def __init__(
        self,
        app: QApplication,
        settings: QSettings,
        runner: Callable[[Worker], QThread | None] = in_thread,
    ) -> None:
        self._app = app
        self._settings = settings
        self._seen = False
        preference = str(settings.value("theme", "system"))
        chosen = theme.choose(preference, app)
        theme.apply(app, chosen)
        button_keys.install(app)
        accelerator = Accelerator(InChild()) if runner is in_thread else None
        self.document = Document(runner, accelerator=accelerator)
        self.window = MainWindow(self.document, settings, chosen)
        self.window.mark_preference(preference)
        self.window.theme_wanted.connect(self._change_theme)
        app.styleHints().colorSchemeChanged.connect(lambda _: self._follow_system())

    def show(self, session: Session) -> None:
        """Show the window with the picture of the session; its docks are filled afterwards."""
        self.document.frame_changed.connect(self._appear)
        QTimer.singleShot(PATIENCE_MS, self.window, self._appear)
        self.document.open(session)

    def _appear(self) -> None:
        if self._seen:
            return
        self._seen = True
        self.document.frame_changed.disconnect(self._appear)
        self.window.show_first()
        after_first_paint(self.window.topology, self._fill)

    def _fill(self, waited: int = 0) -> None:
        """One dock, then what a person has done meanwhile, then the next."""
        if not self.window.full:
            wait = self.window.busy and waited < TURNS
            if not wait:
                self.window.fill_dock()
            QTimer.singleShot(0, self.window, lambda: self._fill(waited + 1 if wait else 0))
            return
        quick_start.end()

    def keep_safe(self, folder: Path) -> None:
        """Autosave, and offer what a crash left behind."""
        self._autosave = Autosave(self.document, folder, self.window)
        self._app.aboutToQuit.connect(self._autosave.forget)
        self.window.menus.unsaved_training = folder / autosave.LAST
        self.window.menus.training_wanted.connect(self._recover)
        tr = self.window.tr
        for path in autosave.lost(folder)[:1]:
            self.window.stage.notify(
                Kind.WARNING,
                tr("Backstep did not close as it should"),
                tr("The session of that time was kept."),
                [
                    Answer(tr("Recover it"), lambda p=path: self._recover(p)),
                    Answer(tr("Discard it"), lambda p=path: autosave.discard(p)),
                ],
            )
            return
        if self.window.menus.unsaved_training.exists():
            self._offer_training(self.window.menus.unsaved_training)

    def _offer_training(self, path: Path) -> None:
        """Say once, at the start, that training was left without being saved."""
        tr = self.window.tr
        self.window.stage.notify(
            Kind.INFO,
            tr("Last time, training was not saved"),
            tr("It was kept. File ▸ Open recent has it too."),
            [
                Answer(tr("Go on with it"), lambda: self._recover(path)),
                Answer(tr("Not now"), lambda: None),
            ],
        )

    def _recover(self, path: Path) -> None:
        try:
            session, modified = autosave.recover(path)
        except InputError as error:
            title = self.window.tr("The session could not be recovered")
            self.window.stage.notify(Kind.ERROR, title, str(error))
            return
        if self.window.files.may_leave():
            self.document.open(session)
            if modified or session.path is None:
                self.document.mark_modified()
            autosave.discard(path)

    def _change_theme(self, preference: str) -> None:
        self._settings.setValue("theme", preference)
        self._apply_theme(preference)

    def _follow_system(self) -> None:
        if self._settings.value("theme", "system") == "system":
            self._apply_theme("system")

    def _apply_theme(self, preference: str) -> None:
        chosen = theme.choose(preference, self._app)
        theme.apply(self._app, chosen)
        self.window.set_theme(chosen, preference)


def run(arguments: Sequence[str]) -> int:
    """Open the window on a session (a file, a built-in name, or the article's); return the exit
    code.
    """
    try:
        session = wanted_session(arguments)
    except InputError as error:
        print(f"backstep: {error}", file=sys.stderr)
        return 2
    app = make_application(["backstep"])
    # The engine gives the interpreter away often enough for 60 frames a second.
    sys.setswitchinterval(SWITCH_SECONDS)
    data = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    )
    CrashHook(data / "reports", app).install()
    program = Program(app, QSettings())
    program.show(session)
    program.keep_safe(autosave.default_folder())
    return app.exec()


def wanted_session(arguments: Sequence[str]) -> Session:
    """The session that the command line names; InputError if there is none such."""
    if not arguments:
        return session_file.builtin("article")
    if len(arguments) > 1:
        raise InputError("One session can be opened at a time, not {count}.", count=len(arguments))
    return session_file.find(arguments[0])
