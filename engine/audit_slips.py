"""What is wrong in each variant of a formula audit, in words, with the formulas that it stands in
and the parameters that it touches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.audit_formulas import Formula, Symbol
from engine.state import Shape


class Slip(NamedTuple):
    """One slip. ``title`` and ``sentence`` are templates for ``values``, to be translated.

    ``formulas`` hold what it should be (``reference``) and what stands there (``other``).
    ``parameters``: indices into θ of those whose gradient changes when this slip alone is mended.
    """

    title: str
    sentence: str
    values: Mapping[str, object]
    formulas: tuple[Formula, ...]
    parameters: tuple[int, ...]


_Where = tuple[tuple[int, int, int | None], ...]  # layer, unit, source, each counted from 1

_PRINTED: tuple[tuple[str, str, tuple[Symbol, ...], _Where], ...] = (
    (
        "δ₁ of layer 1 lacks a path",
        "Unit 1 of layer 1 acts on the loss through both units of layer 2, so its δ is the sum of "
        "two paths; only the one through unit 1 is printed.",
        (Symbol("δ", "1", 1),),
        ((1, 1, 1), (1, 2, 1), (1, 1, None)),
    ),
    (
        "δ₂ of layer 1 lacks a path and takes the wrong weight",
        "Unit 2 of layer 1 has two paths as well; only one is printed, and it joins δ₂ to w₁₂, "
        "which leads into unit 1, instead of to w₂₂.",
        (Symbol("δ", "2", 1),),
        ((1, 1, 2), (1, 2, 2), (1, 2, None)),
    ),
    (
        "w₁₂ and w₂₁ take each other’s δ",
        "The first index of a weight names the unit that it leads into, and its gradient takes the "
        "δ of that unit; in both hidden layers w₁₂ is printed with δ₂ and w₂₁ with δ₁.",
        tuple(Symbol("w", sub, layer) for layer in (2, 1) for sub in ("12", "21")),
        ((2, 1, 2), (2, 2, 1), (1, 1, 2), (1, 2, 1)),
    ),
)

_NO_ONE_POINT = (
    "W of layer {above} is updated before δ of layer {layer} is computed from it, while z and a "
    "come from the forward pass with the old W: the gradient is the derivative at no one point"
)
_LOWEST = f"{_NO_ONE_POINT}."
_INHERITED = f"{_NO_ONE_POINT}, and the layers below inherit that."


def printed_slips(formulas: tuple[Formula, ...], shape: Shape) -> tuple[Slip, ...]:
    """The slips of the article's formulas."""
    by_symbol = {formula.of: formula for formula in formulas}
    return tuple(
        Slip(
            title,
            sentence,
            {},
            tuple(by_symbol[symbol] for symbol in symbols),
            tuple(
                shape.index(layer - 1, unit - 1, None if source is None else source - 1)
                for layer, unit, source in touched
            ),
        )
        for title, sentence, symbols, touched in _PRINTED
    )


def in_place_slips(formulas: tuple[Formula, ...], shape: Shape) -> tuple[Slip, ...]:
    """One for each hidden layer, from the uppermost down: its δ comes through new weights."""
    return tuple(_in_place_slip(formulas, layer) for layer in range(shape.layers - 1, 0, -1))


def _in_place_slip(formulas: tuple[Formula, ...], layer: int) -> Slip:
    reached = [f for f in formulas if f.of.layer is not None and f.of.layer <= layer]
    return Slip(
        "δ of layer {layer} comes through new weights",
        _INHERITED if layer > 1 else _LOWEST,
        {"layer": layer, "above": layer + 1},
        tuple(f for f in reached if f.of.layer == layer and f.differs),
        tuple(f.parameter for f in reached if f.parameter is not None),
    )
