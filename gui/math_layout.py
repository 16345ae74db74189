"""Measures formulas and paints them: every box has a place, every tag a rectangle.

Distances are in em of the box's own size and follow look.md, "Equation".
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath

from gui.math_boxes import (
    OPERATOR_SPACE,
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
from gui.theme import math_font, ui_font

if TYPE_CHECKING:
    from gui.theme import Theme

AXIS = 0.258
BAR = 0.055
BAR_OVERHANG = 0.10
GAP_ABOVE_BAR = 0.23
GAP_BELOW_BAR = 0.17
SCRIPT = 0.62
RAISED = 0.45
LOWERED = 0.27
SCRIPT_SPACE = 0.04
STACK_GAP = 0.06
BIG_OPERATOR = 1.45
LIMIT_GAP = 0.14
AFTER_BIG_OPERATOR = 0.16
ROOT_GAP = 0.12
ABOVE_ROOT = 0.12
ACCENT_GAP = 0.07
ACCENT_LEAN = 0.05
WORDS = 0.56
LEAST_WORDS = 12
ROW_PITCH = 1.66
_OUTLINE_PX = 1000


class _Run(NamedTuple):
    x: float
    y: float
    text: str
    px: int
    words: bool
    color: str


class _Bar(NamedTuple):
    rect: QRectF
    color: str


class TaggedRect(NamedTuple):
    """Where a tagged box lies, relative to the formula's origin (left end of the baseline)."""

    tag: Hashable
    rect: QRectF


class Laid(NamedTuple):
    """A formula measured for one size. Ascent and descent are those of its ink; y goes down.

    ``overhang`` is how far the last letter leans over its width to the right.
    """

    px: int
    width: float
    ascent: float
    descent: float
    overhang: float
    tags: tuple[TaggedRect, ...]
    runs: tuple[_Run, ...]
    bars: tuple[_Bar, ...]

    def rect(self) -> QRectF:
        """What the formula covers, relative to its origin."""
        return QRectF(0, -self.ascent, self.width + self.overhang, self.ascent + self.descent)

    def paint(self, painter: QPainter, x: float, baseline: float, theme: Theme) -> None:
        """Draw with the left end of the baseline at this point."""
        px = -1
        words = False
        color = ""
        for run in self.runs:
            if run.px != px or run.words != words:
                px, words = run.px, run.words
                painter.setFont(_font(px, words))
            if run.color != color:
                color = run.color
                painter.setPen(theme.color(color))
            painter.drawText(QPointF(x + run.x, baseline + run.y), run.text)
        for bar in self.bars:
            painter.fillRect(bar.rect.translated(x, baseline), theme.color(bar.color))


def measure(box: Box, px: int) -> Laid:
    """Lay a formula out with letters of this size in pixels."""
    part = _lay(box, px)
    runs: list[_Run] = []
    bars: list[_Bar] = []
    tags: list[TaggedRect] = []
    _gather(part, 0.0, 0.0, runs, bars, tags)
    return Laid(
        px,
        part.width,
        part.ascent,
        part.descent,
        part.overhang,
        tuple(tags),
        tuple(runs),
        tuple(bars),
    )


@dataclass(slots=True)
class _Part:
    """A measured box with its parts at their places relative to it."""

    width: float
    ascent: float
    descent: float
    overhang: float = 0.0
    parts: tuple[tuple[float, float, _Part], ...] = ()
    text: str = ""
    px: int = 0
    words: bool = False
    bar: bool = False
    color: str = ""
    tagged: bool = False
    tag: Hashable = None


def _gather(
    part: _Part,
    x: float,
    y: float,
    runs: list[_Run],
    bars: list[_Bar],
    tags: list[TaggedRect],
) -> None:
    """Collect what is to be drawn and where the tags are, of a part at a place and all in it."""
    if part.text:
        runs.append(_Run(x, y, part.text, part.px, part.words, part.color))
    elif part.bar or part.tagged:
        rect = QRectF(x, y - part.ascent, part.width, part.ascent + part.descent)
        if part.bar:
            bars.append(_Bar(rect, part.color))
        else:
            tags.append(TaggedRect(part.tag, rect))
    for dx, dy, child in part.parts:
        _gather(child, x + dx, y + dy, runs, bars, tags)


def _lay(box: Box, px: int) -> _Part:
    match box:
        case Glyphs(text, color, style):
            return _glyphs(text, color, style, px)
        case Row(children):
            return _row([_lay(child, px) for child in children])
        case Scripts():
            return _scripts(box, px)
        case Fraction():
            return _fraction(box, px)
        case Operator(sign, color):
            space = _Part(OPERATOR_SPACE * px, 0.0, 0.0)
            return _row([space, _glyphs(sign, color, Style.UPRIGHT, px), space])
        case Tagged(child, tag):
            inner = _lay(child, px)
            return _around(inner, tag)
        case Phantom(child):
            inner = _lay(child, px)
            return _Part(inner.width, inner.ascent, inner.descent, inner.overhang)
        case Space(em):
            return _Part(em * px, 0.0, 0.0)
        case Accent():
            return _accent(box, px)
        case BigOperator():
            return _big_operator(box, px)
        case Fenced(child, color):
            return _fenced(_lay(child, px), color, px)
        case Root(child, color):
            return _root(_lay(child, px), color, px)


