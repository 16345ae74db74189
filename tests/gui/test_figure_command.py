"""`backstep figure` as a process of its own, with no display, and one clear line for every
mistake.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.figures.command_words import figure_words

ROOT = Path(__file__).parents[2]


def ran(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    bare = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-m", "gui", "figure", *words],
        cwd=folder,
        env=bare | {"PYTHONPATH": str(ROOT)} | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_that_a_figure_is_drawn_without_a_display_and_told_in_words(tmp_path: Path) -> None:
    words = ("article", "--show", "topology,equations/loss", "--at", "3:backward-1:2:1")
    done = ran(tmp_path, *words, "--size", "600x700", "--scale", "2", "--out", "a.png")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Backward pass, layer 1, unit 2: ∂L/∂a₂⁽¹⁾ = δ₁⁽²⁾ · w₁₂⁽²⁾")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (1200, 1400)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("locale", ["C", "de_DE.UTF-8", "tr_TR.ISO-8859-9"])
def test_that_the_systems_language_changes_no_byte_and_says_nothing(
    tmp_path: Path, locale: str
) -> None:
    words = ("article", "--at", "3:forward-1", "--size", "600x400", "--out")
    assert ran(tmp_path, *words, "a.pdf").returncode == 0
    done = ran(tmp_path, *words, "b.pdf", LC_ALL=locale, TZ="Asia/Tokyo")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--at", "3:backward-4"), "There is no phase backward-4 in 3:backward-4"),
        (("--at", "3:loss:2"), "There is no unit 2 in 3:loss:2"),
        (("--at", "zero"), "'zero' is not a moment"),
        (
            ("--at", "3:loss", "--sample", "2"),
            "--sample is 2; the batch of this moment has 1 sample.",
        ),
        (("--show", "picture"), 'There is no panel "picture"; there are topology, equations'),
        (("--size", "0x0"), "The size is 0x0; a figure's sides are 160 to 8192 pixels."),
        (("--theme", "Print"), '--theme is "Print"; choose one of print, light, dark. Did you'),
        (("--scale", "5"), '--scale is "5"; choose one of 1, 2, 3, 4.'),
        (("--scale", "1.5"), '--scale is "1.5"; choose one of 1, 2, 3, 4.'),
        (
            ("--size", "-5x10"),
            "--size needs a value. One that begins with a dash is written --size=-",
        ),
        (("--out", ""), "figure needs --out FILE; its ending"),
        (("--size", "8000x800", "--scale", "4"), "would be 32000 pixels long; at most 8192"),
        (("--out", "no/such/folder.png"), "no/such/folder.png cannot be written: no such file"),
        (("--out", "a.jpg"), "a.jpg does not end in .png, .svg or .pdf"),
        (("--out", "a.svg", "--scale", "2"), "--scale is for PNG"),
        (
            ("--at", "99", "--decimals", "99"),
            '--decimals is "99"; give a whole number of at least 0, at most 15.',
        ),
    ],
)
def test_that_a_mistake_is_one_sentence_and_leaves_nothing(
    words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    out = () if "--out" in words else ("--out", "a.png")
    done = ran(tmp_path, "article", *words, *out)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_that_a_run_that_diverges_before_the_moment_says_so(tmp_path: Path) -> None:
    session = tmp_path / "wild.backstep.json"
    session.write_text(
        '{"format": "backstep-session", "version": 1, "inputs": 1, "layers": [{"units": 1, '
        '"activation": "identity"}], "data": {"kind": "table", "x": [[9]], "y": [[1]]}, '
        '"hyperparameters": {"learning_rate": 1000}}'
    )
    done = ran(tmp_path, session.name, "--at", "900", "--out", "a.pdf")
    assert done.returncode == 2
    assert "Training diverges at update" in done.stderr
    assert not (tmp_path / "a.pdf").exists()


def test_that_the_choices_reach_the_figure() -> None:
    words = figure_words(
        ["xor", "--out", "a.svg", "--decimals", "2", "--decimal-sign", "comma", "--caption", ""]
    )
    assert words.spec.numbers.text(-0.125) == "−0,13"
    assert words.spec.caption == ""
    assert words.spec.rows == (("topology", "equations"),)
