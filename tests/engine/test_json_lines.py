"""The line of a value in a file's text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.json_lines import line_of

TEXT = """{
 "a": 1,
 "b": [
  {"c": "x]},{", "d": [1,

   2]},
  {}
 ],
 "e":
   {"f\\u00e9": null}
}"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("", 1),
        ("a", 2),
        ("b", 3),
        ("b[0]", 4),
        ("b[0].c", 4),
        ("b[0].d[0]", 4),
        ("b[0].d[1]", 6),
        ("b[1]", 7),
        ("b[1].missing", 7),
        ("b[2]", 3),
        ("e", 9),
        ("e.fé", 10),
        ("missing", 1),
        ("a.b.c", 2),
        ("a[1]", 2),
    ],
)
def test_that_a_value_is_found_and_a_missing_one_is_told_by_its_parent(
    where: str, line: int
) -> None:
    assert line_of(TEXT, where) == line
    assert line_of("\n\n" + TEXT, where) == line + 2
    assert line_of(TEXT.replace("\n", "\r\n"), where) == line


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=12,
)


@given(VALUES, st.text(max_size=12), st.sampled_from([None, 1]))
def test_that_no_file_and_no_place_is_too_odd(value: Any, where: str, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert 1 <= line_of(text, where) <= text.count("\n") + 1


@given(st.lists(st.integers(), min_size=1, max_size=30))
def test_that_an_items_line_is_counted(items: list[int]) -> None:
    text = json.dumps({"list": items}, indent=1)
    for place, item in enumerate(items):
        line = text.splitlines()[line_of(text, f"list[{place}]") - 1]
        assert line.strip(" ,") == str(item)
