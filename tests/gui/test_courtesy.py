"""The engine's thread waits while the window paints, and sleeps meanwhile."""

from __future__ import annotations

from threading import Event

import pytest

from gui import courtesy
from gui.courtesy import LONGEST, Courtesy


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """How long each wait was asked to be; none lasts."""
    asked: list[float | None] = []

    class Noting(Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout)
            return True

    monkeypatch.setattr(courtesy, "Event", Noting)
    return asked


def test_that_the_engine_waits_once_while_the_window_paints(waits: list[float | None]) -> None:
    made = Courtesy()
    made.window_paints = True
    made.give_way()
    assert waits == [LONGEST]


def test_that_the_engine_does_not_wait_for_a_window_that_is_done(
    waits: list[float | None],
) -> None:
    made = Courtesy()
    made.give_way()
    made.window_paints = True
    made.window_paints = False
    made.give_way()
    assert waits == []
    assert not made.window_paints
