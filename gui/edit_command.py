"""The one kind of undo command, and what it needs to know."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from PySide6.QtGui import QUndoCommand

from gui.frame import Edit


class Choice(NamedTuple):
    """What an undo command needs of the world: numbers for choices and for versions of the
    document.
    """

    number: int
    before: int
    after: int


class Asked(NamedTuple):
    """An edit that the engine was asked for, its number, and the choices that stood before it."""

    number: int
    edit: Edit
    before: Edit


class Doer(Protocol):
    """What carries a choice out again, and takes it back."""

    def apply_again(self, choice: Choice, edit: Edit) -> None: ...
    def take_back(self, choice: Choice, before: Edit) -> None: ...


class EditCommand(QUndoCommand):
    """An Edit, and the experiment that stood before it; the engine has been asked for it when the
    command is made.
    """

    def __init__(self, doer: Doer, asked: Asked, choice: Choice) -> None:
        super().__init__(asked.edit.text)
        self._doer = doer
        self._edit, self._before = asked.edit, asked.before
        self.choice = choice
        self._first = True

    def id(self) -> int:
        # All edits may ask to be merged; mergeWith decides by the gesture.
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditCommand) or not self._edit.gesture:
            return False
        if other._edit.gesture != self._edit.gesture:
            return False
        self._edit = other._edit
        self.choice = self.choice._replace(after=other.choice.after)
        self.setText(other.text())
        return True

    def is_taken_back_by(self, edit: Edit) -> bool:
        """Whether an edit of the same gesture leads back to what stood before the gesture."""
        same = bool(edit.gesture) and edit.gesture == self._edit.gesture
        return (
            same and edit.annotations is not None and edit.annotations == self._before.annotations
        )

    def redo(self) -> None:
        if not self._first:
            self._doer.apply_again(self.choice, self._edit)
        self._first = False

    def undo(self) -> None:
        self._doer.take_back(self.choice, self._before)
