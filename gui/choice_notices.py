"""What is told about a choice when the engine has answered: that it was refused, or that it began a
new branch.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from engine.errors import InputError
from gui.document import Document
from gui.frame import Branched, Edit
from gui.numbers import NumberFormat
from gui.panels.editors import sentence
from gui.stage import Answer, Stage
from gui.widgets.notice_bar import Kind


class ChoiceNotices(QObject):
    """Notices on the stage, from the document's answers; they go when they are true no more."""

    def __init__(
        self, document: Document, stage: Stage, numbers: NumberFormat, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._stage, self._numbers = document, stage, numbers
        self._refusal = self._branch = ""
        self._branched: Branched | None = None
        document.refused.connect(self._tell_refused)
        document.branched.connect(self._tell_branched)
        document.undo_stack.indexChanged.connect(self._forget)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way in the next notice."""
        self._numbers = numbers

    @Slot(object, object)
    def _tell_refused(self, edit: Edit, error: InputError) -> None:
        self._stage.withdraw(self._refusal)
        self._refusal = self.tr("{what} was not changed").format(what=edit.text)
        self._stage.notify(Kind.WARNING, self._refusal, sentence(error))

    @Slot(object)
    def _tell_branched(self, branched: Branched) -> None:
        self._stage.withdraw(self._branch)
        self._branched, count = branched, self._numbers.count
        self._branch = self.tr("A new branch begins at update {n}").format(n=count(branched.update))
        text = self.tr("The old one went on to update {last}; Undo returns to it.")
        answers = [Answer(self.tr("Undo"), self._return)]
        text = text.format(last=count(branched.reached))
        self._stage.notify(Kind.INFO, self._branch, text, answers)

    def _return(self) -> None:
        """Take back the choice that began the branch, and what came after it."""
        position = self._position()
        if position is not None:
            self._document.undo_stack.setIndex(position)

    def _position(self) -> int | None:
        """Where the choice that began the branch stands among those that can be undone."""
        if self._branched is None:
            return None
        position = self._document.position(self._branched.number)
        done = position is not None and position < self._document.undo_stack.index()
        return position if done else None

    @Slot()
    def _forget(self) -> None:
        """A choice was taken, or the old branch is back: what was told is over."""
        self._stage.withdraw(self._refusal)
        if self._position() is None:
            self._stage.withdraw(self._branch)
