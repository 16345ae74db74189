"""The losses of one sample and their slopes, typeset: outputs j = 1 … n, target y, prediction ŷ."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from gui.math_boxes import (
    Box,
    Fenced,
    Fraction,
    Glyphs,
    Scripts,
    Space,
    Style,
    Tagged,
    function,
    operator,
    row,
    symbol,
    words,
)

CHANGED = "changed"
"""The tag of a part in which a formula differs from the one that it is shown beside."""

MINUS = "−"
THIN = Space(0.13)
Y, PREDICTED = symbol("y", "j"), symbol("y", "j", hat=True)
RESIDUAL = row(Y, operator(MINUS), PREDICTED)
_SIZE = row(Glyphs("|"), RESIDUAL, Glyphs("|"))
_D = Glyphs("d", style=Style.ITALIC)
_ONE_BY_N = Fraction(Glyphs("1"), Glyphs("n", style=Style.ITALIC))
_TWO_BY_N = Fraction(Glyphs("2"), Glyphs("n", style=Style.ITALIC))
_SIGN = function("sign", RESIDUAL, style=Style.UPRIGHT)
_SUM = row(Scripts(Glyphs("Σ"), Glyphs("j", style=Style.ITALIC)), THIN)


def loss_box(name: str, *, marked: bool = False) -> Box:
    """What L of one sample is; ``marked``: with its factor tagged."""
    return _LOSSES[name][0](marked)


def slope_box(name: str, *, marked: bool = False) -> Box:
    """What ∂L/∂ŷ of one output is; ``marked``: with its factor tagged."""
    return _LOSSES[name][1](marked)


def _square(factor: Box | None, marked: bool) -> Box:
    squared = Scripts(Fenced(RESIDUAL), sup=Glyphs("2"))
    return row(*_factor(factor, marked), _SUM, squared)


def _residual(factor: Box | None, marked: bool) -> Box:
    return row(Glyphs(MINUS), *_factor(factor, marked), Fenced(RESIDUAL))


def _factor(factor: Box | None, marked: bool) -> tuple[Box, ...]:
    if factor is None:
        return ()
    return Tagged(factor, CHANGED) if marked else factor, THIN


def _huber() -> Box:
    near = row(Glyphs("½"), THIN, Scripts(Fenced(RESIDUAL), sup=Glyphs("2")))
    half = row(_SIZE, operator(MINUS), Glyphs("½"), THIN, _D)
    return row(_SUM, near, _else(), _D, THIN, Fenced(half))


def _huber_slope() -> Box:
    return row(Glyphs(MINUS), Fenced(RESIDUAL), _else(), Glyphs(MINUS), _D, THIN, _SIGN)


def _else() -> Box:
    small = row(_SIZE, operator("≤"), _D)
    return row(words(f" {_tr('where')} "), small, words(f", {_tr('else')} "))


def _binary() -> Box:
    first = row(Y, THIN, _ln(PREDICTED))
    second = row(Fenced(_one_minus(Y)), THIN, _ln(_one_minus(PREDICTED)))
    return row(Glyphs(MINUS), _SUM, Fenced(row(first, operator("+"), second)))


def _binary_slope() -> Box:
    below = row(PREDICTED, THIN, Fenced(_one_minus(PREDICTED)))
    return Fraction(row(PREDICTED, operator(MINUS), Y), below)


def _one_minus(box: Box) -> Box:
    return row(Glyphs("1"), operator(MINUS), box)


def _ln(inside: Box) -> Box:
    return function("ln", inside, style=Style.UPRIGHT)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conventions", text)


_Made = Callable[[bool], Box]
_LOSSES: dict[str, tuple[_Made, _Made]] = {
    "half_squared_error": (lambda m: _square(Glyphs("½"), m), lambda m: _residual(None, m)),
    "squared_error": (lambda m: _square(None, m), lambda m: _residual(Glyphs("2"), m)),
    "mean_squared_error": (lambda m: _square(_ONE_BY_N, m), lambda m: _residual(_TWO_BY_N, m)),
    "mean_absolute_error": (
        lambda _: row(_ONE_BY_N, THIN, _SUM, _SIZE),
        lambda _: row(Glyphs(MINUS), _ONE_BY_N, THIN, _SIGN),
    ),
    "huber": (lambda _: _huber(), lambda _: _huber_slope()),
    "binary_cross_entropy": (lambda _: _binary(), lambda _: _binary_slope()),
    "cross_entropy": (
        lambda _: row(Glyphs(MINUS), _SUM, Y, THIN, _ln(PREDICTED)),
        lambda _: row(Glyphs(MINUS), Fraction(Y, PREDICTED)),
    ),
}
