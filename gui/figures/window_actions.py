"""What the window does with figures: the dialog, and pictures for the clipboard."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from engine.annotation import Annotation
from gui.document import Document
from gui.figures import export
from gui.figures.dialog import ExportDialog
from gui.figures.make import figure_of
from gui.figures.remembered import remembered
from gui.figures.sequence_dialog import SequenceDialog
from gui.figures.spec import LEAST_SIDE, FigureSpec
from gui.frame import Edit
from gui.numbers import NumberFormat
from gui.theme import Theme

_SCALE = 2


class FigureActions(QObject):
    """``told`` says what was done, in a sentence."""

    told = Signal(str)

    def __init__(self, document: Document, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window
        self._dialogs = count(1)
        document.annotated.connect(self._tell_annotated)

    def export(self, theme: Theme) -> ExportDialog | None:
        """Open the dialog on the moment that is shown."""
        frame = self._document.frame
        if frame is None:
            return None
        session = self._document.session
        name = session.path.name.partition(".")[0] if session.path is not None else "figure"
        dialog = ExportDialog(frame, session.annotations, name, self._settings, theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # What is drawn in one dialog is one choice of the session; within it, Ctrl+Z is finer.
        gesture = f"annotations {next(self._dialogs)}"
        dialog.annotated.connect(lambda annotations: self._annotate(annotations, gesture))
        dialog.open()
        return dialog

    def _annotate(self, annotations: tuple[Annotation, ...], gesture: str) -> None:
        frame = self._document.frame
        if frame is not None and annotations != self._document.session.annotations:
            text = self.tr("annotations of the figure")
            wish = Edit(text, frame.experiment, gesture=gesture, annotations=annotations)
            self._document.edit(wish)

    def _tell_annotated(self, annotations: tuple[Annotation, ...]) -> None:
        """Say in the window what undo has done: annotations are not seen there."""
        match len(annotations):
            case 0:
                text = self.tr("The figure has no annotations now.")
            case 1:
                text = self.tr("The figure has 1 annotation now.")
            case several:
                text = self.tr("The figure has {n} annotations now.").format(n=several)
        self.told.emit(text)

    def export_sequence(self) -> SequenceDialog | None:
        """Open the dialog for all steps from the update that is shown."""
        if self._document.frame is None:
            return None
        session = self._document.current_session()
        name = session.path.name.partition(".")[0] if session.path is not None else "sequence"
        dialog = SequenceDialog(session, name, self._settings, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def copy(self) -> None:
        """Put the figure as it was last exported on the clipboard."""
        frame = self._document.frame
        if frame is not None:
            spec = remembered(self._settings).spec()
            spec = replace(spec, annotations=self._document.session.annotations)
            self._put(export.image(figure_of(frame, spec), _SCALE))

    def copy_panel(self, name: str, size: QSize, theme: Theme, numbers: NumberFormat) -> None:
        """Put one panel on the clipboard in the window's colours and numbers, without buttons."""
        frame = self._document.frame
        if frame is None:
            return
        spec = FigureSpec(
            ((name,),),
            caption="",
            theme=theme.name,
            width=max(LEAST_SIDE, size.width()),
            height=max(LEAST_SIDE, size.height()),
            numbers=numbers,
            annotations=self._document.session.annotations,
        )
        self._put(export.image(figure_of(frame, spec), _SCALE))

    def copy_widget(self, widget: QWidget) -> None:
        """Put a panel of fields on the clipboard as it is seen."""
        pixmap = QPixmap(widget.size() * _SCALE)
        pixmap.setDevicePixelRatio(_SCALE)
        widget.render(pixmap)
        self._put(pixmap.toImage())

    def _put(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.told.emit(self.tr("The picture is on the clipboard."))
