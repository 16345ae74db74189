"""Finishes what Qt writes as PDF: the same figure gives the same bytes, and its text is text.

Qt numbers fonts by chance and writes the time and random names; all of these are made from the
content here. It also knows no letters for the figures of one width and for the italic letters of
formulas; here they are known from what was drawn.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QFont

from gui.figures.figure_painter import FIGURES, Piece, Text, figure_width, letters
from gui.theme import MATH_FAMILY

_STREAM = re.compile(rb"(.*?>>\n?)stream\r?\n(.*)\r?\nendstream", re.S)
_REFERENCE = re.compile(rb"(\d+) 0 R")
_LENGTH = re.compile(rb"/Length \d+ 0 R")
_TRAILER = re.compile(rb"trailer\n<<\n.*?/Info (\d+) 0 R\n/Root (\d+) 0 R", re.S)
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)\n")
_TAG = re.compile(rb"/[A-Z]{6}\+")
_BASE_FONT = re.compile(rb"/BaseFont /([^\s/]+)")
_TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
_WIDTHS = re.compile(rb"(/W \[0 \[)([^\]]*)\]")
_POSTSCRIPT = {400: "Regular", 500: "Medium", 600: "SemiBold"}


class _Pdf:
    """The objects of a file by their numbers, without the xref table."""

    def __init__(self, content: bytes) -> None:
        self.objects: dict[int, tuple[bytes, bytes | None]] = {}
        for found in _split(content):
            number, body = found
            stream = _STREAM.fullmatch(body)
            self.objects[number] = (body, None) if stream is None else (stream[1], stream[2])
        trailer = _TRAILER.search(content)
        assert trailer is not None, "Qt's PDF has a trailer"
        self.info, self.root = int(trailer[1]), int(trailer[2])

    def written(self) -> bytes:
        """The file, its objects numbered in the order in which they are referred to."""
        order = self._order()
        numbers = {old: new for new, old in enumerate(order, 1)}
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places: list[int] = []
        for old in order:
            head, stream = self.objects[old]
            head = _REFERENCE.sub(lambda m: b"%d 0 R" % numbers[int(m[1])], head)
            places.append(len(out))
            out += b"%d 0 obj\n%s" % (numbers[old], head)
            if stream is not None:
                out += b"stream\n%s\nendstream" % stream
            out += b"\nendobj\n"
        start = len(out)
        name = hashlib.sha256(bytes(out)).hexdigest()[:32].encode()
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Info %d 0 R /Root %d 0 R /ID [<%s> <%s>] >>\n" % (
            len(places) + 1,
            numbers[self.info],
            numbers[self.root],
            name,
            name,
        )
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(out)

    def _order(self) -> list[int]:
        order: list[int] = []
        seen: set[int] = set()
        left = [self.info, self.root]
        while left:
            number = left.pop(0)
            if number in seen or number not in self.objects:
                continue
            seen.add(number)
            order.append(number)
            left += [int(found[1]) for found in _REFERENCE.finditer(self.objects[number][0])]
        return order


def finished(content: bytes, description: str, texts: Sequence[Text]) -> bytes:
    """The file's bytes. ``description`` becomes its subject; ``texts``: all that was drawn."""
    pdf = _Pdf(content)
    for number, (head, stream) in list(pdf.objects.items()):
        if stream is not None and _LENGTH.search(head):
            # A length that stands in an object of its own is a length; written plainly it is one
            # thing less whose number is by chance.
            head = _LENGTH.sub(b"/Length %d" % len(stream), head)
        pdf.objects[number] = (_TAG.sub(b"/BCKSTP+", head), stream)
    _name_letters(pdf, texts)
    info, _ = pdf.objects[pdf.info]
    info = _DATES.sub(b"", info)
    subject = b"/Subject " + _text(description) + b"\n"
    pdf.objects[pdf.info] = (info.replace(b"<<\n", b"<<\n" + subject, 1), None)
    root, _ = pdf.objects[pdf.root]
    # The packet repeats the title, with the time and a random name; the information is enough.
    root = re.sub(rb"/Metadata \d+ 0 R\n?", b"", root)
    pdf.objects[pdf.root] = (root.replace(b"<<\n", b"<<\n/Lang (en)\n", 1), None)
    return pdf.written()


