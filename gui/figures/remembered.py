"""How figures were last exported, as it is remembered from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QSettings

from engine.errors import InputError
from gui.figures.export import SUFFIXES
from gui.figures.spec import (
    PANELS,
    SCALES,
    SIZE,
    THEMES,
    FigureSpec,
    Rows,
    check_size,
    rows_of,
    text_of,
)
from gui.numbers import DecimalSign, NumberFormat

_MOST_DECIMALS = 12


@dataclass(frozen=True)
class Choices:
    """What the export dialog offers. ``captioned``: a caption is written from the moment."""

    panels: tuple[str, ...] = ("topology", "equations")
    theme: str = "print"
    width: int = SIZE[0]
    height: int = SIZE[1]
    scale: int = 2
    decimals: int = 4
    comma: bool = False
    captioned: bool = True
    outlines: bool = False
    suffix: str = ".png"
    title: str = field(default="", compare=False)

    @property
    def numbers(self) -> NumberFormat:
        """How the figure writes numbers."""
        sign = DecimalSign.COMMA if self.comma else DecimalSign.POINT
        return NumberFormat(self.decimals, decimal_sign=sign)

    def spec(self) -> FigureSpec:
        """The figure's own choices."""
        caption = None if self.captioned else ""
        return FigureSpec(
            rows_for(self.panels),
            self.title,
            caption,
            self.theme,
            self.width,
            self.height,
            self.numbers,
        )


def rows_for(panels: tuple[str, ...]) -> Rows:
    """Panels under each other as they are in the window, loss and weights side by side."""
    chosen = [name for name in PANELS if name in panels]
    rows = [(name,) for name in chosen if name in ("topology", "equations")]
    beside = tuple(name for name in chosen if name in ("loss", "weights"))
    return tuple([*rows, beside] if beside else rows)


def remembered(settings: QSettings) -> Choices:
    """The last choices; what cannot be read is as at the first start."""
    first = Choices()

    def number(key: str, usual: int) -> int:
        text = str(settings.value(f"figure/{key}", usual))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else usual

    def flag(key: str, usual: bool) -> bool:
        return settings.value(f"figure/{key}", usual, type=bool) is True

    try:
        rows = rows_of(str(settings.value("figure/panels", text_of(rows_for(first.panels)))))
        width, height = number("width", first.width), number("height", first.height)
        check_size(width, height)
    except InputError:
        return first
    theme = str(settings.value("figure/theme", first.theme))
    suffix = str(settings.value("figure/suffix", first.suffix))
    scale = number("scale", first.scale)
    return Choices(
        tuple(name for row in rows for name in row),
        theme if theme in THEMES else first.theme,
        width,
        height,
        scale if scale in SCALES else first.scale,
        min(_MOST_DECIMALS, number("decimals", first.decimals)),
        flag("comma", first.comma),
        flag("captioned", first.captioned),
        flag("outlines", first.outlines),
        suffix if suffix in SUFFIXES else first.suffix,
    )


def remember(settings: QSettings, choices: Choices) -> None:
    """Keep the choices; a title belongs to one figure."""
    settings.setValue("figure/panels", text_of(rows_for(choices.panels)))
    for key in ("theme", "width", "height", "scale", "decimals", "comma", "captioned"):
        settings.setValue(f"figure/{key}", getattr(choices, key))
    settings.setValue("figure/outlines", choices.outlines)
    settings.setValue("figure/suffix", choices.suffix)
