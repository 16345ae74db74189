"""Formulas: where their parts lie, what they say in LaTeX and text, and how they are drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.math_boxes import (
    BigOperator,
    Box,
    Fenced,
    Fraction,
    Glyphs,
    Phantom,
    Root,
    Scripts,
    Space,
    Style,
    Tagged,
    function,
    index,
    number,
    operator,
    partial,
    recolored,
    row,
    symbol,
    words,
)
from gui.math_export import to_latex, to_text
from gui.math_layout import Laid, measure, styled
from gui.math_view import MathLabel
from gui.theme import DARK, LIGHT, Theme

PX = 50
DELTA_W = row(symbol("δ", "1", 2, "bwd"), operator("·"), symbol("w", "11", 2, "pos"))


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need an application."""


def place(box: Box, tag: str) -> QRectF:
    """Where the part with this tag lies."""
    return {found.tag: found.rect for found in measure(box, PX).tags}[tag]


def drawn(laid: Laid, theme: Theme = LIGHT, ratio: float = 1.0) -> QImage:
    """The formula on the stage, 20 px from each edge."""
    width, height = round(laid.width) + 40, round(laid.ascent + laid.descent) + 40
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.stage)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    laid.paint(painter, 20, 20 + laid.ascent, theme)
    painter.end()
    return image


