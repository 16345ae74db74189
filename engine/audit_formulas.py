"""The formulas of a backward pass as values, in two variants side by side, and where they differ.

What the variants are is told in `engine.audit`; how a formula is typeset is the window's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from engine.experiment import Experiment
from engine.state import Shape

MOST_TERMS = 2  # a δ with more paths is written with Σ
OUTPUT_SLOPE = "∂L/∂ŷ"
CLOSED_FORM = "ŷ−y"


class Symbol(NamedTuple):
    """One quantity: ``letter`` with ``sub`` below and the layer, counted from 1, above.

    The letter is δ, w, b, a, x or z, or OUTPUT_SLOPE or CLOSED_FORM. ``new``: its value after the
    update that is being made.
    """

    letter: str
    sub: str
    layer: int | None = None
    new: bool = False


Term = tuple[Symbol, ...]  # factors


class Side(NamedTuple):
    """The right side of a formula: a sum of products, times f′ of ``slope`` where there is one.

    ``over``: the letter that a Σ before the one term runs over; empty where all terms stand there.
    """

    terms: tuple[Term, ...]
    slope: Symbol | None = None
    over: str = ""


class Formula(NamedTuple):
    """What δ, or the gradient of a parameter, is in either variant.

    ``of``: the δ, or the parameter whose gradient it is; ``parameter`` is its index into θ, None
    for a δ.
    """

    of: Symbol
    parameter: int | None
    reference: Side
    other: Side

    @property
    def differs(self) -> bool:
        """Whether the variants compute it by different formulas."""
        return self.reference != self.other


class Difference(NamedTuple):
    """What of two sides is not the same: (term, factor) of each, (term, None) for a whole term.

    ``missing``: how many terms the other side lacks.
    """

    reference: frozenset[tuple[int, int | None]]
    other: frozenset[tuple[int, int | None]]
    missing: int


def difference(formula: Formula) -> Difference:
    """Compare the two sides term by term, and factor by factor where they are sums of one form."""
    first, second = formula.reference.terms, formula.other.terms
    places: tuple[set[tuple[int, int | None]], ...] = (set(), set())
    for number in range(max(len(first), len(second))):
        here, there = first[number : number + 1], second[number : number + 1]
        if here == there:
            continue
        if here and there and len(first) == len(second) and len(here[0]) == len(there[0]):
            pairs = enumerate(zip(here[0], there[0], strict=True))
            changed = {(number, factor) for factor, (a, b) in pairs if a != b}
            places[0].update(changed)
            places[1].update(changed)
            continue
        if here:
            places[0].add((number, None))
        if there:
            places[1].add((number, None))
    missing = max(0, len(first) - len(second))
    return Difference(frozenset(places[0]), frozenset(places[1]), missing)


def rule_formulas(experiment: Experiment, parameters: Iterable[int]) -> tuple[Formula, ...]:
    """The chain rule beside what the article prints, for its 2-2-2-1 shape."""
    return _formulas(experiment, parameters, _chain_delta, _printed_delta, printed=True)


def order_formulas(experiment: Experiment, parameters: Iterable[int]) -> tuple[Formula, ...]:
    """Simultaneous updates beside updates in place, for any shape."""
    return _formulas(experiment, parameters, _chain_delta, _in_place_delta, printed=False)


def _formulas(
    experiment: Experiment,
    parameters: Iterable[int],
    reference_delta: _HiddenDelta,
    other_delta: _HiddenDelta,
    *,
    printed: bool,
) -> tuple[Formula, ...]:
    """From the output layer down, each layer's δ and then its parameters, as the article goes."""
    shape, made = experiment.shape, list[Formula]()
    wanted = sorted(parameters)
    for layer in range(shape.layers, 0, -1):
        part = shape.layer_slices[layer - 1]
        places = [_place(shape, layer, p) for p in wanted if part.start <= p < part.stop]
        for unit in sorted({unit for _, unit, _ in places}):
            of = Symbol("δ", _sub(unit), layer)
            if layer == shape.layers:
                side = _output_delta(experiment, unit)
                made.append(Formula(of, None, side, side))
            else:
                sides = (d(shape, layer, unit) for d in (reference_delta, other_delta))
                made.append(Formula(of, None, *sides))
        made += [_gradient(shape, layer, place, printed) for place in places]
    return tuple(made)


def _place(shape: Shape, layer: int, parameter: int) -> tuple[int, int, int | None]:
    """(index into θ, unit, source) of a parameter; units and sources count from 1 here."""
    inputs, units = shape.sizes[layer - 1], shape.sizes[layer]
    local = parameter - shape.layer_slices[layer - 1].start
    if local >= units * inputs:
        return parameter, local - units * inputs + 1, None
    return parameter, local // inputs + 1, local % inputs + 1


def _output_delta(experiment: Experiment, unit: int) -> Side:
    if experiment.loss.delta is not None:
        return Side(((Symbol(CLOSED_FORM, _sub(unit)),),))
    last = len(experiment.layers)
    return Side(((Symbol(OUTPUT_SLOPE, _sub(unit)),),), Symbol("z", _sub(unit), last))


class _HiddenDelta(Protocol):
    def __call__(self, shape: Shape, layer: int, unit: int) -> Side: ...


def _chain_delta(shape: Shape, layer: int, unit: int) -> Side:
    return _paths(shape, layer, unit, new=False)


def _in_place_delta(shape: Shape, layer: int, unit: int) -> Side:
    return _paths(shape, layer, unit, new=True)


def _printed_delta(shape: Shape, layer: int, unit: int) -> Side:
    if layer != 1:
        return _chain_delta(shape, layer, unit)
    # One path for each unit of layer 1: δ₁w₁₁ and δ₂w₁₂.
    path = (Symbol("δ", _sub(unit), 2), Symbol("w", _sub(1, unit), 2))
    return Side((path,), Symbol("z", _sub(unit), 1))


def _paths(shape: Shape, layer: int, unit: int, *, new: bool) -> Side:
    """Σ_j δ_j w_jk f′(z_k), from the layer above."""
    above, slope = layer + 1, Symbol("z", _sub(unit), layer)
    count = shape.sizes[above]
    if count > MOST_TERMS:
        sub = f"j{_sub(unit)}" if unit < 10 else f"j,{unit}"
        return Side(((Symbol("δ", "j", above), Symbol("w", sub, above, new)),), slope, "j")
    terms = tuple(
        (Symbol("δ", _sub(j), above), Symbol("w", _sub(j, unit), above, new))
        for j in range(1, count + 1)
    )
    return Side(terms, slope)


def _gradient(
    shape: Shape, layer: int, place: tuple[int, int, int | None], printed: bool
) -> Formula:
    """∂L/∂w_jk = δ_j a_k, ∂L/∂b_j = δ_j."""
    parameter, unit, source = place
    delta = Symbol("δ", _sub(unit), layer)
    if source is None:
        side = Side(((delta,),))
        return Formula(Symbol("b", _sub(unit), layer), parameter, side, side)
    below = Symbol("x", _sub(source)) if layer == 1 else Symbol("a", _sub(source), layer - 1)
    swapped = printed and layer < shape.layers
    # The article gives each weight the δ of its source's number.
    taken = Symbol("δ", _sub(source), layer) if swapped else delta
    return Formula(
        Symbol("w", _sub(unit, source), layer),
        parameter,
        Side(((delta, below),)),
        Side(((taken, below),)),
    )


def _sub(*numbers: int) -> str:
    return ("," if max(numbers) > 9 else "").join(str(number) for number in numbers)