@lru_cache(maxsize=4096)
def _glyphs(text: str, color: str, style: Style, px: int) -> _Part:
    words = style is Style.WORDS
    size = max(LEAST_WORDS, round(WORDS * px)) if words else px
    shown = text if words else styled(text, style)
    ink = _ink(shown, size, words)
    return _Part(
        ink.advance, ink.ascent, ink.descent, ink.overhang, (), shown, size, words, color=color
    )


def _row(children: list[_Part]) -> _Part:
    x = 0.0
    placed: list[tuple[float, float, _Part]] = []
    overhang = 0.0
    for child in children:
        placed.append((x, 0.0, child))
        x += child.width
        overhang = child.overhang
    return _Part(
        x,
        max((child.ascent for child in children), default=0.0),
        max((child.descent for child in children), default=0.0),
        overhang,
        tuple(placed),
    )


def _scripts(box: Scripts, px: int) -> _Part:
    base = _lay(box.base, px)
    small = _script_px(px)
    parts = [(0.0, 0.0, base)]
    width, ascent, descent = base.width, base.ascent, base.descent
    raised, lowered = _script_shifts(base, px)
    sub = None if box.sub is None else _lay(box.sub, small)
    sup = None if box.sup is None else _lay(box.sup, small)
    if sub is not None and sup is not None:
        # Tall scripts (a fraction, parentheses) must not touch: part them evenly.
        overlap = (sup.descent - raised) + (sub.ascent - lowered) + STACK_GAP * px
        raised += max(0.0, overlap) / 2
        lowered += max(0.0, overlap) / 2
    if sub is not None:
        parts.append((base.width + SCRIPT_SPACE * px, lowered, sub))
        width = max(width, base.width + SCRIPT_SPACE * px + sub.width)
        descent = max(descent, lowered + sub.descent)
        ascent = max(ascent, sub.ascent - lowered)
    if sup is not None:
        x = base.width + base.overhang + SCRIPT_SPACE * px
        parts.append((x, -raised, sup))
        width = max(width, x + sup.width)
        ascent = max(ascent, raised + sup.ascent)
        descent = max(descent, sup.descent - raised)
    return _Part(width, ascent, descent, 0.0, tuple(parts))


def _script_shifts(base: _Part, px: int) -> tuple[float, float]:
    """How far scripts go up and down: from the letter's line, or from a tall base's corners."""
    return max(RAISED * px, base.ascent - 0.4 * px), max(LOWERED * px, base.descent - 0.05 * px)


def _fraction(box: Fraction, px: int) -> _Part:
    above, below = _lay(box.above, px), _lay(box.below, px)
    width = max(above.width, below.width) + 2 * BAR_OVERHANG * px
    thickness = max(1.0, BAR * px)
    top = AXIS * px + thickness / 2
    bar = _Part(width, top, thickness - top, bar=True, color=box.color)
    up = top + GAP_ABOVE_BAR * px + above.descent
    down = thickness - top + GAP_BELOW_BAR * px + below.ascent
    return _Part(
        width,
        up + above.ascent,
        down + below.descent,
        0.0,
        (
            (0.0, 0.0, bar),
            ((width - above.width) / 2, -up, above),
            ((width - below.width) / 2, down, below),
        ),
    )


def _accent(box: Accent, px: int) -> _Part:
    base = _lay(box.base, px)
    mark = _ink(box.mark, px, False)
    part = _glyphs(box.mark, box.color, Style.UPRIGHT, px)
    # The foot of the mark (its descent is negative: it floats) close above the letter, and
    # to the right, because the letter leans.
    up = base.ascent + ACCENT_GAP * px + mark.descent
    x = (base.width - mark.advance) / 2 + ACCENT_LEAN * px
    ascent = up + mark.ascent
    return _Part(
        base.width, ascent, base.descent, base.overhang, ((0.0, 0.0, base), (x, -up, part))
    )


def _big_operator(box: BigOperator, px: int) -> _Part:
    sign = _glyphs(box.sign, box.color, Style.UPRIGHT, round(BIG_OPERATOR * px))
    small = _script_px(px)
    under = None if box.under is None else _lay(box.under, small)
    over = None if box.over is None else _lay(box.over, small)
    width = max(part.width for part in (sign, under, over) if part is not None)
    drop = (sign.ascent - sign.descent) / 2 - AXIS * px
    ascent, descent = sign.ascent - drop, sign.descent + drop
    parts = [((width - sign.width) / 2, drop, sign)]
    if under is not None:
        down = descent + LIMIT_GAP * px + under.ascent
        parts.append(((width - under.width) / 2, down, under))
        descent = down + under.descent
    if over is not None:
        up = ascent + LIMIT_GAP * px + over.descent
        parts.append(((width - over.width) / 2, -up, over))
        ascent = up + over.ascent
    return _Part(width + AFTER_BIG_OPERATOR * px, ascent, descent, 0.0, tuple(parts))


