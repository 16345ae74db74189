"""Writing a session: whole or not at all, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import files
from engine import session as session_file
from engine.errors import InputError
from engine.session import Session

ROOT = Path(__file__).parents[2]
OLD = b"the old file"


def write(path: Path, title: str = "new") -> None:
    session_file.write(Session(title=title), path)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "s.backstep.json"
    path.write_bytes(OLD)
    return path


def refused(path: Path) -> str:
    """What is told where a file cannot be written; nothing is left beside it."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(InputError) as caught:
        write(path)
    assert before == (sorted(path.parent.iterdir()) if path.parent.is_dir() else [])
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_that_a_file_is_replaced_and_nothing_is_left_beside_it(old: Path) -> None:
    write(old)
    assert session_file.read(old).title == "new"
    assert [*old.parent.iterdir()] == [old]


def test_that_a_full_disk_leaves_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "no space left on device" in refused(old).lower()
    assert old.read_bytes() == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_that_a_file_cut_by_the_system_leaves_the_old_one(old: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from engine import session;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200));"
        "session.write(session.Session(), Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(old)], cwd=ROOT, capture_output=True, text=True
    )
    assert "cannot be written: file too large." in done.stderr
    assert old.read_bytes() == OLD
    assert [*old.parent.iterdir()] == [old]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_that_a_kill_during_saving_leaves_the_old_file(old: Path, moment: str) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from engine import session;"
        f"os.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "session.write(session.Session(), Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(old)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert old.read_bytes() == OLD


def test_that_a_protected_file_and_folder_are_told(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The system lets root write anywhere, so its answer is put in its place.
    def closed(path: Path, *_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    with monkeypatch.context() as context:
        context.setattr(os, "access", lambda *_: False)
        assert "cannot be written: it is protected against writing." in refused(old)
    monkeypatch.setattr(os, "open", closed)
    assert "cannot be written: permission denied." in refused(old)
    assert "cannot be written: permission denied." in refused(old.with_name("other"))
    assert old.read_bytes() == OLD


def test_that_a_missing_folder_and_a_folder_in_the_place_are_told(tmp_path: Path) -> None:
    assert "no such file or directory" in refused(tmp_path / "none" / "s.json")
    (tmp_path / "folder").mkdir()
    assert "cannot be written: it is a folder." in refused(tmp_path / "folder")


def test_that_a_file_that_cannot_be_written_is_found_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        files.check_writable(tmp_path / "none" / "s.json")
    with pytest.raises(InputError, match="it is a folder"):
        files.check_writable(tmp_path)
    files.check_writable(tmp_path / "s.json")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights")
def test_that_a_file_keeps_its_rights_and_a_new_one_gets_the_usual(old: Path) -> None:
    old.chmod(0o640)
    write(old)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write(old.with_name("new"))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(old.with_name("new").stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights")
def test_that_a_link_stays_and_its_target_is_written(old: Path) -> None:
    link = old.with_name("link")
    link.symlink_to(old)
    write(link)
    assert link.is_symlink()
    assert session_file.read(old).title == "new"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_that_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write_atomically(pipe, b"content")
        assert os.read(reader, 100) == b"content"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_that_an_interruption_while_writing_leaves_the_old_file(old: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_atomically(old, chunks())
    assert old.read_bytes() == OLD
    assert [*old.parent.iterdir()] == [old]


def test_that_a_name_as_long_as_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write(path)
    assert session_file.read(path).title == "new"


def test_that_what_a_killed_process_left_long_ago_goes_with_the_next_save(old: Path) -> None:
    ours = old.with_name(".backstep-0123456789ab.new")
    young = old.with_name(".backstep-ba9876543210.new")
    others = [
        old.with_name(n) for n in (".backstep-mine.new", "backstep-0123456789ab.new", "a.new")
    ]
    folder, link = (old.with_name(f".backstep-00000000000{n}.new") for n in (1, 2))
    for path in (ours, young, *others):
        path.write_bytes(b"half")
    folder.mkdir()
    link.symlink_to(old)
    long_ago = files.time() - 2 * files.OLD
    for path in (ours, *others, folder):
        os.utime(path, (long_ago, long_ago))
    os.utime(link, (long_ago, long_ago), follow_symlinks=False)
    write(old)
    assert sorted(old.parent.iterdir()) == sorted([old, young, *others, folder, link])
