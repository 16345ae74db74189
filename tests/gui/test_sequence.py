"""Sequences: every step as a figure, in a folder, an animation, a PDF or one page."""

from __future__ import annotations

import re
import struct
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.errors import InputError
from engine.goal import Goal
from engine.grain import Grain
from engine.session import Session, builtin
from engine.trainer import Trainer
from gui.figures import command, export, sequence
from gui.figures.figure import Figure
from gui.figures.make import figure_for, figure_of
from gui.figures.sequence_dialog import SequenceDialog
from gui.figures.spec import FigureSpec
from gui.figures.steps import steps_of

SMALL = FigureSpec(width=480, height=320)


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Fonts need an application."""


@pytest.fixture
def figures() -> list[Figure]:
    frames = steps_of(builtin("article"), Grain.PASS)
    return [figure_of(frame, SMALL) for frame in frames]


def test_that_a_sequence_shows_every_step_of_the_grain_once() -> None:
    # Counted by hand for 2-2-2-1 with sgd: 1 batch, 25 forward, 2 loss, 6 + 14 + 16 backward and
    # 30 update terms; 1, 5, 1, 5 and 5 units; 9 phases; 3 passes.
    counts = {Grain.TERM: 94, Grain.UNIT: 17, Grain.LAYER: 9, Grain.PASS: 3, Grain.UPDATE: 1}
    for grain, count in counts.items():
        frames = steps_of(builtin("article"), grain)
        assert len(frames) == count, grain
        assert len({frame.place for frame in frames}) == count
        assert frames[-1].place == (1, 0, 0, 0)
    assert len(steps_of(builtin("article"), Grain.LAYER, updates=3)) == 27


def test_that_a_sequence_begins_where_the_session_stands_or_where_it_is_told() -> None:
    trainer = Trainer(builtin("article").experiment)
    trainer.train(Goal(update=7), seconds=1e9)
    session = Session(experiment=trainer.branch.start, progress=trainer.boundary)
    assert steps_of(session, Grain.LAYER)[0].place == (7, 1, 0, 0)
    assert steps_of(builtin("article"), Grain.LAYER, at="3")[0].place == (2, 1, 0, 0)


def test_that_a_folder_has_a_numbered_picture_for_each_step(
    tmp_path: Path, figures: list[Figure]
) -> None:
    sequence.write(figures, tmp_path / "steps")
    names = sorted(path.name for path in (tmp_path / "steps").iterdir())
    assert names == ["001.png", "002.png", "003.png", "descriptions.txt"]
    for number, figure in enumerate(figures, 1):
        written = QImage(str(tmp_path / "steps" / f"00{number}.png"))
        assert written == export.image(figure).convertToFormat(written.format())
    lines = (tmp_path / "steps" / "descriptions.txt").read_text("utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == names[:3]


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
def test_that_an_animation_holds_every_step(
    tmp_path: Path, figures: list[Figure], suffix: str
) -> None:
    path = tmp_path / f"film{suffix}"
    sequence.write(figures, path, seconds=0.5)
    with Image.open(path) as film:
        assert_frames(film, figures, suffix)


def assert_frames(film: Image.Image, figures: list[Figure], suffix: str) -> None:
    assert getattr(film, "n_frames", 1) == 3
    for number, figure in enumerate(figures):
        film.seek(number)
        shown = np.asarray(film.convert("RGB"), dtype=np.int16)
        picture = export.image(figure).convertToFormat(QImage.Format.Format_RGB888)
        data = np.frombuffer(picture.constBits(), dtype=np.uint8)
        drawn = data.reshape(picture.height(), picture.bytesPerLine())[:, : 3 * picture.width()]
        drawn = drawn.reshape(picture.height(), picture.width(), 3).astype(np.int16)
        # A GIF has 256 colours; the others have them all.
        assert np.abs(shown - drawn).mean() <= (0.3 if suffix == ".gif" else 0)
        assert film.info["duration"] == 500


def test_that_a_pdf_has_a_page_for_each_step(tmp_path: Path, figures: list[Figure]) -> None:
    sequence.write(figures, tmp_path / "steps.pdf")
    content = (tmp_path / "steps.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == 3
    sequence.write(figures, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == content


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.figures: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "figure":
            self.figures.append(found)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [
            value for name, value in attrs if name in ("src", "href", "srcset") and value
        ]


def test_that_one_page_holds_all_steps_and_asks_nobody(
    tmp_path: Path, figures: list[Figure]
) -> None:
    sequence.write(figures, tmp_path / "steps.html")
    text = (tmp_path / "steps.html").read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert [figure["id"] for figure in page.figures] == ["1", "2", "3"]
    assert [figure["aria-label"] for figure in page.figures] == [f.description for f in figures]
    assert [link for link in page.links if not link.startswith("#")] == []
    assert re.findall(r"url\((?!#|data:)", text) == []
    assert "://" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    assert len(page.ids) == len(set(page.ids))
    # Each font once, however many steps there are.
    assert len(re.findall("@font-face", text)) == len(
        set(re.findall(r"@font-face[^;]*;[^;]*;", text))
    )


def test_that_greek_letters_between_others_stay_one_text_of_an_svg() -> None:
    figure = figure_for(builtin("article"), "1:forward-2", SMALL)
    assert "σ(z)" in figure.description or "Forward" in figure.description
    drawing = export.svg(figure).decode()
    plain = re.sub(r"<[^>]*>", "", re.sub(r"<style>.*?</style>", "", drawing, flags=re.S))
    assert plain.replace("\n", "").count("σ(z)") >= 1


def test_that_a_folder_with_files_is_left_alone(tmp_path: Path, figures: list[Figure]) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="is not an empty folder; name a new one"):
        sequence.write(figures, mine)
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]


def test_that_an_unknown_ending_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"film\.mp4 does not end in \.gif"):
        sequence.check_target(tmp_path / "film.mp4")


@pytest.mark.parametrize("name", ["steps", "steps.pdf", "steps.html", "steps.gif"])
def test_that_cancelling_leaves_nothing(tmp_path: Path, figures: list[Figure], name: str) -> None:
    def told(done: int, count: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sequence.write(figures, tmp_path / name, told=told)
    assert list(tmp_path.iterdir()) == []


def test_that_too_many_steps_are_refused_before_any_is_drawn() -> None:
    with pytest.raises(InputError, match="more than 2000 steps; choose a coarser grain"):
        steps_of(builtin("article"), Grain.TERM, updates=50)


def test_that_the_command_writes_a_sequence_and_says_what_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sequence", "article", "--grain", "pass", "--size", "480x320"]
    assert command.run([*words, "--out", str(tmp_path / "steps")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("Backward pass")
    size = struct.unpack(">II", (tmp_path / "steps" / "001.png").read_bytes()[16:24])
    assert size == (480, 320)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--grain", "epoch"], '--grain is "epoch"; choose one of term'),
        (["--updates", "0"], '--updates is "0"; give a whole number'),
        (["--seconds", "0"], '--seconds is "0"; give 0.02 to 60'),
        (["--at", "1:forward-9"], "There is no phase forward-9"),
        (["--sample", "5"], "--sample is 5; the batch of this moment has 1 sample."),
    ],
)
def test_that_a_wrong_word_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        command.run(["sequence", "article", *words, "--out", str(tmp_path / "x")])
    assert sentence in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> SequenceDialog:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("figure/width", 480)
    settings.setValue("figure/height", 320)
    settings.setValue("figure/scale", 1)
    made = SequenceDialog(builtin("article"), "article", settings)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_the_dialog_draws_every_step_and_closes(
    qtbot: QtBot, dialog: SequenceDialog, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        dialog.begin(tmp_path / "steps")
    assert len(list((tmp_path / "steps").glob("*.png"))) == 9


def test_that_cancel_in_the_dialog_leaves_nothing_and_the_dialog_open(
    qtbot: QtBot, dialog: SequenceDialog, tmp_path: Path
) -> None:
    before = set(tmp_path.iterdir())
    dialog.grain.setCurrentIndex(0)
    dialog.begin(tmp_path / "steps")
    qtbot.waitUntil(lambda: dialog.bar.value() >= 3, timeout=30_000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "nothing was written" in dialog.message()
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "s.ini"}


def test_that_the_dialog_says_why_a_folder_cannot_take_a_sequence(
    dialog: SequenceDialog, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    dialog.begin(tmp_path / "mine")
    assert "is not an empty folder" in dialog.message()


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_that_letters_become_outlines_where_that_is_asked(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"a.{ending}"
    words = ["sequence", "article", "--grain", "pass", "--size", "480x320", "--out", str(out)]
    assert command.run([*words, "--text", "paths"]) == 0
    content = out.read_bytes()
    assert b"/FontFile" not in content if ending == "pdf" else b"<text" not in content
    assert command.run([*words[:-1], str(tmp_path / f"b.{ending}")]) == 0
    content = (tmp_path / f"b.{ending}").read_bytes()
    assert b"/FontFile" in content if ending == "pdf" else b"<text" in content