def _split(content: bytes) -> Iterable[tuple[int, bytes]]:
    """Number and body of each object. A stream may hold any bytes, so its end is told by the next
    object's beginning, which compressed bytes do not imitate with its number.
    """
    starts = [int(place) for place in _places(content)]
    ends = [*starts[1:], content.rindex(b"xref\n0 ")]
    for start, end in zip(starts, ends, strict=True):
        piece = content[start:end]
        head, _, body = piece.partition(b" 0 obj\n")
        yield int(head), body[: body.rindex(b"endobj")].removesuffix(b"\n")


def _places(content: bytes) -> list[int]:
    """Where objects begin, as the xref table says."""
    table = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    rows = re.findall(rb"(\d{10}) (\d{5}) n", content[table:])
    return sorted(int(place) for place, _ in rows)


def _name_letters(pdf: _Pdf, texts: Sequence[Text]) -> None:
    """Give each font the letters of its glyphs, which are numbered as they were first drawn."""
    names: dict[str, dict[int, str]] = {}
    fonts: dict[str, QFont] = {}
    for drawn in texts:
        for piece in drawn.pieces:
            if piece.font.family() != MATH_FAMILY:
                fonts[_postscript(piece)] = piece.font
            known = names.setdefault(_postscript(piece), {})
            for letter in letters(piece.text, piece.font):
                if letter.glyph:  # the box for a letter that no font has is 0 in every file
                    known.setdefault(letter.glyph, letter.text)
    for number, (head, stream) in list(pdf.objects.items()):
        if (base := _BASE_FONT.search(head)) is not None and b"/W [" in head:
            glyphs, font = names.get(base[1].decode(), {}), fonts.get(base[1].decode())
            if font is not None:
                pdf.objects[number] = (_widened(head, list(glyphs.values()), font), stream)
    for head, _ in list(pdf.objects.values()):
        base, table = _BASE_FONT.search(head), _TO_UNICODE.search(head)
        glyphs = None if base is None else names.get(base[1].decode())
        if glyphs is not None and table is not None:  # what Qt knows of a system's font stays
            pdf.objects[int(table[1])] = _table(list(glyphs.values()))


def _widened(head: bytes, names: list[str], font: QFont) -> bytes:
    """Figures as wide as the place that each has: else a reader that looks for words sees a space
    behind a narrow one. Every letter has a place of its own, so nothing moves.
    """
    found = _WIDTHS.search(head)
    assert found is not None, "Qt writes widths so"
    widths = [int(float(width)) for width in found[2].split()]
    for number, name in enumerate(names, 1):
        if name in FIGURES and number < len(widths):
            widths[number] = max(widths[number], round(1000 * figure_width(name, font)))
    row = b" ".join(b"%d" % width for width in widths)
    return head[: found.start(2)] + row + b" " + head[found.end(2) :]


def _postscript(drawn: Piece) -> str:
    if drawn.font.family() == MATH_FAMILY:
        return "STIXTwoMath"
    return f"Inter-{_POSTSCRIPT[int(drawn.font.weight())]}"


def _table(names: list[str]) -> tuple[bytes, bytes]:
    """A ToUnicode table: glyph 1 stands for names[0], and so on."""
    rows = [
        f"<{number:04X}> <{name.encode('utf-16-be', 'replace').hex().upper()}>"
        for number, name in enumerate(names, 1)
    ]
    blocks = [rows[first : first + 100] for first in range(0, len(rows), 100)]
    maps = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    text = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{maps}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    stream = zlib.compress(text.encode("ascii"), 9)
    return b"<< /Length %d /Filter /FlateDecode >>\n" % len(stream), stream


def _text(words: str) -> bytes:
    """A PDF string in UTF-16."""
    return b"<FEFF" + words.encode("utf-16-be", "replace").hex().upper().encode() + b">"
