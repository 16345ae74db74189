"""A plugin of pytest's: the names of the tests that failed go into a file, for the last words."""

from __future__ import annotations

from pathlib import Path

import pytest

OPTION = "--names-of-failed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, type=Path, help="a file for the names of the tests that failed")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    place = config.getoption(OPTION)
    if place is None:
        return
    failed = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    names = dict.fromkeys(report.nodeid for report in failed)  # it and its fixture: once
    place.write_text("\n".join(names), encoding="utf-8")
