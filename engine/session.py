"""A session: an experiment with its progress, as one value and as a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from engine.errors import InputError, did_you_mean
from engine.experiment import Experiment
from engine.files import write_atomically
from engine.session_json import to_bytes
from engine.state import TrainState
from engine.trainer import Trainer

if TYPE_CHECKING:
    from engine.accelerator import Accelerator
    from engine.annotation import Annotation
    from engine.branch import Change
    from engine.examples import Example

SUFFIX = ".backstep.json"
EXAMPLE_SUFFIX = ".example.json"
MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Session:
    """What a file holds: the choices at update 0, and how far training has come since.

    ``progress`` is a boundary between two updates, None before the first; ``changes`` are the live
    changes that led to it. ``annotations`` stand on pictures; ``view`` belongs to the window and is
    kept as it is. ``path`` is the file, None for a session without one. ``example``: the published
    example that it was made from.
    """

    title: str = ""
    notes: str = ""
    experiment: Experiment = field(default_factory=lambda: Experiment())
    progress: TrainState | None = None
    changes: tuple[Change, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    view: Mapping[str, object] = field(default_factory=dict[str, object])
    path: Path | None = None
    example: Example | None = None

    def trainer(self, accelerator: Accelerator | None = None) -> Trainer:
        """A trainer that stands where the session does."""
        return Trainer(self.experiment, self.progress, self.changes, accelerator)

    def restarted(self) -> Session:
        """The same choices at update 0, without the live changes."""
        return replace(self, progress=None, changes=())


def from_trainer(trainer: Trainer, words: Session) -> Session:
    """The session of a run as it stands: title, notes and the window's parts are those of
    ``words``.

    Of an update that is half done the boundary before it is kept; of a branch that was gone back
    on, what came before the moment that is shown.
    """
    boundary = trainer.boundary
    return replace(
        words,
        experiment=trainer.branch.start,
        progress=boundary if boundary.update else None,
        changes=tuple(c for c in trainer.branch.changes if c.update <= boundary.update),
    )


def read(path: Path) -> Session:
    """The session in a file. InputError tells what is wrong with it, and where in the file."""
    try:
        with path.open("rb") as file:
            too_large = os.fstat(file.fileno()).st_size > MOST_BYTES
            # A pipe has no size beforehand, so what is read counts as well.
            content = b"" if too_large else file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            "The file cannot be read: {reason}.", reason=reason[:1].lower() + reason[1:]
        ) from error
    if too_large or len(content) > MOST_BYTES:
        raise InputError("The file is larger than 512 MB; no session is.")
    return parse(content, path)


def parse(content: bytes, path: Path | None) -> Session:
    """The session in the content of a file; ``path`` leads relative names inside it."""
    from engine.session_read import from_bytes  # it makes Sessions

    return from_bytes(content, path)


def write(session: Session, path: Path) -> None:
    """Write a session to a file; where that fails the old file stays, and InputError says why."""
    write_atomically(path, to_bytes(session, path.absolute().parent))


def builtins() -> tuple[str, ...]:
    """The names of the lessons that come with the program, the article's first."""
    names = [path.name.removesuffix(SUFFIX) for path in _folder().glob(f"*{SUFFIX}")]
    return tuple(sorted(names, key=lambda name: (name != "article", name)))


def published() -> tuple[str, ...]:
    """The names of the published examples that come with the program, by their titles."""
    names = [path.name.removesuffix(EXAMPLE_SUFFIX) for path in _examples().iterdir()]
    return tuple(sorted(names, key=lambda name: builtin(name).title.lower()))


def builtin(name: str) -> Session:
    """A lesson or an example that comes with the program; it has no path, so that it is not
    written to.
    """
    for path in (_folder() / f"{name}{SUFFIX}", _examples() / f"{name}{EXAMPLE_SUFFIX}"):
        if path.parent in (_folder(), _examples()) and path.is_file():
            return parse(path.read_bytes(), None)
    raise _unknown(name)


def find(word: str) -> Session:
    """What a person means by a word: a file, or else what comes with the program."""
    if os.path.exists(word):
        return read(Path(word))
    return builtin(word)


def _unknown(word: str) -> InputError:
    names = (*builtins(), *published())
    return InputError(
        "There is no file and no built-in session {word!r}; built in are {names}.{hint}",
        word=word,
        names=", ".join(names),
        hint=did_you_mean(word, names),
    )


def _folder() -> Path:
    return resources.path("sessions")


def _examples() -> Path:
    return resources.path("examples")
