"""A session: an experiment with its progress, as one value and as a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import resources
from engine.branch import Change
from engine.errors import InputError
from engine.experiment import Experiment
from engine.files import write_atomically
from engine.hyperparameters import did_you_mean
from engine.session_json import to_text
from engine.state import TrainState

SUFFIX = ".backstep.json"
MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Session:
    """What a file holds: the choices at update 0, and how far training has come since.

    ``progress`` is a boundary between two updates, None before the first; ``changes`` are the live
    changes that led to it. ``annotations`` and ``view`` belong to the window and are kept as they
    are. ``path`` is the file, None for a session without one.
    """

    title: str = ""
    notes: str = ""
    experiment: Experiment = field(default_factory=lambda: Experiment())
    progress: TrainState | None = None
    changes: tuple[Change, ...] = ()
    annotations: tuple[object, ...] = ()
    view: Mapping[str, object] = field(default_factory=dict[str, object])
    path: Path | None = None


def read(path: Path) -> Session:
    """The session in a file. InputError tells what is wrong with it, and where in the file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("{name} is larger than 512 MB; it is no session.", name=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    return parse(content, path)


def parse(content: bytes, path: Path | None) -> Session:
    """The session in the content of a file; ``path`` leads relative names inside it."""
    from engine.session_read import from_bytes  # it makes Sessions

    return from_bytes(content, path)


def write(session: Session, path: Path) -> None:
    """Write a session to a file; where that fails the old file stays, and InputError says why."""
    write_atomically(path, to_text(session, path.absolute().parent).encode())


def builtins() -> tuple[str, ...]:
    """The names of the sessions that come with the program, the article's first."""
    names = [path.name.removesuffix(SUFFIX) for path in _folder().glob(f"*{SUFFIX}")]
    return tuple(sorted(names, key=lambda name: (name != "article", name)))


def builtin(name: str) -> Session:
    """A session that comes with the program; it has no path, so that it is not written to."""
    if name not in builtins():
        raise InputError(
            "There is no built-in session {name!r}; there are {names}.{hint}",
            name=name,
            names=", ".join(builtins()),
            hint=did_you_mean(name, builtins()),
        )
    return parse((_folder() / f"{name}{SUFFIX}").read_bytes(), None)


def find(word: str) -> Session:
    """What a person means by a word: a file, or else a built-in session."""
    if word in builtins() and not os.path.exists(word):
        return builtin(word)
    path = Path(word)
    if not path.exists():
        raise InputError(
            "There is no file and no built-in session {word!r}; built in are {names}.{hint}",
            word=word,
            names=", ".join(builtins()),
            hint=did_you_mean(word, builtins()),
        )
    return read(path)


def _folder() -> Path:
    return resources.path("sessions")
