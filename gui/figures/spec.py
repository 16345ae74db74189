"""What a figure shall show and how: everything but the moment itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import category

from engine.annotation import Annotation
from engine.errors import InputError, did_you_mean, quoted
from gui.numbers import NumberFormat
from gui.theme import DARK, LIGHT, PRINT, Theme

PANELS = ("topology", "equations", "loss", "weights")
THEMES = {theme.name: theme for theme in (PRINT, LIGHT, DARK)}
SIZE = (1200, 800)
LEAST_SIDE, MOST_SIDE = 160, 8192
SCALES = (1, 2, 3, 4)

_NOT_WRITTEN = ("Cc", "Cs", "Cn")  # controls, surrogates, what is no letter

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FigureSpec:
    """The choices of one figure.

    ``rows``: names of PANELS, row by row. ``caption`` None: written from the moment; "" for none.
    ``theme``: a name of THEMES. ``numbers``: a figure has a decimal sign of its own, so that it is
    the same on every machine. ``sample``: which row of the batch is shown, from 0.
    """

    rows: Rows = (("topology",), ("equations",))
    title: str = ""
    caption: str | None = None
    theme: str = PRINT.name
    width: int = SIZE[0]
    height: int = SIZE[1]
    numbers: NumberFormat = field(default_factory=NumberFormat)
    annotations: tuple[Annotation, ...] = ()

    @property
    def colors(self) -> Theme:
        """The theme itself."""
        return THEMES[self.theme]

    @property
    def panels(self) -> tuple[str, ...]:
        """All panels, in the order of reading."""
        return tuple(name for row in self.rows for name in row)


def written(text: str) -> str:
    """What a person wrote, as it can stand in every file: no letter that XML refuses, no half of a
    letter, no space that is not seen. Lines stay lines.
    """
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    kept = ("".join(c for c in line if category(c) not in _NOT_WRITTEN) for line in lines)
    return "\n".join(" ".join(line.split()) for line in kept).strip()


def rows_of(text: str) -> Rows:
    """Panels as they are written on a command line: "topology,equations/loss,weights". A slash
    begins a new row. InputError names what is no panel, or stands twice.
    """
    rows = tuple(tuple(name.strip() for name in row.split(",")) for row in text.split("/"))
    seen: set[str] = set()
    for name in (name for row in rows for name in row):
        if name not in PANELS:
            raise InputError(
                "There is no panel {name}; there are {panels}.{hint}",
                name=quoted(name),
                panels=", ".join(PANELS),
                hint=did_you_mean(name, PANELS),
            )
        if name in seen:
            raise InputError("The panel {name} is named twice; name it once.", name=name)
        seen.add(name)
    return rows


def text_of(rows: Rows) -> str:
    """The same panels as text."""
    return "/".join(",".join(row) for row in rows)


def size_of(text: str) -> tuple[int, int]:
    """Width and height in pixels from "1200x800"; InputError where they are none that can be
    drawn.
    """
    width, cross, height = text.strip().lower().replace("×", "x").partition("x")
    if not (cross and width.isascii() and height.isascii()):
        width = height = ""
    if not (width.isdigit() and height.isdigit() and len(width) < 7 and len(height) < 7):
        raise InputError(
            "The size is {size}; write width and height in pixels, as in 1200x800.",
            size=quoted(text),
        )
    check_size(int(width), int(height))
    return int(width), int(height)


def check_size(width: int, height: int) -> None:
    """Refuse sizes that cannot be drawn or read."""
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise InputError(
            "The size is {width}x{height}; a figure's sides are {least} to {most} pixels.",
            width=width,
            height=height,
            least=LEAST_SIDE,
            most=MOST_SIDE,
        )


def one_of(what: str, word: str, choices: Sequence[str]) -> str:
    """A word that must be one of some; InputError says which there are."""
    if word not in choices:
        raise InputError(
            "{what} is {word}; choose one of {choices}.{hint}",
            what=what,
            word=quoted(word),
            choices=", ".join(choices),
            hint=did_you_mean(word, tuple(choices)),
        )
    return word
