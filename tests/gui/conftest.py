"""What tests of the window share."""

from __future__ import annotations

import pytest

import gui.worker


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment that is sought is there when the call returns, however busy the machine."""
    monkeypatch.setattr(gui.worker, "SEEK_SECONDS", 1e9)
