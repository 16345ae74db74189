"""The engine's thread waits while the window paints, and sleeps meanwhile."""

from __future__ import annotations

from threading import Event

import pytest

from gui import courtesy
from gui.courtesy import LONGEST, TURN, Courtesy


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


def test_that_the_engine_has_its_turn_with_a_window_that_never_finishes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a busy machine a new picture is due as soon as the last one is painted."""
    now, waited = 100.0, 0.0

    class Passing(Event):
        def wait(self, timeout: float | None = None) -> bool:
            nonlocal now, waited
            assert timeout is not None
            now, waited = now + timeout, waited + timeout
            return False

    monkeypatch.setattr(courtesy, "Event", Passing)
    monkeypatch.setattr(courtesy, "perf_counter", lambda: now)
    made = Courtesy()
    made.window_paints = True
    worked = 0.0
    for _ in range(10_000):
        made.give_way()
        now, worked = now + 0.0005, worked + 0.0005  # a few updates
    assert worked == pytest.approx(TURN * waited, rel=0.05)
