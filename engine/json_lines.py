"""Where in the text of a JSON file a value stands, so that a person finds it."""

from __future__ import annotations

import re
from json import JSONDecoder

_SPACE = re.compile(r"[ \t\r\n]*")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_DECODER = JSONDecoder()


def line_of(text: str, where: str) -> int:
    """The line, from 1, of the value at a Reader's place ("published[3].printed"); of its nearest
    parent where it is missing. ``text`` is a JSON file that can be read.
    """
    at, line_at = _after_space(text, 0), 0
    for index, key in _STEP.findall(where):
        found = _item(text, at, int(index)) if index else _value(text, at, key)
        if found is None:
            break
        line_at, at = found
    return text.count("\n", 0, _after_space(text, line_at)) + 1


def _value(text: str, at: int, key: str) -> tuple[int, int] | None:
    """Where a key of the object at ``at`` begins, and where its value does."""
    if text[at] != "{":
        return None
    at = _after_space(text, at + 1)
    while text[at] == '"':
        key_at = at
        found, at = _DECODER.raw_decode(text, at)
        at = _after_space(text, _after_space(text, at) + 1)  # behind the colon
        if found == key:
            return key_at, at
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return None


def _item(text: str, at: int, index: int) -> tuple[int, int] | None:
    """Where an item of the list at ``at`` begins, twice."""
    if text[at] != "[":
        return None
    at = _after_space(text, at + 1)
    for _ in range(index):
        if text[at] == "]":
            return None
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return None if text[at] == "]" else (at, at)


def _after_comma(text: str, at: int) -> int:
    """Behind the comma that may come next."""
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None, "nothing is space as well"
    return match.end()
