"""Colours that can be read and told apart by everyone, and type that is what it claims to be."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import style, theme
from gui.theme import DARK, LIGHT, PRINT, Theme, mix
from resources import path

THEMES = [LIGHT, DARK, PRINT]
TEXT = ["ink", "ink2", "ink3", "pos", "neg", "fwd", "bwd", "warn", "err"]


def linear(channel: float) -> float:
    """An sRGB channel as light (IEC 61966-2-1)."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def channels(color: QColor) -> tuple[float, float, float]:
    """Linear red, green and blue."""
    return linear(color.redF()), linear(color.greenF()), linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2 contrast ratio."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (channels(one), channels(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


# Machado, Oliveira and Fernandes 2009, table of severity 1.0, applied to linear RGB.
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Lab = tuple[float, float, float]


def seen(color: QColor, eye: str) -> Lab:
    """The colour in CIE L*a*b* (D65) as such an eye sees it."""
    rgb = channels(color)
    r, g, b = (
        min(1.0, max(0.0, sum(k * part for k, part in zip(line, rgb, strict=True))))
        for line in EYES[eye]
    )
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Lab, other: Lab) -> float:
    """CIEDE2000 (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - math.sqrt(c7 / (c7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        h = h1 + h2
    elif abs(h1 - h2) <= 180:
        h = (h1 + h2) / 2
    else:
        h = ((h1 + h2 + 360) / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(h - 30))
        + 0.24 * math.cos(math.radians(2 * h))
        + 0.32 * math.cos(math.radians(3 * h + 6))
        - 0.20 * math.cos(math.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turn = 30 * math.exp(-(((h - 275) / 25) ** 2))
    rt = -2 * math.sqrt(c**7 / (c**7 + 25**7)) * math.sin(math.radians(2 * turn))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, big_dh / sh
    return math.sqrt(dl * dl + dc * dc + dh * dh + rt * dc * dh)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_that_the_measure_itself_gives_the_published_differences(
    one: Lab, other: Lab, published: float
) -> None:
    assert difference(one, other) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize(("theme_", "least"), [(LIGHT, 5.57), (DARK, 5.48), (PRINT, 6.34)])
def test_that_text_stands_out_from_stage_and_chrome(theme_: Theme, least: float) -> None:
    grounds = [theme_.stage] if theme_ is PRINT else [theme_.stage, theme_.chrome]
    tokens = [token for token in TEXT if theme_ is not PRINT or token not in ("warn", "err")]
    ratios = {
        (token, ground.name()): contrast(theme_.color(token), ground)
        for token in tokens
        for ground in grounds
    }
    assert min(ratios.values()) >= least - 0.005, ratios


@pytest.mark.parametrize("theme_", THEMES, ids=lambda t: t.name)
def test_that_text_stands_out_from_the_tints_it_stands_on(theme_: Theme) -> None:
    for phase in ("fwd", "bwd"):
        for share in (theme.TINT_CURRENT_UNIT, theme.TINT_EQUATION_COLUMN, theme.TINT_SELECTED_ROW):
            ground = theme_.tint(phase, share)
            for token in ("ink", "ink2", "pos", "neg", "fwd", "bwd"):
                assert contrast(theme_.color(token), ground) >= 4.5, (phase, share, token)
        assert contrast(theme_.color(phase), theme_.tint(phase, theme.TINT_PILL)) >= 4.5
        assert contrast(theme_.stage, theme_.color(phase)) >= 4.5
    for ground, words in ((theme_.warn_bg, theme_.warn), (theme_.err_bg, theme_.err)):
        assert contrast(words, ground) >= 4.5
        assert contrast(theme_.ink2, ground) >= 4.5


@pytest.mark.parametrize("theme_", THEMES, ids=lambda t: t.name)
def test_that_lines_that_mean_something_stand_out_from_the_stage(theme_: Theme) -> None:
    for color in (theme_.border, theme_.control, theme_.faded("pos"), theme_.faded("neg")):
        assert contrast(color, theme_.stage) >= 3.0


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme_", THEMES, ids=lambda t: t.name)
def test_that_every_eye_tells_the_hues_apart(theme_: Theme, eye: str) -> None:
    def apart(one: str, other: str) -> int:
        # In whole units, as the look states its limits.
        return round(difference(seen(theme_.color(one), eye), seen(theme_.color(other), eye)))

    assert apart("pos", "neg") >= 47
    assert apart("fwd", "bwd") >= 10
    assert apart("neg", "bwd") >= 7


def test_that_mixing_goes_from_the_background_to_the_colour() -> None:
    black, white = QColor("#000000"), QColor("#FFFFFF")
    assert mix(black, white, 0.0).name() == "#ffffff"
    assert mix(black, white, 1.0).name() == "#000000"
    assert mix(black, white, 0.2).name() == "#cccccc"


def test_that_a_token_that_does_not_exist_is_named() -> None:
    with pytest.raises(KeyError, match="purple"):
        LIGHT.color("purple")
    assert set(LIGHT.tokens()) == theme.TOKENS


def test_that_a_forced_theme_wins_and_a_system_without_one_is_light(qapp: QApplication) -> None:
    assert theme.choose("light", qapp) is LIGHT
    assert theme.choose("dark", qapp) is DARK
    assert theme.choose("system", qapp) is LIGHT
    with pytest.raises(ValueError, match="sepia"):
        theme.choose("sepia", qapp)


@pytest.mark.parametrize(
    ("weight", "name"),
    [
        (QFont.Weight.Normal, "Regular"),
        (QFont.Weight.Medium, "Medium"),
        (QFont.Weight.DemiBold, "SemiBold"),
    ],
)
def test_that_each_weight_of_inter_is_a_drawn_one(
    qapp: QApplication, weight: QFont.Weight, name: str
) -> None:
    info = QFontInfo(theme.ui_font(13, weight))
    assert (info.family(), info.styleName(), info.pixelSize()) == ("Inter", name, 13)


def test_that_the_math_font_is_stix_two(qapp: QApplication) -> None:
    assert QFontInfo(theme.math_font(25)).family() == "STIX Two Math"
    assert QFontMetricsF(theme.math_font(25)).inFontUcs4(0x1D464)


def test_that_all_figures_have_one_width(qapp: QApplication) -> None:
    for font in (theme.ui_font(13), theme.ui_font(13, QFont.Weight.DemiBold), theme.math_font(23)):
        metrics = QFontMetricsF(font)
        assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


def test_that_a_font_that_is_not_there_is_an_error(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_loaded(_file: str) -> int:
        return -1

    monkeypatch.setattr(QFontDatabase, "addApplicationFont", none_loaded)
    loaded = qapp.property("backstep_fonts_loaded")
    qapp.setProperty("backstep_fonts_loaded", None)
    try:
        with pytest.raises(theme.FontError, match="Inter could not be loaded"):
            theme.load_fonts()
    finally:
        qapp.setProperty("backstep_fonts_loaded", loaded)


@pytest.mark.parametrize("theme_", [LIGHT, DARK], ids=lambda t: t.name)
def test_that_the_style_sheet_s_drawings_are_in_the_theme_s_colours(theme_: Theme) -> None:
    for mark in style.MARKS:
        file = path("icons", "marks", f"{mark}-{theme_.name}.svg")
        assert file.read_text("utf-8") == style.mark_drawing(mark, theme_)
        assert file.as_posix() in style.sheet(theme_)


def test_that_the_application_can_change_its_theme(qapp: QApplication) -> None:
    try:
        theme.apply(qapp, DARK)
        assert qapp.palette().base().color() == DARK.stage
        theme.apply(qapp, LIGHT)
        assert qapp.palette().base().color() == LIGHT.stage
        assert QFontInfo(qapp.font()).family() == "Inter"
    finally:
        qapp.setStyleSheet("")


def test_that_the_same_theme_dresses_no_widget_anew(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, LIGHT)
    try:
        label = Dressed()
        qtbot.addWidget(label)
        label.show()
        label.times = 0
        theme.apply(qapp, LIGHT)
        assert label.times == 0
        theme.apply(qapp, DARK)
        assert label.times > 0
    finally:
        qapp.setStyleSheet("")


class Dressed(QLabel):
    """Counts how often it is given a style."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)
