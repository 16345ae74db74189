"""Ctrl+C and the like in the middle of a drawing: they wait for its end, and leave nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.grain import Grain
from engine.session import builtin
from engine.worksheet import Task, variants
from gui import interruptions
from gui.__main__ import main
from gui.figures import export, sequence
from gui.figures.figure import Figure, paint
from gui.figures.figure_painter import FigurePainter
from gui.figures.make import figure_of
from gui.figures.spec import FigureSpec
from gui.figures.steps import steps_of
from gui.worksheets import export as printing
from gui.worksheets.sheet import Page, Paper, Sheet

SIGNALS = (signal.SIGINT, signal.SIGTERM)
ENDINGS = ["", ".pdf", ".html", ".gif", ".webp"]


@pytest.fixture(autouse=True)
def _handlers(qapp: object) -> Iterator[None]:
    """Fonts need an application; what a test does to signals is undone."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def figures() -> list[Figure]:
    spec = FigureSpec(width=480, height=320)
    return [figure_of(frame, spec) for frame in steps_of(builtin("article"), Grain.PASS)]


def interrupted(monkeypatch: pytest.MonkeyPatch, number: int) -> list[str]:
    """Have every figure interrupted while it is painted; what was painted to the end."""
    done: list[str] = []

    def painted(figure: Figure, painter: FigurePainter) -> None:
        painter.save()
        signal.raise_signal(number)
        paint(figure, painter)
        painter.restore()
        done.append(figure.name)

    monkeypatch.setattr(export, "paint", painted)
    return done


@pytest.mark.parametrize("ending", ENDINGS)
def test_that_ctrl_c_waits_for_the_end_of_a_figure_and_leaves_nothing(
    ending: str, figures: list[Figure], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = interrupted(monkeypatch, signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        sequence.write(figures, tmp_path / f"steps{ending}")
    assert len(done) == 1
    assert list(tmp_path.iterdir()) == []


def test_that_ctrl_c_leaves_no_worksheet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    painted = Page.paint

    def interrupt(page: Page, painter: FigurePainter) -> None:
        painter.save()
        signal.raise_signal(signal.SIGINT)
        painted(page, painter)
        painter.restore()

    monkeypatch.setattr(Page, "paint", interrupt)
    sheet = Sheet("t", Paper.A4, key=False)
    with pytest.raises(KeyboardInterrupt):
        printing.write(variants(builtin("article").experiment, Task(2)), sheet, tmp_path / "o")
    assert list(tmp_path.iterdir()) == []


def test_that_a_command_that_is_ended_cleans_up_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted(monkeypatch, signal.SIGTERM)
    words = ["sequence", "article", "--size", "480x320", "--out", str(tmp_path / "steps")]
    assert main(words) == 130
    assert capsys.readouterr().err.endswith("backstep: interrupted; nothing was saved.\n")
    assert list(tmp_path.iterdir()) == []


def test_that_what_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    interruptions.end_like_ctrl_c()
    with interruptions.held():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
