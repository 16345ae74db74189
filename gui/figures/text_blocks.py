"""Title and caption of a figure as lines that fit its width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.errors import InputError
from gui.figures.spec import FigureSpec
from gui.letters import drop, width

TEXT = 15
LEADING = 26
_TITLE, _LONG_TITLE = 20, 17
_MOST = 0.5  # of the height, for what a person wrote
_MOST_MADE = 0.36  # of the height, for what the program writes by itself

Line = list[tuple[str, bool]]
"""(word, bold) pieces."""


class Title(NamedTuple):
    """A title's lines and their letters."""

    px: int
    lines: list[str]

    @property
    def leading(self) -> float:
        """From line to line."""
        return 1.3 * self.px

    @property
    def height(self) -> float:
        """A title of one line takes as much at every size."""
        return 30 + (len(self.lines) - 1) * self.leading


def margin_of(spec: FigureSpec) -> int:
    """Left and right of everything."""
    return round(min(56.0, max(14.0, 0.047 * spec.width)))


def letters_of(spec: FigureSpec) -> int:
    """How large a caption's letters are."""
    return TEXT if spec.width >= 800 else 13 if spec.width >= 480 else 12


def leading_of(spec: FigureSpec) -> float:
    """From one line of the caption to the next."""
    return LEADING * letters_of(spec) / TEXT


def title_of(spec: FigureSpec) -> Title | None:
    """The title in one line, smaller where it must be, or in several."""
    if not spec.title:
        return None
    room = spec.width - 2 * margin_of(spec)
    for px in range(_TITLE, TEXT - 1, -1):
        if width(spec.title, px, True) <= room:
            return Title(px, [spec.title])
    lines = wrapped([(spec.title, True)], room, _LONG_TITLE)
    return Title(_LONG_TITLE, [" ".join(word for word, _ in line) for line in lines])


def caption_lines(spec: FigureSpec, pieces: Line) -> list[Line]:
    """The caption's lines. Of one that the program writes the last sentences are left out where
    they would take too much of a small figure.
    """
    room, px = spec.width - 2 * margin_of(spec), letters_of(spec)
    most = max(1, int(_MOST_MADE * spec.height / leading_of(spec)))
    kept = list(pieces)
    while kept:
        lines = wrapped(kept, room, px)
        if spec.caption is not None or len(lines) <= most:
            return lines
        kept.pop()
    return []


def check_words(spec: FigureSpec) -> None:
    """Refuse words that would cover the figure."""
    written = spec.caption or ""
    high = len(caption_lines(spec, [(written, False)])) * leading_of(spec) if written else 0.0
    title = title_of(spec)
    for what, taken in (("title", title.height if title else 0.0), ("caption", high)):
        if taken > _MOST * spec.height:
            raise InputError(
                "The {what} takes more than half of a figure of {width}x{height}; shorten it, or "
                "make the figure larger.",
                what=what,
                width=spec.width,
                height=spec.height,
            )


def wrapped(pieces: Line, room: float, px: int) -> list[Line]:
    """Lines of (text, bold) pieces, broken between words; within a word that is too long."""
    lines: list[Line] = [[]]
    used = 0.0
    space = width("x x", px) - width("xx", px)
    for text, bold in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                used = 0.0
            words = (cut for word in part.split(" ") for cut in _cut(word, room, px, bold))
            for word in words:
                wide = width(word, px, bold)
                if lines[-1] and used + space + wide > room:
                    lines.append([])
                    used = 0.0
                if lines[-1]:
                    used += space
                lines[-1].append((word, bold))
                used += wide
    return [line for line in lines if line]


def _cut(word: str, room: float, px: int, bold: bool) -> Iterator[str]:
    """A word in parts that fit, of one letter at least."""
    while len(word) > 1 and width(word, px, bold) > room:
        fits = len(word) - 1
        while fits > 1 and width(word[:fits], px, bold) > room:
            fits -= 1
        yield word[:fits]
        word = word[fits:]
    yield word


def baseline(top: float, leading: float, px: int) -> float:
    """Where the baseline of a line of text lies."""
    return top + leading / 2 + drop(px)
