"""Arithmetic that a person types as f(x1, x2, …), computed in float64 for many samples at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.errors import InputError
from engine.expression_reader import Apply, Input, Program, Push, read, short

MOST_SEARCHED = 8  # divisors, and inputs: a formula is checked while it is typed


@dataclass(frozen=True)
class Expression:
    """A checked formula of x1 … x`inputs`; call it with x (samples, inputs) for y (samples,)."""

    text: str
    inputs: int
    program: Program

    @staticmethod
    def parse(text: str, inputs: int) -> Expression:
        """Read a formula; InputError says what is not allowed in it, at which column, from 1."""
        return Expression(text, inputs, read(text, inputs))

    def __call__(self, x: Array) -> Array:
        """The formula's value for each row of x; InputError names the first row without one."""
        values, _ = self._run(x)
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            raise InputError(
                "The formula “{formula}” gives no finite number at {place}. "
                "Change the formula or the range.",
                formula=short(self.text),
                place=self._place(x[bad[0]]),
            )
        return values

    def check_range(self, low: float, high: float) -> None:
        """Raise InputError where a division by zero or no finite number is found in [low, high).

        Random samples pass beside the pole of 1/x1. So regular points are tried, 0 among them, and
        where a divisor has both signs, its zero between the two is searched for by halving; where
        it has one sign, as (x1 - 0.3)**2, downhill from its least value.
        """
        points = self._regular_points(low, high)
        _, divisors = self._run(points)
        for number, given in enumerate(divisors):
            divisor = np.broadcast_to(given, len(points))
            zero = self._zero(number, divisor, points)
            if zero is None and number < MOST_SEARCHED and len(self._used()) <= MOST_SEARCHED:
                zero = self._touching(number, divisor, points, low, high)
            if zero is not None:
                zero = np.where(np.abs(zero) < 1e-12 * (high - low), 0.0, zero)
                raise InputError(
                    "The formula “{formula}” divides by zero at {place}. "
                    "Change the formula or the range.",
                    formula=short(self.text),
                    place=self._place(zero),
                )
        self(points)

    def _run(self, x: Array) -> tuple[Array, list[Array]]:
        """The values, and every divisor in the order of the program."""
        stack: list[Array] = []
        divisors: list[Array] = []
        with np.errstate(all="ignore"):
            for instruction in self.program:
                match instruction:
                    case Push(value):
                        stack.append(np.asarray(value))
                    case Input(index):
                        stack.append(x[:, index])
                    case Apply(function, operands, divisor):
                        arguments = stack[-operands:]
                        if divisor is not None:
                            divisors.append(arguments[divisor])
                        stack[-operands:] = [function(*arguments)]
        return np.array(np.broadcast_to(stack[0], len(x)), dtype=np.float64), divisors

    def _used(self) -> list[int]:
        return sorted({part.index for part in self.program if isinstance(part, Input)})

    def _place(self, row: Array) -> str:
        used = self._used()
        named = [f"x{index + 1} = {row[index]:.6g}" for index in used[:4]]
        return ", ".join(named) + (", …" if len(used) > 4 else "")

    def _regular_points(self, low: float, high: float) -> Array:
        axis = np.linspace(low, high, 8, endpoint=False)
        if low <= 0 < high:
            # Sorted by hand: np.unique brings all of numpy.ma along, 30 ms of every start.
            axis = np.sort(axis if 0.0 in axis else np.append(axis, 0.0))
        used = self._used()
        if not used:
            return np.full((1, self.inputs), axis[0])
        if len(used) <= 4:
            grid = np.stack(np.meshgrid(*[axis] * len(used), indexing="ij"), axis=-1)
            choices = grid.reshape(-1, len(used))
        else:  # the whole grid would be too large: all equal, then each input on its own
            along = [np.full((len(axis), len(used)), axis[len(axis) // 2]) for _ in used[:64]]
            for column, block in enumerate(along):
                block[:, column] = axis
            choices = np.vstack([np.repeat(axis[:, None], len(used), axis=1), *along])
        points = np.full((len(choices), self.inputs), axis[0])
        points[:, used] = choices
        return points

    def _zero(self, number: int, divisor: Array, points: Array) -> Array | None:
        """Where the divisor is 0: at a point, or between two points of different sign."""
        exact = np.flatnonzero(divisor == 0)
        if exact.size:
            return points[exact[0]]
        finite = np.isfinite(divisor)
        above, below = (
            np.flatnonzero(finite & (divisor > 0)),
            np.flatnonzero(finite & (divisor < 0)),
        )
        if not (above.size and below.size):
            return None
        plus, minus = points[above[0]], points[below[0]]
        size = max(abs(divisor[above[0]]), abs(divisor[below[0]]))
        value, middle = size, plus
        for _ in range(80):
            middle = plus + (minus - plus) / 2
            value = float(np.ravel(self._run(middle[None, :])[1][number])[0])
            if value > 0:
                plus = middle
            else:
                minus = middle
        # A jump (sign, floor) or a pole changes sign as well, but does not come near 0.
        return middle if abs(value) <= 1e-6 * size else None

    def _touching(
        self, number: int, divisor: Array, points: Array, low: float, high: float
    ) -> Array | None:
        """Where a divisor comes down to 0 between the points without changing its sign."""
        sizes = np.where(np.isfinite(divisor), np.abs(divisor), np.inf)
        start = here = points[np.argmin(sizes)]
        least = first = float(sizes.min())
        used, whole = self._used(), high - low
        rows, columns = np.arange(2 * len(used)), np.repeat(used, 2)
        step = whole / 8
        while step > 1e-17 * whole and least > 0:
            if step < 1e-5 * whole and least > 0.1 * first:
                return None  # a valley, but with a floor
            around = np.repeat(here[None, :], len(rows), axis=0)
            around[rows, columns] += np.where(rows % 2, step, -step)
            around = np.clip(around, low, high)
            values = np.abs(np.broadcast_to(self._run(around)[1][number], len(rows)))
            best = int(np.argmin(np.where(np.isfinite(values), values, np.inf)))
            if values[best] < least:
                here, least = around[best], float(values[best])
            else:
                step /= 2
        # At an end of the range it may fall for ever, as exp(-500*x1), and never be 0.
        ends = 1e-9 * whole
        inside = (here == start) | ((here > low + ends) & (here < high - ends))
        return here if least <= 1e-12 * first and bool(inside.all()) else None
