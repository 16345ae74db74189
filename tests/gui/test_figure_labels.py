"""No label of a figure is cut off, covered, outside its panel, or on another one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from engine.annotation import Annotation, Kind
from engine.data import TableData
from engine.errors import InputError
from engine.experiment import Experiment, Layer
from engine.grain import Grain
from engine.hyperparameters import Hyperparameters
from engine.session import Session, builtin
from gui.figures.figure import Figure, check_room
from gui.figures.figure_painter import FigurePainter
from gui.figures.make import figure_of
from gui.figures.spec import FigureSpec, rows_of
from gui.figures.steps import steps_of
from gui.frame import Frame
from gui.numbers import DecimalSign, NumberFormat
from gui.theme import load_fonts, ui_font
from tests.gui.figure_labels import faults
from tests.gui.figure_samples import ALL, article, random_session

LONG = NumberFormat(digits=12, decimal_sign=DecimalSign.COMMA)
SHORT = NumberFormat(digits=3, significant=True)
MOST = 12  # steps of a walk that are looked at


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def softmax(inputs: int, hidden: int, outputs: int) -> Session:
    random = np.random.default_rng(7)
    table = TableData(random.normal(size=(8, inputs)), np.eye(outputs)[np.arange(8) % outputs])
    layers = (Layer(hidden, "tanh"), Layer(outputs, "softmax"))
    chosen = Hyperparameters(loss="cross_entropy")
    return Session(experiment=Experiment(inputs, layers, table, hyperparameters=chosen))


def large() -> Session:
    """Numbers around 10⁹."""
    random = np.random.default_rng(7)
    table = TableData(1e9 * random.normal(size=(8, 2)), 1e9 * random.normal(size=(8, 2)))
    layers = (Layer(3, "tanh"), Layer(2, "identity"))
    return Session(experiment=Experiment(2, layers, table))


SESSIONS = {
    "article": builtin("article"),
    "a unit a layer": random_session(1, 1, 1),
    "five and six": random_session(3, 5, 6, 2),
    "many inputs": random_session(9, 2, 1),
    "seven inputs": random_session(7, 3, 2),
    "deep": random_session(2, 2, 2, 2, 2, 2, 1),
    "2-8-8-1": random_session(2, 8, 8, 1),
    "a batch": random_session(8, 8, 3, batch=4),
    "sixty-four": random_session(3, 64, 2),
    "softmax": softmax(2, 4, 3),
    "wide softmax": softmax(4, 6, 8),
    "large numbers": large(),
}


def some(frames: Sequence[Frame]) -> Sequence[Frame]:
    return frames[:: max(1, len(frames) // MOST)]


def wrong(figures: Sequence[Figure], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The faults of all figures, by moment."""
    return [
        f"{tuple(figure.frame.place)} {figure.spec.width}x{figure.spec.height}: {fault}"
        for figure in figures
        for fault in faults(figure, monkeypatch)
    ]


@pytest.mark.parametrize(
    ("name", "theme"),
    [*((name, "print") for name in SESSIONS), ("article", "light"), ("2-8-8-1", "dark")],
)
def test_that_every_panel_together_has_whole_labels(
    name: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = steps_of(SESSIONS[name], Grain.LAYER)
    figures = [figure_of(frame, FigureSpec(rows=ALL, theme=theme)) for frame in frames]
    assert wrong(figures, monkeypatch) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SESSIONS if name != "sixty-four"])
