"""The colours and the type of Backstep: three themes of named tokens, and the two font families."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui import style
from gui.widgets import focus_ring
from resources import path

UI_FAMILY = "Inter"
MATH_FAMILY = "STIX Two Math"
_FONT_FILES = {
    "Inter-Regular.ttf": UI_FAMILY,
    "Inter-Medium.ttf": UI_FAMILY,
    "Inter-SemiBold.ttf": UI_FAMILY,
    "STIXTwoMath-Regular.ttf": MATH_FAMILY,
}
_LOADED = "backstep_fonts_loaded"

STAGE_MARGIN = 16
"""Px from the edge of the stage to what stands on it: phases, picture, equation, curve."""

# How much of a hue is mixed into the background, for what it marks (look.md, "Colour").
TINT_CURRENT_UNIT = 0.07
TINT_EQUATION_COLUMN = 0.09
TINT_SELECTED_ROW = 0.10
TINT_PILL = 0.13
TINT_PILL_DONE = 0.08
TINT_PHASE_CELL = 0.14
TINT_PATH = 0.30
TINT_PATH_DONE = 0.14


class FontError(RuntimeError):
    """A font that the program brings along could not be loaded."""


class Preference(StrEnum):
    """Which theme the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(NamedTuple):
    """One set of colours. Widgets name a token; they never write a colour down.

    ``inactive`` is how far the line of an edge that is not at work goes towards the stage;
    ``tint_strength`` multiplies every tint (a projector washes them out).
    """

    name: str
    dark: bool
    stage: QColor
    chrome: QColor
    group: QColor
    hair: QColor
    border: QColor
    control: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    pos: QColor
    neg: QColor
    fwd: QColor
    bwd: QColor
    fut: QColor
    warn: QColor
    warn_bg: QColor
    err: QColor
    err_bg: QColor
    inactive: float
    tint_strength: float = 1.0

    def color(self, token: str) -> QColor:
        """The colour of a token by its name; KeyError where there is none."""
        if token not in TOKENS:
            raise KeyError(token)
        return getattr(self, token)

    def tokens(self) -> dict[str, QColor]:
        """Every token with its colour."""
        return {token: self.color(token) for token in sorted(TOKENS)}

    def sign(self, value: float) -> QColor:
        """The colour of a weight of this value."""
        return self.pos if value >= 0 else self.neg

    def tint(self, color: QColor | str, share: float, background: QColor | None = None) -> QColor:
        """A colour (or token) mixed into the background, the stage if none is given."""
        hue = self.color(color) if isinstance(color, str) else color
        ground = self.stage if background is None else background
        return mix(hue, ground, min(1.0, share * self.tint_strength))

    def faded(self, color: QColor | str) -> QColor:
        """The colour of a line that is not at work: moved towards the stage."""
        hue = self.color(color) if isinstance(color, str) else color
        return mix(self.stage, hue, self.inactive)


TOKENS = frozenset(Theme._fields) - {"name", "dark", "inactive", "tint_strength"}


def mix(color: QColor, background: QColor, share: float) -> QColor:
    """``share`` of the colour (0 to 1) in the background, in sRGB; 0 is the background."""
    return QColor.fromRgbF(
        *(
            part * share + ground * (1.0 - share)
            for part, ground in zip(
                (color.redF(), color.greenF(), color.blueF()),
                (background.redF(), background.greenF(), background.blueF()),
                strict=True,
            )
        )
    )


LIGHT = Theme(
    name="light",
    dark=False,
    stage=QColor("#FFFFFF"),
    chrome=QColor("#F5F6F8"),
    group=QColor("#E5E6E9"),
    hair=QColor("#E1E4E9"),
    border=QColor("#8E959F"),
    control=QColor("#868D98"),
    ink=QColor("#16181D"),
    ink2=QColor("#454B55"),
    ink3=QColor("#5C626C"),
    pos=QColor("#0B5CC4"),
    neg=QColor("#AD3F00"),
    fwd=QColor("#0B5D52"),
    bwd=QColor("#B01E76"),
    fut=QColor("#8B929D"),
    warn=QColor("#855600"),
    warn_bg=QColor("#FFF6DC"),
    err=QColor("#B3132B"),
    err_bg=QColor("#FDEEF0"),
    inactive=0.34,
)

