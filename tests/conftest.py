"""What holds for every test: no thread outlives it, and none touches the person's own settings."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PATIENCE = 60.0  # seconds that a thread told to end may take for it, on a busy machine

# A busy machine makes no test wrong: hypothesis looks at no clock.
settings.register_profile("backstep", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("backstep")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know pytest-qt's settings where it is left out, as in the run of the engine's tests."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "has a meaning in the window's tests only")


def pytest_configure(config: pytest.Config) -> None:
    """Give settings, recent files, autosaves and compiled kernels of this process a home of their
    own, and no window. Numba keeps the folder that it finds when it is imported; nothing has been
    imported yet.

    `dev.py test` chooses another platform for the end-to-end tests.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["LC_ALL"] = "C.UTF-8"  # numbers have a decimal point, wherever the tests run
    home = tempfile.TemporaryDirectory(prefix="backstep-tests-")
    config.add_cleanup(home.cleanup)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = home.name
    os.environ["BACKSTEP_KERNELS"] = str(Path(home.name, "kernels"))
    runtime = Path(home.name, "runtime")
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # Qt warns where there is none


@pytest.fixture(autouse=True)
def _no_thread_outlives_the_test(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    before = set(threading.enumerate())
    started = _watch_qt_threads(monkeypatch)
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if _lives_on(thread)]
    left += [str(thread) for thread in started if not _qt_thread_ends(thread)]
    assert not left, f"threads still running after the test: {left}"


def _lives_on(thread: threading.Thread) -> bool:
    # Python's stand-in for a thread of Qt cannot be joined; Qt's own are watched below.
    if isinstance(thread, threading._DummyThread):  # pyright: ignore
        return False
    thread.join(PATIENCE)
    return thread.is_alive()


def _watch_qt_threads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A list that fills with each QThread that is started; nothing imports Qt for its sake."""
    started: list[Any] = []
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return started
    start = core.QThread.start

    def start_and_remember(thread: Any, *arguments: Any) -> None:
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(core.QThread, "start", start_and_remember)
    return started


def _qt_thread_ends(thread: Any) -> bool:
    from shiboken6 import isValid

    return not isValid(thread) or bool(thread.wait(int(PATIENCE * 1000)))
