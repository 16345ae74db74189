"""Columns of numbers from a CSV file as spreadsheets write it, or the line that is in the way."""

from __future__ import annotations

import csv
import io
import itertools
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.arrays import Array, read_only
from engine.errors import InputError, did_you_mean, quoted

MOST_BYTES = 100_000_000
_ROWS_AT_ONCE = 10_000  # bounds the memory that cells take as text
_SIGNS_OF_NUMBERS = frozenset("0123456789+-\u2212.,eE ")


@dataclass(frozen=True)
class _Table:
    """An open file: the names in its first row, and its other rows with their line numbers."""

    file: str
    separator: str
    names: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def columns(path: Path) -> tuple[str, ...]:
    """The names of a file's columns, in its order, without empty ones; InputError as in `read`."""
    return tuple(name for name in _open(path).names if name)


def read(path: Path, names: tuple[str, ...], most_rows: int) -> Array:
    """The columns of those names, shape (rows, len(names)), read-only and finite.

    The separator (comma, semicolon, tab, |) and the encoding (UTF-8, UTF-16 with a byte order mark,
    else Windows-1252) are detected; where the separator is not a comma, decimals may have one.
    Empty rows are left out. InputError names the file, and the line and column where there is one.
    """
    table = _open(path)
    indices = [_index(table, name) for name in names]
    blocks: list[Array] = []
    count = 0
    decimal = ""
    while rows := list(itertools.islice(table.rows, _ROWS_AT_ONCE)):
        count += len(rows)
        if count > most_rows:
            raise InputError(
                "{file} has more than {most} rows. Use fewer.", file=table.file, most=most_rows
            )
        cells = [row[index] for _, row in rows for index in indices]
        lines = [line for line, _ in rows]
        block, decimal = _numbers(table, names, lines, cells, decimal)
        blocks.append(block)
    if not blocks:
        raise InputError(
            "{file} has no rows of numbers below the names of its columns. Add some.",
            file=table.file,
        )
    return read_only(np.concatenate(blocks))


def _open(path: Path) -> _Table:
    content, encoding = _content(path)
    separator = _separator(content, encoding)
    records = _records(path.name, content, encoding, separator)
    line, first = next(records, (0, None))
    if first is None:
        raise InputError(
            "{file} is empty. Give a file with the names of its columns in the first row and "
            "numbers below.",
            file=path.name,
        )
    names = tuple(cell.strip() for cell in first)
    if all(_is_number(name.replace(",", ".")) for name in names if name):
        raise InputError(
            "{file}, line {line}: the first row has numbers where the names of the columns should "
            "be. Add a row of names at the top.",
            file=path.name,
            line=line,
        )
    return _Table(path.name, separator, names, _even(path.name, records, len(names)))


def _content(path: Path) -> tuple[bytes, str]:
    """The bytes of a text file and their encoding."""
    content = _bytes(path)
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or any(sign < " " and sign not in "\t\r\n\f" for sign in text[:4096]):
            break
        return content, encoding
    raise InputError(
        "{file} is not a text file. If it is a spreadsheet, save it as CSV and give that file.",
        file=path.name,
    )


