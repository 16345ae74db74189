"""What a teacher puts on a picture: callouts, frames, hidden values. A session keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.errors import InputError, did_you_mean, quoted
from engine.json_values import Reader

PANELS = ("topology", "equations", "loss", "weights")
MOST_LETTERS = 500
MOST = 200


class Kind(StrEnum):
    """What an annotation is."""

    CALLOUT = "callout"
    FRAME = "frame"
    HIDE = "hide"


@dataclass(frozen=True)
class Annotation:
    """One annotation on one panel. Places are shares of the panel's width and height, from its top
    left corner, so that they hold at every size.

    A callout has its number and words at (x, y) and an arrow to (to_x, to_y); a frame goes from
    (x, y) to (to_x, to_y); what hides hides the value that stands at (x, y).
    """

    kind: Kind
    panel: str
    x: float
    y: float
    to_x: float = 0.0
    to_y: float = 0.0
    number: int = 0
    text: str = ""


_KEYS = {
    Kind.CALLOUT: ("kind", "panel", "x", "y", "to_x", "to_y", "number", "text"),
    Kind.FRAME: ("kind", "panel", "x", "y", "to_x", "to_y"),
    Kind.HIDE: ("kind", "panel", "x", "y"),
}


def read(reader: Reader) -> tuple[Annotation, ...]:
    """The annotations of a session's file; InputError says where one cannot be used."""
    if len(reader.items()) > MOST:
        raise InputError(
            "{where} has {count} entries; a session keeps at most {most}.",
            where=reader.where,
            count=len(reader.items()),
            most=MOST,
        )
    return tuple(_read_one(one) for one in reader.readers())


def to_json(annotation: Annotation) -> dict[str, Any]:
    """An annotation as it stands in the file."""
    values: dict[str, Any] = {key: getattr(annotation, key) for key in _KEYS[annotation.kind]}
    return {**values, "kind": str(annotation.kind)}


def next_number(annotations: tuple[Annotation, ...]) -> int:
    """The number of the next callout."""
    return 1 + max((one.number for one in annotations), default=0)


def _read_one(one: Reader) -> Annotation:
    kind = Kind(_word(one.child("kind"), tuple(str(kind) for kind in Kind)))
    one.only(_KEYS[kind])
    panel = _word(one.child("panel"), PANELS)
    places = [_share(one.child(key)) for key in ("x", "y", "to_x", "to_y") if key in _KEYS[kind]]
    number, text = 0, ""
    if kind is Kind.CALLOUT:
        number = one.child("number").count(1, 999)
        text = one.text("text", "")
        if len(text) > MOST_LETTERS:
            raise InputError(
                "{where} has {count} letters; a callout has at most {most}.",
                where=f"{one.where}.text",
                count=len(text),
                most=MOST_LETTERS,
            )
    return Annotation(kind, panel, *places, number=number, text=text)


def _word(reader: Reader, choices: tuple[str, ...]) -> str:
    word = reader.text_value()
    if word not in choices:
        raise InputError(
            "{where} is {word}; it must be one of {choices}.{hint}",
            where=reader.where,
            word=quoted(word),
            choices=", ".join(choices),
            hint=did_you_mean(word, choices),
        )
    return word


def _share(reader: Reader) -> float:
    value = reader.number_value()
    if not 0.0 <= value <= 1.0:
        raise InputError(
            "{where} is {value}; places on a panel are from 0 to 1.",
            where=reader.where,
            value=quoted(value),
        )
    return value
