"""What tests of the window share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import gui.worker
from gui.application import Program
from tests.gui.windows import opened

WAIT = 60_000  # ms; the 5 s of pytest-qt are too few on a machine with other work


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits for what a test needs, however busy the machine."""
    for name in ("waitUntil", "waitSignal", "waitExposed", "waitActive"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=WAIT))
    return qtbot


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style of the program, which another system's would not be."""
    return ["backstep", "-style", "Fusion"]


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment that is sought is there when the call returns, however busy the machine."""
    monkeypatch.setattr(gui.worker, "SEEK_SECONDS", 1e9)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The whole program with the article's session open."""
    with opened(qtbot, qapp, tmp_path) as made:
        yield made
