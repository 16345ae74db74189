"""A mistake in what a person gave, told in one sentence that can be translated."""

from __future__ import annotations


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