def _fenced(inner: _Part, color: str, px: int) -> _Part:
    """Parentheses of the text's size as long as they cover the inside nearly, else larger ones."""
    plain = _ink("(", px, False)
    half = max(inner.ascent - AXIS * px, inner.descent + AXIS * px)
    own = (plain.ascent + plain.descent) / 2
    size = px if half <= 1.45 * own else round(px * half / own)
    left = _glyphs("(", color, Style.UPRIGHT, size)
    right = _glyphs(")", color, Style.UPRIGHT, size)
    drop = (left.ascent - left.descent) / 2 - AXIS * px if size != px else 0.0
    lean = inner.overhang
    return _Part(
        left.width + inner.width + lean + right.width,
        max(left.ascent - drop, inner.ascent),
        max(left.descent + drop, inner.descent),
        0.0,
        (
            (0.0, drop, left),
            (left.width, 0.0, inner),
            (left.width + inner.width + lean, drop, right),
        ),
    )


def _root(inner: _Part, color: str, px: int) -> _Part:
    """The sign, as high as the box, and a bar from its top over the box."""
    plain = _ink("√", px, False)
    wanted = inner.ascent + inner.descent + ROOT_GAP * px
    size = max(round(0.8 * px), round(px * wanted / (plain.ascent + plain.descent)))
    sign = _glyphs("√", color, Style.UPRIGHT, size)
    top = inner.ascent + ROOT_GAP * px
    thickness = max(1.0, BAR * px)
    bar = _Part(inner.width + inner.overhang, top, thickness - top, bar=True, color=color)
    x = sign.width + sign.overhang
    return _Part(
        x + inner.width + inner.overhang,
        top + ABOVE_ROOT * px,
        max(inner.descent, sign.ascent + sign.descent - top),
        0.0,
        ((0.0, sign.ascent - top, sign), (x, 0.0, bar), (x, 0.0, inner)),
    )


def _around(inner: _Part, tag: Hashable) -> _Part:
    return _Part(
        inner.width,
        inner.ascent,
        inner.descent,
        inner.overhang,
        ((0.0, 0.0, inner),),
        tagged=True,
        tag=tag,
    )


def _script_px(px: int) -> int:
    return max(1, round(SCRIPT * px))


class _Ink(NamedTuple):
    advance: float
    ascent: float
    descent: float
    overhang: float


def _ink(text: str, px: int, words: bool) -> _Ink:
    """How far the drawn letters reach, in pixels: positive ascents are above the baseline."""
    advance, ascent, descent, overhang = _outline(text, words)
    scale = px / _OUTLINE_PX
    return _Ink(advance * scale, ascent * scale, descent * scale, overhang * scale)


@lru_cache(maxsize=4096)
def _outline(text: str, words: bool) -> _Ink:
    # From the outlines: QFontMetricsF.tightBoundingRect gives whole pixels and the baseline too.
    font = _font(_OUTLINE_PX, words)
    path = QPainterPath()
    path.addText(0.0, 0.0, font, text)
    tight = path.boundingRect()
    advance = QFontMetricsF(font).horizontalAdvance(text)
    return _Ink(advance, -tight.top(), tight.bottom(), max(0.0, tight.right() - advance))


@lru_cache(maxsize=64)
def _font(px: int, words: bool) -> QFont:
    return ui_font(px) if words else math_font(px)


_LATIN_ITALIC = {
    **{chr(ord("A") + i): chr(0x1D434 + i) for i in range(26)},
    **{chr(ord("a") + i): chr(0x1D44E + i) for i in range(26)},
    "h": "ℎ",
}
_GREEK_ITALIC = {
    **{chr(ord("Α") + i): chr(0x1D6E2 + i) for i in range(25) if i != 17},
    **{chr(ord("α") + i): chr(0x1D6FC + i) for i in range(25)},
}
_BOLD = {
    **{chr(ord("A") + i): chr(0x1D400 + i) for i in range(26)},
    **{chr(ord("a") + i): chr(0x1D41A + i) for i in range(26)},
    **{chr(ord("0") + i): chr(0x1D7CE + i) for i in range(10)},
    **{chr(ord("α") + i): chr(0x1D6C2 + i) for i in range(25)},
}
_STYLES = {
    Style.UPRIGHT: {},
    Style.ITALIC: str.maketrans(_LATIN_ITALIC | _GREEK_ITALIC),
    Style.BOLD: str.maketrans(_BOLD),
}


def styled(text: str, style: Style) -> str:
    """The text in the mathematical-alphanumeric code points of a style."""
    return text.translate(_STYLES[style])
