"""What must hold for the committed files as a whole."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
import resources
from devtools.checks import SUITES

ROOT = Path(__file__).resolve().parent.parent
MADE_HERE = {"out", "build", "dist", "__pycache__", "backstep_trainer.egg-info"}
MACHINE_PATH = re.compile(
    r"(?<![\w.])(?:/(?:home|Users|root|work|tmp|opt|mnt)/[\w.-]+|[A-Za-z]:\\\\?Users\\)"
)
# In pieces, so that this file does not hold them itself.
REGISTRIES = re.compile("|".join(["pypi" r"\.org", "python" r"hosted\.", "npm" r"js\."]))


def committed_files() -> list[Path]:
    """Those git knows or would take; in a copy without git all but what is made here."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if listing.returncode == 0:
            files = [ROOT / name for name in listing.stdout.split("\0") if name]
            return [file for file in files if file.is_file()]
    return [file for file in ROOT.rglob("*") if file.is_file() and not _made_here(file)]


def _made_here(file: Path) -> bool:
    folders = file.relative_to(ROOT).parts[:-1]
    return any(name in MADE_HERE or (name[0] == "." and name != ".ci") for name in folders)


def lines_of_text_files() -> Iterator[tuple[str, str]]:
    for file in committed_files():
        content = file.read_bytes()
        if b"\0" in content or file == Path(__file__):
            continue
        name = file.relative_to(ROOT).as_posix()
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            yield f"{name}:{number}", line


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [f"{where}: {line}" for where, line in lines_of_text_files() if pattern.search(line)]


def test_that_no_file_names_a_path_of_somebodys_machine() -> None:
    assert lines_that_match(MACHINE_PATH) == []


def test_that_no_file_names_a_package_registry() -> None:
    assert lines_that_match(REGISTRIES) == []


@pytest.mark.parametrize(
    "lock",
    [
        "requirements/run.txt",
        "requirements/dev.txt",
        "benchmarks/peers.txt",
        "benchmarks/peers-torch.txt",
    ],
)
def test_that_a_lock_holds_exact_versions_with_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    exact = re.compile(r"[\w.-]+==\S+ .*--hash=sha256:")
    assert entries
    assert [entry for entry in entries if not exact.match(entry)] == []
    assert "://" not in text


def test_that_the_dev_lock_holds_the_run_lock() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text("utf-8"), re.M))
        for name in ("run.txt", "dev.txt")
    )
    assert run
    assert run <= dev


def test_that_the_packages_lie_side_by_side() -> None:
    folders = [Path(str(package.__file__)).parent.parent for package in (engine, resources)]
    assert folders == [ROOT, ROOT]
    assert (ROOT / "gui" / "__init__.py").is_file()


def test_that_every_file_that_a_document_names_is_there() -> None:
    named = re.compile(r"(?:engine|gui|resources|tests|benchmarks|devtools|docs)/[\w./-]+\.\w+")
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")]
    names = {name for path in documents for name in named.findall(path.read_text("utf-8"))}
    assert len(names) > 20
    assert [
        name for name in sorted(names) if "NAME" not in name and not (ROOT / name).exists()
    ] == []


def test_that_the_test_command_runs_every_test_file() -> None:
    covered = tuple(path for paths in SUITES.values() for path in paths)
    files = [file.relative_to(ROOT).as_posix() for file in ROOT.glob("tests/**/test_*.py")]
    assert [file for file in files if not file.startswith(covered)] == []
