"""Reads a formula that a person typed into instructions, and says which part of it cannot be read.

Nothing of the text is ever run: Python's parser makes a tree, and the tree is copied into
instructions, node by node, if every node is on the short list of what is allowed.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from engine.arrays import Array
from engine.errors import InputError
from engine.hyperparameters import did_you_mean

MOST_CHARACTERS = 1000
MOST_LEVELS = 200

CONSTANTS: dict[str, float] = {"pi": math.pi, "π": math.pi, "e": math.e}

ONE_ARGUMENT: dict[str, Callable[[Array], Array]] = {
    "abs": np.abs,
    "acos": np.arccos,
    "asin": np.arcsin,
    "atan": np.arctan,
    "ceil": np.ceil,
    "cos": np.cos,
    "cosh": np.cosh,
    "exp": np.exp,
    "floor": np.floor,
    "ln": np.log,
    "log": np.log,
    "log10": np.log10,
    "log2": np.log2,
    "sign": np.sign,
    "sin": np.sin,
    "sinh": np.sinh,
    "sqrt": np.sqrt,
    "tan": np.tan,
    "tanh": np.tanh,
}

TWO_OR_MORE: dict[str, Callable[[Array, Array], Array]] = {"max": np.maximum, "min": np.minimum}

_OPERATORS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}

# One character for one, so that columns stay those of the text as typed.
_TEXTBOOK = str.maketrans("−·⋅×∗÷₀₁₂₃₄₅₆₇₈₉", "-****/0123456789")

# A number followed by a letter or a bracket ("2x1", "3 (x1)"): a multiplication as on paper.
_MISSING_OPERATOR = re.compile(
    r"(?<![\w.])(?P<number>(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))"
    r"(?:\s+(?!(?:if|else|and|or|in|is|not|for)\b))?(?P<rest>(?:[^\W\d_]\w*)|\()"
)

_DECIMAL_COMMA = re.compile(r"(?<![\w.])(?<!\d,)\d+,\d+(?![\w.]|,\d)")


@dataclass(frozen=True)
class Push:
    """A constant."""

    value: np.float64


@dataclass(frozen=True)
class Input:
    """The column `index` of x, counted from 0."""

    index: int


@dataclass(frozen=True)
class Apply:
    """Replace the last `operands` values by function(values); values[divisor] must not be 0."""

    function: Callable[..., Array]
    operands: int
    divisor: int | None = None


Program = tuple[Push | Input | Apply, ...]


def read(text: str, inputs: int) -> Program:
    """The instructions of a formula of x1 … x`inputs`; InputError names what is not allowed."""
    return _Reader(text, inputs).program()


def short(text: str) -> str:
    """A text as a sentence can quote it: cut to 80 characters, all of them printable."""
    text = text if len(text) <= 80 else text[:79] + "…"
    return "".join(character if character.isprintable() else "�" for character in text)


class _Reader:
    """Copies the tree of one text into instructions, or says which part is not allowed."""

    def __init__(self, text: str, inputs: int) -> None:
        self._formula = short(text)
        self._inputs = inputs
        if len(text) > MOST_CHARACTERS:
            raise InputError(
                "The formula “{formula}” has {length} characters; give at most {most}.",
                formula=self._formula,
                length=len(text),
                most=MOST_CHARACTERS,
            )
        spaced = "".join(" " if character.isspace() else character for character in text)
        plain = spaced.translate(_TEXTBOOK)
        self._text = plain.strip()
        self._shift = len(plain) - len(plain.lstrip())
        if not self._text:
            raise InputError("The formula is empty. Write one such as 2*x1 + 3*x2 + 10.")

    def program(self) -> Program:
        self._check_characters()
        try:
            return self._read(ast.parse(self._text, mode="eval").body, 1)
        except SyntaxError as error:
            self._check_decimal_commas()  # "0,05" is read as 0 and an impossible 05
            # Python gives 0 for a text that ends too early.
            column = min(error.offset or len(self._text), len(self._text)) + self._shift
            self._fail(
                column,
                "The formula “{formula}” cannot be read at column {column}. "
                "Check the signs, brackets and commas there.",
            )
        except (RecursionError, MemoryError):
            self._fail_deep()

    def _check_characters(self) -> None:
        """What is clearer to say before Python's parser sees it."""
        for column, character in enumerate(self._text, 1 + self._shift):
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
        found = _MISSING_OPERATOR.search(self._text)
        if found:
            self._fail(
                found.start("rest") + 1 + self._shift,
                "An operator is missing at column {column} of the formula “{formula}”. "
                "Write {number}*{rest}.",
                number=found["number"],
                rest="(…)" if found["rest"] == "(" else found["rest"],
            )

    def _check_decimal_commas(self) -> None:
        """Called where a comma is out of place: one inside a number was meant as its point."""
        found = _DECIMAL_COMMA.search(self._text)
        if found:
            self._fail(
                found.start() + 1 + self._shift,
                "The comma in “{piece}” at column {column} of the formula “{formula}” parts two "
                "numbers, as in max(x1, x2). Write decimals with a point: {number}.",
                piece=short(found[0]),
                number=short(found[0].replace(",", ".")),
            )

    def _read(self, node: ast.expr, level: int) -> Program:
        if level > MOST_LEVELS:
            self._fail_deep()
        match node:
            case ast.Constant(value=bool() | str() | bytes() | complex() | None):
                self._refuse(node)
            case ast.Constant(value=int() | float() as value):
                return self._number(node, value)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._read(operand, level + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._apply(node, np.negative, [self._read(operand, level + 1)])
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
                operands = [self._read(left, level + 1), self._read(right, level + 1)]
                return self._apply(node, _OPERATORS[type(sign)], operands)
            case ast.Call():
                return self._call(node, level)
            case ast.Tuple():
                self._check_decimal_commas()
                self._fail(
                    self._column(node),
                    "The comma in “{piece}” at column {column} of the formula “{formula}” is not "
                    "allowed. Write decimals with a point.",
                    piece=self._piece(node),
                )
            case _:
                self._refuse(node)

    def _number(self, node: ast.expr, value: float) -> Program:
        try:
            number = np.float64(value)
        except OverflowError:  # an integer of more than 308 digits
            number = np.float64(math.inf)
        return (Push(self._finite(node, number)),)

    def _name(self, node: ast.expr, name: str) -> Program:
        if name in CONSTANTS:
            return (Push(np.float64(CONSTANTS[name])),)
        found = re.fullmatch(r"x([1-9][0-9]{0,8})", name)
        if found and int(found[1]) <= self._inputs:
            return (Input(int(found[1]) - 1),)
        if found:
            self._fail(
                self._column(node),
                "{name} at column {column} of the formula “{formula}” does not exist: "
                "the last input is x{inputs}. Use fewer, or add inputs.",
                name=name,
                inputs=self._inputs,
            )
        if name in ONE_ARGUMENT or name in TWO_OR_MORE:
            self._fail(
                self._column(node),
                "{name} at column {column} of the formula “{formula}” is a function. "
                "Write {name}(…).",
                name=name,
            )
        self._unknown_name(node, name)

    def _call(self, node: ast.Call, level: int) -> Program:
        if not isinstance(node.func, ast.Name):
            if isinstance(node.func, ast.Attribute):
                self._refuse(node.func)
            self._fail_call(node)
        name = node.func.id
        if name not in ONE_ARGUMENT and name not in TWO_OR_MORE:
            if name in CONSTANTS or re.fullmatch(r"x[0-9]+", name):
                self._fail_call(node)
            self._unknown_function(node, name)
        if node.keywords:
            self._refuse(node.keywords[0].value)
        operands = [self._read(argument, level + 1) for argument in node.args]
        if name in ONE_ARGUMENT:
            if len(operands) != 1:
                self._check_decimal_commas()
                self._fail(
                    self._column(node),
                    "{name} at column {column} of the formula “{formula}” takes one number in its "
                    "brackets, not {given}. Write {name}(x1), and decimals with a point.",
                    name=name,
                    given=len(operands),
                )
            return self._apply(node, ONE_ARGUMENT[name], operands)
        if len(operands) < 2:
            self._fail(
                self._column(node),
                "{name} at column {column} of the formula “{formula}” takes two or more numbers in "
                "its brackets, not {given}.",
                name=name,
                given=len(operands),
            )
        program = operands[0]
        for operand in operands[1:]:
            program = self._apply(node, TWO_OR_MORE[name], [program, operand])
        return program

    def _apply(
        self, node: ast.expr, function: Callable[..., Array], operands: list[Program]
    ) -> Program:
        """The operands' instructions and then the function; what is constant is computed now."""
        constants = [part[0].value for part in operands if isinstance(part[0], Push)]
        if len(constants) == len(operands) and all(len(part) == 1 for part in operands):
            with np.errstate(all="ignore"):
                return (Push(self._finite(node, np.float64(function(*constants)))),)
        divisor: int | None = None
        last = operands[-1][0]
        exponent = last.value if len(operands[-1]) == 1 and isinstance(last, Push) else None
        if function is np.divide:
            divisor = 1
            if exponent == 0:
                self._fail(
                    self._column(node),
                    "“{piece}” at column {column} of the formula “{formula}” divides by zero. "
                    "Change the divisor.",
                    piece=self._piece(node),
                )
        elif function is np.power and exponent is not None and exponent < 0:
            divisor = 0
        flat = tuple(instruction for part in operands for instruction in part)
        return (*flat, Apply(function, len(operands), divisor))

    def _finite(self, node: ast.expr, value: np.float64) -> np.float64:
        if not math.isfinite(value):
            self._fail(
                self._column(node),
                "“{piece}” at column {column} of the formula “{formula}” is not a finite number. "
                "Change it.",
                piece=self._piece(node),
            )
        return value

    def _refuse(self, node: ast.expr) -> NoReturn:
        self._fail(
            self._column(node),
            "“{piece}” at column {column} of the formula “{formula}” is not allowed. Use numbers, "
            "x1 to x{inputs}, pi, e, + - * / **, brackets and functions such as sin(x1).",
            piece=self._piece(node),
            inputs=self._inputs,
        )

    def _unknown_name(self, node: ast.expr, name: str) -> NoReturn:
        inputs = [f"x{index}" for index in range(1, min(self._inputs, 99) + 1)]
        self._fail(
            self._column(node),
            "The name {name} at column {column} of the formula “{formula}” is not known. "
            "Use names such as {known}.{hint}",
            name=short(name),
            known=", ".join([*inputs[:3], "pi", "e"]),
            hint=did_you_mean(name.casefold(), [*inputs, *CONSTANTS]),
        )

    def _unknown_function(self, node: ast.expr, name: str) -> NoReturn:
        functions = sorted([*ONE_ARGUMENT, *TWO_OR_MORE])
        self._fail(
            self._column(node),
            "The function {name} at column {column} of the formula “{formula}” is not known. "
            "Use one of {known}.{hint}",
            name=short(name),
            known=", ".join(functions),
            hint=did_you_mean(name.casefold(), functions),
        )

    def _fail_call(self, node: ast.Call) -> NoReturn:
        self._fail(
            self._column(node),
            "“{piece}” at column {column} of the formula “{formula}” is not a function. "
            "To multiply, write {piece}*(…).",
            piece=node.func.id if isinstance(node.func, ast.Name) else "(…)",
        )

    def _fail_deep(self) -> NoReturn:
        raise InputError(
            "The formula “{formula}” is nested too deeply or has too many terms. "
            "Give at most {most} levels.",
            formula=self._formula,
            most=MOST_LEVELS,
        ) from None

    def _fail(self, column: int, template: str, **values: object) -> NoReturn:
        raise InputError(template, formula=self._formula, column=column, **values) from None

    def _column(self, node: ast.expr) -> int:
        return self._characters(node.col_offset) + 1 + self._shift

    def _piece(self, node: ast.expr) -> str:
        start, end = node.col_offset, node.end_col_offset or node.col_offset
        return short(self._text[self._characters(start) : self._characters(end)])

    def _characters(self, utf8_offset: int) -> int:
        """Python counts columns in bytes of UTF-8; people count characters."""
        return len(self._text.encode()[:utf8_offset].decode())
