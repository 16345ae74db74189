"""A formula as a person typed it: made plain for Python's parser, with the columns and pieces by
which a sentence points at the part that cannot be read.
"""

from __future__ import annotations

import ast
import re
from typing import NoReturn

from engine.errors import InputError

MOST_CHARACTERS = 1000

# One character for one, so that columns stay those of the text as typed.
_TEXTBOOK = str.maketrans("−·⋅×∗÷₀₁₂₃₄₅₆₇₈₉", "-****/0123456789")

# A number followed by a letter or a bracket ("2x1", "3 (x1)"): a multiplication as on paper.
_MISSING_OPERATOR = re.compile(
    r"(?<![\w.])(?P<number>(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))"
    r"(?:\s+(?!(?:if|else|and|or|in|is|not|for)\b))?(?P<rest>(?:[^\W\d_]\w*)|\()"
)

_DECIMAL_COMMA = re.compile(r"(?<![\w.])(?<!\d,)\d+,\d+(?![\w.]|,\d)")


def short(text: str) -> str:
    """A text as a sentence can quote it: cut to 80 characters, all of them printable."""
    text = text if len(text) <= 80 else text[:79] + "…"
    return "".join(character if character.isprintable() else "�" for character in text)


class Text:
    """A formula as it was typed; columns count from 1. ``quoted`` is how a sentence names it."""

    def __init__(self, typed: str) -> None:
        """InputError where nothing is typed, or far too much."""
        self.quoted = short(typed)
        if len(typed) > MOST_CHARACTERS:
            raise InputError(
                "The formula “{formula}” has {length} characters; give at most {most}.",
                formula=self.quoted,
                length=len(typed),
                most=MOST_CHARACTERS,
            )
        spaced = "".join(" " if character.isspace() else character for character in typed)
        plain = spaced.translate(_TEXTBOOK)
        self._plain = plain.strip()
        self._shift = len(plain) - len(plain.lstrip())
        if not self._plain:
            raise InputError("The formula is empty. Write one such as 2*x1 + 3*x2 + 10.")

    def tree(self) -> ast.expr:
        """What Python's parser makes of it; InputError says where it makes nothing."""
        self._check_characters()
        try:
            return ast.parse(self._plain, mode="eval").body
        except SyntaxError as error:
            self.check_decimal_commas()  # "0,05" is read as 0 and an impossible 05
            # Python gives 0 for a text that ends too early.
            end = len(self._plain)
            self._fail(
                min(error.offset or end, end) + self._shift,
                "The formula “{formula}” cannot be read at column {column}. "
                "Check the signs, brackets and commas there.",
            )

    def _check_characters(self) -> None:
        """What is clearer to say before Python's parser sees it."""
        for column, character in enumerate(self._plain, 1 + self._shift):
            if character == "^":
                self._fail(
                    column,
                    "“^” at column {column} of the formula “{formula}” is not a power here. "
                    "Write **, as in x1**2.",
                )
            if character in "²³":
                self._fail(
                    column,
                    "“{character}” at column {column} of the formula “{formula}” cannot be read. "
                    "Write **, as in x1**2.",
                    character=character,
                )
            if character == "=":
                self._fail(
                    column,
                    "“=” at column {column} of the formula “{formula}” is not allowed. "
                    "Write only what stands to the right of it, as in 2*x1 + 1.",
                )
            if character in "\\#;" or not (character.isprintable() or character.isspace()):
                self._fail(
                    column,
                    "The character {character} at column {column} is not allowed in the formula "
                    "“{formula}”. Remove it.",
                    character=f"“{character}”" if character.isprintable() else ascii(character),
                )
        found = _MISSING_OPERATOR.search(self._plain)
        if found:
            self._fail(
                found.start("rest") + 1 + self._shift,
                "An operator is missing at column {column} of the formula “{formula}”. "
                "Write {number}*{rest}.",
                number=found["number"],
                rest="(…)" if found["rest"] == "(" else found["rest"],
            )

    def check_decimal_commas(self) -> None:
        """Called where a comma is out of place: one inside a number was meant as its point."""
        found = _DECIMAL_COMMA.search(self._plain)
        if found:
            self._fail(
                found.start() + 1 + self._shift,
                "The comma in “{piece}” at column {column} of the formula “{formula}” parts two "
                "numbers, as in max(x1, x2). Write decimals with a point: {number}.",
                piece=short(found[0]),
                number=short(found[0].replace(",", ".")),
            )

    def fail_at(self, node: ast.expr, template: str, **values: object) -> NoReturn:
        """Raise the InputError about a part of the tree; ``piece`` is what was typed there."""
        start, end = node.col_offset, node.end_col_offset or node.col_offset
        piece = short(self._plain[self._characters(start) : self._characters(end)])
        column = self._characters(start) + 1 + self._shift
        self._fail(column, template, **{"piece": piece} | values)

    def _fail(self, column: int, template: str, **values: object) -> NoReturn:
        raise InputError(template, formula=self.quoted, column=column, **values) from None

    def _characters(self, utf8_offset: int) -> int:
        """Python counts columns in bytes of UTF-8; people count characters."""
        return len(self._plain.encode()[:utf8_offset].decode())
