"""The windows beside the main one, each made when it is first wanted: few look at them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from engine.grain import Grain
from gui.panel_list import Joined

if TYPE_CHECKING:
    from gui.audit.window import AuditWindow
    from gui.figures.window_actions import FigureActions
    from gui.main_window import MainWindow


class SideWindows(QObject):
    """Opens them for the main window, with its numbers and colours of that moment.

    ``joined`` hands out a Joined that is to take part in Frames, themes and number formats;
    ``told`` says in a sentence what was done.
    """

    joined = Signal(object)
    told = Signal(str)

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self._settings = settings
        self.audit: AuditWindow | None = None
        self._figure_actions: FigureActions | None = None

    def show_audit(self) -> None:
        """The formula audit; one window, kept."""
        window = self._window
        if self.audit is None:
            from gui.audit.window import AuditWindow

            courtesy = self._document.courtesy
            self.audit = AuditWindow(window.theme, window.numbers, courtesy, window)
            self.joined.emit(Joined(self.audit, self.audit))
        self.audit.show()
        self.audit.activateWindow()

    def show_worksheets(self) -> None:
        """Worksheets of the moment that is shown."""
        from gui.worksheets.dialog import WorksheetDialog
        from gui.worksheets.words import title_of

        frame, session = self._document.frame, self._document.session
        if frame is not None:
            title, numbers = title_of(session), self._window.numbers
            made = WorksheetDialog(frame.experiment, title, numbers, self._settings, self._window)
            made.show()

    def show_keys(self) -> None:
        """All keys on one page."""
        from gui.help import KeysDialog

        docks = self._window.docks.values()
        KeysDialog(self._window, [dock.toggleViewAction() for dock in docks]).show()

    def show_about(self) -> None:
        """Version, licence, parts."""
        from gui.help import AboutDialog

        AboutDialog(self._window, self._document.accelerator).show()

    def present(self) -> None:
        """The presenter, over the whole screen."""
        from gui.presenter import Presenter

        window, document = self._window, self._document
        names = ("run", "restart", "to_end", *(f"grain_{grain}" for grain in Grain))
        actions = window.actions_by_name
        presenter = Presenter(
            window.numbers,
            actions["step"],
            actions["step_back"],
            [actions[name] for name in names],
            window,
        )
        document.frame_changed.connect(presenter.show_frame)
        document.selection_changed.connect(presenter.show_selection)
        presenter.show_selection(document.selection)
        if document.frame is not None:
            presenter.show_frame(document.frame)
        presenter.setGeometry(window.screen().geometry())  # where no window manager does it
        presenter.showFullScreen()

    def close(self) -> None:
        """Close what would stay when the main window goes."""
        if self.audit is not None:
            self.audit.close()

    def export_figure(self) -> None:
        """The dialog that exports the moment that is shown."""
        self._figures().export(self._window.theme)

    def export_sequence(self) -> None:
        """The dialog that exports moment after moment."""
        self._figures().export_sequence()

    def copy_figure(self) -> None:
        """The whole figure, to the clipboard."""
        self._figures().copy()

    def copy_panel(self, name: str, widget: QWidget) -> None:
        """One panel, to the clipboard: as a figure has it, else as it stands on the screen."""
        if name in ("topology", "loss", "weights"):
            window = self._window
            self._figures().copy_panel(name, widget.size(), window.theme, window.numbers)
        else:
            self._figures().copy_widget(widget)

    def _figures(self) -> FigureActions:
        if self._figure_actions is None:
            from gui.figures.window_actions import FigureActions

            self._figure_actions = FigureActions(self._document, self._settings, self._window)
            self._figure_actions.told.connect(self.told)
        return self._figure_actions
