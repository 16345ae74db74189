"""Reads a formula that a person typed into instructions, and says which part of it cannot be read.

Nothing of the text is ever run: the tree that Python's parser makes of it is copied into
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
from engine.errors import InputError, did_you_mean
from engine.expression_text import Text, short

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


class _Reader:
    """Copies the tree of one text into instructions, or says which part is not allowed."""

    def __init__(self, text: str, inputs: int) -> None:
        self._text, self._inputs = Text(text), inputs

    def program(self) -> Program:
        try:
            return self._read(self._text.tree(), 1)
        except (RecursionError, MemoryError):
            self._fail_deep()

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
                self._text.check_decimal_commas()
                self._text.fail_at(
                    node,
                    "The comma in “{piece}” at column {column} of the formula “{formula}” is not "
                    "allowed. Write decimals with a point.",
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
            self._text.fail_at(
                node,
                "{name} at column {column} of the formula “{formula}” does not exist: "
                "the last input is x{inputs}. Use fewer, or add inputs.",
                name=name,
                inputs=self._inputs,
            )
        if name in ONE_ARGUMENT or name in TWO_OR_MORE:
            self._text.fail_at(
                node,
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
                self._text.check_decimal_commas()
                self._text.fail_at(
                    node,
                    "{name} at column {column} of the formula “{formula}” takes one number in its "
                    "brackets, not {given}. Write {name}(x1), and decimals with a point.",
                    name=name,
                    given=len(operands),
                )
            return self._apply(node, ONE_ARGUMENT[name], operands)
        if len(operands) < 2:
            self._text.fail_at(
                node,
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
                self._text.fail_at(
                    node,
                    "“{piece}” at column {column} of the formula “{formula}” divides by zero. "
                    "Change the divisor.",
                )
        elif function is np.power and exponent is not None and exponent < 0:
            divisor = 0
        flat = tuple(instruction for part in operands for instruction in part)
        return (*flat, Apply(function, len(operands), divisor))

    def _finite(self, node: ast.expr, value: np.float64) -> np.float64:
        if not math.isfinite(value):
            self._text.fail_at(
                node,
                "“{piece}” at column {column} of the formula “{formula}” is not a finite number. "
                "Change it.",
            )
        return value

    def _refuse(self, node: ast.expr) -> NoReturn:
        self._text.fail_at(
            node,
            "“{piece}” at column {column} of the formula “{formula}” is not allowed. Use numbers, "
            "x1 to x{inputs}, pi, e, + - * / **, brackets and functions such as sin(x1).",
            inputs=self._inputs,
        )

    def _unknown_name(self, node: ast.expr, name: str) -> NoReturn:
        inputs = [f"x{index}" for index in range(1, min(self._inputs, 99) + 1)]
        self._text.fail_at(
            node,
            "The name {name} at column {column} of the formula “{formula}” is not known. "
            "Use names such as {known}.{hint}",
            name=short(name),
            known=", ".join([*inputs[:3], "pi", "e"]),
            hint=did_you_mean(name.casefold(), [*inputs, *CONSTANTS]),
        )

    def _unknown_function(self, node: ast.expr, name: str) -> NoReturn:
        functions = sorted([*ONE_ARGUMENT, *TWO_OR_MORE])
        self._text.fail_at(
            node,
            "The function {name} at column {column} of the formula “{formula}” is not known. "
            "Use one of {known}.{hint}",
            name=short(name),
            known=", ".join(functions),
            hint=did_you_mean(name.casefold(), functions),
        )

    def _fail_call(self, node: ast.Call) -> NoReturn:
        self._text.fail_at(
            node,
            "“{piece}” at column {column} of the formula “{formula}” is not a function. "
            "To multiply, write {piece}*(…).",
            piece=node.func.id if isinstance(node.func, ast.Name) else "(…)",
        )

    def _fail_deep(self) -> NoReturn:
        raise InputError(
            "The formula “{formula}” is nested too deeply or has too many terms. "
            "Give at most {most} levels.",
            formula=self._text.quoted,
            most=MOST_LEVELS,
        ) from None
