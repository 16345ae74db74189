"""Icons: there, in the theme's colours, and sharp on dense screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from gui import icons
from gui.theme import DARK, LIGHT, Theme
from resources import path

NAMES = sorted(file.stem for file in path("icons").glob("*.svg"))
NEEDED = {
    "lock",
    "redo",
    "folder-open",
    "octagon-x",
    "circle-x",
    "undo",
    "check",
    "chevron-right",
    "ellipsis",
    "step-forward",
    "table",
    "flag",
    "git-branch",
    "plus",
    "info",
    "minus",
    "network",
    "circle",
    "save",
    "help",
    "copy",
    "x",
    "presentation",
    "sun-moon",
    "trash",
    "snowflake",
    "circle-alert",
    "play",
    "skip-back",
    "pause",
    "triangle-alert",
    "file-plus",
    "step-back",
    "rotate-ccw",
    "image",
    "chevron-down",
}


def opaque(image: QImage) -> list[QColor]:
    """The colours of the pixels that are fully covered."""
    colors = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return [color for color in colors if color.alpha() == 255]


def near(one: QColor, other: QColor) -> bool:
    return all(
        abs(a - b) <= 2
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    )


def test_that_every_icon_of_the_program_is_there() -> None:
    assert NEEDED.issubset(NAMES)
    assert "ISC License" in path("icons", "LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_that_an_icon_is_drawn_in_ink_and_nothing_else(qapp: QApplication, name: str) -> None:
    for theme in (LIGHT, DARK):
        covered = opaque(icons.pixmap(name, theme.ink, 18, 2.0).toImage())
        assert len(covered) > 10
        assert all(near(color, theme.ink) for color in covered)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_that_a_disabled_icon_is_paler(qapp: QApplication, theme: Theme) -> None:
    drawn = icons.icon("play", theme).pixmap(QSize(18, 18), 2.0, QIcon.Mode.Disabled).toImage()
    assert all(near(color, theme.fut) for color in opaque(drawn))


def test_that_a_dense_screen_gets_twice_the_pixels_and_no_enlargement(qapp: QApplication) -> None:
    drawn = icons.icon("table", LIGHT).pixmap(QSize(18, 18), 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (36, 2.0)
    assert drawn.toImage() == icons.pixmap("table", LIGHT.ink, 18, 2.0).toImage()


def test_that_lines_are_equally_wide_at_every_size(qapp: QApplication) -> None:
    def width(size: int) -> float:
        # Down the middle of a minus: the covered part of one column is its line.
        image = icons.pixmap("minus", QColor("#000000"), size, 4.0).toImage()
        column = [image.pixelColor(image.width() // 2, y).alphaF() for y in range(image.height())]
        return sum(column) / 4.0

    assert width(12) == pytest.approx(icons.STROKE, abs=0.1)
    assert width(36) == pytest.approx(icons.STROKE, abs=0.1)


def test_that_a_gap_stays_empty(qapp: QApplication) -> None:
    image = icons.pixmap("table", LIGHT.ink, 18, 1.0, gap=6).toImage()
    assert image.width() == 24
    assert all(image.pixelColor(x, y).alpha() == 0 for x in range(18, 24) for y in range(18))


def test_that_an_icon_that_is_not_there_is_named(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icons.icon("unicorn", LIGHT)
