"""What dev.py finds missing on a machine, and what it tells or does about it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from devtools import system
from devtools.system import Need

ABSENT = Need("library", "libbackstep-has-none.so.9", "libnone9")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="system packages are Linux's matter")


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The programs of the machine; a test adds its package manager."""
    there: set[str] = set()
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    return there


@on_linux
def test_that_only_what_does_not_load_is_missing() -> None:
    assert system.missing([Need("library", "libc.so.6", "libc6"), ABSENT]) == [ABSENT]


@on_linux
def test_that_a_person_without_rights_gets_one_command(
    tools: set[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tools.add("apt-get")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    lacking = system.prepare([ABSENT, ABSENT._replace(name="libnone-more.so.9")])
    assert capsys.readouterr().out == ""
    told = system.advice(lacking)
    install = "sudo apt-get install -y --no-install-recommends libnone9"
    assert told.endswith(f"\n  sudo apt-get update && {install}")


@on_linux
def test_that_root_on_debian_installs_without_questions(
    tools: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def remember(
        command: list[str], env: dict[str, str], **_: object
    ) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        assert env["DEBIAN_FRONTEND"] == "noninteractive"
        return subprocess.CompletedProcess(command, 0, stdout="")

    tools.add("apt-get")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", remember)
    system.prepare([ABSENT])
    assert [command[:3] for command in ran] == [
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install"],
    ]
    assert ran[1][-1] == "libnone9"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sudo")
def test_that_fedora_is_asked_for_the_library_itself(
    tools: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.add("dnf")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    assert "sudo dnf install -y 'libbackstep-has-none.so.9()(64bit)'" in system.advice([ABSENT])


def test_that_an_unknown_system_is_told_the_names(tools: set[str]) -> None:
    assert ABSENT.name in system.advice([ABSENT])
    assert system.advice([]) == ""


@on_linux
@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({}, None),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
    ],
)
def test_that_the_display_is_told_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], kind: str | None
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system.display() == kind
