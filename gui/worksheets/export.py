"""Writes worksheets as PDF: one file for the pupils, one with the answers."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from engine import files
from engine.errors import InputError
from engine.worksheet import Variant
from gui import interruptions
from gui.figures import pdf_bytes
from gui.figures.figure_painter import FigurePainter
from gui.worksheets.sheet import Page, Sheet, pages

PUPILS, ANSWERS = "worksheet.pdf", "answers.pdf"
_UNITS = 16  # of a PDF's coordinates to a pixel


class Printing:
    """A PDF that grows page by page; the same pages give the same bytes."""

    def __init__(self, sheet: Sheet) -> None:
        self._title = sheet.title
        self._pages = 0
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._device = QPdfWriter(self._buffer)
        self._device.setCreator("Backstep")
        self._device.setTitle(sheet.title)
        self._device.setResolution(_UNITS * 96)
        exactly = QPageSize.SizeMatchPolicy.ExactMatch
        size = QPageSize(sheet.paper.mm, QPageSize.Unit.Millimeter, "", exactly)
        self._device.setPageSize(size)
        self._device.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._painter = FigurePainter(self._device)

    @interruptions.held()
    def add(self, page: Page) -> None:
        """One page more."""
        if self._pages:
            self._device.newPage()
        self._pages += 1
        self._painter.resetTransform()
        self._painter.scale(_UNITS, _UNITS)
        page.paint(self._painter)

    def close(self) -> None:
        """Give it up: Qt complains of a painter whose device is gone."""
        self._painter.end()

    @interruptions.held()
    def end(self) -> bytes:
        """The content of the file."""
        self.close()
        content = bytes(self._buffer.data().data())
        return pdf_bytes.finished(content, self._title, self._painter.texts)


def pdf(made: Sequence[Page]) -> bytes:
    """These pages as a PDF."""
    printing = Printing(made[0].sheet)
    for page in made:
        printing.add(page)
    return printing.end()


def image(page: Page, scale: float) -> QImage:
    """A page as pixels, for a preview."""
    size = (page.sheet.paper.pixels * scale).toSize()
    made = QImage(size, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    page.paint(painter)
    painter.end()
    return made


def writing(
    variants: Iterable[Variant], sheet: Sheet, folder: Path
) -> Generator[int, None, list[Path]]:
    """Write both files into a folder, which is made where it is missing; return their paths.

    Yields how many variants are drawn, so that it can be shown, or given up: until the end nothing
    is written. InputError where that cannot be done.
    """
    sheets = {key: sheet._replace(key=key) for key in (False, True)}
    prints: dict[bool, Printing] = {}
    try:
        with interruptions.held():
            prints.update((key, Printing(sheets[key])) for key in sheets)
        for count, variant in enumerate(variants, start=1):
            for key, printing in prints.items():
                for page in pages([variant], sheets[key]):
                    printing.add(page)
            yield count
    except BaseException:
        for printing in prints.values():
            printing.close()
        raise
    contents = {folder / PUPILS: prints[False].end(), folder / ANSWERS: prints[True].end()}
    _write(folder, contents)
    return list(contents)


def write(variants: Iterable[Variant], sheet: Sheet, folder: Path) -> list[Path]:
    """The same without a stop."""
    steps = writing(variants, sheet, folder)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _write(folder: Path, contents: dict[Path, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "The folder {folder} cannot be made: {reason}. Choose another one.",
            folder=folder,
            reason=(error.strerror or str(error)).lower(),
        ) from error
    for path in contents:
        files.check_writable(path)
    for path, content in contents.items():
        files.write_atomically(path, content)
