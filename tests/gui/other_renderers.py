"""Programs that are not ours, as they show what was written: librsvg, Poppler and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from fontTools import subset, ttLib
from PySide6.QtGui import QImage

import resources
from gui.figures import export
from gui.figures.figure import Figure

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=2000"),
)
_PATIENCE = 300  # seconds, for a program that hangs


def known_fonts(folder: Path, fonts: Path) -> Mapping[str, str]:
    """An environment in which fontconfig knows the fonts of one folder, and no other."""
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config)}


def shown_by_others(figure: Figure, folder: Path) -> dict[str, QImage]:
    """The SVG and the PDF of a figure, at twice its size."""
    environment = known_fonts(folder, resources.path("fonts"))
    for suffix in (".svg", ".pdf"):
        export.write(figure, folder / f"a{suffix}")
    for words in (
        ("rsvg-convert", "--zoom", "2", "--output", "svg.png", "a.svg"),
        ("pdftoppm", "-r", "192", "-png", "-singlefile", "a.pdf", "pdf"),
    ):
        subprocess.run(words, cwd=folder, env=environment, check=True)
    return {name: QImage(str(folder / f"{name}.png")) for name in ("svg", "pdf")}


def chromium_shows(file: Path, width: int, height: int, part: str = "") -> QImage:
    """A file in a window of this size, at two pixels for one. ``part``: what follows the # of its
    address.
    """
    picture = file.with_suffix(".png")
    _chromium(
        file,
        f"--screenshot={picture}",
        f"--window-size={width},{height}",
        "--force-device-scale-factor=2",
        file.as_uri() + part,
    )
    return QImage(str(picture))


def chromium_reads(file: Path) -> str:
    """The page as it is once its scripts have run."""
    return _chromium(file, "--dump-dom", file.as_uri())


def _chromium(file: Path, *words: str) -> str:
    """Run it where the only font of the system has no letter but an x: all else comes from the
    file itself.
    """
    assert CHROMIUM is not None
    fonts = file.parent / "one-letter"
    if not fonts.exists():
        fonts.mkdir()
        with ttLib.TTFont(resources.path("fonts", "Inter-Regular.ttf")) as font:
            one = subset.Subsetter()
            one.populate(text="x")
            one.subset(font)
            font.save(fonts / "x.ttf")
    done = subprocess.run(
        [CHROMIUM, *_CHROMIUM, f"--user-data-dir={file.parent / 'profile'}", *words],
        env=known_fonts(file.parent, fonts),
        capture_output=True,
        check=True,
        timeout=_PATIENCE,
    )
    return done.stdout.decode()
