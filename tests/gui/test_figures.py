"""A figure of any moment: what is on it, in each format, and the same bytes twice."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QApplication

from engine import session as sessions
from engine.annotation import Annotation, Kind
from engine.errors import InputError
from gui.figures import export
from gui.figures.arrange import arrange
from gui.figures.figure import Figure
from gui.figures.make import figure_for
from gui.figures.spec import FigureSpec, rows_of, size_of, text_of
from gui.theme import load_fonts

AT = "19:backward-1:1:2"
ALL = rows_of("topology,equations/loss,weights")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


def figure(at: str | None = AT, **spec: object) -> Figure:
    return figure_for(sessions.builtin("article"), at, FigureSpec(**spec))  # pyright: ignore[reportArgumentType]


def svg_texts(made: Figure) -> list[str]:
    root = ElementTree.fromstring(export.svg(made))
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


def shades(image: QImage) -> np.ndarray:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


def test_that_a_figure_has_the_numbers_of_its_moment() -> None:
    made = figure()
    shown = made.frame.shown
    values = [*shown.z(1), *shown.a(1), *shown.delta(2), *shown.delta(3), shown.loss]
    texts = svg_texts(made)
    for value in values:
        assert made.spec.numbers.text(value) in texts
    assert list(shown.delta(1)) == [None, None]
    assert "not yet" in texts


def test_that_the_words_say_what_is_seen() -> None:
    made = figure(title="One path more")
    shown = made.frame.shown
    sum_ = shown.loss_gradient(1, 0)
    assert made.description.startswith("One path more. Backward pass, layer 1, unit 1: ∂L/∂a₁⁽¹⁾ =")
    assert made.description.endswith(f"Moment {AT}.")
    assert sum_ is None
    assert "update 19, learning rate 0.05" in made.description


@pytest.mark.parametrize("make", [export.png, export.svg, lambda made: export.pdf([made])])
def test_that_the_same_figure_is_the_same_bytes(make: Callable[[Figure], bytes]) -> None:
    assert make(figure(rows=ALL)) == make(figure(rows=ALL))


@pytest.mark.parametrize("scale", [1, 3])
def test_that_a_png_has_the_size_and_the_words(scale: int, tmp_path: Path) -> None:
    made = figure(width=640, height=480)
    export.write(made, tmp_path / "a.png", scale=scale)
    reader = QImageReader(str(tmp_path / "a.png"))
    image = reader.read()
    assert (image.width(), image.height()) == (640 * scale, 480 * scale)
    assert image.text("Description") == made.description


def test_that_an_svg_has_title_words_fonts_and_whole_numbers() -> None:
    content = export.svg(figure(title="a < b & c"))
    root = ElementTree.fromstring(content)
    assert root.get("width") == "1200"
    assert root.findtext(f"{SVG}title") == "a < b & c"
    assert "∂L/∂a₁⁽¹⁾" in str(root.findtext(f"{SVG}desc"))
    faces = re.findall(rb"font-family:'([^']+)';font-weight:(\d+);src:url\(data:", content)
    assert set(faces) == {(b"Inter", b"400"), (b"Inter", b"600"), (b"STIX Two Math", b"400")}


def test_that_outlines_need_no_font() -> None:
    content = export.svg(figure(), outlines=True)
    assert b"<text" not in content
    assert b"@font-face" not in content


def test_that_a_pdf_tells_no_time_and_its_table_of_objects_is_right() -> None:
    content = export.pdf([figure(), figure("20")])
    assert b"CreationDate" not in content
    start = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    places = [int(row[:10]) for row in content[start:].split(b"\n")[3:] if row.endswith(b" n ")]
    for number, place in enumerate(places, 1):
        assert content[place:].startswith(b"%d 0 obj\n" % number)
    assert content.count(b"/Type /Page\n") == 2


@pytest.mark.skipif(
    shutil.which("pdftotext") is None and not shutil.which("apt-get"),
    reason="pdftotext is not installed; on Debian `dev.py test` installs it",
)
def test_that_another_reader_finds_every_number_of_a_pdf(tmp_path: Path) -> None:
    made = figure(rows=ALL)
    export.write(made, tmp_path / "a.pdf")
    words = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    found = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    numbers = {text for text in svg_texts(made) if re.fullmatch(r"[−+]?\d+\.\d{4}", text)}
    assert len(numbers) > 30
    assert [number for number in numbers if number not in found] == []
    assert "𝛿" in found


def test_that_what_is_hidden_is_not_in_the_file() -> None:
    whole = figure()
    (_, rect), *_ = whole.arrangement.panels
    value = whole.spec.numbers.text(whole.frame.shown.a(1)[0])
    columns = svg_places(whole, value)
    assert columns
    x, y = columns[0]
    mark = Annotation(
        Kind.HIDE,
        "topology",
        (x + 8 - rect.left()) / rect.width(),
        (y - 4 - rect.top()) / rect.height(),
    )
    hidden = figure(annotations=(mark,))
    assert value not in svg_texts(hidden)
    assert value not in hidden.description
    assert len(svg_texts(hidden)) == len(svg_texts(whole)) - 1


def svg_places(made: Figure, value: str) -> list[tuple[float, float]]:
    """Where a text stands, from the transforms and places in the file."""
    root = ElementTree.fromstring(export.svg(made))
    found: list[tuple[float, float]] = []
    for group in root.iter(f"{SVG}g"):
        numbers = [float(n) for n in re.findall(r"[-\d.e]+", group.get("transform", ""))]
        for text in group.findall(f"{SVG}text"):
            if "".join(text.itertext()).strip() == value:
                x, y = float(text.get("x", 0)), float(text.get("y", 0))
                found.append((x * numbers[0] + numbers[4], y * numbers[3] + numbers[5]))
    return found


@pytest.mark.parametrize("theme", ["print", "light", "dark"])
def test_that_nothing_touches_the_edge(theme: str) -> None:
    for rows in (ALL, rows_of("topology"), rows_of("loss/weights"), rows_of("equations")):
        picture = shades(export.image(figure(rows=rows, theme=theme)))
        ground = picture[0, 0]
        for side in (picture[:4], picture[-4:], picture[:, :4], picture[:, -4:]):
            assert (side == ground).all()
        assert (picture != ground).any()


def test_that_a_picture_twice_as_large_is_the_same_picture() -> None:
    once = shades(export.image(figure(rows=ALL), 1)).astype(float)
    twice = shades(export.image(figure(rows=ALL), 2)).astype(float)
    halved = twice.reshape(800, 2, 1200, 2).mean(axis=(1, 3))
    assert np.abs(once - halved).mean() < 2.0
    assert np.corrcoef(once.ravel(), halved.ravel())[0, 1] > 0.93


def test_that_all_steps_of_an_update_have_everything_in_one_place() -> None:
    moments = ["19", "19:forward-1:1:2", "19:loss", AT, "19:update:1:1"]
    places = [figure(at).arrangement for at in moments]
    assert {tuple((n, r.getRect()) for n, r in one.panels) for one in places} == {
        tuple((n, r.getRect()) for n, r in places[0].panels)
    }


def test_that_panels_stand_side_by_side_where_they_have_room() -> None:
    wide = dict(arrange(FigureSpec(rows=rows_of("loss,weights"), width=1200), 0).panels)
    assert wide["loss"].right() < wide["weights"].left()
    small = dict(arrange(FigureSpec(rows=rows_of("loss,weights"), width=600), 0).panels)
    assert small["loss"].bottom() < small["weights"].top()


def test_that_rows_are_read_as_they_are_written() -> None:
    assert text_of(rows_of(" topology, equations/loss")) == "topology,equations/loss"


@pytest.mark.parametrize("text", ["topologie", "", "loss,,weights", "loss,loss", "loss/"])
def test_that_an_unknown_panel_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="panel"):
        rows_of(text)


@pytest.mark.parametrize("text", ["0x0", "12", "axb", "1200x", "1e3x800", "-5x9", "99999x900"])
def test_that_an_impossible_size_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="size"):
        size_of(text)


def test_that_a_moment_beyond_the_file_is_trained_to() -> None:
    assert figure("250:loss").frame.update_shown == 250


def test_that_pictures_do_not_depend_on_the_decimal_sign_of_the_system(tmp_path: Path) -> None:
    from PySide6.QtCore import QLocale

    before = QLocale()
    here = export.svg(figure())
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert export.svg(figure()) == here
    finally:
        QLocale.setDefault(before)


def test_that_streams_of_a_pdf_can_be_read() -> None:
    content = export.pdf([figure()])
    streams = re.findall(rb"/Filter /FlateDecode\n?>>\n?stream\n(.*?)\nendstream", content, re.S)
    assert streams
    for stream in streams:
        zlib.decompress(stream)
