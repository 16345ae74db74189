"""The edits of a session in their order: done, undone, or waiting for the engine's answer."""

from __future__ import annotations

from collections import deque
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from engine.errors import InputError
from engine.experiment import Experiment
from engine.session import Session
from gui.edit_command import Asked, Choice, EditCommand
from gui.frame import Edit, Frame

if TYPE_CHECKING:
    from engine.annotation import Annotation

UNDO_LIMIT = 200


class TakeBack(NamedTuple):
    """An undo that waits until the engine has answered: of this edit, and gone with it if it is
    refused; None: of what was chosen before all that is waited for.
    """

    edit: Edit | None


class Edits(QObject):
    """Asks the engine for each edit, by a number of its own, and keeps what undo needs.

    ``version`` is another number for each choice that there is to save; undo brings the old one
    back.
    """

    wanted = Signal(int, object)  # the engine is asked for an edit
    reverted = Signal(int, object)  # an edit is undone or redone: the choices that stood there
    kept = Signal(object)  # the numbers of all edits that can still be undone or redone
    marked = Signal(object)  # what stands on the pictures now
    annotated = Signal(object)  # what stands there again, after undo or redo
    decided = Signal(object, object)  # the choices in force, and those that follow them
    refused = Signal(object, object)  # Edit, InputError
    changed = Signal()  # the version

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(UNDO_LIMIT)
        self.version = 0
        self._numbers = count(1)
        self._frame: Frame | None = None
        self._annotations: tuple[Annotation, ...] = ()
        self._asked: deque[Asked] = deque()
        self._later: deque[Edit | TakeBack] = deque()
        self._unanswered: deque[int] = deque()
        self._chosen: Experiment | None = None

    def begin(self, session: Session) -> None:
        """Another session is opened: there is nothing to undo in it."""
        self.stack.clear()
        for waiting in (self._asked, self._later, self._unanswered):
            waiting.clear()
        self._chosen = None
        self._annotations = session.annotations
        self.version = next(self._numbers)

    def take_frame(self, frame: Frame) -> None:
        """The choices of this Frame are in force."""
        self._frame = frame
        if not self._unanswered:  # the answer to an edit comes before the first Frame that has it
            self._chosen = None

    def add(self, edit: Edit) -> None:
        """Take a wish: one message to the engine, one undo command.

        A value that was typed may be refused. It becomes a command, and what follows it does, when
        the engine has taken it: what was undone before stays there to be redone until then.
        Annotations are no business of the engine's, and are never refused.
        """
        if self._frame is None:
            return
        if self._later:
            self._later.append(edit)
        else:
            self._ask(edit, self._frame)

    def _ask(self, edit: Edit, frame: Frame) -> None:
        marks = None if edit.annotations is None else self._annotations
        chosen = self._chosen or frame.experiment
        before = Edit(edit.text, chosen, annotations=marks)
        asked = Asked(next(self._numbers), edit, before)
        if edit.annotations is not None:
            self._mark(edit.annotations)
        if edit.values or self._asked:
            self._asked.append(asked)
        else:
            self._push(asked)
        if edit.annotations is None:
            self._expect(asked.number, chosen if edit.values else edit.experiment)
            self.wanted.emit(asked.number, edit)

    def _expect(self, number: int, chosen: Experiment) -> None:
        """These choices will be in force; until a Frame has them, the next edit follows them."""
        self._unanswered.append(number)
        self._chosen = chosen

    @Slot(int, object)
    def take_answer(self, number: int, error: InputError | None) -> None:
        """The engine has taken the edit of that number, or refused it."""
        if self._unanswered and self._unanswered[0] == number:
            self._unanswered.popleft()
        if not self._asked or self._asked[0].number != number:
            return
        asked = self._asked.popleft()
        if error is None:
            self._push(asked)
        else:
            self._later = deque(wish for wish in self._later if not _takes_back(wish, asked.edit))
            self.refused.emit(asked.edit, error)
        while self._asked and self._asked[0].edit.annotations is not None:
            self._push(self._asked.popleft())
        if not self._asked:
            self._catch_up()

    def _catch_up(self) -> None:
        """Every answer is there: do what was wanted meanwhile, in order."""
        while self._later and not self._asked and self._frame is not None:
            wish = self._later.popleft()
            if isinstance(wish, TakeBack):
                self.stack.undo()
            else:
                self._ask(wish, self._frame)

    def _push(self, asked: Asked) -> None:
        top = self.stack.command(self.stack.index() - 1)
        if isinstance(top, EditCommand) and top.is_taken_back_by(asked.edit):
            self.stack.undo()
            return
        before = self.version
        # A restart is no choice: it can be undone, but leaves nothing to save.
        self.version = before if asked.edit.restart else next(self._numbers)
        choice = Choice(asked.number, before, self.version)
        if asked.edit.annotations is None:
            self._tell_decided(asked.edit)
        self.stack.push(EditCommand(self, asked, choice))
        self._forget_lost_branches()
        self.changed.emit()

    def undo(self) -> None:
        """Take the last choice back, also one that the engine is still looking at."""
        if not self._asked:
            self.stack.undo()
            return
        wanted = [asked.edit for asked in self._asked]
        for wish in self._later:
            if isinstance(wish, Edit):
                wanted.append(wish)
            elif wish.edit is not None:
                wanted.remove(wish.edit)
        self._later.append(TakeBack(wanted[-1] if wanted else None))

    def redo(self) -> None:
        """Make the choice again that was taken back last."""
        if not self._asked:
            self.stack.redo()

    def position(self, number: int) -> int | None:
        """Where the edit of a number stands in the undo stack; None where it is gone."""
        for index in range(self.stack.count()):
            command = self.stack.command(index)
            if isinstance(command, EditCommand) and command.choice.number == number:
                return index
        return None

    def apply_again(self, choice: Choice, edit: Edit) -> None:
        """For the undo command: do it again."""
        self._return_to(choice.after, choice, edit)

    def take_back(self, choice: Choice, before: Edit) -> None:
        """For the undo command: return to what stood before."""
        self._return_to(choice.before, choice, before)

    def _return_to(self, version: int, choice: Choice, edit: Edit) -> None:
        self.version = version
        if edit.annotations is None:
            self._tell_decided(edit)
            self._expect(choice.number, edit.experiment)
            self.reverted.emit(choice.number, edit)
        else:
            self._mark(edit.annotations)
            self.annotated.emit(edit.annotations)
        self.changed.emit()

    def _mark(self, annotations: tuple[Annotation, ...]) -> None:
        self._annotations = annotations
        self.marked.emit(annotations)

    def _tell_decided(self, edit: Edit) -> None:
        if self._frame is not None:
            self.decided.emit(self._frame.experiment, edit.experiment)

    def _forget_lost_branches(self) -> None:
        commands = (self.stack.command(index) for index in range(self.stack.count()))
        done = {c.choice.number for c in commands if isinstance(c, EditCommand)}
        self.kept.emit(frozenset(done | {asked.number for asked in self._asked}))


def _takes_back(wish: Edit | TakeBack, edit: Edit) -> bool:
    return isinstance(wish, TakeBack) and wish.edit is edit
