"""Formulas as LaTeX and as plain text, to be copied."""

from __future__ import annotations

import re

from gui.math_boxes import (
    Accent,
    BigOperator,
    Box,
    Fenced,
    Fraction,
    Glyphs,
    Operator,
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Style,
    Tagged,
)

_LATEX = {
    "−": "-",
    "·": r"\cdot",
    "×": r"\times",
    "∂": r"\partial",
    "Σ": r"\sum",
    "←": r"\leftarrow",
    "→": r"\rightarrow",
    "≤": r"\le",
    "≥": r"\ge",
    "≈": r"\approx",
    "∞": r"\infty",
    "½": r"\tfrac{1}{2}",
    "′": "'",
    "√": r"\surd",
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "Δ": r"\Delta",
    "ε": r"\varepsilon",
    "η": r"\eta",
    "θ": r"\theta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "σ": r"\sigma",
    "Φ": r"\Phi",
    "φ": r"\varphi",
    "\u2005": "",
    "%": r"\%",
    "_": r"\_",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
}
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_SUBSCRIPTS = dict(zip("0123456789+−=()jk", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ⱼₖ", strict=True))
_SUPERSCRIPTS = dict(zip("0123456789+−=()jkln", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ʲᵏˡⁿ", strict=True))


def to_latex(box: Box) -> str:
    r"""The formula for LaTeX's mathematics mode: ``\delta_{1}^{(2)} \cdot w_{11}^{(2)}``."""
    match box:
        case Glyphs(text, _, style):
            return _latex_glyphs(text, style)
        case Operator(sign, _):
            return f" {_LATEX.get(sign, sign)} "
        case Row(children):
            return _joined([to_latex(child) for child in children])
        case Scripts(base, sub, sup):
            below = "" if sub is None else f"_{{{to_latex(sub).strip()}}}"
            above = "" if sup is None else f"^{{{to_latex(sup).strip()}}}"
            body = to_latex(base)
            return f"{body if _is_single(base) else f'{{{body}}}'}{below}{above}"
        case Fraction(above, below, _):
            return rf"\frac{{{to_latex(above).strip()}}}{{{to_latex(below).strip()}}}"
        case Accent(base, _, _):
            return rf"\hat{{{to_latex(base)}}}"
        case BigOperator(sign, under, over, _):
            below = "" if under is None else f"_{{{to_latex(under).strip()}}}"
            above = "" if over is None else f"^{{{to_latex(over).strip()}}}"
            return f"{_LATEX.get(sign, sign)}{below}{above} "
        case Root(child, _):
            return rf"\sqrt{{{to_latex(child).strip()}}}"
        case Fenced(child, _):
            return rf"\left({to_latex(child).strip()}\right)"
        case Space():
            return r"\;"
        case Phantom(child):
            return rf"\phantom{{{to_latex(child)}}}"
        case Tagged(child, _):
            return to_latex(child)


def to_text(box: Box) -> str:
    """The formula in one line of Unicode: ∂L/∂a₁⁽¹⁾ = δ₁⁽²⁾ · w₁₁⁽²⁾."""
    match box:
        case Glyphs(text, _, _):
            return text.replace("\u2005", " ")
        case Operator(sign, _):
            return f" {sign} "
        case Row(children):
            return "".join(to_text(child) for child in children)
        case Scripts(base, sub, sup):
            below = "" if sub is None else _raised(to_text(sub), _SUBSCRIPTS, "_")
            above = "" if sup is None else _raised(to_text(sup), _SUPERSCRIPTS, "^")
            return f"{to_text(base)}{below}{above}"
        case Fraction(above, below, _):
            return f"{_grouped(above)}/{_grouped(below)}"
        case Accent(base, _, _):
            return f"{to_text(base)}\u0302"
        case BigOperator(sign, under, over, _):
            below = "" if under is None else f"_{{{to_text(under)}}}"
            above = "" if over is None else f"^{{{to_text(over)}}}"
            return f"{sign}{below}{above} "
        case Root(child, _):
            return f"√{_grouped(child)}"
        case Fenced(child, _):
            return f"({to_text(child)})"
        case Tagged(child, _):
            return to_text(child)
        case Space() | Phantom():
            return " "


def _latex_glyphs(text: str, style: Style) -> str:
    if style is Style.WORDS:
        return rf"\text{{{text}}}"
    written = _joined([_LATEX.get(letter, letter) for letter in text])
    if style is Style.UPRIGHT:
        written = _DECIMAL_COMMA.sub("{,}", written)  # a bare comma has space behind it
    if style is Style.BOLD:
        return rf"\mathbf{{{written}}}"
    if style is Style.UPRIGHT and len(text) > 1 and text.isalpha():
        return rf"\mathrm{{{written}}}"
    return written


def _joined(pieces: list[str]) -> str:
    """Put pieces together; a command (\\partial) needs a space before a letter that follows it."""
    whole = ""
    for piece in pieces:
        command = whole.rpartition("\\")[2]
        if "\\" in whole and command.isalpha() and piece[:1].isalpha():
            whole += " "
        whole += piece
    return whole


def _is_single(box: Box) -> bool:
    match box:
        case Glyphs(text, _, Style.ITALIC | Style.UPRIGHT):
            return len(text.rstrip("′")) == 1 or text.isdigit()
        case Accent() | Fenced() | Root():
            return True
        case _:
            return False


def _raised(text: str, table: dict[str, str], mark: str) -> str:
    """Unicode's small figures where all are there, else the mark with braces."""
    if all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


def _grouped(box: Box) -> str:
    text = to_text(box)
    return f"({text})" if " " in text.strip() else text