def _bytes(path: Path) -> bytes:
    if "\0" in str(path):
        raise InputError("data.path has a zero character. Give the name of a CSV file.")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("{file} is a folder. Give a CSV file.", file=path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("{file} is not a regular file. Give a CSV file.", file=path)
        if status.st_size > MOST_BYTES:
            raise InputError(
                "{file} has {size} MB; the limit is {most} MB. Use fewer rows or columns.",
                file=path.name,
                size=-(-status.st_size // 10**6),
                most=MOST_BYTES // 10**6,
            )
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        raise InputError(
            "There is no file {file}. Check data.path; it starts from the session's folder.",
            file=path,
        ) from None
    except OSError as error:
        raise InputError(
            "{file} cannot be read: {reason}. Check the file and its permissions.",
            file=path,
            reason=error.strerror or type(error).__name__,
        ) from None


def _separator(content: bytes, encoding: str) -> str:
    """The separator that cuts the first rows into equally many cells, two at least.

    A comma comes last, since it is also a decimal sign. Where no separator cuts evenly, the one
    that finds most names in the first row is meant, and the uneven row is an error later.
    """
    names: dict[str, int] = {}
    for separator in "\t;|,":
        widths: list[int] = []
        try:
            for _, row in itertools.islice(_records("", content, encoding, separator), 20):
                widths.append(len(row))
        except InputError:
            widths.append(0)  # quotation marks: uneven here, told when the rows are read
        names[separator] = widths[0] if widths else 0
        if len(set(widths)) == 1 and widths[0] > 1:
            return separator
    return max(names, key=lambda separator: (names[separator], separator == ","), default=",")


def _records(
    file: str, content: bytes, encoding: str, separator: str
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it ends, counted from 1."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    line = 0
    try:
        for row in reader:
            line = reader.line_num
            if any(cell.strip() for cell in row):
                yield line, row
    except csv.Error:
        raise InputError(
            "{file}, line {line}: a quotation mark is not closed, or something follows a closed "
            "one. Mend the quotation marks.",
            file=file,
            line=line + 1,
        ) from None


def _even(
    file: str, records: Iterator[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    for line, row in records:
        if len(row) != width:
            raise InputError(
                "{file}, line {line}: the row has {found} cells, the first row names {width} "
                "columns. Make them equal.",
                file=file,
                line=line,
                found=len(row),
                width=width,
            )
        yield line, row


def _index(table: _Table, name: str) -> int:
    if table.names.count(name) == 1:
        return table.names.index(name)
    if name in table.names:
        raise InputError(
            "{file} has more than one column {column}. Give each a name of its own.",
            file=table.file,
            column=quoted(name),
        )
    known = [known for known in table.names if known]
    folded = {known.casefold(): known for known in known}
    raise InputError(
        "{file} has no column {column}. Choose among its columns: {known}.{hint}",
        file=table.file,
        column=quoted(name),
        known=", ".join(quoted(name) for name in known[:20]) + (", …" if len(known) > 20 else ""),
        hint=did_you_mean(folded.get(name.casefold(), name), known),
    )


def _numbers(
    table: _Table,
    names: tuple[str, ...],
    lines: list[int],
    cells: list[str],
    decimal: str,
) -> tuple[Array, str]:
    """A block of cells, row by row, as numbers; and the decimal sign that the file has shown."""
    joined = "".join(cells)
    if table.separator != ",":
        decimal = _decimal_sign(table, names, lines, cells, decimal)
    plain = cells
    if decimal == ",":
        plain = [cell.replace(",", ".") for cell in plain]
    if "\u2212" in joined:  # the minus sign of a typesetter
        plain = [cell.replace("\u2212", "-") for cell in plain]
    try:
        numbers = np.array(list(map(float, plain)))
        sound = bool(np.isfinite(numbers).all()) and "_" not in joined
    except ValueError:
        numbers, sound = np.empty(0), False
    if not sound:
        _refuse(table, names, lines, cells, plain)
    return numbers.reshape(len(lines), len(names)), decimal


def _decimal_sign(
    table: _Table, names: tuple[str, ...], lines: list[int], cells: list[str], decimal: str
) -> str:
    """The decimal sign after these cells: "." or "," or "" if there was none yet."""
    joined = "".join(cells)
    signs = {sign for sign in ".," if sign in joined or sign == decimal}
    if len(signs) < 2:
        return "".join(signs)
    for place, cell in enumerate(cells):
        if not _SIGNS_OF_NUMBERS.issuperset(cell):
            continue
        for sign in ".,":
            if sign in cell and sign != (decimal := decimal or sign):
                raise InputError(
                    "{file}, line {line}, column {column}: {cell} has a point and a comma, or not "
                    "the decimal sign of the numbers above. Use one sign, and no thousands "
                    "separator.",
                    file=table.file,
                    line=lines[place // len(names)],
                    column=quoted(names[place % len(names)]),
                    cell=quoted(cell),
                )
    return decimal


def _refuse(
    table: _Table, names: tuple[str, ...], lines: list[int], cells: list[str], plain: list[str]
) -> None:
    """Name the first cell that is not a finite number, if there is one."""
    place = next((place for place, cell in enumerate(plain) if not _is_number(cell)), None)
    if place is None:
        return
    where = {
        "file": table.file,
        "line": lines[place // len(names)],
        "column": quoted(names[place % len(names)]),
    }
    if not cells[place].strip():
        raise InputError(
            "{file}, line {line}, column {column}: the cell is empty. "
            "Give a number or remove the row.",
            **where,
        )
    raise InputError(
        "{file}, line {line}, column {column}: {cell} is not a finite number. "
        "Give a number or remove the row.",
        **where,
        cell=quoted(cells[place]),
    )


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell))) and "_" not in cell  # float() reads 1_000
    except ValueError:
        return False
