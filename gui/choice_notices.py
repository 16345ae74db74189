"""What is told about a choice: that the engine refused it, that it began a new branch, what it does
to the formulas.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from engine.errors import InputError
from engine.experiment import Experiment
from engine.moment import Place
from gui.convention_changes import changes
from gui.convention_notice import ConventionNotice
from gui.document import Document
from gui.frame import Activity, Branched, Edit, Frame
from gui.numbers import NumberFormat
from gui.stage import Answer, Stage
from gui.theme import Theme
from gui.widgets.notice_bar import Kind
from gui.words import sentence


class ChoiceNotices(QObject):
    """Notices on the stage, from the document's answers; they go when they are true no more.

    ``over``: the part of the stage over which it is shown what a choice does to the formulas.
    """

    def __init__(
        self,
        document: Document,
        stage: Stage,
        over: QWidget,
        theme: Theme,
        numbers: NumberFormat,
    ) -> None:
        super().__init__(stage)
        self._document, self._stage, self._numbers = document, stage, numbers
        self._refusal = self._branch = ""
        self._branched: Branched | None = None
        self.formulas = ConventionNotice(over, theme, stage)
        self._awaited: tuple[object, ...] = ()
        self._since: tuple[Place, bool] | None = None
        document.refused.connect(self._tell_refused)
        document.branched.connect(self._tell_branched)
        document.decided.connect(self._tell_decided)
        document.frame_changed.connect(self._follow)
        document.opened.connect(self.formulas.hide)
        document.undo_stack.indexChanged.connect(self._forget)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.formulas.set_theme(theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers this way in the next notice."""
        self._numbers = numbers

    # Answers of the engine

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

    # Conventions

    @Slot(object, object)
    def _tell_decided(self, old: Experiment, new: Experiment) -> None:
        made = changes(old, new, self._numbers)
        if made:
            self.formulas.show_changes(made)
        self._awaited, self._since = _followed(new), None

    @Slot(object)
    def _follow(self, frame: Frame) -> None:
        """With the next step what changed is seen in the numbers; the formulas make room then."""
        if self.formulas.isHidden():
            return
        in_force = _followed(frame.experiment) == self._awaited
        if self._since is None and not in_force:
            return  # this Frame was made before the choice
        here = frame.place, frame.activity is Activity.RUNNING
        if self._since is None:
            self._since = here
        elif not in_force or (here != self._since and not (here[1] and self._since[1])):
            self.formulas.hide()


def _followed(experiment: Experiment) -> tuple[object, ...]:
    """What an experiment follows, to compare it."""
    marks = experiment.frozen
    return experiment.hyperparameters, None if marks is None else marks.tobytes()
