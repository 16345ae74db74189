"""JSON values with their place in the file, so that a wrong one can be named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, cast

import numpy as np

from engine.arrays import Array, Mask
from engine.errors import InputError, did_you_mean, quoted
from engine.state import Shape

DEEPEST = 100  # lists and objects inside one another, in what is kept as it is


class Doubled(dict[str, object]):
    """An object in which the key ``twice`` stands twice; whoever reads it says where."""

    twice: str


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object from its pairs, for json.loads."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    doubled = Doubled(made)
    doubled.twice = next(key for key, _ in pairs if key in seen or seen.add(key))
    return doubled


@dataclass(frozen=True)
class Reader:
    """A JSON value and ``where`` it stands ("layers[1].units"); "" is the whole file.

    Every method raises InputError, with the place in its sentence, where the value is not what is
    asked for.
    """

    value: object
    where: str = ""

    def __contains__(self, key: str) -> bool:
        return key in self.mapping()

    def get(self, key: str) -> object:
        """The value under a key, None without one."""
        return self.mapping().get(key)

    def child(self, key: str) -> Reader:
        """The value under a key that must be there."""
        values = self.mapping()
        where = _inside(self.where, key)
        if key not in values:
            raise InputError("{where} is missing; add it.", where=where)
        return Reader(values[key], where)

    def mapping(self) -> Mapping[str, object]:
        """The value as an object."""
        value = self.value
        if not isinstance(value, dict):
            self._wrong("an object { … }")
        if isinstance(value, Doubled):
            raise InputError(
                "{place} the key {key} twice; keep one.",
                place=f"{self.where} has" if self.where else "The file has",
                where=_inside(self.where, value.twice),
                key=quoted(value.twice),
            )
        return cast("dict[str, object]", value)

    def items(self) -> Sequence[object]:
        """The value as a list."""
        if not isinstance(self.value, list):
            self._wrong("a list [ … ]")
        return cast("list[object]", self.value)

    def readers(self) -> Iterator[Reader]:
        """The entries of a list, each with its place."""
        for index, item in enumerate(self.items()):
            yield Reader(item, f"{self.where}[{index}]")

    def kept(self) -> object:
        """The value as it is, once it is known that it can be written again."""
        left = [(self, 1)]
        while left:
            item, depth = left.pop()
            if depth > DEEPEST:
                raise InputError("{where} is nested too deeply; make it flatter.", where=self.where)
            if isinstance(item.value, dict):
                left += [(item.child(key), depth + 1) for key in item.mapping()]
            elif isinstance(item.value, list):
                left += [(entry, depth + 1) for entry in item.readers()]
            elif isinstance(item.value, float):
                item.number_value()
        return self.value

    def only(self, keys: Sequence[str], hint: str = "") -> None:
        """Refuse keys that are not among these."""
        for key in self.mapping():
            if key not in keys:
                raise InputError(
                    "{place} the unknown key {key}.{meant}{hint}",
                    place=f"{self.where} has" if self.where else "The file has",
                    where=_inside(self.where, key),
                    key=quoted(key),
                    meant=did_you_mean(key, tuple(keys)),
                    hint=f" {hint}" if hint else "",
                )

    def text(self, key: str, default: str) -> str:
        """The text under a key."""
        return self.child(key).text_value() if key in self else default

    def text_value(self) -> str:
        """The value as text."""
        if not isinstance(self.value, str):
            self._wrong('text in quotes "…"')
        return self.value

    def count(self, low: int, high: int) -> int:
        """The value as a whole number from low to high."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self._wrong("a whole number")
        if not low <= self.value <= high:
            raise InputError(
                "{where} is {value}; it must be a whole number from {low} to {high}.",
                where=self.where,
                value=quoted(self.value),
                low=low,
                high=high,
            )
        return self.value

    def number(self, key: str, default: float) -> float:
        """The finite number under a key."""
        return self.child(key).number_value() if key in self else default

    def number_value(self) -> float:
        """The value as a finite number; a boolean is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            self._wrong("a number")
        try:
            value = float(self.value)
        except OverflowError:  # a whole number of over 308 digits
            value = math.inf
        if not math.isfinite(value):
            raise InputError("{where} is not a finite number; give a finite one.", where=self.where)
        return value

    def row(self, length: int | None = None) -> Array:
        """The value as a row of finite numbers, of a length if one is given."""
        items = self.items()
        if length is not None and len(items) != length:
            raise InputError(
                "{where} has {found} numbers; here {length} are needed.",
                where=self.where,
                found=len(items),
                length=length,
            )
        # Most rows are all floats, and there may be ten million numbers.
        if all(type(item) is float for item in items):
            row = np.array(items, dtype=np.float64)
            if np.isfinite(row).all():
                return row
        return np.array([reader.number_value() for reader in self.readers()], dtype=np.float64)

    def matrix(self, shape: tuple[int, int]) -> Array:
        """The value as rows of finite numbers, (rows, columns)."""
        self._rows(shape[0])
        rows = [reader.row(shape[1]) for reader in self.readers()]
        return np.array(rows, dtype=np.float64).reshape(shape)

    def vector(self, shape: Shape) -> Array:
        """{"W": [layer][j][k], "b": [layer][j]} as a flat vector (P,); other keys are not looked
        at.
        """
        theta = np.zeros(shape.count)
        W, b = self.child("W"), self.child("b")
        W._rows(shape.layers)
        b._rows(shape.layers)
        for view, item in zip(shape.weights(theta), W.readers(), strict=True):
            view[...] = item.matrix((view.shape[0], view.shape[1]))
        for view, item in zip(shape.biases(theta), b.readers(), strict=True):
            view[...] = item.row(view.size)
        return theta

    def marks(self, shape: Shape) -> Mask:
        """The same of true and false."""
        return Reader(_numbers(self), self.where).vector(shape) != 0.0

    def _rows(self, rows: int) -> None:
        found = len(self.items())
        if found != rows:
            raise InputError(
                "{where} has {found} entries; the network needs {rows} here.",
                where=self.where,
                found=found,
                rows=rows,
            )

    def _wrong(self, wanted: str) -> NoReturn:
        raise InputError(
            "{where} is {value}; it must be {wanted}.",
            where=self.where or "The file",
            value=quoted(self.value),
            wanted=wanted,
        )


def _inside(where: str, key: str) -> str:
    """The place of a key."""
    return f"{where}.{key}" if where else key


def _numbers(item: Reader) -> object:
    """Booleans as numbers; anything else in their place is an error."""
    if isinstance(item.value, dict):
        return {key: _numbers(item.child(key)) for key in item.mapping()}
    if isinstance(item.value, list):
        return [_numbers(entry) for entry in item.readers()]
    if not isinstance(item.value, bool):
        raise InputError(
            "{where} is {value}; write true or false.",
            where=item.where,
            value=quoted(item.value),
        )
    return float(item.value)