def ink(image: QImage, theme: Theme = LIGHT) -> QRectF:
    """The smallest rectangle around what was drawn, in device pixels."""
    ground = theme.stage.rgb()
    spots = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixel(x, y) != ground
    ]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return QRectF(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def test_that_scripts_stand_over_each_other_right_of_the_letter() -> None:
    box = Scripts(
        Tagged(Glyphs("w", style=Style.ITALIC), "w"),
        Tagged(Glyphs("11"), "sub"),
        Tagged(Glyphs("(2)"), "sup"),
    )
    letter, sub, sup = place(box, "w"), place(box, "sub"), place(box, "sup")
    assert sub.left() >= letter.right()
    assert sup.left() >= letter.right()
    assert sup.bottom() < 0 < sub.bottom()
    assert sup.bottom() < sub.top()
    assert sup.height() < letter.height() * 1.5


def test_that_a_power_stands_outside_tall_parentheses() -> None:
    tall = Tagged(Fenced(Fraction(Glyphs("1"), Glyphs("2"))), "tall")
    box = Scripts(tall, sup=Tagged(Glyphs("2"), "power"))
    assert place(box, "power").bottom() < -0.5 * PX
    assert place(box, "tall").top() < place(box, "power").bottom()


def test_that_a_fraction_lies_around_the_height_of_a_minus() -> None:
    box = Fraction(Tagged(symbol("L"), "above"), Tagged(symbol("a", "1", 1), "below"))
    above, below = place(box, "above"), place(box, "below")
    minus = measure(Glyphs("−"), PX)
    middle = -(minus.ascent - minus.descent) / 2
    assert above.bottom() < middle < below.top()
    assert above.center().x() == pytest.approx(below.center().x())


def test_that_the_bar_of_a_root_covers_what_is_under_it_and_nothing_else() -> None:
    under = Tagged(symbol("s", hat=True), "under")
    beside = Tagged(symbol("ε"), "beside")
    box = row(Root(under), operator("+"), beside)
    image = drawn(measure(box, PX))
    ink = LIGHT.ink.rgb()
    rect = place(box, "under")
    top = next(
        y for y in range(image.height()) if image.pixel(20 + round(rect.center().x()), y) == ink
    )
    bar = [x for x in range(image.width()) if image.pixel(x, top) == ink]
    assert bar[0] - 20 <= rect.left() + 2
    assert rect.right() - 3 <= bar[-1] - 20 < place(box, "beside").left()
    assert to_latex(box) == r"\sqrt{\hat{s}} + \varepsilon"


def test_that_limits_stand_under_and_over_the_sum() -> None:
    box = Tagged(
        BigOperator("Σ", Tagged(symbol("k"), "under"), Tagged(Glyphs("n"), "over")), "whole"
    )
    assert place(box, "over").bottom() < place(box, "under").top()
    assert place(box, "whole").contains(place(box, "under"))


def test_that_every_tag_lies_inside_the_formula_and_terms_do_not_overlap() -> None:
    terms = [Tagged(DELTA_W, k) for k in range(30)]
    parts: list[Box] = []
    for term in terms:
        parts += [operator("+"), term]
    laid = measure(row(partial("L", symbol("a", "1", 1)), operator("="), *parts), 25)
    rects = [found.rect for found in laid.tags]
    assert [found.tag for found in laid.tags] == list(range(30))
    assert all(laid.rect().adjusted(-0.01, -0.01, 0.01, 0.01).contains(rect) for rect in rects)
    assert all(one.right() < other.left() for one, other in pairwise(rects))


def test_that_a_phantom_takes_the_same_room_and_draws_nothing() -> None:
    shown, hidden = measure(DELTA_W, PX), measure(Phantom(DELTA_W), PX)
    assert (hidden.width, hidden.ascent, hidden.descent) == (
        shown.width,
        shown.ascent,
        shown.descent,
    )
    image = drawn(hidden)
    blank = QImage(image)
    blank.fill(LIGHT.stage)
    assert image == blank


def test_that_a_space_is_so_many_em_wide() -> None:
    assert measure(Space(0.5), PX).width == PX / 2


def test_that_the_formula_is_drawn_inside_its_rectangle_at_every_density() -> None:
    laid = measure(row(partial("L", symbol("a", "1", 1)), operator("="), DELTA_W), PX)
    for ratio in (1.0, 2.0):
        covered = ink(drawn(laid, ratio=ratio))
        room = laid.rect().translated(20, 20 + laid.ascent).adjusted(-1.5, -1.5, 1.5, 1.5)
        inside = QRectF(
            room.x() * ratio, room.y() * ratio, room.width() * ratio, room.height() * ratio
        )
        assert inside.contains(covered)
        assert covered.width() > 0.9 * laid.width * ratio
        assert covered.height() > 0.9 * (laid.ascent + laid.descent) * ratio


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_that_a_colour_s_name_is_resolved_when_it_is_painted(theme: Theme) -> None:
    image = drawn(measure(number("−1.0606", "bwd"), PX), theme)
    colors = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert theme.bwd.rgb() in colors
    assert theme.ink.rgb() not in colors


def test_that_variables_are_italic_letters_of_the_mathematical_alphabet() -> None:
    assert styled("w", Style.ITALIC) == "\N{MATHEMATICAL ITALIC SMALL W}"
    assert styled("h", Style.ITALIC) == "\N{PLANCK CONSTANT}"
    assert styled("δ", Style.ITALIC) == "\N{MATHEMATICAL ITALIC SMALL DELTA}"
    assert styled("Δ", Style.ITALIC) == "\N{MATHEMATICAL ITALIC CAPITAL DELTA}"
    assert styled("Ω", Style.ITALIC) == "\N{MATHEMATICAL ITALIC CAPITAL OMEGA}"
    assert styled("ω", Style.ITALIC) == "\N{MATHEMATICAL ITALIC SMALL OMEGA}"
    assert styled("W", Style.BOLD) == "\N{MATHEMATICAL BOLD CAPITAL W}"
    assert styled("1", Style.ITALIC) == "1"


def test_that_indices_beyond_nine_get_a_comma() -> None:
    assert index(2, 1) == "21"
    assert index(10, 3) == "10,3"
    assert index(4) == "4"


@pytest.mark.parametrize(
    ("box", "latex", "text"),
    [
        (DELTA_W, r"\delta_{1}^{(2)} \cdot w_{11}^{(2)}", "δ₁⁽²⁾ · w₁₁⁽²⁾"),
        (
            partial("L", symbol("a", "1", 1)),
            r"\frac{\partial L}{\partial a_{1}^{(1)}}",
            "∂L/∂a₁⁽¹⁾",
        ),
        (
            row(symbol("L"), operator("="), Glyphs("½"), function("", symbol("y", hat=True))),
            r"L = \tfrac{1}{2}\left(\hat{y}\right)",
            "L = ½(y\u0302)",
        ),
        (number("(−0.5670)"), "(-0.5670)", "(−0.5670)"),
        (number("(−0,5670)"), "(-0{,}5670)", "(−0,5670)"),
        (number("3.9 × 10⁻¹⁰"), r"3.9\times10^{-10}", "3.9 × 10⁻¹⁰"),
        (number("(−3.9 × 10⁻¹⁰)"), r"(-3.9\times10^{-10})", "(−3.9 × 10⁻¹⁰)"),
        (words("not yet"), r"\text{not yet}", "not yet"),
        (function("f′", symbol("z")), r"f'\left(z\right)", "f′(z)"),
        (symbol("w", "jk", "l−1"), "w_{jk}^{(l-1)}", "wⱼₖ⁽ˡ⁻¹⁾"),
        (symbol("w", "10,3", 2), "w_{10,3}^{(2)}", "w_{10,3}⁽²⁾"),
        (
            BigOperator("Σ", under=symbol("k")),
            r"\sum_{k} ",
            "Σ_{k} ",
        ),
        (
            Fraction(Glyphs("1"), row(Glyphs("1"), operator("+"), symbol("e"))),
            r"\frac{1}{1 + e}",
            "1/(1 + e)",
        ),
        (row(symbol("η"), symbol("x")), r"\eta x", "ηx"),
        (Tagged(symbol("W", style=Style.BOLD), 1), r"\mathbf{W}", "W"),
    ],
)
def test_that_a_formula_can_be_copied(box: Box, latex: str, text: str) -> None:
    assert to_latex(box) == latex
    assert to_text(box) == text


def test_that_recolouring_reaches_every_part() -> None:
    box = row(
        DELTA_W,
        partial("L", symbol("a", "1", 1), "bwd"),
        BigOperator("Σ", symbol("k"), symbol("n"), "fwd"),
        Tagged(function("f", Phantom(symbol("y", hat=True, color="neg"))), 1),
        Space(1),
    )
    quiet = recolored(box, "ink3")
    assert to_text(quiet) == to_text(box)
    assert not any(f"'{token}'" in repr(quiet) for token in ("ink", "bwd", "pos", "neg", "fwd"))


def test_that_a_label_takes_the_formula_s_room_and_tells_it_to_a_screen_reader(
    qtbot: QtBot,
) -> None:
    label = MathLabel(LIGHT, DELTA_W, 25)
    qtbot.addWidget(label)
    assert label.sizeHint().width() >= label.laid.width
    assert label.sizeHint().height() >= label.laid.ascent + label.laid.descent
    assert label.accessibleName() == "δ₁⁽²⁾ · w₁₁⁽²⁾"
    height = label.sizeHint().height()
    label.set_box(symbol("w", "21", 2))
    assert label.accessibleName() == "w₂₁⁽²⁾"
    assert abs(label.sizeHint().height() - height) <= 1


def test_that_a_label_follows_the_theme(qtbot: QtBot) -> None:
    label = MathLabel(LIGHT, number("0.7734", "pos"), 50)
    qtbot.addWidget(label)
    label.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    label.resize(label.sizeHint())
    label.set_theme(DARK)
    image = label.grab().toImage()
    colors = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert DARK.pos.name() in colors
    assert LIGHT.pos.name() not in colors
