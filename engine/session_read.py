"""Reads a session's file and names whatever in it cannot be used, by its path inside the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from engine import experiment_read
from engine.errors import InputError, quoted
from engine.json_values import Reader, unique
from engine.session import Session
from engine.session_json import EXAMPLE, EXAMPLE_FORMAT, FORMAT, VERSION

if TYPE_CHECKING:
    from engine.examples import Example

KEYS = (
    "format", "version", "title", "notes", *experiment_read.KEYS, "state", "annotations", "view",
)  # fmt: skip

# What may be left of a word, a number or an escape that the end of the file cut.
_ENDS_HERE = re.compile(
    r"\s*(-|\.|[eE][+-]?|t(ru?)?|f(a(ls?)?)?|n(u(ll?)?)?|N(aN?)?|-?I[nfity]*"
    r"|\\?u?[0-9a-fA-F]{0,3})?\s*"
)


def from_bytes(content: bytes, path: Path | None) -> Session:
    """The session; InputError says where the file goes wrong."""
    folder = path.absolute().parent if path is not None else Path.cwd()
    try:
        text = _decoded(content)
        top = Reader(_loaded(text))
        if _is_example(top):
            from engine import example_read  # what few files have is imported where it is found

            return of_example(example_read.from_file(top, text, folder))
        return _session(top, path, folder)
    except RecursionError as error:
        raise InputError("The file is nested too deeply; it is no session.") from error


def of_example(example: Example) -> Session:
    """An example's network before its first update. It has no path: saving it makes a session, and
    leaves the example's file as it is.
    """
    notes = [example.notes, f"{example.source.name}: {example.source.address}".removesuffix(": ")]
    return Session(
        title=example.title,
        notes="\n".join(part for part in notes if part),
        experiment=example.experiment,
        example=example,
    )


def _session(top: Reader, path: Path | None, folder: Path) -> Session:
    _check_format(top)
    top.only(KEYS)
    experiment, progress, changes = experiment_read.experiment_of(top, folder), None, ()
    if "state" in top:
        from engine import session_state

        experiment, progress, changes = session_state.read(top.child("state"), experiment)
    marks, view, example = (), {}, None
    if "annotations" in top:
        from engine import annotation

        marks = annotation.read(top.child("annotations"))
    if "view" in top:
        top.child("view").kept()
        view = dict(top.child("view").mapping())
        kept = Reader(view.get(EXAMPLE), f"view.{EXAMPLE}")
        if _is_example(kept):
            from engine import example_read

            del view[EXAMPLE]
            example = example_read.example_of(kept, folder)
    return Session(
        title=top.text("title", ""),
        notes=top.text("notes", ""),
        experiment=experiment,
        progress=progress,
        changes=changes,
        annotations=marks,
        view=view,
        path=path,
        example=example,
    )


def _is_example(top: Reader) -> bool:
    """Whether a file, or a part of one, says that it is a published example."""
    value = top.value
    return (
        isinstance(value, dict) and cast("dict[str, object]", value).get("format") == EXAMPLE_FORMAT
    )


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            _tell_truncated(content.count(b"\n") + 1, error)
        raise InputError(
            "The file is no text in UTF-8 (byte {place}); a session is a JSON file in UTF-8.",
            place=error.start + 1,
        ) from error
    if not text.strip():
        raise InputError("The file is empty; a session is a JSON file.")
    return text


def _loaded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        _tell_broken(error, text)
    except ValueError as error:  # the only other one: a whole number of thousands of digits
        raise InputError("The file has a number with too many digits; it is no session.") from error


def _tell_broken(error: json.JSONDecodeError, text: str) -> NoReturn:
    # JSON begins with a bracket, so that a text that begins otherwise was never a session.
    if text.lstrip()[0] in "{[" and _ENDS_HERE.fullmatch(text, error.pos):
        _tell_truncated(text.count("\n") + 1, error)
    if error.msg.startswith("Unterminated string"):
        _tell_truncated(text.count("\n") + 1, error)
    raise InputError(
        "The file is not JSON: line {line}, column {column}: {what}. Correct it there, or choose a "
        "session, named *.backstep.json.",
        line=error.lineno,
        column=error.colno,
        what=error.msg[0].lower() + error.msg[1:],
    ) from error


def _tell_truncated(line: int, error: Exception) -> NoReturn:
    raise InputError(
        "The file ends too early, in line {line}; a part of it is missing. Use another copy of it.",
        line=line,
    ) from error


def _check_format(top: Reader) -> None:
    found = top.get("format") if isinstance(top.value, dict) else None
    if found != FORMAT:
        raise InputError(
            "This is no Backstep session: a session begins with {start}{found}.",
            start=f'{{"format": "{FORMAT}"',
            found="" if found is None else f", and here the format is {quoted(found)}",
        )
    version = top.child("version").count(1, 10**9)
    if version > VERSION:
        raise InputError(
            "The session has the version {found}, this Backstep reads up to {known}; "
            "install a newer Backstep.",
            found=version,
            known=VERSION,
        )
