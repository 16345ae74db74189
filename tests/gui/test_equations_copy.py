"""The equation on the clipboard: LaTeX and text with every digit, and a picture."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.formula import Node, Quantity, quantities
from engine.symbols import Equation
from gui.numbers import DecimalSign, NumberFormat
from gui.panels.equations import EquationsPanel
from gui.panels.equations_copy import as_latex, as_text
from gui.theme import DARK, LIGHT, Theme
from tests.engine.term_samples import NETWORKS
from tests.gui.equation_samples import frame_at, frames, panel, places

EVERY = pytest.mark.parametrize("experiment", NETWORKS.values(), ids=NETWORKS.keys())
ARTICLE = NETWORKS["2-2-2-1"]
PATHS = (0, 7, 1, 3)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def equations(qtbot: QtBot, experiment: Experiment) -> list[Equation]:
    """That of every term of an update."""
    shown = panel(qtbot)
    found: list[Equation] = []
    for frame in frames(experiment):
        shown.show_frame(frame)
        made = shown.equation()
        assert made is not None
        found.append(made)
    return found


def test_that_the_sum_over_the_paths_is_copied_as_the_article_writes_it(qtbot: QtBot) -> None:
    frame = frame_at(ARTICLE, *PATHS)
    shown = panel(qtbot, frame)
    trace, W = frame.state.trace, frame.state.parameters.W[1]
    assert trace is not None
    delta = trace.delta[1]
    assert delta is not None
    d, w = delta[0].tolist(), W[:, 0].tolist()
    total = shown.equation()
    assert total is not None
    shown.copy_latex()
    factors = [f"({value!r})" if value < 0 else f"{value!r}" for value in (*d, *w)]
    first = repr(d[0]) if d[0] >= 0 else f"({d[0]!r})"
    assert clipboard().split("\n") == [
        r"\begin{align*}",
        r"\frac{\partial L}{\partial a_{1}^{(1)}} &= \delta_{1}^{(2)} \cdot w_{11}^{(2)} + "
        r"\delta_{2}^{(2)} \cdot w_{21}^{(2)} \\",
        rf"&= {first} \cdot {factors[2]} + {factors[1]} \cdot {factors[3]} \\",
        f"&= {total.total!r}",
        r"\end{align*}",
    ]
    shown.copy_text()
    lines = clipboard().split("\n")
    assert lines[0] == "∂L/∂a₁⁽¹⁾ = δ₁⁽²⁾ · w₁₁⁽²⁾ + δ₂⁽²⁾ · w₂₁⁽²⁾"
    assert lines[2] == f"= {total.total!r}".replace("-", "−")


def numbers_in(latex: str) -> list[float]:
    """The numbers of a formula in LaTeX, powers of ten included."""
    plain = latex.replace(r"\times10^{", "e").replace("}", " ")
    return [float(found) for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?", plain)]


def expected_numbers(node: Node) -> list[float]:
    return [abs(q.value) for q in quantities(node) if q.value is not None]


@EVERY
def test_that_braces_are_balanced_and_every_digit_is_there(
    qtbot: QtBot, experiment: Experiment
) -> None:
    for found in equations(qtbot, experiment):
        latex = as_latex(found)
        assert balanced(latex), latex
        assert not re.search(r"[−·×∂Σ←→≤≥σΦφαβγδΔεηλμ₀-₉⁰-⁹√½′]", latex), latex
        assert latex.count(r"\left(") == latex.count(r"\right)")
        if found.left is None:
            continue
        lines = latex.split("\n")
        assert lines[0] == r"\begin{align*}"
        assert lines[-1] == r"\end{align*}"
        assert all(line.endswith(r" \\") for line in lines[1:-2])
        known = [column for column in found.columns if column.value is not None]
        put_in = numbers_in(lines[2])
        for column in known:
            for value in expected_numbers(column.expression):
                assert value in put_in, (value, lines[2])
        assert (lines[-2].endswith(r" + \cdots")) == (len(known) < len(found.columns))
        if found.total is not None:
            last = lines[-2].removesuffix(r" + \cdots").strip("&= ")
            assert float(re.sub(r"\\times10\^\{(.*)\}", r"e\1", last)) == found.total


def balanced(latex: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\[{}]", "", latex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


@EVERY
def test_that_the_text_has_every_digit_too(qtbot: QtBot, experiment: Experiment) -> None:
    for found in equations(qtbot, experiment):
        text = as_text(found)
        if found.left is None:
            listed = [NumberFormat.parse(number) for number in text.split("\n")[1].split(", ")]
            assert listed == [column.value for column in found.columns]
            continue
        last = text.split("\n")[-1].removeprefix("= ").removesuffix(" + …")
        assert NumberFormat.parse(last) == found.total
        for column in found.columns:
            if isinstance(column.expression, Quantity) and column.value is not None:
                assert NumberFormat().full(column.value) in text


def test_that_what_is_copied_does_not_follow_the_screen(qtbot: QtBot) -> None:
    frame = frame_at(ARTICLE, *PATHS)
    copied: set[tuple[str, str]] = set()
    for numbers in (
        NumberFormat(2),
        NumberFormat(4, decimal_sign=DecimalSign.COMMA),
        NumberFormat(3, significant=True),
    ):
        shown = panel(qtbot, frame, numbers=numbers)
        shown.copy_latex()
        latex = clipboard()
        shown.copy_text()
        copied.add((latex, clipboard()))
    assert len(copied) == 1


def test_that_dots_stand_for_terms_that_wait(qtbot: QtBot) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, 0, 1, 1, 2))
    shown.copy_text()
    symbols, numbers, result = clipboard().split("\n")
    assert symbols.count("+") == 2
    assert numbers.count(" + ") == 2
    assert numbers.endswith(" + …")
    assert result.endswith(" + …")
    assert "not yet" not in clipboard()
    found = shown.equation()
    assert found is not None
    last = result.removeprefix("= ").removesuffix(" + …")
    assert float(last.replace("−", "-")) == found.total
    shown.copy_latex()
    assert clipboard().count(r" + \cdots") == 2


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_that_the_picture_is_what_is_seen_twice_as_large(qtbot: QtBot, theme: Theme) -> None:
    shown = panel(qtbot, frame_at(ARTICLE, *PATHS), theme=theme)
    shown.copy_picture()
    picture = QGuiApplication.clipboard().image()
    found = places(shown)
    assert picture.width() >= 2 * found.width
    assert picture.height() >= 2 * found.height
    assert picture.pixelColor(0, 0) == theme.stage
    colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert theme.bwd.rgb() in colors
    assert theme.ink.rgb() in colors


def test_that_the_picture_of_a_scrolled_equation_is_whole(qtbot: QtBot) -> None:
    shown: EquationsPanel = panel(qtbot, frame_at(NETWORKS["3-5-4-2"], 0, 2, 1, 6), (420, 100))
    assert places(shown).height > 100
    shown.copy_picture()
    assert QGuiApplication.clipboard().image().height() >= 2 * places(shown).height
