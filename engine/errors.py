"""A mistake in what a person gave, told in one sentence that can be translated; and how such a
sentence quotes what was given.
"""

from __future__ import annotations

import json


class NumberText(str):
    """A number as a sentence quotes it, with a point. A window may write ``number`` its own way."""

    number: float

    def __new__(cls, text: str, number: float) -> NumberText:
        made = super().__new__(cls, text)
        made.number = number
        return made


class InputError(ValueError):
    """Something a person gave cannot be used.

    The message is a template with values, so that a window can translate the template:
    ``str(error)`` is the English sentence; ``error.template`` and ``error.values`` are its parts.
    The sentence says what is wrong, where, and what to do.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


def shortest(value: float) -> str:
    """A number as a person writes it: 5 instead of 5.0, and long integers cut to an order of
    size.
    """
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e16
        return NumberText(str(int(value)) if whole else repr(float(value)), value)
    if abs(value) >= 10**19:
        digits = len(str(abs(value))) if abs(value) < 10**400 else "over 400"
        return f"a whole number of {digits} digits"
    return repr(value)


def quoted(value: object) -> str:
    """Any value as a file would have it, cut to a length that fits a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "…"


def did_you_mean(value: object, choices: tuple[str, ...] | list[str]) -> str:
    """ " Did you mean 'x'?" where one choice is close to the value, else nothing."""
    import difflib  # for a mistake only

    close = difflib.get_close_matches(str(value), choices, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
