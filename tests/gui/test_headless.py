"""What `run` leaves where there is no display, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from engine import session
from engine.session_json import to_json
from gui.headless import SIZE

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gui.headless", *words],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "DISPLAY"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_that_session_curve_and_pictures_are_there_after_fifty_epochs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(str(out))
    assert (done.returncode, done.stderr.splitlines()[-1][:11]) == (0, "epoch 50/50")
    names = ("article.backstep.json", "loss.csv", "loss.png", "window.png")
    assert done.stdout.splitlines() == [str(out / name) for name in names]
    saved = session.read(out / names[0])
    assert saved.progress is not None
    assert (saved.progress.epoch, saved.progress.update) == (50, 10_000)
    head, *rows = (out / "loss.csv").read_text("utf-8").splitlines()
    assert head.split(",")[:2] == ["update", "least_batch_loss"]
    assert rows[-1].split(",")[0] == "10000"
    assert float(rows[-1].split(",")[-1]) <= 0.05
    assert all(float(row.split(",")[1]) >= 0.0 for row in rows)
    picture = QImage(str(out / "window.png"))
    assert (picture.width(), picture.height()) == SIZE
    assert QImage(str(out / "loss.png")).width() > SIZE[0] // 2


def test_that_divergence_is_told_and_the_last_finite_state_is_there(tmp_path: Path) -> None:
    values = to_json(session.builtin("article"), tmp_path)
    values["hyperparameters"]["learning_rate"] = 1e6
    path = tmp_path / "wild.backstep.json"
    path.write_text(json.dumps(values), "utf-8")
    done = run(str(tmp_path / "out"), str(path))
    assert done.returncode == 3
    assert "diverged" in done.stderr
    assert session.read(tmp_path / "out" / path.name).progress is not None


def test_that_an_unknown_session_and_a_closed_folder_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    for words, told in (
        ((str(tmp_path), "nothing"), "no built-in session 'nothing'"),
        ((str(tmp_path / "taken"),), "cannot be made"),
    ):
        done = run(*words)
        assert done.returncode == 2
        (said,) = done.stderr.splitlines()
        assert told in said
