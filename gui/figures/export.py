"""Writes figures as PNG, SVG and PDF: the same figure gives the same bytes on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from engine import files
from engine.errors import InputError
from gui import interruptions
from gui.figures import embedded_fonts, pdf_bytes, svg_text
from gui.figures.embedded_fonts import Face
from gui.figures.figure import Figure, check_room, paint
from gui.figures.figure_painter import FigurePainter
from gui.figures.spec import MOST_SIDE, SCALES

SUFFIXES = (".png", ".svg", ".pdf")
_QUICK = 80  # QImageWriter's quality: as small as its default within 3 %, in half the time
_PDF_UNITS = 16  # of a PDF's coordinates to a pixel of the figure
_POINTS = 0.75  # of a pixel: a figure of 1200 pixels is 900 points wide, as on a screen of 96 dpi


def write(figure: Figure, path: Path, *, scale: int = 1, outlines: bool = False) -> None:
    """Write a figure in the format that the file's name ends in, whole or not at all.

    ``scale`` counts for PNG alone. ``outlines``: text becomes shapes, so that no font is needed.
    InputError where the format is none of SUFFIXES, its words are too long for the figure, or the
    file cannot be written.
    """
    suffix = suffix_of(path)
    check_room(figure)
    files.write_atomically(path, encoded(figure, suffix, scale, outlines=outlines))


def encoded(figure: Figure, suffix: str, scale: int = 1, *, outlines: bool = False) -> bytes:
    """The content of such a file."""
    match suffix:
        case ".svg":
            return svg(figure, outlines=outlines)
        case ".pdf":
            return pdf([figure], outlines=outlines)
        case _:
            return png(figure, scale)


def suffix_of(path: Path) -> str:
    """One of SUFFIXES; InputError where a file is called otherwise."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            "{name} does not end in .png, .svg or .pdf; the ending says what is written.",
            name=path.name or str(path),
        )
    return suffix


def image(figure: Figure, scale: float = 1) -> QImage:
    """The figure as pixels, ``scale`` of them for one of its own."""
    return _drawn(figure, scale)[0]


def sketch(figure: Figure, scale: float) -> tuple[QImage, list[QRectF]]:
    """The same, and where numbers stand on it, in the figure's pixels; hidden ones too."""
    made, painter = _drawn(figure, scale)
    return made, painter.numbers


@interruptions.held()
def _drawn(figure: Figure, scale: float) -> tuple[QImage, FigurePainter]:
    spec = figure.spec
    size = QSize(round(spec.width * scale), round(spec.height * scale))
    made = QImage(size, QImage.Format.Format_RGB32)
    # The letters of a font stand on whole pixels; as shapes they are where other formats have them.
    painter = FigurePainter(made, outlines=scale >= 2)
    painter.scale(scale, scale)
    paint(figure, painter)
    painter.end()
    return made, painter


@interruptions.held()
def png(figure: Figure, scale: int = 1) -> bytes:
    """A PNG with the description as its text."""
    check_scale(figure, scale)
    picture = image(figure, scale)
    picture.setDotsPerMeterX(round(scale * 96 / 0.0254))
    picture.setDotsPerMeterY(round(scale * 96 / 0.0254))
    buffer = _opened()
    writer = QImageWriter(buffer, b"png")
    writer.setQuality(_QUICK)
    writer.setText("Description", figure.description)
    if figure.spec.title:
        writer.setText("Title", figure.spec.title)
    if not writer.write(picture):
        raise OSError(writer.errorString())
    return _content(buffer)


def check_scale(figure: Figure, scale: int) -> None:
    """Refuse a picture that would need gigabytes."""
    side = max(figure.spec.width, figure.spec.height) * scale
    if scale not in SCALES or side > MOST_SIDE:
        raise InputError(
            "A PNG of {width}x{height} at scale {scale} would be {side} pixels long; at most "
            "{most} are drawn, at scales 1 to 4.",
            width=figure.spec.width,
            height=figure.spec.height,
            scale=scale,
            side=side,
            most=MOST_SIDE,
        )


def svg(figure: Figure, *, outlines: bool = False) -> bytes:
    """An SVG with its fonts inside, or without any text where ``outlines``."""
    text, letters = drawing(figure, outlines=outlines)
    return svg_text.with_fonts(text, embedded_fonts.rules(letters)).encode()


@interruptions.held()
def drawing(figure: Figure, *, outlines: bool = False) -> tuple[str, dict[Face, str]]:
    """An SVG without fonts, and the letters that it needs of each."""
    spec = figure.spec
    buffer = _opened()
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    device.setSize(QSize(spec.width, spec.height))
    device.setViewBox(QRectF(0, 0, spec.width, spec.height))
    device.setTitle(figure.name)
    device.setDescription(figure.description)
    painter = FigurePainter(device, outlines=outlines, whole_texts=True)
    paint(figure, painter)
    painter.end()
    text = _content(buffer).decode()
    finished = svg_text.finished(text, (spec.width, spec.height), painter.texts)
    return finished, embedded_fonts.used(painter.texts)


def pdf(figures: Sequence[Figure], *, outlines: bool = False) -> bytes:
    """A PDF with a page for each figure; its text can be searched and copied."""
    pages = PdfPages(outlines=outlines)
    for figure in figures:
        pages.add(figure)
    return pages.content()


class PdfPages:
    """A PDF that grows page by page; ``content`` ends it."""

    def __init__(self, *, outlines: bool = False) -> None:
        self._buffer = _opened()
        self._device = QPdfWriter(self._buffer)
        self._device.setCreator("Backstep")
        self._device.setResolution(round(_PDF_UNITS * 72 / _POINTS))
        self._device.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._painter = FigurePainter(outlines=outlines)
        self._words: list[str] = []

    @interruptions.held()
    def add(self, figure: Figure) -> None:
        """One more page, of the figure's size."""
        size = QSizeF(figure.spec.width, figure.spec.height) * _POINTS
        self._device.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", _exactly()))
        if self._words:
            self._device.newPage()
        else:
            self._device.setTitle(figure.name)
            self._painter.begin(self._device)
        self._painter.resetTransform()
        self._painter.scale(_PDF_UNITS, _PDF_UNITS)
        paint(figure, self._painter)
        self._words.append(figure.description)

    @interruptions.held()
    def content(self) -> bytes:
        """The whole file."""
        self.close()
        words = "\n".join(self._words)
        return pdf_bytes.finished(_content(self._buffer), words, list(self._painter.texts))

    def close(self) -> None:
        """Let go of the file, also where not all pages were drawn."""
        if self._painter.isActive():
            self._painter.end()


def _exactly() -> QPageSize.SizeMatchPolicy:
    return QPageSize.SizeMatchPolicy.ExactMatch


def _opened() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _content(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())