@pytest.mark.parametrize("numbers", [NumberFormat(), LONG, SHORT], ids=["4", "12", "3"])
@pytest.mark.parametrize("size", [(1200, 800), (800, 500)], ids=["large", "small"])
def test_that_every_term_has_whole_labels(
    name: str, numbers: NumberFormat, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wide, tall = size
    spec = FigureSpec(rows=rows_of("topology"), width=wide, height=tall, numbers=numbers)
    figures = [figure_of(frame, spec) for frame in some(steps_of(SESSIONS[name], Grain.TERM))]
    assert wrong(figures, monkeypatch) == []


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("panel", ["equations", "loss", "weights"])
@pytest.mark.parametrize("numbers", [NumberFormat(), LONG], ids=["4", "12"])
def test_that_each_panel_alone_has_whole_labels(
    name: str, panel: str, numbers: NumberFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = steps_of(SESSIONS[name], Grain.LAYER)
    figures = [
        figure_of(frame, FigureSpec(((panel,),), width=wide, height=tall, numbers=numbers))
        for frame in (frames[1], frames[len(frames) // 2], frames[-1])
        for wide, tall in ((1600, 1000), (640, 480))
    ]
    assert wrong(figures, monkeypatch) == []


@pytest.mark.parametrize("name", ["article", "2-8-8-1", "softmax"])
@pytest.mark.parametrize("rows", ["topology", "equations", "loss", "weights", "loss,weights"])
def test_that_a_small_figure_has_whole_labels_or_is_refused(
    name: str, rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = steps_of(SESSIONS[name], Grain.LAYER)
    whole: list[Figure] = []
    for wide, tall in ((640, 480), (480, 360), (400, 300), (300, 200), (240, 160), (160, 160)):
        for frame in (frames[1], frames[-1]):
            figure = figure_of(frame, FigureSpec(rows=rows_of(rows), width=wide, height=tall))
            with suppress(InputError):
                check_room(figure)
                whole.append(figure)
    assert len(whole) >= 2
    assert wrong(whole, monkeypatch) == []


@pytest.mark.parametrize("at", ["19:forward-1:1:2", "19:backward-1:1:2", "20"])
def test_that_a_title_and_notes_have_whole_labels(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = (
        Annotation(Kind.CALLOUT, "topology", 0.04, 0.03, 0.3, 0.4, 1, "A weight from x₁"),
        Annotation(Kind.CALLOUT, "topology", 0.98, 0.97, 0.8, 0.7, 12, "An answer near the edge"),
        Annotation(Kind.CALLOUT, "loss", 0.99, 0.5, 0.8, 0.7, 3, "Far right"),
        Annotation(Kind.FRAME, "equations", 0.1, 0.1, 0.4, 0.9),
    )
    title = "Äußerst lang: one path after another, then f′(z), and δ at last"
    spec = FigureSpec(rows=ALL, title=title, annotations=notes)
    # What a person puts on a panel may cover what is there, but is whole itself.
    found = wrong([figure_of(article(at).frame, spec)], monkeypatch)
    assert [fault for fault in found if "figure: " in fault] == []


# The look itself


def test_that_a_clip_a_cover_and_another_text_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from gui.figures import figure as module

    made = article("19:loss")
    assert faults(made, monkeypatch) == []
    whole = module.paint_panel
    seen = {"slip": 0}

    def spoiled(name: str, painter: FigurePainter, rect: QRectF, content: object) -> None:
        painter.save()
        if seen["slip"] == 1:
            painter.setClipRect(rect.adjusted(0, 0, -rect.width() / 2, 0))
        whole(name, painter, rect, content)  # pyright: ignore[reportArgumentType]
        painter.setFont(ui_font(13))
        if seen["slip"] == 2:
            painter.fillRect(QRectF(rect.center(), rect.bottomRight()), made.spec.colors.stage)
        if seen["slip"] == 3:
            painter.drawText(QPointF(rect.right() - 5, rect.center().y()), "outside")
        if seen["slip"] == 4:
            for text in ("one", "two"):
                painter.drawText(rect.center(), text)
        painter.restore()

    monkeypatch.setattr(module, "paint_panel", spoiled)
    words = {1: "covered or cut", 2: "covered or cut", 3: "outside", 4: "collide"}
    for seen["slip"], word in words.items():
        assert any(word in fault for fault in faults(made, monkeypatch)), word
