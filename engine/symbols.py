"""The symbols of an equation with the numbers that are shown, and the equation as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.formula import Hue, Node, Part, Quantity
from engine.shown import Shown


@dataclass(frozen=True)
class Column:
    """One term of an equation: what it is, what it comes to, and how far it is.

    ``expression``: in symbols, and with the numbers put in. ``value``: what it comes to; None: not
    yet. ``of``: the unit, weight or bias that it is about. ``averaged``: it belongs to the mean
    over the batch.
    """

    expression: Node
    value: float | None
    of: Part | None = None
    current: bool = False
    averaged: bool = False


@dataclass(frozen=True)
class Closing:
    """The formula that an equation belongs to, as far as its numbers are known."""

    left: Quantity
    expression: Node
    assigned: bool = False


@dataclass(frozen=True)
class Equation:
    """``left`` = the sum of the columns; each column has its own result. ``left`` None: the columns
    are no sum, only things that are given.

    ``total``: the running sum as far as it is shown, or the value itself once it is reached
    (``whole``). ``note`` says in words what the total is. ``samples``: how many samples the
    averaged columns are the mean of. ``assigned``: the result replaces the left side (w ← w + Δ).
    ``sums``: the running sums that may be the widest, shown or not, so that room can be kept.
    """

    left: Quantity | None
    columns: tuple[Column, ...]
    total: float | None
    whole: bool
    note: str = ""
    note_values: tuple[tuple[str, object], ...] = ()
    closing: Closing | None = None
    samples: int = 1
    assigned: bool = False
    sums: tuple[float, ...] = ()


def z_of(shown: Shown, layer: int, unit: int) -> Quantity:
    """z of a unit."""
    return Quantity("z", shown.z(layer)[unit], layer, (unit + 1,), of=Part(layer, unit))


def a_of(shown: Shown, layer: int, unit: int) -> Quantity:
    """a of a unit; of layer 0 an input, of the last layer a prediction ŷ."""
    value, sub = shown.a(layer)[unit], (unit + 1,)
    if layer == 0:
        return Quantity("x", value, 0, sub, of=Part(0, unit))
    return Quantity("a", value, layer, sub, Hue.FORWARD, Part(layer, unit))


def y_hat(shown: Shown, unit: int) -> Quantity:
    """The prediction of an output."""
    sub = (unit + 1,) if shown.outline.sizes[-1] > 1 else ()
    layer = shown.layers
    return Quantity("ŷ", shown.a(layer)[unit], 0, sub, Hue.FORWARD, Part(layer, unit))


def y_of(shown: Shown, unit: int) -> Quantity:
    """The target of an output."""
    sub = (unit + 1,) if shown.outline.sizes[-1] > 1 else ()
    y = shown.y()
    return Quantity("y", None if y is None else y[unit], 0, sub, of=Part(shown.layers, unit))


def delta_of(shown: Shown, layer: int, unit: int) -> Quantity:
    """δ of a unit."""
    value = shown.delta(layer)[unit]
    return Quantity("δ", value, layer, (unit + 1,), Hue.BACKWARD, Part(layer, unit))


def w_of(shown: Shown, layer: int, unit: int, source: int | None, value: float) -> Quantity:
    """A weight, or a bias (source None), with the value that the formula takes."""
    if source is None:
        return Quantity("b", value, layer, (unit + 1,), of=Part(layer, unit, bias=True))
    sub = (unit + 1, source + 1)
    return Quantity("w", value, layer, sub, Hue.WEIGHT, Part(layer, unit, source))


def derivative(of: Quantity, value: float | None, letter: str = "L") -> Quantity:
    """∂L/∂of."""
    return Quantity(letter, value, 0, (), Hue.BACKWARD, of.of, over=of)


def slope_of(shown: Shown, layer: int, unit: int) -> Quantity:
    """f′(z) of a unit."""
    of = Part(layer, unit)
    z = replace(z_of(shown, layer, unit), value=None)
    return Quantity("f′", shown.slope(layer, unit), 0, (), Hue.PLAIN, of, argument=z)
