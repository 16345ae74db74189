"""CSV files as spreadsheets write them, and the sentence for each one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import csv_data
from engine.errors import InputError


def file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def rows(path: Path, *names: str) -> list[list[float]]:
    return csv_data.read(path, names, 1000).tolist()


def message(path: Path, *names: str, most: int = 1000) -> str:
    with pytest.raises(InputError) as caught:
        csv_data.read(path, names, most)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1.5,2,3\n-4,5e2,6\n",
        "a;b;c\n1,5;2;3\n-4;5e2;6\n",
        "a;b;c\r\n1.5;2;3\r\n-4;5e2;6",
        "a|b|c\n1,5|2|3\n-4|5e2|6\n",
        "a\tb\tc\n1,5\t2\t3\n-4\t500\t6\n",
        "a\tb\tc\r1.5\t2\t3\r-4\t500\t6\r",
        '"a", "b", "c"\n"1.5", "2", 3\n\n -4 , 500.0, 6\n,,\n',
        "a,b,c\n1.5,2,3\n\u22124,500,6\n",
        "\na;b;c\n\n1,5;2;3\n-4;5,0E2;6\n;;\n",
    ],
)
def test_that_separator_decimal_sign_and_line_ends_are_found(tmp_path: Path, content: str) -> None:
    path = file(tmp_path, content)
    assert csv_data.columns(path) == ("a", "b", "c")
    assert rows(path, "a", "b", "c") == [[1.5, 2, 3], [-4, 500, 6]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = file(tmp_path, "Größe,Höhe\n1,2\n", encoding)
    assert csv_data.columns(path) == ("Größe", "Höhe")
    assert rows(path, "Höhe", "Größe") == [[2, 1]]


def test_that_big_endian_utf_16_with_a_mark_is_read(tmp_path: Path) -> None:
    path = file(tmp_path, b"\xfe\xff" + "a;b\n1,5;2\n".encode("utf-16-be"))
    assert rows(path, "a", "b") == [[1.5, 2]]


def test_that_columns_come_in_the_order_asked_for_and_others_may_hold_text(tmp_path: Path) -> None:
    path = file(tmp_path, 'name,a,b,\n"Ada, Countess",1,2,x\n"two\nlines",3,4,\n')
    assert csv_data.columns(path) == ("name", "a", "b")
    assert rows(path, "b", "a") == [[2, 1], [4, 3]]


def test_that_a_text_column_does_not_decide_the_decimal_sign(tmp_path: Path) -> None:
    path = file(tmp_path, "who;a\n1,2,3;0.5\nb;1.5\n")
    assert rows(path, "a") == [[0.5], [1.5]]


def test_that_a_single_column_is_read(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "a\n1\n2\n"), "a") == [[1], [2]]


def test_that_the_numbers_are_read_only_float64_rows(tmp_path: Path) -> None:
    numbers = csv_data.read(file(tmp_path, "a,b\n1,2\n3,4\n"), ("a",), 10)
    assert numbers.dtype == np.float64
    assert numbers.flags.c_contiguous
    assert not numbers.flags.writeable


def test_that_many_rows_agree_with_numpy_and_are_counted_across_blocks(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(25_000, 3))
    path = tmp_path / "many.csv"
    np.savetxt(path, numbers, delimiter=",", header="a,b,c", comments="")
    read = csv_data.read(path, ("a", "b", "c"), 25_000)
    np.testing.assert_array_equal(read, np.loadtxt(path, delimiter=",", skiprows=1))
    assert message(path, "a", most=24_999) == "many.csv has more than 24999 rows. Use fewer."
    with path.open("a") as end:
        end.write("1,2,x\n")
    assert 'many.csv, line 25002, column "c": "x" is not' in message(path, "c", most=10**6)


@pytest.mark.parametrize(
    ("content", "names", "part"),
    [
        ("a,b\n1,2\n", "ac", 'points.csv has no column "c". Choose among its columns: "a", "b".'),
        ("width,b\n1,2\n", ["widht"], "Did you mean 'width'?"),
        ("Width,b\n1,2\n", ["width"], "Did you mean 'Width'?"),
        ("a,b,a\n1,2,3\n", "a", 'more than one column "a"'),
        ("a,b\n1,2\n3,x\n", "ab", 'points.csv, line 3, column "b": "x" is not a finite number.'),
        ("a,b\n\n1,2\n3,nan\n", "ab", 'line 4, column "b": "nan" is not a finite number.'),
        ("a,b\n1,-inf\n", "ab", 'line 2, column "b": "-inf" is not a finite number.'),
        ("a,b\n1,1e999\n", "ab", '"1e999" is not a finite number.'),
        ("a,b\n1,1_000\n", "ab", '"1_000" is not a finite number.'),
        ('a,b\n1,"2,5"\n', "ab", '"2,5" is not a finite number.'),
        ("a;b\n1.234,5;2\n", "ab", 'line 2, column "a": "1.234,5" has a point and a comma'),
        ("a;b\n0,5;2\n1;2.5\n", "ab", 'line 3, column "b": "2.5" has a point and a comma'),
        ("a;b\n0,5;N.A.\n", "ab", '"N.A." is not a finite number.'),
        ("a,b\n1,2\n3,\n", "ab", 'points.csv, line 3, column "b": the cell is empty.'),
        ("a,b\n1,2\n3, \n", "ab", 'points.csv, line 3, column "b": the cell is empty.'),
        ("a,b\n1,2\n3\n", "a", "line 3: the row has 1 cells, the first row names 2 columns."),
        ("a,b\n1,2,3\n", "a", "line 2: the row has 3 cells, the first row names 2 columns."),
        ("a,b\n", "a", "points.csv has no rows of numbers"),
        ("", "a", "points.csv is empty."),
        ("\n \n", "a", "points.csv is empty."),
        ("1,2\n3,4\n", "a", "points.csv, line 1: the first row has numbers where the names"),
        ("1,5;2\n3;4\n", "a", "the first row has numbers where the names"),
        ('a,b\n1,"2\n3,4\n', "a", "line 2: a quotation mark is not closed"),
        ('a,b\n1,"2"3\n', "a", "line 2: a quotation mark is not closed"),
        (b"a,b\n1,\x00\n", "a", "points.csv is not a text file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a", "points.csv is not a text file."),
        (b"PK\x03\x04\x14\x00", "a", "If it is a spreadsheet, save it as CSV"),
        (b"a,b\n\x81\x8d,2\n", "a", "points.csv is not a text file."),
        (b"\xff\xfea", "a", "points.csv is not a text file."),
    ],
)
def test_that_a_file_that_cannot_be_used_gets_a_sentence_with_its_place(
    tmp_path: Path, content: str | bytes, names: list[str], part: str
) -> None:
    assert part in message(file(tmp_path, content), *names)


@settings(max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(alphabet='ab12.,;\t"\n\r -_eé', max_size=60).map(str.encode),
    )
)
def test_that_any_file_has_columns_and_numbers_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = file(tmp_path_factory.getbasetemp(), content)
    try:
        names = csv_data.columns(path)
        numbers = csv_data.read(path, names[:1], 1000)
    except InputError:
        return
    assert numbers.shape[1] == 1
    assert np.isfinite(numbers).all()


def test_that_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert f"There is no file {tmp_path / 'none.csv'}." in message(tmp_path / "none.csv", "a")
    assert f"{tmp_path} is a folder." in message(tmp_path, "a")
    assert "zero character" in message(Path("a\0b"), "a")
    inside = file(tmp_path, "a\n1\n") / "inside.csv"
    assert str(inside) in message(inside, "a")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file that never ends")
def test_that_a_device_is_not_read() -> None:
    assert "is not a regular file" in message(Path("/dev/zero"), "a")


def test_that_a_file_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    path = file(tmp_path, "a\n1\n")
    monkeypatch.setattr(Path, "open", refuse)
    assert message(path, "a").startswith(f"{path} cannot be read: Permission denied.")


def test_that_200_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as large:
        large.truncate(200_000_000)
    assert message(path, "a").startswith("large.csv has 200 MB; the limit is 100 MB.")
