"""Writes the steps of an update as numbered figures, an animation, a PDF or one HTML page."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtGui import QImage

from engine import files
from engine.errors import InputError
from gui.figures import animation, export, page
from gui.figures.figure import Figure, check_room

Told = Callable[[int, int], None]
"""Hears how many of how many figures are drawn."""
FILES = (*animation.SUFFIXES, ".pdf", ".html")


def check_target(path: Path) -> None:
    """Find out before drawing that a sequence cannot be written there; InputError says why."""
    suffix = path.suffix.lower()
    if suffix in animation.SUFFIXES:
        animation.check_available()
    if suffix in FILES:
        files.check_writable(path)
    elif suffix:
        raise InputError(
            "{name} does not end in {endings}; such an ending makes one file, a name without one "
            "a folder of numbered figures.",
            name=path.name,
            endings=", ".join(FILES),
        )
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(
            "{path} is not an empty folder; name a new one for the figures.", path=path
        )
    elif not os.access(path.absolute().parent, os.W_OK):
        raise InputError(
            "{path} cannot be made: its folder is missing or protected. Choose another place.",
            path=path,
        )


def write(
    figures: Sequence[Figure],
    path: Path,
    *,
    scale: int = 1,
    seconds: float = 1.5,
    outlines: bool = False,
    told: Told | None = None,
) -> None:
    """Write a sequence, whole or not at all; see ``writing``."""
    steps = writing(figures, path, scale=scale, seconds=seconds, outlines=outlines)
    with closing(steps):
        for done in steps:
            if told is not None:
                told(done, len(figures))


def writing(
    figures: Sequence[Figure],
    path: Path,
    *,
    scale: int = 1,
    seconds: float = 1.5,
    outlines: bool = False,
) -> Generator[int, None, None]:
    """Write a sequence figure by figure; gives how many are drawn after each. What it becomes
    follows from the name: one without an ending is a folder of numbered PNG files.

    Nothing is there until the last one is drawn; closed before, it leaves nothing behind.
    ``seconds``: how long an animation shows each figure. ``outlines``: no font is needed by a PDF
    or a page. InputError where it cannot be done.
    """
    check_target(path)
    for figure in figures[:1]:
        export.check_scale(figure, scale)
        check_room(figure)
    match path.suffix.lower():
        case ".pdf":
            yield from _pdf(figures, path, outlines)
        case ".html":
            yield from _page(figures, path, outlines)
        case suffix if suffix in animation.SUFFIXES:
            images: list[QImage] = []
            for number, figure in enumerate(figures, 1):
                images.append(export.image(figure, scale))
                yield number
            files.write_atomically(path, animation.encoded(images, suffix, seconds))
        case _:
            yield from _folder(figures, path, scale)


def _pdf(figures: Sequence[Figure], path: Path, outlines: bool) -> Iterator[int]:
    pages = export.PdfPages(outlines=outlines)
    try:
        for number, figure in enumerate(figures, 1):
            pages.add(figure)
            yield number
        files.write_atomically(path, pages.content())
    finally:
        pages.close()


def _page(figures: Sequence[Figure], path: Path, outlines: bool) -> Iterator[int]:
    chunks: list[bytes] = []
    for number, chunk in enumerate(page.html(figures, len(figures), outlines=outlines)):
        chunks.append(chunk)
        if 0 < number <= len(figures):  # the head and the foot are no figures
            yield number
    files.write_atomically(path, chunks)


def _folder(figures: Sequence[Figure], path: Path, scale: int) -> Iterator[int]:
    digits = max(3, len(str(len(figures))))
    with _new_folder(path) as folder:
        for number, figure in enumerate(figures, 1):
            (folder / f"{number:0{digits}}.png").write_bytes(export.png(figure, scale))
            yield number
        words = "".join(
            f"{number:0{digits}}.png\t{figure.description}\n"
            for number, figure in enumerate(figures, 1)
        )
        (folder / "descriptions.txt").write_text(words, encoding="utf-8")


@contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """A folder beside ``path`` that takes its place once all is written, and else is gone."""
    parent = path.absolute().parent
    made: Path | None = None
    try:
        made = Path(tempfile.mkdtemp(prefix=".backstep-", dir=parent))
        yield made
        if path.exists():
            path.rmdir()  # it was empty
        made.chmod(0o755)
        os.replace(made, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            "{path} cannot be written: {reason}. Nothing was left there; choose another place, or "
            "make room.",
            path=path,
            reason=reason[:1].lower() + reason[1:],
        ) from error
    finally:
        if made is not None and made.exists():
            shutil.rmtree(made, ignore_errors=True)
