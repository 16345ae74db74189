"""Animations of figures. They need Pillow, the extra `figures`; all else does without it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from io import BytesIO

from PySide6.QtGui import QImage

from engine.errors import InputError

SUFFIXES = (".gif", ".apng", ".webp")
_FORMATS = {".gif": "GIF", ".apng": "PNG", ".webp": "WEBP"}


def check_available() -> None:
    """InputError where Pillow is not installed."""
    if importlib.util.find_spec("PIL") is None:
        raise InputError(
            "GIF, APNG and WebP need Pillow, which is not installed; install backstep-trainer"
            "[figures], or write a PDF, an HTML page or a folder of figures."
        )


def encoded(images: Iterable[QImage], suffix: str, seconds: float) -> bytes:
    """The content of such a file: every image for so many seconds, again and again."""
    check_available()
    from PIL import Image

    pictures: list[Image.Image] = []
    for image in images:
        rgb = image.convertToFormat(QImage.Format.Format_RGB888)
        size = (rgb.width(), rgb.height())
        # A line of Qt's may be longer than its pixels.
        data = bytes(rgb.constBits())
        pictures.append(Image.frombytes("RGB", size, data, "raw", "RGB", rgb.bytesPerLine()))
    if suffix == ".gif":
        pictures = [picture.quantize(256, dither=Image.Dither.NONE) for picture in pictures]
    buffer = BytesIO()
    options = {"lossless": True} if suffix == ".webp" else {"optimize": False}
    pictures[0].save(
        buffer,
        format=_FORMATS[suffix],
        save_all=True,
        append_images=pictures[1:],
        duration=round(1000 * seconds),
        loop=0,
        **options,
    )
    return buffer.getvalue()
