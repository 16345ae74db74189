"""What tests of the window share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import gui.worker
from gui.application import Program
from tests.gui.windows import opened


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment that is sought is there when the call returns, however busy the machine."""
    monkeypatch.setattr(gui.worker, "SEEK_SECONDS", 1e9)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The whole program with the article's session open."""
    with opened(qtbot, qapp, tmp_path) as made:
        yield made