DARK = Theme(
    name="dark",
    dark=True,
    stage=QColor("#131518"),
    chrome=QColor("#1C1E22"),
    group=QColor("#2B2D30"),
    hair=QColor("#2E3238"),
    border=QColor("#666D78"),
    control=QColor("#7C838E"),
    ink=QColor("#ECEEF1"),
    ink2=QColor("#BDC2CA"),
    ink3=QColor("#949BA6"),
    pos=QColor("#74AEFF"),
    neg=QColor("#F2914A"),
    fwd=QColor("#6FE0C6"),
    bwd=QColor("#E667AC"),
    fut=QColor("#666D78"),
    warn=QColor("#F0C060"),
    warn_bg=QColor("#2B2513"),
    err=QColor("#FF8A8A"),
    err_bg=QColor("#2E191C"),
    inactive=0.44,
)

# Where look.md has no print colour (nothing of the kind is printed), the light one stands in.
PRINT = Theme(
    name="print",
    dark=False,
    stage=QColor("#FFFFFF"),
    chrome=QColor("#FFFFFF"),
    group=QColor("#E5E6E9"),
    hair=QColor("#C9CDD3"),
    border=QColor("#8A909A"),
    control=QColor("#868D98"),
    ink=QColor("#000000"),
    ink2=QColor("#2C3037"),
    ink3=QColor("#565C66"),
    pos=QColor("#0B4FA8"),
    neg=QColor("#A83C00"),
    fwd=QColor("#084F46"),
    bwd=QColor("#A81E72"),
    fut=QColor("#8A909A"),
    warn=QColor("#855600"),
    warn_bg=QColor("#FFF6DC"),
    err=QColor("#B3132B"),
    err_bg=QColor("#FDEEF0"),
    inactive=0.36,
)


def choose(preference: Preference | str, app: QGuiApplication) -> Theme:
    """The theme that the user asked for, or the system's; light where the system has none.

    ValueError where the preference is no Preference.
    """
    match Preference(preference):
        case Preference.LIGHT:
            return LIGHT
        case Preference.DARK:
            return DARK
        case Preference.SYSTEM:
            dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: fonts, our palette and style sheet, focus rings.

    They are for the style Fusion, with which ``make_application`` makes it. May be called again
    with another theme; with the same one nothing happens, since every widget would be dressed
    anew. Widgets that paint themselves get the theme from whoever owns them, by ``set_theme``.
    """
    load_fonts()
    sheet = style.sheet(theme)
    if app.styleSheet() == sheet:
        return
    app.setPalette(style.palette(theme))
    app.setFont(ui_font(13))
    app.setStyleSheet(sheet)
    focus_ring.install(app, theme.ink)


def load_fonts() -> None:
    """Load the fonts beside this program, once per application.

    FontError where a file does not give its family: Qt would silently take another font that
    looks nearly right.
    """
    app = QCoreApplication.instance()
    if app is None:
        raise FontError("Fonts can be loaded only after the application object was made.")
    if app.property(_LOADED):
        return
    for name, family in _FONT_FILES.items():
        file = path("fonts", name)
        number = QFontDatabase.addApplicationFont(str(file))
        if family not in QFontDatabase.applicationFontFamilies(number):
            raise FontError(f"The font {family} could not be loaded from {file}.")
    app.setProperty(_LOADED, True)


def ui_font(px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter of this height in pixels, with figures of one width; Medium and DemiBold exist too."""
    load_fonts()
    return QFont(_ui_font(px, weight))


@lru_cache(maxsize=64)
def _ui_font(px: int, weight: QFont.Weight) -> QFont:
    font = QFont(UI_FAMILY)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return _sized(font, px)


def math_font(px: int) -> QFont:
    """STIX Two Math of this height in pixels. Italic letters are code points of their own."""
    load_fonts()
    return _sized(QFont(MATH_FAMILY), px)


def _sized(font: QFont, px: int) -> QFont:
    font.setPixelSize(px)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
